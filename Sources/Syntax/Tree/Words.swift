// The tree of words with their quoting and expansions.
//
// A word is classified when it is parsed (Word.Shape), because most words are a literal or one parameter and need no general
// expansion.
//
// POSIX: XCU 2.2, 2.6

public import Bytes

public struct Word: Sendable {
    /// The way to expand the word, the cheapest first.
    public enum Shape: Sendable {
        /// One field with these bytes, after quote removal.
        case literal(ByteString)
        /// `$name` alone: subject to field splitting and pathname expansion.
        case variable(Name)
        /// `"$name"` alone: one field.
        case quotedVariable(Name)
        /// `"$@"` alone: a field for each positional parameter.
        case quotedPositionals
        /// With an unquoted `{` that may begin a brace expansion, an extension.
        case braces
        /// An argument `name=$value` of a declaration utility: expanded as an assignment, to one field.
        case assignment
        /// Any other word.
        case parts
    }

    /// The parts; nil for one unquoted literal, `$name` or `"$name"`, where the shape determines them.
    public let storedParts: [WordPart]?
    public let shape: Shape
    public let position: Position

    public init(parts: [WordPart], shape: Shape, position: Position) {
        storedParts = parts
        self.shape = shape
        self.position = position
    }

    /// A word that is one unquoted literal without special bytes, `$name` or `"$name"`.
    init(_ shape: Shape, position: Position) {
        storedParts = nil
        self.shape = shape
        self.position = position
    }

    /// The bytes of a word that is one unquoted literal.
    public var unquotedLiteral: ByteString? {
        switch shape {
        case .literal(let bytes): if storedParts == nil { return bytes }
        case .parts, .braces, .assignment: break
        case .variable, .quotedVariable, .quotedPositionals: return nil
        }
        guard let storedParts, storedParts.count == 1, case .literal(let bytes) = storedParts[0] else { return nil }
        return bytes
    }

    /// The parts from left to right; none in an empty word, as in `a=`.
    public var parts: [WordPart] {
        if let storedParts { return storedParts }
        switch shape {
        case .literal(let bytes): return bytes.isEmpty ? [] : [.literal(bytes)]
        case .variable(let name): return [.variable(name)]
        case .quotedVariable(let name): return [.doubleQuoted([.variable(name)])]
        case .quotedPositionals, .braces, .assignment, .parts: return []
        }
    }
}

public enum WordPart: Sendable {
    public enum Quote: Sendable { case backslash, single, dollarSingle }

    /// Unquoted bytes: `*`, `?` and `[` in them are special to pathname expansion and patterns.
    case literal(ByteString)
    /// Bytes between quotes, after quote removal.
    case quoted(ByteString, Quote)
    case doubleQuoted([WordPart])
    /// A tilde-prefix, with the login name, perhaps empty.
    case tilde(ByteString)
    /// `$name` without braces.
    case variable(Name)
    /// Any other parameter expansion.
    case parameter(ParameterExpansion)
    case command(CommandSubstitution)
    case arithmetic(ArithmeticExpansion)
    /// `<(list)` or `>(list)`, an extension.
    case process(ProcessSubstitution)
    /// An argument `name=(word...)` of a declaration utility, an extension.
    indirect case array(Assignment)
}

/// POSIX: XCU 2.5
public enum Parameter: Sendable {
    public enum Special: UInt8, Sendable {
        case at = 0x40, star = 0x2A, numberSign = 0x23, questionMark = 0x3F, hyphen = 0x2D
        case dollar = 0x24, exclamationMark = 0x21, zero = 0x30
    }

    public enum Subscript: Sendable {
        case index(ArithmeticExpansion)
        /// `[@]`
        case at
        /// `[*]`
        case star
    }

    case variable(Name)
    /// 1 and above.
    case positional(Int)
    case special(Special)
    /// `name[subscript]`, an extension.
    case element(Name, Subscript)
}

/// POSIX: XCU 2.6.2
public final class ParameterExpansion: Sendable {
    public enum Removal: PackedWord, Sendable {
        case smallestSuffix = "%"
        case largestSuffix = "%%"
        case smallestPrefix = "#"
        case largestPrefix = "##"
    }

    public enum Replacement: PackedWord, Sendable {
        case first = "/"
        case all = "//"
        case prefix = "/#"
        case suffix = "/%"
    }

