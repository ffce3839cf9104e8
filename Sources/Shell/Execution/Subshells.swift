// Subshells: execution environments in processes of their own, and what is made of them: `( )`, `$( )`, `<( )`, `&`, coproc.
//
// POSIX: XCU 2.13, 2.6.3, 2.9.3.1, 2.9.4.1

import Bytes
import Kernel
import Syntax
import Wiring

struct SubshellPolicy {
    var group: ProcessGroupPolicy = .inherit
    var terminal: Int32?
    var isAsynchronous = false
    /// Descriptors that were covered before belong to the parent alone.
    var coveredMark = Int.max
}

/// A process substitution whose command is still being executed.
struct ActiveProcessSubstitution {
    /// The shell's end of the pipe, which the command opens as /dev/fd/N.
    let fd: Int32
    let pid: Int32
}

extension Shell {
    /// Starts a process that is a copy of the shell, as a subshell, and executes `body` in it.
    func forkSubshell(_ policy: SubshellPolicy = SubshellPolicy(), _ body: () -> Void) throws(Errno) -> Int32 {
        let pid = try fork(policy)
        guard pid == 0 else { return pid }
        body()
        leave(state.status)
    }

    /// As fork: returns in both processes, 0 in the new one, which is a subshell.
    func fork(_ policy: SubshellPolicy) throws(Errno) -> Int32 {
        flushOutput()
        inputIsShared()
        state.functions.prepareForCopy()
        let pid = try tracer == nil ? Kernel.fork() : forkTraced()
        guard pid == 0 else {
            // On both sides, since either may come first.
            switch policy.group {
            case .inherit: break
            case .lead: try? Kernel.setProcessGroup(pid, pid)
            case .join(let group): try? Kernel.setProcessGroup(pid, group)
            }
            return pid
        }
        enterSubshell(policy)
        return 0
    }

    private func enterSubshell(_ policy: SubshellPolicy) {
        switch policy.group {
        case .inherit: break
        case .lead: try? Kernel.setProcessGroup(0, 0)
        case .join(let group): try? Kernel.setProcessGroup(0, group)
        }
        if tracer != nil, policy.group != .inherit { emitGroup() }
        if let terminal = policy.terminal { try? Kernel.setTerminalProcessGroup(terminal, Kernel.processGroup) }
        isSubshell = true
        if output.isCaptured { output = OutputBuffer() }
        contained = nil
        inputReader?.reset()
        outerOutputs = []
        if Kernel.watchesChildren { Kernel.stopWatchingChildren() }
        if tracer != nil { Kernel.watchChildren() }
        state.traps.enterSubshell()
        if policy.isAsynchronous, !state.options.contains(.monitor) {
            state.traps.ignoreInAsynchronousList()
        }
        Signals.resetForChild(ignoring: ignoredSignals(isAsynchronous: policy.isAsynchronous))
        arrivedSignals = []
        jobs.enterSubshell()
        state.options.subtract([.monitor, .interactive])
        statusBeforeTrap = nil
        // The copies of what the parent has covered would keep pipes open that the parent closes.
        let covered = coveredDescriptors.prefix(policy.coveredMark)
        for case let saved? in covered.map(\.saved) { closeTraced(saved) }
        coveredDescriptors.removeFirst(covered.count)
        // A child that outlives the command at hand must not hold back a coprocess's end of file.
        if policy.isAsynchronous {
            for fd in coprocessDescriptors { closeTraced(fd) }
            coprocessDescriptors = []
        }
        if let terminal = controllingTerminal {
            closeTraced(terminal)
            controllingTerminal = nil
        }
        script?.close()
    }

    /// Performs the redirections of a compound command that has this process for itself. Nothing is kept of what they
    /// replace: a copy of the old standard output would let its reader wait for as long as the command takes.
    func keepRedirections(of command: Command) {
        guard case .compound(let command) = command, !command.redirections.isEmpty else { return }
        do {
            try perform(command.redirections)
        } catch {
            _ = redirectionFailed(error)
            leave(state.status)
        }
        keepDescriptors(downTo: 0)
    }

