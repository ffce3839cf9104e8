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
        let (name, numbers, texts) = detail.fields
        var bytes: [UInt8] = []
        bytes.append(ByteString(decimal: time) + " " + ByteString(decimal: pid) + " ")
        bytes.append(Self.context(ppid: ppid, job: job, stage: stage, line: line) + " " + name)
        for number in numbers { bytes.append(" " + ByteString(decimal: number)) }
        for text in texts {
            bytes.append(0x20)
            Self.append(text, to: &bytes, end: Self.maximumLength)
        }
        bytes.append(0x0A)
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
        append(name, to: &bytes, end: maximumLength &- 256)
        return ByteString(bytes)
    }

    /// Appends a name so that the line has no more than `end` bytes with its newline.
    private static func append(_ name: ByteString, to bytes: inout [UInt8], end: Int) {
        guard !name.isEmpty else { return bytes.append("\\-") }
        for byte in name {
            // Room for one more byte, the dots of two names and the newline.
            guard bytes.count < end &- 16 else { return bytes.append("\\...") }
            if byte > 0x20, byte < 0x7F, byte != 0x5C {
                bytes.append(byte)
            } else {
                bytes.append(0x5C)
                for digit in [byte &>> 4, byte & 15] { bytes.append(digit < 10 ? 0x30 &+ digit : 0x37 &+ digit) }
            }
        }
    }
}

extension Event.Detail {
    /// The name of the event in every form of the log.
    public var name: ByteString { fields.name }

    /// What stands in the line: the name of the event, numbers, and names from outside.
    fileprivate var fields: (name: ByteString, numbers: [Int32], names: [ByteString]) {
        switch self {
        case .plan(let stages, let text): ("plan", [stages], [text])
        case .pipe(let read, let write, let object): ("pipe", [read, write], [object])
        case .fork(let child): ("fork", [child], [])
        case .setProcessGroup(let pid, let pgid): ("setpgid", [pid, pgid], [])
        case .duplicate(let from, let to, let object): ("dup2", [from, to], [object])
        case .inherit(let fd, let object): ("inherit", [fd], [object])
        case .duplicateAbove(let from, let to, let object): ("dup", [from, to], [object])
        case .close(let fd, let object): ("close", [fd], [object])
        case .open(let fd, let mode, let error, let path): ("open", [fd, mode.rawValue], [error, path])
        case .exec(let path): ("exec", [], [path])
        case .execFailed(let error, let path): ("exec-fail", [], [error, path])
        case .stop(let pid, let signal): ("stop", [pid, signal], [])
        case .resume(let pid): ("continue", [pid], [])
        case .exit(let pid, let status): ("exit", [pid, status], [])
        case .reap(let pid, let status): ("reap", [pid, status], [])
        case .signal(let number, let pid): ("signal", [number, pid], [])
        }
    }

    fileprivate init(_ fields: inout FieldReader) throws(FieldReader.Damage) {
        switch try fields.next() {
        case "plan": self = .plan(stages: try fields.number(), text: try fields.name())
        case "pipe": self = .pipe(read: try fields.number(), write: try fields.number(), object: try fields.name())
        case "fork": self = .fork(child: try fields.number())
        case "setpgid": self = .setProcessGroup(pid: try fields.number(), pgid: try fields.number())
        case "dup2": self = .duplicate(from: try fields.number(), to: try fields.number(), object: try fields.name())
        case "inherit": self = .inherit(fd: try fields.number(), object: try fields.name())
        case "dup":
            self = .duplicateAbove(from: try fields.number(), to: try fields.number(), object: try fields.name())
        case "close": self = .close(fd: try fields.number(), object: try fields.name())
        case "open":
            self = .open(
                fd: try fields.number(), mode: try fields.mode(), error: try fields.name(), path: try fields.name())
        case "exec": self = .exec(path: try fields.name())
        case "exec-fail": self = .execFailed(error: try fields.name(), path: try fields.name())
        case "stop": self = .stop(pid: try fields.number(), signal: try fields.number())
        case "continue": self = .resume(pid: try fields.number())
        case "exit": self = .exit(pid: try fields.number(), rawStatus: try fields.number())
        case "reap": self = .reap(pid: try fields.number(), rawStatus: try fields.number())
        case "signal": self = .signal(number: try fields.number(), pid: try fields.number())
        default: throw FieldReader.Damage()
        }
    }
}

// Reading.
extension Event {
    /// The event of a line, with or without its newline; nil where it is none.
    public init?(line bytes: ByteString) {
        var fields = FieldReader(line: bytes.last == 0x0A ? bytes.prefix(bytes.count &- 1) : bytes)
        do throws(FieldReader.Damage) {
            guard let time = try fields.next().decimalValue else { return nil }
            self.init(
                time: Int64(time), pid: try fields.number(), ppid: try fields.number(), job: try fields.number(),
                stage: try fields.number(), line: try fields.number(), detail: try Detail(&fields))
        } catch {
            return nil
        }
        guard fields.isAtEnd else { return nil }
    }

    /// All events of a log in the order of their times, and how many lines were none.
    public static func decode(_ log: ByteString) -> (events: [Event], damaged: Int) {
        let lines = log.split(on: 0x0A).filter { !$0.isEmpty }
        let events = lines.compactMap { Event(line: $0) }
        // Each process writes in its own order; where two times are equal, that order stays.
        let order = events.indices.sorted {
            events[$0].time != events[$1].time ? events[$0].time < events[$1].time : $0 < $1
        }
        return (order.map { events[$0] }, lines.count &- events.count)
    }
}

/// Reads the fields of a line one after the other.
struct FieldReader {
    /// A field is missing, or none of its kind.
    struct Damage: Error {}

    private let fields: [ByteString]
    private var index = 0

    init(line: ByteString) {
        fields = line.split(on: 0x20)
    }

    var isAtEnd: Bool { index == fields.count }

    mutating func next() throws(Damage) -> ByteString {
        guard index < fields.count else { throw Damage() }
        defer { index &+= 1 }
        return fields[index]
    }

    mutating func number() throws(Damage) -> Int32 {
        guard let value = try next().decimalValue, let number = Int32(exactly: value) else { throw Damage() }
        return number
    }

    mutating func mode() throws(Damage) -> OpenMode {
        guard let mode = OpenMode(rawValue: try number()) else { throw Damage() }
        return mode
    }

    /// A name, with its escapes replaced.
    mutating func name() throws(Damage) -> ByteString {
        let field = try next()
        guard !field.isEmpty else { throw Damage() }
        if field == "\\-" { return "" }
        var result: [UInt8] = []
        var index = 0
        while index < field.count {
            guard field[index] == 0x5C else {
                result.append(field[index])
                index &+= 1
                continue
            }
            if field.dropFirst(index) == "\\..." {
                result.append("...")
                break
            }
            guard index &+ 2 < field.count, let high = field[index &+ 1].digitValue, high < 16,
                let low = field[index &+ 2].digitValue, low < 16
            else { throw Damage() }
            result.append(high &<< 4 | low)
            index &+= 3
        }
        return ByteString(result)
    }
}
