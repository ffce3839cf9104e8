// Words: tokens of literals, quotes and expansions.
//
// A scan finds most words, which are one run of ordinary bytes; the grammar makes the Word when it takes the token. Other words
// are built part by part.
//
// POSIX: XCU 2.2, 2.3

import Bytes

/// The end of unquoted text, besides the end of the input.
enum UnquotedEnd {
    /// A blank, a newline or an operator.
    case token
    /// `}` of `${parameter-word}`.
    case brace
    /// `}` or `/` of `${parameter/pattern/word}`.
    case braceOrSlash
    /// As `token`, but with `|` and parentheses in the word: the right side of `=~`.
    case regularExpression
}

/// A word that is being built; its parts are on the stack.
struct WordBuilder {
    /// The number of the first part on the stack.
    let first: Int
    /// The traits of the unquoted bytes.
    var traits = ByteTraits()
    /// The unquoted bytes of the next part.
    var pending = ByteString()
    /// The index of the first `=` in the first part, if that is unquoted; -1 for none.
    var equals = -1
}

extension ParserState {
    /// Lexes the word at the index, or the IO number or location before a redirection operator.
    mutating func lexWord(_ context: TokenContext) throws(SyntaxError) -> TokenKind {
        let first = cursor.index
        let run = scanRun()
        cursor.index = run.end
        let byte = bytes[run.end]
        if token.index != nil { token.index = nil }
        if Byte.traits(of: byte).contains(.endsWord), byte != Byte.less && byte != Byte.greater,
            !run.traits.contains(.pattern) || !mayAssignElement(first, context)
        {
            token.literal = context == .unread ? ByteString() : ByteString(bytes, first..<run.end)
            token.traits = run.traits
            token.equals = run.equals
            return .plainWord
        }
        return try lexWord(beginningWith: run, from: first, context)
    }

    /// A word that begins with a run.
    private mutating func lexWord(
        beginningWith run: Run, from first: Int, _ context: TokenContext
    ) throws(SyntaxError) -> TokenKind {
        var builder = WordBuilder(first: stacks.parts.count)
        builder.traits = run.traits
        builder.pending = ByteString(bytes, first..<run.end)
        builder.equals = run.equals
        var subscriptExpansion: ArithmeticExpansion?
        if run.traits.contains(.pattern), mayAssignElement(first, context) {
            subscriptExpansion = try lexElementSubscript(from: first, &builder)
        }
        try lexUnquoted(into: &builder, until: .token)
        token.index = subscriptExpansion
        token.equals = builder.equals
        token.traits = builder.traits
        if stacks.parts.count == builder.first, subscriptExpansion == nil {
            // One literal, before a redirection operator or interrupted by line continuations or NULs.
            token.literal = builder.pending
            return kindOfLiteral(builder.pending, peek())
        }
        flush(&builder)
        token.firstPart = builder.first
        return .word
    }

    /// True where the run at `first` may begin `name[subscript]=` on one line.
    private mutating func mayAssignElement(_ first: Int, _ context: TokenContext) -> Bool {
        guard context == .command || context == .commandPrefix || context == .afterPrefix, bytes[first].isNameStart,
            !dialect.isPosix
        else { return false }
        // Limits the search at every `name[`.
        let longestSubscript = 1024
        var place = first
        while bytes[place] != 0, bytes[place] != Byte.newline, place - first < longestSubscript {
            place += 1
            if bytes[place - 1] == Byte.rightBracket, bytes[place] == Byte.equals || bytes[place] == Byte.plus {
                return true
            }
        }
        return false
    }

    /// Digits, `{name}` or `{name[index]}` before `<` or `>` belong to the operator.
    ///
    /// POSIX: XCU 2.7, 2.10.1
    private mutating func kindOfLiteral(_ literal: ByteString, _ delimiter: UInt8) -> TokenKind {
        guard delimiter == Byte.less || delimiter == Byte.greater, let first = literal.first else { return .plainWord }
        if first.isDigit { return literal.isAllDigits ? .ioNumber : .plainWord }
        guard first == Byte.leftBrace, !dialect.isPosix, literal.last == Byte.rightBrace else { return .plainWord }
        let target = literal[1..<(literal.count - 1)]
        let bracket = target.firstIndex(of: Byte.leftBracket)
        let isTarget =
            target.prefix(bracket ?? target.count).isName && (bracket == nil || target.last == Byte.rightBracket)
        return isTarget ? .ioLocation : .plainWord
    }

    /// Ordinary bytes: their end, their traits, and the distance of the first `=` from their beginning, or -1.
    struct Run {
        var end: Int
        var traits = ByteTraits()
        var equals = -1
    }

