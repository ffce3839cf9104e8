// CursorContext: the position of the cursor in a command, and the beginning of the word at the cursor.
//
// An incomplete line is no command, so this reader is more tolerant than the parser: it knows quoting, operators, redirections
// and nesting, and reports no errors. CandidateSearch finds the completions of the word.

import Bytes

struct CursorContext {
    enum Quote: Equatable { case none, single, double, dollarSingle }

    enum Place: Equatable {
        case command
        case argument
        /// The operand of a redirection; of `>&` and `<&` it may be a descriptor.
        case redirection(isDuplication: Bool)
        /// The name after `$` or `${`.
        case variable(isBraced: Bool)
    }

    /// The index at which a part of the word begins: in the line, and in `value`.
    typealias Part = (start: Int, offset: Int)

    var place = Place.command
    /// The words of the command before the word at the cursor, without quotes, assignments and reserved words.
    var words: [ByteString] = []
    /// The word at the cursor without its quotes.
    var value = ByteString()
    /// The index in the line at which the word, or the name of the variable, begins.
    var start = 0
    /// The part after the last slash.
    var lastName: Part = (0, 0)
    /// The part after the first unquoted `=`.
    var operand: Part?
    /// The part after the last unquoted byte that separates words for programmable completion.
    var part: Part = (0, 0)
    /// The index in the line of the first of `words`.
    var commandStart = 0
    /// The quotes that are open at the cursor, and the index of the opening quote.
    var quote = Quote.none
    var quoteStart = 0
    /// The number of bytes after the cursor that belong to the same command.
    var restLength = 0

    /// After a redirection operator: the place of its operand.
    fileprivate var target: Place?
    fileprivate var isInWord = false

    fileprivate init() {}

    /// The context at the end of `text`, the command up to the cursor; nil inside a comment. `rest` is the line after the
    /// cursor. `breaks` separate words for programmable completion; `variable` returns the value of a variable.
    init?(
        _ text: ByteString, rest: ByteString = "", breaks: ByteString = "",
        variable: @escaping (ByteString) -> ByteString?
    ) {
        var reader = LineReader(text: text, breaks: breaks, variable: variable)
        guard let context = reader.read() else { return nil }
        self = context
        restLength = reader.commandEnd(with: rest) - text.count
    }

    /// True where the word is the beginning of `~name`.
    var isLogin: Bool { value.first == UInt8(ascii: "~") && quote == .none && !value.contains(UInt8(ascii: "/")) }

    fileprivate mutating func beginWord(at index: Int) {
        isInWord = true
        value = ByteString()
        start = index
        lastName = (index, 0)
        operand = nil
        part = (index, 0)
    }
}

/// Reads a line up to the cursor.
private struct LineReader {
    static let openers: [ByteString] = [
        "if", "then", "else", "elif", "do", "while", "until", "!", "{", "}", "time", "fi", "done", "esac",
    ]

    var text: ByteString
    let breaks: ByteString
    let variable: (ByteString) -> ByteString?
    /// The index of the byte that is read.
    var index = 0
    var context = CursorContext()
    var wasQuoted = false
    /// The commands that enclose the current one, and the byte that ends the current one.
    var outer: [(context: CursorContext, end: UInt8)] = []
    /// The result where the text ends in the name of a variable.
    var inVariable: CursorContext?
    var isInComment = false
    /// The number of commands that enclose the one at the cursor, and the index at which that one ends.
    var depth: Int?
    var end: Int?

    mutating func read() -> CursorContext? {
        while index < text.count, end == nil {
            let isSingle = context.quote == .single || context.quote == .dollarSingle
            if isSingle { readSingleQuoted(text[index]) } else { readPlain(text[index]) }
            if isInComment { return nil }
            if let inVariable { return inVariable }
            index += 1
        }
        if !context.isInWord { beginWord() }
        context.place = context.target ?? (context.words.isEmpty ? .command : .argument)
        return context
    }

    /// The index at which the command at the cursor ends, with the `rest` of the line. Call it after `read`.
    mutating func commandEnd(with rest: ByteString) -> Int {
        text += rest
        depth = outer.count
        inVariable = nil
        _ = read()
        return end ?? text.count
    }

    private var next: UInt8 { index + 1 < text.count ? text[index + 1] : 0 }

    private mutating func readSingleQuoted(_ byte: UInt8) {
        if byte == UInt8(ascii: "'") {
            context.quote = .none
            return
        }
        if byte == UInt8(ascii: "\\"), context.quote == .dollarSingle, index + 1 < text.count { index += 1 }
        append(text[index])
    }

