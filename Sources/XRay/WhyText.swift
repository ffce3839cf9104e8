// The words of `see why`: a line for each wait, one for each process that could end it, and what to type instead.

import Bytes
import Wiring

struct WhyText {
    let report: WaitReport
    let shellArguments: [ByteString]

    func write(to page: inout Page) {
        writeHeading(to: &page)
        let shown = report.shown
        for process in shown.prefix(40) { write(process, to: &page) }
        if shown.count > 40 { page.line("  and \(shown.count &- 40) more") }
        if let verdict = report.verdict {
            if verdict.cycle.count > 1 { page.line("  circle: \(circle(verdict))") }
            if verdict.kind == .zombie { writeZombies(verdict, to: &page) }
            for other in likeOpeners(verdict) { write(other, to: &page) }
            if let advice { page.line("  try: \(advice)") }
        }
        for gap in report.gaps { page.line("? \(gap.pid) \(gap.reason.text)", .warning) }
        if report.isHidden {
            let who: ByteString = "by a process that you may not look at, or be on its way to one"
            page.line("? an end of a pipe may be held \(who)", .warning)
        }
    }

    private func writeHeading(to page: inout Page) {
        page.text(heading, .heading)
        if let verdict = report.verdict {
            if verdict.isStopped { page.text(" stopped by a signal, and before that") }
            if report.since >= 1_000_000_000 { page.text(" stalled for \(Self.duration(report.since))") }
            page.text(": \(verdict.kind.rawValue)", .warning)
            page.text("  ")
        } else {
            page.text(report.isComplete ? ": no stall found  " : ": not known  ")
        }
        page.line(Display.escaped(report.job.text, columns: page.room))
    }

    private var heading: ByteString {
        switch report.job.number {
        case nil: "PROCESS \(report.job.members.first?.pid ?? 0)"
        case 0?: "FOREGROUND"
        case let number?: "JOB \(number)"
        }
    }

    private func writeZombies(_ verdict: WaitVerdict, to page: inout Page) {
        let count = verdict.chain.count { report.look.processes[$0]?.operation == .zombie }
        guard let limit = report.look.processLimit, count > 1 else { return }
        page.line("  \(count) of at most \(limit) processes are such")
    }

    /// Those that wait in the opening of another FIFO, and were started together with the one that is stuck.
    private func likeOpeners(_ verdict: WaitVerdict) -> [WaitingProcess] {
        guard verdict.kind == .fifoWithoutPartner,
            let last = verdict.chain.last.flatMap({ report.look.processes[$0] })
        else { return [] }
        let others = report.look.processes.values.filter { other in
            guard case .opens(let opened) = other.operation, opened.isFIFO else { return false }
            return !verdict.shown.contains(other.pid) && other.facts.ppid == last.facts.ppid
        }
        return others.sorted { $0.pid < $1.pid }
    }

    // MARK: Names

    func command(_ pid: Int32) -> ByteString {
        let member = report.job.members.first { $0.pid == pid && !$0.hasEnded }
        guard let process = report.look.processes[pid] else { return member?.text ?? "" }
        if pid == report.shell { return process.facts.arguments.first ?? "this shell" }
        guard process.facts.arguments == shellArguments else { return process.facts.commandText }
        return member?.text ?? "a subshell"
    }

    func title(_ pid: Int32) -> ByteString { "\(pid) \(name(pid))" }

    private func name(_ pid: Int32) -> ByteString { Display.escaped(command(pid), columns: 40) }

    func object(_ process: WaitingProcess) -> ByteString { process.mainWait.map(object) ?? "" }

    private func object(_ wait: ThreadWait) -> ByteString {
        if case .opens(let opened) = wait.operation { return opened.path }
        return wait.targets.first?.object?.name ?? ""
    }

    static func duration(_ nanoseconds: Int64) -> ByteString {
        let seconds = nanoseconds / 1_000_000_000
        if seconds == 0, nanoseconds > 0 { return "\(nanoseconds / 1_000_000) ms" }
        return seconds < 120 ? "\(seconds) s" : seconds < 7200 ? "\(seconds / 60) min" : "\(seconds / 3600) h"
    }

    // MARK: Waits

    private func write(_ process: WaitingProcess, to page: inout Page) {
        guard let wait = process.mainWait else { return }
        let threads: ByteString = process.waits.count > 1 ? "\(process.waits.count) threads; " : ""
        page.line("  \(title(process.pid)): \(threads)\(describe(wait, of: process))")
        if wait.operation.isPoll {
            writeTargets(wait, of: process, to: &page)
        } else {
            for target in wait.targets { writePartners(target, wait, of: process, indent: "    ", to: &page) }
        }
        let others = process.waits.filter { other in
            other != wait && (other.operation.isFIFOOpen || other.targets.contains { isWorthAWord($0, process) })
        }
        if others.count > 8 { page.line("    and \(others.count &- 8) threads more, of which some wait:") }
        for other in others.prefix(8) {
            page.line("    thread \(other.thread): \(describe(other, of: process))")
            for target in other.targets { writePartners(target, other, of: process, indent: "      ", to: &page) }
        }
    }

