import Bytes
import Testing
import Wiring

/// A machine of a few processes. Rows with the same `offset` are one open file description.
private struct Machine {
    var processes: [ProcessSnapshot]
    var forbidden: Set<Int32> = []

    func process(_ pid: Int32) -> ProcessSnapshot? {
        processes.first { $0.pid == pid }
    }

    func row(_ pid: Int32, _ fd: Int32) -> DescriptorSnapshot? {
        process(pid)?.descriptors?.first { $0.fd == fd }
    }

    var source: ProcessSource {
        var source = ProcessSource()
        source.pids = { processes.map(\.pid) }
        source.process = { pid, withDescriptors in
            guard var facts = process(pid) else { return .gap(.gone) }
            if !withDescriptors || forbidden.contains(pid) { facts.descriptors = nil }
            return .seen(facts)
        }
        source.links = { pid in
            forbidden.contains(pid) ? nil : process(pid)?.descriptors?.map { .init(fd: $0.fd, name: $0.name) }
        }
        source.descriptor = row
        source.identity = { row($0, $1)?.identity }
        source.order = { pid, fd, other, otherFd in
            guard let a = row(pid, fd)?.offset, let b = row(other, otherFd)?.offset else { return nil }
            return a == b ? .same : a < b ? .before : .after
        }
        source.fill = { _, _ in (7, 65536) }
        return source
    }
}

private func row(
    _ fd: Int32, _ kind: DescriptorKind, _ name: ByteString, _ mode: AccessMode, _ description: Int64
)
    -> DescriptorSnapshot
{
    DescriptorSnapshot(
        fd: fd, kind: kind, name: name, inode: UInt64(name.quickHash), device: 1, mode: mode, offset: description)
}

@Suite struct SnapshotBuilderTests {
    private let machine = Machine(processes: [
        ProcessSnapshot(
            pid: 100, ppid: 1, descriptors: [row(0, .terminal, "tty", .readWrite, 5), row(12, .file, "own", .read, 6)]),
        ProcessSnapshot(
            pid: 200, ppid: 100,
            descriptors: [row(0, .terminal, "tty", .readWrite, 5), row(1, .pipe, "pipe:[1]", .write, 1)]),
        ProcessSnapshot(
            pid: 300, ppid: 1,
            descriptors: [row(0, .pipe, "pipe:[1]", .read, 2), row(3, .file, "else", .read, 9)]),
        ProcessSnapshot(pid: 400, ppid: 1, descriptors: [row(3, .pipe, "pipe:[2]", .read, 3)]),
        ProcessSnapshot(pid: 500, ppid: 1, descriptors: []),
    ])

    @Test func `the other end of a pipe is found wherever it is, and nothing else`() {
        let snapshot = Snapshot.take(of: [200], shell: 100, privateDescriptors: [12], time: 1, from: machine.source)
        #expect(snapshot.processes.map(\.pid) == [100, 200, 300])
        #expect(snapshot.process(300)?.descriptors?.map(\.fd) == [0])
        #expect(snapshot.process(100)?.descriptors?.map(\.isPrivate) == [false, true])
        #expect(snapshot.gaps.isEmpty)
        #expect(snapshot.unseen == 0)
    }

    @Test func `both ends tell the fill that was asked once`() {
        let snapshot = Snapshot.take(of: [200], shell: 100, time: 1, from: machine.source)
        #expect(snapshot.process(200)?.descriptors?[1].fill == 7)
        #expect(snapshot.process(300)?.descriptors?[0].fill == 7)
    }

    @Test func `what is shared by fork has one number, what is opened twice has two`() {
        var machine = machine
        machine.processes[1].descriptors?.append(row(5, .terminal, "tty", .readWrite, 55))
        let snapshot = Snapshot.take(of: [200], shell: 100, time: 1, from: machine.source)
        let shell = snapshot.process(100)?.descriptors ?? []
        let child = snapshot.process(200)?.descriptors ?? []
        #expect(shell[0].openFileDescription == child[0].openFileDescription)
        #expect(child[0].openFileDescription != nil)
        #expect(child[2].openFileDescription != child[0].openFileDescription)
    }

    @Test func `ten thousand descriptors of one file are told apart in few comparisons`() {
        let rows = (0..<10_000).map { row(Int32($0), .file, "same", .read, Int64($0 &* 7919 % 5000)) }
        let offsets = rows.map(\.offset)
        nonisolated(unsafe) var comparisons = 0
        var source = Machine(processes: []).source
        source.process = { pid, _ in .seen(ProcessSnapshot(pid: pid, ppid: 1, descriptors: rows)) }
        source.order = { _, fd, _, other in
            comparisons += 1
            let (a, b) = (offsets[Int(fd)], offsets[Int(other)])
            return a == b ? .same : a < b ? .before : .after
        }
        let snapshot = Snapshot.take(of: [9], shell: 9, time: 1, from: source)
        let groups = Set(snapshot.process(9)?.descriptors?.map(\.openFileDescription) ?? [])
        #expect(groups.count == 5000)
        #expect(comparisons < 10_000 * 14)
    }

    @Test func `what may not be seen and what has gone are gaps`() {
        var machine = machine
        machine.forbidden = [200, 300]
        let closed = Snapshot.take(of: [200, 999], shell: 100, time: 1, from: machine.source)
        #expect(
            closed.gaps == [.init(pid: 200, reason: .noPermission), .init(pid: 999, reason: .gone)])
        machine.forbidden = [300]
        let partial = Snapshot.take(of: [200], shell: 100, time: 1, from: machine.source)
        #expect(partial.gaps.isEmpty)
        #expect(partial.unseen == 1)
    }

    @Test func `who has a FIFO open by another name is found`() {
        func fifo(_ name: ByteString, _ mode: AccessMode, device: UInt64 = 1) -> DescriptorSnapshot {
            DescriptorSnapshot(fd: 3, kind: .fifo, name: name, inode: 77, device: device, mode: mode)
        }
        let machine = Machine(processes: [
            ProcessSnapshot(pid: 200, ppid: 1, descriptors: [fifo("/f", .read)]),
            ProcessSnapshot(pid: 300, ppid: 1, descriptors: [fifo("/g", .write)]),
            ProcessSnapshot(pid: 400, ppid: 1, descriptors: [fifo("/h", .write, device: 2)]),
        ])
        let snapshot = Snapshot.take(of: [200], shell: 1, time: 1, from: machine.source)
        #expect(snapshot.processes.map(\.pid) == [200, 300])
    }

    @Test func `a table whose rows are all forbidden is a gap and not empty`() {
        var source = machine.source
        source.process = { pid, _ in .seen(ProcessSnapshot(pid: pid, ppid: 1, descriptors: [])) }
        source.links = { _ in nil }
        let snapshot = Snapshot.take(of: [500], shell: 100, time: 1, from: source)
        #expect(snapshot.process(500)?.descriptors == nil)
        #expect(snapshot.gaps == [.init(pid: 500, reason: .noPermission)])
    }

    @Test func `a zombie has an empty table and is no gap`() {
        var machine = machine
        machine.forbidden = [500]
        machine.processes[4].state = .zombie
        let snapshot = Snapshot.take(of: [500], shell: 100, time: 1, from: machine.source)
        #expect(snapshot.process(500)?.descriptors == [])
        #expect(snapshot.gaps.isEmpty)
    }
}
