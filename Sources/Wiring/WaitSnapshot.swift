// What each process waits for, as values: the material of `see why`.
//
// The Kernel reads them from /proc, `WaitSnapshot.take` decides whom to look at, and XRay draws the conclusions. One look
// alone proves nothing: processes that play ping-pong are all asleep at some moment. Nothing here makes a system call.

public import Bytes

/// What a process does at the moment of the look.
public enum WaitOperation: Hashable, Sendable {
    case runs
    case reads(fd: Int32)
    case writes(fd: Int32)
    /// Waits for a connection, or for the other side of one.
    case connects(fd: Int32)
    /// open() has not returned: of a FIFO, it waits for a process that opens the other side.
    case opens(OpenedPath)
    /// nil for any child.
    case waitsForChild(Int32?)
    case locks(fd: Int32)
    /// As long as it asked to sleep; nil where that is not known.
    case sleeps(nanoseconds: Int64?)
    /// Waits for one of several descriptors, which are not known.
    case polls
    case waitsForSignal
    /// Waits for another thread.
    case waitsForThread
    /// By a signal; in the read of a descriptor where it was in one.
    case stopped(reading: Int32?)
    case zombie
    /// The disk, a page, or what else can not be interrupted.
    case waitsForDevice
    /// The number of a system call that is none of these.
    case other(Int)
    case unseen

    public struct OpenedPath: Hashable, Sendable {
        public var path: ByteString
        public var mode: AccessMode
        public var isFIFO: Bool
        public var inode: UInt64
        public var device: UInt64

        public init(path: ByteString, mode: AccessMode, isFIFO: Bool, inode: UInt64 = 0, device: UInt64 = 0) {
            self.path = path
            self.mode = mode
            self.isFIFO = isFIFO
            self.inode = inode
            self.device = device
        }
    }
}

/// Counters that move when the process moves.
public struct Movement: Hashable, Sendable {
    public var switches: UInt64
    /// Processor time in clock ticks.
    public var ticks: UInt64
    /// Bytes through read and write of any kind; nil without permission.
    public var bytesRead: UInt64?
    public var bytesWritten: UInt64?

    public init(switches: UInt64 = 0, ticks: UInt64 = 0, bytesRead: UInt64? = nil, bytesWritten: UInt64? = nil) {
        self.switches = switches
        self.ticks = ticks
        self.bytesRead = bytesRead
        self.bytesWritten = bytesWritten
    }
}

/// A lock of /proc/locks.
public struct FileLock: Hashable, Sendable {
    /// The number of the lock that is held; those who wait for it have the same.
    public var number: Int
    public var isWaiting: Bool
    /// Who took it, or waits for it. The holder of a flock may have ended and left it to those who share the description.
    public var pid: Int32
    public var inode: UInt64
    /// It belongs to the open file description: each process that shares that may give it up.
    public var isShared: Bool

    public init(number: Int, isWaiting: Bool, pid: Int32, inode: UInt64, isShared: Bool = false) {
        self.number = number
        self.isWaiting = isWaiting
        self.isShared = isShared
        self.pid = pid
        self.inode = inode
    }
}

/// One process as one look saw it.
public struct WaitingProcess: Hashable, Sendable {
    public var facts: ProcessSnapshot
    public var operation: WaitOperation
    public var movement: Movement
    /// The foreground process group of its controlling terminal, where it reads from that; otherwise -1.
    public var terminalGroup: Int32
    /// A timer of its own may interrupt the wait: it catches the signals of one.
    public var hasAlarm: Bool
    public var threads: Int
    /// The parent, its parent and so on.
    public var ancestors: [Int32]
    public var children: [Int32]
    /// What the descriptor of the operation refers to.
    public var object: DescriptorSnapshot?
    /// Who could end the wait, each alone; the fd is -1 where it is no matter of a descriptor.
    public var on: [Partner]
    /// Nanoseconds since it started, and since it ran last as far as the kernel tells.
    public var age: Int64
    public var idle: Int64?

    public struct Partner: Hashable, Sendable {
        public var pid: Int32
        public var fd: Int32

        public init(pid: Int32, fd: Int32) {
            self.pid = pid
            self.fd = fd
        }
    }

    public init(
        facts: ProcessSnapshot, operation: WaitOperation, movement: Movement = Movement(), terminalGroup: Int32 = -1,
        hasAlarm: Bool = false, threads: Int = 1, ancestors: [Int32] = [], children: [Int32] = [],
        object: DescriptorSnapshot? = nil, on: [Partner] = [], age: Int64 = 0, idle: Int64? = nil
    ) {
        self.facts = facts
        self.operation = operation
        self.movement = movement
        self.terminalGroup = terminalGroup
        self.hasAlarm = hasAlarm
        self.threads = threads
        self.ancestors = ancestors
        self.children = children
        self.object = object
        self.on = on
        self.age = age
        self.idle = idle
    }

    public var pid: Int32 { facts.pid }
}

/// All processes that one look saw: those asked for, those they wait for, and so on.
public struct WaitSnapshot: Hashable, Sendable {
    /// CLOCK_MONOTONIC in nanoseconds.
    public var time: Int64
    public var processes: [Int32: WaitingProcess]
    public var gaps: [Snapshot.Gap]
    /// Processes whose descriptors may not be read, and that may hold an end of a pipe.
    public var hidden: Int

    public init(processes: [WaitingProcess], time: Int64 = 0, gaps: [Snapshot.Gap] = [], hidden: Int = 0) {
        self.time = time
        self.processes = [:]
        for process in processes { self.processes[process.pid] = process }
        self.gaps = gaps
        self.hidden = hidden
    }
}
