// Tokens: the kinds of tokens, and how the next one is found.
//
// A token is fetched only when the grammar asks for it, so that nothing is read past the newline that ends a complete command.
// The longest operator matches. Reserved words are words here; the grammar recognises them.
//
// POSIX: XCU 2.3, 2.10.1

import Bytes

/// The kind of a token; the raw value of an operator is its text.
enum TokenKind: PackedWord {
    /// Nothing has been fetched.
    case none = ""
    case end = "end"
    case newline = "\n"
    /// One unquoted literal, which may be a reserved word or an alias.
    case plainWord = "plain"
    /// Any other word: its parts are on the stack.
    case word = "word"
    /// Digits before `<` or `>`.
    case ioNumber = "number"
    /// `{name}` before `<` or `>`, an extension.
    case ioLocation = "location"
    case semicolon = ";"
    case doubleSemicolon = ";;"
    case semicolonAnd = ";&"
    case doubleSemicolonAnd = ";;&"
    case ampersand = "&"
    case andIf = "&&"
    case pipe = "|"
    case orIf = "||"
    case less = "<"
    case great = ">"
    case doubleLess = "<<"
    case doubleLessDash = "<<-"
    case doubleGreat = ">>"
    case lessAnd = "<&"
    case greatAnd = ">&"
    case lessGreat = "<>"
    case clobber = ">|"
    case leftParenthesis = "("
    case rightParenthesis = ")"
    // Extensions.
    case pipeAnd = "|&"
    case tripleLess = "<<<"
    case andGreat = "&>"
    case andDoubleGreat = "&>>"

    var isWord: Bool { self == .plainWord || self == .word }

    var isExtension: Bool {
        self == .pipeAnd || self == .tripleLess || self == .andGreat || self == .andDoubleGreat
    }

    var beginsRedirection: Bool {
        switch self {
        case .ioNumber, .ioLocation, .less, .great, .doubleLess, .doubleLessDash, .tripleLess, .doubleGreat, .lessAnd,
            .greatAnd, .lessGreat, .clobber, .andGreat, .andDoubleGreat:
            true
        case .none, .end, .newline, .plainWord, .word, .semicolon, .doubleSemicolon, .semicolonAnd,
            .doubleSemicolonAnd, .ampersand, .andIf, .pipe, .pipeAnd, .orIf, .leftParenthesis, .rightParenthesis:
            false
        }
    }
}

/// The token at hand.
struct Token {
    var kind = TokenKind.none
    /// The bytes of a plain word, of an IO number or of an IO location.
    var literal = ByteString()
    /// The number of the first part on the stack of a word.
    var firstPart = 0
    var traits = ByteTraits()
    /// Where the first unquoted `=` stands in the literal or the first part; -1 for none.
    var equals = -1
    var position: Position
    /// The subscript of an assignment to an element.
    var index: ArithmeticExpansion?
    /// The alias whose value the token stands in.
    var origin: AliasOrigin?
    var isAliasCandidate = false
    var isAliasChecked = false

    init(position: Position) {
        self.position = position
    }
}

/// The context in which the grammar asks for a token: which reserved words and aliases count.
enum TokenContext: UInt8 {
    /// At the beginning of a command: all reserved words, aliases, assignments.
    case command
    /// Before the command name, after an assignment or a redirection: aliases and assignments.
    case commandPrefix
    /// After a prefix such as `time`: assignments, but no aliases.
    case afterPrefix
    /// After a compound command: all reserved words.
    case afterCompound
    /// After `for name`.
    case forIn
    case doKeyword
    case inKeyword
    /// At the beginning of a case item: `esac`.
    case caseItem
    /// An argument, an operand, a pattern: none.
    case argument
    /// An argument that is skipped.
    case unread
}

extension ParserState {
    /// The kind of the token at hand, which is fetched if necessary.
    @inline(__always)
    mutating func peekToken(_ context: TokenContext) throws(SyntaxError) -> TokenKind {
        if token.kind == .none { try fetchToken(context) }
        if aliases.areDefined, token.kind == .plainWord, !token.isAliasChecked { try substituteAlias(context) }
        return token.kind
    }

