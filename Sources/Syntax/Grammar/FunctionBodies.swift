// Function bodies: many functions are never called, so a body is parsed at its first use.
//
// At the definition the body is checked without a tree (Checking), and its text is kept. The later tree is the same as the
// tree at the definition would be, because text is kept only where the context does not matter: no alias is defined, no
// here-document is pending, no `((` is ambiguous, and the nesting is not deep. A wrong body is parsed at once, for the
// message.
//
// POSIX: XCU 2.9.5

import Bytes

/// The text of a checked body and the context to parse it.
struct FunctionText {
    /// The stack that checking and parsing may take. More than that is reserved below the limit of the shell's stack.
    static let stackBytes = 64 << 10

    /// The input from the brace to the token behind the body.
    let bytes: [UInt8]
    let position: Position
    let names: NameTable
    let dialect: Dialect

    func parse() -> CompoundCommand {
        var parser = ParserState(
            source: StringSource(array: bytes), names: names, dialect: dialect,
            stackLimit: StackLimit(bytesFromHere: 2 * Self.stackBytes), firstLine: Int(position.line))
        parser.cursor.lineStart = 1 - Int(position.column)
        return (try? parser.parseFunctionBody()) ?? .nothing
    }
}

extension ParserState {
    /// Consumes the body that begins with the brace at hand; nil, with nothing consumed, where it must be parsed at once.
    mutating func takeFunctionText() -> FunctionText? {
        guard !isChecking, !aliases.areDefined, notes == nil, frames.isEmpty, pendingHereDocuments.isEmpty,
            tokenReserved == .leftBrace, bytes[cursor.index - 1] == Byte.leftBrace
        else { return nil }
        cursor.index -= 1
        token.kind = .none
        let start = cursor.index
        let place = position
        let snapshot = takeSnapshot()
        guard checkFunctionBody() else {
            restore(snapshot)
            return nil
        }
        return FunctionText(
            bytes: Array(bytes[start..<cursor.index]), position: place, names: names, dialect: dialect)
    }

    /// False where the body at the index must be parsed or is wrong.
    private mutating func checkFunctionBody() -> Bool {
        let limit = stackLimit
        let ambiguities = ambiguousPlaces.count
        stackLimit = StackLimit(bytesFromHere: FunctionText.stackBytes)
        isChecking = true
        defer {
            stackLimit = limit
            isChecking = false
        }
        guard (try? parseFunctionBody()) != nil else { return false }
        // Only the kind of a word behind the body would be known.
        return ambiguousPlaces.count == ambiguities && pendingHereDocuments.isEmpty && token.kind != .word
    }

    // function_body : compound_command | compound_command redirect_list
    mutating func parseFunctionBody() throws(SyntaxError) -> CompoundCommand {
        switch try peekToken(.command) {
        case .leftParenthesis:
            let position = token.position
            guard let command = try parseArithmeticCommand() else { return try parseSubshell() }
            guard !isChecking else { return .nothing }
            return Self.group(of: command, position)
        case .plainWord:
            guard let reserved = reservedWord(token.literal) else { fallthrough }
            return try parseCompoundCommand(reserved)
        default: throw unexpectedToken(expected: .functionBody)
        }
    }

    /// A brace group of one command that is no compound command.
    private static func group(of command: Command, _ position: Position) -> CompoundCommand {
        let pipeline = Pipeline(prefix: .none, isNegated: false, commands: OneOrMore(command), position: position)
        let list = List([AndOrList(first: pipeline, rest: [], isAsynchronous: false)])
        return CompoundCommand(kind: .braceGroup(list), redirections: [], position: position)
    }
}