    /// The ordinary bytes from the index on, up to a byte that is special outside quotes.
    @inline(__always)
    mutating func scanRun() -> Run {
        let first = cursor.index
        var run = Run(end: first)
        while true {
            let traits = Byte.traits(of: bytes[run.end])
            if !traits.isDisjoint(with: [.endsRun, .pattern, .tilde, .brace, .equals]) {
                if traits.contains(.endsRun) { return run }
                if traits.contains(.equals), run.equals < 0 { run.equals = run.end &- first }
                run.traits.formUnion(traits)
            }
            run.end &+= 1
        }
    }

    /// Appends the ordinary bytes from the index on.
    private mutating func lexRun(into builder: inout WordBuilder) {
        let first = cursor.index
        let run = scanRun()
        cursor.index = run.end
        if run.equals >= 0, builder.equals < 0, stacks.parts.count == builder.first {
            builder.equals = builder.pending.count + run.equals
        }
        builder.traits.formUnion(run.traits)
        appendRun(first..<run.end, to: &builder)
    }

    @inline(__always)
    mutating func appendRun(_ range: Range<Int>, to builder: inout WordBuilder) {
        let run = ByteString(bytes, range)
        if builder.pending.isEmpty { builder.pending = run } else { builder.pending.append(run) }
    }

    @inline(__always)
    mutating func append(_ part: WordPart, to builder: inout WordBuilder) {
        flush(&builder)
        stacks.parts.push(part)
    }

    /// Makes a part of the unquoted bytes.
    @inline(__always)
    mutating func flush(_ builder: inout WordBuilder) {
        guard !builder.pending.isEmpty else { return }
        stacks.parts.push(.literal(builder.pending))
        builder.pending = ByteString()
    }

    /// Appends unquoted text with the quotes and expansions in it; stops at its end.
    mutating func lexUnquoted(into builder: inout WordBuilder, until ender: UnquotedEnd) throws(SyntaxError) {
        var depth = 0
        while true {
            let byte = peekJoined()
            switch byte {
            case 0: return
            case Byte.backslash: lexBackslash(into: &builder)
            case Byte.singleQuote: append(try lexSingleQuotes(), to: &builder)
            case Byte.doubleQuote: append(try lexDoubleQuotes(), to: &builder)
            case Byte.dollar, Byte.backquote: try lexExpansion(byte, into: &builder, isInDoubleQuotes: false)
            case Byte.less where beginsProcessSubstitution(byte), Byte.greater where beginsProcessSubstitution(byte):
                append(try lexProcessSubstitution(byte), to: &builder)
            case Byte.tab, Byte.newline, Byte.space, Byte.ampersand, Byte.leftParenthesis, Byte.rightParenthesis,
                Byte.semicolon, Byte.less, Byte.greater, Byte.verticalBar:
                if Self.endsUnquoted(byte, ender, &depth) { return }
                builder.pending.append(byte)
                skip(byte)
            case Byte.rightBrace where ender == .brace || ender == .braceOrSlash: return
            case Byte.slash where ender == .braceOrSlash: return
            default:
                if ender == .token || ender == .regularExpression {
                    lexRun(into: &builder)
                } else {
                    lexBracedRun(into: &builder, stopsAtSlash: ender == .braceOrSlash)
                }
            }
        }
    }

    private static func endsUnquoted(_ byte: UInt8, _ ender: UnquotedEnd, _ depth: inout Int) -> Bool {
        guard ender == .regularExpression else { return ender == .token }
        switch byte {
        case Byte.leftParenthesis: depth += 1
        case Byte.rightParenthesis:
            guard depth > 0 else { return true }
            depth -= 1
        case Byte.verticalBar: break
        default: return depth == 0
        }
        return false
    }

    private mutating func lexBracedRun(into builder: inout WordBuilder, stopsAtSlash: Bool) {
        let first = cursor.index
        var place = first
        while true {
            let byte = bytes[place]
            let traits = Byte.traits(of: byte)
            if traits.contains(.endsRun) || byte == Byte.rightBrace || stopsAtSlash && byte == Byte.slash { break }
            builder.traits.formUnion(traits)
            place &+= 1
        }
        appendRun(first..<place, to: &builder)
        cursor.index = place
    }

    /// Appends the expansion of `$` or a backquote, or a dollar sign that stands for itself.
    @inline(__always)
    mutating func lexExpansion(
        _ byte: UInt8, into builder: inout WordBuilder, isInDoubleQuotes: Bool
    ) throws(SyntaxError) {
        let part =
            byte == Byte.dollar
            ? try lexDollar(isInDoubleQuotes: isInDoubleQuotes)
            : try lexBackquotes(isInDoubleQuotes: isInDoubleQuotes)
        if let part { append(part, to: &builder) } else { builder.pending.append(Byte.dollar) }
    }
}
