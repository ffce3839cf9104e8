// ParserState: the bytes at hand, the token at hand, and what is pending.
//
// The work is done in extensions: InputBuffer (bytes), Tokens and WordLexer (tokens), Quoting and Dollar (inside of
// words), HereDocuments, Aliases, and the grammar in Lists, SimpleCommands and CompoundCommands. All methods are mutating,
// even those that change nothing, but for properties that are always inlined: for others the compiler copies the whole value,
// and each caller has room for the copy in its stack frame, be it only for an error. Nested commands took four times the stack.
//
// POSIX: XCU 2.3

import Bytes

struct ParserState: ~Copyable {
    let source: any InputSource
    let names: NameTable
    var stackLimit: StackLimit

    var dialect: Dialect
    var aliases: (ByteString) -> ByteString?
    var recognizesSee = true
    /// No tree is made. See Checking.
    var isChecking = false

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
    var tokenLiteral = ByteString()
    var tokenFirstPart = 0
    var tokenTraits = ByteTraits()
    var tokenEquals = -1
    var tokenPosition: Position
    var tokenSubscript: ArithmeticExpansion?

    // What is being collected, of inner lists above that of outer ones.
    var andOrLists = Stack<AndOrList>()
    var words = Stack<Word>()
    var parts = Stack<WordPart>()
    var assignments = Stack<Assignment>()
    var redirections = Stack<Redirection>()
    var branches = Stack<IfClause.Branch>()
    var caseItems = Stack<CaseClause.Item>()

    // See Aliases.
    var hasAliases = false
    var isTokenAliasCandidate = false
    var isTokenAliasChecked = false
    var isNextTokenAliasCandidate = false
    var tokenOrigin: AliasOrigin?
    var frameOrigin: AliasOrigin?
    var frameEndsInBlank = false
    var aliasPosition: Position
    /// Inside of a command substitution: that there is an alias is only noted.
    var notesAliasesOnly = false
    var hasMetAlias = false
    /// The text of the last command substitution in the one that is parsed, where it does not mention aliases.
    var textWithoutAlias = 0..<0

    /// What is noted for colours; nil where nobody asks. See Highlighting.
    var notes: [SyntaxNote]?

    // See HereDocuments.
    var pendingHereDocuments: [HereDocument] = []
    /// Those whose bodies the end of the input has ended, since somebody asked for them.
    var cutOffDocuments: [CutOffDocument] = []

    // Places where `$((` or `((` is known to begin no arithmetic, or `name[` no element: each is tried once, however often what
    // is around it is read anew. See CommandSubstitutions.
    var ambiguousPlaces: Set<Int> = []

    init(source: any InputSource, names: NameTable, dialect: Dialect, stackLimit: StackLimit, firstLine: Int) {
        self.source = source
        self.names = names
        self.dialect = dialect
        self.stackLimit = stackLimit
        aliases = { _ in nil }
        lineNumber = firstLine
        tokenPosition = Position(line: firstLine, column: 1)
        aliasPosition = tokenPosition
    }

    var unreadBytes: [UInt8] {
        mutating get {
            if let bottom = frames.first { return Array(bottom.bytes[bottom.index..<(bottom.bytes.count - 1)]) }
            return Array(bytes[index..<end])
        }
    }

    /// The lines from the beginning of the last complete command to where it ended.
    var commandText: ByteString {
        mutating get {
            let (text, place) = frames.first.map { ($0.bytes, $0.index) } ?? (bytes, index)
            var stop = place
            while stop < text.count - 1, stop > 0, text[stop - 1] != Byte.newline { stop += 1 }
            return commandStart < stop ? ByteString(text[commandStart..<stop]) : ByteString()
        }
    }

    mutating func nextCompleteCommand() throws(SyntaxError) -> List? {
        beginCommand()
        do {
            return try isChecking ? checkCompleteCommand() : parseCompleteCommand()
        } catch {
            abandonCommand()
            throw error
        }
    }

    mutating func restart(_ text: ByteString, firstLine: Int) {
        abandonCommand()
        bytes.removeAll(keepingCapacity: true)
        bytes.append(text)
        end = bytes.count
        bytes.append(0)
        index = 0
        lineStart = 0
        commandStart = 0
        textWithoutAlias = 0..<0
        lineNumber = firstLine
        tokenPosition = Position(line: firstLine, column: 1)
        aliasPosition = tokenPosition
    }

    mutating func discardLine() {
        abandonCommand()
        for place in index..<end where bytes[place] == Byte.newline { lineNumber += 1 }
        index = end
        commandStart = index
        lineStart = index
    }

    private mutating func beginCommand() {
        isExhausted = false
        isInsideCommand = false
        if frames.isEmpty {
            // A last line without a newline is over, too.
            commandStart = index == end ? index : lineStart
            forgetWhatIsDone()
        }
        if !ambiguousPlaces.isEmpty { ambiguousPlaces.removeAll() }
    }

    private mutating func abandonCommand() {
        tokenKind = .none
        andOrLists.removeAll(from: 0)
        words.removeAll(from: 0)
        parts.removeAll(from: 0)
        assignments.removeAll(from: 0)
        redirections.removeAll(from: 0)
        branches.removeAll(from: 0)
        caseItems.removeAll(from: 0)
        pendingHereDocuments = []
        isNextTokenAliasCandidate = false
        notesAliasesOnly = false
        hasMetAlias = false
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
