// What /proc/PID/net tells of a socket by its inode: its family, addresses and state.
//
// The tables are those of the process's own network namespace. They are read anew for each question, which is asked rarely.

import Bytes
import Wiring

enum SocketTable {
    /// What is known of a socket; where no table has it, only that it is a socket.
    static func fact(ofInode inode: UInt64, seenBy pid: Int32) -> SocketFact {
        let wanted = ByteString(decimal: Int64(truncatingIfNeeded: inode))
        if let fields = row(Proc.path(pid, "net/unix"), inode: wanted, column: 6) { return unixFact(fields) }
        for (table, family, type) in internetTables {
            if let fields = row(Proc.path(pid, "net/" + table), inode: wanted, column: 9) {
                return internetFact(fields, family, type)
            }
        }
        if row(Proc.path(pid, "net/netlink"), inode: wanted, column: 9) != nil { return SocketFact(family: .netlink) }
        if row(Proc.path(pid, "net/packet"), inode: wanted, column: 8) != nil { return SocketFact(family: .packet) }
        return SocketFact(family: .other)
    }

    private static let internetTables: [(ByteString, SocketFact.Family, ByteString)] = [
        ("tcp", .internet4, "tcp"), ("tcp6", .internet6, "tcp"), ("udp", .internet4, "udp"),
        ("udp6", .internet6, "udp"), ("raw", .internet4, "raw"), ("raw6", .internet6, "raw"),
    ]

    /// The fields of the row whose column is the inode.
    private static func row(_ path: ByteString, inode: ByteString, column: Int) -> [ByteString]? {
        guard let text = try? Proc.contents(path) else { return nil }
        for line in ByteString(text).split(on: 0x0A) {
            let fields = line.split(on: 0x20).filter { !$0.isEmpty }
            if fields.count > column, fields[column] == inode { return fields }
        }
        return nil
    }

    /// `Num RefCount Protocol Flags Type St Inode Path`.
    private static func unixFact(_ fields: [ByteString]) -> SocketFact {
        let type: ByteString =
            switch fields[4] {
            case "0001": "stream"
            case "0002": "dgram"
            case "0005": "seqpacket"
            default: ""
            }
        // The flag of a socket that accepts connections.
        let listens = (Proc.hexadecimal(fields[3]) ?? 0) & 0x10000 != 0
        let state: ByteString =
            switch fields[5] {
            case "01": listens ? "listen" : "unconnected"
            case "02": "connecting"
            case "03": "established"
            case "04": "disconnecting"
            default: ""
            }
        return SocketFact(family: .unix, type: type, local: fields.count > 7 ? fields[7] : "", state: state)
    }

    /// `sl local_address rem_address st ...`.
    private static func internetFact(
        _ fields: [ByteString], _ family: SocketFact.Family, _ type: ByteString
    ) -> SocketFact {
        let states: [ByteString] = [
            "established", "syn-sent", "syn-received", "fin-wait-1", "fin-wait-2", "time-wait", "closed", "close-wait",
            "last-ack", "listen", "closing",
        ]
        let number = Int(Proc.hexadecimal(fields[3]) ?? 0)
        var state: ByteString = number >= 1 && number <= states.count ? states[number - 1] : ""
        // Sockets without connections use the number for closed where they have no peer.
        if type != "tcp" { state = number == 1 ? "established" : "unconnected" }
        return SocketFact(
            family: family, type: type, local: address(fields[1]), remote: address(fields[2]), state: state)
    }

    /// `0100007F:1F90` as `127.0.0.1:8080`: words in the machine's byte order, each of four bytes.
    static func address(_ text: ByteString) -> ByteString {
        let parts = text.split(on: 0x3A)
        guard parts.count == 2, let port = Proc.hexadecimal(parts[1]), parts[0].count % 8 == 0 else { return text }
        var bytes: [UInt8] = []
        for start in stride(from: 0, to: parts[0].count, by: 8) {
            guard let word = Proc.hexadecimal(parts[0][start..<(start + 8)]) else { return text }
            // The kernel prints the number that the four bytes are in memory.
            for shift in [0, 8, 16, 24] as [UInt64] {
                bytes.append(UInt8(truncatingIfNeeded: UInt64(UInt32(truncatingIfNeeded: word).littleEndian) >> shift))
            }
        }
        let host = bytes.count == 4 ? dotted(bytes) : colons(bytes)
        return host + ":" + ByteString(decimal: Int64(port))
    }

    private static func dotted(_ bytes: [UInt8]) -> ByteString {
        var result = ByteString()
        for (index, byte) in bytes.enumerated() {
            if index > 0 { result.append(0x2E) }
            result += ByteString(decimal: Int64(byte))
        }
        return result
    }

    /// An IPv6 address in brackets, the longest run of zero groups as `::`.
    private static func colons(_ bytes: [UInt8]) -> ByteString {
        let groups = stride(from: 0, to: bytes.count - 1, by: 2).map { UInt64(bytes[$0]) << 8 | UInt64(bytes[$0 + 1]) }
        var longest = 0..<0
        var start = 0
        while start < groups.count {
            var end = start
            while end < groups.count, groups[end] == 0 { end += 1 }
            if end - start > max(longest.count, 1) { longest = start..<end }
            start = max(end, start + 1)
        }
        var result: ByteString = "["
        var index = 0
        while index < groups.count {
            if index == longest.lowerBound, !longest.isEmpty {
                result += "::"
                index = longest.upperBound
                continue
            }
            if index > 0, index != longest.upperBound || longest.isEmpty { result.append(0x3A) }
            result += ByteString(groups[index], radix: 16)
            index += 1
        }
        return result + "]"
    }
}
