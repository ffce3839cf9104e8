import Bytes
import Syntax
import Testing
import Wiring

@testable import XRay

/// The table of the last pipeline that is shown, on one line.
private func table(_ script: ByteString) throws -> String {
    String(decoding: try #require(plans(script).last).commands[0].table.shown.array, as: UTF8.self)
}

private func faults(_ script: ByteString) throws -> Int {
    try plans(script).flatMap(\.warnings).filter { $0.kind == .fault }.count
}

@Suite struct CarriedTableTests {
    @Test func `exec changes the table of what follows`() throws {
        #expect(try table("exec 3<f; a <&3") == "0 f  1 tty  2 tty  3 f")
        #expect(try table("exec 3<f; exec 3<&-; a") == "0 tty  1 tty  2 tty")
        #expect(try faults("exec 3<f; exec 3<&-; a <&3") == 1)
    }

    @Test func `a compound command gives its redirections to what is inside, and to nothing behind it`() throws {
        #expect(try table("{ a >&3; } 3>f") == "0 tty  1 f  2 tty  3 f")
        #expect(try table("{ a; } 3>f; b") == "0 tty  1 tty  2 tty")
        #expect(try table("{ exec 4>g; } 3>f; b") == "0 tty  1 tty  2 tty  4 g")
        #expect(try table("{ exec 3>g; } 3>f; b") == "0 tty  1 tty  2 tty")
    }

    @Test(
        arguments: ["(exec 3>f); b >&3", "exec 3>f | a; b >&3", "exec 3>f & b >&3", "x=$(exec 3>f); b >&3"]
            as [ByteString])
    func `nothing comes back from another process`(script: ByteString) throws {
        #expect(try faults(script) == 1)
    }

    @Test(
        arguments: [
            "if a; then exec 3>f; fi; b >&3", "a && exec 3>f; b >&3", "for i in 1; do exec 3>f; done; b >&3",
            "while a; do exec 3>f; done; b >&3", "case x in a) exec 3>f ;; esac; b >&3", ". ./lib; b >&3",
            "eval a; b >&3",
            "f() { b >&3; }", "f() { a && exec 3>f; }; f; b >&3", "f() { exec 3>f; }; $x; b >&3", "exec {v}>f; b >&$v",
        ] as [ByteString])
    func `what is not known is no fault`(script: ByteString) throws {
        #expect(try faults(script) == 0)
    }

    @Test func `where ways differ a descriptor is unknown`() throws {
        #expect(try table("if a; then exec 3>f; else exec 3>g; fi; b") == "0 tty  1 tty  2 tty  3 ‹either way›")
        #expect(try table("if a; then exec 3>f; else exit; fi; b") == "0 tty  1 tty  2 tty  3 f")
        #expect(try table("exec 3>f || exit 1; b") == "0 tty  1 tty  2 tty  3 f")
        #expect(try table("eval a; b") == "0 ‹after eval›  1 ‹after eval›  2 ‹after eval›")
    }

    @Test func `a call of a function that changes descriptors is followed`() throws {
        #expect(try table("f() { exec 3>f; }; f; b") == "0 tty  1 tty  2 tty  3 f")
        #expect(try table("f() { exec 3>f; }; f 3>g; b") == "0 tty  1 tty  2 tty")
        #expect(try table("f() { f; exec 3>f; }; f; b").contains("3 f"))
    }

    @Test func `a function has the table of whoever calls it`() throws {
        #expect(try table("f() { a; }") == "0 of the caller  1 of the caller  2 of the caller")
        #expect(try table("f() { a; } 3>f") == "0 of the caller  1 of the caller  2 of the caller  3 f")
    }

    @Test func `pipes and substitutions around are told from those of the pipeline`() throws {
        #expect(try plans("{ y | z; } | x").last.map { $0.commands[1].table.shown } == "0 P1.r  1 outer P1.w  2 tty")
        #expect(try table("a $(b)") == "0 tty  1 $( )  2 tty")
    }

    @Test func `{name}> stays open, and {name}>&- closes it`() throws {
        #expect(try table("exec {v}>f; b") == "0 tty  1 tty  2 tty  10 f")
        #expect(try table("a {v}>f; b") == "0 tty  1 tty  2 tty  10 f")
        #expect(try table("exec {v}>f; exec {v}>&-; b") == "0 tty  1 tty  2 tty")
    }

    @Test func `&word opens one file for both outputs, but not in POSIX mode`() throws {
        #expect(try table("a >&log") == "0 tty  1 log  2 log")
        var posix = facts()
        posix.isPosix = true
        #expect(try plans("a >&log", facts: posix).flatMap(\.warnings).map(\.kind) == [.fault])
    }
}
