import Bytes
import Testing

@testable import Interactive

@Suite struct HistoryTests {
    private func history(_ texts: ByteString...) -> History {
        var history = History()
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
            #expect(throws: History.Failure.notFound(operand)) { try history.index(of: operand, clamps: false) }
        }
        #expect(try history.index(of: "9", clamps: true) == 2)
        #expect(try history.index(of: "-9", clamps: true) == 0)
        #expect(throws: History.Failure.notFound("x")) { try history.index(of: "x", clamps: true) }
        #expect(throws: History.Failure.empty) { try History().index(of: "1", clamps: true) }
        #expect(throws: History.Failure.notFound("-9223372036854775808")) {
            try history.index(of: "-9223372036854775808", clamps: false)
        }
    }

    @Test func `removed entries leave the numbers of the others`() throws {
        var history = history("a", "b", "c")
        let results = [history.remove(2), history.remove(2)]
        #expect(results == [true, false])
        #expect(history.entries.map(\.number) == [1, 3])
        #expect(throws: History.Failure.notFound("2")) { try history.index(of: "2", clamps: false) }
        #expect(try history.index(of: "2", clamps: true) == 1)
        history.removeLast()
        history.add("d")
        #expect(history.entries.map(\.number) == [1, 3])
    }

    @Test func `the oldest make room`() {
        var history = History()
        history.capacity = 4
        for number in 1...100 { history.add(ByteString(decimal: number)) }
        #expect((4...5).contains(history.entries.count))
        #expect(history.entries.last?.number == 100)
        #expect(history.entries.last?.text == "100")
    }

    @Test func `a range runs either way`() {
        let history = history("a", "b", "c")
        #expect(history.range(0, 2, isReversed: false).map(\.text) == ["a", "b", "c"])
        #expect(history.range(2, 1, isReversed: false).map(\.text) == ["c", "b"])
    }

    @Test func `the first occurrence is replaced`() {
        #expect(Session.replacingFirst("a", in: "banana", by: "o") == "bonana")
        #expect(Session.replacingFirst("x", in: "banana", by: "o") == "banana")
        #expect(Session.replacingFirst("banana!", in: "banana", by: "") == "banana")
        #expect(Session.replacingFirst("na", in: "banana", by: "") == "bana")
    }
}
