// What a thread does at the moment of a look: the system call that it waits in, as a value.
//
// The Kernel reads it from /proc. Whom the thread waits for is found afterwards (WaitTargets).

public import Bytes

public indirect enum WaitOperation: Hashable, Sendable {
    case runs
    case reads(fd: Int32)
    case writes(fd: Int32)
    /// Waits for a client.
    case accepts(fd: Int32)
    /// Waits for the other side of a connection; `path` is the address of a unix socket.
    case connects(fd: Int32, path: ByteString)
    /// open() has not returned: of a FIFO, it waits for a process that opens the other side.
    case opens(OpenedPath)
    /// nil for any child.
    case waitsForChild(Int32?)
    case locks(fd: Int32, LockRange)
    /// Changes or asks a device: ioctl.
    case controls(fd: Int32)
    case sleeps
    /// Waits for one of several descriptors; nil where the set could not be read.
    case polls([PolledDescriptor]?)
    case waitsForSignal
    case waitsForThread(Futex)
    /// By a signal, in the operation that it was in; that is `.runs` where it is not known.
    case stopped(WaitOperation)
    /// Stopped by the process that traces it.
    case traced(by: Int32)
    case zombie
    /// A wait that no signal interrupts, in the call on a descriptor where it is one.
    case waitsInKernel(fd: Int32?, WaitPlace)
    /// A system call that is none of these, by its number, and its name where it is a known one.
    case other(Int, name: ByteString)
    case unseen

    public struct OpenedPath: Hashable, Sendable {
        public var path: ByteString
        public var mode: AccessMode
        public var isFIFO: Bool
        public var inode: UInt64
        public var device: UInt64
        /// With the directory of the process in front, where `path` is relative to that.
        public var wholePath: ByteString

        public init(
            path: ByteString, mode: AccessMode, isFIFO: Bool, inode: UInt64 = 0, device: UInt64 = 0,
            wholePath: ByteString? = nil
        ) {
            self.path = path
            self.wholePath = wholePath ?? path
            self.mode = mode
            self.isFIFO = isFIFO
            self.inode = inode
            self.device = device
        }

        public var identity: FileIdentity { FileIdentity(inode: inode, device: device) }
    }

    /// A descriptor in the set of a poll.
    public struct PolledDescriptor: Hashable, Sendable {
        public var fd: Int32
        public var reads: Bool
        public var writes: Bool

        public init(fd: Int32, reads: Bool, writes: Bool) {
            self.fd = fd
            self.reads = reads
            self.writes = writes
        }
    }

    /// What a lock is wanted for.
    public struct LockRange: Hashable, Sendable {
        public var bytes: ClosedRange<Int64>
        public var isExclusive: Bool

        public init(bytes: ClosedRange<Int64> = 0...Int64.max, isExclusive: Bool = true) {
            self.bytes = bytes
            self.isExclusive = isExclusive
        }

        /// True where the two cannot be held at once.
        public func conflicts(with other: LockRange) -> Bool {
            (isExclusive || other.isExclusive) && bytes.overlaps(other.bytes)
        }
    }

    /// A word of memory that a thread waits for.
    public struct Futex: Hashable, Sendable {
        /// Only threads of the same process can wake it.
        public var isPrivate: Bool
        /// The thread that holds the lock, where the word belongs to a mutex of the C library.
        public var owner: Int32?
        /// What the word is in, where other processes have it as well.
        public var file: FileIdentity?

        public init(isPrivate: Bool, owner: Int32? = nil, file: FileIdentity? = nil) {
            self.file = file
            self.isPrivate = isPrivate
            self.owner = owner
        }
    }

    /// The function of the kernel in which the thread waits; empty where the kernel does not tell.
    public struct WaitPlace: Hashable, Sendable {
        public var function: ByteString

        public init(_ function: ByteString) {
            self.function = function
        }
    }

    public var isFIFOOpen: Bool { if case .opens(let opened) = self { opened.isFIFO } else { false } }
    public var isRead: Bool { if case .reads = self { true } else { false } }
    public var isWaitForChild: Bool { if case .waitsForChild = self { true } else { false } }
}

/// When a wait ends by itself.
public struct WaitLimit: Hashable, Sendable {
    public var nanoseconds: Int64
    /// True where so much is left; false where it is the length of the whole wait.
    public var isRest: Bool

    public init(nanoseconds: Int64, isRest: Bool = false) {
        self.nanoseconds = nanoseconds
        self.isRest = isRest
    }

    /// A sleep that ends sooner is no stall.
    public var isShort: Bool { nanoseconds < 2_000_000_000 }
}

/// What a descriptor that is no file, pipe or socket reports, from /proc/PID/fdinfo.
public enum WatchedObject: Hashable, Sendable {
    /// The descriptors that an epoll instance watches.
    case polls([WaitOperation.PolledDescriptor])
    /// The signals of a signalfd as bits from that of signal 1; SIGCHLD among them.
    case signals(includeChild: Bool)
    /// Nanoseconds until a timer expires; nil for one that is not set.
    case timer(left: Int64?)
    /// A process; nil for one that has ended or is in another namespace.
    case process(Int32?)
    /// The number of an event counter.
    case counter(UInt64)
    /// The controlling side of the pseudo-terminal with that number.
    case terminalMaster(UInt64)
    case other
}
