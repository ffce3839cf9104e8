// At the prompt: what happens while a person types. Signals have their traps executed, jobs are reported with `set -b`, SIGINT
// gives the line up; and what was typed becomes an entry of the history when its command is complete.
//
// POSIX: XCU sh, 2.12, set -b

public import Bytes
import Kernel
import Syntax

/// Why the waiting for input at a prompt has ended.
public enum PromptEvent {
    case input
    case interrupt
    case windowChange
    /// A job in the background has written to the terminal.
    case foreignOutput
    /// Something is to be written: call `attend`.
    case attention
}

extension Shell {
    /// Waits for input on descriptor 0, or for something that cannot wait.
    public func waitAtPrompt() -> PromptEvent {
        let isWatched = state.options.contains(.notify) || terminal.distrustsModes
        let watchesChildren = isWatched && state.traps[Signals.child] == .initial
        if watchesChildren { Signals.catchSignal(Signals.child) }
        defer { if watchesChildren { Signals.setDefault(Signals.child) } }
        while true {
            if watchesChildren {
                if reapChildren(), terminal.distrustsModes { return .attention }
                if state.options.contains(.notify), jobs.hasNews { return .attention }
            }
            arrivedSignals += Signals.takePending()
            arrivedSignals.removeAll { $0 == Signals.child && watchesChildren }
            if arrivedSignals == [Signals.windowChange], state.traps[Signals.windowChange] == .initial {
                arrivedSignals = []
                return .windowChange
            }
            if arrivedSignals.contains(Signals.interrupt) { return .interrupt }
            if !arrivedSignals.isEmpty { return .attention }
            do {
                return try waitForInput()
            } catch .EINTR {
                continue
            } catch {
                // What cannot be waited for says at once why.
                return .input
            }
        }
    }

    /// Begins or ends watching what others write to the terminal: while there are jobs in the background.
    public func watchOutput() {
        if jobs.all.allSatisfy(\.isDone) {
            outputWatch = nil
        } else if outputWatch == nil {
            outputWatch = WriteWatch(2)
        }
    }

    /// Waits for input, or until what a job in the background writes has come to a pause.
    ///
    /// What a job writes just while the line is shown counts as the shell's own, and stays unnoticed.
    private func waitForInput() throws(Errno) -> PromptEvent {
        guard outputWatch != nil else {
            _ = try Kernel.waitUntilReadable(0)
            return .input
        }
        _ = outputWatch?.take()
        if try outputWatch?.waitForInput(0) ?? true { return .input }
        // A signal that comes now is seen when the line stands there again.
        while outputWatch?.take() ?? false {
            guard (try? Kernel.waitUntilReadable(0, nanoseconds: Self.outputPause)) == false else { break }
        }
        return .foreignOutput
    }

    /// So long nothing is written before the line is shown again, in nanoseconds.
    private static var outputPause: Int { 30_000_000 }

    /// Executes the traps of what has arrived, and reports jobs.
    public func attend() {
        if runPendingTraps(after: .normal) == .exiting { leave(state.status) }
        restoreTerminalModesAfterJobs()
        if state.options.contains(.notify) { reportJobs() }
    }

    /// SIGINT has come at the prompt: the command that was being typed is given up, `$?` is 130.
    public func interruptPrompt() {
        forgetInterrupt()
        if runPendingTraps(after: .normal) == .exiting { leave(state.status) }
        state.status = .signal(Signals.interrupt)
        state.pipelineStatuses = []
        isInputInterrupted = true
        typedText = ByteString()
    }

    /// End of file at the prompt: true where the shell is to go on all the same.
    public func survivesEndOfFile() -> Bool {
        endOfFileCount += 1
        // A terminal that is gone gives the end of file for ever.
        guard endOfFileCount < 10, Kernel.isTerminal(0) else { return false }
        if state.options.contains(.ignoreeof) {
            writeError("Use \"exit\" to leave the shell.\n")
            return true
        }
        return warnsOfStoppedJobs()
    }

    /// Notes a line that was typed, with its newline.
    public func noteTyped(_ line: [UInt8]) {
        endOfFileCount = 0
        typedText += ByteString(line)
    }

    /// Changes whenever entries were removed from the history.
    public var historyRemovals: Int { history.removals }

    /// The entries of the history with a number above `number`, the oldest first.
    public func historyTexts(after number: Int) -> [ByteString] {
        history.entries.drop { $0.number <= number }.map(\.text)
    }

    /// The number of the newest entry.
    public var lastHistoryNumber: Int { history.nextNumber - 1 }

    /// The value of a variable, for the line editor.
    public func variable(_ name: ByteString) -> ByteString? { value(of: names.intern(name)) }

    public var isUTF8: Bool { state.isUTF8 }

    /// Whether the option with this name is on.
    public func isOn(_ name: ByteString) -> Bool {
        ShellOptions(named: name).map { state.options.contains($0) } ?? false
    }

    /// `set -o vi`, `set -o emacs`; nil where neither is on.
    public var usesViKeys: Bool? {
        get { state.options.contains(.vi) ? true : state.options.contains(.emacs) ? false : nil }
        set {
            if let newValue { setOption(newValue ? .vi : .emacs, true) }
        }
    }
}
