// What a snapshot is made of, read from /proc: the looks of Wiring's SnapshotSource.
//
// Which processes and descriptors are looked at is decided there. Every look here leaves the process as it was, but for
// the moment in which a pipe's fill is asked (`pipeFill`).

import Bytes
import CSeesh
public import Wiring

extension Proc {
    /// The looks at this machine's processes.
    public static var snapshotSource: SnapshotSource {
        SnapshotSource(
            pids: processes, process: look, links: links, descriptor: { try? descriptor($1, of: $0) },
            order: openFileDescriptionOrder, fill: pipeFill)
    }

    private static func look(_ pid: Int32, withDescriptors: Bool) -> SnapshotSource.Look {
        do throws(Errno) {
            return .seen(try facts(of: pid, withDescriptors: withDescriptors))
        } catch {
            return .gap(reason(error))
        }
    }

    /// The links of all descriptors of a process, without a look at what they lead to; nil where they may not be read.
    private static func links(of pid: Int32) -> [SnapshotSource.Link]? {
        let directory = path(pid, "fd")
        guard let names = Kernel.directoryEntries(directory) else { return nil }
        var links: [SnapshotSource.Link] = []
        for name in names {
            guard let number = name.unsignedDecimalValue, let fd = Int32(exactly: number) else { continue }
            do throws(Errno) {
                links.append(SnapshotSource.Link(fd: fd, name: try Kernel.linkTarget(directory + "/" + name)))
            } catch .EACCES {
                // The directory of a process may be listed by whom its links are closed to.
                return nil
            } catch {
                // Closed since.
                continue
            }
        }
        return links
    }

    /// How the kernel orders two open file descriptions; nil where it does not tell.
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
