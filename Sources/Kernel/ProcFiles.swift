// Who has a file: by descriptor, as working directory, root or program, or mapped into its memory.
//
// A socket in the file system is known by the kernel's socket diagnosis, which tells the file that each one is bound to;
// where another name space hides that, by the name. Who is connected to it has it as well.

public import Bytes
import CSeesh
import Glibc
public import Wiring

extension Proc {
    /// Looks at all processes. Throws where there is no such file.
    public static func use(of path: ByteString) throws(Errno) -> FileUsers {
        let status = try Kernel.status(path)
        let identity = FileIdentity(inode: status.inode, device: status.device)
        var use = FileUsers(path: path, kind: kind(of: path, status), identity: identity)
        let search = FileSearch(path: path, kind: use.kind, identity: identity)
        for pid in processes() {
            guard let user = search.user(pid) else {
                use.unseen += 1
                continue
            }
            if !user.fds.isEmpty || !user.ways.isEmpty { use.users.append(user) }
        }
        return use
    }

    /// A file whose name the kernel wrote into `maps`: `MAJOR:MINOR`, and the inode.
    fileprivate static func maps(_ pid: Int32, _ isWanted: (_ device: ByteString, _ inode: ByteString) -> Bool) -> Bool
    {
        mappings(pid).contains { isWanted($0[3], $0[4]) }
    }
}

/// What is searched for in each process.
private struct FileSearch {
    let identity: FileIdentity
    let kind: DescriptorKind
    /// The links that name it and are no path.
    private var names: Set<ByteString>
    private let ownRoot = Proc.identity("/")
    private let mapped: (device: ByteString, inode: ByteString)

    init(path: ByteString, kind: DescriptorKind, identity: FileIdentity) {
        self.identity = identity
        self.kind = kind
        mapped = (
            ByteString(hexadecimal: seesh_device_major(identity.device)) + ":"
                + ByteString(hexadecimal: seesh_device_minor(identity.device)),
            ByteString(identity.inode, radix: 10)
        )
        // The path may be one of /proc/PID/fd.
        names = ["pipe:[" + mapped.inode + "]", "socket:[" + mapped.inode + "]"]
        guard kind == .socket else { return }
        for inode in Self.sockets(path, identity) { names.insert("socket:[" + ByteString(inode, radix: 10) + "]") }
    }

    /// The sockets that are bound to the file, and those that are connected to one of them.
    private static func sockets(_ path: ByteString, _ identity: FileIdentity) -> Set<UInt64> {
        var bound = UnixSockets.bound(to: identity)
        if bound.isEmpty { bound = UnixSockets.named(path) }
        return bound.union(UnixSockets.peers().filter { bound.contains($0.peer) }.map(\.inode))
    }

    /// nil where the descriptors may not be read.
    func user(_ pid: Int32) -> FileUsers.User? {
        guard let links = Proc.links(of: pid) else { return nil }
        let fds = links.filter { link in
            guard link.name.first == 0x2F else { return names.contains(link.name) }
            return Proc.identity(Proc.path(pid, "fd", link.fd)) == identity
        }
        return FileUsers.User(pid: pid, fds: fds.map(\.fd).sorted(), ways: ways(pid))
    }

    private func ways(_ pid: Int32) -> [FileUsers.Way] {
        switch kind {
        case .directory:
            var ways: [FileUsers.Way] = []
            if Proc.identity(Proc.path(pid, "cwd")) == identity { ways.append(.directory) }
            // Nearly all have the same.
            if ownRoot != identity, Proc.identity(Proc.path(pid, "root")) == identity { ways.append(.root) }
            return ways
        case .file, .memoryFile, .sharedMemory:
            if Proc.identity(Proc.path(pid, "exe")) == identity { return [.program] }
            return Proc.maps(pid) { $0 == mapped.device && $1 == mapped.inode } ? [.mapped] : []
        case .terminal, .device, .pipe, .fifo, .socket, .eventCounter, .eventPoll, .signals, .timer, .process,
            .fileWatch, .other:
            return []
        }
    }
}

extension ByteString {
    /// At least two digits, as in /proc.
    fileprivate init(hexadecimal number: UInt32) {
        let digits = ByteString(UInt64(number), radix: 16)
        self = digits.count < 2 ? "0" + digits : digits
    }
}
