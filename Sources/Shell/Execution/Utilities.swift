// Utilities: commands that are programs of their own. The search of PATH, and the start of one with everything resolved, so
// that no interpreter has to be forked for it.
//
// Unspecified: a utility that is started with a standard descriptor closed finds it closed; as all peers.
//
// POSIX: XCU 2.9.1.4, 2.9.1.5, 2.9.1.6

import Bytes
import Kernel
import Syntax
import Wiring

/// Everything that a program needs to be started.
struct UtilityCommand {
    var path: ByteString
    var arguments: [ByteString]
    var environment: EnvironmentBlock
    var redirections: ResolvedRedirections
    /// The line of the script that it stands in.
    var line: Int
}

// The search.
extension Shell {
    static let defaultPath: ByteString = "/usr/local/bin:/usr/bin:/bin:/usr/sbin:/sbin"

    /// The path name of the utility `name`, which has no slash: as remembered, or found in PATH.
    ///
    /// POSIX: XBD 8.3
    func findUtility(_ name: ByteString, defaultPath: Bool = false) -> ByteString? {
        // One that has gone is searched for again.
        if !defaultPath, let remembered = state.utilities[name], Kernel.isAccessible(remembered, .execute) {
            state.utilities.remember(name, at: remembered, hits: 1)
            return remembered
        }
        let path = defaultPath ? Self.defaultPath : state.variables.bytes(of: SpecialVariable.PATH.name)
        guard let found = search(path ?? Self.defaultPath, for: name) else { return nil }
        if !defaultPath, found.first == UInt8(ascii: "/") { state.utilities.remember(name, at: found, hits: 1) }
        return found
    }

    func search(_ path: ByteString, for name: ByteString) -> ByteString? {
        guard !name.isEmpty else { return nil }
        var unusable: ByteString?
        for directory in path.split(on: UInt8(ascii: ":")) {
            var candidate = directory
            if !candidate.isEmpty, candidate.last != UInt8(ascii: "/") { candidate.append(UInt8(ascii: "/")) }
            if directory.isEmpty { candidate = "./" }
            candidate.append(name)
            guard let status = try? Kernel.status(candidate), status.kind != .directory else { continue }
            if Kernel.isAccessible(candidate, .execute) { return candidate }
            unusable = unusable ?? candidate
        }
        return unusable
    }
}

// With hashall, utilities are located when a function that names them is defined.
extension Shell {
    /// POSIX: XCU set -h
    func rememberUtilities(in command: CompoundCommand) {
        switch command.kind {
        case .braceGroup(let list), .subshell(let list): rememberUtilities(in: list)
        case .forClause(let clause): rememberUtilities(in: clause.body)
        case .caseClause(let clause): for item in clause.items { rememberUtilities(in: item.body) }
        case .ifClause(let clause):
            for branch in clause.branches {
                rememberUtilities(in: branch.condition)
                rememberUtilities(in: branch.body)
            }
            if let elseBody = clause.elseBody { rememberUtilities(in: elseBody) }
        case .whileClause(let condition, let body), .untilClause(let condition, let body):
            rememberUtilities(in: condition)
            rememberUtilities(in: body)
        case .conditional, .coprocess: break
        }
    }

    private func rememberUtilities(in list: List) {
        for andOr in list.andOrLists {
            for pipeline in [andOr.first] + andOr.rest.map(\.pipeline) {
                for command in pipeline.commands {
                    switch command {
                    case .simple(let command):
                        guard let name = command.name, case .utility = target(of: name) else { continue }
                        _ = utilityPath(name.bytes)
                    case .compound(let command): rememberUtilities(in: command)
                    case .function: continue
                    }
                }
            }
        }
    }
}

