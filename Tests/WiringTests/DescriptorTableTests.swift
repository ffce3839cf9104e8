import Bytes
import Testing
import Wiring

@Suite struct DescriptorTableTests {
    let standard = DescriptorTable((0...2).map { .init(fd: $0, entry: .inherited($0, name: "inherited")) })

    @Test func `a copy shares the open file description and a second open does not`() throws {
        var table = standard
        try table.apply(.open(path: .known("f"), mode: .write, to: .number(1), fact: nil))
        try table.apply(.duplicate(from: 1, to: .number(2)))
        #expect(table[1]?.entry == table[2]?.entry)
        try table.apply(.open(path: .known("f"), mode: .write, to: .number(2), fact: nil))
        #expect(table[1]?.entry != table[2]?.entry)
    }

    @Test func `a copy of what is closed is a fault and leaves the table`() {
        var table = standard
        #expect(throws: DescriptorTable.Fault.notOpen(9)) {
            try table.apply(.duplicate(from: 9, to: .number(1)))
        }
        #expect(table == standard)
    }

    @Test func `closing what is not open is no fault`() throws {
        var table = standard
        try table.apply(.close(.number(5)))
        #expect(table == standard)
    }

    @Test func `the swap of 1 and 2 by way of 3 swaps them`() throws {
        var table = standard
        for action: PlannedAction in [
            .duplicate(from: 1, to: .number(3)), .duplicate(from: 2, to: .number(1)),
            .duplicate(from: 3, to: .number(2)), .close(.number(3)),
        ] { try table.apply(action) }
        #expect(table.rows.map(\.fd) == [0, 1, 2])
        #expect(table[1]?.entry == .inherited(2, name: "inherited"))
        #expect(table[2]?.entry == .inherited(1, name: "inherited"))
    }

    @Test func `the lowest free descriptor is found among gaps`() {
        var table = standard
        #expect(table.lowestFree(from: 0) == 3)
        for fd: Int32 in [10, 11, 13] { table[fd] = .init(fd: fd, entry: .unknown("x")) }
        #expect(table.lowestFree(from: 10) == 12)
        #expect(table.lowestFree(from: 13) == 14)
    }
}
