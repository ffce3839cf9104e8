// The plans of lists and scripts: each pipeline is planned with the table that it will find.
//
// `exec` and `{name}>` change the table of what follows; the redirections of a compound command that of what is inside. A
// subshell, a stage, a substitution and the background leave nothing behind. Where ways differ, and in functions, what a
// descriptor refers to is not known.

import Bytes
public import Syntax

extension Planner {
    /// Where a list stands.
    struct Place {
        var depth = 0
        var rest = Rest.something
        /// A trap may have been set in the same process.
        var mayTrap = false
        var isHidden = false
        /// How many substitutions it stands in.
        var substitutions = 0
    }

    /// The plan of a script, which may call the functions that it defines.
    public func script(_ lists: [List]) -> ScriptPlan {
        let planner = Planner(shell, ScriptFunctions(lists))
        var table = shell.table
        if shell.isOpenEnded { table.openEnd() }
        var state = PlanState(table)
        let all = List(lists.flatMap(\.andOrLists))
        return ScriptPlan(list: planner.plan(all, .script, Place(), &state))
    }

    /// The plans of all pipelines of a script.
    public func plans(_ lists: [List]) -> [PipelinePlan] { script(lists).pipelines }

    /// The plans of all pipelines of a list in the order of the source, those inside compound commands after the one
    /// that they stand in.
    public func plans(_ list: List) -> [PipelinePlan] { script([list]).pipelines }

    private func plan(_ list: List, _ role: ListPlan.Role, _ place: Place, _ state: inout PlanState) -> ListPlan {
        var plan = ListPlan(role)
        plan.isHidden = place.isHidden
        var place = place
        let rest = place.rest
        for (position, andOr) in list.andOrLists.enumerated() {
            // `a && b &` runs as a whole in the background; its parts are in the foreground there.
            let isWhole = andOr.isAsynchronous && !andOr.rest.isEmpty
            var current = state
            if isWhole, !shell.jobControl { try? current.table.apply(.null(to: 0)) }
            for (index, pipeline) in ([andOr.first] + andOr.rest.map(\.pipeline)).enumerated() {
                let isLast = position == list.andOrLists.count &- 1 && index == andOr.rest.count
                place.rest =
                    !isLast || andOr.isAsynchronous ? .something : rest == .nothing && place.mayTrap ? .unknown : rest
                let before = current
                var next = self.plan(pipeline, andOr.isAsynchronous && !isWhole, place, &current)
                if index > 0 {
                    next.joint = andOr.rest[index &- 1].operator == .and ? .onSuccess : .onFailure
                    if pipeline.leaves { current = before } else { current.join(before) }
                }
                next.isInBackgroundList = isWhole
                place.mayTrap = place.mayTrap || next.maySetTrap
                plan.pipelines.append(next)
            }
            if !andOr.isAsynchronous { state = current }
        }
        plan.isLeft = list.leaves
        return plan
    }

    private func plan(
        _ pipeline: Pipeline, _ isAsynchronous: Bool, _ place: Place, _ state: inout PlanState
    ) -> PipelinePlan {
        var plan = plan(
            pipeline, isAsynchronous: isAsynchronous, depth: place.depth, rest: place.rest, state)
        let before = state
        for index in plan.commands.indices {
            let command = plan.commands[index]
            var inside = before
            inside.table = command.ownTable.inside
            var lists = substitutions(of: command, place, before)
            var inner = place
            inner.depth &+= 1
            inner.mayTrap = false
            if let rest = rest(inside: command, place.rest) {
                inner.rest = rest
            } else {
                inner.isHidden = true
            }
            lists += self.inner(command.command, inner, keepsRedirections: isAsynchronous, &inside)
            plan.commands[index].lists = lists
            if case .function(let definition) = command.command {
                plan.commands[index].bodies = [body(definition)]
            }
            let isInShell =
                !isAsynchronous && (plan.wiring.isAlone || plan.wiring.endsInShell && index == plan.commands.count &- 1)
            if isInShell { leave(command, inside, &state) }
        }
        return plan
    }