    /// Reads one byte outside single quotes, and what belongs to it.
    private mutating func readPlain(_ byte: UInt8) {
        let isQuoted = context.quote == .double
        switch byte {
        case UInt8(ascii: "\\"):
            if !context.isInWord { beginWord() }
            wasQuoted = true
            index += 1
            if index < text.count { append(text[index], isPlain: false) }
        case UInt8(ascii: "\""):
            if isQuoted { context.quote = .none } else { open(.double) }
        case UInt8(ascii: "$"):
            readDollar()
        case UInt8(ascii: "`"):
            if outer.last?.end == byte { pop() } else { push(end: byte) }
        case _ where isQuoted:
            append(byte)
        case UInt8(ascii: "'"):
            open(.single)
        case UInt8(ascii: " "), UInt8(ascii: "\t"):
            endWord()
        case UInt8(ascii: "&") where next == UInt8(ascii: ">"):
            endWord()
        case UInt8(ascii: ";"), UInt8(ascii: "|"), UInt8(ascii: "&"), UInt8(ascii: "\n"):
            noteEnd()
            endCommand()
        case UInt8(ascii: "("):
            push(end: UInt8(ascii: ")"))
        case UInt8(ascii: ")"):
            noteEnd()
            if outer.isEmpty { endCommand() } else { pop() }
        case UInt8(ascii: "<"), UInt8(ascii: ">"):
            readRedirection()
        case UInt8(ascii: "#") where !context.isInWord:
            guard let newline = text.firstIndex(of: UInt8(ascii: "\n"), from: index) else {
                isInComment = true
                return
            }
            // The newline is read next.
            index = newline - 1
        default:
            append(byte)
        }
    }

    private mutating func readRedirection() {
        let isNumber = context.isInWord && !wasQuoted && context.value.unsignedDecimalValue != nil
        if isNumber { context.isInWord = false } else { endWord() }
        if next == UInt8(ascii: "(") {
            index += 1
            context.beginWord(at: index + 1)
            wasQuoted = false
            push(end: UInt8(ascii: ")"))
            return
        }
        var isDuplication = false
        while "<>|-&".utf8.contains(next) {
            index += 1
            isDuplication = text[index] == UInt8(ascii: "&")
        }
        context.target = .redirection(isDuplication: isDuplication)
    }

    private mutating func readDollar() {
        if !context.isInWord { beginWord() }
        if next == UInt8(ascii: "(") {
            index += 1
            push(end: UInt8(ascii: ")"))
            return
        }
        if next == UInt8(ascii: "'"), context.quote == .none {
            open(.dollarSingle)
            index += 1
            return
        }
        let isBraced = next == UInt8(ascii: "{")
        let start = index + (isBraced ? 2 : 1)
        var end = start
        while end < text.count, text[end].isNameByte { end += 1 }
        let name = text[start..<end]
        if end == text.count {
            var found = context
            found.beginWord(at: start)
            found.place = .variable(isBraced: isBraced)
            found.value = name
            inVariable = found
            return
        }
        for byte in variable(name) ?? "" { append(byte, isPlain: false) }
        if isBraced { end = text.firstIndex(of: UInt8(ascii: "}"), from: end).map { $0 + 1 } ?? text.count }
        index = max(end, index + 1) - 1
        // The inserted value may contain slashes, but must not be replaced.
        if !context.value.isEmpty { context.lastName = (index + 1, context.value.count) }
    }

    // MARK: Words and commands

    private mutating func beginWord() {
        context.beginWord(at: index)
        wasQuoted = false
    }

    /// - Parameter isPlain: the byte is written at `index` without a backslash.
    private mutating func append(_ byte: UInt8, isPlain: Bool = true) {
        if !context.isInWord { beginWord() }
        context.value.append(byte)
        let part = (start: index + 1, offset: context.value.count)
        if byte == UInt8(ascii: "/") { context.lastName = part }
        guard isPlain, context.quote == .none else { return }
        if byte == UInt8(ascii: "="), context.operand == nil { context.operand = part }
        if breaks.contains(byte) { context.part = part }
    }

    private mutating func open(_ quote: CursorContext.Quote) {
        if !context.isInWord { beginWord() }
        wasQuoted = true
        context.quote = quote
        context.quoteStart = index
    }

    private mutating func endWord() {
        guard context.isInWord else { return }
        context.isInWord = false
        defer { context.value = ByteString() }
        guard context.target == nil else {
            context.target = nil
            return
        }
        guard context.words.isEmpty else { return context.words.append(context.value) }
        let assigned = context.operand.map { context.value.prefix($0.offset - 1) } ?? ""
        let isAssignment = !assigned.isEmpty && assigned.allSatisfy(\.isNameByte)
        if wasQuoted || !isAssignment && !Self.openers.contains(context.value) {
            context.commandStart = context.start
            context.words = [context.value]
        }
    }

    private mutating func noteEnd() {
        if outer.count == depth { end = index }
    }

    private mutating func endCommand() {
        endWord()
        context.target = nil
        context.words = []
    }

    private mutating func push(end: UInt8) {
        outer.append((context, end))
        context = CursorContext()
    }

    private mutating func pop() {
        context = outer.removeLast().context
        // A word is replaced from behind a substitution on only.
        if context.isInWord { context.lastName = (index + 1, context.value.count) } else { endCommand() }
    }
}
