// The sockets of processes: families, addresses, states and peers.
//
// /proc/PID/net lists all sockets of the process's network namespace; each namespace is read once. The kernel tells the peers
// of unix sockets in the namespace of this process. The peer of another socket is the one with the same two addresses,
// exchanged.

import Bytes
import CSeesh
import Wiring

final class SocketTable {
    private typealias Facts = [UInt64: SocketSnapshot]
    private var namespaces: [ByteString: Facts] = [:]

    /// The facts of a socket. A socket that has no address yet is in no table: only its protocol is known.
    func fact(ofInode inode: UInt64, seenBy pid: Int32, _ fd: Int32) -> SocketSnapshot {
        let namespace = (try? Kernel.linkTarget(Proc.path(pid, "ns/net"))) ?? ""
        if namespaces[namespace] == nil { namespaces[namespace] = Self.read(seenBy: pid, namespace) }
        return namespaces[namespace]?[inode] ?? Self.unlisted(Proc.path(pid, "fd", fd))
    }

    private static func unlisted(_ link: ByteString) -> SocketSnapshot {
        var name = [CChar](repeating: 0, count: 32)
        let length = unsafe link.withCString { unsafe seesh_socket_protocol($0, &name, name.count - 1) }
        guard length > 0 else { return SocketSnapshot(family: .other) }
        let text = unsafe ByteString(cString: name)
        let isVersion6 = text.hasSuffix("v6")
        let type = (isVersion6 ? text.prefix(text.count - 2) : text).lowercased
        switch type {
        case "tcp", "udp", "raw", "ping":
            return SocketSnapshot(family: isVersion6 ? .internet6 : .internet4, type: type, state: "unconnected")
        case "netlink": return SocketSnapshot(family: .netlink)
        case "packet": return SocketSnapshot(family: .packet)
        default: return SocketSnapshot(family: type.hasPrefix("unix") ? .unix : .other, type: type)
        }
    }

    private static func read(seenBy pid: Int32, _ namespace: ByteString) -> Facts {
        var facts: Facts = [:]
        for (inode, fields) in rows(pid, "unix", inode: 6) { facts[inode] = unixFact(fields) }
        if namespace == (try? Kernel.linkTarget("/proc/self/ns/net")) { addUnixPeers(to: &facts) }
        addInternet(to: &facts, seenBy: pid)
        for (inode, _) in rows(pid, "netlink", inode: 9) { facts[inode] = SocketSnapshot(family: .netlink) }
        for (inode, _) in rows(pid, "packet", inode: 8) { facts[inode] = SocketSnapshot(family: .packet) }
        return facts
    }

    private static func addUnixPeers(to facts: inout Facts) {
        _ = unsafe withUnsafeMutablePointer(to: &facts) { pointer in
            unsafe seesh_unix_peers(pointer) { context, inode, peer, isQueued in
                guard let context = unsafe context else { return }
                let facts = unsafe context.assumingMemoryBound(to: Facts.self)
                if isQueued {
                    unsafe facts.pointee[UInt64(inode)]?.acceptorInode = UInt64(peer)
                } else {
                    unsafe facts.pointee[UInt64(inode)]?.peerInode = UInt64(peer)
                }
            }
        }
    }

    private static func addInternet(to facts: inout Facts, seenBy pid: Int32) {
        for type in ["tcp", "udp", "raw"] as [ByteString] {
            var listening: [ByteString: UInt64] = [:]
            /// By the local and the remote address.
            var connected: [[ByteString]: UInt64] = [:]
            for (table, family) in [(type, .internet4), (type + "6", .internet6)]
                as [(ByteString, SocketSnapshot.Family)]
            {
                for (inode, fields) in rows(pid, table, inode: 9) {
                    let fact = internetFact(fields, family, type)
                    facts[inode] = fact
                    if fact.state == "listen" { listening[Self.unmapped(fact.local)] = inode }
                    if !fact.remote.hasSuffix(":0") { connected[[fact.local, fact.remote].map(unmapped)] = inode }
                }
            }
            for (ends, inode) in connected {
                facts[inode]?.peerInode = connected[ends.reversed()]
                if facts[inode]?.peerInode == nil {
                    facts[inode]?.acceptorInode = acceptor(ends[1], ends[0], listening)
                }
            }
        }
    }

    /// The socket that listens where a connection to this machine goes.
    private static func acceptor(
        _ remote: ByteString, _ local: ByteString, _ listening: [ByteString: UInt64]
    ) -> UInt64? {
        guard let colon = remote.lastIndex(of: 0x3A), let end = local.lastIndex(of: 0x3A) else { return nil }
        let (host, port) = (remote.prefix(colon), remote.dropFirst(colon))
        guard host == local.prefix(end) || host.hasPrefix("127.") else { return nil }
        return listening[remote] ?? listening["0.0.0.0" + port] ?? listening["[::]" + port]
    }

