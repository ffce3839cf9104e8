// Simple commands: assignments, words, redirections; and function definitions, which begin like them.
//
// POSIX: XCU 2.9.1, 2.9.5, 2.10.2 rules 7 and 8

import Bytes

extension ParserState {
    // command : simple_command | compound_command | compound_command redirect_list | function_definition
    mutating func parseCommand() throws(SyntaxError) -> Command {
        if stackLimit.isReached { throw tooDeep() }
        switch try peekToken(.command) {
        case .plainWord:
            switch reservedWord(tokenLiteral) {
            case nil: return try parseSimpleCommand()
            case .function: return try parseFunctionKeyword()
            case .select: return try parseSelect()
            case .some(let reserved): return .compound(try parseCompoundCommand(reserved))
            }
        case .leftParenthesis:
            if let arithmetic = try parseArithmeticCommand() { return arithmetic }
            return .compound(try parseSubshell())
        case .word, .ioNumber, .ioLocation, .less, .great, .doubleLess, .doubleLessDash, .tripleLess, .doubleGreat,
            .lessAnd, .greatAnd, .lessGreat, .clobber, .andGreat, .andDoubleGreat:
            return try parseSimpleCommand()
        default: throw unexpectedToken(expected: .command)
        }
    }

    private mutating func parseSimpleCommand() throws(SyntaxError) -> Command {
        let position = tokenPosition
        guard tokenKind == .plainWord, tokenEquals < 0 else { return try parseSimpleCommand([], at: position) }
        let name = tokenLiteral
        let note = noteCommand()
        let word = takeWord()
        guard try peekToken(.argument) == .leftParenthesis else {
            return try parseSimpleCommand([word], at: position)
        }
        if let note { notes?[note].kind = .functionName }
        return .function(try parseFunctionDefinition(name, position))
    }

    // simple_command : cmd_prefix cmd_word cmd_suffix | ...
    /// The rest of a simple command that begins with `words`.
    mutating func parseSimpleCommand(_ initialWords: [Word], at position: Position) throws(SyntaxError) -> Command {
        var words = initialWords
        words.reserveCapacity(4)
        var assignments: [Assignment] = []
        var redirections: [Redirection] = []
        var utility = words.first.map { DeclarationUtility.unknown.after($0) } ?? .unknown
        scan: while true {
            switch try peekToken(words.isEmpty ? .commandPrefix : .argument) {
            case .plainWord, .word:
                if words.isEmpty, let assignment = try takeAssignment() {
                    assignments.append(assignment)
                } else {
                    if words.isEmpty { _ = noteCommand() }
                    let word = utility == .declaration ? try takeDeclarationArgument() : takeWord()
                    if utility == .unknown { utility = utility.after(word) }
                    words.append(word)
                }
            case .ioNumber, .ioLocation, .less, .great, .doubleLess, .doubleLessDash, .tripleLess, .doubleGreat,
                .lessAnd, .greatAnd, .lessGreat, .clobber, .andGreat, .andDoubleGreat:
                redirections.append(try parseRedirection())
            case .leftParenthesis: throw unexpectedToken(expected: .separator)
            default: break scan
            }
        }
        var name: Name?
        if let first = words.first, case .literal(let bytes) = first.shape { name = names.intern(bytes) }
        return .simple(
            SimpleCommand(
                assignments: assignments, words: words, redirections: redirections, position: position, name: name))
    }

    /// `select` is at hand: refused where a name follows, as in what bash means by it; otherwise a command or function of
    /// that name.
    private mutating func parseSelect() throws(SyntaxError) -> Command {
        let position = tokenPosition
        let name = tokenLiteral
        let word = takeWord()
        let kind = try peekToken(.argument)
        if kind == .plainWord, tokenLiteral.isName { throw syntaxError(.notSupported(.select), at: position) }
        guard kind == .leftParenthesis else { return try parseSimpleCommand([word], at: position) }
        return .function(try parseFunctionDefinition(name, position))
    }

