// DescriptorAction: one change to a descriptor table, with everything in it resolved.
//
// A redirection, a pipe end or an undo is, in the end, a short list of these, performed in order: by the interpreter on
// its own table, or by the C code between vfork and execve on a child's. Folding the same list over a DescriptorTable
// predicts the result without a system call.
//
// POSIX: XCU 2.7

public import Bytes

public enum DescriptorAction: Hashable, Sendable {
    /// Opens `path` so that it has the number `to`.
    case open(path: ByteString, mode: OpenMode, to: Int32)
    /// dup2: `to` becomes a copy of `from`, without close-on-exec, even where both are the same number.
    case duplicate(from: Int32, to: Int32)
    case close(Int32)
}

/// How a redirection opens its file. A file that is made has the permissions 0666 less the umask.
///
/// The numbers are those in the log, and those of CSeesh.
public enum OpenMode: Int32, Hashable, Sendable {
    /// `<`
    case read
    /// `>`, and `>|`
    case write
    /// `>` with noclobber: fails where a regular file is there.
    case writeNew
    /// `>>`
    case append
    /// `<>`
    case readWrite

    /// The operator that opens so.
    public var operatorText: ByteString {
        switch self {
        case .read: "<"
        case .write, .writeNew: ">"
        case .append: ">>"
        case .readWrite: "<>"
        }
    }
}

/// What an action does to a descriptor.
enum DescriptorChange {
    /// It refers to a new open file description; the table gives it its serial number.
    case make(DescriptorTable.Entry)
    case copy(of: Int32)
    case close
}
