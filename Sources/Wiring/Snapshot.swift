// Snapshot: what is seen of processes and their descriptors, as values.
//
// The Kernel reads them from /proc and fills them in; the views of XRay and the tests only read them. A fact that
// could not be had (no permission, the process gone, not told by this kernel) is nil and never a guess. Names are
// bytes as the kernel gave them: views escape them. Nothing here makes a system call.

public import Bytes

/// What one descriptor refers to.
public enum DescriptorKind: ByteString, Sendable {
    case file
    case directory = "dir"
    case terminal = "tty"
    case device, pipe, fifo, socket
    case memoryFile = "memfd"
    case sharedMemory = "shm"
    case eventCounter = "eventfd"
    case eventPoll = "epoll"
    case signals = "signalfd"
    case timer = "timerfd"
    case process = "pidfd"
    case fileWatch = "inotify"
    case other

    /// The name in JSON and in text.
    public var name: ByteString { rawValue }
}

/// The access mode of an open file description.
public enum AccessMode: ByteString, Sendable {
    case read = "r"
    case write = "w"
    case readWrite = "rw"
    /// Opened with O_PATH: neither.
    case neither = "-"

    public var name: ByteString { rawValue }

    public var reads: Bool { self == .read || self == .readWrite }
    public var writes: Bool { self == .write || self == .readWrite }
}

/// The file status flags of an open file description, independent of the machine's numbers for them.
public struct StatusFlags: OptionSet, Sendable, Hashable {
    public let rawValue: UInt8

    public init(rawValue: UInt8) {
        self.rawValue = rawValue
    }

    public static let append = StatusFlags(rawValue: 1)
    public static let nonblock = StatusFlags(rawValue: 2)
    public static let synchronous = StatusFlags(rawValue: 4)
    public static let direct = StatusFlags(rawValue: 8)
    public static let asynchronous = StatusFlags(rawValue: 16)
    public static let path = StatusFlags(rawValue: 32)

    /// The names of the flags that are set, in the order above.
    public var names: [ByteString] {
        let all: [(StatusFlags, ByteString)] = [
            (.append, "append"), (.nonblock, "nonblock"), (.synchronous, "sync"), (.direct, "direct"),
            (.asynchronous, "async"), (.path, "path"),
        ]
        return all.filter { contains($0.0) }.map(\.1)
    }
}

/// What is known of a socket beyond its inode.
public struct SocketSnapshot: Sendable, Hashable {
    public enum Family: ByteString, Sendable {
        case unix
        case internet4 = "inet"
        case internet6 = "inet6"
        case netlink, packet, other

        public var name: ByteString { rawValue }
    }

    public var family: Family
    /// `stream`, `dgram`, `seqpacket`, `raw`, `tcp`, `udp`.
    public var type: ByteString
    /// An address with its port, or the path of a unix socket; empty where there is none.
    public var local: ByteString
    public var remote: ByteString
    /// `listen`, `established`, `unconnected` and so on; empty where the kernel does not tell.
    public var state: ByteString
    /// The inode of the other socket of a connected unix pair.
    public var peerInode: UInt64?
    /// The inode of the listening socket in whose queue the connection waits to be accepted.
    public var acceptorInode: UInt64?

    public init(
        family: Family, type: ByteString = "", local: ByteString = "", remote: ByteString = "",
        state: ByteString = "", peerInode: UInt64? = nil
    ) {
        self.family = family
        self.type = type
        self.local = local
        self.remote = remote
        self.state = state
        self.peerInode = peerInode
    }
}

/// One row of a process's descriptor table.
public struct DescriptorSnapshot: Sendable, Hashable {
    public var fd: Int32
    public var kind: DescriptorKind
    /// The text of the link /proc/PID/fd/N.
    public var name: ByteString
    public var inode: UInt64
    public var device: UInt64
    public var mode: AccessMode
    public var flags: StatusFlags
    public var closeOnExec: Bool
    /// The file offset in bytes.
    public var offset: Int64
    /// The size of a regular file in bytes.
    public var size: Int64?
    /// The bytes that stand in a pipe or FIFO, where it was safe to ask.
    public var fill: Int64?
    /// The bytes that fit into a pipe or FIFO.
    public var capacity: Int64?
    /// The same number in two rows of one snapshot means the same open file description; nil where it is unknown.
    public var openFileDescription: Int32?
    public var socket: SocketSnapshot?
    /// A descriptor that the looking shell keeps for itself.
    public var isPrivate: Bool

