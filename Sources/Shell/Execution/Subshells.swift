// Subshells: execution environments in processes of their own, `( )` and `&`. What else is made of them has files of its own:
// CommandSubstitution, ProcessSubstitution, Coprocesses, and the stages in Pipelines.
//
// POSIX: XCU 2.13, 2.9.3.1, 2.9.4.1

import Bytes
import Kernel
import Syntax
import Wiring

struct SubshellPolicy {
    var group: ProcessGroupPolicy = .inherit
    var terminal: Int32?
    var isAsynchronous = false
}

extension Shell {
    /// Starts a process that is a copy of the shell, as a subshell, and executes `body` in it.
    func forkSubshell(_ policy: SubshellPolicy = SubshellPolicy(), _ body: () -> Void) throws(Errno) -> Int32 {
        flushOutput()
        descriptors.inputIsShared()
        state.functions.prepareForCopy()
        descriptors.changes.prepareForCopy()
        Kernel.prepareReports()
        let pid = try copyProcess()
        guard pid == 0 else {
            // On both sides, since either may come first.
            switch policy.group {
            case .inherit: break
            case .lead: try? Kernel.setProcessGroup(pid, pid)
            case .join(let group): try? Kernel.setProcessGroup(pid, group)
            }
            return pid
        }
        enterSubshell(policy, isNew: true)
        body()
        leave(state.status)
    }

    private func copyProcess() throws(Errno) -> Int32 {
        do {
            return try Wire.fork()
        } catch {
            guard makesRoomForProcess(after: error) else { throw error }
            return try Wire.fork()
        }
    }

    /// - Parameter isNew: the process is a new one.
    private func enterSubshell(_ policy: SubshellPolicy, isNew: Bool) {
        switch policy.group {
        case .inherit: break
        case .lead: try? Kernel.setProcessGroup(0, 0)
        case .join(let group): try? Kernel.setProcessGroup(0, group)
        }
        tracer?.enterChild()
        if policy.group != .inherit { tracer?.did(.setProcessGroup(pid: 0, pgid: Kernel.processGroup), at: nil) }
        if let terminal = policy.terminal { try? Kernel.setTerminalProcessGroup(terminal, Kernel.processGroup) }
        isSubshell = true
        descriptors.enterSubshell(isNew: isNew, isAsynchronous: policy.isAsynchronous)
        contained = nil
        if Kernel.watchesChildren { Kernel.stopWatchingChildren() }
        if tracer != nil { Kernel.watchChildren() }
        state.traps.enterSubshell()
        updateOutputMayWait()
        if policy.isAsynchronous, !state.options.contains(.monitor) {
            state.traps.ignoreInAsynchronousList()
        }
        Signals.resetForChild(
            ignoring: ignoredSignals(isAsynchronous: policy.isAsynchronous), initial: initialSignals(in: policy.group))
        arrivedSignals = []
        jobs.enterSubshell()
        state.options.enterSubshell()
        state.frames.enter(.subshell)
        if let fd = terminal.fd {
            Wire.close(fd)
            terminal.fd = nil
        }
    }

    /// Performs the redirections of a compound command that has this process for itself. Nothing is kept of what they
    /// replace: a copy of the old standard output would let its reader wait for as long as the command takes.
    func keepRedirections(of command: Command) {
        guard case .compound(let command) = command, !command.redirections.isEmpty else { return }
        state.line = Int(command.position.line)
        do {
            try perform(command.redirections)
        } catch {
            _ = redirectionFailed(error)
            leave(state.status)
        }
        descriptors.keep(downTo: 0)
    }

    /// Executes the only command of this process: a utility takes its place, and a subshell needs no other process.
    func executeFinally(_ command: Command) {
        guard case .compound(let compound) = command, case .subshell(let list) = compound.kind else {
            _ = execute(command, isFinal: true)
            return
        }
        keepRedirections(of: command)
        _ = executeFinally(list)
    }

    /// Executes the last list of this process.
    func executeFinally(_ list: List) -> Completion {
        let lists = list.andOrLists.span
        for index in lists.indices.dropLast() {
            let completion = execute(lists[index])
            if completion != .normal { return completion }
            if let met = metLeftOut { return end(at: met) }
        }
        guard let last = list.andOrLists.last else { return .normal }
        if last.isAsynchronous { return execute(last) }
        return executeAllButLast(of: last) ?? executeFinally(last.last)
    }

