// A command in a loop that reads what the loop's `read` is to read: the loop ends too early.

import Bytes
import Syntax
import Wiring

extension HazardSearch {
    /// `while read host; do ssh $host uptime; done <hosts`
    func loopInput(_ command: CommandPlan, _ place: HazardPlace) -> [PlanWarning] {
        guard let entry = command.table[0]?.entry else { return [] }
        let isCall = command.target == .function
        let reader = InputReaders.reader(command)
        guard reader != nil || isCall, place.isInLoop(reading: entry, facts), !place.isLeftSoon else { return [] }
        if let reader {
            let other: ByteString = reader == "read" ? "/dev/tty" : "/dev/null"
            return [command.warning(.loopInput, text(reader, command, other))]
        }
        guard let name = command.knownFields.first, let (inner, what) = facts.inputReader(in: name, depth: 0) else {
            return []
        }
        let who: ByteString = "\(name: name, columns: 24) calls \(what) (line \(inner.command.position.line)), which"
        return [command.warning(.loopInput, text(who, command, "/dev/null"))]
    }

    private func text(_ who: ByteString, _ command: CommandPlan, _ other: ByteString) -> ByteString {
        let cure = Advice.text([command.command.adding(nil, .input, other)]) ?? "<\(other)"
        return "\(who) reads the loop's standard input, so that lines are missing in the loop; try: \(cure)"
    }
}

extension HazardPlace {
    /// A loop around the pipeline reads its lines from the same description.
    fileprivate func isInLoop(reading entry: DescriptorTable.Entry, _ facts: ScriptFacts) -> Bool {
        for index in steps.indices.reversed() {
            let role = steps[index].list.role
            if case .function = role { return false }
            guard index > 0, role == .loop || role == .condition else { continue }
            let holder = steps[index &- 1].command
            guard holder.isWhile, holder.lists.contains(where: { $0.reads(entry, isLoop: true) }),
                entry.isData || isFed(entry, facts, below: index)
            else { continue }
            return true
        }
        return false
    }

    /// The standard input of a function that somebody calls with a file or a pipe.
    private func isFed(_ entry: DescriptorTable.Entry, _ facts: ScriptFacts, below index: Int) -> Bool {
        guard entry == DescriptorTable.ofCallerEntry else { return false }
        return steps.prefix(index).contains { step in
            if case .function(let name) = step.list.role { facts.fed.contains(name) } else { false }
        }
    }

    /// The rest is meant to be read: the loop is left behind the command.
    fileprivate var isLeftSoon: Bool {
        for step in steps.reversed() {
            if step.list.isLeft { return true }
            if step.list.pipelines.dropFirst(step.index &+ 1).contains(where: \.isLeave) { return true }
            switch step.list.role {
            case .group, .branch, .subshell, .substitution: continue
            case .script, .condition, .loop, .function, .coprocess, .process: return false
            }
        }
        return false
    }
}

extension PipelinePlan {
    /// `break`, `exit` or `return`
    fileprivate var isLeave: Bool {
        commands.count == 1 && ["break", "exit", "return"].contains(commands[0].knownFields.first)
    }
}

extension CommandPlan {
    fileprivate var isWhile: Bool {
        guard case .compound(let compound) = command else { return false }
        switch compound.kind {
        case .whileClause, .untilClause: return true
        case .braceGroup, .subshell, .forClause, .caseClause, .ifClause, .conditional, .coprocess: return false
        }
    }
}

extension ListPlan {
    /// `read` stands in the list, with this description as its standard input.
    fileprivate func reads(_ entry: DescriptorTable.Entry, isLoop: Bool) -> Bool {
        guard role == .loop || role == .condition else { return false }
        return pipelines.contains { pipeline in
            pipeline.commands.contains { command in
                guard ["read", "line"].contains(command.knownFields.first), command.table[0]?.entry == entry else {
                    return false
                }
                return !command.arguments.contains { $0.hasLetter(of: "u") || $0.hasLetter(of: "p") }
            }
        }
    }
}

extension DescriptorTable {
    fileprivate static let ofCallerEntry = Entry.inherited(0, name: "of the caller")
}

extension ScriptFacts {
    /// A command that a function executes with the standard input of its caller, and what of it reads.
    fileprivate func inputReader(in function: ByteString, depth: Int) -> (CommandPlan, ByteString)? {
        guard depth < 4, let bodies = functions[function], bodies.count <= 2 else { return nil }
        for list in bodies {
            if let found = inputReader(list, depth: depth) { return found }
        }
        return nil
    }

    private func inputReader(_ list: ListPlan, depth: Int) -> (CommandPlan, ByteString)? {
        for pipeline in list.pipelines {
            for command in pipeline.commands {
                if command.table[0]?.entry == DescriptorTable.ofCallerEntry {
                    if let reader = InputReaders.reader(command) { return (command, reader) }
                    if command.target == .function, let name = command.knownFields.first,
                        let (_, reader) = inputReader(in: name, depth: depth &+ 1)
                    {
                        return (command, reader)
                    }
                }
                for inner in command.lists {
                    if case .function = inner.role { continue }
                    // A loop of its own takes what it is given.
                    if inner.reads(DescriptorTable.ofCallerEntry, isLoop: true) { return nil }
                    if let found = inputReader(inner, depth: depth) { return found }
                }
            }
        }
        return nil
    }
}
