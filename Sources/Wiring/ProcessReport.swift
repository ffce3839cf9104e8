// ProcessReport: what a copy of the shell tells of a process that it has started, and of itself.
//
// A line for each: PID STAGE COPY TEXT, and for each row of the table that the shell has touched six fields more. Names
// are encoded as in the log of events. The last line of a process counts.

public import Bytes

public struct ProcessReport: Hashable, Sendable {
    /// 0: the copy of the shell itself, of which only `own` is told.
    public let pid: Int32
    /// From 1.
    public let stage: Int32
    /// The process is a copy of the shell, too.
    public let isCopy: Bool
    /// The command, on one line.
    public let text: ByteString
    /// What the shell had done to its own descriptors, and what was done for the process.
    public let start: [DescriptorChanges.Row]
    public let own: [DescriptorChanges.Row]

    /// What a copy of the shell tells of itself.
    public init(own: [DescriptorChanges.Row]) {
        self.init(pid: 0, stage: 0, isCopy: true, text: "", start: [], own: own)
    }

    public init(
        pid: Int32, stage: Int32, isCopy: Bool, text: ByteString, start: [DescriptorChanges.Row],
        own: [DescriptorChanges.Row]
    ) {
        self.pid = pid
        self.stage = stage
        self.isCopy = isCopy
        self.text = text
        self.start = start
        self.own = own
    }
}

// Encoding.
extension ProcessReport {
    public var encoded: ByteString {
        var line = ByteString(decimal: pid)
        for number in [stage, isCopy ? 1 : 0] { line += " " + ByteString(decimal: number) }
        line += " " + Event.encodedName(text)
        for row in start { line += Self.encode(row, isOwn: false) }
        for row in own { line += Self.encode(row, isOwn: true) }
        return line + "\n"
    }

    private static func encode(_ row: DescriptorChanges.Row, isOwn: Bool) -> ByteString {
        let (kind, number, name): (Int32, Int32, ByteString) =
            switch row.entry {
            case nil: (0, 0, "")
            case .inherited(let fd, _)?: (1, fd, "")
            case .opened(let path, let isDeferred, let mode, _)?: (isDeferred ? 3 : 2, mode.rawValue, path)
            case .pipe(let end)?, .outer(let end, _)?:
                (4, (end.edge &* 8 &+ Int32(end.use.rawValue)) &* 2 &+ Int32(end.side.rawValue), "")
            case .document?: (5, 0, "")
            case .unknown(let source)?: (6, 0, source)
            }
        var fields = ByteString()
        for field in [row.fd, isOwn ? 1 : 0, kind, row.copiedFrom, number] {
            fields += " " + ByteString(decimal: field)
        }
        return fields + " " + Event.encodedName(name)
    }
}

// Decoding.
extension ProcessReport {
    /// The last report of each process, by its number.
    public static func decode(_ text: ByteString) -> [Int32: ProcessReport] {
        var reports: [Int32: ProcessReport] = [:]
        for line in text.split(on: 0x0A) {
            if let report = try? ProcessReport(line: line) { reports[report.pid] = report }
        }
        return reports
    }

    private init(line: ByteString) throws(FieldReader.Damage) {
        var fields = FieldReader(line: line)
        pid = try fields.number()
        stage = try fields.number()
        isCopy = try fields.number() == 1
        text = try fields.name()
        var start: [DescriptorChanges.Row] = []
        var own: [DescriptorChanges.Row] = []
        while !fields.isAtEnd {
            let fd = try fields.number()
            let isOwn = try fields.number() == 1
            let kind = try fields.number()
            let copied = try fields.number()
            let entry = try Self.entry(kind, try fields.number(), try fields.name())
            let row = DescriptorChanges.Row(fd: fd, entry: entry, copiedFrom: copied, wasInherited: true)
            if isOwn { own.append(row) } else { start.append(row) }
        }
        self.start = start
        self.own = own
    }

    /// nil where the descriptor is closed.
    private static func entry(
        _ kind: Int32, _ number: Int32, _ name: ByteString
    ) throws(FieldReader.Damage) -> DescriptorTable.Entry? {
        switch kind {
        case 0: return nil
        case 1: return .inherited(number, name: "")
        case 2, 3:
            guard let mode = OpenMode(rawValue: number) else { throw FieldReader.Damage() }
            return .opened(path: name, deferred: kind == 3, mode: mode, serial: 0)
        case 4:
            let use = EdgeEnd.Use(rawValue: UInt8(truncatingIfNeeded: number / 2 & 7)) ?? .pipeline
            return .pipe(EdgeEnd(edge: number / 16, side: number & 1 == 0 ? .read : .write, use: use))
        case 5: return .document(serial: 0)
        case 6: return .unknown(name)
        default: throw FieldReader.Damage()
        }
    }
}
