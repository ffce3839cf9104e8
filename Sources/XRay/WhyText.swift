// The words of `see why`: a line for each wait, one for each who could end it, and what to type instead.

import Bytes
import Wiring

struct WhyText {
    let report: WaitReport
    let shellArguments: [ByteString]

    func write(to page: inout Page) {
        let job = report.job
        page.text(heading, .heading)
        defer {
            for gap in report.gaps {
                page.line("? " + ByteString(decimal: gap.pid) + " " + gap.reason.text, .warning)
            }
            if report.isHidden {
                let who: ByteString = "by a process that you may not look at, or be on its way to one"
                page.line("? an end of a pipe may be held " + who, .warning)
            }
        }
        guard let verdict = report.verdict else {
            page.text(report.isComplete ? ": no stall found  " : ": not known  ")
            page.name(job.text, columns: max(page.style.width &- page.column &- 2, 20))
            page.endLine()
            return
        }
        let since = report.since
        if since >= 1_000_000_000 { page.text(" stalled for " + duration(since)) }
        page.text(": " + verdict.kind.name, .warning)
        page.text("  ")
        page.name(job.text, columns: max(page.style.width &- page.column &- 2, 20))
        page.endLine()
        for pid in verdict.shown { write(pid, verdict, to: &page) }
        if !verdict.cycle.isEmpty { page.line("  circle: " + circle(verdict)) }
        if let hint = hint(verdict) { page.line("  try: " + hint) }
    }

    private var heading: ByteString {
        switch report.job.number {
        case nil: "PROCESS " + ByteString(decimal: report.job.members.first?.pid ?? 0)
        case 0?: "FOREGROUND"
        case let number?: "JOB " + ByteString(decimal: number)
        }
    }

    private func write(_ pid: Int32, _ verdict: WaitVerdict, to page: inout Page) {
        guard let process = report.look.processes[pid] else { return }
        page.line("  " + title(pid) + ": " + describe(process, verdict))
        for partner in process.on.prefix(8) {
            let isNext = verdict.shown.contains(partner.pid)
            guard process.operation.fd != nil || isNext else { continue }
            page.line("    " + describe(partner, of: process, verdict))
        }
        if process.on.count > 8, process.operation.fd != nil {
            page.line("    and " + ByteString(decimal: process.on.count &- 8) + " more")
        }
    }

    // MARK: Names

    func command(_ pid: Int32) -> ByteString {
        let member = report.job.members.first { $0.pid == pid && !$0.hasEnded }
        guard let process = report.look.processes[pid] else { return member?.text ?? "" }
        if pid == report.shell { return process.facts.arguments.first ?? "this shell" }
        guard process.facts.arguments == shellArguments else { return process.facts.commandText }
        return member?.text ?? "a subshell"
    }

    private func isSubshell(_ pid: Int32) -> Bool {
        report.look.processes[pid]?.facts.arguments == shellArguments
    }

    private func title(_ pid: Int32) -> ByteString {
        ByteString(decimal: pid) + " " + Display.escaped(command(pid), columns: 40)
    }

    func object(_ process: WaitingProcess) -> ByteString {
        if case .opens(let opened) = process.operation { return opened.path }
        return process.object?.name ?? ""
    }

    private func duration(_ nanoseconds: Int64) -> ByteString {
        let seconds = nanoseconds / 1_000_000_000
        if seconds < 120 { return ByteString(decimal: seconds) + " s" }
        return seconds < 7200
            ? ByteString(decimal: seconds / 60) + " min" : ByteString(decimal: seconds / 3600) + " h"
    }

    // MARK: Waits

    private func describe(_ process: WaitingProcess, _ verdict: WaitVerdict) -> ByteString {
        let object = Display.escaped(object(process), columns: 60)
        switch process.operation {
        case .reads(let fd):
            let call = "read(" + ByteString(decimal: fd) + ") on " + object
            guard process.object?.isPipe == true else { return call + ", waits for input" }
            let awaits: ByteString = verdict.kind == .endOfFileHeld ? "end of file" : "data"
            return call + ", empty, waits for " + awaits
        case .writes(let fd):
            let call = "write(" + ByteString(decimal: fd) + ") on " + object
            return call + (process.on.isEmpty ? ", waits" : ", full, waits for its reader")
        case .connects(let fd): return "waits for the other side of " + object + ", fd " + ByteString(decimal: fd)
        case .opens(let opened):
            let end: ByteString = opened.mode == .read ? "reading" : "writing"
            let other: ByteString = opened.mode == .read ? "writing" : "reading"
            return "open(" + object + ") for " + end + ", waits until somebody opens it for " + other
        case .waitsForChild: return "waits for a child to end"
        case .locks(let fd): return "waits for the lock of " + object + ", fd " + ByteString(decimal: fd)
        case .sleeps(let length?): return "sleeps, for " + seconds(length) + " in all"
        case .sleeps(nil): return "sleeps"
        case .polls: return "polls: waits for any of several descriptors, which are not known"
        case .waitsForSignal: return "waits for a signal"
        case .waitsForThread: return "waits for another thread"
        case .stopped(let fd):
            return verdict.kind == .terminalInput
                ? "stopped when it read " + object + ", fd " + ByteString(decimal: fd ?? 0) + ", in the background"
                : "stopped by a signal"
        case .zombie: return "has ended, and is not waited for by " + title(process.facts.ppid)
        case .runs: return "computes: neither reads nor writes"
        case .waitsForDevice: return "waits for a device"
        case .other(let number): return "waits in system call " + ByteString(decimal: number)
        case .unseen: return "what it waits for may not be seen"
        }
    }

