// `[[ expression ]]`, an extension. Precedence from low to high: `||`, `&&`, `!`, the primaries.
//
// The tokens are those of the shell, but `|` and parentheses on the right side of `=~` belong to the word.

import Bytes

extension ParserState {
    /// Parses the expression and `]]`; `[[` is at hand.
    mutating func parseConditional() throws(SyntaxError) -> ConditionalExpression {
        consumeToken()
        let expression = try parseConditionalOr()
        try skipNewlines(.argument)
        guard isConditionalEnd else { throw unexpectedToken(expected: .conditionalEnd) }
        consumeToken()
        return expression
    }

    private mutating func parseConditionalOr() throws(SyntaxError) -> ConditionalExpression {
        var left = try parseConditionalAnd()
        var count = 0
        while try acceptConditional(.orIf, &count) { left = .or(left, try parseConditionalAnd()) }
        return left
    }

    private mutating func parseConditionalAnd() throws(SyntaxError) -> ConditionalExpression {
        var left = try parseConditionalNot()
        var count = 0
        while try acceptConditional(.andIf, &count) { left = .and(left, try parseConditionalNot()) }
        return left
    }

    private mutating func acceptConditional(_ kind: TokenKind, _ count: inout Int) throws(SyntaxError) -> Bool {
        try skipNewlines(.argument)
        guard try accept(kind) else { return false }
        count += 1
        if count > ArithmeticParser.longestChain { throw tooDeep() }
        return true
    }

    private mutating func parseConditionalNot() throws(SyntaxError) -> ConditionalExpression {
        if stackLimit.isReached { throw tooDeep() }
        try skipNewlines(.argument)
        if token.kind == .plainWord, token.literal == "!" {
            consumeToken()
            return .not(try parseConditionalNot())
        }
        guard try accept(.leftParenthesis) else { return try parseConditionalPrimary() }
        let inner = try parseConditionalOr()
        try skipNewlines(.argument)
        guard try accept(.rightParenthesis) else { throw unexpectedToken(expected: .rightParenthesis) }
        return inner
    }

    /// An unquoted unary operator takes any next word as its operand: `[[ -n = ]]`. As bash, mksh and ksh93.
    private mutating func parseConditionalPrimary() throws(SyntaxError) -> ConditionalExpression {
        if token.kind == .plainWord, token.literal.count == 2, token.literal[0] == Byte.hyphen,
            ConditionalExpression.isUnary(token.literal[1])
        {
            let letter = token.literal[1]
            consumeToken()
            return .unary(letter, try takeOperand())
        }
        let first = try takeOperand()
        guard let comparison = try peekComparison() else {
            if token.kind.isWord, !isConditionalEnd { throw unexpectedToken(expected: .conditionalOperator) }
            return .word(first)
        }
        consumeToken()
        if comparison == .matchesExpression { return .binary(comparison, first, try lexRegularExpression()) }
        let second = try takeOperand()
        if peek() == Byte.leftParenthesis { _ = try peekToken(.argument) }
        if token.kind == .leftParenthesis { throw unexpectedToken(expected: .conditionalEnd) }
        return .binary(comparison, first, second)
    }

    private mutating func lexRegularExpression() throws(SyntaxError) -> Word {
        while Byte.isBlank(peekJoined()) { cursor.index += 1 }
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

    private var isConditionalEnd: Bool { token.kind == .plainWord && token.literal == "]]" }

    /// Takes a word that is not `]]`, or digits before `<`.
    private mutating func takeOperand() throws(SyntaxError) -> Word {
        let kind = try peekToken(.argument)
        guard kind.isWord || kind == .ioNumber || kind == .ioLocation, !isConditionalEnd else {
            throw unexpectedToken(expected: .conditionalExpression)
        }
        return withoutBraces(takeWord())
    }

    private mutating func peekComparison() throws(SyntaxError) -> ConditionalExpression.Comparison? {
        switch try peekToken(.argument) {
        case .less: .before
        case .great: .after
        case .plainWord: ConditionalExpression.Comparison(operator: token.literal)
        default: nil
        }
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
