// Words: how a token that is no operator is put together from literals, quotes and expansions.
//
// Most words are one run of ordinary bytes, and are found by a scan; a word object is made only where the grammar takes
// it. The rest is built part by part. What stands inside quotes and after `$` is in files of its own.
//
// POSIX: XCU 2.2, 2.3

import Bytes

/// What the unquoted bytes of a word hold that may need expansion.
struct RunFlags: OptionSet {
    let rawValue: UInt8

    /// `*`, `?` or `[`.
    static let pattern = RunFlags(rawValue: 1)
    static let tilde = RunFlags(rawValue: 2)
    static let brace = RunFlags(rawValue: 4)
}

/// What ends a stretch of unquoted text, besides the end of the input.
enum UnquotedEnd {
    /// A blank, a newline or an operator.
    case token
    /// `}`: the inside of `${parameter-word}`.
    case brace
    /// `}` or `/`: the pattern of `${parameter/pattern/word}`.
    case braceOrSlash
    /// As a token, but with `|` and parentheses in it: the right side of `=~`.
    case regularExpression
}

/// The parts of a word, as far as they are known.
struct WordBuilder {
    var parts: [WordPart] = []
    var flags = RunFlags()
    /// Unquoted bytes that belong to the next part.
    var pending = ByteString()
    /// Where the first `=` stands in the first part, if that is unquoted; -1 for none.
    var equals = -1

    @inline(__always)
    mutating func append(_ part: WordPart) {
        flush()
        parts.append(part)
    }

    mutating func flush() {
        guard !pending.isEmpty else { return }
        parts.append(.literal(pending))
        pending = ByteString()
    }
}

extension ParserState {
    /// Finds the word that begins at the index: a plain word, a word, or what stands in front of a redirection operator.
    mutating func lexWord(_ context: TokenContext) throws(SyntaxError) -> TokenKind {
        let start = position
        let first = index
        var builder = WordBuilder()
        scanRun(into: &builder)
        let byte = bytes[index]
        tokenSubscript = nil
        if Byte.endsWord(byte) && !beginsProcessSubstitution(byte) && !mayAssignElement(builder.flags, first, context) {
            let kind = kindOfRun(first, byte)
            tokenLiteral = builder.pending
            tokenFlags = builder.flags
            tokenEquals = builder.equals
            if kind != .word { return kind }
        } else {
            var subscriptExpansion: ArithmeticExpansion?
            if Self.allowsAssignment(context) {
                subscriptExpansion = try lexElementSubscript(from: first, &builder)
            }
            let wasWholeRun = builder.parts.isEmpty
            try lexUnquoted(into: &builder, until: .token)
            tokenSubscript = subscriptExpansion
            tokenEquals = builder.equals
            tokenFlags = builder.flags
            if wasWholeRun, builder.parts.isEmpty, subscriptExpansion == nil {
                // Only line continuations or NULs interrupted it.
                tokenLiteral = builder.pending
                return kindOfLiteral(builder.pending, peek())
            }
        }
        builder.flush()
        tokenWord = makeWord(builder.parts, flags: builder.flags, position: start)
        return .word
    }

    private static func allowsAssignment(_ context: TokenContext) -> Bool {
        context == .command || context == .commandPrefix || context == .afterPrefix
    }

    /// The longest subscript of an assignment: looking for its end at every `name[` must not cost more than that.
    private static var longestSubscript: Int { 1024 }

    /// Whether the run from `first` to the index can begin `name[subscript]=`, whose end is on the same line.
    @inline(__always)
    private mutating func mayAssignElement(_ flags: RunFlags, _ first: Int, _ context: TokenContext) -> Bool {
        flags.contains(.pattern) && Self.allowsAssignment(context) && Byte.isNameStart(bytes[first])
            && !dialect.isPosix && Self.holdsElementAssignment(bytes, first)
    }

    private static func holdsElementAssignment(_ bytes: [UInt8], _ first: Int) -> Bool {
        var place = first
        while bytes[place] != 0, bytes[place] != Byte.newline, place - first < longestSubscript {
            if bytes[place] == Byte.rightBracket, bytes[place + 1] == Byte.equals || bytes[place + 1] == Byte.plus {
                return true
            }
            place += 1
        }
        return false
    }

    private mutating func kindOfRun(_ first: Int, _ delimiter: UInt8) -> TokenKind {
        guard delimiter == Byte.less || delimiter == Byte.greater else { return .plainWord }
        return kindOfLiteral(ByteString(bytes, first..<index), delimiter)
    }

    /// A literal in front of `delimiter`: digits, `{name}` or `{name[index]}` in front of `<` or `>` belong to the operator.
    ///
    /// POSIX: XCU 2.7, 2.10.1
    private mutating func kindOfLiteral(_ literal: ByteString, _ delimiter: UInt8) -> TokenKind {
        guard delimiter == Byte.less || delimiter == Byte.greater, let first = literal.first else { return .plainWord }
        if Byte.isDigit(first) { return literal.isAllDigits ? .ioNumber : .plainWord }
        guard first == Byte.leftBrace, !dialect.isPosix, literal[literal.count - 1] == Byte.rightBrace else {
            return .plainWord
        }
        let target = literal[1..<(literal.count - 1)]
        if let bracket = target.firstIndex(of: Byte.leftBracket) {
            let isElement = target[0..<bracket].isName && target[target.count - 1] == Byte.rightBracket
            return isElement ? .ioLocation : .plainWord
        }
        return target.isName ? .ioLocation : .plainWord
    }

