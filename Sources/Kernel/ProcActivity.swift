// The activity of a process: the system call it waits in, and fields of /proc/PID/status.

import Bytes

/// The system call that a process is in.
public enum SystemCallFact: Hashable, Sendable {
    case running
    /// Waiting, but not in a system call (a page fault, a stop).
    case blocked
    /// The number on this architecture, and the six arguments.
    case call(number: Int, arguments: [UInt64])
}

extension Proc {
    /// The system call of a process; nil without the permission to trace it.
    public static func systemCall(of pid: Int32) -> SystemCallFact? {
        guard let text = try? contents(path(pid, "syscall")) else { return nil }
        return parseSystemCall(ByteString(text))
    }

    /// `running`, `-1 SP PC` or `NUMBER A B C D E F SP PC`, all but the number hexadecimal.
    static func parseSystemCall(_ text: ByteString) -> SystemCallFact? {
        let line = text.split(on: 0x0A)[0]
        if line == "running" { return .running }
        let fields = line.split(on: 0x20)
        guard let number = fields[0].decimalValue else { return nil }
        guard number >= 0 else { return .blocked }
        guard fields.count >= 7 else { return nil }
        var arguments: [UInt64] = []
        for field in fields[1...6] {
            guard let value = hexadecimal(field) else { return nil }
            arguments.append(value)
        }
        return .call(number: number, arguments: arguments)
    }

    static func hexadecimal(_ text: ByteString) -> UInt64? {
        let digits = text.hasPrefix("0x") ? text.dropFirst(2) : text
        guard !digits.isEmpty, digits.count <= 16 else { return nil }
        var value: UInt64 = 0
        for byte in digits {
            guard let digit = byte.digitValue, digit < 16 else { return nil }
            value = value << 4 | UInt64(digit)
        }
        return value
    }

    /// The text behind `KEY:` in a file of such lines, without blanks around it.
    static func field(_ key: ByteString, in text: ByteString) -> ByteString? {
        var start = 0
        while start < text.count {
            let end = text.firstIndex(of: 0x0A, from: start) ?? text.count
            var colon = start + key.count
            if colon < end, text[colon] == 0x3A, text[start..<colon] == key {
                colon += 1
                while colon < end, text[colon] == 0x20 || text[colon] == 0x09 { colon += 1 }
                return text[colon..<end]
            }
            start = end + 1
        }
        return nil
    }

    static func value(of key: ByteString, in text: ByteString) -> UInt64? {
        field(key, in: text)?.unsignedDecimalValue.map(UInt64.init)
    }
}
