// FileUsers: who has one file, FIFO or socket, in whatever way.
//
// The Kernel reads it from /proc; the file is known by what it is, whatever it is called.

public import Bytes

public struct FileUsers: Hashable, Sendable {
    /// Beside a descriptor. The raw value is the word in the views.
    public enum Way: ByteString, Sendable {
        case directory = "cwd"
        case root
        case program = "exe"
        case mapped = "map"
    }

    public struct User: Hashable, Sendable {
        public var pid: Int32
        /// Of a socket in the file system also those that are connected to it.
        public var fds: [Int32]
        public var ways: [Way]

        public init(pid: Int32, fds: [Int32] = [], ways: [Way] = []) {
            self.pid = pid
            self.fds = fds
            self.ways = ways
        }
    }

    /// As it was asked for.
    public var path: ByteString
    public var kind: DescriptorKind
    public var identity: FileIdentity
    /// By pid.
    public var users: [User]
    /// How many processes were not open to a look.
    public var unseen: Int

    public init(
        path: ByteString, kind: DescriptorKind, identity: FileIdentity, users: [User] = [], unseen: Int = 0
    ) {
        self.path = path
        self.kind = kind
        self.identity = identity
        self.users = users
        self.unseen = unseen
    }

    public var pids: [Int32] { users.map(\.pid) }
}

extension Snapshot {
    /// Of the users of a file, only the descriptors of that.
    public func only(_ use: FileUsers) -> Snapshot {
        let processes = processes.compactMap { process -> ProcessSnapshot? in
            guard let user = use.users.first(where: { $0.pid == process.pid }) else { return nil }
            var process = process
            process.descriptors = process.descriptors?.filter { user.fds.contains($0.fd) }
            return process
        }
        return Snapshot(time: time, shell: shell, processes: processes, gaps: gaps, unseen: use.unseen)
    }
}
