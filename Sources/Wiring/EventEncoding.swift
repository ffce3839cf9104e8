// The line of an event: fields with one blank between them, and a newline at the end.
//
//     TIME PID PPID JOB STAGE LINE NAME FIELD...
//
// Numbers are decimal. Names from outside come last, with blanks, controls, backslashes and all bytes above 0x7E as
// \HH, and `\-` where they are empty; one that does not fit into PIPE_BUF is cut, with `\...` at its end. A line
// decodes to the event that it was made of; of one that was cut, the name keeps the dots.

public import Bytes

extension Event {
    /// The most bytes that one write(2) to a pipe keeps together on Linux.
    public static let maximumLength = 4096

    /// The line, with its newline.
    public var encoded: [UInt8] {
        var bytes: [UInt8] = []
        bytes.append(ByteString(decimal: time))
        bytes.append(0x20)
        bytes.append(ByteString(decimal: pid))
        bytes.append(contentsOf: encodedTail)
        return bytes
    }

    /// The fields PPID JOB STAGE LINE, for a child that writes its events itself.
    public static func context(ppid: Int32, job: Int32, stage: Int32, line: Int32) -> ByteString {
        var context = ByteString(decimal: ppid)
        for number in [job, stage, line] { context += " " + ByteString(decimal: number) }
        return context
    }

    /// A name as it stands in a line, for a child that writes its events itself.
    public static func encodedName(_ name: ByteString) -> ByteString {
        var bytes: [UInt8] = []
        // Of 4096 bytes 256 are enough for the fields in front.
        append(name, to: &bytes, room: maximumLength &- 256)
        return ByteString(bytes)
    }

    /// What follows TIME PID, with the blank before it and the newline: a child between fork and exec puts these two in
    /// front of bytes that were made before it was started.
    public var encodedTail: [UInt8] {
        var bytes: [UInt8] = []
        for number in [ppid, job, stage, line] {
            bytes.append(0x20)
            bytes.append(ByteString(decimal: number))
        }
        bytes.append(0x20)
        bytes.append(detail.name)
        let (numbers, names) = detail.fields
        for number in numbers {
            bytes.append(0x20)
            bytes.append(ByteString(decimal: number))
        }
        for name in names {
            bytes.append(0x20)
            // 33 bytes for the time, the pid and the newline at their longest.
            let room = Self.maximumLength &- 33 &- bytes.count
            Self.append(name, to: &bytes, room: room)
        }
        bytes.append(0x0A)
        return bytes
    }

    private static func append(_ name: ByteString, to bytes: inout [UInt8], room: Int) {
        guard !name.isEmpty else {
            bytes.append("\\-")
            return
        }
        let end = bytes.count &+ room &- 8
        for byte in name {
            guard bytes.count < end else {
                bytes.append("\\...")
                return
            }
            if byte > 0x20, byte < 0x7F, byte != 0x5C {
                bytes.append(byte)
            } else {
                bytes.append(0x5C)
                bytes.append(hexadecimal(byte &>> 4))
                bytes.append(hexadecimal(byte & 15))
            }
        }
    }

    private static func hexadecimal(_ digit: UInt8) -> UInt8 {
        digit < 10 ? 0x30 &+ digit : 0x37 &+ digit
    }
}

extension Event.Detail {
    /// The fields after the name of the event: numbers first.
    fileprivate var fields: (numbers: [Int32], names: [ByteString]) {
        switch self {
        case .plan(let stages, let text): ([stages], [text])
        case .pipe(let read, let write, let object): ([read, write], [object])
        case .fork(let child): ([child], [])
        case .setProcessGroup(let pid, let pgid): ([pid, pgid], [])
        case .duplicate(let from, let to, let object), .duplicateAbove(let from, let to, let object):
            ([from, to], [object])
        case .close(let fd, let object), .inherit(let fd, let object): ([fd], [object])
        case .open(let fd, let mode, let error, let path): ([fd, mode.number], [error, path])
        case .exec(let path): ([], [path])
        case .execFailed(let error, let path): ([], [error, path])
        case .stop(let pid, let signal): ([pid, signal], [])
        case .resume(let pid): ([pid], [])
        case .exit(let pid, let status), .reap(let pid, let status): ([pid, status], [])
        case .signal(let number, let pid): ([number, pid], [])
        }
    }
}

extension OpenMode {
    fileprivate var number: Int32 {
        switch self {
        case .read: 0
        case .write: 1
        case .writeNew: 2
        case .append: 3
        case .readWrite: 4
        }
    }

    fileprivate init?(number: Int32) {
        guard let mode = Self.allCases.first(where: { $0.number == number }) else { return nil }
        self = mode
    }
}

