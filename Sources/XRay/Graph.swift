// Graph: who is connected to whom, as nodes and edges.
//
// Nodes are processes, files, FIFOs and sockets. A pipe is no node but its edges: from each holder of a write end to
// each holder of a read end, with how full it is. A file's edges go from it to who reads and from who writes to it.
// The graph comes from a snapshot (what is) or from a plan (what would be); the writers of GraphView know neither.

public import Bytes
public import Wiring

public struct Graph: Hashable, Sendable {
    public struct Node: Hashable, Sendable {
        public enum Kind: Hashable, Sendable {
            case process(pid: Int32, isMember: Bool)
            /// A stage of a plan, from 1.
            case stage(Int)
            case object(DescriptorKind)
        }

        public var kind: Kind
        public var name: ByteString
    }

    public struct Edge: Hashable, Sendable {
        /// The indices of nodes.
        public var from: Int
        public var to: Int
        /// The descriptor at the end that is a process; -1 at the other.
        public var fromDescriptor: Int32
        public var toDescriptor: Int32
        /// What carries the bytes: a pipe's name, or empty for a file.
        public var name: ByteString
        public var fill: Int64?
        public var capacity: Int64?
    }

    public private(set) var nodes: [Node] = []
    public private(set) var edges: [Edge] = []
    private var processes: [Int32: Int] = [:]
    private var objects: [Object: Int] = [:]
    private var known: Set<Edge> = []
    /// How many descriptors of a process were found for one object.
    private var counts: [Row: Int] = [:]

    /// What is one node: a file, whatever it is called where several have it open, or a path of a plan.
    private enum Object: Hashable {
        case file(FileIdentity)
        case path(ByteString)
    }

    private struct Row: Hashable {
        let pid: Int32
        let name: ByteString
        let mode: AccessMode
    }
}

// From what is seen.
extension Graph {
    /// The processes of the jobs, and all others that hold an end of their pipes.
    ///
    /// Terminals and devices are left out where `devices` is false: everything is connected to them.
    public init(_ snapshot: Snapshot, jobs: [JobFacts], devices: Bool = false) {
        let index = HolderIndex(snapshot)
        let members = jobs.flatMap(\.members)
        for member in members where !member.hasEnded {
            addProcess(member.pid, in: snapshot, isMember: true, text: member.text)
        }
        for member in members {
            for row in snapshot.process(of: member)?.descriptors ?? [] where !row.isPrivate {
                guard !isOneTooMany(row, of: member.pid) else { continue }
                if row.kind == .pipe {
                    addPipe(row, pid: member.pid, index: index, in: snapshot)
                } else if row.kind != .socket || !addPeers(row, pid: member.pid, index: index, in: snapshot) {
                    addObject(row, pid: member.pid, devices: devices)
                    guard row.kind == .fifo else { continue }
                    for other in index.otherEnds(of: row, held: member.pid) {
                        _ = node(of: other.pid, in: snapshot)
                        addObject(other.row, pid: other.pid, devices: devices)
                    }
                }
            }
        }
    }

    /// Of thousands of descriptors for one object in one process the first are drawn.
    private mutating func isOneTooMany(_ row: DescriptorFact, of pid: Int32) -> Bool {
        let count = counts[Row(pid: pid, name: row.name, mode: row.mode), default: 0] &+ 1
        counts[Row(pid: pid, name: row.name, mode: row.mode)] = count
        return count > 16
    }

    private mutating func addProcess(_ pid: Int32, in snapshot: Snapshot, isMember: Bool, text: ByteString) {
        guard processes[pid] == nil else { return }
        processes[pid] = nodes.count
        nodes.append(Node(kind: .process(pid: pid, isMember: isMember), name: text))
    }

    private mutating func node(of pid: Int32, in snapshot: Snapshot) -> Int {
        addProcess(pid, in: snapshot, isMember: false, text: snapshot.process(pid)?.commandText ?? "?")
        return processes[pid] ?? 0
    }

