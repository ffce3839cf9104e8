// Simple commands: the order of their effects, and which of function, builtin and utility the name means.
//
// The order can be observed: the words are expanded, then the redirections are expanded and performed, one after the
// other, then the assignments are made.
//
// Unspecified: an assignment in front of a function ends with the call; as dash, bash and yash.
//
// POSIX: XCU 2.9.1, 2.9.1.1, 2.9.1.2

import Bytes
import Kernel
import Syntax

/// What the first field of a simple command names.
enum CommandTarget {
    case builtin(Builtin)
    case function(FunctionDefinition)
    case utility
}

extension Shell {
    /// - Parameter isFinal: nothing follows in this process, so that a utility may take its place.
    func execute(_ command: SimpleCommand, isFinal: Bool = false) -> Completion {
        state.line = Int(command.position.line)
        tickOutput()
        var fields: [ByteString] = []
        expansion.substitutionStatus = nil
        let substitutions = descriptors.substitutions.count
        let arrays = expansion.arrayArguments.count
        do {
            if !command.words.isEmpty {
                fields.reserveCapacity(command.words.count)
                try expandFields(command.words, into: &fields)
            }
        } catch {
            finishProcessSubstitutions(downTo: substitutions)
            dropArrayArguments(downTo: arrays)
            return afterCommand(aborted(error))
        }
        let completion = execute(command, fields, isFinal: isFinal, substitutions)
        if descriptors.substitutions.count > substitutions { finishProcessSubstitutions(downTo: substitutions) }
        if expansion.arrayArguments.count > arrays { dropArrayArguments(downTo: arrays) }
        return afterCommand(completion)
    }

    /// - Parameter substitutions: how many process substitutions there were before those of the command.
    private func execute(
        _ command: SimpleCommand, _ fields: [ByteString], isFinal: Bool, _ substitutions: Int
    ) -> Completion {
        guard let name = fields.first else { return executeAssignments(command) }
        let target = target(of: command, name)
        switch target {
        case .builtin(let builtin) where builtin != .see || isView(command, fields):
            return execute(command, builtin, fields, isFinal: isFinal, substitutions)
        case .function(let definition):
            return execute(command, definition, fields, isFinal && endsInside)
        case .utility, .builtin:
            return execute(command, utility: fields, isFinal: isFinal && isReplaceable)
        }
    }

    /// POSIX: XCU 2.9.1.4
    @inline(__always)
    private func target(of command: SimpleCommand, _ field: ByteString) -> CommandTarget {
        guard let name = command.name ?? names.find(field) else {
            return Builtin(named: field).map { .builtin($0) } ?? .utility
        }
        return target(of: name)
    }

    func target(of name: Name) -> CommandTarget {
        let builtin = builtins.find(name)
        if let builtin, builtin.isSpecial { return .builtin(builtin) }
        if let definition = state.functions[name] { return .function(definition) }
        // With posix an extension hides no utility of its name.
        if let builtin, builtin != .see || !state.options.contains(.posix) { return .builtin(builtin) }
        return .utility
    }

    // MARK: Assignments alone

    /// A command without a command name: redirections happen in a subshell environment, that is, are undone.
    ///
    /// POSIX: XCU 2.9.1.3
    private func executeAssignments(_ command: SimpleCommand) -> Completion {
        trace(command.assignments, [])
        if !command.redirections.isEmpty, let completion = performInSubshell(command.redirections) { return completion }
        do {
            try assign(command.assignments)
        } catch {
            return aborted(error)
        }
        state.status = expansion.substitutionStatus ?? .success
        return .normal
    }

    /// Performs and undoes redirections; what expanding the operands assigns ends with it.
    ///
    /// - Returns: what follows where one failed.
    private func performInSubshell(_ redirections: [Redirection]) -> Completion? {
        let mark = descriptors.covered.count
        let variables = state.variables
        defer { if !redirections.allSatisfy(\.isSideEffectFree) { state.variables = variables } }
        defer { descriptors.restore(downTo: mark) }
        do {
            try perform(redirections)
            return nil
        } catch {
            return redirectionFailed(error)
        }
    }

