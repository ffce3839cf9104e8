// Unix sockets by inode: who is connected to whom, and which file each is bound to.

import Bytes
import CSeesh
import Wiring

enum UnixSockets {
    /// Each connected socket and its peer; none where the kernel does not tell.
    static func peers() -> [(inode: UInt64, peer: UInt64)] {
        var pairs: [(inode: UInt64, peer: UInt64)] = []
        _ = unsafe withUnsafeMutablePointer(to: &pairs) { pointer in
            unsafe seesh_unix_peers(pointer) { context, inode, peer, isQueued in
                guard !isQueued, let context = unsafe context else { return }
                let pairs = unsafe context.assumingMemoryBound(to: [(inode: UInt64, peer: UInt64)].self)
                unsafe pairs.pointee.append((UInt64(inode), UInt64(peer)))
            }
        }
        return pairs
    }

    /// The sockets that are bound to a file. Of its inode the kernel tells 32 bits.
    static func bound(to file: FileIdentity) -> Set<UInt64> {
        var search = Search(file: file)
        _ = unsafe withUnsafeMutablePointer(to: &search) { pointer in
            unsafe seesh_unix_files(pointer) { context, inode, file, device in
                guard let search = unsafe context?.assumingMemoryBound(to: Search.self) else { return }
                let wanted = unsafe search.pointee.file
                guard UInt32(truncatingIfNeeded: wanted.inode) == file, wanted.device == device else { return }
                unsafe search.pointee.found.insert(UInt64(inode))
            }
        }
        return search.found
    }

    private struct Search {
        let file: FileIdentity
        var found: Set<UInt64> = []
    }

    /// The sockets with a name, as /proc/net/unix has it: `Num RefCount Protocol Flags Type St Inode Path`.
    static func named(_ name: ByteString) -> Set<UInt64> {
        let inodes = Proc.rows("/proc/net/unix").compactMap { fields -> UInt64? in
            guard fields.count > 7, fields[7] == name else { return nil }
            return fields[6].unsignedDecimalValue.map(UInt64.init)
        }
        return Set(inodes)
    }
}
