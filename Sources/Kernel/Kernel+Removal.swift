// Removal of names of files.

public import Bytes
import Glibc

extension Kernel {
    /// Removes the name of a file that is no directory: unlink.
    public static func removeFile(_ path: ByteString) throws(Errno) {
        guard unsafe path.withCString({ unsafe unlink($0) }) == 0 else { throw Errno.last }
    }
}