    /// `function` is at hand: `function name compound` and `function name() compound`, an extension; otherwise a command or
    /// function of that name.
    private mutating func parseFunctionKeyword() throws(SyntaxError) -> Command {
        let position = tokenPosition
        let keyword = tokenLiteral
        let word = takeWord()
        switch try peekToken(.argument) {
        case .leftParenthesis: return .function(try parseFunctionDefinition(keyword, position))
        case .plainWord where tokenLiteral.isName: break
        default: return try parseSimpleCommand([word], at: position)
        }
        let name = tokenLiteral
        consumeToken()
        let hasParentheses =
            try peekToken(.argument) == .leftParenthesis
            && bytes[index...].first { !Byte.isBlank($0) } == Byte.rightParenthesis
        if hasParentheses { return .function(try parseFunctionDefinition(name, position)) }
        return .function(try parseFunctionBody(name, position))
    }

    // MARK: Assignments

    /// The assignment that the word at hand is; nil where it is none, and nothing has been consumed.
    ///
    /// POSIX: XCU 2.10.2 rule 7
    private mutating func takeAssignment() throws(SyntaxError) -> Assignment? {
        guard tokenEquals > 0, let (name, appends) = assignmentTarget() else { return nil }
        if let array = try takeArray(name, appends) { return array }
        let position = tokenPosition
        let target = names.intern(name)
        let index = tokenSubscriptOfWord
        let value = takeAssignmentValue(from: tokenEquals + 1)
        return Assignment(name: target, index: index, value: .word(value), appends: appends, position: position)
    }

    /// `name=(word...)` whose `name=` is the word at hand, an extension; nil where no parenthesis follows.
    private mutating func takeArray(_ name: ByteString, _ appends: Bool) throws(SyntaxError) -> Assignment? {
        guard tokenKind == .plainWord, tokenEquals == tokenLiteral.count - 1, !dialect.isPosix,
            peek() == Byte.leftParenthesis
        else { return nil }
        let position = tokenPosition
        consumeToken()
        let words = try parseArray(position)
        return Assignment(
            name: names.intern(name), index: nil, value: .array(words), appends: appends, position: position)
    }

    private var tokenSubscriptOfWord: ArithmeticExpansion? { tokenKind == .word ? tokenSubscript : nil }

    /// The name in front of the `=` of the word at hand, and whether it is `+=`.
    private mutating func assignmentTarget() -> (ByteString, appends: Bool)? {
        let text = tokenText
        var stop = tokenEquals
        let appends = !dialect.isPosix && text[stop - 1] == Byte.plus
        if appends { stop -= 1 }
        let name = text[0..<stop]
        return name.isName ? (name, appends) : nil
    }

    /// The literal that the token at hand begins with.
    private var tokenText: ByteString {
        guard tokenKind == .word else { return tokenLiteral }
        guard let word = tokenWord, case .literal(let bytes) = word.parts.first else { return ByteString() }
        return bytes
    }

    /// The word at hand from `start` on, as the value of a variable.
    private mutating func takeAssignmentValue(from start: Int) -> Word {
        let rest = tokenText.dropFirst(start)
        var parts: [WordPart] = rest.isEmpty ? [] : [.literal(rest)]
        if let word = tokenWord { parts.append(contentsOf: word.parts.dropFirst()) }
        if tokenFlags.contains(.tilde) { parts = Self.markingTildes(parts, afterColons: true) }
        let word = Word(parts: parts, shape: Self.shape(of: parts, hasPattern: false), position: tokenPosition)
        consumeToken()
        return word
    }

    /// The words of an array from the parenthesis at the index on.
    private mutating func parseArray(_ start: Position) throws(SyntaxError) -> [Word] {
        index += 1
        var words: [Word] = []
        while true {
            try skipNewlines(.argument)
            switch tokenKind {
            case .plainWord, .word:
                if tokenEquals > 0, tokenText.first == Byte.leftBracket, tokenText[tokenEquals - 1] == Byte.rightBracket
                {
                    throw syntaxError(.notSupported(.elementAssignmentOfArray), at: tokenPosition)
                }
                words.append(takeWord())
            case .rightParenthesis:
                consumeToken()
                return words
            case .end: throw unterminated(.array, at: start)
            default: throw unexpectedToken(expected: .rightParenthesis)
            }
        }
    }

