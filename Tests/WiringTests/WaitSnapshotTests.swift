import Bytes
import Testing
import Wiring

/// A machine whose processes are what the test says at each reading.
private final class Machine {
    var links: [Int32: [ByteString]?] = [:]
    var families: [Int32: ProcessSource.Family] = [:]
    /// What is behind a path.
    var files: [ByteString: FileIdentity] = [:]
    /// Those in whose sockets descriptors are on their way.
    var passing: Set<Int32> = []
    /// What happens when the links of a process are read.
    var events: [Int32: () -> Void] = [:]

    var source: ProcessSource {
        var source = ProcessSource()
        source.pids = { self.links.keys.sorted() }
        source.wait = { pid in
            .seen(
                WaitingProcess(
                    facts: ProcessSnapshot(pid: pid, ppid: 1, startTime: 5),
                    waits: [ThreadWait(thread: pid, operation: .reads(fd: 0))]))
        }
        source.family = { self.families[$0] }
        source.links = { pid in
            defer { self.events.removeValue(forKey: pid)?() }
            return self.links[pid, default: []]?.enumerated().map { .init(fd: Int32($0), name: $1) }
        }
        source.descriptor = { pid, fd in
            guard let name = self.name(pid, fd) else { return nil }
            // The reader has the first descriptor, all others write.
            let file = self.files[name]
            return DescriptorSnapshot(
                fd: fd, kind: file == nil ? .pipe : .fifo, name: name, inode: file?.inode ?? 1,
                device: file?.device ?? 0, mode: pid == 100 ? .read : .write)
        }
        source.identity = { pid, fd in self.name(pid, fd).flatMap { self.files[$0] } }
        source.file = { _, path in self.files[path] }
        source.fill = { _, _ in (0, 65536) }
        source.passesDescriptors = { pid, _ in self.passing.contains(pid) }
        return source
    }

    private func name(_ pid: Int32, _ fd: Int32) -> ByteString? {
        guard case let names?? = links[pid], Int(fd) < names.count else { return nil }
        return names[Int(fd)]
    }

    private let job = JobRecord(number: nil, pgid: 0, text: "", members: [.init(pid: 100, stage: 1, text: "")])

    func look(_ holders: inout HolderTable, anew: Bool = false) -> WaitSnapshot {
        WaitSnapshot.take(of: [job], ignoring: nil, time: 0, from: source, with: &holders, anew: anew)
    }
}

@Suite struct WaitSnapshotTests {
    private func look(_ openers: [(Int32, ByteString, JobRecord.Member)]) -> WaitSnapshot {
        let machine = Machine()
        machine.files = [
            "f1": FileIdentity(inode: 1, device: 1), "./f1": FileIdentity(inode: 1, device: 1),
            "f2": FileIdentity(inode: 2, device: 1),
        ]
        for (pid, _, _) in openers { machine.links[pid] = [] }
        var source = machine.source
        source.wait = { pid in
            guard let path = openers.first(where: { $0.0 == pid })?.1 else { return .gap(.gone) }
            let file = machine.files[path] ?? FileIdentity(inode: 0, device: 0)
            return .seen(
                WaitingProcess(
                    facts: ProcessSnapshot(pid: pid, ppid: 1),
                    waits: [
                        ThreadWait(
                            thread: pid,
                            operation: .opens(
                                .init(path: path, mode: .read, isFIFO: true, inode: file.inode, device: file.device)))
                    ]))
        }
        let job = JobRecord(number: 1, pgid: 1, text: "", members: openers.map(\.2))
        var holders = HolderTable()
        return .take(of: [job], ignoring: nil, time: 0, from: source, with: &holders, anew: false)
    }

    /// A member that is to open one FIFO for reading and then another for writing.
    private func member(_ pid: Int32, _ input: ByteString, _ output: ByteString) -> JobRecord.Member {
        var changes = DescriptorChanges()
        changes.note(.open(path: input, mode: .read, to: 0))
        changes.note(.open(path: output, mode: .write, to: 1))
        return .init(pid: pid, stage: 1, text: "", meant: IntendedTable(changes, over: DescriptorTable()))
    }

