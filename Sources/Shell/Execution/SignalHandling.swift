// Signal handling: signals that have arrived take effect between commands, and `trap` changes dispositions in the kernel.
//
// POSIX: XCU 2.12, 2.13, trap

package import Bytes
import Kernel
import Syntax

// Setting.
extension Shell {
    /// Sets what a condition does, here and in the kernel. A signal that was ignored when a non-interactive shell was
    /// entered stays ignored, silently.
    ///
    /// Unspecified: the action of EXIT is not executed when a signal ends the shell; as dash, yash and busybox.
    ///
    /// POSIX: XCU trap
    func setTrap(_ condition: Int32, _ action: TrapAction) {
        guard condition > TrapTable.exit, condition < TrapTable.error else {
            state.traps.set(condition, action)
            if condition == TrapTable.error { state.traps.errorDepth = state.frames.functions }
            return
        }
        if condition == Signals.brokenPipe { descriptors.outputChanges() }
        defer { updateOutputMayWait() }
        if Signals.wasIgnoredAtEntry(condition) {
            guard wasInteractive else { return }
            Signals.forgetEntry(condition)
        }
        state.traps.set(condition, action)
        switch action {
        case .command: Signals.catchSignal(condition)
        case .ignore: Signals.ignore(condition)
        case .initial: setInitialDisposition(condition)
        }
    }

    /// What a signal does that is not trapped: in an interactive shell some must not end it.
    ///
    /// POSIX: XCU 2.12, sh
    private func setInitialDisposition(_ signal: Int32) {
        switch initialDisposition(signal) {
        case .caught: Signals.catchSignal(signal)
        case .ignored: Signals.ignore(signal)
        case .initial: Signals.setDefault(signal)
        }
    }

    private enum Disposition { case initial, ignored, caught }

    private func initialDisposition(_ signal: Int32) -> Disposition {
        if Signals.wasIgnoredAtEntry(signal) { return .ignored }
        guard isInteractive else { return .initial }
        if signal == Signals.interrupt || signal == Signals.hangup || signal == Signals.windowChange { return .caught }
        if signal == Signals.quit || signal == Signals.terminate { return .ignored }
        let isJobControl = Signals.jobControl.contains(signal)
        return isJobControl && state.options.contains(.monitor) ? .ignored : .initial
    }

    /// Sets the dispositions of the signals that an interactive shell treats in its own way.
    public func setInteractiveSignals() {
        let own = [Signals.interrupt, Signals.quit, Signals.terminate, Signals.hangup, Signals.windowChange]
        let signals = own + Signals.jobControl
        for signal in signals where state.traps[signal] == .initial { setInitialDisposition(signal) }
    }

    /// Signals that a new process is to ignore.
    ///
    /// POSIX: XCU 2.12
    func ignoredSignals(isAsynchronous: Bool) -> SignalSet {
        var signals = state.traps.ignoredSignals
        guard isAsynchronous, !state.options.contains(.monitor) else { return signals }
        signals.insert(Signals.interrupt)
        signals.insert(Signals.quit)
        return signals
    }

    /// Signals that do in a new process of this group what they do by default, even where they were ignored when the shell
    /// began: keys and the terminal have to be able to stop a job.
    ///
    /// Unspecified: this holds for the jobs of an interactive shell, not for a script with `set -m`; as dash, bash, ksh93 and
    /// busybox.
    func initialSignals(in group: ProcessGroupPolicy) -> SignalSet {
        guard isInteractive, group != .inherit else { return [] }
        return SignalSet(Signals.jobControl).subtracting(state.traps.ignoredSignals)
    }
}

// Running.
extension Shell {
    /// The traps of the signals that have arrived, after a command has ended with `completion`.
    package func runPendingTraps(after completion: Completion) -> Completion {
        guard contained == nil else {
            // The traps are those of the shell outside, and wait; what would have ended a process of the subshell cannot.
            guard let signal = pendingTrappedSignal() else { return completion }
            state.status = .signal(signal)
            return .exiting
        }
        var completion = completion
        let arrived = arrivedSignals + Signals.takePending()
        arrivedSignals = []
        descriptors.othersMayRead()
        for signal in arrived {
            tracer?.did(.signal(number: signal, pid: 0), at: nil)
            switch state.traps[signal] {
            case .command(let text):
                let ended = runTrap(text)
                if ended != .normal { completion = ended }
            case .initial where isInteractive && signal == Signals.interrupt:
                // Behind the ^C of the terminal.
                writeError("\n")
                state.status = .signal(signal)
                return .aborting
            case .initial where isInteractive && signal == Signals.hangup:
                hangUp()
            case .initial, .ignore:
                break
            }
        }
        return completion
    }

    /// Forgets an interrupt that has no trap.
    package func forgetInterrupt() {
        guard state.traps[Signals.interrupt] == .initial else { return }
        arrivedSignals += Signals.takePending()
        arrivedSignals.removeAll { $0 == Signals.interrupt }
    }

    /// A signal that has arrived and whose trap, or whose meaning to an interactive shell, cuts waiting short.
    func pendingTrappedSignal() -> Int32? {
        if Signals.isPending { arrivedSignals += Signals.takePending() }
        return arrivedSignals.first { signal in
            if case .command = state.traps[signal] { return true }
            // A key was pressed, and would have reached the subshell's own process too.
            if contained != nil, Signals.cameFromTerminal(signal) { return true }
            return isInteractive && signal == Signals.interrupt
        }
    }

    /// Executes the command of a trap; `$?` afterwards is what it was before.
    package func runTrap(_ text: ByteString) -> Completion {
        let status = state.status
        let statuses = state.pipelineStatuses
        let outer = state.frames
        state.frames.enter(.trap(status: status))
        let completion = evaluate(commands: text)
        state.frames = outer
        if completion == .normal {
            state.status = status
            state.pipelineStatuses = statuses
        }
        return completion
    }

    /// The shell's end: the EXIT trap, the output that waits, the status or the signal that ends it.
    public func leave(_ status: ExitStatus, by signal: Int32? = nil) -> Never {
        state.status = status
        // Once: a trap for EXIT that its own command sets is not executed any more.
        if case .command(let text) = state.traps[TrapTable.exit] {
            state.traps.set(TrapTable.exit, .initial)
            state.frames.leaveConditions()
            _ = runTrap(text)
        }
        if let errno = descriptors.writeOutput() {
            report(.cannotWrite(errno))
            if state.status.isSuccess { state.status = .failure }
        }
        if tracer != nil { showTrace() }
        session?.end()
        if isInteractive, !isSubshell { hangUpJobsAtExit() }
        if let signal { Signals.dieBy(signal) }
        Kernel.exit(state.status.rawValue)
    }
}
