// The words of `see why`: a line for each wait, one for each process that could end it, and what to type instead.

import Bytes
import Wiring

struct WhyText {
    let report: WaitReport
    let shellArguments: [ByteString]

    func write(to page: inout Page) {
        let job = report.job
        page.text(heading, .heading)
        if let verdict = report.verdict {
            if report.since >= 1_000_000_000 { page.text(" stalled for \(duration(report.since))") }
            page.text(": \(verdict.kind.rawValue)", .warning)
            page.text("  ")
        } else {
            page.text(report.isComplete ? ": no stall found  " : ": not known  ")
        }
        page.line(Display.escaped(job.text, columns: page.room))
        if let verdict = report.verdict {
            for process in report.shown { write(process, verdict, to: &page) }
            if !verdict.cycle.isEmpty { page.line("  circle: \(circle(verdict))") }
            if let hint = hint(verdict) { page.line("  try: \(hint)") }
        }
        for gap in report.gaps { page.line("? \(gap.pid) \(gap.reason.text)", .warning) }
        if report.isHidden {
            let who: ByteString = "by a process that you may not look at, or be on its way to one"
            page.line("? an end of a pipe may be held \(who)", .warning)
        }
    }

    private var heading: ByteString {
        switch report.job.number {
        case nil: "PROCESS \(report.job.members.first?.pid ?? 0)"
        case 0?: "FOREGROUND"
        case let number?: "JOB \(number)"
        }
    }

    private func write(_ process: WaitingProcess, _ verdict: WaitVerdict, to page: inout Page) {
        page.line("  \(title(process.pid)): \(describe(process, verdict))")
        for partner in process.on.prefix(8) where process.operation.fd != nil || verdict.shown.contains(partner.pid) {
            page.line("    \(describe(partner, of: process, verdict))")
        }
        if process.on.count > 8, process.operation.fd != nil { page.line("    and \(process.on.count &- 8) more") }
    }

    // MARK: Names

    func command(_ pid: Int32) -> ByteString {
        let member = report.job.members.first { $0.pid == pid && !$0.hasEnded }
        guard let process = report.look.processes[pid] else { return member?.text ?? "" }
        if pid == report.shell { return process.facts.arguments.first ?? "this shell" }
        guard process.facts.arguments == shellArguments else { return process.facts.commandText }
        return member?.text ?? "a subshell"
    }

    private func title(_ pid: Int32) -> ByteString { "\(pid) \(name(pid))" }

    private func name(_ pid: Int32) -> ByteString { Display.escaped(command(pid), columns: 40) }

    func object(_ process: WaitingProcess) -> ByteString {
        if case .opens(let opened) = process.operation { return opened.path }
        return process.object?.name ?? ""
    }

    private func duration(_ nanoseconds: Int64) -> ByteString {
        let seconds = nanoseconds / 1_000_000_000
        return seconds < 120 ? "\(seconds) s" : seconds < 7200 ? "\(seconds / 60) min" : "\(seconds / 3600) h"
    }

    // MARK: Waits

    private func describe(_ process: WaitingProcess, _ verdict: WaitVerdict) -> ByteString {
        let object = Display.escaped(object(process), columns: 60)
        switch process.operation {
        case .reads(let fd):
            guard process.object?.isPipe == true else { return "read(\(fd)) on \(object), waits for input" }
            let awaited: ByteString = verdict.kind == .endOfFileHeld ? "end of file" : "data"
            return "read(\(fd)) on \(object), empty, waits for \(awaited)"
        case .writes(let fd):
            return "write(\(fd)) on \(object), \(process.on.isEmpty ? "waits" : "full, waits for its reader")"
        case .connects(let fd): return "waits for the other side of \(object), fd \(fd)"
        case .opens(let opened):
            let (own, other): (ByteString, ByteString) =
                opened.mode == .read ? ("reading", "writing") : ("writing", "reading")
            return "open(\(object)) for \(own), waits until somebody opens it for \(other)"
        case .waitsForChild: return "waits for a child to end"
        case .locks(let fd): return "waits for the lock of \(object), fd \(fd)"
        case .sleeps(Int64.max?): return "sleeps, for ever in all"
        case .sleeps(let length?): return "sleeps, for \(duration(length)) in all"
        case .sleeps(nil): return "sleeps"
        case .polls: return "polls: waits for any of several descriptors, which are not known"
        case .waitsForSignal: return "waits for a signal"
        case .waitsForThread: return "waits for another thread"
        case .stopped(let fd):
            return verdict.kind == .terminalInput
                ? "stopped when it read \(object), fd \(fd ?? 0), in the background" : "stopped by a signal"
        case .zombie: return "has ended, and is not waited for by \(title(process.facts.ppid))"
        case .runs: return "computes: neither reads nor writes"
        case .waitsForDevice: return "waits for a device"
        case .other(let number): return "waits in system call \(number)"
        case .unseen: return "what it waits for may not be seen"
        }
    }

