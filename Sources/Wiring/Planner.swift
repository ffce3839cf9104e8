// Planner: the plan of a pipeline, made from its tree and a few facts of the shell, with nothing done.
//
// Redirections are evaluated from left to right into the table that the command would get, by the same functions that
// the executor uses. A word whose expansion could have an effect, or could fail, stays deferred. What the words mean
// and which names are builtins, functions or files is asked of the shell through PlannerContext. PlannerLists plans
// lists and scripts.
//
// POSIX: XCU 2.7, 2.9.1, 2.9.2

import Bytes
public import Syntax

/// What a pipeline finds when it is reached.
struct PlanState {
    var table: DescriptorTable
    /// The descriptors that variables hold by `{name}>`.
    var picked: [ByteString: Int32] = [:]

    init(_ table: DescriptorTable) { self.table = table }

    /// What holds after either of two ways.
    mutating func join(_ other: PlanState) {
        table.join(other.table)
        picked = picked.filter { other.picked[$0.key] == $0.value }
    }
}

public struct Planner {
    let shell: PlannerContext
    /// Those that the script defines.
    let functions: ScriptFunctions

    public init(_ shell: PlannerContext) {
        self.init(shell, ScriptFunctions())
    }

    init(_ shell: PlannerContext, _ functions: ScriptFunctions) {
        self.shell = shell
        self.functions = functions
    }

    /// The plan of one pipeline.
    public func plan(_ pipeline: Pipeline, isAsynchronous: Bool = false) -> PipelinePlan {
        plan(pipeline, isAsynchronous: isAsynchronous, depth: 0, rest: .something, PlanState(shell.table))
    }

    /// What the redirections of a command do.
    public func actions(of command: Command) -> [PlannedAction] {
        plan(command, stage: 1, [], edges: 0, PlanState(shell.table)).actions
    }

    /// What follows the command in its process.
    enum Rest { case something, nothing, unknown }

    func plan(
        _ pipeline: Pipeline, isAsynchronous: Bool, depth: Int, rest: Rest, _ state: PlanState
    ) -> PipelinePlan {
        var wiring = Wiring.pipeline(
            pipeline.commands, isAsynchronous: isAsynchronous, jobControl: shell.jobControl)
        if shell.lastpipe, !shell.jobControl, !isAsynchronous { wiring.endInShell() }
        var commands: [CommandPlan] = []
        var edges = Int32(clamping: wiring.edges.count)
        for (index, command) in pipeline.commands.enumerated() {
            commands.append(plan(command, stage: index &+ 1, wiring.actions(ofStage: index), edges: edges, state))
            edges &+= Int32(clamping: command.processSubstitutions.count)
        }
        var ways = shell.ways(wiring, commands.map(\.target))
        for index in commands.indices where functions.mayBeCalled(by: commands[index]) {
            commands[index].target = .function
            ways[index] = wiring.isAlone ? (.here, .shell) : (.fork, .subshell)
        }
        if rest != .something, wiring.isAlone, !isAsynchronous, !pipeline.isNegated, case .none = pipeline.prefix {
            ways[0] = way(ofLast: commands[0].target, ways[0], rest)
        }
        for (index, way) in ways.enumerated() {
            commands[index].way = way
            if way?.0 == .spawn { addInner(to: &commands[index], state) }
        }
        if let (_, reason) = commands[0].way, reason == .filled { wiring.fillHere(0) }
        for (index, ends) in wiring.openAtStart.enumerated() { commands[index].closes = ends }
        edges = Int32(clamping: wiring.edges.count)
        for index in commands.indices { addSubstitutions(to: &commands[index], &edges) }
        return PipelinePlan(pipeline: pipeline, wiring: wiring, commands: commands, depth: depth)
    }

