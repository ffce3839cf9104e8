// CompletionContext: where in a command the cursor stands, and what of a word stands before it.
//
// A line that is being typed is no command yet, so this reads more tolerantly than the parser: it knows quoting, operators,
// redirections and nesting, and asks nobody. What completes the word is the Completer's business.

import Bytes

struct CompletionContext {
    enum Quote: Equatable { case none, single, double, dollarSingle }

    enum Place: Equatable {
        case command
        case argument
        /// Behind `<`, `>` and their like; behind `>&` and `<&` also a descriptor.
        case redirection(isDuplication: Bool)
        /// Behind `$` or `${`.
        case variable(isBraced: Bool)
    }

    var place = Place.command
    /// The words of the command in front of the one at the cursor, without quotes, assignments and reserved words.
    var words: [ByteString] = []
    /// The word at the cursor without its quotes.
    var value = ByteString()
    /// Where the word, or the name of the variable, begins in the line.
    var start = 0
    /// The part behind the last slash of the word: where it begins in the line, and in `value`.
    var lastName = (start: 0, offset: 0)
    /// The part behind the first unquoted `=`.
    var operand: (start: Int, offset: Int)?
    /// The part behind the last unquoted byte that parts words for programmed completion.
    var part = (start: 0, offset: 0)
    /// Where the first of `words` begins in the line.
    var commandStart = 0
    /// The quotes that are open at the cursor, and where they were opened.
    var quote = Quote.none
    var quoteStart = 0

    /// Where the word that has begun stands, behind a redirection.
    fileprivate var target: Place?
    fileprivate var isInWord = false
    /// How many bytes behind the cursor belong to the same command: up to an operator that ends it.
    var restLength = 0

    /// The context at the end of `text`, the command as far as it has been typed; nil inside a comment. `rest` stands behind
    /// the cursor. `breaks` part words for programmed completion; `variable` gives the value of a variable.
    init?(
        _ text: ByteString, rest: ByteString = "", breaks: ByteString = "", variable: (ByteString) -> ByteString?
    ) {
        var reader = CompletionReader(text, breaks: breaks)
        guard let context = reader.read(variable) else { return nil }
        self = context
        restLength = reader.commandEnd(with: rest, variable) - text.count
    }

    init() {}
}

/// Reads a line up to the cursor.
private struct CompletionReader {
    private static let openers: [ByteString] = [
        "if", "then", "else", "elif", "do", "while", "until", "!", "{", "}", "time", "fi", "done", "esac",
    ]

    private var text: ByteString
    private let breaks: ByteString
    private var index = 0
    private var context = CompletionContext()
    private var wasQuoted = false
    /// The commands inside of which another has begun, and what ends that.
    private var outer: [(context: CompletionContext, end: UInt8)] = []
    /// How many commands surround the one whose end is searched for, and the end.
    private var depth: Int?
    private var end: Int?

    init(_ text: ByteString, breaks: ByteString) {
        self.text = text
        self.breaks = breaks
    }

    mutating func read(_ variable: (ByteString) -> ByteString?) -> CompletionContext? {
        while index < text.count, end == nil {
            let byte = text[index]
            switch context.quote {
            case .single:
                if byte == UInt8(ascii: "'") { context.quote = .none } else { append(byte) }
                index += 1
            case .dollarSingle:
                if byte == UInt8(ascii: "'") {
                    context.quote = .none
                } else if byte == UInt8(ascii: "\\"), index + 1 < text.count {
                    index += 1
                    append(text[index], isPlain: false)
                } else {
                    append(byte)
                }
                index += 1
            case .double, .none:
                if let found = readPlain(byte, variable) { return found }
                if index < 0 { return nil }
            }
        }
        if !context.isInWord { beginWord() }
        context.place = context.target ?? (context.words.isEmpty ? .command : .argument)
        return context
    }

    /// Where the command at the cursor ends. To be asked when the cursor has been reached.
    func commandEnd(with rest: ByteString, _ variable: (ByteString) -> ByteString?) -> Int {
        var reader = self
        reader.text = text + rest
        reader.depth = outer.count
        _ = reader.read(variable)
        return reader.end ?? reader.text.count
    }

