// The functions of Wiring's SnapshotSource, which decides which processes and descriptors to look at. None of them affects a
// process, except `pipeFill` for a moment.

import Bytes
import CSeesh
import Glibc
public import Wiring

extension Proc {
    public static var snapshotSource: SnapshotSource {
        let sockets = SocketTable()
        return SnapshotSource(
            pids: processes, process: { look($0, withDescriptors: $1, sockets) }, links: links,
            descriptor: { try? descriptor($1, of: $0, sockets) },
            identity: { identity(path($0, "fd/" + ByteString(decimal: $1))) },
            order: openFileDescriptionOrder, fill: pipeFill)
    }

    static func identity(_ path: ByteString) -> FileIdentity? {
        (try? Kernel.status(path)).map { FileIdentity(inode: $0.inode, device: $0.device) }
    }

    private static func look(_ pid: Int32, withDescriptors: Bool, _ sockets: SocketTable) -> SnapshotSource.Look {
        do throws(Errno) {
            return .seen(try facts(of: pid, withDescriptors: withDescriptors, sockets))
        } catch {
            return .gap(reason(error))
        }
    }

    /// The links of all descriptors of a process; nil where they may not be read.
    private static func links(of pid: Int32) -> [SnapshotSource.Link]? {
        var links: [SnapshotSource.Link] = []
        let result = unsafe withUnsafeMutablePointer(to: &links) { pointer in
            unsafe seesh_read_links(pid, pointer) { context, fd, target in
                guard let target = unsafe target, let context = unsafe context else { return }
                let name = unsafe ByteString(cString: target)
                unsafe context.assumingMemoryBound(to: [SnapshotSource.Link].self).pointee.append(
                    SnapshotSource.Link(fd: fd, name: name))
            }
        }
        // A process that has ended hides nothing.
        return result >= 0 || -result == ENOENT || -result == ESRCH ? links : nil
    }

    /// The order of two open file descriptions in the kernel; nil where kcmp is not permitted.
    public static func openFileDescriptionOrder(
        _ pid: Int32, _ fd: Int32, _ other: Int32, _ otherFd: Int32
    ) -> SnapshotSource.Order? {
        switch seesh_compare_files(pid, fd, other, otherFd) {
        case 0: .same
        case 1: .before
        case 2: .after
        default: nil
        }
    }
}
