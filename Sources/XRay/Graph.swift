// Graph: who is connected to whom, as nodes and edges.
//
// Nodes are processes, files, FIFOs and sockets. A pipe is no node but edges, from each holder of a write end to each
// holder of a read end, with how full it is. The edges of a file go to its readers and come from its writers.
// The graph comes from a snapshot (what is) or from a plan (what would be); the writers of GraphView know neither.

import Bytes
public import Wiring

public struct Graph: Sendable {
    struct Node: Sendable {
        enum Kind: Sendable {
            case process(pid: Int32, isMember: Bool)
            /// A stage of a plan, from 1.
            case stage(Int)
            case object(DescriptorKind)
        }

        var kind: Kind
        var name: ByteString
    }

    struct Edge: Hashable, Sendable {
        /// The indices of nodes.
        var from: Int
        var to: Int
        /// The descriptor at the end that is a process; nil at the other.
        var fromDescriptor: Int32?
        var toDescriptor: Int32?
        /// What carries the bytes: a pipe's name, or empty for a file.
        var name: ByteString = ""
        var fill: Int64?
        var capacity: Int64?
    }

    /// What is one node.
    private enum Identity: Hashable {
        case process(Int32)
        /// Whatever it is called where several have it open.
        case file(FileIdentity)
        case path(ByteString)
    }

    private(set) var nodes: [Node] = []
    private(set) var edges: [Edge] = []
    private var indices: [Identity: Int] = [:]
    private var known: Set<Edge> = []

    /// The index of a node, which is made where there is none.
    private mutating func index(_ identity: Identity, _ kind: Node.Kind, _ name: ByteString) -> Int {
        if let known = indices[identity] { return known }
        indices[identity] = nodes.count
        nodes.append(Node(kind: kind, name: name))
        return nodes.count &- 1
    }

    private mutating func append(_ edge: Edge) {
        // An edge between two members is met from both sides.
        if known.insert(edge).inserted { edges.append(edge) }
    }
}

// From what is seen.
extension Graph {
    private struct Row: Hashable {
        let pid: Int32
        let name: ByteString
        let mode: AccessMode
    }

    /// The processes of the jobs, and all others that hold an end of their pipes.
    ///
    /// Terminals and devices are left out where `devices` is false: everything is connected to them.
    public init(_ snapshot: Snapshot, jobs: [JobRecord], devices: Bool = false) {
        let holders = HolderIndex(snapshot)
        let members = jobs.flatMap(\.members)
        for member in members where !member.hasEnded {
            _ = index(.process(member.pid), .process(pid: member.pid, isMember: true), member.text)
        }
        var counts: [Row: Int] = [:]
        for member in members {
            for row in snapshot.process(of: member)?.descriptors ?? [] where !row.isPrivate {
                // Of thousands of descriptors for one object in one process the first are drawn.
                let kind = Row(pid: member.pid, name: row.name, mode: row.mode)
                counts[kind, default: 0] &+= 1
                guard counts[kind, default: 0] <= 16 else { continue }
                add(Holder(pid: member.pid, row: row), holders, snapshot, devices: devices)
            }
        }
    }

    private mutating func add(_ holder: Holder, _ holders: HolderIndex, _ snapshot: Snapshot, devices: Bool) {
        let row = holder.row
        switch row.kind {
        case .pipe, .socket:
            let ends = holders.otherEnds(of: row, held: holder.pid, limit: 256)
            for other in ends {
                if row.mode.writes, other.row.mode.reads { addEdge(holder, other, snapshot) }
                if row.mode.reads, other.row.mode.writes { addEdge(other, holder, snapshot) }
            }
            if row.kind == .socket, ends.isEmpty { addObject(holder, snapshot) }
        case .fifo:
            addObject(holder, snapshot)
            for other in holders.otherEnds(of: row, held: holder.pid) { addObject(other, snapshot) }
        case .terminal, .device, .directory: if devices { addObject(holder, snapshot) }
        case .file, .memoryFile, .sharedMemory: addObject(holder, snapshot)
        case .eventCounter, .eventPoll, .signals, .timer, .process, .fileWatch, .other: break
        }
    }

    private mutating func process(_ pid: Int32, _ snapshot: Snapshot) -> Int {
        index(.process(pid), .process(pid: pid, isMember: false), snapshot.process(pid)?.commandText ?? "?")
    }

    private mutating func addEdge(_ writer: Holder, _ reader: Holder, _ snapshot: Snapshot) {
        append(
            Edge(
                from: process(writer.pid, snapshot), to: process(reader.pid, snapshot),
                fromDescriptor: writer.row.fd, toDescriptor: reader.row.fd, name: reader.row.name,
                fill: reader.row.fill ?? writer.row.fill, capacity: reader.row.capacity ?? writer.row.capacity))
    }

    private mutating func addObject(_ holder: Holder, _ snapshot: Snapshot) {
        let row = holder.row
        let process = process(holder.pid, snapshot)
        let object = index(row.inode > 0 ? .file(row.identity) : .path(row.name), .object(row.kind), row.name)
        let reading = Edge(from: object, to: process, toDescriptor: row.fd, fill: row.fill, capacity: row.capacity)
        let writing = Edge(from: process, to: object, fromDescriptor: row.fd, fill: row.fill, capacity: row.capacity)
        if row.mode.reads { append(reading) }
        if row.mode.writes { append(writing) }
    }
}

// From a plan.
extension Graph {
    /// The stages of a plan with their pipes and the files that they would open.
    public init(_ plan: PipelinePlan) {
        nodes = plan.commands.map { Node(kind: .stage($0.stage), name: $0.label(columns: 60)) }
        // Where a pipe's end is after all redirections, if it is still anywhere.
        for command in plan.commands {
            for row in command.table.rows where !row.closeOnExec { addPlanned(row, command, in: plan) }
        }
    }

    private mutating func addPlanned(_ row: DescriptorTable.Row, _ command: CommandPlan, in plan: PipelinePlan) {
        let stage = command.stage &- 1
        switch row.entry {
        case .pipe(let end):
            guard end.side == .write else { return }
            for reader in plan.commands {
                for other in reader.table.rows where other.entry == .pipe(EdgeEnd(edge: end.edge, side: .read)) {
                    append(
                        Edge(
                            from: stage, to: reader.stage &- 1, fromDescriptor: row.fd, toDescriptor: other.fd,
                            name: "P\(end.edge)"))
                }
            }
        case .opened(_, _, let mode, _):
            let name = row.entry.name(at: row.fd)
            let object = index(.path(name), .object(.file), name)
            if mode == .read || mode == .readWrite { append(Edge(from: object, to: stage, toDescriptor: row.fd)) }
            if mode != .read { append(Edge(from: stage, to: object, fromDescriptor: row.fd)) }
        case .inherited, .outer, .document, .unknown: break
        }
    }
}
