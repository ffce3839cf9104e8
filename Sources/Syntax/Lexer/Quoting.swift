// Quoting: what takes the special meaning of bytes away.
//
// Text inside double quotes is lexed here for all that is treated like it: quotes, here-documents, the words of
// expansions inside quotes, arithmetic, prompts. A part of it is a literal; an escaped byte is a quoted part.
//
// POSIX: XCU 2.2

import Bytes

/// What ends a stretch of text as inside double quotes, besides the end of the input.
enum DoubleQuotedEnd {
    case doubleQuote
    /// `}`: the inside of `"${parameter-word}"`; double quotes nest.
    case brace
    /// `)` that closes more than was opened: arithmetic.
    case parenthesis
    /// `]` that closes more than was opened, or an operator of a substring: arithmetic in parameter expansions.
    case bracket
    case colonOrBrace
    /// Nothing: here-documents and prompts. Double quotes are not special.
    case input
}

extension ParserState {
    /// A backslash outside of quotes, which no newline follows.
    ///
    /// Unspecified: a backslash at the end of the input stands for itself; as dash.
    ///
    /// POSIX: XCU 2.2.1
    mutating func lexBackslash(into builder: inout WordBuilder) {
        index += 1
        let byte = peek()
        guard byte != 0 else {
            builder.append(.quoted(ByteString(byte: Byte.backslash), .backslash))
            return
        }
        if byte == Byte.newline { skipNewline() } else { index += 1 }
        builder.append(.quoted(ByteString(byte: byte), .backslash))
    }

    /// POSIX: XCU 2.2.2
    mutating func lexSingleQuotes() throws(SyntaxError) -> WordPart {
        let start = position
        index += 1
        var text = ByteString()
        while true {
            appendRun(upTo: Byte.singleQuote, Byte.singleQuote, to: &text)
            let byte = peek()
            switch byte {
            case 0: throw unterminated(.singleQuotes, at: start)
            case Byte.singleQuote:
                index += 1
                return .quoted(text, .single)
            case Byte.newline:
                skipNewline()
                text.append(byte)
            default: break
            }
        }
    }

    /// Appends the bytes from the index on up to one of the two, a newline, or the end of the buffer.
    @inline(__always)
    private mutating func appendRun(upTo stop: UInt8, _ otherStop: UInt8, to text: inout ByteString) {
        let bytes = bytes
        let first = index
        var place = first
        while true {
            let byte = bytes[place]
            if byte == stop || byte == otherStop || byte == Byte.newline || byte == 0 { break }
            place &+= 1
        }
        text.append(ByteString(bytes, first..<place))
        index = place
    }

    /// POSIX: XCU 2.2.3
    mutating func lexDoubleQuotes() throws(SyntaxError) -> WordPart {
        let start = position
        index += 1
        let parts = try lexDoubleQuoted(until: .doubleQuote)
        guard peek() == Byte.doubleQuote else { throw unterminated(.doubleQuotes, at: start) }
        index += 1
        return .doubleQuoted(parts)
    }

    /// Text as inside double quotes; stops in front of what ends it.
    mutating func lexDoubleQuoted(until ender: DoubleQuotedEnd) throws(SyntaxError) -> [WordPart] {
        if stackLimit.isReached { throw tooDeep() }
        var builder = WordBuilder()
        var depth = 0
        while true {
            let byte = peekJoined()
            switch byte {
            case 0:
                builder.flush()
                return builder.parts
            case Byte.backslash: lexBackslashInDoubleQuotes(ender, into: &builder)
            case Byte.dollar, Byte.backquote: try lexExpansion(byte, into: &builder, isInDoubleQuotes: true)
            default:
                if Self.endsDoubleQuoted(byte, ender, &depth) {
                    builder.flush()
                    return builder.parts
                }
                if byte == Byte.doubleQuote, ender == .brace {
                    builder.append(try lexDoubleQuotes())
                } else if byte == Byte.doubleQuote, ender == .bracket {
                    // As bash: quotes change nothing in a subscript, which is arithmetic.
                    index += 1
                } else {
                    if byte == Byte.newline { skipNewline() } else { index += 1 }
                    builder.pending.append(byte)
                    scanDoubleQuotedRun(ender, into: &builder)
                }
            }
        }
    }

    @inline(__always)
    private static func endsDoubleQuoted(_ byte: UInt8, _ ender: DoubleQuotedEnd, _ depth: inout Int) -> Bool {
        switch ender {
        case .doubleQuote: return byte == Byte.doubleQuote
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

    /// Appends bytes that are ordinary wherever they stand inside double quotes.
    @inline(__always)
    private mutating func scanDoubleQuotedRun(_ ender: DoubleQuotedEnd, into builder: inout WordBuilder) {
        let bytes = bytes
        let first = index
        var place = first
        scan: while true {
            switch bytes[place] {
            case 0, Byte.newline, Byte.doubleQuote, Byte.dollar, Byte.backslash, Byte.backquote, Byte.rightBrace:
                break scan
            case Byte.leftParenthesis, Byte.rightParenthesis, Byte.leftBracket, Byte.rightBracket, Byte.colon,
                Byte.questionMark:
                switch ender {
                case .parenthesis, .bracket, .colonOrBrace: break scan
                case .doubleQuote, .brace, .input: break
                }
            default: break
            }
            place &+= 1
        }
        if place > first { builder.pending.append(ByteString(bytes, first..<place)) }
        index = place
    }

    /// A backslash inside double quotes quotes only what would be special there.
    private mutating func lexBackslashInDoubleQuotes(_ ender: DoubleQuotedEnd, into builder: inout WordBuilder) {
        index += 1
        let byte = peek()
        let isEscape =
            switch byte {
            case Byte.dollar, Byte.backquote, Byte.backslash: true
            case Byte.doubleQuote: ender == .doubleQuote || ender == .brace
            case Byte.rightBrace: ender == .brace
            default: false
            }
        guard isEscape else {
            builder.pending.append(Byte.backslash)
            return
        }
        index += 1
        builder.append(.quoted(ByteString(byte: byte), .backslash))
    }
}
