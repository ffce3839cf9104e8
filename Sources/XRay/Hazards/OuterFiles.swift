// A file that something around a command has open, and that the command reads or empties.

import Bytes
import Syntax
import Wiring

extension HazardSearch {
    /// `{ cat f; } >f`, `exec >f; cat f`, and `while read l; do echo $l >f; done <f`.
    func outerFiles(_ command: CommandPlan, _ pipeline: PipelinePlan, _ place: HazardPlace) -> [PlanWarning] {
        if case .compound = command.command { return [] }
        return readsOutput(command, place) + emptiesInput(command, pipeline, place) + readsAll(command, pipeline, place)
    }

    private func readsOutput(_ command: CommandPlan, _ place: HazardPlace) -> [PlanWarning] {
        guard let entry = output(around: command, place),
            case .opened(let path, let isDeferred, .write, _) = entry, !path.hasPrefix("/dev/")
        else { return [] }
        let inputs = (command.opens + command.operandUses).filter { $0.mode == .read }
        guard let input = inputs.first(where: { isSame($0, path, isDeferred, command) }) else { return [] }
        let cure = place.holder(of: entry).map { "try: \($0)" as ByteString } ?? "try: exec >\(input.source).new"
        let text: ByteString =
            "\(input.shown) is read by \(command.subject), and emptied before as the output around it"
        return [command.warning(.sameFile, "\(text); \(cure)")]
    }

    /// The standard output that the command has from outside; for what `for` and `case` expand, that of the whole command.
    private func output(around command: CommandPlan, _ place: HazardPlace) -> DescriptorTable.Entry? {
        guard let entry = command.table[1]?.entry, command.startTable[1]?.entry == entry else { return nil }
        guard entry.isSubstitution, place.steps.count > 1,
            place.steps[place.steps.count &- 1].list.role == .substitution
        else { return entry }
        let holder = place.steps[place.steps.count &- 2].command
        guard case .compound = holder.command, let outer = holder.table[1]?.entry, holder.startTable[1]?.entry != outer
        else { return nil }
        return outer
    }

    /// In a loop that reads the file line by line.
    private func emptiesInput(_ command: CommandPlan, _ pipeline: PipelinePlan, _ place: HazardPlace) -> [PlanWarning] {
        guard let entry = command.startTable[0]?.entry, case .opened(let path, let isDeferred, .read, _) = entry,
            place.steps.contains(where: { $0.list.role == .loop }), !path.hasPrefix("/dev/"), !place.leaves
        else { return [] }
        let outputs = (command.opens + command.operandUses).filter { $0.mode == .write || $0.mode == .append }
        guard let output = outputs.first(where: { isSame($0, path, isDeferred, command) }) else { return [] }
        let effect: ByteString = output.mode == .write ? "is emptied" : "grows"
        let text: ByteString = "\(output.shown) \(effect) while the loop reads it"
        let cure = Advice.renamed(pipeline.commands.map(\.command), stage: command.stage &- 1, output.site, by: ".new")
        let behind: ByteString =
            output.mode == .write ? " and, behind the loop, mv \(output.source).new \(output.source)" : ""
        return [
            command.warning(
                .truncated, at: output.site, "\(text); try: \(cure ?? ">\(output.source).new")\(behind)")
        ]
    }

    /// `for f in *.txt; do cat "$f" >>all.txt; done`
    private func readsAll(_ command: CommandPlan, _ pipeline: PipelinePlan, _ place: HazardPlace) -> [PlanWarning] {
        let uses = command.fileUses.map { facts.resolved($0) }
        guard let output = uses.first(where: { $0.mode == .append || $0.mode == .write }), !output.name.hasPattern
        else { return [] }
        for input in uses where input.mode == .read {
            guard let variable = input.name.onlyVariable, let pattern = place.pattern(of: variable),
                pattern.name.matches(output.name)
            else { continue }
            let text: ByteString =
                "\(input.shown) goes through \(pattern.source), which may match \(output.shown), and is read by \(command.subject) that writes it"
            let cure = pipeline.elsewhere(command, output).map { "; try: \($0)" as ByteString } ?? ""
            return [command.warning(.sameFile, at: output.site, text + cure)]
        }
        return []
    }

    private func isSame(_ use: FileUse, _ path: ByteString, _ isDeferred: Bool, _ command: CommandPlan) -> Bool {
        if isDeferred { return use.name.path == nil && !use.name.hasPattern && use.source == path }
        let use = facts.resolved(use)
        let name = FileName(path)
        return use.name == name && facts.isFixed(name, to: command.command.position)
    }
}

extension HazardPlace {
    /// The pattern that a loop around gives the values of a variable by.
    fileprivate func pattern(of variable: ByteString) -> (name: FileName, source: ByteString)? {
        for step in steps.dropLast().reversed() {
            guard case .compound(let compound) = step.command.command, case .forClause(let clause) = compound.kind,
                clause.variable.bytes == variable
            else { continue }
            for word in clause.words ?? [] {
                if let name = FileName(word), name.hasPattern { return (name, Printer.print(word)) }
            }
            return nil
        }
        return nil
    }

    /// The loop is left where the pipeline stands.
    fileprivate var leaves: Bool {
        guard let step = steps.last else { return false }
        return step.list.isLeft
    }

    /// The command that has opened its standard output so, with another file, and with the file moved behind it.
    fileprivate func holder(of entry: DescriptorTable.Entry) -> ByteString? {
        for step in steps.dropLast().reversed() {
            let command = step.command
            guard command.table[1]?.entry == entry, command.startTable[1]?.entry != entry,
                let output = command.opens.last(where: { $0.mode == .write }), step.pipeline.commands.count == 1,
                let text = Advice.renamed([command.command], stage: 0, output.site, by: ".new")
            else { continue }
            return "\(text) && mv \(output.source).new \(output.source)"
        }
        return nil
    }
}
