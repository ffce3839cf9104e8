// Pipelines: the pipes, and a process for each stage.
//
// Each pipe end is open in exactly one stage after launch, and in the shell nowhere: a pipe is made just before its writer is
// started, its write end closed right after that, its read end after its reader has been started. All ends are close-on-exec
// and at 10 or above until a stage makes them its 0 and 1.
//
// Unspecified: every stage has a subshell environment, the last one too unless lastpipe is set; as dash, bash and yash.
//
// POSIX: XCU 2.9.2

import Bytes
import Kernel
import Syntax
import Wiring

/// How the stages of one pipeline are started.
struct LaunchPolicy {
    var isAsynchronous: Bool
    /// Job control: the stages are a process group of their own.
    var hasOwnGroup: Bool
    /// The terminal that the group is to have.
    var terminal: Int32?
}

typealias PipeEnds = (read: Int32, write: Int32)

extension Shell {
    func executeStages(of pipeline: Pipeline) -> Completion {
        state.line = Int(pipeline.position.line)
        if state.options.contains(.lastpipe), !state.options.contains(.monitor) {
            return executeLastHere(pipeline)
        }
        if areContained(pipeline.commands) { return afterCommand(executeStagesHere(pipeline.commands)) }
        var job = Job(isForeground: true, hasOwnGroup: state.options.contains(.monitor))
        let policy = LaunchPolicy(
            isAsynchronous: false, hasOwnGroup: job.hasOwnGroup, terminal: foregroundTerminal)
        do {
            try startStages(pipeline.commands, policy, &job)
        } catch {
            report(error)
            _ = waitInForeground(&job)
            state.status = .notExecutable
            return .normal
        }
        return afterCommand(waitInForeground(&job))
    }

    /// Starts a process for each of `commands`; the last writes to `output`. After an error those that were started see their
    /// pipes closed.
    func startStages(
        _ commands: OneOrMore<Command>, _ policy: LaunchPolicy, _ job: inout Job, into output: PipeEnds? = nil
    ) throws(ShellError) {
        guard tracer != nil else { return try startEach(commands, policy, &job, into: output, isTraced: false) }
        beginPlan(of: commands, isAsynchronous: policy.isAsynchronous)
        defer { endPlan() }
        try startEach(commands, policy, &job, into: output, isTraced: true)
    }

    /// Compiled for both cases apart: where nothing is traced, nothing is asked.
    @inline(__always)
    private func startEach(
        _ commands: OneOrMore<Command>, _ policy: LaunchPolicy, _ job: inout Job, into output: PipeEnds?, isTraced: Bool
    ) throws(ShellError) {
        var input = isTraced || commands.count == 1 ? nil : try writeHere(commands.first, policy, &job, foreign: output)
        defer { if let input { closeEnd(input, isTraced: isTraced) } }
        for index in (input == nil ? 0 : 1)..<commands.count {
            let isLast = index == commands.count - 1
            let pipe = try isLast ? nil : makePipe(isTraced: isTraced)
            defer { if let pipe { closeEnd(pipe.write, isTraced: isTraced) } }
            if isTraced { beginStage(index + 1) }
            do {
                let next = pipe ?? output
                let stage = Stage(
                    command: commands[index], input: input, output: next?.write, unused: next?.read,
                    foreign: isLast ? nil : output)
                job.add(try start(stage, policy, group: job.group), text: .command(commands[index]))
            } catch {
                if let pipe { closeEnd(pipe.read, isTraced: isTraced) }
                throw .noProcess(error)
            }
            if let input { closeEnd(input, isTraced: isTraced) }
            input = pipe?.read
        }
    }

    func makePipe() throws(ShellError) -> PipeEnds {
        try makePipe(isTraced: tracer != nil)
    }

    @inline(__always)
    private func makePipe(isTraced: Bool) throws(ShellError) -> PipeEnds {
        do {
            return try isTraced ? pipeTraced() : Kernel.pipe()
        } catch {
            throw .noPipe(error)
        }
    }

    /// With lastpipe the last command runs in the shell itself.
    private func executeLastHere(_ pipeline: Pipeline) -> Completion {
        var job = Job(isForeground: true, hasOwnGroup: false)
        job.stagesBehind = 1
        if tracer != nil { beginPlan(of: pipeline.commands) }
        let mark = coveredDescriptors.count
        var completion = Completion.normal
        do {
            let pipe = try makePipe()
            defer { closeEnd(pipe.read) }
            do {
                defer { closeEnd(pipe.write) }
                let first = OneOrMore(pipeline.commands.first, Array(pipeline.commands.others.dropLast()))
                let policy = LaunchPolicy(isAsynchronous: false, hasOwnGroup: false)
                try startEach(first, policy, &job, into: pipe, isTraced: tracer != nil)
            }
            // The numbers may have been those of other processes.
            for process in job.processes { _ = jobs.takeRetired(process.pid) }
            if tracer != nil { beginStage(pipeline.commands.count) }
            try perform(DescriptorAction.duplicate(from: pipe.read, to: 0))
            completion = pipeline.commands.last.map { execute($0) } ?? .normal
        } catch {
            report(error)
            state.status = .notExecutable
        }
        restoreDescriptors(downTo: mark)
        if tracer != nil { endPlan() }
        let last = state.status
        job.noteRetired(in: &jobs)
        _ = waitInForeground(&job)
        setStatuses(job.statuses + [last])
        return completion
    }
}

// One stage.
extension Shell {
    struct Stage {
        let command: Command
        let input: Int32?
        let output: Int32?
        /// The read end of the pipe that the stage writes to: not its business.
        let unused: Int32?
        /// What only the last stage writes to.
        var foreign: PipeEnds?

        var ends: StageEnds {
            StageEnds(input: input ?? -1, output: output ?? -1, spare: unused ?? -1)
        }
    }

    /// Starts the process of one stage: a plain utility at once, anything else in a fork of the shell.
    func start(_ stage: Stage, _ policy: LaunchPolicy, group: Int32) throws(Errno) -> Int32 {
        let processGroup: ProcessGroupPolicy = !policy.hasOwnGroup ? .inherit : group == 0 ? .lead : .join(group)
        // POSIX: XCU 2.9.3.1: standard input of an asynchronous list without job control.
        let isDetached = policy.isAsynchronous && !policy.hasOwnGroup && stage.input == nil
        let background: [DescriptorAction] = isDetached ? [.open(path: "/dev/null", mode: .read, to: 0)] : []
        let policy = SubshellPolicy(
            group: processGroup, terminal: policy.terminal, isAsynchronous: policy.isAsynchronous)
        // The wiring comes before the stage's own redirections. Exec closes the ends.
        var wiring = background
        stage.ends.appendActions(to: &wiring, closing: false)
        if let pid = startUtility(stage.command, policy, wiring: wiring) { return pid }
        wiring = background
        stage.ends.appendActions(to: &wiring, closing: true)
        return try forkSubshell(policy) {
            if let ends = stage.foreign {
                closeTraced(ends.read)
                closeTraced(ends.write)
            }
            self.wire(wiring)
            if policy.isAsynchronous { self.keepRedirections(of: stage.command) }
            self.executeFinally(policy.isAsynchronous ? stage.command.withoutRedirections : stage.command)
        }
    }
}
