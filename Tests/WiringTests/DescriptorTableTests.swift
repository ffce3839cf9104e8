import Bytes
import Testing
import Wiring

@Suite struct DescriptorTableTests {
    let standard = DescriptorTable.standard

    @Test func `a copy shares the open file description and a second open does not`() throws {
        var table = standard
        try table.apply(.open(path: "f", mode: .write, to: 1))
        try table.apply(.duplicate(from: 1, to: 2))
        #expect(table[1]?.entry == table[2]?.entry)
        try table.apply(.open(path: "f", mode: .write, to: 2))
        #expect(table[1]?.entry != table[2]?.entry)
    }

    @Test func `a copy of what is closed is a fault and leaves the table`() {
        var table = standard
        #expect(throws: DescriptorTable.Fault.notOpen(9)) {
            try table.apply(.duplicate(from: 9, to: 1))
        }
        #expect(table == standard)
    }

    @Test func `closing what is not open is no fault`() throws {
        #expect(try standard.applying(.close(5)) == standard)
    }

    @Test func `the swap of 1 and 2 by way of 3 swaps them`() throws {
        var table = standard
        for action: DescriptorAction in [
            .duplicate(from: 1, to: 3), .duplicate(from: 2, to: 1), .duplicate(from: 3, to: 2), .close(3),
        ] { try table.apply(action) }
        #expect(table.rows.map(\.fd) == [0, 1, 2])
        #expect(table[1]?.entry == .inherited(2, name: "inherited"))
        #expect(table[2]?.entry == .inherited(1, name: "inherited"))
    }

    @Test func `pipe ends that are close-on-exec vanish at exec and their copies stay`() throws {
        var table = standard
        table[10] = .init(fd: 10, entry: .pipe(EdgeEnd(edge: 1, side: .read)), closeOnExec: true)
        table[11] = .init(fd: 11, entry: .pipe(EdgeEnd(edge: 1, side: .write)), closeOnExec: true)
        try table.apply(.duplicate(from: 11, to: 1))
        #expect(table.afterExec.rows.map(\.fd) == [0, 1, 2])
        #expect(table.afterExec[1]?.entry == .pipe(EdgeEnd(edge: 1, side: .write)))
    }

    @Test func `the lowest free descriptor is found among gaps`() {
        var table = standard
        #expect(table.lowestFree(from: 0) == 3)
        for fd: Int32 in [10, 11, 13] { table[fd] = .init(fd: fd, entry: .unknown("x")) }
        #expect(table.lowestFree(from: 10) == 12)
        #expect(table.lowestFree(from: 13) == 14)
    }
}
