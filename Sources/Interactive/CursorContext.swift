// CursorContext: where in a command the cursor stands, and what of a word stands before it.
//
// A line that is being typed is no command yet, so this reads more tolerantly than the parser: it knows quoting, operators,
// redirections and nesting, and reports no errors. CandidateSearch finds what completes the word.

import Bytes

struct CursorContext {
    enum Quote: Equatable { case none, single, double, dollarSingle }

    enum Place: Equatable {
        case command
        case argument
        /// Behind `<`, `>` and their like; behind `>&` and `<&` also a descriptor.
        case redirection(isDuplication: Bool)
        /// Behind `$` or `${`.
        case variable(isBraced: Bool)
    }

    /// Where a part of the word begins: in the line, and in `value`.
    typealias Part = (start: Int, offset: Int)

    var place = Place.command
    /// The words of the command in front of the one at the cursor, without quotes, assignments and reserved words.
    var words: [ByteString] = []
    /// The word at the cursor without its quotes.
    var value = ByteString()
    /// Where the word, or the name of the variable, begins in the line.
    var start = 0
    /// The part behind the last slash of the word.
    var lastName: Part = (0, 0)
    /// The part behind the first unquoted `=`.
    var operand: Part?
    /// The part behind the last unquoted byte that parts words for programmable completion.
    var part: Part = (0, 0)
    /// Where the first of `words` begins in the line.
    var commandStart = 0
    /// The quotes that are open at the cursor, and where they were opened.
    var quote = Quote.none
    var quoteStart = 0
    /// How many bytes behind the cursor belong to the same command: up to an operator that ends it.
    var restLength = 0

    /// The place of the word that has begun, behind a redirection.
    fileprivate var target: Place?
    fileprivate var isInWord = false

    fileprivate init() {}

    /// The context at the end of `text`, the command as far as it has been typed; nil inside a comment. `rest` stands behind
    /// the cursor. `breaks` part words for programmable completion; `variable` gives the value of a variable.
    init?(
        _ text: ByteString, rest: ByteString = "", breaks: ByteString = "",
        variable: @escaping (ByteString) -> ByteString?
    ) {
        var reader = LineReader(text: text, breaks: breaks, variable: variable)
        guard let context = reader.read() else { return nil }
        self = context
        restLength = reader.commandEnd(with: rest) - text.count
    }

    /// The word is the beginning of `~name`.
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
    /// Of the byte that is read.
    var index = 0
    var context = CursorContext()
    var wasQuoted = false
    /// The commands inside of which another has begun, and what ends that.
    var outer: [(context: CursorContext, end: UInt8)] = []
    /// The context where the text ends in the name of a variable.
    var inVariable: CursorContext?
    var isInComment = false
    /// How many commands surround the one whose end is searched for, and the end.
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

    /// Where the command at the cursor ends, with the `rest` of the line. To be asked when the cursor has been reached.
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

    /// Reads one byte that no single quotes hide, and what belongs to it.
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
        // A value that was inserted may hold slashes, but is not to be replaced.
        if !context.value.isEmpty { context.lastName = (index + 1, context.value.count) }
    }

    // MARK: Words and commands

    private mutating func beginWord() {
        context.beginWord(at: index)
        wasQuoted = false
    }

    /// - Parameter isPlain: the byte at `index` stands for itself, where no quotes are open.
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
        // What stands behind a substitution cannot be replaced together with it.
        if context.isInWord { context.lastName = (index + 1, context.value.count) } else { endCommand() }
    }
}
