// SyntaxError: what is wrong with the input, and where. The text is made in SyntaxErrorText.

public import Bytes

/// An object, since each call that may throw a structure has room for it in its stack frame: nested commands take a fifth less
/// of the stack.
public final class SyntaxError: Error, Sendable {
    public enum Cause: Sendable {
        /// A token that the grammar does not allow here, and what would have been.
        case unexpected(Found, expected: Expected?)
        /// The input ended inside of something, which begins at the position.
        case unterminated(Construct)
        case badFunctionName(ByteString)
        case badVariableName(ByteString)
        case descriptorTooLarge
        case notSupported(Feature)
        case arithmetic(ArithmeticCause)
        case tooDeep
    }

    /// What stands where something else should.
    public enum Found: Sendable {
        case end
        case newline
        case word(ByteString)
        case `operator`(ByteString)
    }

    public enum Expected: Sendable {
        case command
        case word
        case name
        case functionBody
        case pattern
        case redirectionOperand
        case hereDocumentDelimiter
        case conditionalExpression
        case conditionalOperator
        case conditionalEnd
        case `in`
        case `do`
        case done
        case then
        case fi
        case esac
        case rightBrace
        case rightParenthesis
        case doubleSemicolon
        case separator
    }

    public enum ArithmeticCause: Sendable {
        case operandExpected(found: ByteString)
        case operatorExpected(found: ByteString)
        case rightParenthesisExpected(found: ByteString)
        case rightBracketExpected(found: ByteString)
        case colonExpected(found: ByteString)
        case notAssignable
        case badNumber(ByteString)
        case numberTooLarge(ByteString)
    }

    /// What is open around the place, and where it begins.
    public struct Opener: Sendable {
        let word: ByteString
        let position: Position
    }

    public let cause: Cause
    public let position: Position
    /// Where the input ends, or what stands there ends something else: the innermost command that is not closed.
    public let opener: Opener?
    /// The line that the position is in, without its newline; empty where it is not in memory any more.
    public let sourceLine: ByteString
    /// The input ended inside a command: with more input it could be right.
    public let isIncomplete: Bool

    init(cause: Cause, position: Position, opener: Opener? = nil, sourceLine: ByteString, isIncomplete: Bool) {
        self.cause = cause
        self.position = position
        self.opener = opener
        self.sourceLine = sourceLine
        self.isIncomplete = isIncomplete
    }

    /// The same error inside of the command that `word` opens.
    func inside(_ word: ByteString, at position: Position) -> SyntaxError {
        guard opener == nil, case .unexpected(let found, let expected) = cause, leavesOpen(found, expected) else {
            return self
        }
        return SyntaxError(
            cause: cause, position: self.position, opener: Opener(word: word, position: position),
            sourceLine: sourceLine, isIncomplete: isIncomplete)
    }

    private func leavesOpen(_ found: Found, _ expected: Expected?) -> Bool {
        if case .end = found { return true }
        switch expected {
        case .do, .done, .then, .fi, .esac, .rightBrace, .rightParenthesis, .doubleSemicolon: return true
        case .command, .word, .name, .functionBody, .pattern, .redirectionOperand, .hereDocumentDelimiter,
            .conditionalExpression, .conditionalOperator, .conditionalEnd, .in, .separator, nil:
            return false
        }
    }
}

/// What the end of the input can leave open.
public enum Construct: Sendable {
    case singleQuotes
    case doubleQuotes
    case dollarSingleQuotes
    case backquotes
    case parameterExpansion
    case commandSubstitution
    case arithmeticExpansion
    case processSubstitution
    case `subscript`
    case array
}

/// What bash has and seesh has not.
public enum Feature: Sendable {
    case arithmeticFor
    case select
    case extendedPattern
    case testNextPattern
    case elementAssignmentOfArray
    case simpleFunctionBody
}

extension ParserState {
    mutating func syntaxError(_ cause: SyntaxError.Cause, at position: Position) -> SyntaxError {
        SyntaxError(
            cause: cause, position: position, sourceLine: sourceLine(Int(position.line)), isIncomplete: false)
    }

    /// The input ended inside what begins at `position`.
    mutating func unterminated(_ construct: Construct, at position: Position) -> SyntaxError {
        SyntaxError(
            cause: .unterminated(construct), position: position, sourceLine: sourceLine(Int(position.line)),
            isIncomplete: !isSubparser)
    }

    mutating func tooDeep() -> SyntaxError {
        syntaxError(.tooDeep, at: position)
    }

    /// The token at hand is not what it should be.
    mutating func unexpectedToken(expected: SyntaxError.Expected? = nil) -> SyntaxError {
        if tokenIsExtendedPattern { return syntaxError(.notSupported(.extendedPattern), at: token.position) }
        return SyntaxError(
            cause: .unexpected(tokenFound, expected: expected), position: token.position,
            sourceLine: sourceLine(Int(token.position.line)), isIncomplete: token.kind == .end && !isSubparser)
    }

    /// True at the parenthesis of `@(a|b)` and the like.
    var tokenIsExtendedPattern: Bool {
        mutating get {
            guard token.kind == .leftParenthesis, !dialect.isPosix, cursor.index > 1 else { return false }
            guard bytes[cursor.index - 1] == Byte.leftParenthesis else { return false }
            switch bytes[cursor.index - 2] {
            case Byte.questionMark, Byte.asterisk, Byte.plus, Byte.at, Byte.exclamationMark: return true
            default: return false
            }
        }
    }

    /// The word at hand, printed.
    var tokenWordText: ByteString {
        mutating get {
            let word = Word(
                parts: stacks.parts.elements(from: token.firstPart), shape: .parts, position: token.position)
            return Printer.print(word)
        }
    }

    private var tokenFound: SyntaxError.Found {
        mutating get {
            switch token.kind {
            case .none, .end: .end
            case .newline: .newline
            case .plainWord: .word(token.literal)
            case .word: .word(tokenWordText)
            case .ioNumber, .ioLocation: .operator(token.literal)
            default: .operator(token.kind.text)
            }
        }
    }
}

extension TokenKind {
    /// How the operator is written; empty for what is none.
    var text: ByteString {
        switch self {
        case .none, .end, .newline, .plainWord, .word, .ioNumber, .ioLocation: ""
        case .semicolon: ";"
        case .doubleSemicolon: ";;"
        case .semicolonAnd: ";&"
        case .doubleSemicolonAnd: ";;&"
        case .ampersand: "&"
        case .andIf: "&&"
        case .pipe: "|"
        case .pipeAnd: "|&"
        case .orIf: "||"
        case .less: "<"
        case .great: ">"
        case .doubleLess: "<<"
        case .doubleLessDash: "<<-"
        case .tripleLess: "<<<"
        case .doubleGreat: ">>"
        case .lessAnd: "<&"
        case .greatAnd: ">&"
        case .lessGreat: "<>"
        case .clobber: ">|"
        case .andGreat: "&>"
        case .andDoubleGreat: "&>>"
        case .leftParenthesis: "("
        case .rightParenthesis: ")"
        }
    }
}

extension SyntaxError {
    /// Inside backquotes, it is told where they are expanded. What is left out on purpose must end the script at once, and so
    /// does what no attempt to expand can change.
    var isToldLate: Bool {
        switch cause {
        case .unexpected, .unterminated, .badFunctionName, .badVariableName, .descriptorTooLarge, .arithmetic: true
        case .notSupported, .tooDeep: false
        }
    }
}
