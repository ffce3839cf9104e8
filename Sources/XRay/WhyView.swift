// `see why`: the verdict on each job, who waits for whom, and what to type instead.
//
// The verdict comes from WaitVerdict. The view names the chain from the process asked for to the one that is to blame, and
// for each wait the processes that could end it.

public import Bytes
import Wiring

public enum WhyView {
    /// For people. `shellArguments` are those of the looking shell: its subshells are called by what they execute.
    public static func text(_ reports: [WaitReport], shellArguments: [ByteString] = [], style: Style) -> [UInt8] {
        var page = Page(style)
        if reports.isEmpty { page.line("no jobs") }
        for report in reports { WhyText(report: report, shellArguments: shellArguments).write(to: &page) }
        return page.bytes
    }

    /// For programs: one object a line for each job.
    public static func json(_ reports: [WaitReport], shellArguments: [ByteString] = []) -> [UInt8] {
        reports.flatMap { WhyText(report: $0, shellArguments: shellArguments).json.line }
    }

    /// The status of `see why`: 3 with a proven deadlock, 1 with another finding, 4 where something was not seen, 0.
    public static func status(_ reports: [WaitReport]) -> Int32 {
        [3, 1, 4].first(where: reports.map(\.status).contains) ?? 0
    }

    static let mode = ViewMode(
        name: "why", synopsis: "[-o FILE] [--json] [PID | %job]...", options: ["--json"],
        summary: "why it hangs: who waits for whom, and who is to blame", isPrefix: false,
        legend: """

            DEADLOCK         each waits for the next, and the last for the first: nobody can move
            SELF-HELD        the reader itself holds the last write end of what it reads
            BUFFERED?        a deadlock in which one has read and not written: its output may stand in its buffer
            EOF-HELD         the reader waits for the end of file, and a process that is no stage has a write end
            FIFO-NO-PARTNER  the FIFO is open on one side only: open() waits for the other
            TTY-INPUT        it reads from the terminal in the background
            STOPPED          a signal has stopped it: it goes on with SIGCONT
            LOCK-HELD        another process has the lock
            BACKPRESSURE     the pipe or socket is full, and its reader does not read
            STARVED          the pipe or socket is empty, and its writer does not write
            CPU              it computes, and neither reads nor writes
            ZOMBIE           a child has ended, and its parent does not wait for it
            UNKNOWN          it waits for one of several descriptors (poll), and /proc does not tell which

            Two looks and more are taken; only what has not moved in between is called stuck. Nothing is killed.
            Status: 0 nothing found, 1 found, 3 proven deadlock, 4 something could not be seen.
            """)
}

extension WhyText {
    fileprivate var json: JSON {
        let verdict = report.verdict
        return [
            "job": report.job.number, "verdict": verdict?.kind.rawValue, "since_ns": verdict.map { _ in report.since },
            "waits": report.shown.map(json), "cycle": verdict?.cycle ?? [], "unknown": report.unknown,
            "culprit": verdict?.culprit, "complete": report.isComplete, "src": "seen",
        ]
    }

    private func json(_ process: WaitingProcess) -> JSON {
        [
            "pid": process.pid, "command": command(process.pid), "op": process.operation.name,
            "fd": process.operation.fd, "object": object(process),
            "on": process.on.map { partner -> JSON in
                let place: JSON = partner.fd >= 0 ? ["pid": partner.pid, "fd": partner.fd] : ["pid": partner.pid]
                return place + [
                    "member": report.job.pids.contains(partner.pid), "command": command(partner.pid),
                ]
            },
        ]
    }
}

extension WaitOperation {
    /// The word in JSON.
    fileprivate var name: ByteString {
        switch self {
        case .runs: "run"
        case .reads: "read"
        case .writes: "write"
        case .connects: "socket"
        case .opens: "open"
        case .waitsForChild: "wait"
        case .locks: "lock"
        case .sleeps: "sleep"
        case .polls: "poll"
        case .waitsForSignal: "pause"
        case .waitsForThread: "futex"
        case .stopped: "stopped"
        case .zombie: "zombie"
        case .waitsForDevice: "device"
        case .other(let number): "syscall-\(number)"
        case .unseen: "unseen"
        }
    }

    var fd: Int32? {
        switch self {
        case .reads(let fd), .writes(let fd), .connects(let fd), .locks(let fd): fd
        case .stopped(let fd): fd
        case .runs, .opens, .waitsForChild, .sleeps, .polls, .waitsForSignal, .waitsForThread, .zombie,
            .waitsForDevice, .other, .unseen:
            nil
        }
    }
}
