// Event: one thing that the shell or a child of it did while wiring, as a value.
//
// The processes of a pipeline share one log, so that a record is one line of at most PIPE_BUF bytes, written by one
// write(2): lines never tear. EventEncoding makes the lines and reads them. What a child does between fork and exec is
// known before it starts, all but the time and its own pid, which stand in front for that reason.

public import Bytes

public struct Event: Hashable, Sendable {
    public enum Detail: Hashable, Sendable {
        /// The pipeline that is about to be wired, on one line, with the number of its stages.
        case plan(stages: Int32, text: ByteString)
        case pipe(read: Int32, write: Int32, object: ByteString)
        case fork(child: Int32)
        /// `pid` 0 is the process itself.
        case setProcessGroup(pid: Int32, pgid: Int32)
        case duplicate(from: Int32, to: Int32, object: ByteString)
        /// Close-on-exec is taken off: commands inherit the descriptor.
        case inherit(fd: Int32, object: ByteString)
        /// F_DUPFD: a copy with the lowest free number from 10 up.
        case duplicateAbove(from: Int32, to: Int32, object: ByteString)
        case close(fd: Int32, object: ByteString)
        /// `fd` is -1 where it failed, with the error's name.
        case open(fd: Int32, mode: OpenMode, error: ByteString, path: ByteString)
        case exec(path: ByteString)
        case execFailed(error: ByteString, path: ByteString)
        case stop(pid: Int32, signal: Int32)
        case resume(pid: Int32)
        /// A child has ended, and is a zombie from now on.
        case exit(pid: Int32, rawStatus: Int32)
        case reap(pid: Int32, rawStatus: Int32)
        /// A signal arrived, or (with a pid) was sent.
        case signal(number: Int32, pid: Int32)
    }

    /// CLOCK_MONOTONIC in nanoseconds.
    public var time: Int64
    /// The process that did it.
    public var pid: Int32
    public var ppid: Int32
    /// 0 for what belongs to none.
    public var job: Int32
    /// From 1; 0 for the shell's own.
    public var stage: Int32
    /// The line of the source.
    public var line: Int32
    public var detail: Detail

    public init(time: Int64, pid: Int32, ppid: Int32, job: Int32, stage: Int32, line: Int32, detail: Detail) {
        self.time = time
        self.pid = pid
        self.ppid = ppid
        self.job = job
        self.stage = stage
        self.line = line
        self.detail = detail
    }
}
