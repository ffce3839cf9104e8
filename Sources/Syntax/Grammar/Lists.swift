// Complete commands, lists, and-or lists and pipelines.
//
// POSIX: XCU 2.9.2, 2.9.3, 2.10.2

import Bytes

extension ParserState {
    // complete_command : list separator_op | list
    mutating func parseCompleteCommand() throws(SyntaxError) -> List? {
        switch try peekToken(.command) {
        case .end: return nil
        case .newline:
            consumeToken()
            return List([])
        default: break
        }
        let first = stacks.andOrLists.count
        while true {
            let isSeparated = try parseAndOrList()
            let kind = try peekToken(isSeparated ? .command : .afterCompound)
            if kind == .newline || kind == .end { break }
            guard isSeparated else { throw unexpectedToken(expected: .separator) }
        }
        consumeToken()
        return List(stacks.andOrLists.pop(from: first, isChecking: isChecking))
    }

    // compound_list : linebreak term | linebreak term separator
    /// A list up to the first token that does not belong to it, which stays at hand.
    mutating func parseCompoundList(mayBeEmpty: Bool = false) throws(SyntaxError) -> List {
        let first = stacks.andOrLists.count
        try skipNewlines(.command)
        while !endsList(try peekToken(.command)) {
            let isSeparated = try parseAndOrList()
            if !isSeparated, try peekToken(.afterCompound) != .newline { break }
            try skipNewlines(.command)
        }
        guard mayBeEmpty || stacks.andOrLists.count > first else { throw unexpectedToken(expected: .command) }
        return List(stacks.andOrLists.pop(from: first, isChecking: isChecking))
    }

    private mutating func endsList(_ kind: TokenKind) -> Bool {
        switch kind {
        case .end, .rightParenthesis, .doubleSemicolon, .semicolonAnd, .doubleSemicolonAnd: true
        case .plainWord: tokenReserved?.endsList ?? false
        default: false
        }
    }

    // and_or : pipeline | and_or AND_IF linebreak pipeline | and_or OR_IF linebreak pipeline
    /// Pushes the list; true where `;` or `&` followed it.
    private mutating func parseAndOrList() throws(SyntaxError) -> Bool {
        let first = try parsePipeline()
        let kind = try peekToken(.afterCompound)
        let rest = kind == .andIf || kind == .orIf ? try parseContinuations() : []
        let isAsynchronous = token.kind == .ampersand
        let isSeparated = isAsynchronous || token.kind == .semicolon
        if isSeparated { consumeToken() }
        stacks.andOrLists.push(
            isChecking ? .nothing : AndOrList(first: first, rest: rest, isAsynchronous: isAsynchronous))
        return isSeparated
    }

    /// The pipelines after the first, whose `&&` or `||` is at hand. Not inlined, because each level of nested commands has a
    /// stack frame of the caller.
    @inline(never)
    private mutating func parseContinuations() throws(SyntaxError) -> [AndOrList.Continuation] {
        var rest: [AndOrList.Continuation] = []
        while true {
            let kind = try peekToken(.afterCompound)
            guard kind == .andIf || kind == .orIf else { return rest }
            consumeToken()
            try skipNewlines(.command)
            let pipeline = try parsePipeline()
            guard !isChecking else { continue }
            rest.append(AndOrList.Continuation(operator: kind == .andIf ? .and : .or, pipeline: pipeline))
        }
    }

    // pipeline : pipe_sequence | Bang pipe_sequence
    private mutating func parsePipeline() throws(SyntaxError) -> Pipeline {
        if try peekToken(.command) == .plainWord, beginsPrefix(token.literal) { return try parsePrefixedPipeline() }
        let position = token.position
        return try parsePipeSequence(try parseCommand(), false, .none, position)
    }

    @inline(__always)
    private mutating func beginsPrefix(_ word: ByteString) -> Bool {
        switch word.packed {
        case "!": true
        case "time": !dialect.isPosix
        case "see": !dialect.isPosix && dialect.recognizesSee
        default: false
        }
    }

