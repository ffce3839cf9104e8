// Proc: processes as /proc shows them.
//
// All values are those of the moment of the call. A process may end between two reads or belong to another user: the errno
// says which, and values that cannot be read are nil.

public import Bytes
import CSeesh
import Glibc
public import Wiring

public enum Proc {
    /// The path of a file of a process.
    static func path(_ pid: Int32, _ name: ByteString) -> ByteString {
        "/proc/" + ByteString(decimal: pid) + "/" + name
    }

    static func path(_ pid: Int32, _ name: ByteString, _ fd: Int32) -> ByteString {
        path(pid, name + "/" + ByteString(decimal: fd))
    }

    static func contents(_ path: ByteString) throws(Errno) -> ByteString {
        // For the moment of the read it may have a low number.
        let fd = try Kernel.open(path, mode: .read, closeOnExec: true)
        defer { Kernel.close(fd) }
        var bytes: [UInt8] = []
        try Kernel.readAll(fd, into: &bytes)
        return ByteString(bytes)
    }

    /// A file that the kernel makes as one record: what is less than was asked for is all of it.
    static func record(_ path: ByteString) throws(Errno) -> ByteString {
        let fd = try Kernel.open(path, mode: .read, closeOnExec: true)
        defer { Kernel.close(fd) }
        var bytes: [UInt8] = []
        while try Kernel.uninterrupted({ () throws(Errno) in try Kernel.read(fd, into: &bytes, limit: 4096) }) == 4096 {
            continue
        }
        return ByteString(bytes)
    }

    /// The visible processes in order.
    public static func processes() -> [Int32] { numbers("/proc") ?? [] }

    /// The numbers among the names in a directory, in order; nil where it cannot be read.
    static func numbers(_ path: ByteString) -> [Int32]? {
        Kernel.directoryEntries(path)?.compactMap(number).sorted()
    }

    /// The visible processes of a user that execute a program, with their names of at most 15 bytes.
    public static func processes(ofUser user: UInt32) -> [(pid: Int32, name: ByteString)] {
        processes().compactMap { pid in
            // Threads of the kernel and zombies have no arguments.
            guard (try? Kernel.status(path(pid, "")))?.owner == user, arguments(of: pid)?.isEmpty == false,
                let status = try? stat(pid)
            else { return nil }
            return (pid, status.name)
        }
    }

    /// The children of a process, as the kernel lists them for its first thread.
    public static func children(of pid: Int32) -> [Int32] {
        guard let text = try? contents(path(pid, "task", pid) + "/children") else { return [] }
        return text.split(on: 0x20).compactMap(number)
    }

    /// The arguments of a process, empty for a zombie; nil where they cannot be read.
    public static func arguments(of pid: Int32) -> [ByteString]? {
        guard let bytes = try? record(path(pid, "cmdline")) else { return nil }
        var arguments = bytes.split(on: 0)
        // Each one ends with a NUL.
        if let last = arguments.last, last.isEmpty { arguments.removeLast() }
        return arguments
    }

    /// The facts of one process; its descriptors are nil where they cannot be read or were not asked for.
    ///
    /// Throws ESRCH or ENOENT where the process has ended.
    static func facts(
        of pid: Int32, withDescriptors: Bool = true, _ sockets: SocketTable = SocketTable()
    ) throws(Errno) -> ProcessSnapshot {
        let status = try stat(pid)
        var facts = facts(status)
        guard withDescriptors else { return facts }
        facts.descriptors = try? descriptorTable(of: pid, sockets)
        // Another process may have the number by now.
        guard try stat(pid).startTime == status.startTime else { throw .ESRCH }
        return facts
    }

    static func facts(_ status: ProcessStatus) -> ProcessSnapshot {
        var facts = ProcessSnapshot(
            pid: status.pid, ppid: status.ppid, pgid: status.pgid, session: status.session, state: status.state,
            arguments: arguments(of: status.pid) ?? [], name: status.name, startTime: status.startTime)
        facts.terminal = status.terminal
        facts.processor = status.processor
        return facts
    }

    /// The reason of a gap in a snapshot.
    public static func reason(_ error: Errno) -> Snapshot.Gap.Reason {
        switch error {
        case .EACCES, .EPERM: .noPermission
        case .ENOENT, .ESRCH: .gone
        default: .failed
        }
    }
}

/// The line in /proc/PID/stat.
public struct ProcessStatus: Hashable, Sendable {
    public var pid: Int32
    /// At most 15 bytes, any of them.
    public var name: ByteString
    public var state: ProcessState
    public var ppid: Int32
    public var pgid: Int32
    public var session: Int32
    /// The device number of the controlling terminal, or 0.
    public var terminal: Int32
    /// The foreground process group of the controlling terminal, or -1.
    public var terminalGroup: Int32
    /// It executes no program, but a function of the kernel.
    public var isKernelThread: Bool
    /// In clock ticks.
    public var userTicks: UInt64
    public var systemTicks: UInt64
    /// In clock ticks since boot.
    public var startTime: UInt64
    /// The processor that the process ran on last, from 0.
    public var processor: Int32
}

extension Proc {
    public static func stat(_ pid: Int32) throws(Errno) -> ProcessStatus {
        guard let status = parseStat(try record(path(pid, "stat"))) else { throw .EINVAL }
        return status
    }

    /// PF_KTHREAD. In a namespace of processes the number 2 is like any other.
    private static var kernelThreadFlag: UInt64 { 0x20_0000 }

    /// `PID (NAME) STATE PPID ...`. The name may hold parentheses and blanks: it ends at the last parenthesis.
    static func parseStat(_ text: ByteString) -> ProcessStatus? {
        guard let open = text.firstIndex(of: 0x28), let close = text.lastIndex(of: 0x29), open > 0, close > open,
            let pid = number(text[0..<(open - 1)])
        else { return nil }
        let fields = text.dropFirst(close + 2).split(on: 0x20)
        guard fields.count >= 20, let letter = fields[0].first else { return nil }
        func integer(_ index: Int) -> Int32 { Int32(truncatingIfNeeded: fields[index].decimalValue ?? 0) }
        func counter(_ index: Int) -> UInt64 { UInt64(max(fields[index].decimalValue ?? 0, 0)) }
        return ProcessStatus(
            pid: pid, name: text[(open + 1)..<close], state: ProcessState(letter: letter),
            ppid: integer(1), pgid: integer(2), session: integer(3), terminal: integer(4), terminalGroup: integer(5),
            isKernelThread: counter(6) & kernelThreadFlag != 0, userTicks: counter(11), systemTicks: counter(12),
            startTime: counter(19),
            processor: fields.count > 36 ? integer(36) : -1)
    }
}
