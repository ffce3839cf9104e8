// The walk over the tree: lists, AND-OR lists, pipelines of one command, and where errexit and traps come in.
//
// POSIX: XCU 2.9, 2.9.3, 2.9.4, 2.8.1

import Bytes
import Kernel
import Syntax

extension Shell {
    /// POSIX: XCU 2.9.3
    func execute(_ list: List) -> Completion {
        let lists = list.andOrLists.span
        for index in lists.indices {
            if let met = metLeftOut { return end(at: met) }
            let completion = execute(lists[index])
            if completion != .normal { return completion }
        }
        return .normal
    }

    /// - Parameter isFinal: nothing follows in this process.
    func execute(_ list: List, isFinal: Bool) -> Completion {
        isFinal ? executeFinally(list) : execute(list)
    }

    func execute(_ andOr: AndOrList) -> Completion {
        andOr.isAsynchronous ? startAsynchronously(andOr) : executeSynchronously(andOr)
    }

    /// POSIX: XCU 2.9.3.2 to 2.9.3.4
    func executeSynchronously(_ andOr: AndOrList) -> Completion {
        if andOr.rest.isEmpty { return execute(andOr.first) }
        return executeAllButLast(of: andOr) ?? execute(andOr.last)
    }

    /// Executes the pipelines that come before the last one; nil where that is to be executed too.
    func executeAllButLast(of andOr: AndOrList) -> Completion? {
        guard !andOr.rest.isEmpty else { return nil }
        var completion = tolerating { execute(andOr.first) }
        for (index, continuation) in andOr.rest.enumerated() {
            guard completion == .normal else { return completion }
            guard state.status.isSuccess == (continuation.operator == .and) else { continue }
            if index == andOr.rest.count - 1 { return nil }
            completion = tolerating { execute(continuation.pipeline) }
        }
        return completion
    }

    /// Executes what may fail without ending a shell with errexit.
    @inline(__always)
    func tolerating(_ body: () -> Completion) -> Completion {
        state.frames.enter(.condition)
        defer { state.frames.leaveCondition() }
        return body()
    }

    /// POSIX: XCU 2.9.2
    func execute(_ pipeline: Pipeline) -> Completion {
        if case .none = pipeline.prefix { return executeUnprefixed(pipeline) }
        return executePrefixed(pipeline)
    }

    func executeUnprefixed(_ pipeline: Pipeline) -> Completion {
        guard pipeline.isNegated else {
            let completion = executeCommands(of: pipeline)
            guard completion == .normal, !state.status.isSuccess else { return completion }
            return failed(pipeline)
        }
        let completion = tolerating { executeCommands(of: pipeline) }
        metLeftOut = nil
        guard completion == .normal else { return completion }
        state.status = state.status.negated
        return .normal
    }

    @inline(__always)
    private func executeCommands(of pipeline: Pipeline) -> Completion {
        guard pipeline.commands.count == 1 else { return executeStages(of: pipeline) }
        return noted(execute(pipeline.commands[0]), of: pipeline)
    }

    @inline(__always)
    private func noted(_ completion: Completion, of pipeline: Pipeline) -> Completion {
        if !state.pipelineStatuses.isEmpty, !pipeline.commands[0].isGroup { state.pipelineStatuses = [] }
        return completion
    }

    /// Executes the last pipeline of this process.
    func executeFinally(_ pipeline: Pipeline) -> Completion {
        guard pipeline.commands.count == 1, !pipeline.isNegated, case .none = pipeline.prefix else {
            return execute(pipeline)
        }
        let completion = noted(execute(pipeline.commands[0], isFinal: true), of: pipeline)
        guard completion == .normal, !state.status.isSuccess else { return completion }
        return failed(pipeline)
    }

    /// What follows from a pipeline that failed.
    ///
    /// A group has failed because of a command in it or of its redirections, which has been dealt with there.
    private func failed(_ pipeline: Pipeline) -> Completion {
        guard pipeline.commands.count == 1, pipeline.commands[0].isGroup else { return failed(pipeline.commands) }
        return endAtLeftOut() ?? .normal
    }

    /// What follows from commands that failed: the ERR trap, and the end of the shell with errexit, or after what is left out.
    ///
    /// POSIX: XCU set -e, 2.8.1
    func failed(_ commands: OneOrMore<Command>) -> Completion {
        if let end = endAtLeftOut() { return end }
        guard !state.frames.toleratesFailure else { return .normal }
        guard state.options.contains(.errexit) || state.traps.hasCommands else { return .normal }
        // As bash: functions called from where the trap was set do not inherit it.
        if case .command(let text) = state.traps[TrapTable.error], state.frames.functions <= state.traps.errorDepth,
            !state.frames.isInErrorTrap
        {
            let outer = state.frames
            state.frames.enter(.errorTrap)
            let completion = runTrap(text)
            state.frames = outer
            if completion != .normal { return completion }
        }
        guard state.options.contains(.errexit) else { return .normal }
        if state.options.contains(.explain) { explainExit(commands) }
        return .exiting
    }

    @inline(__always)
    func execute(_ command: Command, isFinal: Bool = false) -> Completion {
        switch command {
        case .simple(let command):
            return execute(command, isFinal: isFinal)
        case .compound(let command):
            return execute(command, isFinal: isFinal)
        case .function(let definition):
            return define(definition)
        }
    }

    /// POSIX: XCU 2.9.5
    private func define(_ definition: FunctionDefinition) -> Completion {
        state.line = Int(definition.position.line)
        state.functions[definition.name] = definition
        if state.options.contains(.hashall) { rememberUtilities(in: definition.body) }
        state.status = .success
        return .normal
    }

    /// To be called where a command has been executed: signals that have arrived meanwhile take effect.
    @inline(__always)
    func afterCommand(_ completion: Completion) -> Completion {
        guard Signals.isPending || !arrivedSignals.isEmpty else { return completion }
        return runPendingTraps(after: completion)
    }
}

extension Command {
    fileprivate var isGroup: Bool {
        if case .compound(let command) = self { command.isGroup } else { false }
    }
}

extension CompoundCommand {
    /// Its lists are executed in the shell itself: the last pipeline of them is what PIPESTATUS tells about, and each has
    /// been dealt with where it failed.
    var isGroup: Bool {
        switch kind {
        case .braceGroup, .forClause, .caseClause, .ifClause, .whileClause, .untilClause: true
        case .subshell, .conditional, .coprocess: false
        }
    }
}
