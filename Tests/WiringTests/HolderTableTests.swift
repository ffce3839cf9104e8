import Bytes
import Testing
import Wiring

/// A machine whose processes are what the test says at each reading.
private final class Machine {
    var links: [Int32: [ByteString]?] = [:]
    var families: [Int32: WaitSource.Family] = [:]
    /// What is behind a path.
    var files: [ByteString: FileIdentity] = [:]
    /// Those in whose sockets descriptors are on their way.
    var passing: Set<Int32> = []
    /// What happens when the links of a process are read.
    var events: [Int32: () -> Void] = [:]

    var source: WaitSource {
        WaitSource(
            pids: { self.links.keys.sorted() },
            process: { pid in
                .seen(
                    WaitingProcess(
                        facts: ProcessFacts(pid: pid, ppid: 1, startTime: 5), operation: .reads(fd: 0)))
            },
            family: { self.families[$0] },
            links: { pid in
                defer { self.events.removeValue(forKey: pid)?() }
                return self.links[pid, default: []]?.enumerated().map { .init(fd: Int32($0), name: $1) }
            },
            descriptor: { pid, fd in
                guard case let names?? = self.links[pid], Int(fd) < names.count else { return nil }
                // The reader has the first descriptor, all others write.
                return DescriptorFact(
                    fd: fd, kind: .pipe, name: names[Int(fd)], inode: 1, mode: pid == 100 ? .read : .write)
            },
            identity: { pid, fd in
                guard case let names?? = self.links[pid], Int(fd) < names.count else { return nil }
                return self.files[names[Int(fd)]]
            },
            file: { _, path in self.files[path] }, fill: { _, _ in (0, 65536) }, order: { _, _, _, _ in nil },
            passesDescriptors: { pid, _ in self.passing.contains(pid) }, locks: { [] })
    }

    private let job = JobFacts(number: nil, pgid: 0, text: "", members: [.init(pid: 100, stage: 1, text: "")])

    func look(_ holders: inout HolderTable, anew: Bool = false) -> WaitLook {
        WaitLook.take(of: [job], ignoring: nil, time: 0, from: source, with: &holders, anew: anew)
    }
}

@Suite struct HolderTableTests {
    private func machine() -> Machine {
        let machine = Machine()
        machine.links = [1: [], 100: ["pipe:[1]"], 200: ["pipe:[1]"]]
        machine.families = [1: (0, 1, 0), 100: (1, 100, 5), 200: (1, 100, 6)]
        return machine
    }

    private func writers(_ look: WaitLook) -> [Int32] { look.processes[100]?.on.map(\.pid) ?? [] }

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
