// Checking: parsing without a tree, for commands that are read and not executed.
//
// The grammar and the lexer take the same steps, but use constants named `nothing` in place of nodes, lists and names. The
// delimiter of a here-document and `((` need a tree nevertheless. A command that a check refuses is parsed again with a
// tree, which decides and makes the message: a check may refuse too much, but never too little.
//
// POSIX: XCU set -n

import Bytes

extension ParserState {
    /// Consumes the next complete command and returns an empty list; nil at the end of the input.
    mutating func checkCompleteCommand() throws(SyntaxError) -> List? {
        // The place of the first byte is unknown before the first read.
        _ = peek()
        let snapshot = takeSnapshot()
        do {
            return try parseCompleteCommand()
        } catch {
            aliases.areOnlyNoted = false
            restore(snapshot)
        }
        let list = try building { (parser) throws(SyntaxError) in try parser.parseCompleteCommand() }
        return list.map { _ in List([]) }
    }

    /// Calls `make` with checking turned off.
    mutating func building<Result>(
        _ make: (inout ParserState) throws(SyntaxError) -> Result
    ) throws(SyntaxError) -> Result {
        let outer = isChecking
        isChecking = false
        defer { isChecking = outer }
        return try make(&self)
    }

    @inline(__always)
    mutating func name(_ bytes: ByteString) -> Name {
        isChecking ? .nothing : names.intern(bytes)
    }
}

extension Stack {
    /// As `pop`, but drops the elements while checking.
    @inline(__always)
    mutating func pop(from first: Int, isChecking: Bool) -> [Element] {
        guard isChecking else { return pop(from: first) }
        removeAll(from: first)
        return []
    }
}

// Nodes in place of those that are not made.

extension Position {
    fileprivate static let nothing = Position(line: 0, column: 0)
}

extension Name {
    fileprivate static let nothing = Name(number: 0, bytes: ByteString())
}

extension Word {
    fileprivate static let nothing = Word(.parts, position: .nothing)
}

extension WordPart {
    static var nothing: WordPart { .literal(ByteString()) }
}

extension ArithmeticExpansion {
    static let nothing = ArithmeticExpansion(expression: nil, word: .nothing, position: .nothing)
}

extension Assignment {
    static let nothing = Assignment(name: .nothing, index: nil, value: .array([]), appends: false, position: .nothing)
}

extension Redirection {
    static let nothing = Redirection(descriptor: .implied, operator: .input, operand: .nothing, position: .nothing)
}

extension SimpleCommand {
    static let nothing = SimpleCommand(assignments: [], words: [], redirections: [], position: .nothing, name: nil)
}

extension CompoundCommand.Kind {
    static var nothing: CompoundCommand.Kind { .braceGroup(List([])) }
}

extension CompoundCommand {
    static let nothing = CompoundCommand(kind: .nothing, redirections: [], position: .nothing)
}

extension AndOrList {
    static let nothing = AndOrList(
        first: Pipeline(prefix: .none, isNegated: false, commands: OneOrMore(.simple(.nothing)), position: .nothing),
        rest: [], isAsynchronous: false)
}
