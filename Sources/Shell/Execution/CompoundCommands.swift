// Compound commands: groups, loops, conditions, and their redirections.
//
// POSIX: XCU 2.9.4

import Bytes
import Kernel
import Syntax

extension Shell {
    /// - Parameter isFinal: nothing follows in this process.
    func execute(_ command: CompoundCommand, isFinal: Bool = false) -> Completion {
        if stackLimit.isReached {
            state.line = Int(command.position.line)
            return aborted(.tooDeep)
        }
        guard !command.redirections.isEmpty else { return executeKind(of: command, isFinal) }
        // A subshell performs its redirections itself: opening a FIFO must not block the shell.
        if case .subshell(let list) = command.kind { return executeSubshell(list, of: command, isFinal) }
        state.line = Int(command.position.line)
        let substitutions = descriptors.substitutions.count
        let mark = descriptors.covered.count
        defer { finishProcessSubstitutions(downTo: substitutions) }
        do {
            try perform(command.redirections)
        } catch {
            let completion = redirectionFailed(error, restoringDownTo: mark)
            return completion == .normal && command.isGroup ? failed(OneOrMore(.compound(command))) : completion
        }
        let completion = executeKind(of: command, isFinal && endsInside)
        descriptors.restore(downTo: mark)
        return completion
    }

    private func executeKind(of command: CompoundCommand, _ isFinal: Bool) -> Completion {
        switch command.kind {
        case .braceGroup(let list): execute(list, isFinal: isFinal)
        case .subshell(let list): executeSubshell(list, of: command, isFinal)
        case .forClause(let clause): execute(clause, command.position, isFinal)
        case .caseClause(let clause): execute(clause, command.position, isFinal)
        case .ifClause(let clause): execute(clause, isFinal)
        case .whileClause(let condition, let body): executeLoop(condition, body, until: false)
        case .untilClause(let condition, let body): executeLoop(condition, body, until: true)
        case .conditional(let expression): execute(expression, command.position)
        case .coprocess(let name, let body): startCoprocess(name, body)
        }
    }

    /// POSIX: XCU 2.9.4.2
    private func execute(_ clause: ForClause, _ position: Position, _ isFinal: Bool) -> Completion {
        state.line = Int(position.line)
        let values: [ByteString]
        do {
            values =
                try clause.words.map { (words) throws(ShellError) in try expandFields(words) }
                ?? Array(state.positional.all)
        } catch {
            return aborted(error)
        }
        // Without values the status is 0; the first body still sees the status before the loop.
        if values.isEmpty { state.status = .success }
        let outer = state.frames
        state.frames.enter(.loop)
        defer { state.frames = outer }
        for (index, value) in values.enumerated() {
            do {
                try assign(clause.variable, value)
            } catch {
                return aborted(error)
            }
            let completion = execute(clause.body, isFinal: isFinal && index == values.count - 1 && endsInside)
            guard completion != .normal else { continue }
            if let left = leaveLoop(completion) { return left }
        }
        return .normal
    }

    /// POSIX: XCU 2.9.4.5, 2.9.4.6
    private func executeLoop(_ condition: List, _ body: List, until: Bool) -> Completion {
        var status = ExitStatus.success
        let outer = state.frames
        state.frames.enter(.loop)
        defer { state.frames = outer }
        while true {
            let tested = tolerating { execute(condition) }
            if tested != .normal {
                if let left = leaveLoop(tested) { return left }
                continue
            }
            if state.status.isSuccess == until { break }
            let completion = execute(body)
            status = state.status
            guard completion != .normal else { continue }
            if let left = leaveLoop(completion) { return left }
            status = state.status
        }
        state.status = status
        return .normal
    }

    /// What a completion other than normal means for the loop it reaches: nil to go on with the next iteration.
    private func leaveLoop(_ completion: Completion) -> Completion? {
        switch completion {
        case .breaking(let count): count > 1 ? .breaking(count - 1) : .normal
        case .continuing(let count): count > 1 ? .continuing(count - 1) : nil
        case .normal, .returning, .exiting, .aborting, .idle: completion
        }
    }

    /// POSIX: XCU 2.9.4.4
    private func execute(_ clause: IfClause, _ isFinal: Bool) -> Completion {
        for branch in clause.branches {
            let completion = tolerating { execute(branch.condition) }
            if completion != .normal { return completion }
            if state.status.isSuccess { return execute(branch.body, isFinal: isFinal) }
        }
        if let elseBody = clause.elseBody { return execute(elseBody, isFinal: isFinal) }
        state.status = .success
        return .normal
    }

    /// POSIX: XCU 2.9.4.3
    private func execute(_ clause: CaseClause, _ position: Position, _ isFinal: Bool) -> Completion {
        state.line = Int(position.line)
        do {
            let subject = try expandString(clause.word)
            guard let first = try firstMatch(clause, subject) else {
                state.status = .success
                return .normal
            }
            // Where the last item has no commands the status is 0; until the end `$?` is that of before.
            var isEmpty = false
            for item in clause.items[first...] {
                let completion = execute(item.body, isFinal: isFinal && item.terminator == .leave)
                if completion != .normal { return completion }
                isEmpty = item.body.andOrLists.isEmpty
                if item.terminator == .leave { break }
            }
            if isEmpty { state.status = .success }
            return .normal
        } catch {
            return aborted(error)
        }
    }

    private func firstMatch(_ clause: CaseClause, _ subject: ByteString) throws(ShellError) -> Int? {
        for (index, item) in clause.items.enumerated() {
            for word in item.patterns {
                if case .literal(let bytes) = word.shape {
                    if bytes == subject { return index }
                } else if PatternMatching.matches(try expandPattern(word), subject, isUTF8: state.isUTF8) {
                    return index
                }
            }
        }
        return nil
    }

    /// What follows from an error in an expansion or an assignment.
    ///
    /// POSIX: XCU 2.8.1
    func aborted(_ error: ShellError) -> Completion {
        if case .ended(let completion) = error { return completion }
        report(error)
        state.status = .usage
        return .aborting
    }

    /// As `redirectionFailed(_:)`, and the descriptors are put back; standard error is what the redirections before the one
    /// that failed have made it.
    func redirectionFailed(_ error: ShellError, restoringDownTo mark: Int) -> Completion {
        defer { descriptors.restore(downTo: mark) }
        return redirectionFailed(error)
    }

    /// What follows from an error in a redirection of a command that is no special builtin.
    func redirectionFailed(_ error: ShellError) -> Completion {
        switch error {
        case .ended(let completion):
            return completion
        case .cannotOpen, .badDescriptor, .cannotDuplicate, .ambiguousOperand, .hereDocument,
            .inHereDocument, .noPipe, .cannotWrite, .noProcess:
            report(error)
            state.status = .failure
            return .normal
        case .unset, .indicated, .readonly, .badAssignment, .badSubstitution, .arithmeticSyntax, .divisionByZero,
            .arithmeticOverflow, .notANumber, .badPattern, .tooDeep, .notSupported:
            return aborted(error)
        }
    }
}
