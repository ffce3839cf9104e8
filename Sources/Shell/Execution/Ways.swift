// Ways: how each command is executed. In the shell where it changes nothing but state, which can be copied; as a program
// that is started at once where all of its expansions can be made beforehand; otherwise in a copy of the shell.
//
// The executor asks here, and so does `see plan`. SEESH_NO_FAST makes a copy of the shell of everything that may be one, and
// so does an observer of what is not alone: see docs/see.md.
//
// POSIX: XCU 2.9.1.6, 2.13

import Bytes
import Kernel
import Syntax
import Wiring

/// How a command is executed, and why; with what is needed to start it where it is spawned.
struct Decision {
    let way: Way
    let reason: WayReason
    var utility: UtilityCommand?
}

extension Shell {
    /// A view was asked for beforehand: whatever is a subshell environment gets a process.
    var isObserved: Bool { tracer != nil || Kernel.watchesChildren }

    /// How a stage is executed that is to be a process: a plain utility at once, and anything else in a copy of the shell.
    func way(ofProcess content: Wiring.Content) -> Decision {
        guard isFast else { return Decision(way: .fork, reason: .plain) }
        switch content {
        case .command(let command):
            if let utility = utility(of: command) { return Decision(way: .spawn, reason: .utility, utility: utility) }
            return Decision(way: .fork, reason: reason(ofCopy: command))
        case .list(let list):
            if let command = list.onlyCommand, let utility = utility(of: command) {
                return Decision(way: .spawn, reason: .utility, utility: utility)
            }
            return Decision(way: .fork, reason: .subshell)
        case .andOr, .text: return Decision(way: .fork, reason: .subshell)
        }
    }

    private func reason(ofCopy command: Command) -> WayReason {
        guard case .simple(let command) = command, let name = command.name else { return .subshell }
        guard case .utility = target(of: name) else { return .subshell }
        return utilityPath(name.bytes) == nil ? .notFound : .expansion
    }

    /// How the stages of a pipeline are executed: all here, or each as `wayOfFirst` and `way(ofProcess:)` say.
    func areContained(_ commands: OneOrMore<Command>) -> Bool {
        guard isFast, !isObserved, !state.options.contains(.monitor), endsAtBrokenPipe else { return false }
        for (index, command) in commands.enumerated() {
            guard isContainedStage(command, endsByItself: index < commands.count - 1, hasInput: index > 0) else {
                return false
            }
        }
        return true
    }

    /// True where the first stage of several is executed here, and what it writes is put into the pipe before there is a
    /// reader.
    func fillsPipe(_ wiring: Wiring) -> Bool {
        guard isFast, !isObserved, !wiring.isAsynchronous, wiring.processGroup == .shared, endsAtBrokenPipe,
            wiring.stages[0].output != nil, case .command(let command) = wiring.stages[0].content
        else { return false }
        return isContainedStage(command, endsByItself: true, hasInput: false)
    }

    /// False in a script that ignores SIGPIPE, since its stages outlive their readers, and can tell.
    private var endsAtBrokenPipe: Bool { state.traps[Signals.brokenPipe] != .ignore }

    /// - Parameter hasInput: what it reads is there.
    private func isContainedStage(_ command: Command, endsByItself: Bool, hasInput: Bool) -> Bool {
        let effects =
            switch command {
            case .compound(let compound): compound.effects
            case .simple, .function: Effects(command)
            }
        guard !effects.needsProcess, effects.commandNames.allSatisfy(isContainedBuiltin) else { return false }
        return !endsByItself || !effects.mayTakeLong && (hasInput || !effects.uses("read"))
    }

    private func isContainedBuiltin(_ name: Name) -> Bool {
        if case .builtin(let builtin) = target(of: name) { builtin.isContained && builtin != .command } else { false }
    }

    /// True where a subshell needs no process: what the tree says holds for the names as they are now.
    func isContained(_ effects: Effects) -> Bool {
        guard !effects.needsProcess, isFast, !isObserved else { return false }
        var search = ContainedSearch()
        return areContained(effects.commandNames, &search, depth: 0) && !(search.meetsFunction && search.meetsUnset)
    }

