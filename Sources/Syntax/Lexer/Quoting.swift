// Quoting: backslashes, single quotes and double quotes.
//
// Here-documents, words of expansions inside quotes, arithmetic and prompts are lexed as text inside double quotes.
//
// POSIX: XCU 2.2

import Bytes

/// The end of text as inside double quotes, besides the end of the input.
enum DoubleQuotedEnd {
    case doubleQuote
    /// `"` inside the braces of an expansion in double quotes: a backslash quotes `}` too.
    case doubleQuoteInBraces
    /// `}` of `"${parameter-word}"`; double quotes nest.
    case brace
    /// The unmatched `)` of arithmetic.
    case parenthesis
    /// The unmatched `]` of a subscript.
    case bracket
    /// `:` or `}` of a substring expansion.
    case colonOrBrace
    /// Only the end: here-documents and prompts. Double quotes are not special.
    case input
}

extension ParserState {
    /// A backslash outside quotes, which no newline follows.
    ///
    /// Unspecified: a backslash at the end of the input stands for itself; as dash.
    ///
    /// POSIX: XCU 2.2.1
    mutating func lexBackslash(into builder: inout WordBuilder) {
        cursor.index += 1
        let byte = peek()
        if byte != 0 { skip(byte) }
        append(.quoted(ByteString(byte: byte == 0 ? Byte.backslash : byte), .backslash), to: &builder)
    }

    /// POSIX: XCU 2.2.2
    mutating func lexSingleQuotes() throws(SyntaxError) -> WordPart {
        let start = position
        cursor.index += 1
        var text = ByteString()
        while true {
            let first = cursor.index
            var place = first
            while bytes[place] != Byte.singleQuote, bytes[place] != 0 {
                if bytes[place] == Byte.newline { countLine(endingAt: place) }
                place &+= 1
            }
            let run = isChecking ? ByteString() : ByteString(bytes, first..<place)
            if text.isEmpty { text = run } else { text.append(run) }
            cursor.index = place
            switch peek() {
            case 0: throw unterminated(.singleQuotes, at: start)
            case Byte.singleQuote:
                cursor.index += 1
                return .quoted(text, .single)
            default: break
            }
        }
    }

    /// POSIX: XCU 2.2.3
    mutating func lexDoubleQuotes(until ender: DoubleQuotedEnd = .doubleQuote) throws(SyntaxError) -> WordPart {
        let start = position
        cursor.index += 1
        let parts = try lexDoubleQuoted(until: ender)
        guard peek() == Byte.doubleQuote else { throw unterminated(.doubleQuotes, at: start) }
        cursor.index += 1
        return .doubleQuoted(parts)
    }

    /// Text as inside double quotes; stops at its end.
    mutating func lexDoubleQuoted(until ender: DoubleQuotedEnd) throws(SyntaxError) -> [WordPart] {
        if stackLimit.isReached { throw tooDeep() }
        var builder = WordBuilder(first: stacks.parts.count)
        var depth = 0
        scan: while true {
            let byte = peekJoined()
            switch byte {
            case 0: break scan
            case Byte.backslash: lexBackslashInDoubleQuotes(ender, into: &builder)
            case Byte.dollar, Byte.backquote: try lexExpansion(byte, into: &builder, isInDoubleQuotes: true)
            default:
                if Self.endsDoubleQuoted(byte, ender, &depth) { break scan }
                if byte == Byte.doubleQuote, ender == .brace {
                    append(try lexDoubleQuotes(until: .doubleQuoteInBraces), to: &builder)
                } else if byte == Byte.doubleQuote, ender == .bracket {
                    // As bash: quotes have no effect in a subscript, which is arithmetic.
                    cursor.index += 1
                } else {
                    lexDoubleQuotedRun(ender, into: &builder)
                }
            }
        }
        flush(&builder)
        return stacks.parts.pop(from: builder.first, isChecking: isChecking)
    }

    /// The same as a word.
    mutating func lexDoubleQuotedWord(until ender: DoubleQuotedEnd) throws(SyntaxError) -> Word {
        let start = position
        let parts = try lexDoubleQuoted(until: ender)
        return Word(parts: parts, shape: Self.literalShape(of: parts), position: start)
    }

    @inline(__always)
    private static func endsDoubleQuoted(_ byte: UInt8, _ ender: DoubleQuotedEnd, _ depth: inout Int) -> Bool {
        switch ender {
        case .doubleQuote, .doubleQuoteInBraces: return byte == Byte.doubleQuote
        case .brace: return byte == Byte.rightBrace
        case .input: return false
        case .parenthesis, .bracket, .colonOrBrace: return endsArithmetic(byte, ender, &depth)
        }
    }

    private static func endsArithmetic(_ byte: UInt8, _ ender: DoubleQuotedEnd, _ depth: inout Int) -> Bool {
        switch byte {
        case Byte.leftParenthesis: depth += 1
        case Byte.leftBracket: if ender != .parenthesis { depth += 1 }
        case Byte.questionMark: if ender == .colonOrBrace { depth += 1 }
        case Byte.colon:
            guard ender == .colonOrBrace else { return false }
            guard depth > 0 else { return true }
            depth -= 1
        case Byte.rightParenthesis:
            guard depth > 0 else { return ender == .parenthesis }
            depth -= 1
        case Byte.rightBracket:
            guard ender != .parenthesis else { return false }
            guard depth > 0 else { return ender == .bracket }
            depth -= 1
        case Byte.rightBrace: return ender == .colonOrBrace
        default: break
        }
        return false
    }

    /// Appends a byte that is ordinary here and the following ones that are always ordinary inside double quotes.
    private mutating func lexDoubleQuotedRun(_ ender: DoubleQuotedEnd, into builder: inout WordBuilder) {
        let first = cursor.index
        let ends: ByteTraits =
            switch ender {
            case .parenthesis, .bracket, .colonOrBrace: [.endsQuotedRun, .closesArithmetic]
            case .doubleQuote, .doubleQuoteInBraces, .brace, .input: .endsQuotedRun
            }
        if bytes[first] == Byte.newline { countLine(endingAt: first) }
        var place = first &+ 1
        while true {
            let byte = bytes[place]
            if !Byte.traits(of: byte).isDisjoint(with: ends) {
                guard byte == Byte.newline else { break }
                countLine(endingAt: place)
            }
            place &+= 1
        }
        if !isChecking { appendRun(first..<place, to: &builder) }
        cursor.index = place
    }

    /// A backslash inside double quotes quotes only special bytes.
    private mutating func lexBackslashInDoubleQuotes(_ ender: DoubleQuotedEnd, into builder: inout WordBuilder) {
        cursor.index += 1
        let byte = peek()
        let isEscape =
            switch byte {
            case Byte.dollar, Byte.backquote, Byte.backslash: true
            case Byte.doubleQuote: ender == .doubleQuote || ender == .doubleQuoteInBraces || ender == .brace
            case Byte.rightBrace: ender == .doubleQuoteInBraces || ender == .brace
            default: false
            }
        guard isEscape else {
            builder.pending.append(Byte.backslash)
            return
        }
        cursor.index += 1
        append(.quoted(ByteString(byte: byte), .backslash), to: &builder)
    }
}
