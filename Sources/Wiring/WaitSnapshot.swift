// What each process waits for, as values: the material of `see why`.
//
// The Kernel reads them from /proc, `WaitSnapshot.take` decides whom to look at, and XRay draws the conclusions. One look
// alone proves nothing: processes that play ping-pong are all asleep at some moment. Nothing here makes a system call.

public import Bytes

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
    public enum Kind: Hashable, Sendable {
        /// flock(): it belongs to the open file description.
        case flock
        /// fcntl(): that of a process, or of an open file description.
        case record
        /// It delays who opens the file.
        case lease
    }

    public var kind: Kind
    /// The number of the lock that is held; those who wait for it have the same.
    public var number: Int
    public var isWaiting: Bool
    /// Who took it, or waits for it; -1 where it belongs to an open file description. The process may have ended and left a
    /// lock to those who share the description.
    public var pid: Int32
    public var inode: UInt64
    public var range: WaitOperation.LockRange

    public init(
        kind: Kind, number: Int, isWaiting: Bool, pid: Int32, inode: UInt64,
        range: WaitOperation.LockRange = WaitOperation.LockRange()
    ) {
        self.range = range
        self.kind = kind
        self.number = number
        self.isWaiting = isWaiting
        self.pid = pid
        self.inode = inode
    }
}

/// One thing that could end a wait: a descriptor with the processes at its other end, or children.
public struct WaitTarget: Hashable, Sendable {
    /// What is waited for.
    public enum Use: Hashable, Sendable {
        case input, output
        /// A child, a process, a lock, or the other side of a FIFO.
        case event
    }

    /// What can end the wait from outside of all processes that were seen.
    public enum Outside: Hashable, Sendable {
        case clients, person, network, files, device
        /// An end that no process holds that was seen.
        case unseenHolder
        case unknown
    }

    public var use: Use
    /// -1 where it is no matter of a descriptor.
    public var fd: Int32
    public var object: DescriptorSnapshot?
    /// Who could end the wait, each alone; the process itself is one of them where it holds the other end.
    public var on: [WaitingProcess.Partner]
    public var outside: Outside?

    public init(
        _ use: Use, fd: Int32 = -1, object: DescriptorSnapshot? = nil, on: [WaitingProcess.Partner] = [],
        outside: Outside? = nil
    ) {
        self.use = use
        self.fd = fd
        self.object = object
        self.on = on
        self.outside = outside
    }
}

/// The wait of one thread.
public struct ThreadWait: Hashable, Sendable {
    public var thread: Int32
    public var operation: WaitOperation
    /// nil where the wait has no end of its own.
    public var limit: WaitLimit?
    /// Any of them ends the wait.
    public var targets: [WaitTarget]
    /// How often the thread has been run.
    public var turns: UInt64

    public init(
        thread: Int32, operation: WaitOperation, limit: WaitLimit? = nil, targets: [WaitTarget] = [], turns: UInt64 = 0
    ) {
        self.thread = thread
        self.operation = operation
        self.limit = limit
        self.targets = targets
        self.turns = turns
    }
}

/// One process as one look saw it.
public struct WaitingProcess: Hashable, Sendable {
    public var facts: ProcessSnapshot
    /// Those of all threads, the first thread's first; never empty.
    public var waits: [ThreadWait]
    public var movement: Movement
    /// The foreground process group of its controlling terminal, where it reads from that; otherwise -1.
    public var terminalGroup: Int32
    /// A timer of its own, or a signal by agreement, may interrupt the wait: it catches such signals.
    public var isInterruptible: Bool
    /// It catches no signal by which a person or another process could tell it something.
    public var isDeaf: Bool
    /// The first process of a namespace, which SIGKILL alone ends.
    public var isFirst = false
    /// It catches SIGCHLD: the end of a child interrupts a poll.
    public var catchesChild: Bool
    /// The parent, its parent and so on.
    public var ancestors: [Int32]
    public var children: [Int32]
    /// Nanoseconds since it started, and since it ran last as far as the kernel tells.
    public var age: Int64
    public var idle: Int64?

    public struct Partner: Hashable, Sendable {
        public var pid: Int32
        public var fd: Int32
        /// The program may have got the descriptor from who started it; false where it has made it itself.
        public var isInherited: Bool

        public init(pid: Int32, fd: Int32, isInherited: Bool = true) {
            self.pid = pid
            self.fd = fd
            self.isInherited = isInherited
        }
    }

    public init(
        facts: ProcessSnapshot, waits: [ThreadWait], movement: Movement = Movement(), terminalGroup: Int32 = -1,
        isInterruptible: Bool = false, isDeaf: Bool = true, catchesChild: Bool = false, ancestors: [Int32] = [],
        children: [Int32] = [],
        age: Int64 = 0, idle: Int64? = nil
    ) {
        self.facts = facts
        self.waits = waits
        self.movement = movement
        self.terminalGroup = terminalGroup
        self.isInterruptible = isInterruptible
        self.isDeaf = isDeaf
        self.catchesChild = catchesChild
        self.ancestors = ancestors
        self.children = children
        self.age = age
        self.idle = idle
    }

    public var pid: Int32 { facts.pid }

    /// What the first thread does.
    public var operation: WaitOperation { waits.first?.operation ?? .unseen }

    /// Who could end one of its waits, each alone.
    public var on: [Partner] { waits.flatMap { $0.targets.flatMap(\.on) } }

    /// The wait that tells most: that of the first thread that waits for another process, or else for anything but another
    /// thread of the process.
    public var mainWait: ThreadWait? {
        waits.first { wait in wait.operation.isFIFOOpen || wait.targets.contains { $0.on.contains { $0.pid != pid } } }
            ?? waits.first { $0.targets.contains { $0.outside != nil } } ?? waits.first { !$0.targets.isEmpty }
            ?? waits.first
    }
}

/// All processes that one look saw: those asked for, those they wait for, and so on.
public struct WaitSnapshot: Hashable, Sendable {
    /// CLOCK_MONOTONIC in nanoseconds.
    public var time: Int64
    public var processes: [Int32: WaitingProcess]
    public var gaps: [Snapshot.Gap]
    /// Processes whose descriptors may not be read, and that may hold an end of a pipe.
    public var hidden: Int
    /// How many processes there may be, by the machine or the group of processes; nil where that is not known.
    public var processLimit: Int?
    /// The process that looks, its parent and so on.
    public var lookers: Set<Int32> = []
    /// Those that this process may not end.
    public var untouchable: Set<Int32> = []

    public init(processes: [WaitingProcess], time: Int64 = 0, gaps: [Snapshot.Gap] = [], hidden: Int = 0) {
        self.time = time
        self.processes = [:]
        for process in processes { self.processes[process.pid] = process }
        self.gaps = gaps
        self.hidden = hidden
    }
}
