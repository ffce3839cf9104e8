// Wiring: what will be connected to what, as a graph. Stages are processes to be, edges carry bytes between them.
//
// Everything that starts processes makes one from syntax alone, with nothing expanded. The executor performs its `steps`, and
// `see plan` shows them. Each end belongs to one stage or is kept by the shell, which closes the ends of a stage as soon as it
// has started: so after launch each end is open in exactly one place. End of file and SIGPIPE depend on that.
//
// POSIX: XCU 2.9.2

public import Bytes
public import Syntax

/// What carries bytes between two stages, or a stage and the shell. Numbered from 1.
public struct Edge: Hashable, Sendable {
    public enum Kind: Hashable, Sendable { case pipe }

    public let number: Int32
    public let kind: Kind

    /// `P1`
    public var name: ByteString { "P" + ByteString(decimal: number) }
    public var read: EdgeEnd { EdgeEnd(edge: number, side: .read) }
    public var write: EdgeEnd { EdgeEnd(edge: number, side: .write) }
}

/// One end of an edge.
@frozen
public struct EdgeEnd: Hashable, Sendable {
    public enum Side: UInt8, Hashable, Sendable { case read, write }
    /// What the edge is for.
    public enum Use: UInt8, Hashable, Sendable {
        /// Between two stages of a pipeline.
        case pipeline
        /// `$( )`
        case substitution
        /// `<( )`
        case inputProcess
        /// `>( )`
        case outputProcess
        case coprocess
    }

    public var edge: Int32
    public var side: Side
    public var use: Use

    @inlinable
    public init(edge: Int32, side: Side, use: Use = .pipeline) {
        self.edge = edge
        self.side = side
        self.use = use
    }

    /// `P1.r` or `P1.w`.
    public var name: ByteString {
        ByteString("P") + ByteString(decimal: edge) + (side == .read ? ".r" : ".w")
    }
}

public struct Wiring: Sendable {
    /// What a stage executes.
    public enum Content: Sendable {
        case command(Command)
        case list(List)
        /// `a && b &`
        case andOr(AndOrList)
        /// Of backquotes, whose text is parsed in the stage.
        case text(ByteString, line: Int)

        /// As it would be written, on one line.
        public var text: ByteString {
            switch self {
            case .command(let command): Printer.print(command)
            case .list(let list): list.onlyCommand.map { Printer.print($0) } ?? Printer.print(subshell: list)
            case .andOr(let andOr): Printer.print(andOr)
            case .text(let text, _): text
            }
        }
    }

    /// The commands of all stages, on one line.
    public var text: ByteString {
        var text = ByteString()
        for (index, stage) in stages.enumerated() { text += (index > 0 ? " | " : "") + stage.content.text }
        return text
    }

    /// An end becomes a descriptor of a stage.
    public struct Connection: Hashable, Sendable {
        public let end: EdgeEnd
        public let to: Int32
    }

    public struct Stage: Sendable {
        public let content: Content
        public let connections: [Connection]
        /// The shell executes the stage itself, before the next one starts; what it writes waits in the edge.
        public var isFilledHere = false

        /// The end that becomes standard input.
        public var input: EdgeEnd? { connections.first { $0.to == 0 }?.end }
        public var output: EdgeEnd? { connections.first { $0.to == 1 }?.end }
    }

    public enum ProcessGroup: Hashable, Sendable {
        /// One of its own, led by the first stage.
        case own
        /// That of the shell.
        case shared
    }

    /// What the shell does, in order.
    public enum Step: Hashable, Sendable {
        case make(edge: Int32)
        /// The index of a stage.
        case start(Int)
        /// Executes the stage in the shell, and puts what it wrote into a new edge whose write end is closed.
        case fill(Int, edge: Int32)
        case close(EdgeEnd)
    }

    public private(set) var stages: [Stage]
    public let edges: [Edge]
    /// The ends that the shell keeps for itself.
    public let kept: [EdgeEnd]
    public let isAsynchronous: Bool
    public let processGroup: ProcessGroup
    /// The shell itself executes the last stage, with the edge as its standard input.
    public private(set) var endsInShell = false

    private init(
        _ stages: [Stage], edges: Int, kept: [EdgeEnd] = [], isAsynchronous: Bool = false,
        processGroup: ProcessGroup = .shared
    ) {
        self.stages = stages
        self.edges = edges == 0 ? [] : (1...Int32(edges)).map { Edge(number: $0, kind: .pipe) }
        self.kept = kept
        self.isAsynchronous = isAsynchronous
        self.processGroup = processGroup
    }

    /// The commands of the stages; nil where one is no command.
    public var commands: OneOrMore<Command>? {
        var commands: [Command] = []
        for case .command(let command) in stages.map(\.content) { commands.append(command) }
        guard commands.count == stages.count, let first = commands.first else { return nil }
        return OneOrMore(first, Array(commands.dropFirst()))
    }

    /// One command in the foreground, for which the shell itself decides.
    public var isAlone: Bool { stages.count == 1 && !isAsynchronous && edges.isEmpty }

