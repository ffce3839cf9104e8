// Process substitution, an extension: a command with a pipe to or from it, by a path name among the arguments of another.
//
// The shell's end stays open, and the process is waited for, until the command that names it has ended; behind `exec` for as
// long as the redirections of the shell last.

import Bytes
import Kernel
import Syntax
import Wiring

/// A process substitution whose command is still being executed.
struct ActiveProcessSubstitution {
    let end: EdgeEnd
    /// The shell's descriptor for the end, which the command opens as /dev/fd/N.
    let fd: Int32
    var job: Job

    /// The path name that the command has among its arguments.
    var name: ByteString { "/dev/fd/" + ByteString(decimal: fd) }
}

extension Shell {
    /// The path name of the shell's end of a pipe to or from the list.
    func startProcessSubstitution(_ substitution: ProcessSubstitution) throws(ShellError) -> ByteString {
        let wiring = Wiring.processSubstitution(substitution.list, isInput: substitution.direction == .input)
        // The ends of others are none of its business.
        let others = descriptors.substitutions
        descriptors.substitutions = []
        defer { descriptors.substitutions = others + descriptors.substitutions }
        var job = Job(isForeground: true, hasOwnGroup: false)
        var ends = try launch(wiring, &job, foreign: others.map(\.fd))
        let pid = job.lastProcess
        // The number may have been that of another process.
        _ = jobs.takeRetired(pid)
        state.lastAsynchronousProcess = pid
        let end = wiring.kept[0]
        guard let fd = ends.take(end)?.release() else { return "" }
        let active = ActiveProcessSubstitution(end: end, fd: fd, job: job)
        descriptors.substitutions = [active]
        return active.name
    }

    /// What lets a utility inherit the ends that its arguments name.
    func inheritedSubstitutions() -> [PlannedAction] {
        descriptors.substitutions.isEmpty ? [] : descriptors.substitutions.map { .connect($0.end, to: $0.fd) }
    }

    /// The same with numbers.
    func boundSubstitutions() -> [DescriptorAction] {
        descriptors.substitutions.map { .duplicate(from: $0.fd, to: $0.fd) }
    }

    /// The command that named them has ended: closes the ends and waits, so that `>(list)` has written all.
    func finishProcessSubstitutions(downTo count: Int) {
        guard descriptors.substitutions.count > count else { return }
        let status = state.status
        while descriptors.substitutions.count > count {
            var substitution = descriptors.substitutions.removeLast()
            Wire.close(substitution.fd)
            finish(&substitution.job)
        }
        state.status = status
    }

    /// `exec >(list)`: they go on as long as the descriptors do that the redirections gave to the shell.
    func keepProcessSubstitutions(downTo count: Int) {
        while descriptors.substitutions.count > count {
            let substitution = descriptors.substitutions.removeLast()
            Wire.close(substitution.fd)
            jobs.addUnlisted(substitution.job.lastProcess)
        }
    }

    /// Waits, and keeps the status for `wait pid`.
    private func finish(_ job: inout Job) {
        job.noteRetired(in: &jobs)
        waitUntilSettled(&job)
        for process in job.processes {
            if case .done(let status) = process.state { jobs.retire(process: process.pid, status) }
        }
        observation.children.add(job)
    }
}
