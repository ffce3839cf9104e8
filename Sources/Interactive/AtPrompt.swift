// At the prompt: what happens while a person types. Signals have their traps executed, jobs are reported with `set -b`, SIGINT
// gives the line up. In front of the prompt, REPORTTIME: what took longer is followed by its times and the peak memory of its
// processes. An extension, as in zsh, but for the time that is compared: it is the one that has passed.
//
// POSIX: XCU sh, 2.12, set -b

import Bytes
package import Kernel
import LineEditing
import Shell

/// What was measured when a command that was typed began, and since.
struct TypedMeasure {
    let clock = Kernel.monotonicNanoseconds()
    let times = Kernel.processTimes()
    /// The greatest of its processes, in KiB.
    var memory = 0
}

// Waiting for input.
extension Session {
    /// Why the waiting for input has ended.
    private enum Event {
        case input
        case interrupt
        case windowChange
        /// A job in the background has written to the terminal.
        case foreignOutput
        /// Traps or jobs want `attend`.
        case attention
    }

    /// Waits for input, which `editor` is to edit; false where SIGINT has come.
    func reachesInput(_ editor: LineEditor? = nil) -> Bool {
        while true {
            switch nextEvent() {
            case .input: return true
            case .interrupt:
                if editor == nil { shell.writeError("\n") }
                return false
            case .windowChange: editor?.resize()
            case .foreignOutput: editor?.showAgain()
            case .attention:
                editor?.hide()
                attend()
                editor?.show()
                editor?.resize()
            }
        }
    }

    /// Waits for input on descriptor 0, or for something that cannot wait.
    private func nextEvent() -> Event {
        let notifies = shell.isOn("notify")
        let watchesChildren = (notifies || shell.distrustsTerminalModes) && !shell.isTrapped(Signals.child)
        if watchesChildren { Signals.catchSignal(Signals.child) }
        defer { if watchesChildren { Signals.setDefault(Signals.child) } }
        while true {
            if watchesChildren {
                if shell.reapChildren(), shell.distrustsTerminalModes { return .attention }
                if notifies, shell.hasJobNews { return .attention }
            }
            shell.arrivedSignals += Signals.takePending()
            shell.arrivedSignals.removeAll { $0 == Signals.child && watchesChildren }
            if shell.arrivedSignals == [Signals.windowChange], !shell.isTrapped(Signals.windowChange) {
                shell.arrivedSignals = []
                return .windowChange
            }
            if shell.arrivedSignals.contains(Signals.interrupt) { return .interrupt }
            if !shell.arrivedSignals.isEmpty { return .attention }
            do {
                return try waitForInput()
            } catch {
                // What cannot be waited for says at once why.
                if error != .EINTR { return .input }
            }
        }
    }

    /// Begins or ends watching what others write to the terminal: while there are jobs in the background.
    func watchOutput() {
        if shell.unfinishedJobCount == 0 {
            outputWatch = nil
        } else if outputWatch == nil {
            outputWatch = WriteWatch(2)
        }
    }

    /// Waits for input, or until what a job in the background writes has come to a pause.
    ///
    /// What a job writes just while the line is shown counts as the shell's own, and stays unnoticed.
    private func waitForInput() throws(Errno) -> Event {
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
    private func attend() {
        runTraps()
        shell.restoreTerminalModesAfterJobs()
        if shell.isOn("notify") { shell.reportJobs() }
    }

    private func runTraps() {
        if shell.runPendingTraps(after: .normal) == .exiting { shell.leave(shell.status) }
    }

    /// SIGINT has come at the prompt: the command that was being typed is given up, `$?` is 130.
    func interruptPrompt() {
        shell.forgetInterrupt()
        runTraps()
        shell.status = .signal(Signals.interrupt)
        isInterrupted = true
        typedText = ByteString()
    }

    package func takeInterruption() -> Bool {
        defer { isInterrupted = false }
        return isInterrupted
    }

    /// End of file at the prompt: true where the shell is to go on all the same.
    func survivesEndOfFile() -> Bool {
        endOfFileCount += 1
        // A terminal that is gone gives the end of file for ever.
        guard endOfFileCount < 10, Kernel.isTerminal(0) else { return false }
        guard shell.isOn("ignoreeof") else { return shell.warnsOfStoppedJobs() }
        shell.writeError("Use \"exit\" to leave the shell.\n")
        return true
    }
}

// What was executed.
extension Session {
    package func beginCommand() {
        hasExecuted = true
        measure = nonEmpty("REPORTTIME").map { _ in TypedMeasure() }
    }

    package func note(_ usage: ResourceUsage) {
        guard let memory = measure?.memory else { return }
        measure?.memory = max(memory, usage.maximumResidentKiB)
    }

    /// Tells the times of the last command, with REPORTTIME.
    func reportTimes() {
        guard let measure else { return }
        self.measure = nil
        let elapsed = Kernel.monotonicNanoseconds() - measure.clock
        guard let limit = shell.variable("REPORTTIME").flatMap({ Shell.nanoseconds($0) }), elapsed > limit else {
            return
        }
        let times = Kernel.processTimes()
        let user = times.user + times.childrenUser - measure.times.user - measure.times.childrenUser
        let system = times.system + times.childrenSystem - measure.times.system - measure.times.childrenSystem
        func decimal(_ number: Int, _ parts: Int) -> ByteString {
            ByteString(decimal: number / parts) + "." + ByteString(decimal: parts + number % parts).dropFirst(1)
        }
        var text = "real " + decimal(elapsed / 10_000_000, 100)
        text += " s, user " + decimal(user * 100 / times.ticksPerSecond, 100)
        text += " s, sys " + decimal(system * 100 / times.ticksPerSecond, 100) + " s"
        if measure.memory > 0 { text += ", peak memory " + decimal(measure.memory * 10 / 1024, 10) + " MiB" }
        shell.writeError(text + "\n")
    }
}