    public var steps: [Step] {
        var steps: [Step] = []
        steps.reserveCapacity(stages.count &* 4)
        var made: Int32 = 0
        for (index, stage) in stages.enumerated() {
            if stage.isFilledHere, let output = stage.output {
                steps.append(.fill(index, edge: output.edge))
                made = max(made, output.edge)
                continue
            }
            for connection in stage.connections where connection.end.edge > made {
                made = connection.end.edge
                steps.append(.make(edge: made))
            }
            let closes = stage.connections.map { Step.close($0.end) }
            let isShell = endsInShell && index == stages.count &- 1
            steps += isShell ? closes + [.start(index)] : [.start(index)] + closes
        }
        return steps
    }

    /// The ends that the shell has open when it starts each of the stages.
    public var openAtStart: [[EdgeEnd]] {
        var openAtStart = Array(repeating: [EdgeEnd](), count: stages.count)
        var open: [EdgeEnd] = []
        for step in steps {
            switch step {
            case .make(let edge): open += [EdgeEnd(edge: edge, side: .read), EdgeEnd(edge: edge, side: .write)]
            case .fill(_, let edge): open.append(EdgeEnd(edge: edge, side: .read))
            case .close(let end): open.removeAll { $0.edge == end.edge && $0.side == end.side }
            case .start(let stage): openAtStart[stage] = open
            }
        }
        return openAtStart
    }

    /// What makes the ends the descriptors of a stage, before its own redirections.
    public func actions(ofStage index: Int) -> [PlannedAction] {
        let stage = stages[index]
        var actions = stage.connections.map { PlannedAction.connect($0.end, to: $0.to) }
        // POSIX: XCU 2.9.3.1: standard input of an asynchronous list without job control.
        if isAsynchronous, processGroup == .shared, stage.input == nil { actions.insert(.null(to: 0), at: 0) }
        return actions
    }

    /// With lastpipe.
    public mutating func endInShell() {
        endsInShell = stages.count > 1
    }

    /// The stage has been found to be one that needs no process.
    public mutating func fillHere(_ stage: Int) {
        stages[stage].isFilledHere = true
    }
}

// Constructors.
extension Wiring {
    /// `a | b | c`. With `readsOutput` the shell reads what the last stage writes; without `isComplete` the shell itself is
    /// the stage behind the last one.
    ///
    /// With job control each pipeline gets a process group of its own.
    public static func pipeline(
        _ commands: OneOrMore<Command>, readsOutput: Bool = false, isAsynchronous: Bool = false,
        jobControl: Bool = false
    ) -> Wiring {
        let count = commands.count
        var stages: [Stage] = []
        stages.reserveCapacity(count)
        for index in 0..<count {
            var connections: [Connection] = []
            let number = Int32(truncatingIfNeeded: index)
            if index > 0 { connections.append(Connection(end: EdgeEnd(edge: number, side: .read), to: 0)) }
            if index < count &- 1 || readsOutput {
                let use: EdgeEnd.Use = index < count &- 1 ? .pipeline : .substitution
                connections.append(Connection(end: EdgeEnd(edge: number &+ 1, side: .write, use: use), to: 1))
            }
            stages.append(Stage(content: .command(commands[index]), connections: connections))
        }
        let edges = readsOutput ? count : count &- 1
        let kept = readsOutput ? [EdgeEnd(edge: Int32(truncatingIfNeeded: count), side: .read, use: .substitution)] : []
        return Wiring(
            stages, edges: edges, kept: kept, isAsynchronous: isAsynchronous,
            processGroup: jobControl ? .own : .shared)
    }

    /// `( list )` or `a && b &`: one process without an edge.
    public static func subshell(_ content: Content, isAsynchronous: Bool, jobControl: Bool) -> Wiring {
        Wiring(
            [Stage(content: content, connections: [])], edges: 0, isAsynchronous: isAsynchronous,
            processGroup: jobControl ? .own : .shared)
    }

    /// `$(list)`: the shell reads what it writes.
    ///
    /// POSIX: XCU 2.6.3
    public static func substitution(_ content: Content) -> Wiring {
        let its = EdgeEnd(edge: 1, side: .write, use: .substitution)
        return Wiring(
            [Stage(content: content, connections: [Connection(end: its, to: 1)])], edges: 1,
            kept: [EdgeEnd(edge: 1, side: .read, use: .substitution)])
    }

    /// `<(list)` and `>(list)`: the shell keeps the other end for the command whose argument names it.
    public static func processSubstitution(_ list: List, isInput: Bool) -> Wiring {
        let use: EdgeEnd.Use = isInput ? .inputProcess : .outputProcess
        let its = EdgeEnd(edge: 1, side: isInput ? .write : .read, use: use)
        let kept = EdgeEnd(edge: 1, side: isInput ? .read : .write, use: use)
        return Wiring(
            [Stage(content: .list(list), connections: [Connection(end: its, to: isInput ? 1 : 0)])], edges: 1,
            kept: [kept])
    }

    /// `coproc command`: two pipes, one for each direction.
    public static func coprocess(_ command: Command, jobControl: Bool) -> Wiring {
        let stage = Stage(
            content: .command(command),
            connections: [
                Connection(end: EdgeEnd(edge: 1, side: .read, use: .coprocess), to: 0),
                Connection(end: EdgeEnd(edge: 2, side: .write, use: .coprocess), to: 1),
            ])
        return Wiring(
            [stage], edges: 2,
            kept: [EdgeEnd(edge: 2, side: .read, use: .coprocess), EdgeEnd(edge: 1, side: .write, use: .coprocess)],
            isAsynchronous: true, processGroup: jobControl ? .own : .shared)
    }
}
