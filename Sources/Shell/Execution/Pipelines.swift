// Pipelines of several commands: where their stages are executed, and what becomes of their statuses.
//
// Unspecified: every stage has a subshell environment, the last one too unless lastpipe is set; as dash, bash and yash.
//
// POSIX: XCU 2.9.2

import Bytes
import Kernel
import Syntax
import Wiring

extension Shell {
    func executeStages(of pipeline: Pipeline) -> Completion {
        state.line = Int(pipeline.position.line)
        if state.options.contains(.lastpipe), !state.options.contains(.monitor) {
            return executeLastHere(pipeline)
        }
        if areContained(pipeline.commands) {
            executeStagesHere(pipeline.commands)
            return afterCommand(.normal)
        }
        var job = Job(isForeground: true, hasOwnGroup: state.options.contains(.monitor))
        do {
            let wiring = Wiring.pipeline(pipeline.commands, jobControl: job.hasOwnGroup)
            _ = try launch(wiring, &job, terminal: foregroundTerminal)
        } catch {
            report(error)
            _ = waitInForeground(&job)
            state.status = .notExecutable
            return .normal
        }
        return afterCommand(waitInForeground(&job))
    }

    /// With lastpipe the last command runs in the shell itself.
    private func executeLastHere(_ pipeline: Pipeline) -> Completion {
        var job = Job(isForeground: true, hasOwnGroup: false)
        let mark = descriptors.covered.count
        var completion = Completion.normal
        let last = pipeline.commands[pipeline.commands.count - 1]
        let start = Kernel.monotonicNanoseconds()
        do {
            let first = OneOrMore(pipeline.commands.first, Array(pipeline.commands.others.dropLast()))
            let wiring = Wiring.pipeline(first, readsOutput: true)
            let ends = try launch(wiring, &job)
            // The numbers may have been those of other processes.
            for process in job.processes { _ = jobs.takeRetired(process.pid) }
            try descriptors.perform(.duplicate(from: ends[wiring.kept[0]], to: 0))
            _ = consume ends
            completion = execute(last)
        } catch {
            report(error)
            state.status = .notExecutable
        }
        descriptors.restore(downTo: mark)
        job.noteRetired(in: &jobs)
        job.addHere(.command(last), state.status, since: start)
        _ = waitInForeground(&job)
        return completion
    }

    /// Executes stages that run only builtins one after the other, without processes. Each but the last comes to an end by
    /// itself and waits for no other, so that they cannot be told from stages that run at the same time.
    func executeStagesHere(_ commands: OneOrMore<Command>) {
        let status = state.status
        var job = Job(isForeground: true, hasOwnGroup: false)
        var bytes: [UInt8] = []
        for (index, command) in commands.enumerated() {
            state.status = status
            let start = Kernel.monotonicNanoseconds()
            let unread = withInput(index > 0 ? bytes : nil) {
                if index < commands.count - 1 {
                    bytes = descriptors.capture { executeHere { execute(command) } }
                } else {
                    executeHere { execute(command) }
                }
            }
            if unread > Kernel.usualPipe { job.processes[index - 1].state = .done(statusOfUnread().waitStatus) }
            job.addHere(.command(command), state.status, since: start)
        }
        setStatuses(of: job)
        observation.children.add(job)
    }

    /// Executes the body with these bytes as standard input; returns how many of them were not read, where they are more
    /// than a pipe takes.
    private func withInput(_ bytes: [UInt8]?, _ body: () -> Void) -> Int {
        guard let bytes else {
            body()
            return 0
        }
        let mark = descriptors.covered.count
        do throws(ShellError) {
            let document = try openDocument(bytes)
            try descriptors.perform(.duplicate(from: document.number, to: 0))
            descriptors.expectInput(bytes, usesHints: isFast)
            body()
            descriptors.restore(downTo: mark)
            return bytes.count > Kernel.usualPipe ? bytes.count - Kernel.offset(document.number) : 0
        } catch {
            _ = redirectionFailed(error, restoringDownTo: mark)
            return 0
        }
    }

    /// The status of a stage that wrote what was not read, and no pipe would have taken.
    private func statusOfUnread() -> ExitStatus {
        guard Signals.wasIgnoredAtEntry(Signals.brokenPipe) else { return .signal(Signals.brokenPipe) }
        report(.cannotWrite(.EPIPE))
        return .failure
    }

    /// Sets `$?` and PIPESTATUS.
    func setStatuses(of job: Job) {
        let statuses = job.statuses
        state.pipelineStatuses = statuses.count > 1 ? statuses : []
        state.status = job.status(pipefail: state.options.contains(.pipefail))
    }
}