    func isListening(_ inode: UInt64, seenBy pid: Int32) -> Bool {
        let namespace = (try? Kernel.linkTarget(Proc.path(pid, "ns/net"))) ?? ""
        if namespaces[namespace] == nil { namespaces[namespace] = Self.read(seenBy: pid, namespace) }
        return namespaces[namespace]?[inode]?.state == "listen"
    }

    /// The IPv4 address of an IPv4-mapped IPv6 address; others unchanged.
    private static func unmapped(_ address: ByteString) -> ByteString {
        guard address.hasPrefix("[::ffff:"), let end = address.firstIndex(of: 0x5D) else { return address }
        let groups = address[8..<end].split(on: 0x3A)
        guard groups.count == 2, let high = Proc.hexadecimal(groups[0]), let low = Proc.hexadecimal(groups[1]) else {
            return address
        }
        let bytes = [high >> 8, high & 0xFF, low >> 8, low & 0xFF].map(UInt8.init(truncatingIfNeeded:))
        return dotted(bytes) + address.dropFirst(end + 1)
    }

    /// The rows of a table with their inode, from the column `column`; rows without an inode are skipped.
    private static func rows(
        _ pid: Int32, _ table: ByteString, inode column: Int
    ) -> [(inode: UInt64, fields: [ByteString])] {
        Proc.rows(Proc.path(pid, "net/" + table)).compactMap { fields in
            guard fields.count > column, let inode = fields[column].unsignedDecimalValue, inode > 0 else { return nil }
            return (UInt64(inode), fields)
        }
    }

    /// `Num RefCount Protocol Flags Type St Inode Path`.
    private static func unixFact(_ fields: [ByteString]) -> SocketSnapshot {
        let type: ByteString =
            switch fields[4] {
            case "0001": "stream"
            case "0002": "dgram"
            case "0005": "seqpacket"
            default: ""
            }
        // __SO_ACCEPTCON
        let listens = (Proc.hexadecimal(fields[3]) ?? 0) & 0x10000 != 0
        let state: ByteString =
            switch fields[5] {
            case "01": listens ? "listen" : "unconnected"
            case "02": "connecting"
            case "03": "established"
            case "04": "disconnecting"
            default: ""
            }
        return SocketSnapshot(family: .unix, type: type, local: fields.count > 7 ? fields[7] : "", state: state)
    }

    /// `sl local_address rem_address st ...`.
    private static func internetFact(
        _ fields: [ByteString], _ family: SocketSnapshot.Family, _ type: ByteString
    ) -> SocketSnapshot {
        let states: [ByteString] = [
            "established", "syn-sent", "syn-received", "fin-wait-1", "fin-wait-2", "time-wait", "closed", "close-wait",
            "last-ack", "listen", "closing",
        ]
        let number = Int(Proc.hexadecimal(fields[3]) ?? 0)
        var state: ByteString = number >= 1 && number <= states.count ? states[number - 1] : ""
        // Connectionless sockets without a peer have the number of closed.
        if type != "tcp" { state = number == 1 ? "established" : "unconnected" }
        return SocketSnapshot(
            family: family, type: type, local: address(fields[1]), remote: address(fields[2]), state: state)
    }

    /// `0100007F:1F90` as `127.0.0.1:8080`: words in the machine's byte order, each of four bytes.
    static func address(_ text: ByteString) -> ByteString {
        let parts = text.split(on: 0x3A)
        guard parts.count == 2, let port = Proc.hexadecimal(parts[1]), parts[0].count % 8 == 0 else { return text }
        var bytes: [UInt8] = []
        for start in stride(from: 0, to: parts[0].count, by: 8) {
            guard let word = Proc.hexadecimal(parts[0][start..<(start + 8)]) else { return text }
            bytes += ([0, 8, 16, 24] as [UInt64]).map { UInt8(truncatingIfNeeded: word >> $0) }
        }
        let host = bytes.count == 4 ? dotted(bytes) : colons(bytes)
        return host + ":" + ByteString(decimal: Int64(port))
    }

    private static func joined(_ parts: some Sequence<ByteString>, with separator: ByteString) -> ByteString {
        parts.reduce(ByteString()) { $0.isEmpty ? $1 : $0 + separator + $1 }
    }

    private static func dotted(_ bytes: [UInt8]) -> ByteString {
        joined(bytes.map { ByteString(decimal: $0) }, with: ".")
    }

    /// An IPv6 address in brackets, the longest run of zero groups as `::`.
    private static func colons(_ bytes: [UInt8]) -> ByteString {
        let groups = stride(from: 0, to: bytes.count - 1, by: 2).map { UInt64(bytes[$0]) << 8 | UInt64(bytes[$0 + 1]) }
        var zeros = 0..<0
        for start in groups.indices {
            let end = groups[start...].firstIndex { $0 != 0 } ?? groups.count
            if end - start > max(zeros.count, 1) { zeros = start..<end }
        }
        let digits = groups.map { ByteString($0, radix: 16) }
        let first = joined(digits[..<zeros.lowerBound], with: ":")
        let last = joined(digits[zeros.upperBound...], with: ":")
        return "[" + first + (zeros.isEmpty ? "" : "::") + last + "]"
    }
}
