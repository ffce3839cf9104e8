// Processes in the background that keep a descriptor for longer than is meant: that of a lock, or the pipe of `$( )`.

import Bytes
import Syntax
import Wiring

/// A lock that the shell holds.
private struct Lock {
    let fd: Int32
    let entry: DescriptorTable.Entry
    /// `{name}>`
    var variable: ByteString?
}

// Locks.
extension HazardSearch {
    /// `exec 9>lock; flock 9; daemon &`
    func locks(_ found: inout [(HazardPlace, [PlanWarning])]) {
        guard !facts.waits else { return }
        var held: [Lock] = []
        locks(script.list, nil, &held, &found)
    }

    private func locks(
        _ list: ListPlan, _ anchor: (Position, Int)?, _ held: inout [Lock],
        _ found: inout [(HazardPlace, [PlanWarning])]
    ) {
        for (index, pipeline) in list.pipelines.enumerated() {
            let isBackground = pipeline.wiring.isAsynchronous || pipeline.isInBackgroundList
            var isTold = index > 0 && pipeline.isInBackgroundList && pipeline.joint != .always
            for (stage, command) in pipeline.commands.enumerated() {
                // What takes the lock in the background is meant to have it.
                if !isBackground { take(command, pipeline, &held) }
                if isBackground, !isTold, let lock = held.first(where: { command.keeps($0) }) {
                    isTold = true
                    var place = HazardPlace(steps: [HazardPlace.Step(list: list, index: index)])
                    place.anchor = anchor ?? (pipeline.pipeline.position, 0)
                    found.append((place, [warning(lock, command, pipeline)]))
                }
                for inner in command.lists {
                    let next = anchor ?? (inner.isHidden ? (pipeline.pipeline.position, stage &+ 1) : nil)
                    switch inner.role {
                    case .group where pipeline.commands.count == 1 && !isBackground, .condition, .branch, .loop:
                        locks(inner, next, &held, &found)
                    case .function:
                        var own: [Lock] = []
                        locks(inner, next, &own, &found)
                    case .script, .group, .subshell, .coprocess, .substitution, .process:
                        // What is started in the background there keeps the lock as well.
                        var copy = isBackground ? [] : held
                        locks(inner, next, &copy, &found)
                    }
                }
            }
        }
    }

    /// `flock 9`
    private func take(_ command: CommandPlan, _ pipeline: PipelinePlan, _ held: inout [Lock]) {
        guard command.knownFields.first?.baseName == "flock" else { return }
        var rest = command.arguments
        var isReleased = false
        while let word = rest.first, word.start.first == 0x2D {
            rest.removeFirst()
            if word.hasLetter(of: "u") || word.text == "--unlock" { isReleased = true }
            if word.hasLetter(of: "c") { return }
            if ["-w", "-E", "--timeout", "--wait", "--conflict-exit-code"].contains(word.text) { _ = rest.popFirst() }
        }
        guard rest.count == 1, let operand = rest.first else { return }
        let variable: ByteString? =
            if case .value(let name)? = operand.name?.pieces.first, operand.name?.pieces.count == 1 { name } else {
                nil
            }
        guard
            let fd = operand.text?.unsignedDecimalValue.flatMap({ Int32(exactly: $0) })
                ?? variable.flatMap({ facts.picked[$0] })
        else { return }
        held.removeAll { $0.fd == fd }
        guard !isReleased, let entry = command.table[fd]?.entry, case .opened = entry else { return }
        held.append(Lock(fd: fd, entry: entry, variable: variable))
    }

    private func warning(_ lock: Lock, _ command: CommandPlan, _ pipeline: PipelinePlan) -> PlanWarning {
        let closing = lock.variable.map { "{\($0)}>&-" as ByteString } ?? "\(lock.fd)>&-"
        let text: ByteString =
            "\(command.subject) in the background keeps descriptor \(lock.fd), and with it the lock, when this shell has ended"
        var typed = Advice.text(pipeline.commands.map(\.command)) ?? ""
        if pipeline.commands.count > 1 { typed = "{ \(typed); }" }
        let end: ByteString = pipeline.wiring.isAsynchronous ? " &" : ""
        let cure: ByteString = typed.isEmpty ? closing : "\(typed) \(closing)\(end)"
        return command.warning(.heldLock, "\(text); try: \(cure)")
    }
}

