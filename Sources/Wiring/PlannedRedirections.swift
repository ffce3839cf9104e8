// From the redirections of a command to planned actions, each folded over the table that the command gets.

import Bytes
import Syntax

/// Adds actions to the plan of a command, and folds each over its table.
struct ActionBuilder {
    let shell: PlannerContext
    /// The descriptors that variables hold by `{name}>`.
    let picked: [ByteString: Int32]
    var plan: CommandPlan
    /// How many edges have a number.
    var edges: Int32 = 0

    /// The redirection at hand.
    private var origin = -1

    init(shell: PlannerContext, picked: [ByteString: Int32], plan: CommandPlan) {
        self.shell = shell
        self.picked = picked
        self.plan = plan
    }

    /// - Parameter index: of the redirections of the command itself.
    mutating func add(_ redirection: Redirection, index: Int = -1) {
        origin = index
        defer { origin = -1 }
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
            addDuplicate(value, redirection.operator, to: target)
        } else {
            add(.deferredDuplicate(word, source: Printer.print(word), to: target))
        }
    }

    private mutating func addDuplicate(
        _ operand: ByteString, _ operation: Redirection.Operator, to target: PlannedTarget
    ) {
        do throws(RedirectionFault) {
            if case .number(1) = target, operation.opensBoth(operand, isPosix: shell.isPosix) {
                let mode: OpenMode = shell.noclobber ? .writeNew : .write
                add(.open(path: .known(operand), mode: mode, to: target, fact: shell.path(operand)))
                add(.duplicate(from: 1, to: .number(2)))
                return
            }
            switch (try DescriptorOperand(operand), target) {
            case (.number(let source), _): add(.duplicate(from: source, to: target))
            case (.close, .number): add(.close(target))
            // `{name}>&-` closes what the variable holds and not a new descriptor.
            case (.close, .picked(let name, _)):
                add(.close(.picked(name: name, picked[name] ?? shell.held(name) ?? -1)))
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
        plan.origins.append(origin)
        plan.tables.append(plan.table)
    }
}

extension Word {
    /// The word is one process substitution and nothing else.
    fileprivate var onlyProcess: ProcessSubstitution? {
        guard parts.count == 1, case .process(let substitution) = parts[0] else { return nil }
        return substitution
    }
}

extension PlannedValue {
    init(_ value: Value?, _ word: Word) {
        self = value.map(PlannedValue.known) ?? .deferred(word, source: Printer.print(word))
    }
}
