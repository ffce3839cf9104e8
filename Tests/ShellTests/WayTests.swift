import Bytes
import Syntax
import Testing
import Wiring

@testable import Shell

/// How commands are executed: decided from the tree and from what the names mean, without starting anything.
@Suite struct WayTests {
    private let shell = Shell(stackLimit: .none) { _ in fatalError("nothing interactive is asked for") }

    private func list(_ text: String) throws -> List {
        let list = try shell.makeParser(StringSource(ByteString(text))).nextCompleteCommand()
        return try #require(list)
    }

    private func way(ofStage text: String) throws -> (Way, WayReason) {
        let decision = shell.way(ofProcess: .command(try list(text).andOrLists[0].first.commands[0]))
        return (decision.way, decision.reason)
    }

    @Test(arguments: [
        "/bin/cat", "/bin/cat <file", "{ /bin/cat; } >out", "( /bin/cat ) 2>&1", "A=1 /bin/cat", "/bin/cat \"$x\"",
    ])
    func `a utility with known words is started at once`(text: String) throws {
        #expect(try way(ofStage: text) == (.spawn, .utility))
    }

    @Test(arguments: [
        ("/bin/cat $(x)", WayReason.expansion), ("/bin/cat ${x:=y}", .expansion), ("/bin/cat <$(x)", .expansion),
        ("no-such-utility-at-all", .notFound), ("echo x", .subshell), ("while :; do :; done", .subshell),
        ("{ /bin/cat; /bin/cat; }", .subshell), ("x=1", .subshell),
    ])
    func `anything else is a copy of the shell, for a reason`(text: String, reason: WayReason) throws {
        #expect(try way(ofStage: text) == (.fork, reason))
    }

    @Test func `without fast ways everything is a copy of the shell`() throws {
        shell.isFast = false
        #expect(try way(ofStage: "/bin/cat") == (.fork, .plain))
    }

    @Test func `a function hides the utility`() throws {
        shell.state.functions[shell.names.intern("cat")] = try function("cat() { :; }")
        #expect(try way(ofStage: "cat") == (.fork, .subshell))
    }

    private func function(_ text: String) throws -> FunctionDefinition? {
        guard case .function(let definition) = try list(text).andOrLists[0].first.commands[0] else { return nil }
        return definition
    }

    @Test(arguments: [
        "echo x", "x=1; echo $x", "cd /; pwd", "for i in 1 2; do echo $i; done", "[ -n x ] && echo y", "read x",
    ])
    func `builtins alone need no process`(text: String) throws {
        #expect(shell.isContained(Effects(try list(text))))
    }

    @Test(arguments: [
        "cat", "echo x | read y", "echo x &", "eval x", ". x", "trap x EXIT", "echo $BASHPID", "exec 3>x", "$x",
        "echo </dev/fd/3", "echo x >&1",
    ])
    func `what touches the process needs one`(text: String) throws {
        #expect(!shell.isContained(Effects(try list(text))))
    }
}