    public init(
        fd: Int32, kind: DescriptorKind, name: ByteString, inode: UInt64 = 0, device: UInt64 = 0,
        mode: AccessMode, flags: StatusFlags = [], closeOnExec: Bool = false, offset: Int64 = 0, size: Int64? = nil,
        fill: Int64? = nil, capacity: Int64? = nil, openFileDescription: Int32? = nil, socket: SocketSnapshot? = nil,
        isPrivate: Bool = false
    ) {
        self.fd = fd
        self.kind = kind
        self.name = name
        self.inode = inode
        self.device = device
        self.mode = mode
        self.flags = flags
        self.closeOnExec = closeOnExec
        self.offset = offset
        self.size = size
        self.fill = fill
        self.capacity = capacity
        self.openFileDescription = openFileDescription
        self.socket = socket
        self.isPrivate = isPrivate
    }

    /// True for a pipe or a FIFO.
    public var isPipe: Bool { kind == .pipe || kind == .fifo }
    public var identity: FileIdentity { FileIdentity(inode: inode, device: device) }
}

/// What a file, a pipe or a socket is for good, whatever it is called: a FIFO with two names is one.
public struct FileIdentity: Sendable, Hashable {
    public var inode: UInt64
    public var device: UInt64

    public init(inode: UInt64, device: UInt64) {
        self.inode = inode
        self.device = device
    }
}

/// The state of a process, as /proc/PID/stat tells it by a letter.
public enum ProcessState: ByteString, Sendable {
    case running, sleeping, waiting, stopped, traced, zombie, dead, idle, unknown

    /// From the letter of /proc/PID/stat.
    public init(letter: UInt8) {
        switch letter {
        case 0x52: self = .running
        case 0x53: self = .sleeping
        case 0x44: self = .waiting
        case 0x54: self = .stopped
        case 0x74: self = .traced
        case 0x5A: self = .zombie
        case 0x58, 0x78: self = .dead
        case 0x49: self = .idle
        default: self = .unknown
        }
    }

    public var name: ByteString { rawValue }
}

/// What is seen of one process.
public struct ProcessSnapshot: Sendable, Hashable {
    public var pid: Int32
    public var ppid: Int32
    public var pgid: Int32
    public var session: Int32
    public var state: ProcessState
    /// The arguments, as /proc/PID/cmdline has them; empty for a zombie.
    public var arguments: [ByteString]
    /// The name in /proc/PID/comm, at most 15 bytes.
    public var name: ByteString
    /// When it started, in clock ticks since boot: together with the pid it names the process for good.
    public var startTime: UInt64
    /// The device number of its controlling terminal; 0 where it has none.
    public var terminal: Int32 = 0
    /// The processor that it ran on last, from 0; -1 where that is not known.
    public var processor: Int32 = -1
    /// Sorted by number; nil where they could not be read.
    public var descriptors: [DescriptorSnapshot]?

    public init(
        pid: Int32, ppid: Int32, pgid: Int32 = 0, session: Int32 = 0, state: ProcessState = .unknown,
        arguments: [ByteString] = [], name: ByteString = "", startTime: UInt64 = 0,
        descriptors: [DescriptorSnapshot]? = nil
    ) {
        self.pid = pid
        self.ppid = ppid
        self.pgid = pgid
        self.session = session
        self.state = state
        self.arguments = arguments
        self.name = name
        self.startTime = startTime
        self.descriptors = descriptors
    }
}

/// What was seen in one look: the processes asked for, and all others that hold an end of their pipes.
public struct Snapshot: Sendable, Hashable {
    /// Why a part of the picture is missing.
    public struct Gap: Sendable, Hashable {
        public enum Reason: UInt8, Sendable, Hashable { case noPermission, gone, failed }

        public var pid: Int32
        public var reason: Reason

        public init(pid: Int32, reason: Reason) {
            self.pid = pid
            self.reason = reason
        }
    }

    /// CLOCK_MONOTONIC in nanoseconds.
    public var time: Int64
    /// The shell that looks.
    public var shell: Int32
    /// Sorted by pid.
    public let processes: [ProcessSnapshot]
    /// What could not be seen of the processes asked for; of others only their number is kept.
    public var gaps: [Gap]
    /// How many processes of the machine were not open to a look; an end of a pipe may hide there.
    public var unseen: Int

    public init(
        time: Int64, shell: Int32, processes: [ProcessSnapshot], gaps: [Gap] = [], unseen: Int = 0
    ) {
        self.time = time
        self.shell = shell
        self.processes = processes.sorted { $0.pid < $1.pid }
        self.gaps = gaps
        self.unseen = unseen
    }

    /// The facts of the process `pid`, where it was seen.
    public func process(_ pid: Int32) -> ProcessSnapshot? {
        let place = processes.lowerBound { $0.pid < pid }
        return place < processes.count && processes[place].pid == pid ? processes[place] : nil
    }
}