    private func areContained(_ commandNames: [Name], _ search: inout ContainedSearch, depth: Int) -> Bool {
        for name in commandNames {
            switch target(of: name) {
            case .builtin(let builtin):
                guard builtin.isContained else { return false }
                if builtin == .unset { search.meetsUnset = true }
            case .function(let definition):
                search.meetsFunction = true
                // A function that calls itself ends up here too; deep chains are not worth the search.
                guard depth < 4 else { return false }
                let effects = definition.body.effects
                guard !effects.needsProcess, areContained(effects.commandNames, &search, depth: depth + 1) else {
                    return false
                }
            case .utility:
                return false
            }
        }
        return true
    }
}

/// Where a function may be unset meanwhile, its name may come to mean a utility.
private struct ContainedSearch {
    var meetsFunction = false
    var meetsUnset = false
}

extension Builtin {
    /// Executing it reads and changes nothing of the process but its standard files, its working directory and its umask.
    var isContained: Bool {
        switch self {
        case .colon, .true, .false, .echo, .printf, .test, .bracket, .read, .pwd, .type, .getopts, .shift, .let, .local,
            .export, .readonly, .alias, .unalias, .break, .continue, .return, .exit, .set, .unset, .cd, .umask,
            .command, .hash:
            true
        case .exec, .times, .trap, .bg, .fc, .fg, .jobs, .kill, .ulimit, .wait, .bind, .compgen, .complete,
            .dirs, .disown, .history, .mapfile, .popd, .pushd, .see, .suspend, .eval, .dot, .source:
            false
        }
    }
}

// Utilities whose expansions can all be made beforehand. Nothing is reported here: where something fails, or has effects, the
// command gets a copy of the shell, which meets the same error in the right place.
extension Shell {
    /// The command with everything resolved, where it is a utility whose expansions have no effects: `cat <file`, and
    /// `(cat) 2>errors` and `{ cat; } <file` too, the redirections of the groups around it first.
    private func utility(of command: Command) -> UtilityCommand? {
        switch command {
        case .simple(let command):
            return utility(of: command)
        case .compound(let command):
            switch command.kind {
            case .braceGroup(let list), .subshell(let list):
                guard let only = list.onlyCommand else { return nil }
                return command.redirections.isEmpty ? utility(of: only) : utility(of: only, in: command.redirections)
            case .forClause, .caseClause, .ifClause, .whileClause, .untilClause, .conditional, .coprocess:
                return nil
            }
        case .function:
            return nil
        }
    }

    private func utility(of command: Command, in redirections: [Redirection]) -> UtilityCommand? {
        guard redirections.allSatisfy(\.isSideEffectFree) else { return nil }
        expansion.hasLookedForPathnames = false
        // What the redirections make might have been found.
        guard var utility = utility(of: command), !expansion.hasLookedForPathnames,
            let outer = try? resolve(redirections),
            outer.failure == nil
        else { return nil }
        utility.redirections.prepend(outer)
        return utility
    }

    private func utility(of command: SimpleCommand) -> UtilityCommand? {
        guard let first = command.words.first, !state.options.contains(.xtrace),
            command.words.allSatisfy(\.isSideEffectFree), command.assignments.allSatisfy(\.isSideEffectFree),
            command.redirections.allSatisfy(\.isSideEffectFree)
        else { return nil }
        if let name = command.name {
            guard case .utility = target(of: name) else { return nil }
        } else if case .literal = first.shape {
            return nil
        }
        let scope = state.variables.scope
        let generation = state.variables.exportGeneration
        let line = state.line
        state.line = Int(command.position.line)
        defer {
            state.line = line
            if state.variables.exportGeneration != generation { leaveVariableScope(scope) }
        }
        guard let fields = try? expandFields(command.words), let name = fields.first, isUtility(name),
            let redirections = try? resolve(command.redirections), redirections.failure == nil,
            (try? assignForUtility(command.assignments)) != nil, let path = utilityPath(name)
        else { return nil }
        return UtilityCommand(
            path: path, arguments: fields, environment: environmentBlock(), redirections: redirections,
            line: state.line)
    }

    private func isUtility(_ field: ByteString) -> Bool {
        if let name = names.find(field) {
            if case .utility = target(of: name) { return true }
            return false
        }
        return Builtin(named: field) == nil
    }
}

extension Redirection {
    /// Resolving it has no effects.
    var isSideEffectFree: Bool {
        if case .variable = descriptor { return false }
        if case .hereDocument(let document) = `operator` { return document.body.isSideEffectFree }
        return operand.isSideEffectFree
    }
}
