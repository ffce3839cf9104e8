// `[[ expression ]]`, an extension. Precedence from low to high: `||`, `&&`, `!`, the primaries.
//
// The tokens are those of the shell, but `|` and parentheses on the right side of `=~` belong to the word.

public import Bytes

extension ParserState {
    /// Parses the expression and `]]`; `[[` is at hand.
    mutating func parseConditional() throws(SyntaxError) -> ConditionalExpression {
        consumeToken()
        let expression = try parseConditionalOr()
        try skipNewlines(.argument)
        guard token.kind == .plainWord, token.literal == "]]" else { throw unexpectedToken(expected: .conditionalEnd) }
        consumeToken()
        return expression
    }

    private mutating func parseConditionalOr() throws(SyntaxError) -> ConditionalExpression {
        var left = try parseConditionalAnd()
        var count = 0
        while try acceptConditional(.orIf) {
            left = .or(left, try parseConditionalAnd())
            count += 1
            if count > ArithmeticParser.longestChain { throw tooDeep() }
        }
        return left
    }

    private mutating func parseConditionalAnd() throws(SyntaxError) -> ConditionalExpression {
        var left = try parseConditionalNot()
        var count = 0
        while try acceptConditional(.andIf) {
            left = .and(left, try parseConditionalNot())
            count += 1
            if count > ArithmeticParser.longestChain { throw tooDeep() }
        }
        return left
    }

    private mutating func acceptConditional(_ kind: TokenKind) throws(SyntaxError) -> Bool {
        try skipNewlines(.argument)
        return try accept(kind)
    }

    private mutating func parseConditionalNot() throws(SyntaxError) -> ConditionalExpression {
        if stackLimit.isReached { throw tooDeep() }
        try skipNewlines(.argument)
        if token.kind == .plainWord, token.literal == "!" {
            consumeToken()
            return .not(try parseConditionalNot())
        }
        guard token.kind == .leftParenthesis else { return try parseConditionalPrimary() }
        consumeToken()
        let inner = try parseConditionalOr()
        try skipNewlines(.argument)
        guard token.kind == .rightParenthesis else { throw unexpectedToken(expected: .rightParenthesis) }
        consumeToken()
        return inner
    }

    /// An unquoted unary operator takes any next word as its operand: `[[ -n = ]]`. As bash, mksh and ksh93.
    private mutating func parseConditionalPrimary() throws(SyntaxError) -> ConditionalExpression {
        guard isConditionalOperand else { throw unexpectedToken(expected: .conditionalExpression) }
        if token.kind == .plainWord, let unary = Self.unaryOperator(token.literal) {
            consumeToken()
            _ = try peekToken(.argument)
            guard isConditionalOperand else { throw unexpectedToken(expected: .conditionalExpression) }
            return .unary(unary, takeOperand())
        }
        let first = takeOperand()
        _ = try peekToken(.argument)
        if let comparison = comparisonAtHand { return try parseComparison(comparison, first) }
        if token.kind.isWord, !isConditionalEnd { throw unexpectedToken(expected: .conditionalOperator) }
        return .word(first)
    }

    private mutating func parseComparison(
        _ comparison: ConditionalExpression.Comparison, _ left: Word
    ) throws(SyntaxError) -> ConditionalExpression {
        consumeToken()
        if comparison == .matchesExpression { return .binary(comparison, left, try lexRegularExpression()) }
        _ = try peekToken(.argument)
        guard isConditionalOperand else { throw unexpectedToken(expected: .conditionalExpression) }
        let right = takeOperand()
        if peek() == Byte.leftParenthesis { _ = try peekToken(.argument) }
        if token.kind == .leftParenthesis { throw unexpectedToken(expected: .conditionalEnd) }
        return .binary(comparison, left, right)
    }

    private mutating func lexRegularExpression() throws(SyntaxError) -> Word {
        var byte = peekJoined()
        while Byte.isBlank(byte) {
            cursor.index += 1
            byte = peekJoined()
        }
        let start = position
        var builder = WordBuilder(first: stacks.parts.count)
        try lexUnquoted(into: &builder, until: .regularExpression)
        flush(&builder)
        guard stacks.parts.count > builder.first else {
            _ = try peekToken(.argument)
            throw unexpectedToken(expected: .conditionalExpression)
        }
        return makeWord(from: builder.first, traits: builder.traits.subtracting([.brace, .tilde]), position: start)
    }

    /// True for a word that is not `]]`, or digits before `<`.
    private var isConditionalOperand: Bool {
        mutating get {
            (token.kind.isWord || token.kind == .ioNumber || token.kind == .ioLocation) && !isConditionalEnd
        }
    }

    private var isConditionalEnd: Bool { token.kind == .plainWord && token.literal == "]]" }

    private mutating func takeOperand() -> Word { withoutBraces(takeWord()) }

    private var comparisonAtHand: ConditionalExpression.Comparison? {
        mutating get {
            switch token.kind {
            case .less: .before
            case .great: .after
            case .plainWord: ConditionalExpression.Comparison(operator: token.literal)
            default: nil
            }
        }
    }

    private static func unaryOperator(_ word: ByteString) -> UInt8? {
        guard word.count == 2, word[0] == Byte.hyphen, ConditionalExpression.isUnary(word[1]) else { return nil }
        return word[1]
    }
}

extension ConditionalExpression {
    /// True for the letter of a primary with one operand. Only `[[ ]]` has `-a` as one.
    public static func isUnary(_ letter: UInt8) -> Bool {
        switch letter {
        case UInt8(ascii: "a")...UInt8(ascii: "h"), UInt8(ascii: "n")...UInt8(ascii: "p"),
            UInt8(ascii: "r")...UInt8(ascii: "x"), UInt8(ascii: "k"), UInt8(ascii: "z"),
            UInt8(ascii: "G"), UInt8(ascii: "L"), UInt8(ascii: "N"), UInt8(ascii: "O"), UInt8(ascii: "S"):
            true
        default: false
        }
    }
}

extension ConditionalExpression.Comparison {
    public init?(operator word: ByteString) {
        switch word.packed {
        case "=", "==": self = .matches
        case "!=": self = .matchesNot
        case "=~": self = .matchesExpression
        case "<": self = .before
        case ">": self = .after
        case "-eq": self = .equal
        case "-ne": self = .notEqual
        case "-lt": self = .less
        case "-le": self = .lessOrEqual
        case "-gt": self = .greater
        case "-ge": self = .greaterOrEqual
        case "-nt": self = .newer
        case "-ot": self = .older
        case "-ef": self = .sameFile
        default: return nil
        }
    }

    /// The operator as written.
    public var text: ByteString {
        switch self {
        case .matches: "=="
        case .matchesNot: "!="
        case .matchesExpression: "=~"
        case .before: "<"
        case .after: ">"
        case .equal: "-eq"
        case .notEqual: "-ne"
        case .less: "-lt"
        case .lessOrEqual: "-le"
        case .greater: "-gt"
        case .greaterOrEqual: "-ge"
        case .newer: "-nt"
        case .older: "-ot"
        case .sameFile: "-ef"
        }
    }
}
