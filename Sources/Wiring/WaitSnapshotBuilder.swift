// Looking at who waits for whom: from the processes asked for, along the edges, until no new one is found.
//
// Of all that others have open, only what a process waits for is looked at closely. What a look is, the Kernel knows: it comes
// in as ProcessSource.

import Bytes

extension WaitSnapshot {
    /// Looks at the processes of `jobs`, at their descendants, at those of `others`, and at all whom any of these waits for,
    /// directly or not.
    ///
    /// `time` is CLOCK_MONOTONIC in nanoseconds. `ignored` is the process that looks, where its descriptors are there for the
    /// moment of the look only. What is known of holders is completed; it is read `anew` where it is to prove something.
    public static func take(
        of jobs: [JobRecord], and others: [JobRecord] = [], ignoring ignored: Int32?, time: Int64,
        from source: ProcessSource, with holders: inout HolderTable, anew: Bool
    ) -> WaitSnapshot {
        holders.read(from: source, ignoring: ignored, anew: anew)
        let roots = jobs.flatMap(\.pids)
        var builder = WaitSnapshotBuilder(source: source, holders: holders)
        for root in roots { builder.visit(root, isRoot: true) }
        for other in others.flatMap(\.pids) { builder.visit(other, isRoot: false) }
        while let next = builder.pending.popLast() { builder.visit(next, isRoot: false) }
        builder.joinOpeners((jobs + others).flatMap(\.members))
        holders = builder.holders
        let hasPipe = builder.processes.values.contains { process in
            process.waits.contains { $0.targets.contains { $0.object?.isPipe == true || $0.object?.kind == .socket } }
        }
        let hidden =
            hasPipe ? holders.hidden(from: roots, source) + (anew ? holders.passing(from: roots, source) : 0) : 0
        var snapshot = WaitSnapshot(
            processes: Array(builder.processes.values), time: time, gaps: builder.gaps, hidden: hidden)
        if let ended = builder.processes.values.first(where: { $0.operation == .zombie }) {
            snapshot.processLimit = source.processLimit(ended.facts.ppid)
        }
        snapshot.untouchable = Set(builder.processes.keys.filter(source.isUntouchable))
        snapshot.lookers = Set(builder.ancestors(from: source.own))
        return snapshot
    }
}

struct WaitSnapshotBuilder {
    let source: ProcessSource
    var holders: HolderTable
    var processes: [Int32: WaitingProcess] = [:]
    var gaps: [Snapshot.Gap] = []
    var pending: [Int32] = []
    private var visited: Set<Int32> = []
    /// The processes asked for, and their descendants.
    private var family: Set<Int32> = []
    /// Whose other children are looked at as well.
    private var parentsOfRoots: Set<Int32> = []
    lazy var locks = source.locks()
    private var parents: [Int32: Int32] = [:]

    init(source: ProcessSource, holders: HolderTable) {
        self.source = source
        self.holders = holders
    }

    mutating func visit(_ pid: Int32, isRoot: Bool) {
        guard visited.insert(pid).inserted else { return }
        switch source.wait(pid) {
        case .gap(let reason):
            if isRoot { gaps.append(Snapshot.Gap(pid: pid, reason: reason)) }
        case .seen(var process):
            if process.operation == .unseen, isRoot { gaps.append(Snapshot.Gap(pid: pid, reason: .noPermission)) }
            process.ancestors = ancestors(from: process.facts.ppid)
            for index in process.waits.indices { findTargets(&process.waits[index], of: process) }
            processes[pid] = process
            pending += process.on.map(\.pid)
            // A child that has ended is a finding of its own, and a parent that only asks again and again waits for it.
            if isRoot || parentsOfRoots.contains(pid) || family.contains(process.facts.ppid) {
                family.insert(pid)
                pending += process.children
            }
            // Those that were started together may wait in the opening of each other's FIFOs, and have ended together.
            if isRoot, process.operation == .zombie || process.operation.isFIFOOpen, process.facts.ppid > 1 {
                parentsOfRoots.insert(process.facts.ppid)
                pending.append(process.facts.ppid)
            }
        }
    }

    /// A process, its parent and so on.
    mutating func ancestors(from pid: Int32) -> [Int32] {
        var chain: [Int32] = []
        var current = pid
        // A longer chain is a loop made by pids that were used again between two reads.
        while current > 0, chain.count < 64 {
            chain.append(current)
            let parent = processes[current]?.facts.ppid ?? parents[current] ?? source.family(current)?.parent ?? 0
            parents[current] = parent
            current = parent
        }
        return chain
    }
}

// FIFOs that no process has opened at the other side.
extension WaitSnapshotBuilder {
    /// Adds who was meant to open the other side of a FIFO, and waits in the opening of another one first.
    mutating func joinOpeners(_ members: [JobRecord.Member]) {
        let openers = processes.values.filter { process in
            guard case .opens(let opened) = process.operation else { return false }
            return opened.isFIFO
        }
        guard openers.count > 1 else { return }
        let known = members.filter { !$0.hasEnded }
        for process in openers {
            guard case .opens(let opened) = process.operation else { continue }
            let partners = openers.filter { other in
                guard other.pid != process.pid else { return false }
                let member = known.first { $0.pid == other.pid }
                return isMeant(other, member, toMeet: opened)
            }
            let on = partners.map { WaitingProcess.Partner(pid: $0.pid, fd: -1) }.sorted { $0.pid < $1.pid }
            processes[process.pid]?.waits[0].targets = [WaitTarget(.event, on: on)]
        }
    }

    /// By the redirections of a command of this shell, and by the operands of any.
    private func isMeant(
        _ process: WaitingProcess, _ member: JobRecord.Member?, toMeet opened: WaitOperation.OpenedPath
    ) -> Bool {
        let wanted = opened.identity
        let isMeantByRedirection = (member?.meant?.table.rows ?? []).contains { row in
            guard case .opened(let path, false, let mode, _) = row.entry,
                (mode == .read) == (opened.mode == .write)
            else { return false }
            return source.file(process.pid, path) == wanted
        }
        if isMeantByRedirection { return true }
        let words = member.map { Self.words(of: $0.text) } ?? process.facts.arguments
        guard let name = words.first, !words.contains("-c") else { return false }
        // tee writes its operands; who else has a FIFO as an operand reads it.
        guard (opened.mode == .read) == (name == "tee" || name.hasSuffix("/tee")) else { return false }
        return words.dropFirst().contains { source.file(process.pid, $0) == wanted }
    }

    /// The words of a simple command without its redirections, as far as they stand there literally.
    private static func words(of text: ByteString) -> [ByteString] {
        let all = text.split(on: 0x20).filter { !$0.isEmpty }
        return all.filter { $0.firstIndex(of: 0x3C) == nil && $0.firstIndex(of: 0x3E) == nil }
    }
}
