// Parser: from bytes to complete commands.
//
// One class holds the whole state, because the lexer and the grammar of the shell depend on each other: which words are
// reserved, where aliases count and what ends a word are known only to whoever asks for the next token. The work is
// done in extensions: InputBuffer (bytes), Tokens and Words (tokens), Quoting and Dollar (inside of words),
// HereDocuments, Aliases, and the grammar in Lists, SimpleCommands and CompoundCommands.
//
// POSIX: XCU 2.3, 2.10

public import Bytes

public final class Parser {
    let source: any InputSource
    let names: NameTable
    let stackLimit: StackLimit

    /// May change between complete commands.
    public var dialect: Dialect

    /// The value of an alias, nil where there is none; asked while parsing.
    public var aliases: (ByteString) -> ByteString? {
        didSet { hasAliases = true }
    }

    /// Whether `see MODE` stands in front of a pipeline; off where a function of that name is defined.
    public var recognizesSee = true

    // The bytes at hand, with a NUL after the last, and the place of the next one. See InputBuffer.
    var bytes: [UInt8] = [0]
    var index = 0
    var end = 0
    var frames: [Frame] = []
    /// Tells the frames that have been on top apart; 0 for the source's bytes.
    var frameSerial = 0
    var lastFrameSerial = 0
    var lineNumber: Int
    var lineStart = 0
    var commandStart = 0
    var isExhausted = false
    var isInsideCommand = false
    /// This one parses text that another took out of its input, so that more input would not complete it.
    var isSubparser = false

    // The token at hand. See Tokens.
    var tokenKind = TokenKind.none
    var tokenWord: Word?
    var tokenLiteral = ByteString()
    var tokenFlags = RunFlags()
    var tokenEquals = -1
    var tokenPosition: Position
    var tokenSubscript: ArithmeticExpansion?

    // See Aliases.
    var hasAliases = false
    var isTokenAliasCandidate = false
    var isTokenAliasChecked = false
    var isNextTokenAliasCandidate = false
    var tokenOrigin: AliasOrigin?
    var frameOrigin: AliasOrigin?
    var frameEndsInBlank = false
    var aliasPosition: Position

    // See HereDocuments.
    var pendingHereDocuments: [HereDocument] = []

    // Places where `$((` is known to begin no arithmetic expansion. See CommandSubstitutions.
    var knownCommandSubstitutions: Set<Int> = []

    /// A parser of what `source` gives, which begins with the line `firstLine`. Names are interned in `names`; input
    /// that is nested so deep that the stack reaches `stackLimit` is an error.
    public init(
        source: any InputSource, names: NameTable, dialect: Dialect, stackLimit: StackLimit, firstLine: Int = 1
    ) {
        self.source = source
        self.names = names
        self.dialect = dialect
        self.stackLimit = stackLimit
        aliases = { _ in nil }
        lineNumber = firstLine
        tokenPosition = Position(line: firstLine, column: 1)
        aliasPosition = tokenPosition
    }

    /// The number of the line that is about to be read.
    public var line: Int { lineNumber }

    /// What was got from the source and has not been parsed yet.
    public var unreadBytes: [UInt8] {
        if let bottom = frames.first { return Array(bottom.bytes[bottom.index..<(bottom.bytes.count - 1)]) }
        return Array(bytes[index..<end])
    }

    /// The next complete command; nil at the end of the input. A line that is blank or a comment gives an empty list.
    ///
    /// No more pieces are asked for than the command needs. An error leaves the rest of the input as it is; see
    /// `discardLine`.
    ///
    /// POSIX: XCU 2.10.2, complete_command
    public func nextCompleteCommand() throws(SyntaxError) -> List? {
        beginCommand()
        do {
            return try parseCompleteCommand()
        } catch {
            abandonCommand()
            throw error
        }
    }

    /// Drops what is left of the current piece of input: after an error, what a person typed behind it is not run.
    public func discardLine() {
        abandonCommand()
        index = end
        commandStart = index
        lineStart = index
    }

    private func beginCommand() {
        isExhausted = false
        isInsideCommand = false
        if frames.isEmpty { commandStart = lineStart }
        if !knownCommandSubstitutions.isEmpty { knownCommandSubstitutions.removeAll() }
    }

    private func abandonCommand() {
        tokenKind = .none
        tokenWord = nil
        pendingHereDocuments = []
        isNextTokenAliasCandidate = false
        if !frames.isEmpty {
            let bottom = frames[0]
            bytes = bottom.bytes
            index = bottom.index
            end = bytes.count - 1
            frames = []
            frameOrigin = nil
            frameEndsInBlank = false
            frameSerial = 0
        }
    }
}
