// Job control: process groups, the terminal's way from one to another, and what becomes of jobs when the shell ends.
//
// POSIX: XCU 2.11

import Bytes
import Kernel
import Syntax

/// The terminal that job control works on.
struct JobTerminal {
    /// nil without job control.
    var fd: Int32?
    /// How it is set while the shell has it, but for the editing of lines.
    var modes: TerminalModes?
    /// Jobs that were stopped in the foreground may change the modes behind the shell's back.
    var distrustsModes = false
    var hasWarnedOfStoppedJobs = false
}

extension Shell {
    /// The terminal that a process group in the foreground is to have; nil without job control.
    var foregroundTerminal: Int32? {
        guard state.options.contains(.monitor), let fd = terminal.fd else { return nil }
        // A script in the background has no terminal to give.
        guard isInteractive || (try? Kernel.terminalProcessGroup(fd)) == Kernel.processGroup else {
            return nil
        }
        return fd
    }

    /// Sets or clears an option, with what it changes elsewhere.
    ///
    /// POSIX: XCU set
    func setOption(_ option: ShellOptions, _ on: Bool) {
        if on { state.options.insert(option) } else { state.options.switchOff(option) }
        if option == .trace { on ? startTracing() : stopTracing() }
        if option == .monitor { on ? startJobControl() : stopJobControl() }
        if option == .vi, on { state.options.remove(.emacs) }
        if option == .emacs, on { state.options.remove(.vi) }
    }

    func setOption(_ change: OptionChange) {
        setOption(change.option, change.isOn)
        if change.option == .hangwatch { state.hangSeconds = change.seconds }
    }

    /// Makes the shell the leader of a process group that has the terminal.
    private func startJobControl() {
        guard terminal.fd == nil, let fd = openTerminal() else { return }
        terminal.fd = fd
        guard isInteractive else { return }
        // A shell started in the background waits until it is brought to the foreground.
        while let group = try? Kernel.terminalProcessGroup(fd), group != Kernel.processGroup {
            Signals.setDefault(Signals.terminalInput)
            guard (try? Kernel.sendSignal(Signals.terminalInput, to: 0)) != nil else { break }
        }
        setInteractiveSignals()
        if Kernel.processGroup != mainProcess { try? Kernel.setProcessGroup(0, mainProcess) }
        try? Kernel.setTerminalProcessGroup(fd, mainProcess)
        terminal.modes = Kernel.terminalModes(fd)
    }

    private func stopJobControl() {
        guard isInteractive else { return }
        setInteractiveSignals()
    }

    private func openTerminal() -> Int32? {
        for fd: Int32 in [2, 0] where Kernel.isTerminal(fd) {
            return try? Kernel.duplicatePrivately(fd)
        }
        return try? Kernel.openPrivate("/dev/tty")
    }

    /// The job in the foreground has ended or stopped.
    func takeTerminalBack() {
        guard let fd = terminal.fd, !isSubshell else { return }
        try? Kernel.setTerminalProcessGroup(fd, Kernel.processGroup)
    }

    /// The job in the foreground leaves the terminal's modes behind: one that failed, was killed or stopped, be it before,
    /// may have left it unusable, any other may have meant it (`stty`).
    func settleTerminalModes(after job: inout Job) {
        guard isInteractive, !isSubshell, let fd = terminal.fd else { return }
        let left = Kernel.terminalModes(fd)
        if job.stopSignal != nil {
            job.terminalModes = left
        } else if job.terminalModes == nil, job.statuses.allSatisfy(\.isSuccess) {
            terminal.modes = left
            return
        }
        restoreTerminalModes()
    }

    /// Back to how the terminal was before the job.
    private func restoreTerminalModes() {
        guard isInteractive, !isSubshell, let fd = terminal.fd else { return }
        if let modes = terminal.modes { Kernel.setTerminalModes(fd, modes) }
        if (try? Kernel.isNonBlocking(fd)) == true {
            try? Kernel.setNonBlocking(fd, false)
        }
    }

    /// A program that was stopped in the foreground and is continued, or ended, elsewhere may set the modes that it had.
    package func restoreTerminalModesAfterJobs() {
        guard terminal.distrustsModes else { return }
        restoreTerminalModes()
        terminal.distrustsModes = jobs.all.contains { !$0.isDone && $0.terminalModes != nil }
    }

    /// A job that was stopped in the foreground goes into the table.
    func keepStopped(_ job: Job) {
        let number = jobs.add(job)
        guard isInteractive, let kept = jobs[number] else { return }
        terminal.distrustsModes = true
        writeError("\n" + line(of: kept, .brief))
        jobs[number]?.hasNews = false
    }

    /// What has become of jobs since the last prompt.
    public func reportJobs() {
        reapChildren()
        restoreTerminalModesAfterJobs()
        for job in jobs.all where job.hasNews && !job.isDisowned {
            if job.isDone || job.stopSignal != nil { writeError(line(of: job, .brief)) }
            jobs[job.number]?.hasNews = false
            if job.isDone {
                observation.children.add(job)
                jobs.retire(job.number)
            }
        }
    }

    /// True where the user has not been told yet that stopped jobs would be left behind.
    package func warnsOfStoppedJobs() -> Bool {
        guard !terminal.hasWarnedOfStoppedJobs, jobs.all.contains(where: { $0.stopSignal != nil }) else { return false }
        terminal.hasWarnedOfStoppedJobs = true
        writeError("seesh: there are stopped jobs\n")
        state.status = .failure
        return true
    }

    /// SIGHUP has arrived: the jobs get it too, and the shell ends by it.
    func hangUp() {
        for job in jobs.all where !job.isDone && job.isHungUp { hangUp(job) }
        jobs = JobTable()
        session?.endCommand()
        leave(.signal(Signals.hangup), by: Signals.hangup)
    }

    /// Stopped jobs would never end when no shell is left to continue them.
    func hangUpJobsAtExit() {
        for job in jobs.all where job.stopSignal != nil && job.isHungUp { hangUp(job) }
        if let fd = terminal.fd { try? Kernel.setTerminalProcessGroup(fd, mainProcess) }
    }

    private func hangUp(_ job: Job) {
        let target = job.group == 0 ? job.lastProcess : -job.group
        try? Kernel.sendSignal(Signals.hangup, to: target)
        try? Kernel.sendSignal(Signals.proceed, to: target)
    }
}