    private func isWorthAWord(_ target: WaitTarget, _ process: WaitingProcess) -> Bool {
        target.outside != nil || target.on.contains { $0.pid != process.pid }
    }

    /// The descriptors of a poll that anything can be said of.
    private func writeTargets(_ wait: ThreadWait, of process: WaitingProcess, to page: inout Page) {
        var told: [WaitTarget] = []
        for target in wait.targets where isWorthAWord(target, process) {
            if !told.contains(target) { told.append(target) }
        }
        for target in told.prefix(8) {
            page.line("    \(describe(target))")
            writePartners(target, wait, of: process, indent: "      ", to: &page)
        }
        if told.count > 8 { page.line("    and \(told.count &- 8) more") }
    }

    private func writePartners(
        _ target: WaitTarget, _ wait: ThreadWait, of process: WaitingProcess, indent: ByteString,
        to page: inout Page
    ) {
        let shown = report.verdict?.shown ?? report.chain
        let partners = target.on.filter { partner in
            target.fd >= 0 || shown.contains(partner.pid) || wait.operation.isOpen
        }
        for partner in partners.prefix(8) { page.line("\(indent)\(describe(partner, of: target, wait, process))") }
        if partners.count > 8 { page.line("\(indent)and \(partners.count &- 8) more") }
    }

    private func describe(_ wait: ThreadWait, of process: WaitingProcess) -> ByteString {
        let limit: ByteString = wait.limit.map { ", for \(Self.duration($0.nanoseconds)) at most" } ?? ""
        let object = Display.escaped(object(wait), columns: 60)
        switch wait.operation {
        case .reads, .writes, .accepts, .connects:
            return "\(wait.targets.first.map(describe) ?? "waits for a descriptor")\(limit)"
        case .opens(let opened):
            guard opened.isFIFO else {
                return process.on.isEmpty
                    ? "open(\(object)) has not returned" : "open(\(object)) waits for a lease to be given up"
            }
            let (own, other): (ByteString, ByteString) =
                opened.mode == .read ? ("reading", "writing") : ("writing", "reading")
            return "open(\(object)) for \(own), waits until somebody opens it for \(other)"
        case .waitsForChild: return "waits for a child to end"
        case .locks(let fd, _): return "waits for the lock of \(object), fd \(fd)"
        case .controls(let fd): return "waits in ioctl() on a device, fd \(fd)"
        case .sleeps:
            guard let limit = wait.limit else { return "sleeps" }
            guard limit.nanoseconds < Int64.max else { return "sleeps, for ever in all" }
            return "sleeps, for \(Self.duration(limit.nanoseconds)) \(limit.isRest ? "more" : "in all")"
        case .polls(nil): return "polls: waits for any of several descriptors, which are not known\(limit)"
        case .polls(let polled?):
            let what: ByteString = polled.count == 1 ? "a descriptor" : "any of \(polled.count) descriptors"
            return "polls: waits for \(what)\(limit)"
        case .waitsForSignal: return "waits for a signal\(limit)"
        case .waitsForThread(let futex): return describe(futex, wait, of: process) + limit
        case .stopped(let inner): return describeStop(inner, of: process)
        case .traced(let tracer): return "stopped by \(title(tracer)), which traces it"
        case .zombie: return "has ended, and is not waited for by \(title(process.facts.ppid))"
        case .runs: return report.verdict?.kind == .computes ? "computes: neither reads nor writes" : "runs"
        case .waitsInKernel(_, let place):
            let function: ByteString = place.function.isEmpty ? "" : ", in \(name: place.function)"
            let on: ByteString = object.isEmpty ? "" : ", on \(object)"
            return "in the kernel, and no signal interrupts it\(function)\(on)"
        case .other(-1, _): return "waits outside of a system call"
        case .other(let number, ""): return "waits in system call \(number)"
        case .other(_, let name): return "waits in \(name)(); who could end that is not known"
        case .unseen: return "what it waits for may not be seen"
        }
    }

    private func describe(
        _ futex: WaitOperation.Futex, _ wait: ThreadWait, of process: WaitingProcess
    ) -> ByteString {
        if let owner = futex.owner {
            return owner == wait.thread
                ? "waits for a lock that it holds itself" : "waits for a lock that thread \(owner) of it holds"
        }
        guard futex.isPrivate else { return "waits for a lock in shared memory; who has it is not known" }
        guard process.waits.count > 1 else {
            return "waits for a lock of its own, which no other thread can release"
        }
        return process.waits.allSatisfy(\.isForThread)
            ? "all of them wait for each other: a lock, or the end of a thread" : "waits for another thread"
    }