    /// Prepares assignments that end with the command behind them. The value that is assigned to the name of an array is
    /// that of a variable which is none.
    func cover(_ assignments: [Assignment]) {
        for assignment in assignments {
            state.variables.cover(assignment.name)
            if assignment.isOfWholeVariable { state.variables.dropElements(of: assignment.name) }
        }
    }

    func assign(_ assignments: [Assignment]) throws(ShellError) {
        // A span lends its elements, where an array would copy them.
        let span = assignments.span
        for index in span.indices { try assign(span[index]) }
    }

    func assign(_ assignment: Assignment) throws(ShellError) {
        switch assignment.value {
        case .array(let words):
            try assignArray(assignment.name, try expandFields(words), appends: assignment.appends)
        case .word(let word):
            if let index = assignment.index {
                try assignElement(assignment, word, Int(try evaluate(index)))
            } else if assignment.appends {
                try append(assignment.name, try expandString(word))
            } else if case .parts = word.shape {
                try assignParts(assignment.name, word)
            } else {
                try assign(assignment.name, try expandString(word))
            }
        }
    }

    private func assignElement(_ assignment: Assignment, _ word: Word, _ index: Int) throws(ShellError) {
        let value = try expandString(word)
        let array = elements(of: assignment.name)
        let old = assignment.appends ? array[index < 0 ? index + array.nextIndex : index] : nil
        try assignElement(assignment.name, index: index, (old ?? ByteString()) + value)
    }

    /// The value of `$((expression))` alone stays a number, and `x=$x...` appends in place.
    @inline(__always)
    private func assignParts(_ name: Name, _ word: Word) throws(ShellError) {
        let parts = word.parts
        if parts.count == 1, case .arithmetic(let expansion) = parts[0] {
            return try assign(name, .number(try evaluate(expansion)))
        }
        if isFast, state.variables.isSet(name), let tail = word.tail(after: name) {
            return try append(name, try expandString(tail))
        }
        try assign(name, try expandString(word))
    }

    // MARK: Builtins

    private func execute(
        _ command: SimpleCommand, _ builtin: Builtin, _ fields: [ByteString], isFinal: Bool, _ substitutions: Int
    ) -> Completion {
        guard !command.redirections.isEmpty || !command.assignments.isEmpty || state.options.contains(.xtrace) else {
            let completion = finished(builtin, run(builtin, fields, isFinal: isFinal))
            descriptors.keepsRedirections = false
            return completion
        }
        trace(command.assignments, fields)
        let mark = descriptors.covered.count
        do {
            try perform(command.redirections)
        } catch {
            let completion = redirectionFailed(error, restoringDownTo: mark)
            return builtin.isSpecial && completion == .normal ? .aborting : completion
        }
        // Copies of what was replaced would keep pipes open: `sleep 9 >&- &`. The others may set a trap on EXIT.
        if isFinal, isSubshell, !builtin.isSpecial, builtin != .command { descriptors.keep(downTo: mark) }
        let scope = state.variables.scope
        // What `local` makes ends with the function, not with the command: it is not undone with what stands in front.
        let isUndone = !builtin.isSpecial && builtin != .local
        if isUndone { cover(command.assignments) }
        var completion: Completion
        do {
            try assign(command.assignments)
            if !builtin.isSpecial || builtin == .exec && fields.count > 1 {
                for assignment in command.assignments { export(assignment.name) }
            }
            completion = finished(builtin, run(builtin, fields, isFinal: isFinal))
        } catch {
            completion = aborted(error)
        }
        if isUndone, !command.assignments.isEmpty { leaveVariableScope(scope) }
        if descriptors.keepsRedirections {
            descriptors.keep(downTo: mark)
            keepProcessSubstitutions(downTo: substitutions)
        } else {
            descriptors.restore(downTo: mark)
        }
        descriptors.keepsRedirections = false
        return completion
    }

