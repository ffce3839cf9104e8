// The ways to look at processes, which the Kernel provides.
//
// Snapshot.take and WaitSnapshot.take decide which processes and descriptors to look at. A test provides processes of its own.

public import Bytes

/// None of the functions may change anything in the process looked at. A process that ends has no descriptors.
public struct ProcessSource {
    public enum Look<Process: Sendable>: Sendable {
        case seen(Process)
        case gap(Snapshot.Gap.Reason)
    }

    /// How the open file descriptions of two descriptors stand in the kernel's order.
    public enum Order: Sendable { case same, before, after }

    public struct Link: Hashable, Sendable {
        public var fd: Int32
        /// The text of /proc/PID/fd/N.
        public var name: ByteString

        public init(fd: Int32, name: ByteString) {
            self.fd = fd
            self.name = name
        }
    }

    public typealias Family = (parent: Int32, session: Int32, start: UInt64)

    /// The process that looks.
    public var own: Int32 = 0
    /// All processes of the machine.
    public var pids: () -> [Int32] = { [] }
    /// One process, with or without its descriptors.
    public var process: (_ pid: Int32, _ withDescriptors: Bool) -> Look<ProcessSnapshot> = { _, _ in .gap(.gone) }
    /// What a process waits for, without `targets` and `ancestors`.
    public var wait: (_ pid: Int32) -> Look<WaitingProcess> = { _ in .gap(.gone) }
    /// The parent, the session, and when it started, in clock ticks since boot.
    public var family: (_ pid: Int32) -> Family? = { _ in nil }
    public var children: (_ pid: Int32) -> [Int32] = { _ in [] }
    /// The links of all descriptors of a process; nil where they may not be read.
    public var links: (_ pid: Int32) -> [Link]? = { _ in [] }
    public var descriptor: (_ pid: Int32, _ fd: Int32) -> DescriptorSnapshot? = { _, _ in nil }
    /// What a descriptor refers to, without the rest of the row.
    public var identity: (_ pid: Int32, _ fd: Int32) -> FileIdentity? = { _, _ in nil }
    /// What a path is to a process.
    public var file: (_ pid: Int32, _ path: ByteString) -> FileIdentity? = { _, _ in nil }
    /// The bytes in an anonymous pipe that has a reader, and the bytes that fit.
    public var fill: (_ pid: Int32, _ fd: Int32) -> (fill: Int64, capacity: Int64)? = { _, _ in nil }
    /// kcmp; nil where the kernel does not tell.
    public var order: (_ pid: Int32, _ fd: Int32, _ other: Int32, _ otherFd: Int32) -> Order? = { _, _, _, _ in nil }
    /// True for a socket in which descriptors are on their way to another process.
    public var passesDescriptors: (_ pid: Int32, _ fd: Int32) -> Bool = { _, _ in false }
    /// The inode of the unix socket that listens at a path.
    public var listener: (_ pid: Int32, _ path: ByteString) -> UInt64? = { _, _ in nil }
    /// The locks of the machine that are waited for, with those who wait.
    public var locks: () -> [FileLock] = { [] }
    /// The locks that the open file description of a descriptor holds, or its process by it.
    public var heldLocks: (_ pid: Int32, _ fd: Int32) -> [FileLock] = { _, _ in [] }
    /// What an event descriptor watches.
    public var watched: (_ pid: Int32, _ fd: Int32, _ kind: DescriptorKind) -> WatchedObject = { _, _, _ in .other }
    /// True where the process that looks may not send a signal to another.
    public var isUntouchable: (_ pid: Int32) -> Bool = { _ in false }
    /// True where a process maps a file into its memory.
    public var maps: (_ pid: Int32, _ file: FileIdentity) -> Bool = { _, _ in false }
    /// How many processes there may be beside this one.
    public var processLimit: (_ pid: Int32) -> Int? = { _ in nil }
    /// Nanoseconds since a process ran last; nil where the kernel does not tell.
    public var idle: (_ pid: Int32) -> Int64? = { _ in nil }
    /// The same of a process that ran last on this processor.
    public var idleOn: (_ pid: Int32, _ processor: Int32) -> Int64? = { _, _ in nil }

    public init() {}
}

extension ProcessSource {
    /// What the process that looks does, while it looks.
    public struct OwnWait: Sendable {
        public var pid: Int32
        public var operation: WaitOperation
        /// Whom it waits for, of its children.
        public var children: [Int32]
        /// For how long, in nanoseconds.
        public var time: Int64

        public init(pid: Int32, operation: WaitOperation, children: [Int32], time: Int64) {
            self.pid = pid
            self.operation = operation
            self.children = children
            self.time = time
        }
    }

    /// The same looks, in which the process that looks is seen to wait, and not to look.
    public func replacing(_ own: OwnWait?) -> ProcessSource {
        guard let own else { return self }
        var source = self
        source.wait = { [wait] pid in
            guard pid == own.pid, case .seen(var waiting) = wait(pid) else { return wait(pid) }
            waiting.waits = [ThreadWait(thread: pid, operation: own.operation)]
            waiting.children = own.children
            waiting.facts.state = .sleeping
            waiting.movement = Movement()
            return .seen(waiting)
        }
        source.idle = { [idle] pid in pid == own.pid ? own.time : idle(pid) }
        return source
    }
}