    private func describe(
        _ partner: WaitingProcess.Partner, of process: WaitingProcess, _ verdict: WaitVerdict
    ) -> ByteString {
        let who: ByteString = "\(partner.pid) `\(name(partner.pid))`"
        let holder: ByteString = partner.fd >= 0 ? "\(who), fd \(partner.fd)" : who
        let isReader = process.operation.isRead
        switch process.operation {
        case .reads, .writes:
            let end: ByteString =
                process.object?.kind == .socket ? "other end" : isReader ? "write end" : "read end"
            var text: ByteString = "\(end) held by \(holder)"
            if partner.pid == process.pid {
                text += ", the \(isReader ? "reader" : "writer") itself"
            } else if report.job.number != nil, verdict.kind == .endOfFileHeld, !report.job.pids.contains(partner.pid) {
                text += ", not a stage of this pipeline"
            }
            return text + doing(partner.pid, verdict)
        case .locks: return "held by \(holder)\(doing(partner.pid, verdict))"
        case .opens: return "which \(who) was meant to do"
        case .runs, .connects, .waitsForChild, .sleeps, .polls, .waitsForSignal, .waitsForThread, .stopped, .zombie,
            .waitsForDevice, .other, .unseen:
            return "of \(who)"
        }
    }

    /// What a partner does that has no line of its own.
    private func doing(_ pid: Int32, _ verdict: WaitVerdict) -> ByteString {
        guard let process = report.look.processes[pid], !verdict.shown.contains(pid), pid != report.shell else {
            return ""
        }
        return ", which \(describe(process, verdict))"
    }

    private func circle(_ verdict: WaitVerdict) -> ByteString {
        let names = (verdict.cycle + verdict.cycle.prefix(1)).map { pid -> ByteString in
            "\(pid) \(name: command(pid), columns: 20)"
        }
        return names.joined(separator: " -> ")
    }

    // MARK: Advice

    private func hint(_ verdict: WaitVerdict) -> ByteString? {
        guard let pid = verdict.chain.last, let last = report.look.processes[pid] else { return nil }
        switch verdict.kind {
        case .deadlock: return "end one of the circle: kill \(pid)"
        case .selfHeld:
            let fd = last.on.first { $0.pid == pid }?.fd ?? 0
            return "close the write end where it is not written: command \(fd)>&-"
        case .buffered:
            return "let it write each line: stdbuf -oL command, or an option of it such as grep --line-buffered"
        case .endOfFileHeld:
            guard let holder = last.on.first(where: { $0.pid == verdict.culprit }) else { return nil }
            if holder.pid == report.shell { return "exec \(holder.fd)>&-" }
            let isSubshell = report.look.processes[holder.pid]?.facts.arguments == shellArguments
            let redirection: ByteString = holder.fd == 1 ? ">/dev/null" : "\(holder.fd)>&-"
            return "\(isSubshell ? "command" : name(holder.pid)) \(redirection) &    or: kill \(holder.pid)"
        case .fifoWithoutPartner:
            guard case .opens(let opened) = last.operation else { return nil }
            return "command \(opened.mode == .read ? ">" : "<")\(name: opened.path.shellQuoted, columns: 60)"
        case .terminalInput: return report.job.number.map { "fg %\($0)" } ?? "command </dev/null &"
        case .stopped: return "kill -s CONT \(pid)"
        case .lockHeld: return last.on.first.map { "kill \($0.pid), or wait for it" }
        case .zombie: return "end its parent: kill \(last.facts.ppid)"
        case .unknown: return "strace -p \(pid)"
        case .backpressure, .starved, .computes: return nil
        }
    }
}
