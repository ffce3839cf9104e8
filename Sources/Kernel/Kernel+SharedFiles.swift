// Files that several shells write to, and the folders that they lie in.

public import Bytes
import Glibc

extension Kernel {
    /// flock, without waiting: false where another process has the file locked.
    public static func tryLock(_ fd: Int32) -> Bool {
        flock(fd, LOCK_EX | LOCK_NB) == 0
    }

    /// rename: a file that has the new name gives it up in the same moment.
    public static func rename(_ path: ByteString, to newPath: ByteString) throws(Errno) {
        let result = unsafe path.withCString { old in unsafe newPath.withCString { unsafe Glibc.rename(old, $0) } }
        guard result == 0 else { throw Errno.last }
    }

    /// ftruncate. There is nobody to tell where that fails.
    public static func truncate(_ fd: Int32, to size: Int) {
        _ = ftruncate(fd, size)
    }

    /// mkdir with the mode 0700; it is no error where the folder is there.
    public static func makePrivateFolder(_ path: ByteString) throws(Errno) {
        let result = unsafe path.withCString { unsafe mkdir($0, 0o700) }
        guard result != 0, Errno.last != .EEXIST else { return }
        throw Errno.last
    }
}