    /// True where nothing remains to be done behind the last command, so that a utility may take the place of this process.
    ///
    /// Unspecified: the last command of `-c` and of a script file has the process of the shell where no trap has a command;
    /// as ksh93, and with `-c` as bash, yash and busybox.
    var isReplaceable: Bool {
        guard !state.traps.hasCommands, descriptors.substitutions.isEmpty else { return false }
        // The parent would tell of a death on its own standard error, and not where this process has redirected it.
        if isSubshell { return !descriptors.coversStandardError }
        // With an observer the end of the command is an event; a job has its own group, and gives the terminal back.
        return tracer == nil && !watchesHangs && !state.options.contains(.monitor) && !state.options.contains(.explain)
    }

    /// True where the last command of a function, of a text of `eval`, of a loop or of a group with redirections is the last of
    /// this process: of a script file it is not, so that the script tells of its death.
    var endsInside: Bool { isSubshell || state.options.contains(.commandString) }

    // MARK: ( list )

    /// POSIX: XCU 2.9.4.1
    func executeSubshell(_ list: List, of command: CompoundCommand, _ isFinal: Bool) -> Completion {
        state.line = Int(command.position.line)
        if !state.options.contains(.monitor), isContained(command.effects) {
            return executeSubshellHere(list, command.redirections)
        }
        if isFinal, isReplaceable, !command.effects.setsTraps { becomeSubshell(list, of: command) }
        var job = Job(isForeground: true, hasOwnGroup: state.options.contains(.monitor))
        do {
            let wiring = Wiring.subshell(
                .command(.compound(command)), isAsynchronous: false, jobControl: job.hasOwnGroup)
            _ = try launch(wiring, &job, terminal: foregroundTerminal)
        } catch {
            report(error)
            state.status = .notExecutable
            return .normal
        }
        return afterCommand(waitInForeground(&job))
    }

    /// The last command of this process is a subshell: it needs no other process.
    private func becomeSubshell(_ list: List, of command: CompoundCommand) -> Never {
        flushOutput()
        descriptors.inputIsShared()
        enterSubshell(SubshellPolicy(), isNew: false)
        keepRedirections(of: .compound(command))
        _ = executeFinally(list)
        leave(state.status)
    }

    private func executeSubshellHere(_ list: List, _ redirections: [Redirection]) -> Completion {
        let mark = descriptors.covered.count
        do {
            try perform(redirections)
        } catch {
            let completion = redirectionFailed(error, restoringDownTo: mark)
            return completion == .aborting ? .normal : completion
        }
        executeHere { execute(list) }
        descriptors.restore(downTo: mark)
        return afterCommand(.normal)
    }

    // MARK: list &

    /// POSIX: XCU 2.9.3.1
    func startAsynchronously(_ andOr: AndOrList) -> Completion {
        if andOr.rest.isEmpty, case .see(let mode, let options) = andOr.first.prefix, mode == .plan || mode == .graph {
            return executeSeen(andOr.first, mode, options, isAsynchronous: true)
        }
        // A loop that starts jobs and never waits would fill the system with what is left of them.
        if jobs.isLookDue { reapChildren() }
        let hasOwnGroup = state.options.contains(.monitor)
        var job = Job(isForeground: false, hasOwnGroup: hasOwnGroup)
        let isPipeline = andOr.rest.isEmpty && andOr.first.plainCommands != nil
        let wiring =
            isPipeline
            ? Wiring.pipeline(andOr.first.commands, isAsynchronous: true, jobControl: hasOwnGroup)
            : Wiring.subshell(.andOr(andOr), isAsynchronous: true, jobControl: hasOwnGroup)
        do {
            _ = try launch(wiring, &job)
        } catch {
            report(error)
            if !job.processes.isEmpty { _ = jobs.add(job) }
            state.status = .notExecutable
            return .normal
        }
        state.lastAsynchronousProcess = job.lastProcess
        let number = jobs.add(job)
        if isInteractive, state.options.contains(.monitor) {
            writeError("[" + ByteString(decimal: number) + "] " + ByteString(decimal: job.lastProcess) + "\n")
        }
        state.status = .success
        return .normal
    }
}

extension Command {
    /// The command after its redirections have been performed for good.
    var withoutRedirections: Command {
        guard case .compound(let command) = self, !command.redirections.isEmpty else { return self }
        return .compound(CompoundCommand(kind: command.kind, redirections: [], position: command.position))
    }
}

extension AndOrList {
    var last: Pipeline { rest.last?.pipeline ?? first }
}
