// What a process waits for: the system calls of its threads, locks, and how long it has been idle.
//
// Paths, times and sets of descriptors among the arguments of a system call are read from the memory of the process through
// /proc, with the permission to trace it, without stopping it.

import Bytes
import Glibc
import Wiring

extension Proc {
    /// What a process waits for, without whom.
    static func waiting(_ pid: Int32, _ clock: SchedulerClock) throws(Errno) -> WaitingProcess {
        // The counters come first: a process that runs after they were read has other ones at the next look.
        let status = try record(path(pid, "status"))
        let bytes = try? record(path(pid, "io"))
        let line = try stat(pid)
        let facts = facts(line)
        let caught = caught(status)
        let children = children(of: pid)
        // A thread of the kernel has no memory and makes no system calls.
        var first = line.isKernelThread ? ThreadWait(thread: pid, operation: .sleeps) : wait(of: line)
        let isForSignal = first.operation == .waitsForSignal
        first.operation = parental(first.operation, caught, hasChildren: !children.isEmpty)
        if line.state == .traced, let tracer = value(of: "TracerPid", in: status), tracer > 0 {
            first.operation = .traced(by: Int32(truncatingIfNeeded: tracer))
        }
        let waits = [first] + (value(of: "Threads", in: status) ?? 1 > 1 ? otherWaits(of: pid) : [])
        let switches = ["voluntary_ctxt_switches", "nonvoluntary_ctxt_switches"].map { value(of: $0, in: status) ?? 0 }
        var process = WaitingProcess(
            facts: facts, waits: waits,
            movement: Movement(
                switches: switches[0] &+ switches[1], ticks: line.userTicks &+ line.systemTicks,
                bytesRead: bytes.flatMap { value(of: "rchar", in: $0) },
                bytesWritten: bytes.flatMap { value(of: "wchar", in: $0) }),
            terminalGroup: readsOwnTerminal(line, first.operation) ? line.terminalGroup : -1,
            isInterruptible: caught & (isForSignal ? alarms | messages : alarms) != 0,
            isDeaf: caught & told == 0, catchesChild: caught & SignalSet.bit(SIGCHLD) != 0, children: children,
            age: clock.age(line.startTime))
        // The numbers of a process in the namespaces that it is in, the innermost last.
        let numbers = field("NSpid", in: status)?.split(on: 0x09).filter { !$0.isEmpty } ?? []
        process.isFirst = numbers.count > 1 && numbers.last == "1"
        return process
    }

    /// Signal 0 asks for the permission alone.
    static func isUntouchable(_ pid: Int32) -> Bool { kill(pid, 0) != 0 && errno == EPERM }

    /// The file that a shared mapping at an address is of; nil for private memory.
    static func sharedFile(_ pid: Int32, at address: UInt64) -> FileIdentity? {
        for row in mappings(pid) {
            let ends = row[0].split(on: 0x2D).compactMap(hexadecimal)
            guard ends.count == 2, ends[0] <= address, address < ends[1] else { continue }
            return row[1].last == UInt8(ascii: "s") ? file(row) : nil
        }
        return nil
    }

    static func maps(_ pid: Int32, _ wanted: FileIdentity) -> Bool {
        mappings(pid).contains { $0[1].last == UInt8(ascii: "s") && file($0) == wanted }
    }

    /// What is mapped into the memory of a process: `RANGE PERMISSIONS OFFSET MAJOR:MINOR INODE [PATH]`.
    static func mappings(_ pid: Int32) -> [[ByteString]] { rows(path(pid, "maps")).filter { $0.count >= 5 } }

    /// The device only tells files apart here.
    private static func file(_ row: [ByteString]) -> FileIdentity? {
        let numbers = row[3].split(on: 0x3A).compactMap(hexadecimal)
        guard numbers.count == 2, let inode = row[4].unsignedDecimalValue else { return nil }
        return FileIdentity(inode: UInt64(inode), device: numbers[0] << 32 | numbers[1])
    }

    // MARK: Threads

    /// The wait of the first thread, by the state and the system call.
    private static func wait(of line: ProcessStatus) -> ThreadWait {
        let task = path(line.pid, "task", line.pid)
        var wait = ThreadWait(thread: line.pid, operation: .unseen)
        switch line.state {
        case .zombie, .dead: wait.operation = .zombie
        case .running: wait.operation = .runs
        case .stopped, .traced:
            let (inner, _) = WaitCall.wait(in: task, of: line.pid)
            if inner == .other(-1, name: "") {
                wait.operation = .stopped(.runs)
            } else {
                wait.operation = .stopped(inner)
            }
        case .waiting: (wait.operation, wait.limit) = WaitCall.kernelWait(in: task, of: line.pid)
        case .sleeping, .idle, .unknown: (wait.operation, wait.limit) = WaitCall.wait(in: task, of: line.pid)
        }
        return wait
    }

    /// The waits of the threads beside the first.
    private static func otherWaits(of pid: Int32) -> [ThreadWait] {
        (numbers(path(pid, "task")) ?? []).filter { $0 != pid }.map { thread in
            let task = path(pid, "task", thread)
            let turns = fields(task + "/schedstat").last?.unsignedDecimalValue ?? 0
            var wait = ThreadWait(thread: thread, operation: .unseen, turns: UInt64(turns))
            (wait.operation, wait.limit) = WaitCall.wait(in: task, of: pid)
            return wait
        }
    }