    /// What follows the last command of a compound command in its process; nil where the command is one utility.
    private func rest(inside command: CommandPlan, _ follows: Rest) -> Rest? {
        switch (command.way, command.target) {
        case ((.spawn, _)?, _), ((.replace, _)?, _): nil
        // A subshell is at its end there, whichever process it has.
        case ((.fork, _)?, _), ((.here, .last)?, _), (nil, .subshell): .nothing
        case ((.here, .compound)?, _): follows
        case ((.here, _)?, _), (nil, _): .something
        }
    }

    /// The lists of `$( )`, `<( )` and `>( )` among the words. Those below many others are left out: each level is text of all that
    /// are around it.
    private func substitutions(of command: CommandPlan, _ place: Place, _ state: PlanState) -> [ListPlan] {
        var lists: [ListPlan] = []
        guard place.substitutions < 8 else { return lists }
        var place = place
        place.depth &+= 1
        place.substitutions &+= 1
        place.rest = .unknown
        var table = command.connectedTable
        if case .compound = command.command { table = command.ownTable }
        func add(_ list: List, _ role: ListPlan.Role, _ end: EdgeEnd, to descriptor: Int32) {
            var inside = state
            inside.table = table.inside
            try? inside.table.apply(.connect(end, to: descriptor))
            inside.table = inside.table.inside
            lists.append(plan(list, role, place, &inside))
        }
        for word in command.command.words {
            word.forEachPart { part in
                switch part {
                case .command(let substitution):
                    add(substitution.list, .substitution, EdgeEnd(edge: 1, side: .write, use: .substitution), to: 1)
                case .process(let process):
                    let isInput = process.direction == .input
                    let use: EdgeEnd.Use = isInput ? .inputProcess : .outputProcess
                    add(
                        process.list, .process, EdgeEnd(edge: 1, side: isInput ? .write : .read, use: use),
                        to: isInput ? 1 : 0)
                case .literal, .quoted, .doubleQuoted, .tilde, .variable, .parameter, .arithmetic, .array: break
                }
            }
        }
        return lists
    }

    /// - Parameter keepsRedirections: the process keeps nothing of what the redirections of the command cover.
    private func inner(
        _ command: Command, _ place: Place, keepsRedirections: Bool, _ state: inout PlanState
    ) -> [ListPlan] {
        switch command {
        case .simple: return []
        case .compound(let compound):
            return inner(compound, place, keepsRedirections: keepsRedirections, &state)
        case .function(let definition):
            return body(definition, place)
        }
    }

    private func body(_ definition: FunctionDefinition) -> CommandPlan {
        var body = plan(.compound(definition.body), stage: 1, [], edges: 0, PlanState(.ofCaller))
        body.function = definition.name.bytes
        return body
    }

    /// The body of a function, whoever calls it.
    private func body(_ definition: FunctionDefinition, _ place: Place) -> [ListPlan] {
        var place = place
        place.rest = .something
        var state = PlanState(body(definition).table)
        let lists = inner(definition.body, place, keepsRedirections: false, &state)
        return lists.map { $0.asBody(of: definition.name.bytes) }
    }

    func inner(
        _ compound: CompoundCommand, _ place: Place, keepsRedirections: Bool, _ state: inout PlanState
    ) -> [ListPlan] {
        var place = place
        var coversError =
            !keepsRedirections && compound.redirections.contains { $0.target == 2 || $0.operator.includesError }
        if case .subshell = compound.kind { coversError = false }
        // A message on how the program ended goes to the standard error outside.
        if coversError { place.rest = .something }
        switch compound.kind {
        case .braceGroup(let list): return [plan(list, .group, place, &state)]
        case .subshell(let list):
            var copy = state
            return [plan(list, .subshell, place, &copy)]
        case .forClause(let clause): return [loop(clause.body, place, &state)]
        case .whileClause(let condition, let body), .untilClause(let condition, let body):
            state.table.forget(functions.effects(condition), "in a loop")
            state.table.forget(functions.effects(body), "in a loop")
            place.rest = .something
            let first = plan(condition, .condition, place, &state)
            return [first, loop(body, place, &state)]
        case .caseClause(let clause): return branches(clause, place, &state)
        case .ifClause(let clause): return branches(clause, place, &state)
        case .conditional: return []
        case .coprocess(_, let command):
            // It has descriptors of the shell at both of its ends.
            state.table.openEnd()
            var copy = state
            place.rest = .nothing
            return inner(command, place, keepsRedirections: true, &copy)
        }
    }

