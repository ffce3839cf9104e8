// ParserState: the bytes at hand, the token at hand, and pending lists and here-documents.
//
// Its extensions are InputBuffer (bytes), Tokens and WordLexer (tokens), Quoting and Dollar (inside words), HereDocuments,
// Aliases, and the grammar in Lists, SimpleCommands and CompoundCommands. All methods and properties that are not always
// inlined are mutating, even if they change nothing: otherwise each caller reserves room for a copy of the whole value in its
// stack frame.
//
// POSIX: XCU 2.3

import Bytes

struct ParserState: ~Copyable {
    let source: any InputSource
    let names: NameTable
    var stackLimit: StackLimit
    var dialect: Dialect
    /// No tree is made. See Checking.
    var isChecking = false
    /// The text was taken out of another parser's input: more input would not complete it.
    var isSubparser = false

    // See InputBuffer.
    /// The bytes at hand, with a NUL after the last.
    var bytes: [UInt8] = [0]
    var cursor: Cursor
    /// What follows the bytes at hand, the innermost frame last; the first one holds the source's bytes.
    var frames: [Frame] = []
    var lastFrameSerial = 0
    /// The index of the first byte of the complete command.
    var commandStart = 0
    /// The source has ended.
    var isExhausted = false
    var isInsideCommand = false

    var token: Token
    var stacks = Stacks()
    var aliases = AliasState()
    /// What is noted for colours; nil where nothing is. See Highlighting.
    var notes: [SyntaxNote]?

    // See HereDocuments.
    var pendingHereDocuments: [HereDocument] = []
    var cutOffDocuments: [CutOffDocument] = []

    /// Places where `$((` or `((` is known to begin no arithmetic, or `name[` no element: each is tried once, however often the
    /// text around it is parsed again.
    var ambiguousPlaces: Set<Int> = []

    init(source: any InputSource, names: NameTable, dialect: Dialect, stackLimit: StackLimit, firstLine: Int) {
        self.source = source
        self.names = names
        self.dialect = dialect
        self.stackLimit = stackLimit
        let start = Position(line: firstLine, column: 1)
        cursor = Cursor(lineNumber: firstLine, aliasPosition: start)
        token = Token(position: start)
    }

    /// The index of the NUL after the last byte.
    var end: Int {
        @inline(__always) get { bytes.count &- 1 }
    }

    /// The lines of the last complete command.
    var commandText: ByteString {
        mutating get {
            let (text, place) = frames.first.map { ($0.bytes, $0.cursor.index) } ?? (bytes, cursor.index)
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
        bytes.append(0)
        let start = Position(line: firstLine, column: 1)
        cursor = Cursor(lineNumber: firstLine, aliasPosition: start)
        token.position = start
        commandStart = 0
        aliases.textWithout = 0..<0
    }

    mutating func discardLine() {
        abandonCommand()
        for place in cursor.index..<end where bytes[place] == Byte.newline { cursor.lineNumber += 1 }
        cursor.index = end
        commandStart = cursor.index
        cursor.lineStart = cursor.index
    }

    private mutating func beginCommand() {
        isExhausted = false
        isInsideCommand = false
        if frames.isEmpty {
            // A last line without a newline has ended too.
            commandStart = cursor.index == end ? cursor.index : cursor.lineStart
            forgetWhatIsDone()
        }
        if !ambiguousPlaces.isEmpty { ambiguousPlaces.removeAll() }
    }

    private mutating func abandonCommand() {
        token.kind = .none
        stacks.removeAll(above: Stacks.Counts())
        pendingHereDocuments = []
        aliases.isNextTokenCandidate = false
        aliases.areOnlyNoted = false
        aliases.haveBeenMet = false
        if let bottom = frames.first {
            bytes = bottom.bytes
            cursor = bottom.cursor
            frames = []
        }
    }
}

// Going back.
extension ParserState {
    /// A place in the input that the parser can return to.
    struct Snapshot {
        let cursor: Cursor
        /// The bytes at hand and the frames, but for the source's bytes: these only grow meanwhile, and a second reference would
        /// make that a copy.
        let bytes: [UInt8]
        let frames: [Frame]
        let pendingHereDocuments: [HereDocument]
        let isNextTokenAliasCandidate: Bool
        let counts: Stacks.Counts
    }

    mutating func takeSnapshot() -> Snapshot {
        var frames = frames
        if !frames.isEmpty { frames[0].bytes = [] }
        return Snapshot(
            cursor: cursor, bytes: frames.isEmpty ? [] : bytes, frames: frames,
            pendingHereDocuments: pendingHereDocuments, isNextTokenAliasCandidate: aliases.isNextTokenCandidate,
            counts: stacks.counts)
    }

    mutating func restore(_ snapshot: Snapshot) {
        let source = frames.first?.bytes ?? bytes
        frames = snapshot.frames
        if frames.isEmpty {
            bytes = source
        } else {
            frames[0].bytes = source
            bytes = snapshot.bytes
        }
        cursor = snapshot.cursor
        pendingHereDocuments = snapshot.pendingHereDocuments
        aliases.isNextTokenCandidate = snapshot.isNextTokenAliasCandidate
        stacks.removeAll(above: snapshot.counts)
        token.kind = .none
    }
}

/// The elements of lists that are being parsed, those of inner lists above those of outer ones.
struct Stacks: ~Copyable {
    struct Counts {
        var andOrLists = 0
        var words = 0
        var parts = 0
        var assignments = 0
        var redirections = 0
        var branches = 0
        var caseItems = 0
    }

    var andOrLists = Stack<AndOrList>()
    var words = Stack<Word>()
    var parts = Stack<WordPart>()
    var assignments = Stack<Assignment>()
    var redirections = Stack<Redirection>()
    var branches = Stack<IfClause.Branch>()
    var caseItems = Stack<CaseClause.Item>()

    var counts: Counts {
        Counts(
            andOrLists: andOrLists.count, words: words.count, parts: parts.count, assignments: assignments.count,
            redirections: redirections.count, branches: branches.count, caseItems: caseItems.count)
    }

    mutating func removeAll(above counts: Counts) {
        andOrLists.removeAll(from: counts.andOrLists)
        words.removeAll(from: counts.words)
        parts.removeAll(from: counts.parts)
        assignments.removeAll(from: counts.assignments)
        redirections.removeAll(from: counts.redirections)
        branches.removeAll(from: counts.branches)
        caseItems.removeAll(from: counts.caseItems)
    }
}
