// Plain utilities: commands that need no interpreter in their process, since all their expansions can be made beforehand.
//
// `cat <file`, and `(cat) 2>errors` and `{ cat; } <file` as stages, in `$( )` or in the background: the redirections of the
// groups around it come first, as the process would perform them. Nothing is reported here: where something fails, or has
// effects, the command gets a copy of the shell, which meets the same error in the right place. `( utility )` takes 0.79 of
// the time so, and 26 page faults for 71.
//
// POSIX: XCU 2.9.1.6, 2.13

import Bytes
import Kernel
import Syntax
import Wiring

extension Shell {
    /// Starts a command that is a plain utility without a copy of the shell. Nil where it is something else, or where the fork
    /// is to meet the same error, and to report it where the standard error of the process goes.
    func startUtility(
        _ command: Command, _ policy: SubshellPolicy = SubshellPolicy(), wiring: [DescriptorAction] = []
    ) -> Int32? {
        guard isFast, let utility = plainUtility(command) else { return nil }
        defer { closeTemporaries(of: utility.redirections) }
        return try? launch(
            utility, wiring: wiring, group: policy.group, terminal: policy.terminal,
            isAsynchronous: policy.isAsynchronous)
    }

    /// The command with everything resolved, where it is a utility whose expansions have no effects.
    private func plainUtility(_ command: Command) -> UtilityCommand? {
        switch command {
        case .simple(let command): plainUtility(command)
        case .compound(let command): plainUtility(command)
        case .function: nil
        }
    }

    private func plainUtility(_ command: SimpleCommand) -> UtilityCommand? {
        guard let first = command.words.first, !state.options.contains(.xtrace),
            command.words.allSatisfy(\.isPure), command.assignments.allSatisfy(\.isPure),
            command.redirections.allSatisfy(\.isPure)
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
        do {
            let fields = try expandFields(command.words)
            guard let name = fields.first, isUtility(name) else { return nil }
            let redirections = try resolve(command.redirections)
            guard redirections.failure == nil else {
                closeTemporaries(of: redirections)
                return nil
            }
            try assignForUtility(command.assignments, or: redirections)
            guard let path = utilityPath(name) else {
                closeTemporaries(of: redirections)
                return nil
            }
            return UtilityCommand(
                path: path, arguments: fields, environment: environmentBlock(), redirections: redirections)
        } catch {
            return nil
        }
    }

    private func isUtility(_ field: ByteString) -> Bool {
        if let name = names.find(field) {
            if case .utility = target(of: name) { return true }
            return false
        }
        return Builtin(named: field) == nil
    }

    /// A group or a subshell of nothing but a plain utility, in a process of its own.
    private func plainUtility(_ command: CompoundCommand) -> UtilityCommand? {
        switch command.kind {
        case .braceGroup(let list), .subshell(let list):
            guard let only = list.onlyCommand else { return nil }
            return command.redirections.isEmpty ? plainUtility(only) : plainUtility(only, inside: command.redirections)
        case .forClause, .caseClause, .ifClause, .whileClause, .untilClause, .conditional, .coprocess:
            return nil
        }
    }

    private func plainUtility(_ command: Command, inside redirections: [Redirection]) -> UtilityCommand? {
        guard redirections.allSatisfy(\.isPure) else { return nil }
        hasLookedForPathnames = false
        guard var utility = plainUtility(command) else { return nil }
        // What the redirections make might have been found.
        guard !hasLookedForPathnames, let outer = try? resolve(redirections), utility.redirections.prepend(outer),
            outer.failure == nil
        else {
            closeTemporaries(of: utility.redirections)
            return nil
        }
        return utility
    }
}

extension Redirection {
    /// Resolving it has no effects but opening here-documents.
    var isPure: Bool {
        if case .variable = descriptor { return false }
        if case .hereDocument(let document) = `operator` { return document.body.isPure }
        return operand.isPure
    }
}
