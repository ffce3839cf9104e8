// Simple commands, and function definitions, which begin like them.
//
// POSIX: XCU 2.9.1, 2.9.5, 2.10.2 rules 7 and 8

import Bytes

extension ParserState {
    // command : simple_command | compound_command | compound_command redirect_list | function_definition
    mutating func parseCommand() throws(SyntaxError) -> Command {
        if stackLimit.isReached { throw tooDeep() }
        switch try peekToken(.command) {
        case .plainWord:
            switch reservedWord(token.literal) {
            case nil: return try parseSimpleCommand()
            case .function: return try parseFunctionKeyword()
            case .select: return try parseSelect()
            case .some(let reserved): return .compound(try parseCompoundCommand(reserved))
            }
        case .leftParenthesis:
            if let arithmetic = try parseArithmeticCommand() { return arithmetic }
            return .compound(try parseSubshell())
        case .word: return try parseSimpleCommand()
        case let kind where kind.beginsRedirection: return try parseSimpleCommand()
        default: throw unexpectedToken(expected: .command)
        }
    }

    private mutating func parseSimpleCommand() throws(SyntaxError) -> Command {
        let position = token.position
        let first = stacks.words.count
        guard token.kind == .plainWord, token.equals < 0 else {
            return try parseSimpleCommand(from: first, at: position)
        }
        let name = token.literal
        let note = noteCommand()
        stacks.words.push(takeWord())
        if try peekToken(.argument) == .leftParenthesis, let note { notes?[note].kind = .functionName }
        return try parseFunctionOrCommand(name, from: first, at: position)
    }

    /// The command that begins with the word on the stack at `first`: a function definition where the token at hand is a
    /// parenthesis.
    @inline(__always)
    mutating func parseFunctionOrCommand(
        _ name: ByteString, from first: Int, at position: Position
    ) throws(SyntaxError) -> Command {
        guard token.kind == .leftParenthesis else { return try parseSimpleCommand(from: first, at: position) }
        stacks.words.removeAll(from: first)
        return try parseFunctionDefinition(name, position)
    }

    // simple_command : cmd_prefix cmd_word cmd_suffix | ...
    /// The rest of a simple command that begins with the words on the stack from `firstWord` on.
    mutating func parseSimpleCommand(from firstWord: Int, at position: Position) throws(SyntaxError) -> Command {
        let firstAssignment = stacks.assignments.count
        let firstRedirection = stacks.redirections.count
        var utility = DeclarationUtility.unknown
        if stacks.words.count > firstWord { utility = utility.after(stacks.words[firstWord]) }
        scan: while true {
            let isUnread = isChecking && utility == .other && !aliases.areDefined
            switch try peekToken(isUnread ? .unread : stacks.words.count == firstWord ? .commandPrefix : .argument) {
            case .plainWord where isUnread, .word where isUnread: dropWord()
            case .plainWord, .word:
                if stacks.words.count == firstWord, let assignment = try takeAssignment() {
                    stacks.assignments.push(assignment)
                } else {
                    if stacks.words.count == firstWord { _ = noteCommand() }
                    let word = utility == .declaration ? try takeDeclarationArgument() : takeWord()
                    if utility == .unknown { utility = utility.after(word) }
                    stacks.words.push(word)
                }
            case let kind where kind.beginsRedirection:
                stacks.redirections.push(try parseRedirection())
            case .leftParenthesis: throw unexpectedToken(expected: .separator)
            default: break scan
            }
        }
        guard !isChecking else {
            stacks.assignments.removeAll(from: firstAssignment)
            stacks.words.removeAll(from: firstWord)
            stacks.redirections.removeAll(from: firstRedirection)
            return .simple(.nothing)
        }
        var name: Name?
        if stacks.words.count > firstWord, case .literal(let bytes) = stacks.words[firstWord].shape {
            name = names.intern(bytes)
        }
        return .simple(
            SimpleCommand(
                assignments: stacks.assignments.pop(from: firstAssignment), words: stacks.words.pop(from: firstWord),
                redirections: stacks.redirections.pop(from: firstRedirection), position: position, name: name))
    }

    /// Parses `select`, which is at hand: an error before a name, as in bash's loop, otherwise a command or function.
    private mutating func parseSelect() throws(SyntaxError) -> Command {
        let position = token.position
        let name = token.literal
        let first = stacks.words.count
        stacks.words.push(takeWord())
        let kind = try peekToken(.argument)
        if kind == .plainWord, token.literal.isName { throw syntaxError(.notSupported(.select), at: position) }
        return try parseFunctionOrCommand(name, from: first, at: position)
    }