    /// The last turn alone is the last, and there may be none.
    private func loop(_ body: List, _ place: Place, _ state: inout PlanState) -> ListPlan {
        var place = place
        if place.rest != .something { place.rest = .unknown }
        state.table.forget(functions.effects(body), "in a loop")
        let before = state
        let list = plan(body, .loop, place, &state)
        state.join(before)
        return list
    }

    private func branches(_ clause: CaseClause, _ place: Place, _ state: inout PlanState) -> [ListPlan] {
        let start = state
        var falling: PlanState?
        return clause.items.map { item in
            var end = start
            if let falling { end.join(falling) }
            let list = plan(item.body, .branch, place, &end)
            falling = if case .fallThrough = item.terminator { end } else { nil }
            if !list.isLeft { state.join(end) }
            return list
        }
    }

    private func branches(_ clause: IfClause, _ place: Place, _ state: inout PlanState) -> [ListPlan] {
        var lists: [ListPlan] = []
        var place = place
        var ends: [PlanState] = []
        let rest = place.rest
        for branch in clause.branches {
            place.rest = .something
            place.mayTrap = place.mayTrap || lists.contains { $0.pipelines.contains(where: \.maySetTrap) }
            lists.append(plan(branch.condition, .condition, place, &state))
            place.rest = rest
            place.mayTrap = place.mayTrap || lists.contains { $0.pipelines.contains(where: \.maySetTrap) }
            var end = state
            let list = plan(branch.body, .branch, place, &end)
            lists.append(list)
            if !list.isLeft { ends.append(end) }
        }
        place.mayTrap = place.mayTrap || lists.contains { $0.pipelines.contains(where: \.maySetTrap) }
        if let body = clause.elseBody {
            let list = plan(body, .branch, place, &state)
            lists.append(list)
            if !list.isLeft { ends.append(state) }
        } else {
            ends.append(state)
        }
        if let first = ends.first { state = first }
        for end in ends.dropFirst() { state.join(end) }
        return lists
    }
}

extension PipelinePlan {
    /// A trap may be set in the process that executes it.
    var maySetTrap: Bool {
        commands.contains { command in
            if command.lists.contains(where: {
                !$0.isHidden && $0.isInProcess && $0.pipelines.contains(where: \.maySetTrap)
            }) {
                return true
            }
            switch command.target {
            // A name that is not found may be that of a function by then.
            case .function, .deferred, .notFound: return true
            case .specialBuiltin, .builtin:
                return command.knownFields.first.map { ["trap", "eval", ".", "source", "command"].contains($0) } ?? true
            case .external, .nothing, .compound, .subshell, .definition: return false
            }
        }
    }
}

extension ListPlan {
    fileprivate var isInProcess: Bool {
        switch role {
        case .substitution, .process: false
        case .script, .group, .subshell, .condition, .loop, .branch, .function, .coprocess: true
        }
    }

    fileprivate func asBody(of name: ByteString) -> ListPlan {
        var list = ListPlan(.function(name))
        list.pipelines = pipelines
        list.isHidden = isHidden
        list.isLeft = isLeft
        return list
    }
}

extension List {
    /// Nothing behind the list is executed.
    fileprivate var leaves: Bool {
        guard let last = andOrLists.last, !last.isAsynchronous, last.rest.isEmpty else { return false }
        return last.first.leaves
    }
}

extension Pipeline {
    fileprivate var leaves: Bool {
        guard commands.count == 1 else { return false }
        switch commands[0] {
        case .simple(let simple):
            switch simple.name?.bytes {
            case "exit", "return", "break", "continue": return true
            case "exec": return simple.words.count > 1
            case nil, _?: return false
            }
        case .compound(let compound):
            if case .braceGroup(let list) = compound.kind { return list.leaves }
            return false
        case .function: return false
        }
    }
}
