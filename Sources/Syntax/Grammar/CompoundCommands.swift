// Compound commands and their redirections.
//
// POSIX: XCU 2.9.4

import Bytes

extension ParserState {
    /// The compound command that begins with the reserved word at hand.
    mutating func parseCompoundCommand(_ word: ReservedWord) throws(SyntaxError) -> CompoundCommand {
        let position = token.position
        do throws(SyntaxError) {
            return try parseCompoundCommand(word, at: position)
        } catch {
            throw word == .coprocess ? error : error.inside(word.rawValue.bytes, at: position)
        }
    }

    @inline(__always)
    private mutating func parseCompoundCommand(
        _ word: ReservedWord, at position: Position
    ) throws(SyntaxError) -> CompoundCommand {
        let kind: CompoundCommand.Kind
        switch word {
        case .leftBrace: kind = .braceGroup(try parseBraceGroup())
        case .if: kind = try parseIf()
        case .for: kind = try parseFor()
        case .case: kind = try parseCase()
        case .while:
            let (condition, body) = try parseLoop()
            kind = .whileClause(condition: condition, body: body)
        case .until:
            let (condition, body) = try parseLoop()
            kind = .untilClause(condition: condition, body: body)
        case .conditional: kind = .conditional(try parseConditional())
        case .coprocess:
            let (name, command) = try parseCoprocess()
            guard !isChecking else { return .nothing }
            return CompoundCommand(
                kind: .coprocess(name: name, command: command), redirections: [], position: position)
        case .exclamationMark, .rightBrace, .do, .done, .elif, .else, .esac, .fi, .in, .then, .time, .function, .select:
            throw unexpectedToken(expected: .command)
        }
        let redirections = try parseRedirections()
        guard !isChecking else { return .nothing }
        return CompoundCommand(kind: kind, redirections: redirections, position: position)
    }

    // subshell : '(' compound_list ')'
    mutating func parseSubshell() throws(SyntaxError) -> CompoundCommand {
        let position = token.position
        let list: List
        do throws(SyntaxError) {
            consumeToken()
            list = try parseCompoundList()
            guard try peekToken(.afterCompound) == .rightParenthesis else {
                throw unexpectedToken(expected: .rightParenthesis)
            }
        } catch {
            throw error.inside("(", at: position)
        }
        consumeToken()
        let redirections = try parseRedirections()
        guard !isChecking else { return .nothing }
        return CompoundCommand(kind: .subshell(list), redirections: redirections, position: position)
    }

    /// Parses `((expression))`, an extension, as `let "expression"`; nil, with nothing consumed, where it is none.
    ///
    /// Unspecified: text that can be an arithmetic expression is one, other text is nested subshells; as POSIX allows.
    mutating func parseArithmeticCommand() throws(SyntaxError) -> Command? {
        guard !dialect.isPosix, bytes[cursor.index] == Byte.leftParenthesis else { return nil }
        let key = ambiguityKey(cursor.index)
        guard !ambiguousPlaces.contains(key), mayCloseTogether() else {
            // Input that arrives until the text is parsed again must not change the answer.
            ambiguousPlaces.insert(key)
            return nil
        }
        guard !isChecking else {
            return try building { (parser) throws(SyntaxError) in try parser.parseArithmeticCommand() }
        }
        let start = token.position
        return try attempt(key) { (parser) throws(SyntaxError) -> Command? in
            parser.cursor.index += 1
            let parts = try parser.lexDoubleQuoted(until: .parenthesis)
            guard parser.peek() == Byte.rightParenthesis else { return nil }
            parser.cursor.index += 1
            guard parser.peek() == Byte.rightParenthesis,
                ArithmeticParser.parse(parts: parts, names: parser.names, stackLimit: parser.stackLimit) != nil
            else { return nil }
            parser.cursor.index += 1
            parser.token.kind = .none
            let expression = Word(parts: [.doubleQuoted(parts)], shape: .parts, position: start)
            return .simple(
                SimpleCommand(
                    assignments: [], words: [Word(.literal("let"), position: start), expression],
                    redirections: try parser.parseRedirections(), position: start, name: parser.names.intern("let")))
        }
    }

    /// False where `))` certainly does not close the parenthesis at the index and the one before it. A cheap test for deep
    /// nesting, which does not look into quotes and substitutions.
    private mutating func mayCloseTogether() -> Bool {
        var depth = 0
        var offset = 0
        while offset < 1024 {
            switch byteAhead(offset) {
            case nil, Byte.dollar, Byte.backquote, Byte.singleQuote, Byte.doubleQuote, Byte.backslash: return true
            case Byte.semicolon, Byte.leftBrace, Byte.rightBrace: return false
            case Byte.leftParenthesis: depth += 1
            case Byte.rightParenthesis:
                depth -= 1
                if depth == 0 { return byteAhead(offset + 1) == Byte.rightParenthesis }
            default: break
            }
            offset += 1
        }
        return depth < 16
    }

    // brace_group : Lbrace compound_list Rbrace
    private mutating func parseBraceGroup() throws(SyntaxError) -> List {
        consumeToken()
        let list = try parseCompoundList()
        try expect(.rightBrace, .rightBrace)
        return list
    }

    // if_clause : If compound_list Then compound_list else_part Fi
    private mutating func parseIf() throws(SyntaxError) -> CompoundCommand.Kind {
        let first = stacks.branches.count
        repeat {
            consumeToken()
            let condition = try parseCompoundList()
            try expect(.then, .then)
            let body = try parseCompoundList()
            if !isChecking { stacks.branches.push(IfClause.Branch(condition: condition, body: body)) }
            _ = try peekToken(.afterCompound)
        } while tokenReserved == .elif
        var elseBody: List?
        if tokenReserved == .else {
            consumeToken()
            elseBody = try parseCompoundList()
        }
        try expect(.fi, .fi)
        guard !isChecking else { return .nothing }
        return .ifClause(IfClause(branches: stacks.branches.pop(from: first), elseBody: elseBody))
    }

