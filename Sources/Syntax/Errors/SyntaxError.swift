// SyntaxError: an error in the input and its position. SyntaxErrorText makes the messages.

public import Bytes

/// A class, since each call that may throw a structure reserves room for it in its stack frame.
public final class SyntaxError: Error, Sendable {
    public enum Cause: Sendable {
        /// A token that the grammar does not allow here.
        case unexpected(Found, expected: Expected?)
        /// The input ended inside a construct that begins at the position.
        case unterminated(Construct)
        case badFunctionName(ByteString)
        case badVariableName(ByteString)
        case descriptorTooLarge
        case notSupported(Feature)
        case arithmetic(ArithmeticCause)
        case tooDeep
    }

    /// An unclosed command around the position.
    public struct Opener: Sendable {
        let word: ByteString
        let position: Position
    }

    public let cause: Cause
    public let position: Position
    /// The innermost unclosed command, at the end of the input or at a token that ends another command.
    public let opener: Opener?
    /// The line of the position without its newline; empty where it is no longer in memory.
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

    /// The same error inside the command that `word` opens.
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
        return switch expected {
        case .do, .done, .then, .fi, .esac, .rightBrace, .rightParenthesis, .doubleSemicolon: true
        default: false
        }
    }

    /// True where an error inside backquotes is reported when they are expanded. A feature that is left out ends the script at
    /// once.
    var isToldLate: Bool {
        switch cause {
        case .unexpected, .unterminated, .badFunctionName, .badVariableName, .descriptorTooLarge, .arithmetic: true
        case .notSupported, .tooDeep: false
        }
    }
}

extension ParserState {
    mutating func syntaxError(_ cause: SyntaxError.Cause, at position: Position) -> SyntaxError {
        SyntaxError(
            cause: cause, position: position, sourceLine: sourceLine(Int(position.line)), isIncomplete: false)
    }

    /// The input ended inside what begins at `position`.
    mutating func unterminated(_ construct: SyntaxError.Construct, at position: Position) -> SyntaxError {
        SyntaxError(
            cause: .unterminated(construct), position: position, sourceLine: sourceLine(Int(position.line)),
            isIncomplete: !isSubparser)
    }

    mutating func tooDeep() -> SyntaxError {
        syntaxError(.tooDeep, at: position)
    }

    mutating func unexpectedToken(expected: SyntaxError.Expected? = nil) -> SyntaxError {
        if tokenIsExtendedPattern { return syntaxError(.notSupported(.extendedPattern), at: token.position) }
        return SyntaxError(
            cause: .unexpected(tokenFound, expected: expected), position: token.position,
            sourceLine: sourceLine(Int(token.position.line)), isIncomplete: token.kind == .end && !isSubparser)
    }

    /// True at the parenthesis of an extended pattern such as `@(a|b)`.
    var tokenIsExtendedPattern: Bool {
        mutating get {
            token.kind == .leftParenthesis && !dialect.isPosix && cursor.index > 1
                && bytes[cursor.index - 1] == Byte.leftParenthesis
                && ("?*+@!" as ByteString).contains(bytes[cursor.index - 2])
        }
    }

    /// The word at hand, printed.
    var tokenWordText: ByteString {
        mutating get {
            let parts = stacks.parts.elements(from: token.firstPart)
            return Printer.print(Word(parts: parts, shape: .parts, position: token.position))
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
            default: .operator(token.kind.rawValue.bytes)
            }
        }
    }
}
