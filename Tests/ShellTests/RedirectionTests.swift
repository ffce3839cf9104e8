import Bytes
import Syntax
import Testing
import Wiring

@testable import Shell

/// From the redirections of a command to descriptor actions; nothing is performed.
@Suite struct RedirectionTests {
    private let shell = Shell(stackLimit: .none) { _ in fatalError("nothing interactive is asked for") }

    private func resolve(_ text: String) throws -> ResolvedRedirections {
        let list = try shell.makeParser(StringSource(ByteString(text))).nextCompleteCommand()
        guard case .simple(let command)? = list?.andOrLists[0].first.commands[0] else {
            Issue.record("no simple command")
            return ResolvedRedirections()
        }
        return try shell.resolve(command.redirections)
    }

    @Test func `each operator is one action`() throws {
        #expect(try resolve("<a").actions == [.open(path: "a", mode: .read, to: 0)])
        #expect(try resolve(">a").actions == [.open(path: "a", mode: .write, to: 1)])
        #expect(try resolve("3>>a").actions == [.open(path: "a", mode: .append, to: 3)])
        #expect(try resolve("<>a").actions == [.open(path: "a", mode: .readWrite, to: 0)])
        #expect(try resolve("2>&1").actions == [.duplicate(from: 1, to: 2)])
        #expect(try resolve("<&-").actions == [.close(0)])
    }

    @Test func `the order is that of the words`() throws {
        #expect(
            try resolve("2>&1 >a").actions == [.duplicate(from: 1, to: 2), .open(path: "a", mode: .write, to: 1)])
    }

    @Test func `noclobber opens a new file, and the clobber operator any`() throws {
        shell.state.options.insert(.noclobber)
        #expect(try resolve(">a").actions == [.open(path: "a", mode: .writeNew, to: 1)])
        #expect(try resolve(">|a").actions == [.open(path: "a", mode: .write, to: 1)])
    }

    @Test func `an operand is expanded, and not split`() throws {
        shell.state.variables.set(shell.names.intern("x"), .string("a b"))
        #expect(try resolve(">$x").actions == [.open(path: "a b", mode: .write, to: 1)])
    }

    @Test func `what cannot be resolved fails behind the actions before it`() throws {
        let resolved = try resolve(">a 2>&x 3>b")
        #expect(resolved.actions == [.open(path: "a", mode: .write, to: 1)])
        #expect(resolved.failure?.message == "x: ambiguous redirection")
    }

    @Test func `a here-document is a copy of a descriptor to come`() throws {
        let resolved = try resolve("<<E\ntext\nE\n")
        #expect(resolved.actions == [.duplicate(from: -1, to: 0)])
        guard case .document(.known("text\n"), .number(0))? = resolved.symbolic.first else {
            Issue.record("no here-document")
            return
        }
    }
}
