// Waiting: every child is reaped here, by one wait4 loop that notes each change, of whichever job.
//
// POSIX: XCU wait, 2.9.2, 2.8.2

import Bytes
import Kernel
import Syntax

extension Shell {
    private var waitOptions: WaitOptions { state.options.contains(.monitor) ? [.untraced] : [] }

    /// wait4 for any child.
    @inline(__always)
    private func nextChange(_ options: WaitOptions) throws(Errno) -> Kernel.ChildChange? {
        let change = try Wire.wait(for: -1, options: options)
        if let session, let usage = change?.usage { session.note(usage) }
        return change
    }

    /// Waits for a job in the foreground and sets `$?` and PIPESTATUS.
    ///
    /// - Parameter redirections: those of the utility that it is.
    func waitInForeground(
        _ job: inout Job, under redirections: ResolvedRedirections = ResolvedRedirections()
    ) -> Completion {
        waitUntilSettled(&job)
        if job.hasOwnGroup {
            takeTerminalBack()
            settleTerminalModes(after: &job)
        }
        setStatuses(of: job)
        if let signal = job.stopSignal {
            state.status = .signal(signal)
            keepStopped(job)
            // The loop would go on behind the prompt's back. As bash.
            return isInteractive && state.frames.loops > 0 ? .breaking(state.frames.loops) : .normal
        }
        observation.children.add(job)
        guard !isInteractive else { return reportSignal(of: job) }
        reportDeaths(in: &job, under: redirections)
        return .normal
    }

    func waitUntilSettled(_ job: inout Job) {
        while !job.isDone && job.stopSignal == nil {
            do {
                let change = watchesHangs ? try nextWatchedChange(of: job) : try nextChange(waitOptions)
                guard let change else { return }
                if !job.note(change) { jobs.note(change) }
            } catch .EINTR {
                continue
            } catch {
                job.noteLost()
            }
        }
    }

    /// As `nextChange`, with an eye on the time.
    private func nextWatchedChange(of job: Job) throws(Errno) -> Kernel.ChildChange {
        var watch = HangWatch(seconds: state.hangSeconds)
        while true {
            if let change = try nextChange(waitOptions.union(.noHang)) { return change }
            if !Kernel.waitForSignalOrChild(until: watch.end, heedsSignals: false) { tellHang(&watch, of: [job]) }
        }
    }

    /// Notes what has become of children, without waiting; false where nothing has.
    @discardableResult
    package func reapChildren() -> Bool {
        guard !jobs.isEmpty else { return false }
        jobs.noteLook()
        descriptors.othersMayRead()
        let options: WaitOptions = state.options.contains(.monitor) ? [.untraced, .continued, .noHang] : [.noHang]
        var hasChanged = false
        while let change = try? nextChange(options) {
            jobs.note(change)
            hasChanged = true
        }
        return hasChanged
    }

    /// Where there was no room for a process: children that are over and not waited for count as processes. True where some
    /// were reaped, so that another attempt may succeed.
    func makesRoomForProcess(after errno: Errno) -> Bool {
        errno == .EAGAIN && reapChildren()
    }

    /// Waits until `isOver` is true after some child has changed; of the jobs with these numbers, or of any.
    ///
    /// - Returns: the signal whose trap cuts the waiting short.
    func waitForChildren(_ numbers: [Int]? = nil, until isOver: () -> Bool) -> Int32? {
        flushOutput()
        descriptors.othersMayRead()
        var watch = watchesHangs ? HangWatch(seconds: state.hangSeconds) : nil
        while !isOver() {
            // Without traps no signal can cut this short but one that ends the shell.
            let mayBeInterrupted = state.traps.hasCommands || isInteractive || watch != nil
            if !mayBeInterrupted {
                do {
                    guard let change = try nextChange(waitOptions) else { return nil }
                    noteAwaited(change)
                } catch .EINTR {
                    continue
                } catch {
                    return nil
                }
                continue
            }
            if let signal = pendingTrappedSignal() { return signal }
            do {
                let options = waitOptions.union(.noHang)
                if let change = try nextChange(options) {
                    noteAwaited(change)
                    if watch != nil { watch = HangWatch(seconds: state.hangSeconds) }
                } else if var current = watch {
                    guard !Kernel.waitForSignalOrChild(until: current.end, heedsSignals: true) else { continue }
                    tellHang(&current, of: jobs.all.filter { !$0.isDone && numbers?.contains($0.number) ?? true })
                    watch = current
                } else {
                    Kernel.waitForSignalOrChild()
                }
            } catch .EINTR {
                continue
            } catch {
                return nil
            }
        }
        return nil
    }

    private func noteAwaited(_ change: Kernel.ChildChange) {
        guard let number = jobs.note(change), Kernel.watchesChildren else { return }
        jobs[number]?.noteReaper(of: change.pid, line: state.line)
    }

    /// An interactive user is told which signal ended the command; SIGINT also ends what surrounds it.
    private func reportSignal(of job: Job) -> Completion {
        guard case .done(let status)? = job.processes.last?.state, let signal = status.signal else { return .normal }
        guard signal != Signals.interrupt else {
            // Without job control the shell has got it too.
            forgetInterrupt()
            writeError("\n")
            return .aborting
        }
        if signal != Signals.brokenPipe { writeError(description(of: status) + "\n") }
        return .normal
    }
}