    // while_clause : While compound_list do_group
    private mutating func parseLoop() throws(SyntaxError) -> (condition: List, body: List) {
        consumeToken()
        let condition = try parseCompoundList()
        return (condition, try parseDoGroup())
    }

    // do_group : Do compound_list Done
    private mutating func parseDoGroup() throws(SyntaxError) -> List {
        try expect(.do, .do)
        let body = try parseCompoundList()
        try expect(.done, .done)
        return body
    }

    // for_clause : For name do_group | For name in wordlist sequential_sep do_group
    private mutating func parseFor() throws(SyntaxError) -> CompoundCommand.Kind {
        consumeToken()
        let kind = try peekToken(.argument)
        if kind == .leftParenthesis, !dialect.isPosix, bytes[cursor.index] == Byte.leftParenthesis {
            throw syntaxError(.notSupported(.arithmeticFor), at: token.position)
        }
        guard kind.isWord else { throw unexpectedToken(expected: .name) }
        guard kind == .plainWord, token.literal.isName else {
            throw syntaxError(
                .badVariableName(kind == .word ? tokenWordText : token.literal), at: token.position)
        }
        let variable = name(token.literal)
        consumeToken()
        let words = try parseForWords()
        let body = try parseDoGroup()
        guard !isChecking else { return .nothing }
        return .forClause(ForClause(variable: variable, words: words, body: body))
    }

    /// The words between the name and `do`; nil without `in`.
    private mutating func parseForWords() throws(SyntaxError) -> [Word]? {
        if try peekToken(.forIn) == .semicolon {
            consumeToken()
            try skipNewlines(.doKeyword)
            return nil
        }
        try skipNewlines(.forIn)
        guard token.kind == .plainWord, token.literal == "in" else {
            guard tokenReserved == .do else { throw unexpectedToken(expected: .in) }
            return nil
        }
        consumeToken()
        let first = stacks.words.count
        while try peekToken(.argument).isWord { stacks.words.push(takeWord()) }
        guard token.kind == .semicolon || token.kind == .newline else { throw unexpectedToken(expected: .separator) }
        consumeToken()
        try skipNewlines(.doKeyword)
        return stacks.words.pop(from: first, isChecking: isChecking)
    }

    // case_clause : Case WORD linebreak in linebreak case_list Esac
    private mutating func parseCase() throws(SyntaxError) -> CompoundCommand.Kind {
        consumeToken()
        guard try peekToken(.argument).isWord else { throw unexpectedToken(expected: .word) }
        let word = withoutBraces(takeWord())
        try skipNewlines(.inKeyword)
        guard token.kind == .plainWord, token.literal == "in" else { throw unexpectedToken(expected: .in) }
        consumeToken()
        let first = stacks.caseItems.count
        while true {
            try skipNewlines(.caseItem)
            guard tokenReserved != .esac, try parseCaseItem() else { break }
        }
        try expect(.esac, .esac)
        guard !isChecking else { return .nothing }
        return .caseClause(CaseClause(word: word, items: stacks.caseItems.pop(from: first)))
    }

    // case_item : pattern_list ')' compound_list DSEMI linebreak
    /// False where `esac` follows.
    private mutating func parseCaseItem() throws(SyntaxError) -> Bool {
        let hasParenthesis = try accept(.leftParenthesis)
        let first = stacks.words.count
        repeat {
            guard try peekToken(.argument).isWord else {
                throw unexpectedToken(expected: hasParenthesis || stacks.words.count > first ? .pattern : .esac)
            }
            stacks.words.push(withoutBraces(takeWord()))
        } while try accept(.pipe)
        let patterns = stacks.words.pop(from: first, isChecking: isChecking)
        guard try accept(.rightParenthesis) else { throw unexpectedToken(expected: .rightParenthesis) }
        let body = try parseCompoundList(mayBeEmpty: true)
        let kind = try peekToken(.afterCompound)
        switch kind {
        case .doubleSemicolon, .semicolonAnd: consumeToken()
        case .doubleSemicolonAnd where !dialect.isPosix:
            throw syntaxError(.notSupported(.testNextPattern), at: token.position)
        default: guard tokenReserved == .esac else { throw unexpectedToken(expected: .doubleSemicolon) }
        }
        if !isChecking {
            let terminator: CaseClause.Terminator = kind == .semicolonAnd ? .fallThrough : .leave
            stacks.caseItems.push(CaseClause.Item(patterns: patterns, body: body, terminator: terminator))
        }
        return kind != .plainWord
    }

    /// `coproc [NAME] command`, an extension. Only a compound command can have a name.
    private mutating func parseCoprocess() throws(SyntaxError) -> (Name, Command) {
        let position = token.position
        consumeToken()
        let standard = name("COPROC")
        guard try peekToken(.command) == .plainWord, reservedWord(token.literal) == nil, token.literal.isName else {
            return (standard, try parseCommand())
        }
        let name = token.literal
        let first = stacks.words.count
        stacks.words.push(takeWord())
        switch try peekToken(.argument) {
        case .leftParenthesis:
            stacks.words.removeAll(from: first)
            return (self.name(name), try parseCommand())
        case .plainWord:
            guard let reserved = reservedWord(token.literal), !reserved.endsList, reserved != .exclamationMark else {
                fallthrough
            }
            stacks.words.removeAll(from: first)
            return (self.name(name), try parseCommand())
        default: return (standard, try parseSimpleCommand(from: first, at: position))
        }
    }
}
