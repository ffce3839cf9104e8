// Substitutions: `$(...)`, backquotes, `<(...)`, and `$((...))`, which begins like the first.
//
// The same parser parses the text in parentheses in place, so that comments, `case` patterns and here-documents need no
// special treatment. Backquoted text is unescaped first and parsed separately. `$((` is arithmetic where a `))` closes it,
// and otherwise a command substitution that begins with a subshell.
//
// POSIX: XCU 2.6.3, 2.6.4

import Bytes

extension ParserState {
    /// `$(` whose `$` has been consumed.
    mutating func lexDollarParenthesis(_ start: Position) throws(SyntaxError) -> WordPart {
        if stackLimit.isReached { throw tooDeep() }
        cursor.index += 1
        if peekJoined() == Byte.leftParenthesis, let arithmetic = try lexArithmetic(start) {
            return .arithmetic(arithmetic)
        }
        let first = cursor.index
        let isOwnText = frames.isEmpty
        let outerNote = aliases.haveBeenMet
        let outerMode = aliases.areOnlyNoted
        aliases.haveBeenMet = false
        aliases.areOnlyNoted = true
        aliases.textWithout = 0..<0
        let list = try parseParenthesizedList(.commandSubstitution, start)
        aliases.areOnlyNoted = outerMode
        guard !isChecking else { return .nothing }
        let text = isOwnText && pendingHereDocuments.isEmpty ? bytes[first..<(cursor.index - 1)] : []
        let isLate = Self.isParsedLate(text, hasMetAlias: aliases.haveBeenMet, except: aliases.textWithout)
        aliases.textWithout = isLate ? 0..<0 : text.indices
        let source = isLate ? ByteString(text) : nil
        aliases.haveBeenMet = aliases.haveBeenMet || outerNote
        return .command(CommandSubstitution(list: list, source: source, isBackquoted: false, position: start))
    }

    /// True where the text of a command substitution must be parsed when it is executed, because aliases that are defined then,
    /// perhaps by the text itself, count in it.
    ///
    /// The part `known` is the text of an inner substitution without an alias: so each byte of nested text is read once.
    static func isParsedLate(
        _ text: ArraySlice<UInt8>, hasMetAlias: Bool, except known: Range<Int> = 0..<0
    ) -> Bool {
        if hasMetAlias { return !text.isEmpty }
        var place = text.startIndex
        while place + 5 <= text.endIndex {
            if place == known.lowerBound, known.count > 4 {
                place = known.upperBound - 4
                continue
            }
            if text[place] == UInt8(ascii: "a"), ByteString(text[place..<(place + 5)]) == "alias" { return true }
            place += 1
        }
        return false
    }

    /// `<(` or `>(` at the index, an extension.
    mutating func lexProcessSubstitution(_ byte: UInt8) throws(SyntaxError) -> WordPart {
        if stackLimit.isReached { throw tooDeep() }
        let start = position
        cursor.index += 1
        _ = peekJoined()
        cursor.index += 1
        let list = try parseParenthesizedList(.processSubstitution, start)
        guard !isChecking else { return .nothing }
        return .process(
            ProcessSubstitution(direction: byte == Byte.less ? .input : .output, list: list, position: start))
    }

    /// A list, perhaps empty, and the closing parenthesis.
    ///
    /// Unspecified: a here-document whose body has not begun at the parenthesis has its body after the line in which the
    /// substitution ends; as bash.
    private mutating func parseParenthesizedList(
        _ construct: SyntaxError.Construct, _ start: Position
    ) throws(SyntaxError) -> List {
        let outerHereDocuments = pendingHereDocuments
        pendingHereDocuments = []
        token.kind = .none
        let list = try parseCompoundList(mayBeEmpty: true)
        switch try peekToken(.afterCompound) {
        case .rightParenthesis: consumeToken()
        case .end: throw unterminated(construct, at: start)
        default: throw unexpectedToken(expected: .rightParenthesis)
        }
        pendingHereDocuments = outerHereDocuments + pendingHereDocuments
        return list
    }

    // MARK: Arithmetic

    /// The arithmetic expansion whose second parenthesis is at the index; nil, with nothing consumed, where it is none.
    private mutating func lexArithmetic(_ start: Position) throws(SyntaxError) -> ArithmeticExpansion? {
        let key = ambiguityKey(cursor.index)
        return try attempt(key, throwsUnterminated: true) { (parser) throws(SyntaxError) -> ArithmeticExpansion? in
            parser.cursor.index += 1
            let parts = try parser.lexDoubleQuoted(until: .parenthesis)
            // Unclosed text is arithmetic: only a single closing parenthesis tells the other meaning.
            if parser.peek() == Byte.rightParenthesis {
                parser.cursor.index += 1
                let byte = parser.peekJoined()
                guard byte != 0 else { throw parser.unterminated(.arithmeticExpansion, at: start) }
                guard byte == Byte.rightParenthesis else { return nil }
                parser.cursor.index += 1
                return parser.lexedArithmetic(parts, at: start)
            }
            throw parser.unterminated(.arithmeticExpansion, at: start)
        }
    }

