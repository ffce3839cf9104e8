import Bytes
import Testing

@testable import Shell

/// Builtins by themselves: standard output is memory.
@Suite struct BuiltinTests {
    private let shell = Shell(stackLimit: .none) { _ in fatalError("nothing interactive is asked for") }

    private func output(_ arguments: ByteString...) throws -> String {
        let builtin = try #require(Builtin(named: arguments[0]))
        var completion = Completion.normal
        let bytes = shell.descriptors.capture { completion = shell.run(builtin, arguments, isFinal: false) }
        #expect(completion == .normal)
        return ByteString(bytes).text
    }

    private func set(_ name: ByteString, _ value: ByteString) {
        shell.state.variables.set(shell.names.intern(name), .string(value))
    }

    private func value(_ name: ByteString) -> String? { shell.value(of: shell.names.intern(name))?.text }

    @Test func `echo and printf write to memory, and the status is 0`() throws {
        #expect(try output("echo", "a", "b") == "a b\n")
        #expect(try output("printf", "%s-%d\n", "x", "7", "y", "8") == "x-7\ny-8\n")
        #expect(shell.state.status == .success)
    }

    @Test func `each builtin is found by its name`() {
        for builtin in Builtin.allCases { #expect(Builtin(named: builtin.name) == builtin) }
    }

    @Test func `test compares`() throws {
        _ = try output("[", "a", "=", "b", "]")
        #expect(shell.state.status == .failure)
        _ = try output("test", "3", "-lt", "20")
        #expect(shell.state.status == .success)
    }

    @Test func `shift and getopts read the positional parameters`() throws {
        shell.setParameters(name: "script", ["-a", "-b", "word", "rest"])
        _ = try output("getopts", "ab:", "option")
        #expect(value("option") == "a")
        _ = try output("getopts", "ab:", "option")
        #expect(value("option") == "b")
        #expect(value("OPTARG") == "word")
        _ = try output("shift", "3")
        #expect(shell.state.positional.all == ["rest"])
    }

    @Test func `export, alias and set list what can be read again`() throws {
        set("x", "it's")
        _ = try output("export", "x")
        #expect(try output("export", "-p").contains("export x='it'\\''s'\n"))
        _ = try output("alias", "l=ls -l")
        #expect(try output("alias") == "l='ls -l'\n")
        #expect(try output("set", "+o").contains("set +o errexit\n"))
    }

    @Test func `unset forgets variables and functions apart`() throws {
        set("x", "1")
        _ = try output("unset", "-f", "x")
        #expect(value("x") == "1")
        _ = try output("unset", "x")
        #expect(value("x") == nil)
    }
}