    public enum Modifier: Sendable {
        case none
        /// `${#parameter}`
        case length
        /// `${parameter-word}`; with a colon, a null value counts as unset.
        case useDefault(Word, nullToo: Bool)
        /// `${parameter=word}`
        case assignDefault(Word, nullToo: Bool)
        /// `${parameter?word}`; nil where the word is missing.
        case indicateError(Word?, nullToo: Bool)
        /// `${parameter+word}`
        case useAlternative(Word, nullToo: Bool)
        /// `${parameter%pattern}`, `%%`, `#` and `##`.
        case remove(Removal, Word)
        /// `${parameter/pattern/word}`, an extension.
        indirect case replace(Replacement, pattern: Word, with: Word?)
        /// `${parameter:offset:length}`, an extension.
        case substring(offset: ArithmeticExpansion, length: ArithmeticExpansion?)
        /// `${!name[@]}`: the indices of an array, an extension.
        case indices
        /// No modifier: an error of the expansion, perhaps a modifier of bash.
        case unknown(Word, isOfBash: Bool)
    }

    public let parameter: Parameter
    public let modifier: Modifier
    /// Written with braces.
    public let isBraced: Bool
    public let position: Position

    public init(parameter: Parameter, modifier: Modifier, isBraced: Bool, position: Position) {
        self.parameter = parameter
        self.modifier = modifier
        self.isBraced = isBraced
        self.position = position
    }
}

/// POSIX: XCU 2.6.3
public final class CommandSubstitution: Sendable {
    public let list: List
    /// What the executor has found out about the list, once.
    public nonisolated(unsafe) var analysis: AnyObject?
    /// The text, where aliases may change its meaning: it is parsed when it is executed. The list is empty where the text has a
    /// syntax error.
    public let source: ByteString?
    /// Written with backquotes.
    public let isBackquoted: Bool
    public let position: Position

    public init(list: List, source: ByteString?, isBackquoted: Bool, position: Position) {
        self.list = list
        self.source = source
        self.isBackquoted = isBackquoted
        self.position = position
    }
}

public final class ProcessSubstitution: Sendable {
    public enum Direction: Sendable {
        /// `<(list)`: the command reads what the list writes.
        case input
        /// `>(list)`: the command writes what the list reads.
        case output
    }

    public let direction: Direction
    public let list: List
    public let position: Position

    public init(direction: Direction, list: List, position: Position) {
        self.direction = direction
        self.list = list
        self.position = position
    }
}

/// POSIX: XCU 2.6.4
public final class ArithmeticExpansion: Sendable {
    /// The expression, where it could be parsed before the expansion. A `$name` in it is a primary, which is right where its
    /// value is a number; for any other value the word is expanded and parsed again.
    public let expression: ArithmeticExpression?
    /// The text between the parentheses as inside double quotes.
    public let word: Word
    public let position: Position

    public init(expression: ArithmeticExpression?, word: Word, position: Position) {
        self.expression = expression
        self.word = word
        self.position = position
    }
}

public indirect enum ArithmeticExpression: Sendable {
    public enum Unary: Sendable { case plus, minus, complement, not }

    public enum Binary: Sendable {
        case multiply, divide, remainder, add, subtract, shiftLeft, shiftRight
        /// `**`, which is left out and known for its message.
        case power
        case less, lessOrEqual, greater, greaterOrEqual, equal, notEqual
        case and, exclusiveOr, or
    }

    public enum Target: Sendable {
        case variable(Name)
        /// `name[expression]`, an extension.
        case element(Name, ArithmeticExpression)
    }

    case number(Int64)
    case value(Target)
    /// `$name`, `$1`, `${name}`, `$#`: a parameter expansion without a modifier.
    case parameter(Parameter)
    case unary(Unary, ArithmeticExpression)
    case binary(Binary, ArithmeticExpression, ArithmeticExpression)
    case logicalAnd(ArithmeticExpression, ArithmeticExpression)
    case logicalOr(ArithmeticExpression, ArithmeticExpression)
    case conditional(ArithmeticExpression, then: ArithmeticExpression, otherwise: ArithmeticExpression)
    /// `target = value`, or `target op= value`.
    case assign(Target, Binary?, ArithmeticExpression)
    /// `++target` and `--target`: the amount is 1 or -1.
    case prefixStep(Target, Int64)
    /// `target++` and `target--`.
    case postfixStep(Target, Int64)
    case comma(ArithmeticExpression, ArithmeticExpression)
}
