// Launching: what a wiring says is done. The edges are made, the stages started, and the shell's own descriptors for the ends
// closed, in the order of `Wiring.steps`.
//
// POSIX: XCU 2.9.2, 2.9.3.1

import Bytes
import Kernel
import Syntax
import Wiring

extension Shell {
    /// Launches a wiring; the processes are added to `job`. After an error those that were started see their edges closed.
    ///
    /// - Parameter terminal: the one that the process group is to have.
    /// - Parameter foreign: descriptors that are no business of the stages.
    /// - Returns: the ends that the shell keeps.
    func launch(
        _ wiring: Wiring, _ job: inout Job, terminal: Int32? = nil, foreign: [Int32] = []
    ) throws(ShellError) -> OpenEnds {
        var wiring = wiring
        if fillsPipe(wiring) { wiring.fillHere(0) }
        var ends = OpenEnds(edges: wiring.edges.count)
        tracer?.enter(wiring, job: wiring.isAsynchronous ? Int32(clamping: jobs.nextNumber) : nil)
        defer { tracer?.leave() }
        for step in wiring.steps {
            switch step {
            case .make(let edge):
                do throws(Errno) { try ends.make(wiring.edges[Int(edge) - 1]) } catch { throw .noPipe(error) }
            case .start(let index):
                tracer?.starting = Int32(clamping: index + 1)
                try start(index, of: wiring, ends, &job, terminal, foreign)
            case .fill(let index, let edge):
                try fill(index, of: wiring, edge, &ends, &job)
            case .close(let end):
                ends.close(end)
            }
        }
        return ends
    }

    /// Starts the process of one stage.
    private func start(
        _ index: Int, of wiring: Wiring, _ ends: borrowing OpenEnds, _ job: inout Job, _ terminal: Int32?,
        _ foreign: [Int32]
    ) throws(ShellError) {
        let content = wiring.stages[index].content
        let actions = wiring.actions(ofStage: index)
        let bound = actions.compactMap { $0.bound { ends[$0] } }
        let policy = SubshellPolicy(
            group: wiring.processGroup == .shared ? .inherit : job.group == 0 ? .lead : .join(job.group),
            terminal: terminal, isAsynchronous: wiring.isAsynchronous)
        let decision = way(ofProcess: content)
        if let utility = decision.utility {
            let origin = ProcessOrigin(
                way: .spawn, reason: .utility, start: descriptors.changes,
                actions: inheritedSubstitutions() + actions + utility.redirections.symbolic)
            return add(try spawn(utility, policy, wiring: bound), .content(content), origin, to: &job)
        }
        let origin = ProcessOrigin(way: .fork, reason: decision.reason, start: descriptors.changes, actions: actions)
        let others = ends.all + foreign
        do throws(Errno) {
            let pid = try forkSubshell(policy) {
                self.perform(wiring: bound, actions)
                for fd in others { Wire.close(fd) }
                self.execute(content, isAsynchronous: wiring.isAsynchronous)
            }
            add(pid, .content(content), origin, to: &job)
        } catch {
            throw .noProcess(error)
        }
    }

    /// Adds a process to its job. A copy of the shell tells of it.
    func add(_ pid: Int32, _ text: Job.Text, _ origin: ProcessOrigin, to job: inout Job) {
        job.add(pid, text: text, origin)
        guard isSubshell else { return }
        descriptors.tellChanges()
        let report = ProcessReport(
            pid: pid, stage: Int32(clamping: job.processes.count), isCopy: origin.way == .fork,
            text: self.text(of: text), start: origin.start.rows, own: origin.own())
        Kernel.report(report.encoded)
    }

    /// Makes the ends of edges the standard files of this process, which ends where that fails.
    private func perform(wiring actions: [DescriptorAction], _ planned: [PlannedAction]) {
        do throws(ShellError) {
            for (action, planned) in zip(actions, planned) {
                try descriptors.perform(action, as: planned, covering: false)
            }
        } catch {
            report(error)
            leave(.notExecutable)
        }
    }

    /// Executes the content of a stage that has this process for itself.
    private func execute(_ content: Wiring.Content, isAsynchronous: Bool) {
        switch content {
        case .command(let command):
            if isAsynchronous { keepRedirections(of: command) }
            executeFinally(isAsynchronous ? command.withoutRedirections : command)
        case .list(let list):
            _ = executeFinally(list)
        case .andOr(let andOr):
            _ = executeSynchronously(andOr)
        case .text(let text, let line):
            state.line = line
            _ = evaluate(commands: text)
        }
    }

    /// Executes a stage in the shell, and gives what it wrote to the edge: in a pipe without a writer, or where it does not
    /// fit by a process.
    private func fill(
        _ index: Int, of wiring: Wiring, _ edge: Int32, _ ends: inout OpenEnds, _ job: inout Job
    ) throws(ShellError) {
        guard case .command(let command) = wiring.stages[index].content else { return }
        let status = state.status
        let start = Kernel.monotonicNanoseconds()
        let bytes = descriptors.capture { executeHere { execute(command) } }
        let ended = state.status
        state.status = status
        let read = EdgeEnd(edge: edge, side: .read)
        do throws(Errno) {
            if let fd = try Kernel.fillPipe(bytes) {
                ends.adopt(Descriptor(owning: fd), as: read)
                return job.addHere(.command(command), ended, since: start)
            }
            try ends.make(wiring.edges[Int(edge) - 1])
        } catch {
            throw .noPipe(error)
        }
        let write = EdgeEnd(edge: edge, side: .write)
        let (reading, writing) = (ends[read], ends[write])
        do throws(Errno) {
            let pid = try forkSubshell {
                Wire.close(reading)
                self.perform(wiring: [.duplicate(from: writing, to: 1)], [.connect(write, to: 1)])
                Wire.close(writing)
                self.write(ByteString(bytes))
            }
            let origin = ProcessOrigin(way: .fork, reason: .filled, start: descriptors.changes, actions: [])
            add(pid, .content(.command(command)), origin, to: &job)
        } catch {
            throw .noProcess(error)
        }
        ends.close(write)
    }
}
