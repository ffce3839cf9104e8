// Here-documents: their bodies, which follow the line with their operators.
//
// The newline token makes the lexer read the lines of the bodies, which are then parsed. In a body that is expanded a line
// continuation joins lines before the search for the delimiter.
//
// Unspecified: the end of the input ends a body, and is noted for a warning; as bash.
//
// POSIX: XCU 2.7.4

public import Bytes

extension ParserState {
    /// Takes the operand of `<<` or `<<-`; the body is read later.
    mutating func parseHereDocument(stripsTabs: Bool) throws(SyntaxError) -> (HereDocument, Word) {
        let word = takeWord()
        let isQuoted = word.parts.contains { part in
            if case .doubleQuoted = part { true } else if case .quoted = part { true } else { false }
        }
        let document = HereDocument(
            delimiter: Self.delimiter(word.parts), isQuoted: isQuoted, stripsTabs: stripsTabs,
            body: Word(.literal(ByteString()), position: word.position))
        pendingHereDocuments.append(document)
        return (document, word)
    }

    /// The word after quote removal. An expansion stands for its own text.
    private static func delimiter(_ parts: [WordPart]) -> ByteString {
        var result = ByteString()
        for part in parts {
            switch part {
            case .literal(let bytes), .quoted(let bytes, _): result.append(bytes)
            case .doubleQuoted(let inner): result.append(delimiter(inner))
            case .tilde(let name):
                result.append(Byte.tilde)
                result.append(name)
            case .command(let substitution) where substitution.isBackquoted:
                result.append("`" + Printer.print(substitution.list) + "`")
            case .variable, .parameter, .command, .arithmetic, .process, .array: result.append(Printer().text(part))
            }
        }
        return result
    }

    /// Reads the bodies of all here-documents of the line that has ended.
    mutating func readHereDocuments() throws(SyntaxError) {
        let documents = pendingHereDocuments
        pendingHereDocuments = []
        for document in documents { try readBody(of: document) }
    }

    private mutating func readBody(of document: HereDocument) throws(SyntaxError) {
        let start = Position(line: cursor.lineNumber, column: 1)
        var body: [UInt8] = []
        while true {
            let lineBegin = body.count
            guard readLine(of: document, to: &body) else {
                noteCutOff(document)
                break
            }
            if isDelimiter(body, from: lineBegin, document.delimiter) {
                body.removeSubrange(lineBegin...)
                break
            }
        }
        document.body = try parseBody(body, of: document, start)
    }

    /// Notes a document once, even where it is parsed again.
    private mutating func noteCutOff(_ document: HereDocument) {
        let cutOff = CutOffDocument(delimiter: document.delimiter, position: document.body.position)
        if !cutOffDocuments.contains(cutOff) { cutOffDocuments.append(cutOff) }
    }

    private mutating func isDelimiter(_ body: [UInt8], from start: Int, _ delimiter: ByteString) -> Bool {
        let end = body.last == Byte.newline && body.count > start ? body.count - 1 : body.count
        return end - start == delimiter.count && ByteString(body, start..<end) == delimiter
    }

    /// Appends the next line with its newline; false at the end of the input.
    private mutating func readLine(of document: HereDocument, to body: inout [UInt8]) -> Bool {
        guard peek() != 0 else { return false }
        while document.stripsTabs, peek() == Byte.tab { cursor.index += 1 }
        while true {
            let first = cursor.index
            let place = bytes.firstIndex(of: Byte.newline, 0, Byte.backslash, from: first)
            body.append(contentsOf: bytes[first..<place])
            cursor.index = place
            switch peek() {
            case 0: return true
            case Byte.newline:
                body.append(Byte.newline)
                skipNewline()
                return true
            case Byte.backslash: readBackslash(document, to: &body)
            default: break
            }
        }
    }

    /// Appends a backslash and the byte that it quotes, or drops a line continuation in a body that is expanded.
    private mutating func readBackslash(_ document: HereDocument, to body: inout [UInt8]) {
        cursor.index += 1
        guard !document.isQuoted, peek() != 0 else { return body.append(Byte.backslash) }
        if peek() == Byte.newline {
            skipNewline()
            return
        }
        body.append(Byte.backslash)
        body.append(peek())
        cursor.index += 1
    }

    private mutating func parseBody(
        _ body: [UInt8], of document: HereDocument, _ start: Position
    ) throws(SyntaxError) -> Word {
        if document.isQuoted
            || !body.contains(where: { $0 == Byte.dollar || $0 == Byte.backslash || $0 == Byte.backquote })
        {
            guard !isChecking else { return Word(.parts, position: start) }
            let text = ByteString(body)
            return Word(parts: text.isEmpty ? [] : [.literal(text)], shape: .literal(text), position: start)
        }
        var parser = subparser(of: body, start)
        let word = try parser.lexDoubleQuotedWord(until: .input)
        cutOffDocuments += parser.cutOffDocuments
        return word
    }
}

/// Parses text that is expanded as inside double quotes, but in which double quotes are not special: PS1, PS4, ENV.
///
/// POSIX: XCU 2.5.3
public func parseWord(
    asInsideDoubleQuotes text: ByteString, names: NameTable, dialect: Dialect, stackLimit: StackLimit,
    line: Int = 1
) throws(SyntaxError) -> Word {
    var parser = ParserState(
        source: StringSource(text), names: names, dialect: dialect, stackLimit: stackLimit, firstLine: line)
    return try parser.lexDoubleQuotedWord(until: .input)
}