    /// Executes the last command of this process: a utility takes its place, and a subshell needs no other process.
    func executeFinally(_ command: Command) {
        guard !state.traps.hasCommands else {
            _ = execute(command)
            return
        }
        switch command {
        case .simple(let command):
            _ = execute(command, isFinal: true)
        case .compound(let compound):
            guard case .subshell(let list) = compound.kind, compound.redirections.isEmpty else {
                _ = execute(command)
                return
            }
            executeFinally(list)
        case .function:
            _ = execute(command)
        }
    }

    private func executeFinally(_ list: List) {
        guard let last = list.andOrLists.last, !last.isAsynchronous,
            let command = List([last]).onlyCommand
        else {
            _ = execute(list)
            return
        }
        guard execute(List(list.andOrLists.dropLast())) == .normal else { return }
        executeFinally(command)
    }

    // MARK: ( list )

    /// POSIX: XCU 2.9.4.1
    func executeSubshell(_ list: List, of command: CompoundCommand) -> Completion {
        let redirections = command.redirections
        state.line = Int(command.position.line)
        if !state.options.contains(.monitor), let containment = command.containment, isContained(containment) {
            return executeSubshellHere(list, redirections, containment)
        }
        var job = Job(isForeground: true, hasOwnGroup: state.options.contains(.monitor))
        let policy = SubshellPolicy(group: job.hasOwnGroup ? .lead : .inherit, terminal: foregroundTerminal)
        if tracer != nil { beginPlan(ofSubshell: command) }
        defer { if tracer != nil { endPlan() } }
        do throws(Errno) {
            if let pid = startUtility(of: list, redirections, policy) {
                job.add(pid, text: .subshell(list))
                return afterCommand(waitInForeground(&job))
            }
            let pid = try forkSubshell(policy) {
                do throws(ShellError) {
                    try self.perform(redirections)
                } catch {
                    _ = self.redirectionFailed(error)
                    return
                }
                // What they replaced is not needed any more, and a copy would keep a pipe open.
                self.keepDescriptors(downTo: 0)
                self.executeFinally(list)
            }
            job.add(pid, text: .subshell(list))
        } catch {
            report(.noProcess(error))
            state.status = .notExecutable
            return .normal
        }
        return afterCommand(waitInForeground(&job))
    }

    /// Starts a subshell that is one utility without a copy of the shell: `( utility )` takes 0.79 of the time and 26 page
    /// faults for 71. Nil where it is something else, or where the fork is to meet the same error and report it.
    private func startUtility(of list: List, _ redirections: [Redirection], _ policy: SubshellPolicy) -> Int32? {
        guard isFast, redirections.isEmpty, let command = list.onlyCommand, let utility = plainUtility(command) else {
            return nil
        }
        defer { closeTemporaries(of: utility.redirections) }
        return try? launch(utility, group: policy.group, terminal: policy.terminal)
    }

    private func executeSubshellHere(
        _ list: List, _ redirections: [Redirection], _ containment: Containment
    ) -> Completion {
        let mark = coveredDescriptors.count
        do {
            try perform(redirections, keepsMemory: tracer == nil && isHermetic(containment))
        } catch {
            restoreDescriptors(downTo: mark)
            let completion = redirectionFailed(error)
            return completion == .aborting ? .normal : completion
        }
        let completion = executeHere(.subshell(list)) { execute(list) }
        restoreDescriptors(downTo: mark)
        return afterCommand(completion)
    }

    // MARK: $( list )

