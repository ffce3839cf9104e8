// The values of a plan: what a pipeline will be wired to, known or deferred.
//
// Wiring comes from syntax alone: the stages, the pipes between them, the process group. A CommandPlan says for one
// stage what it will run and what each redirection will do, as far as that can be known without an effect. Nothing in a
// plan has been done. Planner makes these values; the views of XRay show them.

public import Bytes
public import Syntax

/// A value that is known before it is needed, or the word that will give it, with its source.
public enum PlannedValue<Value: Sendable>: Sendable {
    case known(Value)
    case deferred(Word, source: ByteString)

    public var value: Value? {
        if case .known(let value) = self { value } else { nil }
    }
}

/// What the first word of a simple command names, or what else a stage runs.
public enum CommandKind: Hashable, Sendable {
    case specialBuiltin
    case builtin
    case function
    case external(path: ByteString)
    case notFound
    /// No command word: assignments and redirections alone.
    case nothing
    /// The command word is deferred.
    case deferred
    /// A compound command other than a subshell, which the shell runs itself.
    case compound
    case subshell
    /// A function definition, which does nothing but define.
    case definition
}

/// What a look at a path found; nothing is opened for it.
public struct PathStatus: Hashable, Sendable {
    public var kind: DescriptorKind
    public var inode: UInt64
    public var device: UInt64

    public init(kind: DescriptorKind, inode: UInt64, device: UInt64) {
        self.kind = kind
        self.inode = inode
        self.device = device
    }
}

/// The descriptor that a planned action changes.
public enum PlannedTarget: Hashable, Sendable {
    case number(Int32)
    /// `{name}>`: a free one from 10 up, as far as can be foreseen this one.
    case picked(name: ByteString, Int32)

    public var number: Int32 {
        switch self {
        case .number(let number), .picked(_, let number): number
        }
    }
}

/// One step of wiring a stage, in the order in which it is done.
public enum PlannedAction: Sendable {
    /// A pipe end becomes standard input or output.
    case connect(EdgeEnd, to: Int32)
    /// Standard input of a background job without job control becomes /dev/null.
    case null(to: Int32)
    case open(path: PlannedValue<ByteString>, mode: OpenMode, to: PlannedTarget, fact: PathStatus?)
    /// The operand is a process substitution: the name of the shell's end of its edge.
    case openEnd(EdgeEnd, mode: OpenMode, to: PlannedTarget)
    case duplicate(from: Int32, to: PlannedTarget)
    case close(PlannedTarget)
    /// The text of a here-document, or as much as is known of it.
    case document(text: PlannedValue<ByteString>, to: PlannedTarget)
    /// `<&word` and `>&word` with a word that is not expanded yet.
    case deferredDuplicate(Word, source: ByteString, to: PlannedTarget)
    /// `<&word` and `>&word` with a word that names no descriptor: the command will not run.
    case fault(RedirectionFault, to: PlannedTarget)
}

extension PlannedAction {
    /// The action on numbers, where everything is known; `ends` has the number of each end of an edge.
    public func bound(_ ends: (EdgeEnd) -> Int32) -> DescriptorAction? {
        switch self {
        case .connect(let end, let to): .duplicate(from: ends(end), to: to)
        case .null(let to): .open(path: "/dev/null", mode: .read, to: to)
        case .open(.known(let path), let mode, let to, _): .open(path: path, mode: mode, to: to.number)
        case .duplicate(let from, let to): .duplicate(from: from, to: to.number)
        case .close(let target): .close(target.number)
        case .open(.deferred, _, _, _), .openEnd, .document, .deferredDuplicate, .fault: nil
        }
    }

    /// nil for a fault.
    var change: (fd: Int32, change: DescriptorChange)? {
        switch self {
        case .connect(let end, let to): (to, .make(.pipe(end)))
        case .null(let to): (to, .make(.opened(path: "/dev/null", deferred: false, mode: .read, serial: 0)))
        case .open(.known(let path), let mode, let to, _):
            (to.number, .make(.opened(path: path, deferred: false, mode: mode, serial: 0)))
        case .open(.deferred(_, let source), let mode, let to, _):
            (to.number, .make(.opened(path: source, deferred: true, mode: mode, serial: 0)))
        case .openEnd(let end, _, let to): (to.number, .make(.pipe(end)))
        case .duplicate(let from, let to): (to.number, .copy(of: from))
        case .close(let target): (target.number, .close)
        case .document(_, let to): (to.number, .make(.document(serial: 0)))
        case .deferredDuplicate(_, let source, let to): (to.number, .make(.unknown(source)))
        case .fault: nil
        }
    }
}

/// `<(list)` or `>(list)` among the words of a command.
public struct SubstitutionPlan: Sendable {
    /// Numbered after the edges of the pipeline.
    public var edge: Edge
    /// The command reads what the list writes.
    public var isInput: Bool
    public var text: ByteString
    public var way: (way: Way, reason: WayReason)?
}