    /// Parses `function`, which is at hand: `function name compound` and `function name() compound`, an extension, otherwise a
    /// command or function.
    private mutating func parseFunctionKeyword() throws(SyntaxError) -> Command {
        let position = token.position
        let keyword = token.literal
        let first = stacks.words.count
        stacks.words.push(takeWord())
        guard try peekToken(.argument) == .plainWord, token.literal.isName else {
            return try parseFunctionOrCommand(keyword, from: first, at: position)
        }
        stacks.words.removeAll(from: first)
        let name = token.literal
        consumeToken()
        let hasParentheses =
            try peekToken(.argument) == .leftParenthesis
            && bytes[cursor.index...].first { !Byte.isBlank($0) } == Byte.rightParenthesis
        return try hasParentheses ? parseFunctionDefinition(name, position) : parseFunctionBody(name, position)
    }

    // MARK: Assignments

    /// The assignment at hand; nil, with nothing consumed, where the word is none.
    ///
    /// POSIX: XCU 2.10.2 rule 7
    private mutating func takeAssignment() throws(SyntaxError) -> Assignment? {
        guard token.equals > 0, let (name, appends) = assignmentTarget() else { return nil }
        if let array = try takeArray(name, appends) { return array }
        guard !isChecking else {
            dropWord()
            return .nothing
        }
        let position = token.position
        let target = self.name(name)
        let element = token.kind == .word ? token.index : nil
        let value = takeAssignmentValue(from: token.equals + 1)
        return Assignment(name: target, index: element, value: .word(value), appends: appends, position: position)
    }

    /// `name=(word...)`, an extension, with `name=` at hand; nil where no parenthesis follows.
    private mutating func takeArray(_ name: ByteString, _ appends: Bool) throws(SyntaxError) -> Assignment? {
        guard token.kind == .plainWord, token.equals == token.literal.count - 1, !dialect.isPosix,
            peek() == Byte.leftParenthesis
        else { return nil }
        let position = token.position
        consumeToken()
        let words = try parseArray(position)
        return Assignment(
            name: self.name(name), index: nil, value: .array(words), appends: appends, position: position)
    }

    /// The name before the `=` of the word at hand, and whether that is `+=`.
    private mutating func assignmentTarget() -> (ByteString, appends: Bool)? {
        let text = tokenText
        var stop = token.equals
        let appends = !dialect.isPosix && text[stop - 1] == Byte.plus
        if appends { stop -= 1 }
        let name = text[0..<stop]
        return name.isName ? (name, appends) : nil
    }

    /// The literal at the beginning of the token at hand.
    private var tokenText: ByteString {
        mutating get {
            guard token.kind == .word else { return token.literal }
            if stacks.parts.count > token.firstPart, case .literal(let bytes) = stacks.parts[token.firstPart] {
                return bytes
            }
            return ByteString()
        }
    }

    /// The word at hand from `start` on, as the value of a variable.
    private mutating func takeAssignmentValue(from start: Int) -> Word {
        let rest = tokenText.dropFirst(start)
        let hasTilde = token.traits.contains(.tilde)
        defer { consumeToken() }
        guard token.kind == .word else {
            return hasTilde
                ? makeValue([.literal(rest)], hasTilde: true) : Word(.literal(rest), position: token.position)
        }
        if !rest.isEmpty { stacks.parts[token.firstPart] = .literal(rest) }
        let first = rest.isEmpty ? token.firstPart + 1 : token.firstPart
        if stacks.parts.count == first + 1, let shape = Self.shapeThatSaysAll(stacks.parts[first]) {
            stacks.parts.removeAll(from: token.firstPart)
            return Word(shape, position: token.position)
        }
        let value = stacks.parts.pop(from: first)
        stacks.parts.removeAll(from: token.firstPart)
        return makeValue(value, hasTilde: hasTilde)
    }

    private mutating func makeValue(_ parts: [WordPart], hasTilde: Bool) -> Word {
        let parts = hasTilde ? Self.markingTildes(parts, afterColons: true) : parts
        return Word(parts: parts, shape: Self.shape(of: parts, hasPattern: false), position: token.position)
    }