// One command in the foreground.
extension Shell {
    func execute(_ command: SimpleCommand, utility fields: [ByteString], isFinal: Bool) -> Completion {
        trace(command.assignments, fields)
        // What is expanded after a redirection, a here-document or an assignment, has to see what that has done.
        let readsLate =
            !command.redirections.isEmpty && !command.assignments.allSatisfy(\.isSideEffectFree)
            || !command.redirections.expandedLate.isEmpty
        let mark = descriptors.covered.count
        let scope = state.variables.scope
        defer {
            descriptors.restore(downTo: mark)
            if !command.assignments.isEmpty { leaveVariableScope(scope) }
        }
        do throws(ShellError) {
            if isFinal {
                try perform(command.redirections)
                try assignForUtility(command.assignments)
                return replaceProcess(fields)
            }
            if readsLate { try perform(command.redirections) }
            let redirections = readsLate ? ResolvedRedirections() : try resolve(command.redirections)
            if redirections.failure != nil { try perform(redirections) }
            try assignForUtility(command.assignments)
            return runInForeground(fields, redirections)
        } catch {
            return redirectionFailed(error)
        }
    }

    /// Makes the assignments of `name=value utility`, to be undone by leaving the scope.
    func assignForUtility(_ assignments: [Assignment]) throws(ShellError) {
        cover(assignments)
        for assignment in assignments {
            try assign(assignment)
            export(assignment.name)
        }
    }

    /// Starts a utility and waits for it.
    func runInForeground(
        _ fields: [ByteString], _ redirections: ResolvedRedirections, path: ByteString? = nil
    ) -> Completion {
        guard let path = path ?? utilityPath(fields[0]) else {
            let mark = descriptors.covered.count
            defer { descriptors.restore(downTo: mark) }
            do {
                try perform(redirections)
            } catch {
                return redirectionFailed(error)
            }
            state.status = reportMissing(fields[0])
            return .normal
        }
        let utility = UtilityCommand(
            path: path, arguments: fields, environment: environmentBlock(), redirections: redirections,
            line: state.line)
        var job = Job(isForeground: true, hasOwnGroup: state.options.contains(.monitor))
        let policy = SubshellPolicy(group: job.hasOwnGroup ? .lead : .inherit, terminal: foregroundTerminal)
        do {
            tracer?.enter(fields)
            defer { tracer?.leave() }
            let origin = ProcessOrigin(
                way: isFast ? .spawn : .fork, reason: isFast ? .utility : .plain, start: descriptors.changes,
                actions: inheritedSubstitutions() + redirections.symbolic)
            let pid = isFast ? try spawn(utility, policy) : try fork(utility, policy)
            add(pid, .fields(fields), origin, to: &job)
        } catch {
            if case .noProcess = error {
                // The process had the terminal already when it could not go on.
                if job.hasOwnGroup { takeTerminalBack() }
                report(error)
                state.status = .notExecutable
                return .normal
            }
            return redirectionFailed(error)
        }
        return waitInForeground(&job, under: redirections)
    }

    /// Makes the utility take the place of the shell; returns only where it cannot be executed.
    func replaceProcess(
        _ fields: [ByteString], named name: ByteString? = nil, path: ByteString? = nil
    ) -> Completion {
        flushOutput()
        guard let path = path ?? utilityPath(fields[0]) else {
            state.status = reportMissing(fields[0])
            return .exiting
        }
        let arguments = name.map { [$0] + fields.dropFirst() } ?? fields
        Signals.resetForChild(ignoring: ignoredSignals(isAsynchronous: false))
        let errno = executeProgramOrScript(path, arguments, environmentBlock())
        for condition in state.traps.conditionsWithCommands { setTrap(condition, state.traps[condition]) }
        report(fields[0], reason(path, errno))
        state.status = errno.executionStatus
        return .exiting
    }

    /// As `spawn`, the plain way: a copy of the shell performs the redirections and is replaced. What fails is reported
    /// there.
    private func fork(_ utility: UtilityCommand, _ policy: SubshellPolicy) throws(ShellError) -> Int32 {
        do {
            return try forkSubshell(policy) {
                do throws(ShellError) {
                    for (action, planned) in zip(self.boundSubstitutions(), self.inheritedSubstitutions()) {
                        try self.descriptors.perform(action, as: planned, covering: false)
                    }
                    try self.perform(utility.redirections, covering: false)
                } catch {
                    _ = self.redirectionFailed(error)
                    return
                }
                self.state.status = self.become(utility.path, utility.arguments, utility.environment)
            }
        } catch {
            throw .noProcess(error)
        }
    }

