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
    public static func json(_ reports: [WaitReport], _ context: WhyContext = WhyContext()) -> [UInt8] {
        reports.flatMap { WhyText(report: $0, shellArguments: context.shellArguments).json(context).line }
    }

    /// The waits for files, and who has these.
    public static func text(
        _ reports: [WaitReport], files: [FileReport], shellArguments: [ByteString] = [], style: Style
    ) -> [UInt8] {
        let text = reports.isEmpty ? [UInt8]() : text(reports, shellArguments: shellArguments, style: style)
        let named = Set(reports.flatMap { $0.shown.map(\.pid) })
        return text + FileView.holders(files, without: named, style: style)
    }

    /// The status of `see why`: 3 with a proven deadlock, 1 with another finding, 4 where something was not seen, 0.
    public static func status(_ reports: [WaitReport]) -> Int32 {
        [3, 1, 4].first(where: reports.map(\.status).contains) ?? 0
    }

    static let mode = ViewMode(
        name: "why", synopsis: "[-o FILE] [-a] [--json] [PID | NAME | PATH | %job]...", options: ["-a", "--json"],
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
            KERNEL           no signal interrupts the wait: a disk, a network file system, a device
            STARVED          the pipe or socket is empty, and its writer does not write
            CPU              it computes, and neither reads nor writes
            ZOMBIE           a child has ended, and its parent does not wait for it
            UNKNOWN          it waits, and /proc does not tell for what

            Two looks and more are taken; only what has not moved in between is called stuck. Nothing is killed.
            Status: 0 nothing found, 1 found, 3 proven deadlock, 4 something could not be seen.
            """, isOption: true)
}

extension WhyText {
    func json(_ context: WhyContext) -> JSON {
        let verdict = report.verdict
        return [
            "job": report.job.number, "verdict": verdict?.kind.rawValue, "since_ns": verdict.map { _ in report.since },
            "waits": report.shown.map { json($0, context) }, "cycle": verdict?.cycle ?? [],
            "unknown": report.unknown, "culprit": verdict?.culprit, "advice": advice,
            "complete": report.isComplete, "src": "seen",
        ]
    }

    private func json(_ process: WaitingProcess, _ context: WhyContext) -> JSON {
        let wait: JSON = [
            "pid": process.pid, "command": command(process.pid),
            "op": (process.mainWait?.operation ?? process.operation).name,
            "fd": process.mainWait?.targets.first.flatMap { $0.fd >= 0 ? $0.fd : nil }, "object": object(process),
        ]
        let partners = process.on.map { partner -> JSON in
            let place: JSON = partner.fd >= 0 ? ["pid": partner.pid, "fd": partner.fd] : ["pid": partner.pid]
            return place + [
                "member": report.job.pids.contains(partner.pid), "command": command(partner.pid),
            ] + facts(partner.pid, context)
        }
        return wait + facts(process.pid, context) + ["on": partners]
    }

    /// What is told of each process.
    private func facts(_ pid: Int32, _ context: WhyContext) -> JSON {
        let seen = report.look.processes[pid]?.facts
        return [
            "state": seen?.state.name, "start_time": seen.flatMap { context.time(ticks: $0.startTime) },
            "cwd": context.directory(pid),
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
        case .accepts: "accept"
        case .connects: "connect"
        case .opens: "open"
        case .waitsForChild: "wait"
        case .locks: "lock"
        case .controls: "ioctl"
        case .sleeps: "sleep"
        case .polls: "poll"
        case .waitsForSignal: "pause"
        case .waitsForThread: "futex"
        case .stopped: "stopped"
        case .traced: "traced"
        case .zombie: "zombie"
        case .waitsInKernel: "kernel"
        case .other(let number, ""): "syscall-\(number)"
        case .other(_, let name): name
        case .unseen: "unseen"
        }
    }
}
