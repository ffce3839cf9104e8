// Errno: the cause of a failed system call. The messages are in English in every locale.

public import Bytes
import CSeesh
import Glibc

public struct Errno: Error, Hashable, Sendable {
    public let code: Int32

    @inlinable
    public init(_ code: Int32) {
        self.code = code
    }

    /// The cause of the C library's last failure.
    static var last: Errno { Errno(errno) }

    /// The name in C: `ENOENT`.
    public var name: ByteString { unsafe ByteString(cString: seesh_error_name(code)) }

    /// "No such file or directory".
    public var message: ByteString {
        guard let text = unsafe seesh_error_text(code) else { return "Unknown error " + ByteString(decimal: code) }
        return unsafe ByteString(cString: text)
    }
}

// The names are those of POSIX.
// swift-format-ignore: AlwaysUseLowerCamelCase
extension Errno {
    public static let EINTR = Errno(Glibc.EINTR)
    public static let ENOENT = Errno(Glibc.ENOENT)
    public static let EACCES = Errno(Glibc.EACCES)
    public static let ENOEXEC = Errno(Glibc.ENOEXEC)
    public static let EISDIR = Errno(Glibc.EISDIR)
    public static let ENOTDIR = Errno(Glibc.ENOTDIR)
    public static let EBADF = Errno(Glibc.EBADF)
    public static let EAGAIN = Errno(Glibc.EAGAIN)
    public static let EMFILE = Errno(Glibc.EMFILE)
    public static let EPIPE = Errno(Glibc.EPIPE)
    public static let ECHILD = Errno(Glibc.ECHILD)
    public static let ESRCH = Errno(Glibc.ESRCH)
    public static let EPERM = Errno(Glibc.EPERM)
    public static let EEXIST = Errno(Glibc.EEXIST)
    public static let ELOOP = Errno(Glibc.ELOOP)
    public static let EINVAL = Errno(Glibc.EINVAL)
}