    /// Appends the ordinary bytes from the index on, and stops at a byte that is special.
    @inline(__always)
    mutating func scanRun(into builder: inout WordBuilder) {
        let bytes = bytes
        let first = index
        var place = first
        var flags = builder.flags
        var equals = -1
        scan: while true {
            switch bytes[place] {
            case 0, Byte.tab, Byte.newline, Byte.space, Byte.doubleQuote, Byte.dollar, Byte.ampersand, Byte.singleQuote,
                Byte.leftParenthesis, Byte.rightParenthesis, Byte.semicolon, Byte.less, Byte.greater, Byte.backslash,
                Byte.backquote, Byte.verticalBar:
                break scan
            case Byte.asterisk, Byte.questionMark, Byte.leftBracket: flags.insert(.pattern)
            case Byte.tilde: flags.insert(.tilde)
            case Byte.leftBrace: flags.insert(.brace)
            case Byte.equals: if equals < 0 { equals = place }
            default: break
            }
            place &+= 1
        }
        if equals >= 0, builder.equals < 0, builder.parts.isEmpty {
            builder.equals = builder.pending.count + equals - first
        }
        builder.flags = flags
        let run = ByteString(bytes, first..<place)
        if builder.pending.isEmpty { builder.pending = run } else { builder.pending.append(run) }
        index = place
    }

    /// Appends unquoted text and what is quoted or expanded in it, and stops in front of what ends it.
    mutating func lexUnquoted(into builder: inout WordBuilder, until ender: UnquotedEnd) throws(SyntaxError) {
        var depth = 0
        while true {
            let byte = peekJoined()
            switch byte {
            case 0: return
            case Byte.backslash: lexBackslash(into: &builder)
            case Byte.singleQuote: builder.append(try lexSingleQuotes())
            case Byte.doubleQuote: builder.append(try lexDoubleQuotes())
            case Byte.dollar, Byte.backquote: try lexExpansion(byte, into: &builder, isInDoubleQuotes: false)
            case Byte.less where beginsProcessSubstitution(byte), Byte.greater where beginsProcessSubstitution(byte):
                builder.append(try lexProcessSubstitution(byte))
            case Byte.tab, Byte.newline, Byte.space, Byte.ampersand, Byte.leftParenthesis, Byte.rightParenthesis,
                Byte.semicolon, Byte.less, Byte.greater, Byte.verticalBar:
                if Self.endsUnquoted(byte, ender, &depth) { return }
                builder.pending.append(byte)
                if byte == Byte.newline { skipNewline() } else { index += 1 }
            case Byte.rightBrace where ender == .brace || ender == .braceOrSlash: return
            case Byte.slash where ender == .braceOrSlash: return
            default:
                if ender == .token || ender == .regularExpression {
                    scanRun(into: &builder)
                } else {
                    scanBracedRun(into: &builder, stopsAtSlash: ender == .braceOrSlash)
                }
            }
        }
    }

    private static func endsUnquoted(_ byte: UInt8, _ ender: UnquotedEnd, _ depth: inout Int) -> Bool {
        switch ender {
        case .token: return true
        case .brace, .braceOrSlash: return false
        case .regularExpression:
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
    }

    private mutating func scanBracedRun(into builder: inout WordBuilder, stopsAtSlash: Bool) {
        let first = index
        var place = first
        scan: while true {
            switch bytes[place] {
            case 0, Byte.tab, Byte.newline, Byte.space, Byte.doubleQuote, Byte.dollar, Byte.ampersand, Byte.singleQuote,
                Byte.leftParenthesis, Byte.rightParenthesis, Byte.semicolon, Byte.less, Byte.greater, Byte.backslash,
                Byte.backquote, Byte.verticalBar, Byte.rightBrace:
                break scan
            case Byte.asterisk, Byte.questionMark, Byte.leftBracket: builder.flags.insert(.pattern)
            case Byte.tilde: builder.flags.insert(.tilde)
            case Byte.slash where stopsAtSlash: break scan
            default: break
            }
            place &+= 1
        }
        builder.pending.append(ByteString(bytes, first..<place))
        index = place
    }

    /// `$` or a backquote at the index: an expansion, or a dollar sign that stands for itself.
    @inline(__always)
    mutating func lexExpansion(
        _ byte: UInt8, into builder: inout WordBuilder, isInDoubleQuotes: Bool
    ) throws(SyntaxError) {
        let part =
            byte == Byte.dollar
            ? try lexDollar(isInDoubleQuotes: isInDoubleQuotes)
            : try lexBackquotes(isInDoubleQuotes: isInDoubleQuotes)
        if let part { builder.append(part) } else { builder.pending.append(Byte.dollar) }
    }
}