    /// The output of the list, without the newlines at its end.
    ///
    /// Unspecified: `$?` in the same command is still the status from before it, as in dash, mksh, yash and busybox.
    ///
    /// POSIX: XCU 2.6.3
    func substitute(_ substitution: CommandSubstitution) throws(ShellError) -> ByteString {
        let status = state.status
        defer { state.status = status }
        guard !substitution.list.andOrLists.isEmpty else {
            substitutionStatus = .success
            return ByteString()
        }
        if let bytes = contents(ofFileIn: substitution.list) {
            substitutionStatus = state.status
            return Self.withoutFinalNewlines(bytes)
        }
        if let bytes = substituteHere(substitution) {
            substitutionStatus = state.status
            return Self.withoutFinalNewlines(bytes)
        }
        var job = Job(isForeground: true, hasOwnGroup: false)
        let pipe = try makePipe()
        defer {
            closeEnd(pipe.read)
            waitUntilSettled(&job)
        }
        do {
            defer { closeEnd(pipe.write) }
            try start(substitution, pipe, &job)
        }
        let bytes = readAll(pipe.read)
        waitUntilSettled(&job)
        substitutionStatus = job.status(pipefail: state.options.contains(.pipefail))
        return Self.withoutFinalNewlines(bytes)
    }

    private static func withoutFinalNewlines(_ bytes: consuming [UInt8]) -> ByteString {
        var bytes = bytes
        while bytes.last == UInt8(ascii: "\n") { bytes.removeLast() }
        return ByteString(bytes)
    }

    /// The output where no process is needed; sets `$?`.
    private func substituteHere(_ substitution: CommandSubstitution) -> [UInt8]? {
        guard substitution.source == nil else { return nil }
        let list = substitution.list
        var bytes: [UInt8]
        if isContained(substitution.containment) {
            bytes = capture { _ = executeHere(.subshell(list)) { execute(list) } }
        } else if let commands = list.onlyStages, areContained(commands) {
            let statuses = state.pipelineStatuses
            bytes = capture { _ = executeStagesHere(commands) }
            state.pipelineStatuses = statuses
        } else {
            return nil
        }
        if bytes.contains(0) { bytes.removeAll { $0 == 0 } }
        return bytes
    }

    private func start(
        _ substitution: CommandSubstitution, _ pipe: PipeEnds, _ job: inout Job
    ) throws(ShellError) {
        let wiring = [DescriptorAction.duplicate(from: pipe.write, to: 1)]
        if isFast, substitution.source == nil {
            // Stages are subshells already: a pipeline of three takes 0.69 of the time without another around them.
            if let commands = substitution.list.onlyStages, tracer == nil, !state.options.contains(.lastpipe) {
                let policy = LaunchPolicy(isAsynchronous: false, hasOwnGroup: false)
                return try startStages(commands, policy, &job, into: pipe)
            }
            if let command = substitution.list.onlyCommand, let utility = plainUtility(command) {
                defer { closeTemporaries(of: utility.redirections) }
                if let pid = try? launch(utility, wiring: wiring, group: .inherit, terminal: nil) {
                    return job.add(pid, text: .fields([]))
                }
            }
        }
        do throws(Errno) {
            let pid = try forkSubshell {
                do throws(ShellError) {
                    for action in wiring { try self.perform(action, covering: false) }
                } catch {
                    self.report(error)
                    self.leave(.notExecutable)
                }
                closeEnd(pipe.read)
                closeEnd(pipe.write)
                if let source = substitution.source {
                    self.state.line = Int(substitution.position.line)
                    _ = self.evaluate(commands: source)
                } else {
                    self.executeFinally(substitution.list)
                }
            }
            job.add(pid, text: .fields([]))
        } catch {
            throw .noProcess(error)
        }
    }

    /// All that can be read until the end of file, without NUL bytes, which no string of the shell can hold.
    func readAll(_ fd: Int32) -> [UInt8] {
        var bytes = readAllBytes(fd)
        if bytes.contains(0) { bytes.removeAll { $0 == 0 } }
        return bytes
    }

