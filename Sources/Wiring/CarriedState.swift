// What a command leaves behind for the pipelines that follow it in the shell.
//
// `exec` and `{name}>` leave their descriptors, a compound command what was done inside it; what its own redirections cover is put
// back. A call of a function is followed into its body. What is executed and not known leaves everything unknown.

import Bytes
import Syntax

extension Planner {
    /// The state behind a command that the shell has executed itself; `inside` is that at the end of a compound command.
    func leave(_ command: CommandPlan, _ inside: PlanState, _ state: inout PlanState) {
        let before = state
        switch command.command {
        case .function: return
        case .simple: leave(simple: command, &state)
        case .compound(let compound):
            if case .subshell = compound.kind { break }
            state = inside
            state.table.restore(command.actions.prefix(command.ownActions).compactMap(\.change?.fd), from: before.table)
        }
        for action in command.actions.prefix(command.ownActions) {
            guard case .picked(let name, let fd)? = action.target, fd >= 0 else { continue }
            state.table.restore([fd], from: command.ownTable)
            if case .close = action { state.picked[name] = nil } else { state.picked[name] = fd }
        }
    }

    private func leave(simple command: CommandPlan, _ state: inout PlanState) {
        guard let words = command.executed else {
            for name in functions.bodies.keys {
                state.table.forget(functions.effects(ofFunction: name), "after a call")
            }
            return
        }
        switch words.first {
        case "exec": state.table = command.ownTable
        case "eval", ".", "source":
            state.table.forget(.unbounded, "after " + words[0])
            state.picked = [:]
        case let name?: if command.target == .function { call(name, command, &state) }
        case nil: break
        }
    }

    /// A call of a function: its body is followed where it changes descriptors.
    private func call(_ name: ByteString, _ command: CommandPlan, _ state: inout PlanState) {
        let effects = functions.effects(ofFunction: name)
        guard !effects.isEmpty else { return }
        guard let bodies = functions.bodies[name], bodies.count == 1, !effects.isUnbounded, functions.depth < 3,
            functions.budget > 0
        else {
            state.table.forget(effects, "after " + name)
            return
        }
        functions.depth &+= 1
        functions.budget &-= 20
        defer { functions.depth &-= 1 }
        let body = plan(.compound(bodies[0]), stage: 1, [], edges: 0, PlanState(command.ownTable))
        var inside = state
        inside.table = body.table
        _ = inner(bodies[0], Place(), keepsRedirections: false, &inside)
        let covered = (command.actions + body.actions).compactMap(\.change?.fd)
        let before = state.table
        state = inside
        state.table.restore(covered, from: before)
    }
}

extension CommandPlan {
    /// The words that are executed, without `command` in front; nil where the first one is not known.
    fileprivate var executed: [ByteString]? {
        guard words.isEmpty || words[0].value != nil else { return nil }
        let fields = knownFields
        return ["command", "builtin"].contains(fields.first) ? Array(fields.dropFirst()) : fields
    }
}

extension PlannedAction {
    fileprivate var target: PlannedTarget? {
        switch self {
        case .open(_, _, let to, _), .openEnd(_, _, let to), .duplicate(_, let to), .close(let to),
            .document(_, let to), .deferredDuplicate(_, _, let to):
            to
        case .connect, .null, .fault: nil
        }
    }
}