    private func seconds(_ nanoseconds: Int64) -> ByteString {
        nanoseconds == Int64.max ? "ever" : duration(nanoseconds)
    }

    private func describe(
        _ partner: WaitingProcess.Partner, of process: WaitingProcess, _ verdict: WaitVerdict
    ) -> ByteString {
        let who = ByteString(decimal: partner.pid) + " `" + Display.escaped(command(partner.pid), columns: 40) + "`"
        let number = partner.fd >= 0 ? ", fd " + ByteString(decimal: partner.fd) : ""
        let isReader = if case .reads = process.operation { true } else { false }
        switch process.operation {
        case .reads, .writes:
            let end: ByteString =
                process.object?.kind == .socket ? "other end" : isReader ? "write end" : "read end"
            var text: ByteString = end + " held by " + who + number
            if partner.pid == process.pid {
                text += ", the " + (isReader ? "reader" : "writer") + " itself"
            } else if report.job.number != nil, verdict.kind == .endOfFileHeld, !report.job.pids.contains(partner.pid) {
                text += ", not a stage of this pipeline"
            }
            return text + doing(partner.pid, verdict)
        case .locks: return "held by " + who + number + doing(partner.pid, verdict)
        case .opens: return "which " + who + " was meant to do"
        case .runs, .connects, .waitsForChild, .sleeps, .polls, .waitsForSignal, .waitsForThread, .stopped, .zombie,
            .waitsForDevice, .other, .unseen:
            return "of " + who
        }
    }

    /// What a partner does that has no line of its own.
    private func doing(_ pid: Int32, _ verdict: WaitVerdict) -> ByteString {
        guard let process = report.look.processes[pid], !verdict.shown.contains(pid), pid != report.shell else {
            return ""
        }
        return ", which " + describe(process, verdict)
    }

    private func circle(_ verdict: WaitVerdict) -> ByteString {
        let names = (verdict.cycle + verdict.cycle.prefix(1)).map { pid in
            ByteString(decimal: pid) + " " + shortened(pid)
        }
        return names.joined(separator: " -> ")
    }

    private func shortened(_ pid: Int32) -> ByteString {
        Display.escaped(command(pid), columns: 20)
    }

    // MARK: Advice

    private func hint(_ verdict: WaitVerdict) -> ByteString? {
        let culprit = verdict.last.flatMap { report.look.processes[$0] }
        let pid = ByteString(decimal: verdict.last ?? 0)
        switch verdict.kind {
        case .deadlock: return "end one of the circle: kill " + pid
        case .selfHeld:
            let fd = culprit?.on.first { $0.pid == culprit?.pid }?.fd ?? 0
            return "close the write end where it is not written: command " + ByteString(decimal: fd) + ">&-"
        case .buffered:
            return "let it write each line: stdbuf -oL command, or an option of it such as grep --line-buffered"
        case .endOfFileHeld:
            guard let holder = culprit?.on.first(where: { $0.pid == verdict.culprit }) else { return nil }
            let name = isSubshell(holder.pid) ? "command" : Display.escaped(command(holder.pid), columns: 40)
            if holder.pid == report.shell { return "exec " + ByteString(decimal: holder.fd) + ">&-" }
            let cure: ByteString = holder.fd == 1 ? " >/dev/null &" : " " + ByteString(decimal: holder.fd) + ">&- &"
            return name + cure + "    or: kill " + ByteString(decimal: holder.pid)
        case .fifoWithoutPartner:
            guard case .opens(let opened)? = culprit?.operation else { return nil }
            let path = Display.escaped(opened.path.shellQuoted, columns: 60)
            return opened.mode == .read ? "command >" + path : "command <" + path
        case .terminalInput: return report.job.number.map { "fg %" + ByteString(decimal: $0) } ?? "command </dev/null &"
        case .stopped:
            return "kill -s CONT " + pid
        case .lockHeld:
            return culprit?.on.first.map { "kill " + ByteString(decimal: $0.pid) + ", or wait for it" }
        case .zombie: return culprit.map { "end its parent: kill " + ByteString(decimal: $0.facts.ppid) }
        case .unknown: return "strace -p " + pid
        case .backpressure, .starved, .computes: return nil
        }
    }
}
