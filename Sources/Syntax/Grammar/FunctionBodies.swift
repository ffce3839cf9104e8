// Function bodies: most functions that a script defines are not called, so a body is parsed where it is first asked for.
//
// Where the function is defined its body is checked, which makes no tree (see Checking), and its text is kept. The tree that
// is made of the text later is the one that would have been made at once, since text is kept only where nothing around it
// counts: where no alias is defined, no here-document waits for its body, no `((` may mean two things, and where it is not
// nested so deep that it could not be parsed on what is left of any stack. What is wrong is parsed at once, for the message.
//
// POSIX: XCU 2.9.5

import Bytes

/// A body that has been checked, and what else it takes to parse it.
struct FunctionText {
    /// What checking and parsing may take: there is more below the limit of the shell's stack.
    static let stackBytes = 64 << 10

    /// From the brace to the token behind the body.
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
    /// Consumes the body that begins with the brace at hand; nil where it is to be parsed at once, and nothing has been
    /// consumed.
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

    /// False where the body at the index has to be parsed, or is wrong.
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
        // Of a word behind it nothing but its kind would be known.
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

    /// What stands for a command that is no compound command in the tree.
    private static func group(of command: Command, _ position: Position) -> CompoundCommand {
        let pipeline = Pipeline(prefix: .none, isNegated: false, commands: OneOrMore(command), position: position)
        let list = List([AndOrList(first: pipeline, rest: [], isAsynchronous: false)])
        return CompoundCommand(kind: .braceGroup(list), redirections: [], position: position)
    }
}
