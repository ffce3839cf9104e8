// Parser: from bytes to complete commands.
//
// The lexer and the grammar share one value, ParserState, because the grammar decides which words are reserved, where aliases
// count and what ends a word. A structure needs one access check for a command, a class one for each byte.
//
// POSIX: XCU 2.3, 2.10

public import Bytes

public final class Parser {
    private var state: ParserState

    /// The number of the next line; while a command is parsed, of its first line.
    public private(set) var line: Int

    /// May change between complete commands.
    public var dialect: Dialect {
        get { state.dialect }
        set { state.dialect.isPosix = newValue.isPosix }
    }

    /// The value of an alias; nil where there is none.
    public var aliases: (ByteString) -> ByteString? {
        get { state.aliases.value }
        set {
            state.aliases.value = newValue
            state.aliases.areDefined = true
        }
    }

    /// False where no alias is defined.
    public var usesAliases: Bool {
        get { state.aliases.areDefined }
        set { state.aliases.areDefined = newValue }
    }

    /// `see MODE` is a prefix of a pipeline; false where a function `see` is defined.
    public var recognizesSee: Bool {
        get { state.dialect.recognizesSee }
        set { state.dialect.recognizesSee = newValue }
    }

    /// Checks complete commands without a tree; the lists are empty.
    public var isChecking: Bool {
        get { state.isChecking }
        set { state.isChecking = newValue }
    }

    /// True where certainly no command follows.
    public var isAtEnd: Bool { state.isAtEnd() }

    /// The lines of the last complete command, also of a wrong one: for `set -v`.
    public var commandText: ByteString { state.commandText }

    /// Names are interned in `names`. Input that is nested so deep that the stack reaches `stackLimit` is an error.
    public init(
        source: any InputSource, names: NameTable, dialect: Dialect, stackLimit: StackLimit, firstLine: Int = 1
    ) {
        state = ParserState(
            source: source, names: names, dialect: dialect, stackLimit: stackLimit, firstLine: firstLine)
        line = firstLine
    }

    /// Continues with `text`, and then with the source, as a new parser would, but keeps the memory of this one.
    public func restart(_ text: ByteString, firstLine: Int) {
        state.restart(text, firstLine: firstLine)
        line = firstLine
    }

    /// The next complete command; nil at the end of the input. A blank line or a comment is an empty list.
    ///
    /// Reads no more chunks than the command needs. After an error the rest of the input stays; see `discardLine`. The source and
    /// the aliases must not call this parser.
    ///
    /// POSIX: XCU 2.10.2, complete_command
    public func nextCompleteCommand() throws(SyntaxError) -> List? {
        defer { line = state.cursor.lineNumber }
        return try state.nextCompleteCommand()
    }

    /// The here-documents that the end of the input has cut off since the last call.
    public func takeCutOffDocuments() -> [CutOffDocument] {
        guard !state.cutOffDocuments.isEmpty else { return [] }
        defer { state.cutOffDocuments = [] }
        return state.cutOffDocuments
    }

    /// Parses to the end of the input or to an error, and returns the notes.
    func notedWhileParsing() -> ([SyntaxNote], SyntaxError?) {
        state.notes = []
        do {
            while try state.nextCompleteCommand() != nil { continue }
            return (state.notes ?? [], nil)
        } catch {
            return (state.notes ?? [], error)
        }
    }

    /// Drops the rest of the current chunk: after an error in a typed line, the rest of it is not executed.
    public func discardLine() {
        state.discardLine()
        line = state.cursor.lineNumber
    }
}
