// One file that is read and written: it is emptied before it is read, or read again as it grows.

import Bytes
import Syntax
import Wiring

extension PipelinePlan {
    /// `sort f >f`
    func sameFileWarnings(_ command: CommandPlan, _ facts: ScriptFacts) -> [PlanWarning] {
        let uses = command.fileUses.map { facts.resolved($0) }.filter { !facts.isFifo($0, command) }
        for output in uses where output.mode == .write || output.mode == .append && command.writesWhileItReads {
            // It is not opened where it is there.
            if facts.setsNoclobber, output.mode == .write, !output.isOperand { continue }
            for input in uses where input.mode == .read && input.site != output.site {
                if input.isSameFile(as: output) {
                    return [command.warning(.sameFile, at: output.site, text(command, output))]
                }
                guard let cause = mayBe(input, output, facts) else { continue }
                let typed = input.name.hasPattern ? elsewhere(command, output) : renamed(command, output, ".new")
                let cure = typed.map { "; try: \($0)" as ByteString } ?? ""
                let text: ByteString = "\(cause), which \(command.subject) then both reads and writes\(cure)"
                return [command.warning(.sameFile, at: output.site, text)]
            }
        }
        return []
    }

    private func text(_ command: CommandPlan, _ output: FileUse) -> ByteString {
        let effect: ByteString =
            output.mode == .append
            ? "what is written is read again, perhaps without end"
            : "it is emptied before \(command.subject) \(output.isOperand ? "has read it" : "starts")"
        let cure = cure(command, output)
        return "\(output.shown) is both read and written by \(command.subject): \(effect); \(cure)"
    }

    /// What may be the same file.
    private func mayBe(_ input: FileUse, _ output: FileUse, _ facts: ScriptFacts) -> ByteString? {
        if input.name.matches(output.name) {
            return "the pattern \(input.shown) may match \(output.shown)"
        }
        if input.name.without(facts.isUnset) == output.name {
            return "\(input.shown) is \(output.shown) where the variable is not set"
        }
        if output.name.without(facts.isUnset) == input.name {
            return "\(output.shown) is \(input.shown) where the variable is not set"
        }
        return nil
    }

    /// The command with its output in another folder, where no pattern can match it.
    func elsewhere(_ command: CommandPlan, _ output: FileUse) -> ByteString? {
        guard let name = output.name.baseName, !output.isOperand else { return renamed(command, output, ".new") }
        let hasFolder = name != output.name.path
        let other = Word.literal(hasFolder ? name : "../" + name, at: command.command.position)
        guard let changed = command.command.changing(output.site, to: { _ in other }) else { return nil }
        return replacing(command, by: changed)
    }

    /// What to type: to another file first.
    func cure(_ command: CommandPlan, _ output: FileUse) -> ByteString {
        let name = output.source
        if output.mode == .append {
            if output.isOperand, let text = renamed(command, output, ".new") { return "try: \(text)" }
            if let changed = command.command.changing(output.site, .output, to: { $0.appending(".new") }),
                let text = replacing(command, by: changed)
            {
                return "try: \(text) && cat \(name).new >>\(name)"
            }
            return "write to another file"
        }
        guard let text = renamed(command, output, ".new"), !name.isEmpty else {
            return "try: >\(output.shown).new && mv \(output.shown).new \(output.shown)"
        }
        return "try: \(text) && mv \(name).new \(name)"
    }

    private func renamed(_ command: CommandPlan, _ output: FileUse, _ end: ByteString) -> ByteString? {
        Advice.renamed(commands.map(\.command), stage: command.stage &- 1, output.site, by: end)
    }

    /// The pipeline with another command in place of one.
    func replacing(_ command: CommandPlan, by other: Command) -> ByteString? {
        var all = commands.map(\.command)
        guard all.indices.contains(command.stage &- 1) else { return nil }
        all[command.stage &- 1] = other
        return Advice.text(all)
    }

    /// `sort f | uniq >f`
    func truncationWarnings(_ facts: ScriptFacts) -> [PlanWarning] {
        guard commands.count > 1 else { return [] }
        var warnings: [PlanWarning] = []
        let uses = commands.map { command in
            command.fileUses.map { facts.resolved($0) }.filter { !facts.isFifo($0, command) }
        }
        for (writer, outputs) in uses.enumerated() {
            for output in outputs where output.mode == .write {
                for (reader, inputs) in uses.enumerated() where reader != writer {
                    guard inputs.contains(where: { $0.mode == .read && $0.isSameFile(as: output) }) else { continue }
                    let effect: ByteString = "empties \(output.shown) while stage \(reader &+ 1) has yet to read it"
                    let cure = cure(commands[writer], output)
                    warnings.append(
                        commands[writer].warning(
                            .truncated, at: output.site, "stage \(writer &+ 1) \(effect); \(cure)"))
                    break
                }
            }
        }
        return warnings
    }
}

extension FileUse {
    var shown: ByteString { Display.escaped(name.path ?? source, columns: 40) }

    var isOperand: Bool { if case .word = site { true } else { false } }
}

extension FileName {
    /// What is behind the last slash, where that is known.
    var baseName: ByteString? {
        let start = pieces.lastIndex(of: .byte(0x2F)).map { $0 &+ 1 } ?? 0
        var name = ByteString()
        for piece in pieces[start...] {
            guard case .byte(let byte) = piece else { return nil }
            name.append(byte)
        }
        return name.isEmpty ? nil : name.shellQuoted
    }
}
