// The files of /proc as fields, and the system call that a process waits in.

import Bytes

/// The system call that a process is in.
public enum SystemCallState: Hashable, Sendable {
    case running
    /// Waiting, but not in a system call (a page fault, a stop).
    case blocked
    /// The number on this architecture, and the six arguments.
    case call(number: Int, arguments: [UInt64])
}

extension Proc {
    /// The system call of a process; nil without the permission to trace it.
    public static func systemCall(of pid: Int32) -> SystemCallState? {
        parseSystemCall(fields(path(pid, "syscall")))
    }

    /// `running`, `-1 SP PC` or `NUMBER A B C D E F SP PC`, all but the number hexadecimal.
    static func parseSystemCall(_ fields: [ByteString]) -> SystemCallState? {
        if fields == ["running"] { return .running }
        guard let number = fields.first?.decimalValue else { return nil }
        guard number >= 0 else { return .blocked }
        let arguments = fields.dropFirst().prefix(6).compactMap(hexadecimal)
        return arguments.count == 6 ? .call(number: number, arguments: arguments) : nil
    }

    /// The fields of each line of a file, which blanks separate; empty where the file cannot be read.
    static func rows(_ path: ByteString) -> [[ByteString]] {
        guard let text = try? contents(path) else { return [] }
        return text.split(on: 0x0A).map { line in line.split(on: 0x20).filter { !$0.isEmpty } }
    }

    /// The fields of the first line of a file that the kernel makes as one record; empty where it cannot be read.
    static func fields(_ path: ByteString) -> [ByteString] {
        guard let text = try? record(path) else { return [] }
        let line = text.firstIndex(of: 0x0A).map { text.prefix($0) } ?? text
        return line.split(on: 0x20).filter { !$0.isEmpty }
    }

    /// The text behind `KEY:` in a file of such lines, without blanks around it.
    static func field(_ key: ByteString, in text: ByteString) -> ByteString? {
        let wanted = key + ":"
        var start = 0
        while start < text.count {
            let end = text.firstIndex(of: 0x0A, from: start) ?? text.count
            let valueStart = start &+ wanted.count
            if valueStart <= end, text[start] == wanted[0], text[start..<valueStart] == wanted {
                let value = text[valueStart..<end]
                return value.dropFirst(value.firstIndex { $0 != 0x20 && $0 != 0x09 } ?? value.count)
            }
            start = end &+ 1
        }
        return nil
    }

    static func value(of key: ByteString, in text: ByteString) -> UInt64? {
        field(key, in: text)?.unsignedDecimalValue.map(UInt64.init)
    }

    static func number(_ text: ByteString) -> Int32? {
        text.unsignedDecimalValue.flatMap(Int32.init(exactly:))
    }

    static func hexadecimal(_ text: ByteString) -> UInt64? {
        integer(text.hasPrefix("0x") ? text.dropFirst(2) : text, radix: 16)
    }

    static func integer(_ digits: ByteString, radix: UInt64) -> UInt64? {
        guard !digits.isEmpty, digits.count <= 16 else { return nil }
        var value: UInt64 = 0
        for byte in digits {
            guard let digit = byte.digitValue, digit < radix else { return nil }
            value = value &* radix &+ UInt64(digit)
        }
        return value
    }
}