    @Test func `who opens a FIFO waits for whoever was meant to open its other side, by whatever name`() {
        let crossed = look([(1, "f1", member(1, "f1", "f2")), (2, "f2", member(2, "f2", "./f1"))])
        #expect(crossed.processes[1]?.on.map(\.pid) == [2])
        #expect(crossed.processes[2]?.on.map(\.pid) == [1])
        let alone = look([(1, "f1", member(1, "f1", "f1")), (2, "f2", member(2, "f2", "nosuch"))])
        #expect(alone.processes[1]?.on == [] && alone.processes[2]?.on == [])
    }
}

@Suite struct HolderTableTests {
    private func machine() -> Machine {
        let machine = Machine()
        machine.links = [1: [], 100: ["pipe:[1]"], 200: ["pipe:[1]"]]
        machine.families = [1: (0, 1, 0), 100: (1, 100, 5), 200: (1, 100, 6)]
        return machine
    }

    private func writers(_ look: WaitSnapshot) -> [Int32] { look.processes[100]?.on.map(\.pid) ?? [] }

    @Test func `who inherits an end while the others are read is found`() {
        let machine = machine()
        machine.events[100] = {
            machine.links[200] = nil
            machine.links[300] = ["pipe:[1]"]
        }
        machine.events[300] = {
            machine.links[300] = nil
            machine.links[50] = ["pipe:[1]"]
        }
        var holders = HolderTable()
        #expect(writers(machine.look(&holders)) == [50])
    }

    @Test func `later only those that have come since are read, unless it is to prove something`() {
        let machine = machine()
        var holders = HolderTable()
        #expect(writers(machine.look(&holders)) == [200])
        machine.links[200] = ["pipe:[1]", "pipe:[1]"]
        machine.links[300] = ["pipe:[1]"]
        #expect(writers(machine.look(&holders)) == [200, 300])
        #expect(writers(machine.look(&holders, anew: true)) == [200, 200, 300])
    }

    @Test func `a FIFO is known by what it is, not by its name`() {
        let machine = machine()
        machine.links = [1: [], 100: ["/f"], 200: ["/g"], 300: ["/other"], 400: ["/f"]]
        let fifo = FileIdentity(inode: 7, device: 1)
        machine.files = ["/f": fifo, "/g": fifo, "/other": FileIdentity(inode: 7, device: 2)]
        var holders = HolderTable()
        #expect(writers(machine.look(&holders)) == [200, 400])
        machine.links[500] = ["/g"]
        #expect(writers(machine.look(&holders)) == [200, 400, 500], "who came later")
    }

    @Test func `descriptors on their way through a socket may be an end, where it is to prove something`() {
        let machine = machine()
        machine.links[300] = ["socket:[5]"]
        machine.passing = [300]
        machine.families[300] = (1, 300, 9)
        var holders = HolderTable()
        #expect(machine.look(&holders).hidden == 0)
        #expect(machine.look(&holders, anew: true).hidden == 1)
    }

    @Test func `hidden is who may have inherited an end, and nobody else`() {
        let machine = machine()
        func hidden() -> Int {
            var holders = HolderTable()
            return machine.look(&holders).hidden
        }
        #expect(hidden() == 0)
        machine.links[300] = .some(nil)
        machine.families[300] = (1, 300, 2)
        #expect(hidden() == 0, "it was there before the session")
        machine.families[300] = (1, 300, 9)
        #expect(hidden() == 1, "it came later, and its parent may have been of the session")
        machine.links[299] = .some(nil)
        machine.families[299] = (1, 299, 2)
        machine.families[300] = (299, 300, 9)
        #expect(hidden() == 0, "its parent is none of the session")
        machine.families[300] = (299, 100, 9)
        #expect(hidden() == 1, "it is in the session")
        machine.families[1] = nil
        #expect(hidden() == 2, "who is hidden may not even be listed")
    }
}
