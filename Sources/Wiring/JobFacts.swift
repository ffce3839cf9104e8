// JobFacts: what the shell knows of a job that it started, for the views that join it with what is seen.
//
// The shell fills it from its job table and from the plans that it executed. A process that the shell did not start is
// a job of one member without a number.

public import Bytes

public struct JobFacts: Sendable, Hashable {
    /// One process of the job: a stage, or the only one.
    public struct Member: Sendable, Hashable {
        public var pid: Int32
        /// From 1.
        public var stage: Int
        /// The command, on one line.
        public var text: ByteString
        /// The table that the command was meant to get; nil where the shell did not wire it.
        public var table: DescriptorTable?
        /// It was waited for: its pid may be another process's by now.
        public var hasEnded: Bool

        public init(
            pid: Int32, stage: Int, text: ByteString, table: DescriptorTable? = nil, hasEnded: Bool = false
        ) {
            self.pid = pid
            self.stage = stage
            self.text = text
            self.table = table
            self.hasEnded = hasEnded
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
    public init(_ process: ProcessFacts) {
        let text = process.commandText
        self.init(
            number: nil, pgid: process.pgid, text: text,
            members: [Member(pid: process.pid, stage: 1, text: text)])
    }
}

extension Snapshot {
    /// What was seen of a member; nil where it has ended, whoever may have its pid now.
    public func process(of member: JobFacts.Member) -> ProcessFacts? {
        member.hasEnded ? nil : process(member.pid)
    }
}

extension ProcessFacts {
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