    /// The words of an array from the parenthesis at the index on.
    private mutating func parseArray(_ start: Position) throws(SyntaxError) -> [Word] {
        cursor.index += 1
        let first = stacks.words.count
        while true {
            try skipNewlines(.argument)
            switch token.kind {
            case .plainWord, .word:
                guard !tokenAssignsElement() else {
                    throw syntaxError(.notSupported(.elementAssignmentOfArray), at: token.position)
                }
                stacks.words.push(takeWord())
            case .rightParenthesis:
                consumeToken()
                return stacks.words.pop(from: first, isChecking: isChecking)
            case .end: throw unterminated(.array, at: start)
            default: throw unexpectedToken(expected: .rightParenthesis)
            }
        }
    }

    /// True where the word at hand is `[index]=value` or `[index]+=value`.
    private mutating func tokenAssignsElement() -> Bool {
        guard tokenText.first == Byte.leftBracket else { return false }
        let parts = token.kind == .word ? stacks.parts.elements(from: token.firstPart) : [.literal(token.literal)]
        var depth = 0
        for case .literal(let bytes) in parts {
            for (place, byte) in bytes.enumerated() where byte == Byte.leftBracket || byte == Byte.rightBracket {
                depth += byte == Byte.leftBracket ? 1 : -1
                guard depth == 0 else { continue }
                let rest = bytes.dropFirst(place + 1)
                return rest.first == Byte.equals || rest.hasPrefix("+=")
            }
        }
        return false
    }

    /// Whether the command at hand is a declaration utility.
    ///
    /// POSIX: XCU 2.9.1.1
    private enum DeclarationUtility {
        case unknown, declaration, other

        /// `word` is the command name, or follows `command`.
        func after(_ word: Word) -> DeclarationUtility {
            guard case .literal(let name) = word.shape else { return .other }
            switch name.packed {
            case "export", "readonly", "local": return .declaration
            case "command": return .unknown
            default: return name.first == Byte.hyphen ? .unknown : .other
            }
        }
    }

    /// An argument of a declaration utility. The shell expands `name=value` as an assignment.
    private mutating func takeDeclarationArgument() throws(SyntaxError) -> Word {
        guard token.equals > 0, let (name, appends) = assignmentTarget() else { return takeWord() }
        if let array = try takeArray(name, appends) {
            return Word(parts: [.array(array)], shape: .assignment, position: array.position)
        }
        guard !isChecking else { return takeWord() }
        let hasTilde = token.traits.contains(.tilde)
        let beforeValue = token.equals + 1
        let word = takeWord()
        var parts = word.parts
        if hasTilde, case .literal(let bytes) = parts[0] {
            let rest = bytes.dropFirst(beforeValue)
            let value = (rest.isEmpty ? [] : [.literal(rest)]) + parts.dropFirst()
            parts = [.literal(bytes.prefix(beforeValue))] + Self.markingTildes(value, afterColons: true)
        }
        return Word(parts: parts, shape: Self.literalShape(of: parts, otherwise: .assignment), position: word.position)
    }

    // MARK: Functions

    // function_definition : fname '(' ')' linebreak function_body
    /// The rest of a definition; `(` is at hand.
    mutating func parseFunctionDefinition(_ name: ByteString, _ position: Position) throws(SyntaxError) -> Command {
        let extendedPattern = tokenIsExtendedPattern ? unexpectedToken() : nil
        consumeToken()
        guard try peekToken(.argument) == .rightParenthesis else {
            throw extendedPattern ?? unexpectedToken(expected: .rightParenthesis)
        }
        consumeToken()
        return try parseFunctionBody(name, position)
    }

    private mutating func parseFunctionBody(_ name: ByteString, _ position: Position) throws(SyntaxError) -> Command {
        try checkFunctionName(name, position)
        try skipNewlines(.command)
        if let text = takeFunctionText() {
            return .function(FunctionDefinition(name: names.intern(name), text: text, position: position))
        }
        let body = try parseFunctionBody()
        guard !isChecking else { return .simple(.nothing) }
        return .function(FunctionDefinition(name: names.intern(name), body: body, position: position))
    }

    /// Unspecified: outside POSIX mode any literal without special bytes is a name; as bash. A function with the name of a
    /// special builtin can be defined but is never found; as yash.
    ///
    /// POSIX: XCU 2.9.5
    private mutating func checkFunctionName(_ name: ByteString, _ position: Position) throws(SyntaxError) {
        guard !name.isName else { return }
        if dialect.isPosix || name.contains(Byte.slash) || name.isAllDigits {
            throw syntaxError(.badFunctionName(name), at: position)
        }
    }
}