// Reading.
extension Event {
    /// The event of a line, with or without its newline; nil where it is none.
    public init?(line bytes: ByteString) {
        let whole = bytes.last == 0x0A ? bytes.prefix(bytes.count &- 1) : bytes
        var fields = FieldReader(whole.split(on: 0x20))
        guard let time = fields.next()?.decimalValue, let pid = fields.number(), let ppid = fields.number(),
            let job = fields.number(), let stage = fields.number(), let line = fields.number(),
            let name = fields.next(), let detail = Detail(name, &fields), fields.isAtEnd
        else { return nil }
        self.init(time: Int64(time), pid: pid, ppid: ppid, job: job, stage: stage, line: line, detail: detail)
    }

    /// All events of a log in the order of their times, and how many lines were none.
    public static func decode(_ log: ByteString) -> (events: [Event], damaged: Int) {
        var events: [Event] = []
        var damaged = 0
        for line in log.split(on: 0x0A) where !line.isEmpty {
            if let event = Event(line: line) {
                events.append(event)
            } else {
                damaged &+= 1
            }
        }
        // Each process writes in its own order; where two times are equal, that order stays.
        let order = events.indices.sorted {
            events[$0].time != events[$1].time ? events[$0].time < events[$1].time : $0 < $1
        }
        return (order.map { events[$0] }, damaged)
    }
}

extension Event.Detail {
    fileprivate init?(_ name: ByteString, _ fields: inout FieldReader) {
        switch name {
        case "plan":
            guard let stages = fields.number(), let text = fields.name() else { return nil }
            self = .plan(stages: stages, text: text)
        case "pipe":
            guard let read = fields.number(), let write = fields.number(), let object = fields.name() else {
                return nil
            }
            self = .pipe(read: read, write: write, object: object)
        case "dup2":
            guard let from = fields.number(), let to = fields.number(), let object = fields.name() else { return nil }
            self = .duplicate(from: from, to: to, object: object)
        case "dup":
            guard let from = fields.number(), let to = fields.number(), let object = fields.name() else { return nil }
            self = .duplicateAbove(from: from, to: to, object: object)
        case "close", "inherit":
            guard let fd = fields.number(), let object = fields.name() else { return nil }
            self = name == "close" ? .close(fd: fd, object: object) : .inherit(fd: fd, object: object)
        case "open":
            guard let fd = fields.number(), let mode = fields.number().flatMap(OpenMode.init(number:)),
                let error = fields.name(), let path = fields.name()
            else { return nil }
            self = .open(fd: fd, mode: mode, error: error, path: path)
        case "exec":
            guard let path = fields.name() else { return nil }
            self = .exec(path: path)
        case "exec-fail":
            guard let error = fields.name(), let path = fields.name() else { return nil }
            self = .execFailed(error: error, path: path)
        case "fork":
            guard let child = fields.number() else { return nil }
            self = .fork(child: child)
        case "continue":
            guard let pid = fields.number() else { return nil }
            self = .resume(pid: pid)
        case "setpgid", "stop", "exit", "reap", "signal":
            guard let first = fields.number(), let second = fields.number() else { return nil }
            self.init(name, first, second)
        default: return nil
        }
    }

    /// The events of two numbers.
    private init(_ name: ByteString, _ first: Int32, _ second: Int32) {
        switch name {
        case "setpgid": self = .setProcessGroup(pid: first, pgid: second)
        case "stop": self = .stop(pid: first, signal: second)
        case "exit": self = .exit(pid: first, rawStatus: second)
        case "reap": self = .reap(pid: first, rawStatus: second)
        default: self = .signal(number: first, pid: second)
        }
    }
}

struct FieldReader {
    private let fields: [ByteString]
    private var index = 0

    init(_ fields: [ByteString]) {
        self.fields = fields
    }

    var isAtEnd: Bool { index == fields.count }

    mutating func next() -> ByteString? {
        guard index < fields.count else { return nil }
        defer { index &+= 1 }
        return fields[index]
    }

    mutating func number() -> Int32? {
        next()?.decimalValue.flatMap(Int32.init(exactly:))
    }

    /// A name with its escapes replaced; nil where one is none.
    mutating func name() -> ByteString? {
        guard let field = next(), !field.isEmpty else { return nil }
        if field == "\\-" { return "" }
        guard field.contains(0x5C) else { return field }
        let source = field.array
        var result: [UInt8] = []
        var index = 0
        while index < source.count {
            guard source[index] == 0x5C else {
                result.append(source[index])
                index &+= 1
                continue
            }
            if source[index...].elementsEqual([0x5C, 0x2E, 0x2E, 0x2E]) {
                result.append("...")
                break
            }
            guard index &+ 2 < source.count, let high = Self.digit(source[index &+ 1]),
                let low = Self.digit(source[index &+ 2])
            else { return nil }
            result.append(high &<< 4 | low)
            index &+= 3
        }
        return ByteString(result)
    }

    private static func digit(_ byte: UInt8) -> UInt8? {
        switch byte {
        case 0x30...0x39: byte &- 0x30
        case 0x41...0x46: byte &- 0x37
        default: nil
        }
    }
}