    private func describeStop(_ inner: WaitOperation, of process: WaitingProcess) -> ByteString {
        let fd = process.mainWait?.targets.first?.fd ?? 0
        if process.isStoppedByTerminal {
            return "stopped when it read \(Display.escaped(object(process), columns: 60)), fd \(fd), in the background"
        }
        return process.isStoppedByTerminalChange
            ? "stopped when it changed the terminal in the background" : "stopped by a signal"
    }

    /// What is waited for at a descriptor.
    private func describe(_ target: WaitTarget) -> ByteString {
        let name = Display.escaped(target.object?.name ?? "", columns: 60)
        switch target.outside {
        case .clients?: return "waits for clients on \(address(target)), fd \(target.fd)"
        case .person? where target.use == .output: break
        case .person?:
            return
                "waits for somebody to type at \(name.hasPrefix("/dev/") ? name.dropFirst(5) : name), fd \(target.fd)"
        case .network?: return "waits for the other side of \(address(target)), fd \(target.fd)"
        case .files?: return "waits for a file to be changed, fd \(target.fd)"
        case .device?: return "waits for a device, \(name), fd \(target.fd)"
        case .unknown?: return "waits for what is not known, \(name), fd \(target.fd)"
        case .unseenHolder?, nil: break
        }
        guard target.fd >= 0 else { return "waits for a child to end" }
        if target.use == .output, target.object?.kind == .terminal {
            let isStopped = report.verdict?.kind == .stopped
            return "write(\(target.fd)) on \(name), \(isStopped ? "stopped by Ctrl-S" : "waits for its reader")"
        }
        let call: ByteString = target.use == .output ? "write" : "read"
        guard target.object?.isPipe == true else {
            guard target.use == .output, !target.on.isEmpty else {
                return "\(call)(\(target.fd)) on \(name), waits\(target.use == .output ? "" : " for input")"
            }
            return "write(\(target.fd)) on \(name), full, waits for its reader"
        }
        if target.use == .output { return "write(\(target.fd)) on \(name), full, waits for its reader" }
        let awaited: ByteString = report.verdict?.kind == .endOfFileHeld ? "end of file" : "data"
        return "read(\(target.fd)) on \(name), empty, waits for \(awaited)"
    }

    private func address(_ target: WaitTarget) -> ByteString {
        guard let socket = target.object?.socket else { return target.object?.name ?? "" }
        let isConnected = !socket.remote.isEmpty && target.outside == .network && !socket.remote.hasSuffix(":0")
        let address = isConnected ? socket.remote : socket.local
        return Display.escaped(address.isEmpty ? target.object?.name ?? "" : address, columns: 60)
    }

    private func describe(
        _ partner: WaitingProcess.Partner, of target: WaitTarget, _ wait: ThreadWait, _ process: WaitingProcess
    ) -> ByteString {
        let who: ByteString = "\(partner.pid) `\(name(partner.pid))`"
        let holder: ByteString = partner.fd >= 0 ? "\(who), fd \(partner.fd)" : who
        let isReader = target.use == .input
        if wait.operation.isFIFOOpen { return "which \(who) was meant to do" }
        if wait.operation.isOpen || wait.operation.isLock { return "held by \(holder)\(doing(partner.pid))" }
        if case .traced = wait.operation { return "traced by \(who)\(doing(partner.pid))" }
        guard target.fd >= 0, target.use != .event else { return "of \(who)\(doing(partner.pid))" }
        let end: ByteString =
            target.object?.isPipe == true ? (isReader ? "write end" : "read end") : "other end"
        let isQueued = target.object?.socket?.acceptorInode != nil
        var text: ByteString = isQueued ? "not accepted yet by \(holder)" : "\(end) held by \(holder)"
        if partner.pid == process.pid {
            text += ", the \(isReader ? "reader" : "writer") itself"
        } else if report.job.number != nil, report.verdict?.kind == .endOfFileHeld,
            !report.job.pids.contains(partner.pid)
        {
            text += ", not a stage of this pipeline"
        }
        return text + doing(partner.pid)
    }

    /// What a partner does that has no line of its own.
    private func doing(_ pid: Int32) -> ByteString {
        let shown = report.verdict?.shown ?? report.chain
        guard let process = report.look.processes[pid], !shown.contains(pid), pid != report.shell,
            let wait = process.mainWait
        else { return "" }
        return ", which \(describe(wait, of: process))"
    }

    private func circle(_ verdict: WaitVerdict) -> ByteString {
        let names = (verdict.cycle + verdict.cycle.prefix(1)).map { pid -> ByteString in
            "\(pid) \(name: command(pid), columns: 20)"
        }
        return names.joined(separator: " -> ")
    }
}

extension WaitOperation {
    var isOpen: Bool { if case .opens = self { true } else { false } }
}
