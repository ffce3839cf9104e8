// The messages of syntax errors, and the words that they are made of.

public import Bytes

extension SyntaxError {
    /// The message without file and line.
    public var message: ByteString { kind + ": " + reason }

    /// The message with the column, and the source line with a mark below; no newline ends the last line.
    public var explanation: ByteString {
        let text = kind + " at column " + ByteString(decimal: Int(position.column)) + ": " + reason
        return sourceLine.isEmpty ? text : text + "\n" + marked
    }

    private var kind: ByteString {
        if case .arithmetic = cause { "arithmetic" } else { "syntax error" }
    }

    /// The message without the kind of the error.
    public var reason: ByteString {
        switch cause {
        case .unexpected(let found, let expected):
            found.text + " unexpected" + (expected.map { ", expected " + $0.rawValue } ?? "") + openerText
        case .unterminated(let construct): construct.rawValue
        case .badFunctionName(let name): quoted(name) + " is not a valid function name"
        case .badVariableName(let name): quoted(name) + " is not a valid variable name"
        case .descriptorTooLarge: "file descriptor out of range"
        case .notSupported(let feature): feature.rawValue + " not supported"
        case .arithmetic(let cause): cause.text
        case .tooDeep: "nested too deep"
        }
    }

    /// The unclosed command; where it begins in the line of the error, only at the end of the input.
    private var openerText: ByteString {
        guard let opener, case .unexpected(let found, _) = cause else { return "" }
        if case .end = found {} else if opener.position.line == position.line { return "" }
        return "; the `" + opener.word + "' in line " + ByteString(decimal: Int(opener.position.line)) + " is open"
    }

    /// The source line with a mark under the position, as two lines without a newline after the second; empty where the line
    /// is unknown. A long line is cut around the position. Hidden bytes become `?`.
    public var marked: ByteString {
        guard !sourceLine.isEmpty else { return ByteString() }
        let longest = 160
        let column = min(max(Int(position.column) - 1, 0), sourceLine.count)
        let start = sourceLine.count > longest ? max(0, column - longest / 2) : 0
        let shown = sourceLine[start..<min(start + longest, sourceLine.count)]
        // A tab keeps the mark in its column.
        var line: [UInt8] = []
        var mark: [UInt8] = []
        shown.forEachCharacter { bytes, isHidden in
            let isTab = shown[bytes.lowerBound] == Byte.tab
            line += isHidden && !isTab ? [0x3F] : shown[bytes].array
            if bytes.lowerBound < column - start { mark.append(isTab ? Byte.tab : Byte.space) }
        }
        return ByteString(line + [Byte.newline] + mark + [Byte.circumflex])
    }
}

private func quoted(_ text: ByteString) -> ByteString {
    let longest = 60
    return "`" + text.prefix(longest).shown + (text.count > longest ? "...'" : "'")
}

extension SyntaxError {
    public enum Found: Sendable {
        case end
        case newline
        case word(ByteString)
        case `operator`(ByteString)

        fileprivate var text: ByteString {
            switch self {
            case .end: "end of input"
            case .newline: "newline"
            case .word(let text), .operator(let text): quoted(text)
            }
        }
    }

    public enum Expected: ByteString, Sendable {
        case command = "a command"
        case word = "a word"
        case name = "a name"
        case functionBody = "a compound command as the body of the function"
        case pattern = "a pattern"
        case redirectionOperand = "a word after the redirection operator"
        case hereDocumentDelimiter = "the delimiter of the here-document"
        case conditionalExpression = "an expression"
        case conditionalOperator = "a binary operator"
        case conditionalEnd = "`]]'"
        case `in` = "`in'"
        case `do` = "`do'"
        case done = "`done'"
        case then = "`then'"
        case fi = "`fi'"
        case esac = "a pattern or `esac'"
        case rightBrace = "`}'"
        case rightBracket = "`]'"
        case rightParenthesis = "`)'"
        case doubleSemicolon = "`;;' or `esac'"
        case separator = "`;' or a newline"
        case operand = "an operand"
        case `operator` = "an operator"
        case colon = "`:'"
    }

    public enum ArithmeticCause: Sendable {
        case unexpected(ByteString, expected: Expected)
        case notAssignable
        case badNumber(ByteString)
        case numberTooLarge(ByteString)

        fileprivate var text: ByteString {
            switch self {
            case .unexpected(let found, let expected):
                (found.isEmpty ? "end of the expression" : quoted(found)) + " unexpected, expected " + expected.rawValue
            case .notAssignable: "only a variable can be assigned to"
            case .badNumber(let text): quoted(text) + " is not a number"
            case .numberTooLarge(let text): quoted(text) + " is too large"
            }
        }
    }

    /// A construct that the end of the input can leave open.
    public enum Construct: ByteString, Sendable {
        case singleQuotes = "no closing `''"
        case doubleQuotes = "no closing `\"'"
        case dollarSingleQuotes = "no closing `'' of `$''"
        case backquotes = "no closing ``'"
        case parameterExpansion = "no closing `}' of `${'"
        case commandSubstitution = "no closing `)' of `$('"
        case arithmeticExpansion = "no closing `)' of `$(('"
        case processSubstitution = "no closing `)' of the process substitution"
        case `subscript` = "no closing `]' of the subscript"
        case array = "no closing `)' of the array"
    }

    /// A feature of bash that is left out.
    public enum Feature: ByteString, Sendable {
        case arithmeticFor = "`for ((...))' is"
        case select = "`select' is"
        case extendedPattern = "extended patterns are"
        case testNextPattern = "`;;&' is"
        case elementAssignmentOfArray = "`[index]=' inside an array is"
    }
}