    /// The last command of a copy of the shell needs no other process.
    private func way(ofLast target: CommandKind, _ way: (Way, WayReason)?, _ rest: Rest) -> (Way, WayReason)? {
        guard way?.0 == .spawn || way?.0 == .fork else { return way }
        switch (target, rest) {
        case (_, .something): return way
        case (_, .unknown): return nil
        case (.subshell, .nothing): return (.here, .last)
        case (_, .nothing): return (.replace, .last)
        }
    }

    /// A group that is spawned is one utility: its redirections follow those of the group.
    private func addInner(to plan: inout CommandPlan, _ state: PlanState) {
        var command = plan.command
        var builder = ActionBuilder(shell: shell, picked: state.picked, plan: plan)
        while case .compound(let compound) = command {
            switch compound.kind {
            case .braceGroup(let list), .subshell(let list):
                guard let only = list.onlyCommand else { return }
                command = only
            case .forClause, .caseClause, .ifClause, .whileClause, .untilClause, .conditional, .coprocess: return
            }
            if case .function = command { return }
            for redirection in command.redirections { builder.add(redirection) }
        }
        plan = builder.plan
    }

    /// The process substitutions among the words and the operands of a command, in the order in which they are started.
    private func addSubstitutions(to plan: inout CommandPlan, _ edges: inout Int32) {
        for substitution in plan.command.processSubstitutions {
            edges &+= 1
            let edge = Edge(number: edges, kind: .pipe)
            let isInput = substitution.direction == .input
            let wiring = Wiring.processSubstitution(substitution.list, isInput: isInput)
            plan.substitutions.append(
                SubstitutionPlan(
                    edge: edge, isInput: isInput, text: wiring.text, way: shell.ways(wiring, [.deferred])[0]))
        }
    }

    /// - Parameter edges: how many there are without those of its process substitutions.
    func plan(
        _ command: Command, stage: Int, _ actions: [PlannedAction], edges: Int32, _ state: PlanState
    ) -> CommandPlan {
        var plan = CommandPlan(
            stage: stage, command: command, text: Printer.print(command, showsBodies: false), startTable: state.table,
            table: state.table)
        switch command {
        case .simple(let simple):
            for assignment in simple.assignments {
                guard case .word(let word) = assignment.value else { continue }
                plan.assignments.append(
                    .init(name: assignment.name.bytes, value: PlannedValue(shell.value(word), word)))
            }
            plan.words = simple.words.map { word in
                PlannedValue(shell.fields(word), word)
            }
            plan.target = target(of: plan.words)
            for field in plan.knownFields.dropFirst() { plan.found[field] = shell.path(field) }
        case .compound(let compound):
            if case .subshell = compound.kind { plan.target = .subshell } else { plan.target = .compound }
        case .function: plan.target = .definition
        }
        var builder = ActionBuilder(shell: shell, picked: state.picked, plan: plan)
        if case .simple(let simple) = command {
            builder.edges = edges &+ Int32(clamping: simple.words.flatMap(\.processes).count)
        }
        for action in actions { builder.add(action) }
        for (index, redirection) in command.redirections.enumerated() { builder.add(redirection, index: index) }
        builder.plan.ownActions = builder.plan.actions.count
        return builder.plan
    }

    /// What the first field that there is names.
    ///
    /// Words that expand to nothing are passed over.
    ///
    /// POSIX: XCU 2.9.1.1
    private func target(of words: [PlannedValue<[ByteString]>]) -> CommandKind {
        for word in words {
            guard let fields = word.value else { return .deferred }
            if let first = fields.first { return shell.target(first) }
        }
        return .nothing
    }
}

extension Word {
    var processes: [ProcessSubstitution] {
        parts.compactMap { if case .process(let substitution) = $0 { substitution } else { nil } }
    }
}

extension Command {
    /// Those of the words of a simple command, and then those of its redirections.
    var processSubstitutions: [ProcessSubstitution] {
        guard case .simple(let command) = self else { return [] }
        return (command.words + command.redirections.map(\.operand)).flatMap(\.processes)
    }
}
