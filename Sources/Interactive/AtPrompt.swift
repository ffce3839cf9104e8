// At the prompt: what happens while the shell waits for input. Traps are executed, `set -b` reports jobs, SIGINT gives up the
// line. REPORTTIME: the times and the peak memory of a command that took longer are written before the next prompt. An
// extension, as in zsh, which compares the processor time; here it is the elapsed time.
//
// POSIX: XCU sh, 2.12, set -b

import Bytes
package import Kernel
import LineEditing
import Shell

/// The measurements of a typed command since it began.
struct TypedMeasure {
    let clock = Kernel.monotonicNanoseconds()
    let times = Kernel.processTimes()
    /// The peak memory of its largest process, in KiB.
    var memory = 0
}

// Waiting for input.
extension Session {
    /// What ends the wait for input.
    private enum Event {
        case input
        case interrupt
        case windowChange
        /// A job in the background has written to the terminal.
        case foreignOutput
        /// There are traps to execute or jobs to report.
        case attention
    }

    /// Waits for input for `editor`, or for a line without editing. Returns false on SIGINT.
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

    /// Waits for input on descriptor 0, or for another event.
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
                // The read that follows reports the error.
                if error != .EINTR { return .input }
            }
        }
    }

    /// Watches the output of other processes to the terminal while there are jobs in the background.
    func watchOutput() {
        if shell.unfinishedJobCount == 0 {
            outputWatch = nil
        } else if outputWatch == nil {
            outputWatch = WriteWatch(2)
        }
    }

    /// Waits for input, or until a background job has written and then paused.
    ///
    /// Output of a job at the moment at which the shell shows the line is taken for the shell's own.
    private func waitForInput() throws(Errno) -> Event {
        guard outputWatch != nil else {
            _ = try Kernel.waitUntilReadable(0)
            return .input
        }
        _ = outputWatch?.take()
        if try outputWatch?.waitForInput(0) ?? true { return .input }
        // A signal that comes now is handled after the line is shown again.
        while outputWatch?.take() ?? false {
            guard (try? Kernel.waitUntilReadable(0, nanoseconds: Self.outputPause)) == false else { break }
        }
        return .foreignOutput
    }

    /// The length of the pause before the line is shown again, in nanoseconds.
    private static var outputPause: Int { 30_000_000 }

    /// Executes the traps of pending signals, and reports jobs.
    private func attend() {
        runTraps()
        shell.restoreTerminalModesAfterJobs()
        if shell.isOn("notify") { shell.reportJobs() }
    }

    private func runTraps() {
        if shell.runPendingTraps(after: .normal) == .exiting { shell.leave(shell.status) }
    }

    /// Gives up the command that was being typed, after SIGINT; `$?` is 130.
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

    /// Handles the end of file at the prompt. Returns true where the shell continues nevertheless.
    func survivesEndOfFile() -> Bool {
        endOfFileCount += 1
        // A disconnected terminal returns the end of file forever.
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

    /// Writes the times of the last command, with REPORTTIME.
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
