// What to type against a hang: the text behind `try:` in `see why`.
//
// Each is complete and parses: names are quoted and never cut. What the reader waits at, and standard error, are never closed.

import Bytes
import Wiring

extension WhyText {
    /// nil where nothing that is typed would help for sure.
    var advice: ByteString? {
        guard let verdict = report.verdict, let pid = verdict.chain.last, let last = report.look.processes[pid] else {
            return nil
        }
        switch verdict.kind {
        case .deadlock: return deadlockAdvice(verdict)
        case .selfHeld: return selfHeldAdvice(last)
        case .buffered: return bufferedAdvice(verdict)
        case .endOfFileHeld: return heldAdvice(verdict, last)
        case .fifoWithoutPartner:
            if let target = last.mainWait?.targets.first, let object = target.object, object.kind == .fifo {
                return "command \(target.use == .input ? ">" : "<")\(object.name.shellQuoted)"
            }
            guard case .opens(let opened)? = last.mainWait?.operation else { return nil }
            // Nobody can open it any more where its name has gone.
            guard opened.inode != 0 else { return ending([pid]) }
            return "command \(opened.mode == .read ? ">" : "<")\(opened.wholePath.shellQuoted)"
        case .terminalInput:
            if let number = report.job.number, number > 0 { return "fg %\(number)" }
            let parent = report.look.processes[last.facts.ppid] ?? last
            return parent.facts.pgid == last.facts.pgid && parent.pid != pid
                ? "command </dev/null &" : "bring it to the foreground of its shell: fg"
        case .stopped: return stoppedAdvice(last)
        case .lockHeld:
            return ending(Set(last.on.map(\.pid)).subtracting([pid, report.shell]).sorted())
        case .zombie:
            let parent = verdict.culprit ?? last.facts.ppid
            return ending([parent]).map { "end the parent, which does not wait: \($0)" }
        case .unknown: return "strace -p \(pid)"
        case .kernel, .backpressure, .starved, .computes: return nil
        }
    }

    /// Not the first process, and not one that the looking person sits behind.
    private func isHarmless(_ pid: Int32) -> Bool {
        pid > 1 && !report.look.lookers.contains(pid) && !report.look.untouchable.contains(pid)
    }

    /// The command that ends these processes; nil where one of them may not be ended.
    private func ending(_ pids: [Int32]) -> ByteString? {
        guard !pids.isEmpty, pids.count <= 20, pids.allSatisfy(isHarmless) else { return nil }
        let isHard = pids.contains { report.look.processes[$0]?.isFirst ?? false }
        return "kill \(isHard ? "-s KILL " : "")\(pids.map { "\($0)" as ByteString }.joined(separator: " "))"
    }

    // MARK: Circles

    private func deadlockAdvice(_ verdict: WaitVerdict) -> ByteString? {
        let cycle = verdict.cycle.compactMap { report.look.processes[$0] }
        if let reader = cycle.first(where: \.collectsInput), let holder = partner(of: reader, in: verdict.cycle) {
            return isShell(holder.pid)
                ? "close the write end before the answer is read: exec \(holder.fd)>&-"
                : ending([holder.pid]).map { "let it close the descriptor of its write end first, or end it: \($0)" }
        }
        // A shell that waits for the reader of its own output.
        if let waiter = cycle.first(where: \.operation.isWaitForChild),
            let reader = cycle.first(where: { $0.on.contains { $0.pid == waiter.pid && (1...2).contains($0.fd) } })
        {
            let first: ByteString = "give the output up first: exec >/dev/null 2>&1; wait"
            return ending([reader.pid]).map { "\(first)    or: \($0)" } ?? first
        }
        let victims = cycle.filter { $0.pid != report.shell && !$0.operation.isWaitForChild && isHarmless($0.pid) }.map(
            \.pid)
        // Who waits in open() is not freed by the end of another.
        let areOpening = cycle.contains { $0.operation.isOpen }
        guard var one = victims.last ?? verdict.cycle.last else { return nil }
        // A forked worker is replaced when it ends; one that has its own other end would be left behind.
        if let worker = report.look.processes[one], !worker.on.contains(where: { $0.pid == one }),
            let parent = cycle.first(where: { other in
                worker.ancestors.contains(other.pid) && worker.facts.arguments == other.facts.arguments
            })
        {
            one = parent.pid
        }
        return areOpening
            ? ending(victims.sorted()).map { "open the FIFOs in the same order everywhere, and now: \($0)" }
            : ending([one]).map { "end one of the circle: \($0)" }
    }

    private func isShell(_ pid: Int32) -> Bool {
        guard pid != report.shell, let word = report.look.processes[pid]?.facts.arguments.first else { return true }
        return ["sh", "bash", "dash", "ash", "ksh", "ksh93", "mksh", "lksh", "zsh", "yash", "busybox", "seesh", "posh"]
            .contains(word.baseName)
    }

