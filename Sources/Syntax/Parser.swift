// Parser: from bytes to complete commands.
//
// What is known while parsing is one value, ParserState, because the lexer and the grammar of the shell depend on each
// other: which words are reserved, where aliases count and what ends a word are known only to whoever asks for the next
// token. (It is a structure so that an access to it is checked once for a command, and not once for a byte.)
//
// POSIX: XCU 2.3, 2.10

public import Bytes

public final class Parser {
    private var state: ParserState

    /// The number of the line that is about to be read; while a command is parsed, of its first line.
    public private(set) var line: Int

    /// May change between complete commands.
    public var dialect: Dialect {
        get { state.dialect }
        set { state.dialect.isPosix = newValue.isPosix }
    }

    /// The value of an alias, nil where there is none; asked while parsing.
    public var aliases: (ByteString) -> ByteString? {
        get { state.aliases.value }
        set {
            state.aliases.value = newValue
            state.aliases.areDefined = true
        }
    }

    /// Off where no alias is defined: then none is asked for.
    public var usesAliases: Bool {
        get { state.aliases.areDefined }
        set { state.aliases.areDefined = newValue }
    }

    /// Whether `see MODE` stands in front of a pipeline; off where a function of that name is defined.
    public var recognizesSee: Bool {
        get { state.dialect.recognizesSee }
        set { state.dialect.recognizesSee = newValue }
    }

    /// On where nothing is executed: complete commands are checked, but no tree is made, and a list is empty.
    public var isChecking: Bool {
        get { state.isChecking }
        set { state.isChecking = newValue }
    }

    /// What was got from the source and has not been parsed yet.
    public var unreadBytes: [UInt8] { state.unreadBytes }

    /// True where no command follows: only blanks, newlines and comments are left, and the end of the source is known.
    public var isAtEnd: Bool { state.isAtEnd() }

    /// Whether the text stands in the input at hand, parsed already or not.
    public func hasAtHand(_ text: ByteString) -> Bool { ByteString(state.bytes).contains(text) }

    /// The lines that were read for the last complete command, also where that was an error: for `set -v`.
    public var commandText: ByteString { state.commandText }

    /// A parser of what `source` gives, which begins with the line `firstLine`. Names are interned in `names`; input
    /// that is nested so deep that the stack reaches `stackLimit` is an error.
    public init(
        source: any InputSource, names: NameTable, dialect: Dialect, stackLimit: StackLimit, firstLine: Int = 1
    ) {
        state = ParserState(
            source: source, names: names, dialect: dialect, stackLimit: stackLimit, firstLine: firstLine)
        line = firstLine
    }

    /// Goes on with `text`, and with what the source may still give behind it, as if nothing had been parsed before: the
    /// memory of a parser is worth keeping where texts are short.
    public func restart(_ text: ByteString, firstLine: Int) {
        state.restart(text, firstLine: firstLine)
        line = firstLine
    }

    /// The next complete command; nil at the end of the input. A line that is blank or a comment gives an empty list.
    ///
    /// No more pieces are asked for than the command needs. An error leaves the rest of the input as it is; see
    /// `discardLine`. The source and the aliases must not call this parser.
    ///
    /// POSIX: XCU 2.10.2, complete_command
    public func nextCompleteCommand() throws(SyntaxError) -> List? {
        defer { line = state.cursor.lineNumber }
        return try state.nextCompleteCommand()
    }

    /// The here-documents that were cut off by the end of the input since somebody asked for them.
    public func takeCutOffDocuments() -> [CutOffDocument] {
        guard !state.cutOffDocuments.isEmpty else { return [] }
        defer { state.cutOffDocuments = [] }
        return state.cutOffDocuments
    }

    /// Parses to the end of the input, or to an error, and returns what was noted meanwhile.
    func notedWhileParsing() -> ([SyntaxNote], SyntaxError?) {
        state.notes = []
        do {
            while try state.nextCompleteCommand() != nil { continue }
            return (state.notes ?? [], nil)
        } catch {
            return (state.notes ?? [], error)
        }
    }

    /// Drops what is left of the current piece of input: after an error, what a person typed behind it is not run.
    public func discardLine() {
        state.discardLine()
        line = state.cursor.lineNumber
    }
}