    /// All that can be read until the end of file.
    func readAllBytes(_ fd: Int32) -> [UInt8] {
        var bytes: [UInt8] = []
        var limit = 2048
        while true {
            if watchesHangs { watchForInput(fd) }
            do {
                if try Kernel.read(fd, into: &bytes, limit: limit) == 0 { break }
                limit = min(limit * 2, 1 << 20)
            } catch .EINTR {
                continue
            } catch {
                break
            }
        }
        return bytes
    }

    // MARK: <( list ) and >( list )

    /// The path name of the shell's end of a pipe to or from the list.
    func startProcessSubstitution(_ substitution: ProcessSubstitution) throws(ShellError) -> ByteString {
        let pipe = try makePipe()
        let isInput = substitution.direction == .input
        let (mine, its) = isInput ? (pipe.read, pipe.write) : (pipe.write, pipe.read)
        defer { closeEnd(its) }
        do throws(Errno) {
            let pid = try forkSubshell(SubshellPolicy(isAsynchronous: false)) {
                do throws(ShellError) {
                    try self.perform(.duplicate(from: its, to: isInput ? 1 : 0), covering: false)
                } catch {
                    self.report(error)
                    self.leave(.notExecutable)
                }
                closeEnd(pipe.read)
                closeEnd(pipe.write)
                for other in self.processSubstitutions { closeTraced(other.fd) }
                self.processSubstitutions = []
                self.executeFinally(substitution.list)
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
        jobs.retire(process: pid, waitFor(pid))
    }

    // MARK: list &

    /// POSIX: XCU 2.9.3.1
    func startAsynchronously(_ andOr: AndOrList) -> Completion {
        if andOr.rest.isEmpty, case .see(let mode, let options) = andOr.first.prefix, mode == .plan || mode == .graph {
            return executeSeen(andOr.first, mode, options, isAsynchronous: true)
        }
        let hasOwnGroup = state.options.contains(.monitor)
        var job = Job(isForeground: false, hasOwnGroup: hasOwnGroup)
        do {
            if andOr.rest.isEmpty, case .none = andOr.first.prefix, !andOr.first.isNegated {
                let policy = LaunchPolicy(isAsynchronous: true, hasOwnGroup: hasOwnGroup, terminal: nil)
                try startStages(andOr.first.commands, policy, &job)
            } else {
                job.add(try startListInBackground(andOr, hasOwnGroup), text: .andOr(andOr))
            }
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

    private func startListInBackground(_ andOr: AndOrList, _ hasOwnGroup: Bool) throws(ShellError) -> Int32 {
        let policy = SubshellPolicy(group: hasOwnGroup ? .lead : .inherit, isAsynchronous: true)
        do {
            return try forkSubshell(policy) {
                if !hasOwnGroup {
                    try? self.perform(.open(path: "/dev/null", mode: .read, to: 0), covering: false)
                }
                _ = self.executeSynchronously(andOr)
            }
        } catch {
            throw .noProcess(error)
        }
    }
}

extension Command {
    /// The command after its redirections have been performed for good.
    var withoutRedirections: Command {
        guard case .compound(let command) = self, !command.redirections.isEmpty else { return self }
        return .compound(CompoundCommand(kind: command.kind, redirections: [], position: command.position))
    }
}

extension List {
    /// The command, where the list is one command in the foreground and nothing else.
    var onlyCommand: Command? {
        guard let commands = onlyPipeline, commands.count == 1 else { return nil }
        return commands.first
    }

    /// The stages, where the list is one pipeline of several commands in the foreground and nothing else.
    var onlyStages: OneOrMore<Command>? {
        guard let commands = onlyPipeline, commands.count > 1 else { return nil }
        return commands
    }

    private var onlyPipeline: OneOrMore<Command>? {
        guard andOrLists.count == 1, let andOr = andOrLists.first, andOr.rest.isEmpty, !andOr.isAsynchronous,
            !andOr.first.isNegated, case .none = andOr.first.prefix
        else { return nil }
        return andOr.first.commands
    }
}