    /// What each language has for it; stdbuf is for the programs that use the C library's output.
    private func bufferedAdvice(_ verdict: WaitVerdict) -> ByteString? {
        let keeper = verdict.cycle.compactMap { report.look.processes[$0] }.first { $0.movement.bytesWritten == 0 }
        let name = keeper?.facts.name ?? ""
        if name.hasPrefix("python") { return "let it write each line: PYTHONUNBUFFERED=1 command" }
        if name == "perl" || name == "ruby" || name == "node" { return nil }
        return "let it write each line: stdbuf -oL command"
    }

    private func partner(of process: WaitingProcess, in cycle: [Int32]) -> WaitingProcess.Partner? {
        process.on.first { $0.pid != process.pid && cycle.contains($0.pid) && $0.fd > 2 }
    }

    private func selfHeldAdvice(_ process: WaitingProcess) -> ByteString? {
        guard let target = process.mainWait?.targets.first, let object = target.object else { return nil }
        if case .locks? = process.mainWait?.operation {
            let own = target.on.first { $0.pid == process.pid && $0.fd >= 0 && $0.fd != target.fd }
            return own.map { "give the lock up first: flock -u \($0.fd)" }
        }
        if object.kind == .fifo { return "open the FIFO for reading only: command <\(object.name.shellQuoted)" }
        let end: ByteString = target.use == .output ? "read" : "write"
        return ending([process.pid]).map { "let it close its own \(end) end first, or end it: \($0)" }
    }

    // MARK: Holders

    private func heldAdvice(_ verdict: WaitVerdict, _ reader: WaitingProcess) -> ByteString? {
        guard let culprit = verdict.culprit else { return nil }
        let others = reader.on.filter { $0.pid != reader.pid && report.look.processes[$0.pid]?.operation != .zombie }
        // Also those that others wait for.
        let all = report.look.processes.values.flatMap { process in
            process.on.filter { $0.pid == culprit && process.pid != culprit }
        }
        let own = all.filter { $0.fd >= 0 }
        let fds = Set(own.map(\.fd)).union(report.culpritEnds)
        let holders = Set(others.map(\.pid))
        let victims = holders.filter { $0 != report.shell && !reader.ancestors.contains($0) }.sorted()
        let end = ending(victims)
        guard !fds.isEmpty, victims.count <= 1 else { return end }
        if culprit == report.shell || reader.ancestors.contains(culprit) {
            let closable = fds.filter { $0 > 2 }.sorted()
            let closing = closable.map { "\($0)>&-" as ByteString }.joined(separator: " ")
            guard !closable.isEmpty else { return end }
            return culprit == report.shell
                ? "exec \(closing)" : "let \(culprit) close its write end, descriptor \(closable[0])"
        }
        if verdict.isStopped { return end.map { "\($0); kill -s CONT \(reader.pid)" } }
        // A FIFO that stands in its words it has opened itself.
        let words = report.look.processes[culprit]?.facts.arguments ?? []
        let isByName = words.dropFirst().contains { word in
            reader.mainWait?.targets.contains { $0.object?.kind == .fifo && $0.object?.name.hasSuffix(word) == true }
                ?? false
        }
        guard !isByName, own.allSatisfy(\.isInherited),
            reader.mainWait?.targets.contains(where: { $0.object?.isPipe == true }) == true
        else { return end }
        let again: ByteString = "\(typed(culprit)) \(redirection(fds)) &"
        return end.map { "\(again)    or: \($0)" } ?? again
    }

    /// The command as it can be typed again; `command` where that is not known or very long.
    private func typed(_ pid: Int32) -> ByteString {
        guard let process = report.look.processes[pid], process.facts.arguments != shellArguments,
            // Some call themselves otherwise.
            let first = process.facts.arguments.first, first == first.shellQuoted,
            process.facts.name == first.baseName.prefix(15)
        else { return "command" }
        let words = process.facts.arguments.map(\.shellQuoted).joined(separator: " ")
        return words.isEmpty || words.count > 120 || Display.escaped(words) != words ? "command" : words
    }

    /// One redirection for all descriptors of a holder.
    private func redirection(_ fds: Set<Int32>) -> ByteString {
        var parts: [ByteString] = []
        if fds.contains(0) { parts.append("</dev/null") }
        if fds.contains(1) { parts.append(">/dev/null") }
        if fds.contains(2) { parts.append(fds.contains(1) ? "2>&1" : "2>/dev/null") }
        parts += fds.filter { $0 > 2 }.sorted().map { "\($0)>&-" }
        return parts.joined(separator: " ")
    }

    private func stoppedAdvice(_ process: WaitingProcess) -> ByteString? {
        guard case .stopped = process.operation else { return nil }
        if let number = report.job.number, number > 0 { return "fg %\(number)" }
        if process.terminalGroup > 0, process.terminalGroup != process.facts.pgid {
            return "bring it to the foreground of its shell: fg"
        }
        let mates = report.look.processes.values.filter { other in
            guard case .stopped = other.operation else { return false }
            return other.facts.pgid == process.facts.pgid
        }
        return mates.count > 1 ? "kill -s CONT -- -\(process.facts.pgid)" : "kill -s CONT \(process.pid)"
    }
}
