// Deaths: a script is told on standard error which of its processes a signal has ended: a line for each, with the line of the
// script and the stage of the pipeline. Nothing is said of SIGINT and SIGPIPE, nor of what only `wait` without operands waits
// for. The prompt has its own words (Waiting.swift).
//
// Unspecified: dash, mksh, ksh93 and busybox say as much, bash a little less.
//
// POSIX: XCU 2.8.2

import Bytes
import Kernel
import Syntax
import Wiring
import XRay

extension Shell {
    /// Says what has not been said of the job, or of one process of it, where the shell waited for it in the foreground.
    func reportDeaths(in job: inout Job, under redirections: ResolvedRedirections = ResolvedRedirections()) {
        guard !isInteractive, job.hasUntoldDeath else { return }
        let line = state.line
        defer { state.line = line }
        for (index, process) in job.processes.enumerated() {
            guard let death = process.untoldDeath else { continue }
            state.line = process.text.line ?? line
            report(death, of: process, at: index, in: job, under: redirections)
            job.processes[index].isToldOf = true
        }
    }

    /// The same for a job that `wait` has waited for: of the process alone as long as the others run.
    func reportDeaths(ofAwaited number: Int, _ pid: Int32) {
        guard !isInteractive, let job = jobs[number], job.hasUntoldDeath else { return }
        for (index, process) in job.processes.enumerated() where job.isDone || process.pid == pid {
            guard let death = process.untoldDeath else { continue }
            report(death, of: process, at: index, in: job)
            jobs[number]?.processes[index].isToldOf = true
        }
    }

    private func report(
        _ death: WaitStatus, of process: Job.Process, at index: Int, in job: Job,
        under redirections: ResolvedRedirections = ResolvedRedirections()
    ) {
        let stages = job.processes.count
        var what = ByteString()
        if stages > 1 {
            what = "stage " + ByteString(decimal: index + 1) + " of " + ByteString(decimal: stages) + ", "
        }
        what += Display.shortened(text(of: process.text), columns: 60)
        let why = description(of: death)
        withStandardError(of: redirections.actions) { what.isEmpty ? report(why) : report(what, why) }
    }

    func description(of death: WaitStatus) -> ByteString {
        Signals.description(of: death.signal ?? 0) + (death.coreDumped ? " (core dumped)" : "")
    }

    /// `utility 2>file` has its message in the file, behind what the utility wrote there: as dash, mksh, ksh93 and busybox.
    private func withStandardError(of actions: [DescriptorAction], _ body: () -> Void) {
        let mark = descriptors.covered.count
        defer { descriptors.restore(downTo: mark) }
        for action in actions[...].making(2) {
            guard let action = action.again, (try? descriptors.perform(action)) != nil else {
                descriptors.restore(downTo: mark)
                break
            }
        }
        body()
    }
}

extension DescriptorAction {
    /// The same once more, without emptying the file or waiting for the other end of a FIFO; nil where that cannot be.
    fileprivate var again: DescriptorAction? {
        guard case .open(let path, let mode, let to) = self else { return self }
        switch (try? Kernel.status(path))?.kind {
        case .regular, .characterDevice: return mode == .read ? self : .open(path: path, mode: .append, to: to)
        default: return nil
        }
    }
}

extension Job {
    var hasUntoldDeath: Bool { processes.contains { $0.untoldDeath != nil } }
}

extension Job.Process {
    /// How a signal has ended it, where that is to be told and has not been.
    var untoldDeath: WaitStatus? {
        guard case .done(let status) = state, let signal = status.signal, !isToldOf else { return nil }
        return signal == Signals.interrupt || signal == Signals.brokenPipe ? nil : status
    }
}

extension Job.Text {
    /// The line of the script that the command begins in.
    fileprivate var line: Int? {
        switch self {
        case .content(.command(let command)): Int(command.position.line)
        case .content(.andOr(let list)): Int(list.first.position.line)
        case .content(.list), .content(.text), .fields: nil
        }
    }
}
