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
    /// The shell's end of the pipe, which the command opens as /dev/fd/N.
    let fd: Int32
    let pid: Int32
}

extension Shell {
    /// The path name of the shell's end of a pipe to or from the list.
    func startProcessSubstitution(_ substitution: ProcessSubstitution) throws(ShellError) -> ByteString {
        let pipe = try makePipe()
        let isInput = substitution.direction == .input
        let (mine, its) = isInput ? (pipe.read, pipe.write) : (pipe.write, pipe.read)
        defer { closeEnd(its) }
        do throws(Errno) {
            let wiring = DescriptorAction.duplicate(from: its, to: isInput ? 1 : 0)
            let pid =
                if let utility = startUtility(of: substitution.list, wiring) {
                    utility
                } else {
                    try forkSubshell {
                        self.wire([wiring])
                        closeEnds(pipe)
                        for other in self.processSubstitutions { closeTraced(other.fd) }
                        self.processSubstitutions = []
                        _ = self.executeFinally(substitution.list)
                    }
                }
            // The number may have been that of another process.
            _ = jobs.takeRetired(pid)
            if Kernel.watchesChildren { Kernel.watchChild(pid) }
            processSubstitutions.append(ActiveProcessSubstitution(fd: mine, pid: pid))
            state.lastAsynchronousProcess = pid
            return "/dev/fd/" + ByteString(decimal: mine)
        } catch {
            closeEnd(mine)
            throw .noProcess(error)
        }
    }

    /// Starts a list that is one utility, without the ends of others.
    private func startUtility(of list: List, _ wiring: DescriptorAction) -> Int32? {
        guard let command = list.onlyCommand else { return nil }
        let others = processSubstitutions
        processSubstitutions = []
        defer { processSubstitutions = others }
        return startUtility(command, wiring: [wiring])
    }

    /// What lets a utility inherit the ends that its arguments name.
    func inheritedSubstitutions() -> [DescriptorAction] {
        guard !processSubstitutions.isEmpty else { return [] }
        return processSubstitutions.map { .duplicate(from: $0.fd, to: $0.fd) }
    }

    /// The command that named them has ended: closes the ends and waits, so that `>(list)` has written all.
    func finishProcessSubstitutions(downTo count: Int) {
        guard processSubstitutions.count > count else { return }
        let status = state.status
        while processSubstitutions.count > count {
            let substitution = processSubstitutions.removeLast()
            closeEnd(substitution.fd)
            finishInTable(substitution.pid)
        }
        state.status = status
    }

    /// `exec >(list)`: they go on as long as the descriptors do that the redirections gave to the shell.
    func keepProcessSubstitutions(downTo count: Int) {
        while processSubstitutions.count > count {
            let substitution = processSubstitutions.removeLast()
            closeEnd(substitution.fd)
            jobs.addUnlisted(substitution.pid)
        }
    }

    /// Waits, and keeps the status for `wait pid`.
    private func finishInTable(_ pid: Int32) {
        guard !jobs.isRetired(pid) else { return }
        jobs.retire(process: pid, WaitStatus(raw: waitFor(pid).rawValue << 8))
    }
}