    /// What is known about the utility whose arguments are parsed.
    ///
    /// POSIX: XCU 2.9.1.1
    private enum DeclarationUtility {
        case unknown, declaration, other

        /// `word` is the command name, or follows `command`. The numbers are `export`, `readonly`, `local`, `command`.
        func after(_ word: Word) -> DeclarationUtility {
            guard case .literal(let name) = word.shape else { return .other }
            switch name.packed {
            case 0x7472_6F70_7865, 0x796C_6E6F_6461_6572, 0x6C_6163_6F6C: return .declaration
            case 0x64_6E61_6D6D_6F63: return .unknown
            default: return name.first == Byte.hyphen ? .unknown : .other
            }
        }
    }

    /// An argument of a declaration utility: one that looks like an assignment is expanded like one.
    private mutating func takeDeclarationArgument() throws(SyntaxError) -> Word {
        guard tokenEquals > 0, let (name, appends) = assignmentTarget() else { return takeWord() }
        if let array = try takeArray(name, appends) {
            return Word(parts: [.array(array)], shape: .parts, position: array.position, isAssignment: true)
        }
        let hasTilde = tokenFlags.contains(.tilde)
        let beforeValue = tokenEquals + 1
        let word = takeWord()
        var parts = word.parts
        if hasTilde, case .literal(let bytes) = parts[0] {
            let rest = bytes.dropFirst(beforeValue)
            let value = (rest.isEmpty ? [] : [.literal(rest)]) + parts.dropFirst()
            parts = [.literal(bytes.prefix(beforeValue))] + Self.markingTildes(value, afterColons: true)
        }
        return Word(
            parts: parts, shape: Self.shape(of: parts, hasPattern: false), position: word.position, isAssignment: true)
    }

    // MARK: Functions

    // function_definition : fname '(' ')' linebreak function_body
    /// The rest of a definition whose `(` is the token at hand.
    mutating func parseFunctionDefinition(
        _ name: ByteString, _ position: Position
    ) throws(SyntaxError) -> FunctionDefinition {
        let parenthesis = unexpectedToken()
        consumeToken()
        guard try peekToken(.argument) == .rightParenthesis else {
            if case .notSupported = parenthesis.cause { throw parenthesis }
            throw unexpectedToken(expected: .rightParenthesis)
        }
        consumeToken()
        return try parseFunctionBody(name, position)
    }

    private mutating func parseFunctionBody(
        _ name: ByteString, _ position: Position
    ) throws(SyntaxError) -> FunctionDefinition {
        try checkFunctionName(name, position)
        try skipNewlines(.command)
        let body: CompoundCommand
        switch try peekToken(.command) {
        case .leftParenthesis:
            let start = tokenPosition
            if try parseArithmeticCommand() != nil { throw syntaxError(.notSupported(.arithmeticBody), at: start) }
            body = try parseSubshell()
        case .plainWord:
            guard let reserved = reservedWord(tokenLiteral) else { fallthrough }
            body = try parseCompoundCommand(reserved)
        default: throw unexpectedToken(expected: .functionBody)
        }
        return FunctionDefinition(name: names.intern(name), body: body, position: position)
    }

    /// Unspecified: outside of POSIX mode any literal without special bytes is a name; as bash. A function with the name
    /// of a special builtin may be defined, but is never found; as yash.
    ///
    /// POSIX: XCU 2.9.5
    private func checkFunctionName(_ name: ByteString, _ position: Position) throws(SyntaxError) {
        guard !name.isName else { return }
        let isAllowed = !dialect.isPosix && !name.contains(Byte.slash) && !name.isAllDigits
        guard isAllowed else { throw syntaxError(.badFunctionName(name), at: position) }
    }
}
