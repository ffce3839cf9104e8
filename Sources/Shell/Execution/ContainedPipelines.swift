// Contained pipelines: stages that run only builtins, one after the other, without processes and pipes.
//
// `echo "$x" | { read a b; echo $b; }` takes 0.03 of the time that three forks take. Each stage but the last must come to an end
// by itself and wait for nobody: it has no loops, opens no files, and reads only what the stage before has written. Then nobody
// can tell that the stages did not run at the same time, for what they write to other descriptors may come in any order.
//
// The slow way, in Pipelines.swift, is the definition. It remains for who wants to see the processes (`see trace` and the like,
// or `see waits` in the script), for jobs of an interactive shell, and with SEESH_NO_FAST in the environment.
//
// POSIX: XCU 2.9.2

import Bytes
import Kernel
import Syntax

extension Shell {
    /// True where the stages may be executed here: what the tree says holds for the names as they are now.
    func areContained(_ commands: OneOrMore<Command>) -> Bool {
        guard isFast, tracer == nil, !state.options.contains(.monitor), endsAtBrokenPipe else { return false }
        for (index, command) in commands.enumerated() {
            let isLast = index == commands.count - 1
            guard isHermetic(command, endsByItself: !isLast, hasInput: index > 0) else { return false }
        }
        return !tellsWaits
    }

    /// False in a script that ignores SIGPIPE, since its stages outlive their readers, and can tell.
    private var endsAtBrokenPipe: Bool { state.traps[Signals.brokenPipe] != .ignore }

    /// The status of a stage that wrote what nobody has read, and no pipe would have taken.
    private func statusOfUnread() -> ExitStatus {
        guard Signals.wasIgnoredAtEntry(Signals.brokenPipe) else { return .signal(Signals.brokenPipe) }
        report("standard output", "write error: " + Errno.EPIPE.message)
        return .failure
    }

    /// - Parameter hasInput: what it reads is there.
    private func isHermetic(_ command: Command, endsByItself: Bool, hasInput: Bool) -> Bool {
        let containment = Containment(command)
        guard isHermetic(containment) else { return false }
        guard endsByItself else { return true }
        return !containment.mayTakeLong && (hasInput || !containment.commandNames.contains { $0.bytes == "read" })
    }

    func executeStagesHere(_ commands: OneOrMore<Command>) -> Completion {
        let status = state.status
        var completion = Completion.normal
        var statuses: [ExitStatus] = []
        var bytes: [UInt8] = []
        for (index, command) in commands.enumerated() {
            let mark = coveredDescriptors.count
            if index > 0 { coverInput(with: bytes) }
            state.status = status
            if index < commands.count - 1 {
                bytes = capture { _ = executeHere(.command(command)) { execute(command) } }
            } else {
                completion = executeHere(.command(command)) { execute(command) }
            }
            if let memoryInput, index > 0, memoryInput.rest.count > Kernel.usualPipe {
                statuses[index - 1] = statusOfUnread()
            }
            restoreDescriptors(downTo: mark)
            statuses.append(state.status)
        }
        setStatuses(statuses)
        return completion
    }

    /// Sets `$?` and PIPESTATUS.
    func setStatuses(_ statuses: [ExitStatus]) {
        state.pipelineStatuses = statuses
        let failed = state.options.contains(.pipefail) ? statuses.last { !$0.isSuccess } : statuses.last
        state.status = failed ?? .success
    }

    /// Executes the first stage of several: `echo "$x" | cat` takes 0.76 of the time so. What it has written is in the
    /// pipe before there is a reader.
    ///
    /// - Parameter foreign: what only the last stage writes to.
    /// - Returns: the read end of the pipe; nil where the stage needs a process.
    func writeHere(
        _ command: Command, _ policy: LaunchPolicy, _ job: inout Job, foreign: PipeEnds?
    ) throws(ShellError) -> Int32? {
        guard isFast, !policy.isAsynchronous, !policy.hasOwnGroup, endsAtBrokenPipe,
            isHermetic(command, endsByItself: true, hasInput: false), !tellsWaits
        else { return nil }
        let status = state.status
        let bytes = capture { _ = executeHere(.command(command)) { execute(command) } }
        defer { state.status = status }
        do throws(Errno) {
            if let fd = try Kernel.fillPipe(bytes) {
                job.statusesBefore = [state.status]
                return fd
            }
        } catch {
            throw .noPipe(error)
        }
        return try startWriter(of: bytes, command, &job, foreign: foreign)
    }

    /// A process for what does not fit into a pipe.
    private func startWriter(
        of bytes: [UInt8], _ command: Command, _ job: inout Job, foreign: PipeEnds?
    ) throws(ShellError) -> Int32 {
        let pipe = try makePipe()
        defer { closeEnd(pipe.write) }
        do throws(Errno) {
            let pid = try forkSubshell {
                closeEnd(pipe.read)
                if let foreign { closeEnds(foreign) }
                self.wire([.duplicate(from: pipe.write, to: 1)])
                self.write(ByteString(bytes))
            }
            job.add(pid, text: .command(command))
            return pipe.read
        } catch {
            closeEnd(pipe.read)
            throw .noProcess(error)
        }
    }
}