    /// A pipeline that begins with `!`, `time` or `see`. Not inlined, as `parseContinuations`.
    @inline(never)
    private mutating func parsePrefixedPipeline() throws(SyntaxError) -> Pipeline {
        var isNegated = false
        var hasBang = false
        var prefix = Pipeline.Prefix.none
        var start: Position?
        prefixes: while try peekToken(.command) == .plainWord, beginsPrefix(token.literal) {
            let position = token.position
            start = start ?? position
            switch token.literal.packed {
            case "!":
                if hasBang, dialect.isPosix { throw unexpectedToken(expected: .command) }
                hasBang = true
                isNegated.toggle()
                consumeToken()
            case "time":
                if case .see = prefix { break prefixes }
                consumeToken()
                let isPortable = try peekToken(.afterPrefix) == .plainWord && token.literal == "-p"
                if isPortable { consumeToken() }
                prefix = .time(portableFormat: isPortable)
            default:
                guard case .none = prefix else { break prefixes }
                let first = stacks.words.count
                if let see = try parseSeePrefix() {
                    prefix = see
                    continue
                }
                let command =
                    stacks.words.count == first + 1
                    ? try parseFunctionOrCommand("see", from: first, at: position)
                    : try parseSimpleCommand(from: first, at: position)
                return try parsePipeSequence(command, isNegated, prefix, start ?? position)
            }
        }
        let position = start ?? token.position
        let isAtEnd = token.kind == .newline || token.kind == .semicolon || token.kind == .ampersand
        if case .time = prefix, isAtEnd || endsList(token.kind) {
            // `time` may stand alone.
            let nothing = SimpleCommand(assignments: [], words: [], redirections: [], position: position, name: nil)
            return Pipeline(
                prefix: prefix, isNegated: isNegated, commands: OneOrMore(.simple(nothing)), position: position)
        }
        return try parsePipeSequence(try parseCommand(), isNegated, prefix, position)
    }

    // pipe_sequence : command | pipe_sequence '|' linebreak command
    private mutating func parsePipeSequence(
        _ first: consuming Command, _ isNegated: Bool, _ prefix: Pipeline.Prefix, _ position: Position
    ) throws(SyntaxError) -> Pipeline {
        var others: [Command] = []
        while true {
            let kind = try peekToken(.afterCompound)
            guard kind == .pipe || kind == .pipeAnd else { break }
            if kind == .pipeAnd, !isChecking {
                if let last = others.popLast() {
                    others.append(joiningStandardError(last, token.position))
                } else {
                    first = joiningStandardError(first, token.position)
                }
            }
            consumeToken()
            try skipNewlines(.command)
            let command = try parseCommand()
            if !isChecking { others.append(command) }
        }
        return Pipeline(
            prefix: prefix, isNegated: isNegated, commands: OneOrMore(first, others), position: position)
    }

    /// `command |&` as `command 2>&1 |`.
    private mutating func joiningStandardError(_ command: Command, _ position: Position) -> Command {
        let joining = Redirection(
            descriptor: .number(2), operator: .duplicateOutput,
            operand: Word(.literal("1"), position: position), position: position)
        switch command {
        case .simple(let simple):
            return .simple(
                SimpleCommand(
                    assignments: simple.assignments, words: simple.words,
                    redirections: simple.redirections + [joining], position: simple.position, name: simple.name))
        case .compound(let compound):
            return .compound(
                CompoundCommand(
                    kind: compound.kind, redirections: compound.redirections + [joining],
                    position: compound.position))
        case .function: return command
        }
    }

    /// Parses `see`, which is at hand, its mode and its options. Nil where it begins an ordinary command, whose first words are
    /// on the stack then: `see waits %1`, `see plan -c STRING` and `see trace -f LOG`.
    private mutating func parseSeePrefix() throws(SyntaxError) -> Pipeline.Prefix? {
        let first = stacks.words.count
        stacks.words.push(takeWord())
        guard try peekToken(.argument) == .plainWord, let mode = SeeMode(rawValue: token.literal.packed) else {
            return nil
        }
        stacks.words.push(takeWord())
        while try peekToken(.afterPrefix) == .plainWord, token.literal.first == Byte.hyphen {
            let option = token.literal
            if option == "-c" || option == "-a" || option == "-f" { return nil }
            stacks.words.push(takeWord())
            guard option == "-o" else { continue }
            guard try peekToken(.argument).isWord else { return nil }
            stacks.words.push(takeWord())
        }
        switch token.kind {
        case .plainWord where token.literal.first == Byte.percent || token.literal.first?.isDigit == true,
            .newline, .semicolon, .ampersand, .pipe, .pipeAnd, .andIf, .orIf:
            return nil
        case .ioNumber, .ioLocation, .less, .great, .lessAnd, .greatAnd, .doubleGreat, .andGreat, .andDoubleGreat:
            // These modes need no pipeline: the redirection is that of the view.
            if mode == .waits || mode == .graph { return nil }
        default: if endsList(token.kind) { return nil }
        }
        let options = stacks.words.pop(from: first + 2)
        stacks.words.removeAll(from: first)
        return .see(mode: mode, options: options)
    }
}