    private mutating func addPipe(_ row: DescriptorFact, pid: Int32, index: HolderIndex, in snapshot: Snapshot) {
        let own = Holder(pid: pid, row: row)
        for other in index.otherEnds(of: row, held: pid, limit: 256) {
            if row.mode.writes, other.row.mode.reads { addEdge(own, other, in: snapshot) }
            if row.mode.reads, other.row.mode.writes { addEdge(other, own, in: snapshot) }
        }
    }

    private mutating func addEdge(_ writer: Holder, _ reader: Holder, in snapshot: Snapshot) {
        append(
            Edge(
                from: node(of: writer.pid, in: snapshot), to: node(of: reader.pid, in: snapshot),
                fromDescriptor: writer.row.fd, toDescriptor: reader.row.fd, name: reader.row.name,
                fill: reader.row.fill ?? writer.row.fill, capacity: reader.row.capacity ?? writer.row.capacity))
    }

    /// True where the other socket of a connected pair was seen.
    private mutating func addPeers(
        _ row: DescriptorFact, pid: Int32, index: HolderIndex, in snapshot: Snapshot
    ) -> Bool {
        let peers = index.otherEnds(of: row, held: pid)
        for peer in peers {
            addEdge(Holder(pid: pid, row: row), peer, in: snapshot)
            addEdge(peer, Holder(pid: pid, row: row), in: snapshot)
        }
        return !peers.isEmpty
    }

    private mutating func addObject(_ row: DescriptorFact, pid: Int32, devices: Bool) {
        switch row.kind {
        case .terminal, .device, .directory: guard devices else { return }
        case .file, .pipe, .fifo, .socket, .memoryFile, .sharedMemory: break
        case .eventCounter, .eventPoll, .signals, .timer, .process, .fileWatch, .other: return
        }
        guard let process = processes[pid] else { return }
        let identity = row.inode > 0 ? Object.file(row.identity) : .path(row.name)
        let object = node(of: identity, name: row.name, kind: row.kind)
        if row.mode.reads { append(edge(from: object, to: process, descriptor: row, reads: true)) }
        if row.mode.writes { append(edge(from: process, to: object, descriptor: row, reads: false)) }
    }

    private func edge(from: Int, to: Int, descriptor row: DescriptorFact, reads: Bool) -> Edge {
        Edge(
            from: from, to: to, fromDescriptor: reads ? -1 : row.fd, toDescriptor: reads ? row.fd : -1, name: "",
            fill: row.fill, capacity: row.capacity)
    }

    private mutating func node(of object: Object, name: ByteString, kind: DescriptorKind) -> Int {
        if let known = objects[object] { return known }
        objects[object] = nodes.count
        nodes.append(Node(kind: .object(kind), name: name))
        return nodes.count &- 1
    }

    private mutating func append(_ edge: Edge) {
        // An edge between two members is met from both sides.
        if known.insert(edge).inserted { edges.append(edge) }
    }
}

// From a plan.
extension Graph {
    /// The stages of a plan with their pipes and the files that they would open.
    public init(_ plan: PipelinePlan) {
        for command in plan.commands {
            nodes.append(Node(kind: .stage(command.stage), name: command.label(columns: 60)))
        }
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
                for other in reader.table.rows
                where other.entry == .pipe(EdgeEnd(edge: end.edge, side: .read)) {
                    append(
                        Edge(
                            from: stage, to: reader.stage &- 1, fromDescriptor: row.fd, toDescriptor: other.fd,
                            name: "P" + ByteString(decimal: end.edge), fill: nil, capacity: nil))
                }
            }
        case .opened(let path, let isDeferred, let mode, _):
            let name = isDeferred ? marked(path) : path
            let object = node(of: .path(name), name: name, kind: .file)
            if mode == .read || mode == .readWrite {
                append(plannedEdge(from: object, to: stage, reader: row.fd, writer: -1))
            }
            if mode != .read { append(plannedEdge(from: stage, to: object, reader: -1, writer: row.fd)) }
        case .inherited, .document, .unknown: break
        }
    }

    private func plannedEdge(from: Int, to: Int, reader: Int32, writer: Int32) -> Edge {
        Edge(from: from, to: to, fromDescriptor: writer, toDescriptor: reader, name: "", fill: nil, capacity: nil)
    }
}
