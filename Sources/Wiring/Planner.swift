// Planner: the plan of a pipeline, made from its tree and a few facts of the shell, with nothing done.
//
// Redirections are evaluated from left to right into the table that the command would get, by the same functions that
// the executor uses. A word whose expansion could have an effect, or could fail, stays deferred. What the words mean
// and which names are builtins, functions or files is asked of the shell through PlannerContext.
//
// POSIX: XCU 2.7, 2.9.1, 2.9.2

public import Bytes
public import Syntax

/// What the Planner has to ask of the shell.
///
/// None of the functions may have an effect.
public struct PlannerContext {
    /// The shell's own table, with the names of what is inherited.
    public var table: DescriptorTable
    public var jobControl: Bool
    public var noclobber: Bool
    public var lastpipe = false
    /// The fields of a command's word; nil where it has to wait.
    public var fields: (Word) -> [ByteString]?
    /// The one value of an operand, an assignment, or the body of a here-document; nil where it has to wait.
    public var value: (Word) -> ByteString?
    /// The descriptor that the variable `name` holds, for `{name}>&-`; nil where it holds none.
    public var held: (ByteString) -> Int32?
    /// What a command name stands for now.
    public var target: (ByteString) -> CommandKind
    /// What a look at a path finds; nil where there is nothing.
    public var path: (ByteString) -> PathStatus?
    /// How each stage is executed, and why.
    public var ways: (Wiring, [CommandKind]) -> [(Way, WayReason)?]

    public init(
        table: DescriptorTable, jobControl: Bool, noclobber: Bool, fields: @escaping (Word) -> [ByteString]?,
        value: @escaping (Word) -> ByteString?, held: @escaping (ByteString) -> Int32?,
        target: @escaping (ByteString) -> CommandKind, path: @escaping (ByteString) -> PathStatus?,
        ways: @escaping (Wiring, [CommandKind]) -> [(Way, WayReason)?]
    ) {
        self.table = table
        self.jobControl = jobControl
        self.noclobber = noclobber
        self.fields = fields
        self.value = value
        self.held = held
        self.target = target
        self.path = path
        self.ways = ways
    }
}

public struct Planner {
    let shell: PlannerContext

    public init(_ shell: PlannerContext) {
        self.shell = shell
    }

    /// The plan of one pipeline.
    public func plan(_ pipeline: Pipeline, isAsynchronous: Bool = false) -> PipelinePlan {
        plan(pipeline, isAsynchronous: isAsynchronous, depth: 0, rest: .something)
    }

    /// What follows the command in its process.
    private enum Rest { case something, nothing, unknown }

