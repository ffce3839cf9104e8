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
        #expect(throws: SetRequest.Failure.unknownLetter("-z")) { try request("-ez") }
        #expect(throws: SetRequest.Failure.unknownLetter("+z")) { try request("+z") }
        #expect(throws: SetRequest.Failure.named(.unknownName("nosuch"))) { try request("-o", "nosuch") }
        #expect(throws: SetRequest.Failure.named(.badValue("hangwatch=0"))) { try request("-o", "hangwatch=0") }
        #expect(throws: SetRequest.Failure.help) { try request("--help") }
    }
}

@Suite struct TrapRequestTests {
    private func request(_ operands: ByteString..., prints: Bool = false) -> TrapRequest {
        TrapRequest(operands: operands, prints: prints)
    }

    @Test func `actions and conditions`() {
        #expect(request("echo", "INT", "0") == .set(.command("echo"), ["INT", "0"]))
        #expect(request("", "INT") == .set(.ignore, ["INT"]))
        #expect(request("-", "INT") == .set(.initial, ["INT"]))
    }

    @Test func `a number as the first operand resets, and so does one operand alone`() {
        #expect(request("0", "INT") == .set(.initial, ["0", "INT"]))
        #expect(request("15") == .set(.initial, ["15"]))
        #expect(request("99999999999999999999", "1") == .set(.initial, ["99999999999999999999", "1"]))
        #expect(request("INT") == .set(.initial, ["INT"]))
        #expect(request("1x", "INT") == .set(.command("1x"), ["INT"]))
    }

    @Test func `lists`() {
        #expect(request() == .listChanged)
        #expect(request(prints: true) == .listAll)
        #expect(request("INT", "2", prints: true) == .list(["INT", "2"]))
    }
}

@Suite struct HistoryListTests {
    private func history(_ texts: ByteString...) -> HistoryList {
        var history = HistoryList()
        for text in texts { history.add(text) }
        return history
    }

    @Test func `operands are numbers, distances and beginnings`() throws {
        let history = history("ls", "echo a", "echo b", "cat")
        #expect(try history.index(of: "1", clamps: false) == 0)
        #expect(try history.index(of: "+3", clamps: false) == 2)
        #expect(try history.index(of: "-1", clamps: false) == 3)
        #expect(try history.index(of: "echo", clamps: false) == 2)
        #expect(try history.index(of: "echo a", clamps: false) == 1)
    }

    @Test func `what is out of range is refused or clamped`() throws {
        let history = history("a", "b", "c")
        for operand in ["9", "-9", "0"] as [ByteString] {
            #expect(throws: HistoryList.Failure.notFound(operand)) { try history.index(of: operand, clamps: false) }
        }
        #expect(try history.index(of: "9", clamps: true) == 2)
        #expect(try history.index(of: "-9", clamps: true) == 0)
        #expect(throws: HistoryList.Failure.notFound("x")) { try history.index(of: "x", clamps: true) }
        #expect(throws: HistoryList.Failure.empty) { try HistoryList().index(of: "1", clamps: true) }
        #expect(throws: HistoryList.Failure.notFound("-9223372036854775808")) {
            try history.index(of: "-9223372036854775808", clamps: false)
        }
    }

    @Test func `removed entries leave the numbers of the others`() throws {
        var history = history("a", "b", "c")
        let results = [history.remove(2), history.remove(2)]
        #expect(results == [true, false])
        #expect(history.entries.map(\.number) == [1, 3])
        #expect(throws: HistoryList.Failure.notFound("2")) { try history.index(of: "2", clamps: false) }
        #expect(try history.index(of: "2", clamps: true) == 1)
        history.removeLast()
        history.add("d")
        #expect(history.entries.map(\.number) == [1, 3])
    }

    @Test func `the oldest make room`() {
        var history = HistoryList()
        history.capacity = 4
        for number in 1...100 { history.add(ByteString(decimal: number)) }
        #expect((4...5).contains(history.entries.count))
        #expect(history.entries.last?.number == 100)
        #expect(history.entries.last?.text == "100")
    }

    @Test func `a range runs either way`() {
        let history = history("a", "b", "c")
        #expect(history.range(0, 2).map(\.text) == ["a", "b", "c"])
        #expect(history.range(2, 1).map(\.text) == ["c", "b"])
    }

    @Test func `the first occurrence is replaced`() {
        #expect(Shell.replacingFirst("a", in: "banana", by: "o") == "bonana")
        #expect(Shell.replacingFirst("x", in: "banana", by: "o") == "banana")
        #expect(Shell.replacingFirst("banana!", in: "banana", by: "") == "banana")
        #expect(Shell.replacingFirst("na", in: "banana", by: "") == "bana")
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