/// What one stage will run, and the wiring that it will get.
public struct CommandPlan: Sendable {
    public struct PlannedAssignment: Sendable {
        public var name: ByteString
        public var value: PlannedValue<ByteString>
    }

    /// From 1.
    public var stage: Int
    public var command: Command
    /// The command as it would be written, on one line.
    public var text: ByteString
    public var assignments: [PlannedAssignment] = []
    /// Of a simple command: each word's fields.
    public var words: [PlannedValue<[ByteString]>] = []
    public var target: CommandKind = .nothing
    /// Pipe ends first, then the redirections from left to right.
    public var actions: [PlannedAction] = []
    /// The shell's own table, before the first action.
    public var startTable: DescriptorTable
    /// The redirection that each action is of, by its index; -1 where it is of none of the command's own.
    public var origins: [Int] = []
    /// Those of the command itself; behind them stand those of a utility inside it that is started in its place.
    var ownActions = 0
    /// The table after each action; one that cannot be done leaves it as it was.
    public var tables: [DescriptorTable] = []
    /// The table that the command gets.
    public var table: DescriptorTable
    /// The first action that cannot be done, and why: the command will not run.
    public var fault: (action: Int, DescriptorTable.Fault)?
    public var substitutions: [SubstitutionPlan] = []
    /// The ends that a copy of the shell closes behind the actions for its pipes.
    public var closes: [EdgeEnd] = []
    /// How it is executed, and why; nil where that shows only then.
    public var way: (way: Way, reason: WayReason)?
    /// What is inside: substitutions of its words first, then the lists of a compound command or a function.
    public var lists: [ListPlan] = []
    /// The function whose body it is.
    public var function: ByteString?
    /// Of a function its body, with the redirections of each call.
    public var bodies: [CommandPlan] = []
    /// What a look at the fields found, by the field.
    public var found: [ByteString: PathStatus] = [:]

    /// True where a word or a redirection is not known yet.
    public var isDeferred: Bool {
        words.contains { $0.value == nil } || assignments.contains { $0.value.value == nil }
            || actions.contains { action in
                switch action {
                case .open(.deferred, _, _, _), .document(.deferred, _), .deferredDuplicate: true
                case .open, .openEnd, .document, .connect, .null, .duplicate, .close, .fault: false
                }
            }
    }

    /// The table after the command's own actions.
    public var ownTable: DescriptorTable { ownActions > 0 ? tables[ownActions &- 1] : startTable }

    /// The table with the pipe ends alone: what the substitutions of the words see.
    public var connectedTable: DescriptorTable {
        let connections = actions.prefix { action in
            switch action {
            case .connect, .null: true
            case .open, .openEnd, .duplicate, .close, .document, .deferredDuplicate, .fault: false
            }
        }
        return connections.isEmpty ? startTable : tables[connections.count &- 1]
    }

    /// The fields of all words, as far as they are known.
    public var knownFields: [ByteString] {
        words.flatMap { $0.value ?? [] }
    }
}

/// The plan of one pipeline.
public struct PipelinePlan: Sendable {
    public var pipeline: Pipeline
    public var wiring: Wiring
    public var commands: [CommandPlan]
    /// How deep in compound commands the pipeline stands; 0 for one that stands alone.
    public var depth: Int
    /// When it is executed in its list.
    public var joint = Joint.always
    /// It is a part of `a && b &`.
    public var isInBackgroundList = false

    /// What the shell does for the wiring, in order: nothing where it executes all stages itself.
    public var steps: [Wiring.Step] {
        guard !wiring.endsInShell,
            commands.allSatisfy({ $0.way.map { $0.way == .here && $0.reason != .filled } ?? false })
        else {
            return wiring.steps
        }
        // One after the other, each with what the one before wrote in a pipe.
        var steps: [Wiring.Step] = []
        for index in commands.indices {
            let number = Int32(truncatingIfNeeded: index)
            if index > 0 { steps += [.make(edge: number), .close(EdgeEnd(edge: number, side: .write))] }
            steps.append(.start(index))
            if index > 0 { steps.append(.close(EdgeEnd(edge: number, side: .read))) }
        }
        return steps
    }

    /// The processes that the pipeline needs for its stages, and whether that many are certain.
    public var forks: (count: Int, isCertain: Bool) {
        var count = 0
        var isCertain = true
        for command in commands {
            switch command.way {
            case (.spawn, _)?, (.fork, _)?: count &+= 1
            case (.replace, _)?: break
            case (.here, let reason)?: if reason == .compound || command.target == .function { isCertain = false }
            case nil:
                count &+= 1
                isCertain = false
            }
            count &+= command.substitutions.count
        }
        return (count, isCertain)
    }

    /// The process group of the processes that the pipeline needs; where it needs none, the shell's.
    public var processGroup: Wiring.ProcessGroup {
        forks.count == 0 ? .shared : wiring.processGroup
    }
}
