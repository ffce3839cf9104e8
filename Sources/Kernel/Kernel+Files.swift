// Files by name: status, access, directories, names, and the file mode creation mask.

public import Bytes
import CSeesh
import Glibc

extension Kernel {
    /// The number is the file type in st_mode.
    public enum FileKind: UInt32, Sendable {
        case unknown = 0
        case fifo = 0o010000
        case characterDevice = 0o020000
        case directory = 0o040000
        case blockDevice = 0o060000
        case regular = 0o100000
        case symbolicLink = 0o120000
        case socket = 0o140000

        init(mode: UInt32) {
            self = Self(rawValue: mode & 0o170000) ?? .unknown
        }
    }

    public struct FileStatus: Sendable {
        /// A time since the Epoch.
        public typealias Time = (seconds: Int, nanoseconds: Int)

        public let kind: FileKind
        /// The permission bits with set-user-ID, set-group-ID and sticky.
        public let mode: UInt32
        public let device: UInt64
        public let inode: UInt64
        /// The device that a device file stands for.
        public let representedDevice: UInt64
        public let size: Int
        public let owner: UInt32
        public let group: UInt32
        public let modified: Time
        public let accessed: Time

        init(_ status: stat) {
            kind = FileKind(mode: status.st_mode)
            mode = status.st_mode & 0o7777
            device = UInt64(status.st_dev)
            inode = UInt64(status.st_ino)
            representedDevice = UInt64(status.st_rdev)
            size = Int(status.st_size)
            owner = status.st_uid
            group = status.st_gid
            modified = (status.st_mtim.tv_sec, status.st_mtim.tv_nsec)
            accessed = (status.st_atim.tv_sec, status.st_atim.tv_nsec)
        }

        public func isSameFile(as other: FileStatus) -> Bool {
            device == other.device && inode == other.inode
        }
    }
}

extension Kernel {
    public static func status(_ path: ByteString, followLinks: Bool = true) throws(Errno) -> FileStatus {
        var status = stat()
        try checkErrno(
            unsafe path.withCString { text in
                unsafe followLinks ? stat(text, &status) : lstat(text, &status)
            })
        return FileStatus(status)
    }

    public static func status(descriptor fd: Int32) throws(Errno) -> FileStatus {
        var status = stat()
        try checkErrno(unsafe fstat(fd, &status))
        return FileStatus(status)
    }

    /// X_OK, W_OK and R_OK.
    public enum Access: Int32, Sendable {
        case execute = 1
        case write = 2
        case read = 4
    }

    /// True where the effective user has the access.
    public static func isAccessible(_ path: ByteString, _ access: Access) -> Bool {
        unsafe path.withCString { unsafe faccessat(AT_FDCWD, $0, access.rawValue, AT_EACCESS) } == 0
    }

    /// The target of a symbolic link.
    public static func linkTarget(_ path: ByteString) throws(Errno) -> ByteString {
        var capacity = 256
        while true {
            var length = 0
            var target = ByteString()
            unsafe withUnsafeTemporaryAllocation(of: CChar.self, capacity: capacity) { buffer in
                guard let start = buffer.baseAddress else { return }
                length = unsafe path.withCString { unsafe readlink($0, start, capacity) }
                guard length >= 0, length < capacity else { return }
                target = unsafe start.withMemoryRebound(to: UInt8.self, capacity: length) {
                    unsafe ByteString(copying: UnsafeBufferPointer(start: $0, count: length))
                }
            }
            guard length >= 0 else { throw Errno.last }
            if length < capacity { return target }
            capacity *= 2
        }
    }

    /// The names in a directory, unordered, with `.` and `..`; nil where it cannot be read.
    public static func directoryEntries(_ path: ByteString) -> [ByteString]? {
        var names: [ByteString] = []
        return visitDirectory(path) { name, _ in names.append(ByteString(name)) } ? names : nil
    }

    /// Calls `visit` with each name, in the buffer of the C library, and the kind of the file, which some file systems leave
    /// unknown. Returns false where the directory cannot be read.
    public static func visitDirectory(
        _ path: ByteString, _ visit: (borrowing Span<UInt8>, FileKind) -> Void
    ) -> Bool {
        guard let directory = unsafe path.withCString({ unsafe opendir($0) }) else { return false }
        defer { unsafe closedir(directory) }
        while let entry = unsafe readdir(directory), let text = unsafe seesh_entry_name(entry) {
            let count = unsafe strlen(text)
            let kind = unsafe FileKind(mode: UInt32(entry.pointee.d_type) << 12)
            unsafe text.withMemoryRebound(to: UInt8.self, capacity: count) {
                visit(unsafe Span(_unsafeElements: UnsafeBufferPointer(start: $0, count: count)), kind)
            }
        }
        return true
    }

    /// unlink
    public static func removeFile(_ path: ByteString) throws(Errno) {
        try checkErrno(unsafe path.withCString { unsafe unlink($0) })
    }

    public static func rename(_ path: ByteString, to newPath: ByteString) throws(Errno) {
        try checkErrno(unsafe path.withCString { old in unsafe newPath.withCString { unsafe Glibc.rename(old, $0) } })
    }

    /// mkdir with the mode 0700; an existing directory is no error.
    public static func makePrivateFolder(_ path: ByteString) throws(Errno) {
        let result = unsafe path.withCString { unsafe mkdir($0, 0o700) }
        guard result != 0, Errno.last != .EEXIST else { return }
        throw Errno.last
    }

    /// flock without waiting; false where another process holds the lock.
    public static func tryLock(_ fd: Int32) -> Bool {
        flock(fd, LOCK_EX | LOCK_NB) == 0
    }

    /// ftruncate; errors are ignored.
    public static func truncate(_ fd: Int32, to size: Int) {
        _ = ftruncate(fd, size)
    }

    /// The current file mode creation mask.
    public static func umask() -> UInt32 {
        // The only call that reads the mask also sets it.
        let mask = Glibc.umask(0)
        _ = Glibc.umask(mask)
        return mask
    }

    public static func setUmask(_ mask: UInt32) {
        _ = Glibc.umask(mask)
    }

    public static func currentDirectory() throws(Errno) -> ByteString {
        guard let text = unsafe getcwd(nil, 0) else { throw Errno.last }
        defer { unsafe free(text) }
        let path = unsafe ByteString(cString: text)
        // The path of a directory outside the root directory does not begin with a slash.
        guard path.first == 0x2F else { throw .ENOENT }
        return path
    }

    public static func changeDirectory(_ path: ByteString) throws(Errno) {
        try checkErrno(unsafe path.withCString { unsafe chdir($0) })
    }

    /// A private descriptor that names the current directory.
    public static func openCurrentDirectory() throws(Errno) -> Int32 {
        try makePrivate(checkErrno(unsafe Glibc.open(".", seesh_flag_path() | O_DIRECTORY | O_CLOEXEC)))
    }

    public static func changeDirectory(descriptor fd: Int32) throws(Errno) {
        try checkErrno(fchdir(fd))
    }

    /// True where the first line that `fd` reads holds a NUL.
    public static func readsBinary(_ fd: Int32) -> Bool {
        var start: [UInt8] = []
        guard (try? read(fd, into: &start, limit: 256)) != nil else { return false }
        return start.prefix { $0 != 0x0A }.contains(0)
    }
}
