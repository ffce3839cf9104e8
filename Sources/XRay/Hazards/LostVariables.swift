// A variable that is set in a stage of a pipeline, which is a process of its own, and read behind the pipeline.

import Bytes
import Syntax
import Wiring

extension HazardSearch {
    func lostVariables(_ pipeline: PipelinePlan, _ place: HazardPlace) -> [PlanWarning] {
        guard pipeline.commands.count > 1, !pipeline.wiring.isAsynchronous, !pipeline.isInBackgroundList else {
            return []
        }
        let lastIsHere = pipeline.wiring.endsInShell || facts.setsLastpipe
        for command in pipeline.commands where !(lastIsHere && command.stage == pipeline.commands.count) {
            var sets = StageSets()
            sets.collect(command.command)
            if command.target == .function { sets.collect(facts.functions[command.knownFields.first ?? ""] ?? []) }
            for name in sets.strong + sets.weak {
                guard sets.strong.contains(name) || !isSetElsewhere(name, sets) else { continue }
                guard facts.isRead(name), let reader = place.reader(of: name, facts) else { continue }
                return [warning(name, command, pipeline, reader)]
            }
        }
        return []
    }

    /// What `read` or a function sets in the stage is also set in another place: that value may be meant.
    private func isSetElsewhere(_ name: ByteString, _ sets: StageSets) -> Bool {
        let assigned = facts.assigned[name] ?? 0
        let called = sets.called.count { $0 == name }
        // A name that `read` is given counts twice.
        return called > 0 ? assigned > called : assigned > 2 &* sets.weak.count { $0 == name }
    }

    private func warning(
        _ name: ByteString, _ command: CommandPlan, _ pipeline: PipelinePlan, _ reader: VariableReader
    ) -> PlanWarning {
        let line = reader.pipeline.position.line
        let what: ByteString =
            "\(name) is set in stage \(command.stage), a process of its own, and read in line \(line), where it has not changed"
        let cure = cure(name, command, pipeline, reader)
        return command.warning(.lostVariable, "\(what); try: \(cure)")
    }

    private func cure(
        _ name: ByteString, _ command: CommandPlan, _ pipeline: PipelinePlan, _ reader: VariableReader
    ) -> ByteString {
        let commands = pipeline.commands.map(\.command)
        let last = commands.count &- 1
        // All that follows up to the reader goes into the last stage.
        if command.stage == commands.count, reader.isNext, commands.count > 1,
            let front = Advice.text(Array(commands.prefix(last))), let end = Advice.text([commands[last]]),
            let rest = Advice.text(Array(reader.pipeline.commands)), front.count &+ end.count &+ rest.count < 240
        {
            return "\(front) | { \(end); \(rest); }"
        }
        if command.stage == commands.count, let front = Advice.text(Array(commands.prefix(last))) {
            if case .compound = commands[last] { return "done < <(\(front))" }
            if let end = Advice.text([commands[last]]) { return "\(end) < <(\(front))" }
        }
        // A file in place of the pipe.
        if command.stage == 1, !pipeline.commands[1].readsFile {
            let rest = [commands[1].adding(nil, .input, "tmp")] + commands.dropFirst(2)
            if let front = Advice.text([commands[0].adding(nil, .output, "tmp")]), let end = Advice.text(rest) {
                return "\(front); \(end)"
            }
        }
        return "\(name)= in front of the pipeline"
    }
}

extension CommandPlan {
    /// Its standard input is not the pipe.
    fileprivate var readsFile: Bool { command.redirections.contains { $0.target == 0 } }
}

/// The variables that a stage sets in its own process.
struct StageSets {
    /// By an assignment.
    var strong: [ByteString] = []
    /// By `read`.
    var weak: [ByteString] = []
    /// Those of functions, whose other values elsewhere may be meant.
    var called: [ByteString] = []
    /// Those that `local` declares.
    var local: [ByteString] = []

    /// Those of the bodies of a function, but for its local ones.
    mutating func collect(_ bodies: [ListPlan]) {
        var inner = StageSets()
        for body in bodies {
            for pipeline in body.pipelines where pipeline.commands.count == 1 && !pipeline.wiring.isAsynchronous {
                inner.collect(pipeline.commands[0].command)
            }
        }
        // Another value of the same name may be meant.
        let own = (inner.strong + inner.weak).filter { !inner.local.contains($0) }
        called += own + inner.weak.filter { !inner.local.contains($0) }
        weak += own
    }

    mutating func collect(_ command: Command) {
        switch command {
        case .function: return
        case .simple(let simple):
            if simple.words.isEmpty {
                strong += simple.assignments.map(\.name.bytes)
            } else {
                switch simple.name?.bytes {
                case "read": weak += simple.variablesSet
                case "local", "declare", "typeset": local += simple.variablesSet
                case "let", "printf", "mapfile", "readarray": strong += simple.variablesSet
                case nil, _?: break
                }
            }
        case .compound:
            for list in command.lists {
                for andOr in list.andOrLists where !andOr.isAsynchronous {
                    for pipeline in [andOr.first] + andOr.rest.map(\.pipeline) where pipeline.commands.count == 1 {
                        collect(pipeline.commands[0])
                    }
                }
            }
        }
    }
}

/// Where a variable is read behind a pipeline.
struct VariableReader {
    let pipeline: Pipeline
    /// It is the very next one.
    let isNext: Bool
}

extension HazardPlace {
    /// The first pipeline behind this one in the same process that reads the variable before anything sets it.
    func reader(of name: ByteString, _ facts: ScriptFacts) -> VariableReader? {
        var budget = 400
        for (depth, step) in steps.reversed().enumerated() {
            for (index, pipeline) in step.list.pipelines.enumerated().dropFirst(step.index &+ 1) {
                budget &-= 1
                guard budget > 0 else { return nil }
                if pipeline.commands.contains(where: {
                    facts.functions[$0.knownFields.first ?? ""] != nil && $0.mentions(name, facts)
                }) {
                    return nil
                }
                switch pipeline.pipeline.firstUse(of: name) {
                case .none: continue
                case .set, .unknown: return nil
                case .read:
                    return VariableReader(
                        pipeline: pipeline.pipeline,
                        isNext: depth == 0 && index == step.index &+ 1 && pipeline.joint == .always
                            && !pipeline.wiring.isAsynchronous)
                }
            }
            // What follows a process of its own, or a function, is not behind it.
            guard step.list.isLeft == false, step.list.role.continues else { return nil }
            if steps.count > depth &+ 1 {
                let holder = steps[steps.count &- 2 &- depth]
                guard holder.list.pipelines[holder.index].commands.count == 1,
                    !holder.list.pipelines[holder.index].wiring.isAsynchronous
                else { return nil }
            }
        }
        return nil
    }
}

extension CommandPlan {
    /// A function that is called may set or read the variable.
    fileprivate func mentions(_ name: ByteString, _ facts: ScriptFacts) -> Bool {
        facts.functions[knownFields.first ?? ""]?.contains { list in
            list.pipelines.contains { pipeline in pipeline.pipeline.firstUse(of: name) != .none }
        } ?? false
    }
}

extension ListPlan.Role {
    /// Behind the list the same process goes on.
    fileprivate var continues: Bool {
        switch self {
        case .group, .condition, .loop, .branch: true
        case .script, .subshell, .function, .coprocess, .substitution, .process: false
        }
    }
}
