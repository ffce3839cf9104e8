// Successor: the process that goes on in place of a contained subshell.
//
// Only when `eval` has its text, or a sourced file was read, may it show that a subshell without a process needs one after
// all. Nothing has been done of the command at hand, so the shell forks here: the child is the subshell from now on and
// goes on; the shell unwinds as after `exit` to where the subshell began, and waits. What the subshell has written to memory
// stays in the shell, and what the child writes comes through a pipe.
//
// POSIX: XCU 2.13

import Bytes
import Kernel
import Syntax

struct Successor {
    let pid: Int32
    /// The end of a pipe from its standard output, where that is memory in the shell.
    let output: Int32?
}

extension Shell {
    /// Makes a process of the contained subshell around the command, if there is one. True where the command may go on: in
    /// the new process, or outside of contained subshells. Where it is false `.exiting` is to be returned.
    func becomeProcess() -> Bool {
        guard let subshell = contained else { return true }
        do throws(ShellError) {
            let pipe = try subshell.isCaptured ? makePipe() : nil
            defer { if let pipe { closeEnd(pipe.write) } }
            do throws(Errno) {
                let pid = try fork(SubshellPolicy(coveredMark: subshell.coveredMark, scriptMark: subshell.scriptMark))
                if pid == 0 {
                    goOn(after: subshell, pipe)
                    return true
                }
                contained?.successor = Successor(pid: pid, output: pipe?.read)
            } catch {
                if let pipe { closeEnd(pipe.read) }
                throw .noProcess(error)
            }
        } catch {
            report(error)
            state.status = .notExecutable
        }
        return false
    }

    /// What the new process does first.
    private func goOn(after subshell: ContainedSubshell, _ pipe: PipeEnds?) {
        if let directory = subshell.directory { Kernel.close(directory) }
        guard let pipe else { return }
        redirectMemory(to: pipe.write)
        closeEnd(pipe.read)
    }

    /// Where standard output was memory, which is the parent's, it is the pipe: now, or when what covers it is removed.
    private func redirectMemory(to fd: Int32) {
        do throws(Errno) {
            guard let index = coveredDescriptors.firstIndex(where: { $0.capture != nil }) else {
                return try Kernel.duplicate(fd, to: 1)
            }
            if let saved = coveredDescriptors[index].saved { Kernel.close(saved) }
            coveredDescriptors[index].saved = try Kernel.duplicatePrivately(fd)
            coveredDescriptors[index].capture = nil
        } catch {
            report(.cannotDuplicate("1", error))
            leave(.notExecutable)
        }
    }

    /// Takes what the process writes, waits for it, and sets `$?`.
    func finish(_ successor: Successor, _ text: Job.Text) -> Completion {
        if let fd = successor.output {
            output.append(ByteString(readAllBytes(fd)))
            closeEnd(fd)
        }
        var job = Job(isForeground: true, hasOwnGroup: false)
        job.add(successor.pid, text: text)
        guard successor.output != nil else { return waitInForeground(&job) }
        waitUntilSettled(&job)
        state.status = job.status(pipefail: false)
        reportDeaths(in: &job)
        return .normal
    }
}
