// What a process waits for: its system call, the file that it is opening, locks, and how long it has been idle.
//
// Paths and times among the arguments of a system call are read from the memory of the process through /proc, with the
// permission to trace it, without stopping it.

import Bytes
import Glibc
import Wiring

extension Proc {
    /// What a process waits for, without whom.
    static func waiting(_ pid: Int32, _ clock: SchedulerClock) throws(Errno) -> WaitingProcess {
        // The counters come first: a process that runs after they were read has other ones at the next look.
        let status = try contents(path(pid, "status"))
        let bytes = try? contents(path(pid, "io"))
        let line = try stat(pid)
        let facts = facts(line)
        let children = children(of: pid)
        let operation = operation(of: line, status, hasChildren: !children.isEmpty)
        let switches = ["voluntary_ctxt_switches", "nonvoluntary_ctxt_switches"].map { value(of: $0, in: status) ?? 0 }
        return WaitingProcess(
            facts: facts, operation: operation,
            movement: Movement(
                switches: switches[0] &+ switches[1], ticks: line.userTicks &+ line.systemTicks,
                bytesRead: bytes.flatMap { value(of: "rchar", in: $0) },
                bytesWritten: bytes.flatMap { value(of: "wchar", in: $0) }),
            terminalGroup: readsOwnTerminal(line, operation) ? line.terminalGroup : -1,
            hasAlarm: caught(status) & alarms != 0, threads: Int(value(of: "Threads", in: status) ?? 1),
            children: children, age: clock.age(line.startTime))
    }

    /// The operation by the state and the system call.
    private static func operation(
        of line: ProcessStatus, _ status: ByteString, hasChildren: Bool
    ) -> WaitOperation {
        switch line.state {
        case .stopped, .traced:
            guard case .call(let number, let arguments)? = systemCall(of: line.pid),
                case .reads(let fd) = WaitCall.operation(number, arguments, pid: line.pid)
            else { return .stopped(reading: nil) }
            return .stopped(reading: fd)
        case .zombie, .dead: return .zombie
        case .running: return .runs
        case .waiting: return .waitsForDevice
        case .sleeping, .idle, .unknown: break
        }
        switch systemCall(of: line.pid) {
        case nil: return .unseen
        case .running?: return .runs
        case .blocked?: return .waitsForDevice
        case .call(let number, let arguments)?:
            let operation = WaitCall.operation(number, arguments, pid: line.pid)
            // A shell that waits for SIGCHLD waits for its children, unless it may be waiting for another signal.
            let caught = caught(status)
            guard operation == .waitsForSignal, hasChildren, caught & SignalSet.bit(SIGCHLD) != 0,
                caught & (alarms | messages) == 0
            else { return operation }
            return .waitsForChild(nil)
        }
    }

    /// Signals of timers and of readable descriptors.
    private static let alarms = SignalSet([SIGALRM, SIGVTALRM, SIGPROF, SIGIO]).bits
    /// Signals that processes send each other by agreement.
    private static let messages = SignalSet([SIGUSR1, SIGUSR2]).bits

    private static func caught(_ status: ByteString) -> UInt64 {
        field("SigCgt", in: status).flatMap(hexadecimal) ?? 0
    }

    /// True where the process reads from its controlling terminal, or was stopped when it did.
    private static func readsOwnTerminal(_ line: ProcessStatus, _ operation: WaitOperation) -> Bool {
        switch operation {
        case .reads(let fd), .stopped(reading: let fd?):
            guard let status = try? Kernel.status(path(line.pid, "fd", fd)) else { return false }
            // /dev/tty, 5:0, is the controlling terminal.
            return status.representedDevice == 5 << 8
                || status.representedDevice == UInt64(UInt32(bitPattern: line.terminal))
        case .runs, .writes, .connects, .opens, .waitsForChild, .locks, .sleeps, .polls, .waitsForSignal,
            .waitsForThread, .stopped(reading: nil), .zombie, .waitsForDevice, .other, .unseen:
            return false
        }
    }

    static func passesDescriptors(_ pid: Int32, _ fd: Int32) -> Bool {
        guard let text = try? contents(path(pid, "fdinfo", fd)) else { return false }
        return value(of: "scm_fds", in: text) ?? 0 > 0
    }

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

    /// The file locks of the machine and the processes that wait for them.
    ///
    /// A row is `NUMBER: [->] FLOCK ADVISORY WRITE PID MAJOR:MINOR:INODE START END`.
    static func locks() -> [FileLock] {
        rows("/proc/locks").compactMap { row in
            let isWaiting = row.count > 1 && row[1] == "->"
            let fields = row.filter { $0 != "->" }
            guard fields.count >= 6, let number = fields[0].split(on: 0x3A)[0].unsignedDecimalValue,
                let pid = fields[4].decimalValue, let inode = fields[5].split(on: 0x3A).last?.unsignedDecimalValue
            else { return nil }
            return FileLock(
                number: number, isWaiting: isWaiting, pid: Int32(truncatingIfNeeded: pid), inode: UInt64(inode),
                isShared: fields[1] != "POSIX")
        }
    }
}