extension CommandPlan {
    /// It has the descriptor of the lock, and does not close it itself.
    fileprivate func keeps(_ lock: Lock) -> Bool {
        guard table[lock.fd]?.entry == lock.entry, isLasting else { return false }
        let closings: [ByteString] = ["\(lock.fd)>&-", "\(lock.fd)<&-"]
        let named = lock.variable.map { ["{\($0)}>&-", "{\($0)}<&-"] as [ByteString] } ?? []
        return !(closings + named).contains { text.contains($0) }
    }

    /// What is executed may take long.
    fileprivate var isLasting: Bool {
        switch target {
        case .external, .notFound, .function, .compound, .subshell, .deferred: true
        case .specialBuiltin, .builtin, .nothing, .definition: false
        }
    }
}

// Pipes of substitutions.
extension HazardSearch {
    /// `pid=$(daemon & echo $!)`
    func heldPipes(_ pipeline: PipelinePlan, _ place: HazardPlace) -> [PlanWarning] {
        guard pipeline.wiring.isAsynchronous || pipeline.isInBackgroundList else { return [] }
        for command in pipeline.commands where command.isLasting {
            let ends = command.table.rows.filter { place.isOfSubstitution($0, facts) }.map(\.fd)
            guard !ends.isEmpty, !place.mayWaitInSubstitution else { continue }
            let numbers = ends.map { "\($0)" as ByteString }.joined(separator: " and ")
            let text: ByteString =
                "\(command.subject) in the background keeps the pipe of $( ) at \(numbers), which waits until it has ended"
            return [command.warning(.heldPipe, "\(text); try: \(cure(command, pipeline, ends))")]
        }
        return []
    }

    private func cure(_ command: CommandPlan, _ pipeline: PipelinePlan, _ ends: [Int32]) -> ByteString {
        var changed = command.command
        for (index, fd) in ends.enumerated() {
            if index == 0 {
                changed = changed.adding(fd == 1 ? nil : Int(fd), .output, "/dev/null")
            } else {
                changed = changed.adding(Int(fd), .duplicateOutput, "\(ends[0])")
            }
        }
        guard pipeline.wiring.isAsynchronous, let text = pipeline.replacing(command, by: changed) else {
            return ">/dev/null"
        }
        return "\(text) &"
    }
}

extension PipelinePlan {
    /// A command in the foreground waits for children, or ends them; a function may.
    fileprivate var mayWait: Bool {
        if wiring.isAsynchronous || isInBackgroundList { return false }
        return commands.contains { command in
            switch command.target {
            case .function, .notFound, .deferred: true
            case .specialBuiltin, .builtin, .external:
                ["wait", "kill", "fg"].contains(command.knownFields.first)
            case .nothing, .compound, .subshell, .definition: false
            }
        }
    }
}

extension HazardPlace {
    fileprivate func isOfSubstitution(_ row: DescriptorTable.Row, _ facts: ScriptFacts) -> Bool {
        if row.entry.isSubstitution { return true }
        guard row.entry == .inherited(1, name: "of the caller") else { return false }
        return steps.contains { step in
            if case .function(let name) = step.list.role { facts.captured.contains(name) } else { false }
        }
    }

    /// The substitution may wait for what it starts, and read all of its output.
    fileprivate var mayWaitInSubstitution: Bool {
        for step in steps.reversed() {
            if step.list.pipelines.contains(where: \.mayWait) { return true }
            switch step.list.role {
            case .substitution, .function: return false
            case .script, .group, .subshell, .condition, .loop, .branch, .coprocess, .process: continue
            }
        }
        return false
    }
}