    /// Executes the program or script. Where it cannot be executed it reports that, and returns the status.
    private func become(
        _ path: ByteString, _ arguments: [ByteString], _ environment: EnvironmentBlock
    ) -> ExitStatus {
        let errno = executeProgramOrScript(path, arguments, environment)
        report(arguments[0], reason(path, errno))
        return errno.executionStatus
    }

    /// Executes the program, or the shell itself for a file that is no program but may be a script.
    private func executeProgramOrScript(
        _ path: ByteString, _ arguments: [ByteString], _ environment: EnvironmentBlock
    ) -> Errno {
        descriptors.inputIsShared()
        let errno = Wire.execute(path, arguments: arguments, environment: environment)
        guard errno == .ENOEXEC, !looksBinary(path) else { return errno }
        return Wire.execute(
            Kernel.ownExecutable, arguments: scriptArguments(path, arguments), environment: environment)
    }

    func utilityPath(_ name: ByteString) -> ByteString? {
        name.contains(UInt8(ascii: "/")) ? name : findUtility(name)
    }

    /// The environment of a utility, made anew only where an exported variable has changed.
    func environmentBlock() -> EnvironmentBlock {
        if let made = environment.made, made.generation == state.variables.exportGeneration { return made.block }
        let block = EnvironmentBlock(state.variables.environmentEntries(names: names) + environment.foreign)
        environment.made = (block, state.variables.exportGeneration)
        return block
    }

    /// Starts the program, or the shell itself for a file that is no program but may be a script. `wiring` comes before its
    /// redirections. A process that cannot become the program says so itself.
    func spawn(
        _ utility: UtilityCommand, _ policy: SubshellPolicy, wiring: [DescriptorAction] = []
    ) throws(ShellError) -> Int32 {
        flushOutput()
        descriptors.inputIsShared()
        let line = state.line
        state.line = utility.line
        defer { state.line = line }
        return try withDocuments(of: utility.redirections) { (actions) throws(ShellError) in
            var request = SpawnRequest(
                path: utility.path, arguments: utility.arguments, environment: utility.environment,
                actions: boundSubstitutions() + wiring + actions)
            request.processGroup = policy.group
            request.terminal = policy.terminal
            if state.options.contains(.posix) { request.shellName = "sh" }
            request.ignoredSignals = ignoredSignals(isAsynchronous: policy.isAsynchronous)
            request.initialSignals = initialSignals(in: policy.group)
            do throws(Errno) {
                return try spawn(request)
            } catch {
                throw .noProcess(error)
            }
        }
    }

    private func spawn(_ request: SpawnRequest) throws(Errno) -> Int32 {
        do {
            return try Wire.spawn(request) { self.fail(request, $0) }
        } catch {
            guard makesRoomForProcess(after: error) else { throw error }
            return try Wire.spawn(request) { self.fail(request, $0) }
        }
    }

    /// In a new process that could not become the program: says why, or becomes it in another way. Returns the exit status.
    private func fail(_ request: SpawnRequest, _ failure: SpawnFailure) -> Int32 {
        switch failure.step {
        case .action(let index):
            report(shellError(of: request.actions[index], failure.errno))
            return ExitStatus.failure.rawValue
        case .processGroup:
            report(request.arguments[0], failure.errno.message)
            return failure.errno.executionStatus.rawValue
        case .execute:
            report(request.arguments[0], reason(request.path, failure.errno))
            return failure.errno.executionStatus.rawValue
        }
    }

    /// True where the first line of a file has a NUL.
    ///
    /// Unspecified: a file with a NUL there is not run as a script after ENOEXEC; as dash, bash and ksh93.
    ///
    /// POSIX: XCU 2.9.1.6
    private func looksBinary(_ path: ByteString) -> Bool {
        guard let fd = try? Wire.open(path, mode: .read, closeOnExec: true) else { return false }
        defer { Wire.close(fd) }
        return Kernel.readsBinary(fd)
    }

    func scriptArguments(_ path: ByteString, _ arguments: [ByteString]) -> [ByteString] {
        [state.options.contains(.posix) ? "sh" : "seesh", "--", path] + arguments.dropFirst()
    }
}

extension Assignment {
    /// Making it reads nothing but variables.
    var isSideEffectFree: Bool {
        guard index == nil, case .word(let word) = value else { return false }
        return word.isSideEffectFree
    }
}
