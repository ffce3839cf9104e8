import Bytes
import Testing

@testable import Shell

@Suite struct LogicalPathTests {
    private struct NoDirectory: Error {}

    @Test(arguments: [
        ("/", "/"), ("//", "//"), ("///", "/"), ("/a/./b/.", "/a/b"), ("/a//b///", "/a/b"), ("/a/b/..", "/a"),
        ("/a/..", "/"),
        ("/..", "/"), ("/../../x", "/x"), ("/a/b/../../c", "/c"), ("/...", "/..."), ("/a/..b/.c", "/a/..b/.c"),
    ])
    func `dot and dot-dot are worked off`(path: String, canonical: String) throws {
        let result = LogicalPath.canonical(ByteString(path)) { _ in }
        #expect(result.text == canonical)
    }

    @Test func `a directory that dot-dot leaves has to be one`() {
        var asked: [ByteString] = []
        _ = LogicalPath.canonical("/a/b/../c/../../d") { asked.append($0) }
        #expect(asked == ["/a/b", "/a/c", "/a"])
        #expect(throws: NoDirectory.self) {
            try LogicalPath.canonical("/a/..") { (_) throws(NoDirectory) in throw NoDirectory() }
        }
    }

    @Test func `a path is canonical without dot and dot-dot`() {
        #expect(LogicalPath.isCanonical("/a/b"))
        #expect(LogicalPath.isCanonical("/"))
        #expect(!LogicalPath.isCanonical("a"))
        #expect(!LogicalPath.isCanonical("/a/./b"))
        #expect(!LogicalPath.isCanonical("/a/.."))
        #expect(!LogicalPath.isCanonical(""))
    }

    @Test func `paths that begin with dot, dot-dot or a slash are not searched for`() {
        for path in ["/", "/x", ".", "..", "./x", "../x"] as [ByteString] { #expect(LogicalPath.isAnchored(path)) }
        for path in ["x", ".x", "..x", "...", "x/..", ""] as [ByteString] { #expect(!LogicalPath.isAnchored(path)) }
    }

    @Test func `a place in the stack counts from the front or the back`() {
        #expect(Shell.directoryPlace("+0", count: 3) == 0)
        #expect(Shell.directoryPlace("-0", count: 3) == 2)
        #expect(Shell.directoryPlace("-2", count: 3) == 0)
        #expect(Shell.directoryPlace("+x", count: 3) == nil)
        #expect(Shell.directoryPlace("2", count: 3) == nil)
        #expect(Shell.directoryPlace("-+2", count: 3) == nil)
    }
}

@Suite struct SetRequestTests {
    private func request(_ words: ByteString...) throws(SetRequest.Failure) -> SetRequest {
        try SetRequest(words[...])
    }

    @Test func `letters, names and parameters`() throws {
        let request = try request("-eu", "+x", "-o", "noglob", "a", "-b")
        #expect(request.changes.map(\.option) == [.errexit, .nounset, .xtrace, .noglob])
        #expect(request.changes.map(\.isOn) == [true, true, false, true])
        #expect(request.parameters == ["a", "-b"])
    }

    @Test func `a name may follow a cluster`() throws {
        let request = try request("-euo", "pipefail")
        #expect(request.changes.map(\.option) == [.errexit, .nounset, .pipefail])
        #expect(request.parameters == nil)
    }

    @Test func `a double hyphen sets parameters even to none`() throws {
        #expect(try request("--").parameters == [])
        #expect(try request("-e", "--", "-x").parameters == ["-x"])
        #expect(try request("-e").parameters == nil)
        #expect(try request("").parameters == [""])
    }

    @Test func `a single hyphen turns the traces off`() throws {
        let request = try request("-", "a")
        #expect(request.changes.map(\.option) == [.xtrace, .verbose])
        #expect(request.changes.allSatisfy { !$0.isOn })
        #expect(request.parameters == ["a"])
        #expect(try self.request("-").parameters == nil)
    }

    @Test func `without a name the options are listed`() throws {
        #expect(try request("-o").lists == [true])
        #expect(try request("+o").lists == [false])
    }

    @Test func `what is unknown is refused`() {
        #expect(throws: SetRequest.Failure.option(.unknown("-z"))) { try request("-ez") }
        #expect(throws: SetRequest.Failure.option(.unknown("+z"))) { try request("+z") }
        #expect(throws: SetRequest.Failure.named(.unknownName("nosuch"))) { try request("-o", "nosuch") }
        #expect(throws: SetRequest.Failure.named(.badValue("hangwatch=0"))) { try request("-o", "hangwatch=0") }
        #expect(throws: SetRequest.Failure.option(.help)) { try request("--help") }
    }
}

@Suite struct AliasNameTests {
    @Test func `an alias is one unquoted word`() {
        for name in ["ls", "..", "!", "a-b", "%", "@,_", "가"] as [ByteString] { #expect(Shell.isAliasName(name)) }
        for name in ["", "a b", "a/b", "$x", "a;b", "a=b", "'a'", "a\n", "#"] as [ByteString] {
            #expect(!Shell.isAliasName(name))
        }
    }

    @Test func `an assignment is cut at the first equals sign`() {
        #expect(Shell.cutAssignment("a=b=c") == ("a", "b=c"))
        #expect(Shell.cutAssignment("a=") == ("a", ""))
        #expect(Shell.cutAssignment("a") == ("a", nil))
    }
}
