// The values of a plan: what a pipeline will be wired to, known or deferred.
//
// Wiring comes from syntax alone: the stages, the pipes between them, the process group. A CommandPlan says for one
// stage what it will run and what each redirection will do, as far as that can be known without an effect. Nothing in a
// plan has been done. Planner makes these values; the views of XRay show them.

public import Bytes
public import Syntax

/// A value that is known before it is needed, or the word that will give it, with its source.
public enum Planned<Value: Sendable>: Sendable {
    case known(Value)
    case deferred(Word, source: ByteString)

    public var value: Value? {
        switch self {
        case .known(let value): value
        case .deferred: nil
        }
    }
}

/// What the first word of a simple command names, or what else a stage runs.
public enum CommandTarget: Hashable, Sendable {
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
public struct PathFact: Hashable, Sendable {
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
        case .number(let number): number
        case .picked(_, let number): number
        }
    }
}

/// One step of wiring a stage, in the order in which it is done.
public enum PlannedAction: Sendable {
    /// A pipe end becomes standard input or output.
    case connect(PipeEnd, to: Int32)
    /// Standard input of a background job without job control becomes /dev/null.
    case null(to: Int32)
    case open(path: Planned<ByteString>, mode: OpenMode, to: PlannedTarget, fact: PathFact?)
    case duplicate(from: Int32, to: PlannedTarget)
    case close(PlannedTarget)
    /// The text of a here-document, or as much as is known of it.
    case document(text: Planned<ByteString>, to: PlannedTarget)
    /// `<&word` and `>&word` with a word that is not expanded yet.
    case deferredDuplicate(Word, source: ByteString, to: PlannedTarget)
    /// `<&word` and `>&word` with a word that names no descriptor: the command will not run.
    case fault(RedirectionFault, to: PlannedTarget)
}

/// What a pipeline is wired like, from its syntax alone.
public struct Wiring: Sendable {
    /// From stage `number` to stage `number + 1`.
    public struct Pipe: Hashable, Sendable {
        public var number: Int32
        public var from: Int { Int(number) }
        public var to: Int { Int(number) &+ 1 }
        public var name: ByteString { ByteString("P") + ByteString(decimal: number) }
    }

    public enum ProcessGroup: Hashable, Sendable {
        /// One of its own, led by the first stage.
        case own
        /// That of the shell.
        case shared
    }

    public let pipeline: Pipeline
    public let isAsynchronous: Bool
    public let processGroup: ProcessGroup

    /// With job control each pipeline gets a process group of its own.
    public init(_ pipeline: Pipeline, isAsynchronous: Bool, jobControl: Bool) {
        self.pipeline = pipeline
        self.isAsynchronous = isAsynchronous
        processGroup = jobControl ? .own : .shared
    }

    public var stageCount: Int { pipeline.commands.count }

    public var pipes: [Pipe] {
        stageCount < 2 ? [] : (1..<Int32(clamping: stageCount)).map(Pipe.init)
    }

    /// The end that stage `stage` (from 1) reads from.
    public func input(of stage: Int) -> PipeEnd? {
        stage > 1 ? PipeEnd(pipe: Int32(clamping: stage &- 1), side: .read) : nil
    }

    /// The end that stage `stage` (from 1) writes to.
    public func output(of stage: Int) -> PipeEnd? {
        stage < stageCount ? PipeEnd(pipe: Int32(clamping: stage), side: .write) : nil
    }

    /// True where the stages run in processes of their own whatever they are.
    public var forksEachStage: Bool { stageCount > 1 || isAsynchronous }
}

/// What one stage will run, and the wiring that it will get.
public struct CommandPlan: Sendable {
    public struct PlannedAssignment: Sendable {
        public var name: ByteString
        public var value: Planned<ByteString>

        public init(name: ByteString, value: Planned<ByteString>) {
            self.name = name
            self.value = value
        }
    }

    /// From 1.
    public var stage: Int
    public var command: Command
    /// The command as it would be written, on one line.
    public var text: ByteString
    public var assignments: [PlannedAssignment]
    /// Of a simple command: each word's fields.
    public var words: [Planned<[ByteString]>]
    public var target: CommandTarget
    /// Pipe ends first, then the redirections from left to right.
    public var actions: [PlannedAction]
    /// The shell's own table, before the first action.
    public var startTable: DescriptorTable
    /// The table after each action; one that cannot be done leaves it as it was.
    public var tables: [DescriptorTable]
    /// The table that the command gets.
    public var table: DescriptorTable
    /// The first action that cannot be done, and why: the command will not run.
    public var fault: (action: Int, DescriptorTable.Fault)?

    /// True where a word or a redirection is not known yet.
    public var isDeferred: Bool {
        for word in words where word.value == nil { return true }
        for assignment in assignments where assignment.value.value == nil { return true }
        for action in actions {
            switch action {
            case .open(.deferred, _, _, _), .document(.deferred, _), .deferredDuplicate: return true
            case .open, .document, .connect, .null, .duplicate, .close, .fault: break
            }
        }
        return false
    }

    /// The fields of all words, as far as they are known.
    public var knownFields: [ByteString] {
        words.flatMap { $0.value ?? [] }
    }
}

/// The plan of one pipeline.
public struct PipelinePlan: Sendable {
    public var wiring: Wiring
    public var commands: [CommandPlan]
    /// How deep in compound commands the pipeline stands; 0 for one that stands alone.
    public var depth: Int

    /// The processes that the pipeline needs for its stages, and whether that many are certain.
    public var forks: (count: Int, isCertain: Bool) {
        guard let only = commands.first, !wiring.forksEachStage else { return (commands.count, true) }
        switch only.target {
        case .external: return (1, true)
        case .specialBuiltin, .builtin, .nothing, .definition, .notFound: return (0, true)
        case .function, .compound: return (0, false)
        case .deferred, .subshell: return (1, false)
        }
    }

    /// The process group of the processes that the pipeline needs; where it needs none, the shell's.
    public var processGroup: Wiring.ProcessGroup {
        forks.count == 0 ? .shared : wiring.processGroup
    }
}