    /// Calls `lex` at an ambiguous place; nil, with nothing consumed, where that returns nil or throws.
    mutating func attempt<Result>(
        _ key: Int, throwsUnterminated: Bool = false,
        _ lex: (inout ParserState) throws(SyntaxError) -> Result?
    ) throws(SyntaxError) -> Result? {
        guard !ambiguousPlaces.contains(key) else { return nil }
        let snapshot = takeSnapshot()
        let kind = token.kind
        do throws(SyntaxError) {
            if let result = try lex(&self) { return result }
        } catch {
            // A check may refuse for lack of a tree.
            guard !isChecking else { throw error }
            if case .tooDeep = error.cause { throw error }
            if throwsUnterminated, case .unterminated(.arithmeticExpansion) = error.cause { throw error }
        }
        restore(snapshot)
        token.kind = kind
        ambiguousPlaces.insert(key)
        return nil
    }

    mutating func lexedArithmetic(_ parts: [WordPart], at start: Position) -> ArithmeticExpansion {
        guard !isChecking else { return .nothing }
        return ArithmeticExpansion(
            expression: ArithmeticParser.parse(parts: parts, names: names, stackLimit: stackLimit),
            word: Word(parts: parts, shape: Self.literalShape(of: parts), position: start), position: start)
    }

    /// The subscript of an assignment `name[subscript]=`, an extension, whose name is the run that ends at the index; nil, with
    /// nothing consumed, where there is none.
    mutating func lexElementSubscript(
        from first: Int, _ builder: inout WordBuilder
    ) throws(SyntaxError) -> ArithmeticExpansion? {
        guard !dialect.isPosix, let bracket = builder.pending.firstIndex(of: Byte.leftBracket),
            builder.pending[0..<bracket].isName, cursor.index - first == builder.pending.count
        else { return nil }
        return try attempt(ambiguityKey(first)) { (parser) throws(SyntaxError) -> ArithmeticExpansion? in
            parser.cursor.index = first + bracket + 1
            let start = parser.position
            let parts = try parser.lexDoubleQuoted(until: .bracket)
            guard parser.peek() == Byte.rightBracket else { return nil }
            parser.cursor.index += 1
            let byte = parser.peekJoined()
            guard byte == Byte.equals || byte == Byte.plus && parser.peekSecond() == Byte.equals else { return nil }
            builder.pending = builder.pending[0..<bracket]
            builder.traits = []
            builder.equals = -1
            return parser.lexedArithmetic(parts, at: start)
        }
    }

    // MARK: Backquotes

    /// The backquoted text at the index, unescaped and parsed separately. Line continuations are removed even inside quotes,
    /// which are recognised later.
    ///
    /// Unspecified: inside double quotes `\"` is an escape too; as dash.
    mutating func lexBackquotes(isInDoubleQuotes: Bool) throws(SyntaxError) -> WordPart {
        if stackLimit.isReached { throw tooDeep() }
        let start = position
        cursor.index += 1
        var text: [UInt8] = []
        // The position of each byte of the text in the input, for notes.
        var places: [Position] = []
        while true {
            let byte = peek()
            if notes != nil, places.count == text.count { places.append(position) }
            switch byte {
            case 0:
                if notes != nil { _ = try? parseBackquoted(text, places, start) }
                throw unterminated(.backquotes, at: start)
            case Byte.backquote:
                cursor.index += 1
                return try parseBackquoted(text, places, start)
            case Byte.backslash:
                cursor.index += 1
                let escaped = peek()
                switch escaped {
                case Byte.dollar, Byte.backquote, Byte.backslash: break
                case Byte.doubleQuote where isInDoubleQuotes: break
                case Byte.newline:
                    skipNewline()
                    continue
                default:
                    text.append(byte)
                    continue
                }
                cursor.index += 1
                text.append(escaped)
            default:
                skip(byte)
                text.append(byte)
            }
        }
    }

    /// Unspecified: an error in the text is an error of the expansion and not of the script: a usage text in a here-document may
    /// hold a word like `if` in backquotes. As dash, bash, yash and busybox.
    private mutating func parseBackquoted(
        _ text: [UInt8], _ places: [Position], _ start: Position
    ) throws(SyntaxError) -> WordPart {
        var parser = subparser(of: text, start)
        parser.aliases.areOnlyNoted = true
        let list: List
        do throws(SyntaxError) {
            list = try notes == nil ? parser.parseWholeInput() : parseNoting(&parser, TakenText(text, at: places))
        } catch {
            guard notes == nil, error.isToldLate else { throw error }
            return .command(
                CommandSubstitution(list: List([]), source: ByteString(text), isBackquoted: true, position: start))
        }
        cutOffDocuments += parser.cutOffDocuments
        guard !isChecking else { return .nothing }
        let isLate = Self.isParsedLate(text[...], hasMetAlias: parser.aliases.haveBeenMet)
        aliases.haveBeenMet = aliases.haveBeenMet || parser.aliases.haveBeenMet
        return .command(
            CommandSubstitution(
                list: list, source: isLate ? ByteString(text) : nil, isBackquoted: true, position: start))
    }

    /// A parser of text that was taken out of this parser's input.
    mutating func subparser(of text: [UInt8], _ start: Position) -> ParserState {
        var parser = ParserState(
            source: StringSource(array: text), names: names, dialect: dialect, stackLimit: stackLimit,
            firstLine: Int(start.line))
        parser.aliases.value = aliases.value
        parser.aliases.areDefined = aliases.areDefined
        parser.isChecking = isChecking
        parser.isInsideCommand = true
        parser.isSubparser = true
        return parser
    }

    /// All commands up to the end of the input.
    mutating func parseWholeInput() throws(SyntaxError) -> List {
        let list = try parseCompoundList(mayBeEmpty: true)
        guard try peekToken(.afterCompound) == .end else { throw unexpectedToken(expected: .command) }
        return list
    }
}
