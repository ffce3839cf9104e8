// Opens of FIFOs that wait for each other, or for something behind them.
//
// Each open for reading waits for one for writing, and the other way round. An end that nothing in the script opens is taken to
// be opened outside of it.

import Bytes
import Syntax
import Wiring

extension FileUse {
    /// True where this open of a FIFO is one that `other` waits for.
    fileprivate func meets(_ other: FileUse) -> Bool {
        isSameFile(as: other) && (mode == .readWrite || (mode == .read) != (other.mode == .read))
    }
}

extension CommandPlan {
    /// The FIFOs that it opens, in order: those of its redirections first.
    fileprivate func fifos(_ facts: ScriptFacts) -> [FileUse] {
        let all = opens.map { facts.resolved($0) } + operandUses.map { facts.resolved($0) }
        return all.filter { facts.isFifo($0, self) }
    }
}

extension PipelinePlan {
    /// Two stages that open two FIFOs in opposite order, or one that is its own partner.
    func fifoWarnings(_ facts: ScriptFacts) -> [PlanWarning] {
        let opens = commands.map { $0.fifos(facts) }
        guard opens.contains(where: { !$0.isEmpty }) else { return [] }
        let stuck = FifoOpens(opens).stuck
        return opens.indices.compactMap { stage in
            guard let use = stuck[stage] else { return nil }
            let isAlone = commands.count == 1
            let cause: ByteString =
                isAlone
                ? "its partner is the same command; try: two processes, one at each end"
                : "its partner in this pipeline waits too; open the FIFOs in the same order everywhere"
            let cure = isAlone ? nil : inOrder(stage, use, facts)
            return commands[stage].warning(.fifo, at: use.site, waits(use, cause + (cure ?? "")))
        }
    }

    fileprivate func waits(_ use: FileUse, _ cause: ByteString) -> ByteString {
        let purpose: ByteString = use.mode == .read ? "reading" : "writing"
        return "waits for ever in opening the FIFO \(use.shown) for \(purpose): \(cause)"
    }

    /// The pipeline with the FIFOs of a stage in the other order: an operand that is read by a redirection in front, or the
    /// redirections the other way round.
    fileprivate func inOrder(_ stage: Int, _ use: FileUse, _ facts: ScriptFacts) -> ByteString? {
        let command = commands[stage]
        guard case .simple(let simple) = command.command else { return nil }
        var all = commands.map(\.command)
        if let input = command.operandUses.first(where: { facts.isFifo($0, command) }),
            case .word(let index) = input.site,
            input.mode == .read, stage == 0
        {
            var words = simple.words
            let word = words.remove(at: index)
            let redirection = Redirection(
                descriptor: .implied, operator: .input, operand: word, position: simple.position)
            all[stage] = .simple(simple.with(words: words, redirections: [redirection] + simple.redirections))
        } else if command.operandUses.isEmpty, simple.redirections.count == 2, stage == commands.count &- 1 {
            all[stage] = command.command.with(redirections: simple.redirections.reversed())
        } else {
            return nil
        }
        return Advice.text(all).map { "; try: \($0)" as ByteString }
    }
}

/// Processes that open FIFOs, each in its order: all go as far as they can.
private struct FifoOpens {
    let opens: [[FileUse]]
    private var next: [Int]

    init(_ opens: [[FileUse]]) {
        self.opens = opens
        next = opens.map { _ in 0 }
        var moved = true
        while moved {
            moved = false
            for stage in opens.indices {
                while next[stage] < opens[stage].count, canOpen(opens[stage][next[stage]], stage) {
                    next[stage] &+= 1
                    moved = true
                }
            }
        }
    }

    /// What each waits for at the end.
    var stuck: [FileUse?] {
        opens.indices.map { next[$0] < opens[$0].count ? opens[$0][next[$0]] : nil }
    }

    private func canOpen(_ open: FileUse, _ stage: Int) -> Bool {
        guard open.mode != .readWrite else { return true }
        var hasPartner = false
        for other in opens.indices {
            for (index, candidate) in opens[other].enumerated() where candidate.meets(open) {
                // Opened already, or being opened right now by another stage.
                if index < next[other] || (index == next[other] && other != stage) { return true }
                hasPartner = true
            }
        }
        return !hasPartner
    }
}

extension HazardSearch {
    /// `echo x >p; read y <p`, and `cat a >b & cat b >a`.
    func fifos(_ pipeline: PipelinePlan, _ place: HazardPlace) -> [PlanWarning] {
        guard !pipeline.wiring.isAsynchronous, !pipeline.isInBackgroundList, let step = place.steps.last else {
            return []
        }
        let own = pipeline.commands.map { $0.fifos(facts) }
        guard own.contains(where: { !$0.isEmpty }), FifoOpens(own).stuck.allSatisfy({ $0 == nil }) else { return [] }
        let before = step.list.pipelines.prefix(step.index)
        let parallel = before.filter { $0.wiring.isAsynchronous }
        let others = parallel.flatMap { $0.commands.map { $0.fifos(facts) } }
        var warnings: [PlanWarning] = []
        let stuck = FifoOpens(own + others).stuck
        for (stage, use) in stuck.prefix(own.count).enumerated() {
            guard let use else { continue }
            let cure = pipeline.inOrder(stage, use, facts) ?? ""
            let text = pipeline.waits(
                use, "its partner in the background waits too; open the FIFOs in the same order everywhere\(cure)")
            warnings.append(pipeline.commands[stage].warning(.fifo, at: use.site, text))
        }
        guard warnings.isEmpty else { return warnings }
        for (stage, uses) in own.enumerated() {
            guard let use = uses.first(where: { waitsForLater($0, pipeline, place, own + others) }) else { continue }
            let end: ByteString = use.mode == .read ? "writes" : "reads"
            let isRead = place.steps.contains { $0.list.role == .substitution }
            let typed = isRead ? nil : withoutWaiting(pipeline, stage, use)
            let cure = typed.map { "; try: \($0)" as ByteString } ?? "; start that in front of it, with &"
            let text = pipeline.waits(use, "what \(end) it comes after it in the same shell\(cure)")
            return [pipeline.commands[stage].warning(.fifo, at: use.site, text)]
        }
        return []
    }