    /// One byte that no single quotes hide. Returns the context where a variable's name ends the text; a comment puts the
    /// index below 0.
    private mutating func readPlain(
        _ byte: UInt8, _ variable: (ByteString) -> ByteString?
    ) -> CompletionContext? {
        let isQuoted = context.quote == .double
        switch byte {
        case UInt8(ascii: "\\"):
            if !context.isInWord { beginWord() }
            index += 1
            if index < text.count { append(text[index], isPlain: false) }
            wasQuoted = true
            index += 1
        case UInt8(ascii: "\""):
            if isQuoted { context.quote = .none } else { open(.double) }
            index += 1
        case UInt8(ascii: "$"):
            return readDollar(variable)
        case UInt8(ascii: "`"):
            index += 1
            if let last = outer.last, last.end == byte { pop() } else { push(end: byte) }
        case _ where isQuoted:
            append(byte)
            index += 1
        case UInt8(ascii: "'"):
            open(.single)
            index += 1
        case UInt8(ascii: " "), UInt8(ascii: "\t"):
            endWord()
            index += 1
        case UInt8(ascii: ";"), UInt8(ascii: "|"), UInt8(ascii: "\n"):
            noteEnd()
            endCommand()
            index += 1
        case UInt8(ascii: "&"):
            let isRedirection = index + 1 < text.count && text[index + 1] == UInt8(ascii: ">")
            if !isRedirection { noteEnd() }
            if isRedirection { endWord() } else { endCommand() }
            index += 1
        case UInt8(ascii: "("):
            index += 1
            push(end: UInt8(ascii: ")"))
        case UInt8(ascii: ")"):
            noteEnd()
            index += 1
            if outer.isEmpty { endCommand() } else { pop() }
        case UInt8(ascii: "<"), UInt8(ascii: ">"):
            readRedirection(byte)
        case UInt8(ascii: "#") where !context.isInWord:
            guard let end = text.firstIndex(of: UInt8(ascii: "\n"), from: index) else {
                index = -1
                return nil
            }
            index = end
        default:
            append(byte)
            index += 1
        }
        return nil
    }

    private mutating func readRedirection(_ byte: UInt8) {
        let isNumber = context.isInWord && !wasQuoted && context.value.unsignedDecimalValue != nil
        if isNumber { context.isInWord = false } else { endWord() }
        index += 1
        if index < text.count, text[index] == UInt8(ascii: "(") {
            index += 1
            beginWord()
            push(end: UInt8(ascii: ")"))
            return
        }
        let follow: [UInt8] = [UInt8(ascii: "<"), UInt8(ascii: ">"), UInt8(ascii: "|"), UInt8(ascii: "-")]
        var isDuplication = false
        while index < text.count, follow.contains(text[index]) || text[index] == UInt8(ascii: "&") {
            isDuplication = text[index] == UInt8(ascii: "&")
            index += 1
        }
        context.target = .redirection(isDuplication: isDuplication)
    }

    private mutating func readDollar(_ variable: (ByteString) -> ByteString?) -> CompletionContext? {
        if !context.isInWord { beginWord() }
        let next = index + 1 < text.count ? text[index + 1] : 0
        if next == UInt8(ascii: "("), context.quote != .single {
            index += 2
            push(end: UInt8(ascii: ")"))
            return nil
        }
        if next == UInt8(ascii: "'"), context.quote == .none {
            open(.dollarSingle)
            index += 2
            return nil
        }
        let isBraced = next == UInt8(ascii: "{")
        let start = index + (isBraced ? 2 : 1)
        var end = start
        while end < text.count, Self.isNameByte(text[end]) { end += 1 }
        let name = text[min(start, text.count)..<end]
        if end >= text.count {
            var found = context
            found.place = .variable(isBraced: isBraced)
            found.value = name
            found.start = min(start, text.count)
            found.lastName = (found.start, 0)
            found.part = (found.start, 0)
            return found
        }
        for byte in variable(name) ?? "" { append(byte, isPlain: false) }
        if isBraced {
            end = text.firstIndex(of: UInt8(ascii: "}"), from: end).map { $0 + 1 } ?? text.count
        }
        index = max(end, index + 1)
        // A value that was inserted may hold slashes, but is not to be replaced.
        if !context.value.isEmpty { context.lastName = (index, context.value.count) }
        return nil
    }

    private static func isNameByte(_ byte: UInt8) -> Bool {
        byte == UInt8(ascii: "_") || byte >= UInt8(ascii: "0") && byte <= UInt8(ascii: "9")
            || byte | 0x20 >= UInt8(ascii: "a") && byte | 0x20 <= UInt8(ascii: "z")
    }

    // MARK: Words and commands

    private mutating func beginWord() {
        context.isInWord = true
        wasQuoted = false
        context.value = ByteString()
        context.start = index
        context.lastName = (index, 0)
        context.operand = nil
        context.part = (index, 0)
    }

    /// - Parameter isPlain: the byte at `index` stands for itself, where no quotes are open.
    private mutating func append(_ byte: UInt8, isPlain: Bool = true) {
        if !context.isInWord { beginWord() }
        context.value.append(byte)
        if byte == UInt8(ascii: "/") { context.lastName = (index + 1, context.value.count) }
        guard isPlain, context.quote == .none else { return }
        if byte == UInt8(ascii: "="), context.operand == nil { context.operand = (index + 1, context.value.count) }
        if breaks.contains(byte) { context.part = (index + 1, context.value.count) }
    }

    private mutating func open(_ quote: CompletionContext.Quote) {
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
        if context.words.isEmpty, !wasQuoted {
            if Self.openers.contains(context.value) { return }
            if let operand = context.operand, operand.offset > 1,
                context.value.prefix(operand.offset - 1).allSatisfy(Self.isNameByte)
            {
                return
            }
        }
        if context.words.isEmpty { context.commandStart = context.start }
        context.words.append(context.value)
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
        context = CompletionContext()
    }

    private mutating func pop() {
        context = outer.removeLast().context
        // What stands behind a substitution cannot be replaced together with it.
        if context.isInWord { context.lastName = (index, context.value.count) } else { endCommand() }
    }
}
