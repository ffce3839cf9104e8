// ChildRecord: what was recorded of one child from its start until it was reaped.
//
// The time of exit is when the child's pidfd became readable, the time of reaping when wait4 returned: between them the
// child was a zombie. The executor keeps the records; `see waits` shows them. Signals come with their names, which the
// Kernel knows.

public import Bytes

public struct ChildRecord: Sendable, Hashable {
    /// The decoded wait status.
    public enum Ending: Sendable, Hashable {
        case exited(Int32)
        /// The number of the signal, and its name without SIG.
        case signaled(Int32, name: ByteString, dumpedCore: Bool)
    }

    /// What the child used, from wait4.
    public struct Usage: Sendable, Hashable {
        /// In nanoseconds.
        public var userTime: Int64
        public var systemTime: Int64
        /// The largest resident set in bytes.
        public var peakMemory: Int64

        public init(userTime: Int64, systemTime: Int64, peakMemory: Int64) {
            self.userTime = userTime
            self.systemTime = systemTime
            self.peakMemory = peakMemory
        }
    }

    /// nil: a stage that the shell executed itself.
    public var pid: Int32?
    public var job: Int32?
    /// From 1.
    public var stage: Int
    /// The command, on one line.
    public var command: ByteString
    public var isBackground: Bool
    /// CLOCK_MONOTONIC in nanoseconds, as all times here.
    public var start: Int64
    /// nil while it runs, or where its end was not watched.
    public var exit: Int64?
    /// nil until it is reaped.
    public var reap: Int64?
    /// As wait4 gave it.
    public var rawStatus: Int32?
    public var ending: Ending?
    public var usage: Usage?
    /// What reaped it, in the shell's words (`wait` in line 7); empty for the end of its pipeline.
    public var reaper: ByteString

    public init(
        pid: Int32?, job: Int32? = nil, stage: Int = 1, command: ByteString, isBackground: Bool = false, start: Int64,
        exit: Int64? = nil, reap: Int64? = nil, rawStatus: Int32? = nil, ending: Ending? = nil, usage: Usage? = nil,
        reaper: ByteString = ""
    ) {
        self.pid = pid
        self.job = job
        self.stage = stage
        self.command = command
        self.isBackground = isBackground
        self.start = start
        self.exit = exit
        self.reap = reap
        self.rawStatus = rawStatus
        self.ending = ending
        self.usage = usage
        self.reaper = reaper
    }
}