    /// Drops the token at hand. The parts of a word must have been taken.
    @inline(__always)
    mutating func consumeToken() {
        assert(token.kind != .word || stacks.parts.count == token.firstPart, "parts of a word that nobody took")
        token.kind = .none
    }

    /// Consumes the token at hand where it is `kind`.
    mutating func accept(_ kind: TokenKind, _ context: TokenContext = .argument) throws(SyntaxError) -> Bool {
        guard try peekToken(context) == kind else { return false }
        consumeToken()
        return true
    }

    /// Consumes newlines; `context` is that of what follows them.
    mutating func skipNewlines(_ context: TokenContext) throws(SyntaxError) {
        while try peekToken(context) == .newline { consumeToken() }
    }

    mutating func fetchToken(_ context: TokenContext) throws(SyntaxError) {
        var place = cursor.index
        var byte = bytes[place]
        while Byte.isBlank(byte) {
            place &+= 1
            byte = bytes[place]
        }
        cursor.index = place
        if byte == 0 || byte == Byte.backslash { byte = skipBlanksAndContinuations() }
        if byte == Byte.numberSign {
            let start = position
            skipComment()
            noteComment(from: start)
            byte = peek()
        }
        let isCandidate = aliases.isNextTokenCandidate
        aliases.isNextTokenCandidate = false
        // Only the origin of a plain word matters, and inside that no token is fetched.
        if token.origin !== cursor.origin { token.origin = cursor.origin }
        let start = position
        let kind: TokenKind
        switch byte {
        case 0:
            kind = .end
            if !pendingHereDocuments.isEmpty { try readHereDocuments() }
        case Byte.newline:
            skipNewline()
            kind = .newline
            if !pendingHereDocuments.isEmpty { try readHereDocuments() }
        case Byte.less, Byte.greater:
            isInsideCommand = true
            kind = beginsProcessSubstitution(byte) ? try lexWord(context) : lexOperator(byte)
        case Byte.semicolon, Byte.ampersand, Byte.verticalBar, Byte.leftParenthesis, Byte.rightParenthesis:
            isInsideCommand = true
            kind = lexOperator(byte)
        default:
            isInsideCommand = true
            kind = try lexWord(context)
        }
        // Set last: a command substitution in the word fetches tokens.
        token.kind = kind
        token.position = start
        token.isAliasCandidate = isCandidate
        token.isAliasChecked = false
        if notes != nil, kind == .plainWord, isReserved(token.literal, in: context) { note(.reservedWord) }
    }

    @inline(never)
    private mutating func skipBlanksAndContinuations() -> UInt8 {
        while Byte.isBlank(peekJoined()) { cursor.index += 1 }
        return peekJoined()
    }

    private mutating func skipComment() {
        while true {
            let byte = peek()
            if byte == Byte.newline || byte == 0 { return }
            cursor.index = bytes.firstIndex(of: Byte.newline, 0, 0, from: cursor.index)
        }
    }

    /// The longest operator that begins with the byte at the index: each of several bytes is another one and a byte.
    private mutating func lexOperator(_ first: UInt8) -> TokenKind {
        cursor.index += 1
        var kind: TokenKind
        switch first {
        case Byte.leftParenthesis: return .leftParenthesis
        case Byte.rightParenthesis: return .rightParenthesis
        case Byte.semicolon: kind = .semicolon
        case Byte.ampersand: kind = .ampersand
        case Byte.verticalBar: kind = .pipe
        case Byte.less: kind = .less
        default: kind = .great
        }
        while true {
            let byte = peekJoined()
            switch byte {
            case Byte.ampersand, Byte.semicolon, Byte.verticalBar, Byte.less, Byte.greater, Byte.hyphen:
                guard let longer = TokenKind(rawValue: kind.rawValue.appending(byte)),
                    !longer.isExtension || !dialect.isPosix
                else { return kind }
                cursor.index += 1
                kind = longer
            default: return kind
            }
        }
    }

    /// True where `<` or `>` at the index begins `<(` or `>(`.
    mutating func beginsProcessSubstitution(_ byte: UInt8) -> Bool {
        !dialect.isPosix && (byte == Byte.less || byte == Byte.greater) && peekSecond() == Byte.leftParenthesis
    }
}