    /// In the background, or opened for both.
    private func withoutWaiting(_ pipeline: PipelinePlan, _ stage: Int, _ use: FileUse) -> ByteString? {
        let command = pipeline.commands[stage]
        if command.knownFields.first == "exec" {
            return command.command.changing(use.site, .readWrite, to: { $0 }).flatMap { Advice.text([$0]) }
        }
        return Advice.text(pipeline.commands.map(\.command)).map { "\($0) &" as ByteString }
    }

    /// The partner of an open is a later command of the same shell, and nothing that runs already.
    private func waitsForLater(
        _ use: FileUse, _ pipeline: PipelinePlan, _ place: HazardPlace, _ running: [[FileUse]]
    ) -> Bool {
        guard use.mode != .readWrite, !running.contains(where: { $0.contains { $0.meets(use) } }) else { return false }
        // The shell may have it open itself.
        for command in pipeline.commands where command.startTable.rows.contains(where: { $0.entry.isOpen(on: use) }) {
            return false
        }
        for step in place.steps {
            for earlier in step.list.pipelines.prefix(step.index) where mayOpen(earlier, use) { return false }
            // What stands around may have its other end.
            if step.index < step.list.pipelines.count, step.pipeline.pipeline.position != pipeline.pipeline.position,
                step.pipeline.commands.count > 1 || step.pipeline.wiring.isAsynchronous
            {
                return false
            }
        }
        for (depth, step) in place.steps.enumerated().reversed() {
            let later = step.list.pipelines.dropFirst(step.index &+ 1)
            if later.contains(where: { opens($0, use) }) { return true }
            switch step.list.role {
            case .group, .branch, .loop, .subshell, .substitution: continue
            case .condition:
                // What the condition decides on comes after it.
                let lists = depth > 0 ? place.steps[depth &- 1].command.lists : []
                if lists.contains(where: { $0.role != .condition && $0.pipelines.contains { opens($0, use) } }) {
                    return true
                }
            case .script, .function, .coprocess, .process: return false
            }
        }
        return false
    }

    /// Something that was started before may be at the other end.
    private func mayOpen(_ pipeline: PipelinePlan, _ use: FileUse) -> Bool {
        pipeline.commands.contains { command in
            if ["mkfifo", "mknod", "rm", "test", "[", "trap", "chmod", "ls"].contains(command.knownFields.first) {
                return false
            }
            if case .definition = command.target { return false }
            if pipeline.wiring.isAsynchronous || pipeline.isInBackgroundList {
                return command.text.names(use.source) || command.target == .function || command.target == .deferred
                    || command.target == .compound
            }
            guard command.text.names(use.source) else {
                return command.target == .function && isNamed(use, in: command)
            }
            // In the foreground it has closed it again.
            switch command.target {
            case .nothing: return false
            case .external, .notFound, .builtin: return command.fifos(facts).isEmpty
            case .specialBuiltin, .function, .deferred, .compound, .subshell, .definition: return true
            }
        }
    }

    /// The body of a function speaks of the FIFO.
    private func isNamed(_ use: FileUse, in command: CommandPlan) -> Bool {
        (facts.functions[command.knownFields.first ?? ""] ?? []).contains { list in
            list.pipelines.contains { $0.commands.contains { $0.text.names(use.source) } }
        }
    }

    /// The pipeline, or something inside it, opens the other end.
    private func opens(_ pipeline: PipelinePlan, _ use: FileUse) -> Bool {
        pipeline.commands.contains { command in
            command.fifos(facts).contains { $0.meets(use) }
                || command.lists.contains { list in
                    if case .function = list.role { return false }
                    return list.pipelines.contains { opens($0, use) }
                }
        }
    }
}

extension ByteString {
    /// The text has the name of a file in it, and not as a part of a longer one.
    fileprivate func names(_ name: ByteString) -> Bool {
        guard !name.isEmpty else { return false }
        let isInName = { (byte: UInt8) in byte == 0x5F || byte == 0x2E || byte == 0x2D || byte.isNameByte }
        var start = 0
        while let first = firstIndex(of: name[0], from: start) {
            start = first &+ 1
            let end = first &+ name.count
            guard end <= count else { return false }
            if dropFirst(first).hasPrefix(name), first == 0 || !isInName(self[first &- 1]),
                end == count || !isInName(self[end])
            {
                return true
            }
        }
        return false
    }
}

extension UInt8 {
    fileprivate var isNameByte: Bool { (self | 0x20) &- 0x61 < 26 || self &- 0x30 < 10 }
}

extension DescriptorTable.Entry {
    fileprivate func isOpen(on use: FileUse) -> Bool {
        guard case .opened(let path, _, _, _) = self else { return false }
        return path == use.source || path == use.name.path
    }
}
