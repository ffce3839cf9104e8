// What the shell knows of a job that it started, for the views that join it with what is seen.
//
// The shell fills it from its job table and from the plans that it executed. A process that the shell did not start is
// a job of one member without a number.

public import Bytes

public struct JobRecord: Sendable, Hashable {
    /// One process of the job: a stage, or the only one.
    public struct Member: Sendable, Hashable {
        public var pid: Int32
        /// From 1.
        public var stage: Int
        /// The command, on one line.
        public var text: ByteString
        /// What the command was meant to get; nil where it is not known who wired it.
        public var meant: IntendedTable?
        /// The process of the job that has started this one: the stages of a copy of the shell; nil for the job's own.
        public var parent: Int32?
        /// It was waited for: its pid may be another process's by now.
        public var hasEnded: Bool

        public init(
            pid: Int32, stage: Int, text: ByteString, meant: IntendedTable? = nil, parent: Int32? = nil,
            hasEnded: Bool = false
        ) {
            self.pid = pid
            self.stage = stage
            self.text = text
            self.meant = meant
            self.parent = parent
            self.hasEnded = hasEnded
        }

        /// The text is that of a compound command.
        public var isGroup: Bool {
            let word = text.firstIndex(of: 0x20).map { text.prefix($0) } ?? text
            switch word {
            case "{", "for", "while", "until", "if", "case", "[[", "coproc": return true
            default: return text.first == 0x28
            }
        }
    }

    /// The number after `%`; nil for what is no job of this shell.
    public var number: Int32?
    public var pgid: Int32
    /// The pipeline, on one line.
    public var text: ByteString
    public var isBackground: Bool
    /// By stage.
    public var members: [Member]

    public init(
        number: Int32?, pgid: Int32, text: ByteString, isBackground: Bool = false, members: [Member]
    ) {
        self.number = number
        self.pgid = pgid
        self.text = text
        self.isBackground = isBackground
        self.members = members
    }

    /// The processes to look at.
    public var pids: [Int32] {
        members.filter { !$0.hasEnded }.map(\.pid)
    }

    /// A process that was asked for by its pid, or the shell itself.
    public init(_ process: ProcessSnapshot, meant: IntendedTable? = nil) {
        let text = process.commandText
        self.init(
            number: nil, pgid: process.pgid, text: text,
            members: [Member(pid: process.pid, stage: 1, text: text, meant: meant)])
    }
}

extension Snapshot {
    /// What was seen of a member; nil where it has ended: another process may have its pid now.
    public func process(of member: JobRecord.Member) -> ProcessSnapshot? {
        member.hasEnded ? nil : process(member.pid)
    }
}

extension ProcessSnapshot {
    /// The arguments with blanks between them, or the name in brackets where there are none.
    public var commandText: ByteString {
        guard !arguments.isEmpty else { return ByteString("[") + name + "]" }
        var text: [UInt8] = []
        for (index, argument) in arguments.enumerated() {
            if index > 0 { text.append(0x20) }
            text.append(argument)
        }
        return ByteString(text)
    }
}