    /// A process that waits for SIGCHLD waits for its children.
    private static func parental(_ operation: WaitOperation, _ caught: UInt64, hasChildren: Bool) -> WaitOperation {
        guard operation == .waitsForSignal, hasChildren, caught & SignalSet.bit(SIGCHLD) != 0 else { return operation }
        return .waitsForChild(nil)
    }

    /// Signals of timers that run while a process sleeps, and of readable descriptors.
    private static let alarms = SignalSet([SIGALRM, SIGIO]).bits
    /// Signals that processes send each other by agreement.
    private static let messages = SignalSet([SIGUSR1, SIGUSR2]).bits

    /// Signals that ask a process for something, but SIGINT, which ends it.
    private static let told = SignalSet([SIGHUP, SIGTERM, SIGUSR1, SIGUSR2, SIGCONT]).bits

    private static func caught(_ status: ByteString) -> UInt64 {
        field("SigCgt", in: status).flatMap(hexadecimal) ?? 0
    }

    /// True where the process reads from its controlling terminal, or was stopped when it did.
    private static func readsOwnTerminal(_ line: ProcessStatus, _ operation: WaitOperation) -> Bool {
        switch operation {
        case .stopped where line.terminal != 0: return true
        case .reads(let fd), .stopped(.reads(let fd)), .stopped(.controls(let fd)):
            guard let status = try? Kernel.status(path(line.pid, "fd", fd)) else { return false }
            // /dev/tty, 5:0, is the controlling terminal.
            return status.representedDevice == 5 << 8
                || status.representedDevice == UInt64(UInt32(bitPattern: line.terminal))
        case .runs, .writes, .accepts, .connects, .opens, .waitsForChild, .locks, .controls, .traced, .sleeps, .polls,
            .waitsForSignal,
            .waitsForThread, .stopped, .zombie, .waitsInKernel, .other, .unseen:
            return false
        }
    }

    static func passesDescriptors(_ pid: Int32, _ fd: Int32) -> Bool {
        guard let text = try? contents(path(pid, "fdinfo", fd)) else { return false }
        return value(of: "scm_fds", in: text) ?? 0 > 0
    }

    // MARK: Memory

    /// Up to `count` bytes of the memory of a process; nil where they may not be read.
    static func memory(of pid: Int32, at address: UInt64, count: Int) -> [UInt8]? {
        guard address > 0, let offset = Int(exactly: address), let fd = try? Kernel.openPrivate(path(pid, "mem")) else {
            return nil
        }
        defer { Kernel.close(fd) }
        guard Kernel.seek(fd, by: offset) else { return nil }
        var bytes: [UInt8] = []
        guard let read = try? Kernel.read(fd, into: &bytes, limit: count), read > 0 else { return nil }
        return bytes
    }

    /// A number in the memory of a process; all machines are little-endian.
    static func word(_ bytes: ArraySlice<UInt8>) -> UInt64 {
        bytes.reversed().reduce(0) { $0 << 8 | UInt64($1) }
    }

    // MARK: Locks

    /// The file locks of the machine and the processes that wait for them.
    ///
    /// A row is `NUMBER: [->] FLOCK ADVISORY WRITE PID MAJOR:MINOR:INODE START END`.
    static func locks() -> [FileLock] { rows("/proc/locks").compactMap { lock($0[...]) } }

    /// How many processes there may be in the control group of a process, or on the machine.
    static func processLimit(_ pid: Int32) -> Int? {
        let groups = (try? contents(path(pid, "cgroup")))?.split(on: 0x0A) ?? []
        let folder = groups.first { $0.hasPrefix("0::") }?.dropFirst(3) ?? ""
        let own = (try? contents("/sys/fs/cgroup" + folder + "/pids.max"))?.split(on: 0x0A).first
        let all = (try? contents("/proc/sys/kernel/pid_max"))?.split(on: 0x0A).first
        return own?.unsignedDecimalValue ?? all?.unsignedDecimalValue
    }

    /// The locks that a descriptor holds: `lock: ROW`.
    static func heldLocks(_ pid: Int32, _ fd: Int32) -> [FileLock] {
        rows(path(pid, "fdinfo", fd)).compactMap { row in
            // The key and the number are separated by a tab.
            guard let key = row.first, key.hasPrefix("lock:") else { return nil }
            let number = key.dropFirst(5)
            return lock([number.dropFirst(number.first == 0x09 ? 1 : 0)] + row.dropFirst())
        }
    }

    private static func lock(_ row: ArraySlice<ByteString>) -> FileLock? {
        let isWaiting = row.dropFirst().first == "->"
        let fields = row.filter { $0 != "->" }
        guard fields.count >= 6, let number = fields[0].split(on: 0x3A)[0].unsignedDecimalValue,
            let pid = fields[4].decimalValue, let inode = fields[5].split(on: 0x3A).last?.unsignedDecimalValue
        else { return nil }
        let start = fields.count > 6 ? Int64(fields[6].decimalValue ?? 0) : 0
        let end = fields.count > 7 ? fields[7].decimalValue.map { Int64($0) } ?? Int64.max : Int64.max
        let kind: FileLock.Kind = fields[1] == "FLOCK" ? .flock : fields[1] == "LEASE" ? .lease : .record
        return FileLock(
            kind: kind, number: number, isWaiting: isWaiting, pid: Int32(truncatingIfNeeded: pid), inode: UInt64(inode),
            range: .init(bytes: min(start, end)...max(start, end), isExclusive: fields[3] != "READ"))
    }
}