    private func plan(_ pipeline: Pipeline, isAsynchronous: Bool, depth: Int, rest: Rest) -> PipelinePlan {
        var wiring = Wiring.pipeline(
            pipeline.commands, isAsynchronous: isAsynchronous, jobControl: shell.jobControl)
        if shell.lastpipe, !shell.jobControl, !isAsynchronous { wiring.endInShell() }
        var commands: [CommandPlan] = []
        var edges = Int32(clamping: wiring.edges.count)
        for (index, command) in pipeline.commands.enumerated() {
            commands.append(plan(command, stage: index &+ 1, wiring.actions(ofStage: index), edges: edges))
            edges &+= Int32(clamping: command.processSubstitutions.count)
        }
        var ways = shell.ways(wiring, commands.map(\.target))
        if rest != .something, wiring.isAlone, !isAsynchronous, !pipeline.isNegated, case .none = pipeline.prefix {
            ways[0] = way(ofLast: commands[0].target, ways[0], rest)
        }
        for (index, way) in ways.enumerated() {
            commands[index].way = way
            if way?.0 == .spawn { addInner(to: &commands[index]) }
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
    private func addInner(to plan: inout CommandPlan) {
        var command = plan.command
        var builder = ActionBuilder(shell: shell, plan: plan)
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

    /// What the redirections of a command do.
    public func actions(of command: Command) -> [PlannedAction] {
        plan(command, stage: 1, [], edges: 0).actions
    }

    /// The plans of all pipelines of a script, which may call the functions that it defines.
    public func plans(_ lists: [List]) -> [PipelinePlan] {
        var plans = lists.flatMap { self.plans($0) }
        var functions: Set<ByteString> = []
        for case .function(let definition) in plans.flatMap(\.commands).map(\.command) {
            functions.insert(definition.name.bytes)
        }
        for (index, plan) in plans.enumerated() {
            for (stage, command) in plan.commands.enumerated() where command.words.first?.value != nil {
                guard let name = command.knownFields.first, functions.contains(name) else { continue }
                switch command.target {
                case .builtin, .external, .notFound:
                    plans[index].commands[stage].target = .function
                    plans[index].commands[stage].way =
                        plan.wiring.isAlone ? (.here, .shell) : (.fork, .subshell)
                case .specialBuiltin, .function, .nothing, .deferred, .compound, .subshell, .definition: break
                }
            }
        }
        return plans
    }

    /// The plans of all pipelines of a list in the order of the source, those inside compound commands after the one
    /// that they stand in.
    public func plans(_ list: List) -> [PipelinePlan] {
        plans(list, depth: 0, rest: .something)
    }

    /// - Parameter before: what was executed in the same process.
    private func plans(_ list: List, depth: Int, rest: Rest, after before: [PipelinePlan] = []) -> [PipelinePlan] {
        var plans: [PipelinePlan] = []
        for (place, andOrList) in list.andOrLists.enumerated() {
            // `a && b &` runs as a whole in the background; its parts are in the foreground there.
            let isAsynchronous = andOrList.isAsynchronous && andOrList.rest.isEmpty
            let pipelines = [andOrList.first] + andOrList.rest.map(\.pipeline)
            for (index, pipeline) in pipelines.enumerated() {
                let isLast = place == list.andOrLists.count &- 1 && index == pipelines.count &- 1
                let follows: Rest =
                    if !isLast || andOrList.isAsynchronous {
                        .something
                    } else if rest == .nothing, (before + plans).contains(where: \.maySetTrap) {
                        .unknown
                    } else {
                        rest
                    }
                let plan = plan(pipeline, isAsynchronous: isAsynchronous, depth: depth, rest: follows)
                plans.append(plan)
                for command in plan.commands {
                    guard let inside = self.rest(inside: command, follows) else { continue }
                    plans += inner(command.command, depth: depth &+ 1, rest: inside, keepsRedirections: isAsynchronous)
                }
            }
        }
        return plans
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

    /// - Parameter keepsRedirections: the process keeps nothing of what the redirections of the command cover.
    private func inner(_ command: Command, depth: Int, rest: Rest, keepsRedirections: Bool) -> [PipelinePlan] {
        let compound: CompoundCommand
        var rest = rest
        switch command {
        case .simple: return []
        case .compound(let command): compound = command
        case .function(let definition): (compound, rest) = (definition.body, .something)
        }
        var coversError =
            !keepsRedirections && compound.redirections.contains { $0.target == 2 || $0.operator.includesError }
        if case .subshell = compound.kind { coversError = false }
        // A message on how the program ended goes to the standard error outside.
        if coversError { rest = .something }
        switch compound.kind {
        case .braceGroup(let list), .subshell(let list): return plans(list, depth: depth, rest: rest)
        // The last turn alone is the last.
        case .forClause(let clause):
            return plans(clause.body, depth: depth, rest: rest == .something ? .something : .unknown)
        case .caseClause(let clause): return clause.items.flatMap { plans($0.body, depth: depth, rest: rest) }
        case .ifClause(let clause):
            var all: [PipelinePlan] = []
            for branch in clause.branches {
                all += plans(branch.condition, depth: depth, rest: .something)
                all += plans(branch.body, depth: depth, rest: rest, after: all)
            }
            return all + (clause.elseBody.map { plans($0, depth: depth, rest: rest, after: all) } ?? [])
        case .whileClause(let condition, let body), .untilClause(let condition, let body):
            return plans(condition, depth: depth, rest: .something) + plans(body, depth: depth, rest: .something)
        case .conditional: return []
        case .coprocess(_, let command):
            return inner(command, depth: depth, rest: .nothing, keepsRedirections: true)
        }
    }

    /// - Parameter edges: how many there are without those of its process substitutions.
    private func plan(_ command: Command, stage: Int, _ actions: [PlannedAction], edges: Int32) -> CommandPlan {
        var plan = CommandPlan(
            stage: stage, command: command, text: Printer.print(command, showsBodies: false), startTable: shell.table,
            table: shell.table)
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
        case .compound(let compound):
            if case .subshell = compound.kind { plan.target = .subshell } else { plan.target = .compound }
        case .function: plan.target = .definition
        }
        var builder = ActionBuilder(shell: shell, plan: plan)
        if case .simple(let simple) = command {
            builder.edges = edges &+ Int32(clamping: simple.words.flatMap(\.processes).count)
        }
        for action in actions { builder.add(action) }
        for redirection in command.redirections { builder.add(redirection) }
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

/// Adds actions to the plan of a command, and folds each over its table.
private struct ActionBuilder {
    let shell: PlannerContext
    var plan: CommandPlan
    /// How many edges have a number.
    var edges: Int32 = 0

    mutating func add(_ redirection: Redirection) {
        let target: PlannedTarget
        switch redirection.descriptor {
        case .variable(let name): target = .picked(name: name.bytes, plan.table.lowestFree(from: 10))
        case .number, .implied: target = .number(redirection.target ?? 0)
        }
        var word = redirection.operand
        var end: ByteString = ""
        if case .hereDocument(let document) = redirection.operator { word = document.body }
        // POSIX has no here-string; all shells that do end it with a newline.
        if case .hereString = redirection.operator { end = "\n" }
        let value = shell.value(word)
        if redirection.isDocument {
            add(.document(text: PlannedValue(value.map { $0 + end }, word), to: target))
        } else if let mode = redirection.operator.openMode(noclobber: shell.noclobber),
            let process = redirection.operand.onlyProcess
        {
            edges &+= 1
            let isInput = process.direction == .input
            let end = EdgeEnd(
                edge: edges, side: isInput ? .read : .write, use: isInput ? .inputProcess : .outputProcess)
            add(.openEnd(end, mode: mode, to: target))
        } else if let mode = redirection.operator.openMode(noclobber: shell.noclobber) {
            add(.open(path: PlannedValue(value, word), mode: mode, to: target, fact: value.flatMap(shell.path)))
            if redirection.operator.includesError { add(.duplicate(from: target.number, to: .number(2))) }
        } else if let value {
            addDuplicate(value, to: target)
        } else {
            add(.deferredDuplicate(word, source: Printer.print(word), to: target))
        }
    }

    private mutating func addDuplicate(_ operand: ByteString, to target: PlannedTarget) {
        do throws(RedirectionFault) {
            switch (try DescriptorOperand(operand), target) {
            case (.number(let source), _): add(.duplicate(from: source, to: target))
            case (.close, .number): add(.close(target))
            // `{name}>&-` closes what the variable holds and not a new descriptor.
            case (.close, .picked(let name, _)): add(.close(.picked(name: name, shell.held(name) ?? -1)))
            }
        } catch {
            add(.fault(error, to: target))
        }
    }

    mutating func add(_ action: PlannedAction) {
        do throws(DescriptorTable.Fault) {
            try plan.table.apply(action)
        } catch {
            if plan.fault == nil { plan.fault = (plan.actions.count, error) }
        }
        plan.actions.append(action)
        plan.tables.append(plan.table)
    }
}

extension Word {
    /// The word is one process substitution and nothing else.
    fileprivate var onlyProcess: ProcessSubstitution? {
        guard parts.count == 1, case .process(let substitution) = parts[0] else { return nil }
        return substitution
    }

    fileprivate var processes: [ProcessSubstitution] {
        parts.compactMap { if case .process(let substitution) = $0 { substitution } else { nil } }
    }
}

extension PlannedValue {
    fileprivate init(_ value: Value?, _ word: Word) {
        self = value.map(PlannedValue.known) ?? .deferred(word, source: Printer.print(word))
    }
}

extension Command {
    /// None for a function: they belong to its calls.
    fileprivate var redirections: [Redirection] {
        switch self {
        case .simple(let simple): simple.redirections
        case .compound(let compound): compound.redirections
        case .function: []
        }
    }

    /// Those of the words of a simple command, and then those of its redirections.
    fileprivate var processSubstitutions: [ProcessSubstitution] {
        guard case .simple(let command) = self else { return [] }
        return (command.words + command.redirections.map(\.operand)).flatMap(\.processes)
    }
}

extension PipelinePlan {
    /// A trap may be set in the process that executes it.
    fileprivate var maySetTrap: Bool {
        commands.contains { command in
            switch command.target {
            // A name that is not found may be that of a function by then.
            case .function, .deferred, .notFound: true
            case .specialBuiltin, .builtin:
                command.knownFields.first.map { ["trap", "eval", ".", "source", "command"].contains($0) } ?? true
            case .external, .nothing, .compound, .subshell, .definition: false
            }
        }
    }
}