    /// A write that failed makes the builtin fail.
    @inline(__always)
    func finished(_ builtin: Builtin, _ completion: Completion) -> Completion {
        if let errno = finishOutput() {
            report(builtin.name, "write error: " + errno.message)
            if state.status.isSuccess { state.status = .failure }
        }
        return completion
    }

    // MARK: Functions

    private func execute(
        _ command: SimpleCommand, _ definition: FunctionDefinition, _ fields: [ByteString], _ isFinal: Bool
    ) -> Completion {
        let mark = descriptors.covered.count
        trace(command.assignments, fields)
        do {
            try perform(command.redirections)
        } catch {
            return redirectionFailed(error, restoringDownTo: mark)
        }
        defer { descriptors.restore(downTo: mark) }
        guard !command.assignments.isEmpty else { return call(definition, fields, isFinal: isFinal) }
        let scope = state.variables.scope
        defer { leaveVariableScope(scope) }
        cover(command.assignments)
        do {
            try assign(command.assignments)
        } catch {
            return aborted(error)
        }
        for assignment in command.assignments { export(assignment.name) }
        return call(definition, fields, isFinal: isFinal)
    }

    /// POSIX: XCU 2.9.5
    func call(_ definition: FunctionDefinition, _ fields: [ByteString], isFinal: Bool = false) -> Completion {
        if stackLimit.isReached { return aborted(.tooDeep) }
        let positional = state.positional
        let outer = state.frames
        let scope = state.variables.scope
        state.positional = PositionalParameters(fields, from: 1)
        state.frames.enter(.function(variables: scope))
        let completion = execute(definition.body, isFinal: isFinal)
        state.frames = outer
        state.positional = positional
        if state.variables.scope > scope { leaveVariableScope(scope) }
        return completion == .returning ? .normal : completion
    }
}

extension Assignment {
    /// `name=word`, and neither an element nor an array.
    fileprivate var isOfWholeVariable: Bool {
        guard index == nil, case .word = value else { return false }
        return true
    }
}

extension Word {
    /// What follows `$name` where the word begins with it, be it in double quotes: `x=$x...` appends in place.
    fileprivate func tail(after name: Name) -> Word? {
        guard let parts = storedParts, let first = parts.first else { return nil }
        var rest: [WordPart] = []
        if case .doubleQuoted(let quoted) = first {
            guard let inner = quoted.first, inner.isPlain(name) else { return nil }
            if quoted.count > 1 { rest.append(.doubleQuoted(Array(quoted.dropFirst()))) }
        } else {
            guard parts.count > 1, first.isPlain(name) else { return nil }
        }
        rest += parts.dropFirst()
        // The rest must not read the variable, which appending in place has already changed.
        guard !rest.isEmpty, rest.allSatisfy({ $0.isApart(from: name) }) else { return nil }
        return Word(parts: rest, shape: .parts, position: position)
    }
}

extension WordPart {
    /// The part is `$name` or `${name}`.
    fileprivate func isPlain(_ name: Name) -> Bool {
        switch self {
        case .variable(let first): return first == name
        case .parameter(let expansion):
            guard case .variable(let first) = expansion.parameter, case .none = expansion.modifier else { return false }
            return first == name
        case .literal, .quoted, .doubleQuoted, .tilde, .command, .arithmetic, .process, .array: return false
        }
    }

    /// Expanding the part certainly reads nothing but other variables.
    fileprivate func isApart(from name: Name) -> Bool {
        switch self {
        case .literal, .quoted: return true
        case .variable(let other): return other != name
        case .parameter(let expansion):
            guard case .variable(let other) = expansion.parameter, case .none = expansion.modifier else { return false }
            return other != name
        case .doubleQuoted(let parts): return parts.allSatisfy { $0.isApart(from: name) }
        case .tilde, .command, .arithmetic, .process, .array: return false
        }
    }
}
