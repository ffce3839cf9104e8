// Kernel: the system calls that the shell makes, with Swift types. This file: opening, copying and closing descriptors.
//
// Each call decides here what EINTR means: it is retried where no caller needs to know, and passed on where a trap may
// have to run first (open of a FIFO, read, write). The shell's own descriptors are 10 or above and close-on-exec, because
// 0 to 9 belong to the script.
//
// POSIX: XCU 2.7

public import Bytes
import CSeesh
import Glibc
public import Wiring

public enum Kernel {
    /// The lowest number of a descriptor that the shell keeps for itself.
    public static let lowestPrivateDescriptor: Int32 = 10

    /// The result of a C function that returns -errno.
    @inline(__always)
    static func check(_ result: Int32) throws(Errno) -> Int32 {
        guard result >= 0 else { throw Errno(0 &- result) }
        return result
    }

    /// The result of a C library function that returns -1 and sets errno.
    @inline(__always) @discardableResult
    static func checkErrno(_ result: Int32) throws(Errno) -> Int32 {
        guard result >= 0 else { throw Errno.last }
        return result
    }
}

extension Kernel {
    /// Opens a file as a redirection does, with the lowest free number; new files get 0666 less the umask.
    ///
    /// `.writeNew` fails with EEXIST where a regular file is there; the file is made with O_EXCL, so that of two shells
    /// one succeeds. Opening a FIFO waits for the other end: EINTR is thrown when a caught signal comes first.
    /// POSIX: XCU 2.7.2
    public static func open(_ path: ByteString, mode: OpenMode, closeOnExec: Bool = false) throws(Errno) -> Int32 {
        try check(unsafe path.withCString { unsafe seesh_open($0, mode.rawValue, closeOnExec) })
    }

    /// Opens a script for reading, with a number of 10 or above and close-on-exec.
    public static func openPrivate(_ path: ByteString) throws(Errno) -> Int32 {
        try makePrivate(open(path, mode: .read, closeOnExec: true))
    }

    /// Opens a file for what only its owner may read, and makes it where there is none.
    public static func openForOwner(_ path: ByteString) throws(Errno) -> Int32 {
        let mask = umask()
        setUmask(0o077)
        defer { setUmask(mask) }
        return try makePrivate(open(path, mode: .write, closeOnExec: true))
    }

    /// Opens a log to append to, which only its owner may read, and makes it where there is none.
    ///
    /// Its name may have come from the environment long ago: a symbolic link, or a file of another user, is refused
    /// (ELOOP, EPERM).
    public static func openLog(_ path: ByteString) throws(Errno) -> Int32 {
        let flags = O_WRONLY | O_CREAT | O_APPEND | O_NOFOLLOW | O_CLOEXEC
        let fd = unsafe path.withCString { unsafe Glibc.open($0, flags, 0o600) }
        guard fd >= 0 else { throw Errno.last }
        let status = try? status(descriptor: fd)
        guard let status, status.kind != .regular || status.owner == effectiveUserID else {
            close(fd)
            throw .EPERM
        }
        return try makePrivate(fd)
    }

    /// A file without a name to which several processes append lines.
    ///
    /// The kernel keeps writes apart that append; the shared offset of a memory file it does not lock.
    public static func openMemoryLog() throws(Errno) -> Int32 {
        let fd = try makePrivate(check(seesh_temporary_file()))
        _ = fcntl(fd, F_SETFL, O_APPEND)
        return fd
    }

    /// Closes a descriptor; it is no error where it is not open.
    public static func close(_ fd: Int32) {
        // Linux has closed it also where it reports EINTR.
        _ = Glibc.close(fd)
    }

    /// dup2: `to` becomes a copy of `from`, without close-on-exec, even where both are the same number.
    public static func duplicate(_ from: Int32, to: Int32) throws(Errno) {
        _ = try check(seesh_duplicate(from, to))
    }

    /// A copy with a number of 10 or above and close-on-exec.
    public static func duplicatePrivately(_ fd: Int32) throws(Errno) -> Int32 {
        try duplicateAbove(fd, F_DUPFD_CLOEXEC)
    }

    /// A copy with a number of 10 or above that commands inherit, as `{name}>` makes it.
    public static func duplicateAtLeast10(_ fd: Int32) throws(Errno) -> Int32 {
        try duplicateAbove(fd, F_DUPFD)
    }

    private static func duplicateAbove(_ fd: Int32, _ command: Int32) throws(Errno) -> Int32 {
        let copy = fcntl(fd, command, lowestPrivateDescriptor)
        guard copy < 0 else { return copy }
        // EINVAL: the limit of descriptors is not above the lowest number.
        throw errno == EINVAL ? .EMFILE : .last
    }

    /// Moves a close-on-exec descriptor to 10 or above; it is closed where that fails.
    static func makePrivate(_ fd: Int32) throws(Errno) -> Int32 {
        guard fd < lowestPrivateDescriptor else { return fd }
        defer { close(fd) }
        return try duplicatePrivately(fd)
    }

    public static func isCloseOnExec(_ fd: Int32) throws(Errno) -> Bool {
        try checkErrno(fcntl(fd, F_GETFD)) & FD_CLOEXEC != 0
    }

    public static func isOpen(_ fd: Int32) -> Bool {
        fcntl(fd, F_GETFD) >= 0
    }

    /// True where the descriptor's open file description is non-blocking.
    public static func isNonBlocking(_ fd: Int32) throws(Errno) -> Bool {
        try checkErrno(fcntl(fd, F_GETFL)) & O_NONBLOCK != 0
    }

    public static func setNonBlocking(_ fd: Int32, _ on: Bool) throws(Errno) {
        let flags = try checkErrno(fcntl(fd, F_GETFL))
        try checkErrno(fcntl(fd, F_SETFL, on ? flags | O_NONBLOCK : flags & ~O_NONBLOCK))
    }

    /// pipe2 with O_CLOEXEC: a pipe whose ends have the lowest free numbers.
    static func lowestPipe() throws(Errno) -> (read: Int32, write: Int32) {
        var ends: (read: Int32, write: Int32) = (-1, -1)
        _ = try check(
            unsafe withUnsafeMutableBytes(of: &ends) {
                unsafe seesh_pipe($0.baseAddress?.assumingMemoryBound(to: Int32.self))
            })
        return ends
    }

    /// A pipe; both ends have numbers of 10 or above and are close-on-exec.
    public static func pipe() throws(Errno) -> (read: Int32, write: Int32) {
        let ends = try lowestPipe()
        var read: Int32 = -1
        do throws(Errno) {
            read = try makePrivate(ends.read)
            return (read, try makePrivate(ends.write))
        } catch {
            // The end that could not be moved is closed already.
            close(read < 0 ? ends.write : read)
            throw error
        }
    }
}
