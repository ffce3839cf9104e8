// Looking at who waits for whom: from the processes asked for, along the edges, until no new one is found.
//
// Of all that others have open, only what a process waits for is looked at closely. What a look is, the Kernel knows: it comes
// in as ProcessSource.

import Bytes

extension WaitSnapshot {
    /// Looks at the processes of `jobs`, at their children, at those of `others`, and at all whom any of these waits for,
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
        let hasPipe = builder.processes.values.contains { $0.object?.isPipe ?? false }
        let hidden = hasPipe ? holders.hidden(from: roots, source) + (anew ? holders.passing(source) : 0) : 0
        return WaitSnapshot(
            processes: Array(builder.processes.values), time: time, gaps: builder.gaps, hidden: hidden)
    }
}

private struct WaitSnapshotBuilder {
    let source: ProcessSource
    var holders: HolderTable
    var processes: [Int32: WaitingProcess] = [:]
    var gaps: [Snapshot.Gap] = []
    var pending: [Int32] = []
    private var visited: Set<Int32> = []
    private lazy var locks = source.locks()
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
            process.ancestors = ancestors(of: process)
            connect(&process)
            processes[pid] = process
            pending += process.on.map(\.pid)
            // A child that has ended is a finding of its own.
            if isRoot { pending += process.children }
        }
    }

    private mutating func ancestors(of process: WaitingProcess) -> [Int32] {
        var chain: [Int32] = []
        var current = process.facts.ppid
        // A longer chain is a loop made by pids that were used again between two reads.
        while current > 0, chain.count < 64 {
            chain.append(current)
            let parent = parents[current] ?? source.family(current)?.parent ?? 0
            parents[current] = parent
            current = parent
        }
        return chain
    }

    /// Finds the object of the wait, and who could end it.
    private mutating func connect(_ process: inout WaitingProcess) {
        switch process.operation {
        case .reads(let fd):
            process.object = source.descriptor(process.pid, fd)
            if process.object?.kind == .pipe, let fill = source.fill(process.pid, fd) {
                process.object?.fill = fill.fill
                process.object?.capacity = fill.capacity
            }
            process.on = ends(of: process.object) { $0.writes }
        case .writes(let fd):
            process.object = source.descriptor(process.pid, fd)
            process.on = ends(of: process.object) { $0.reads }
        case .connects(let fd), .stopped(reading: let fd?): process.object = source.descriptor(process.pid, fd)
        case .locks(let fd):
            process.object = source.descriptor(process.pid, fd)
            process.on = lockHolders(for: process)
        case .waitsForChild(let child):
            process.on = (child.map { [$0] } ?? process.children).map { .init(pid: $0, fd: -1) }
        case .runs, .opens, .sleeps, .polls, .waitsForSignal, .waitsForThread, .stopped(reading: nil), .zombie,
            .waitsForDevice, .other, .unseen:
            break
        }
    }

    private mutating func ends(
        of object: DescriptorSnapshot?, _ isWanted: (AccessMode) -> Bool
    ) -> [WaitingProcess.Partner] {
        guard let object else { return [] }
        if let peer = object.socket?.peerInode { return holders["socket:[" + ByteString(peer, radix: 10) + "]"] }
        guard object.isPipe else { return [] }
        let found = object.kind == .fifo ? holders.holders(of: object.identity, source) : holders[object.name]
        return found.filter { holder in
            guard let row = source.descriptor(holder.pid, holder.fd) else { return false }
            return row.identity == object.identity && isWanted(row.mode)
        }
    }

    /// Adds who was meant to open the other side of a FIFO, and waits elsewhere first.
    mutating func joinOpeners(_ members: [JobRecord.Member]) {
        let openers = members.filter { member in
            guard !member.hasEnded, case .opens? = processes[member.pid]?.operation else { return false }
            return true
        }
        for (pid, process) in processes {
            guard case .opens(let opened) = process.operation, opened.isFIFO else { continue }
            for member in openers where member.pid != pid && isMeant(member, toMeet: opened) {
                let partner = WaitingProcess.Partner(pid: member.pid, fd: -1)
                if processes[pid]?.on.contains(partner) == false { processes[pid]?.on.append(partner) }
            }
        }
    }

    private func isMeant(_ member: JobRecord.Member, toMeet opened: WaitOperation.OpenedPath) -> Bool {
        let rows = member.meant?.table.rows ?? []
        return rows.contains { row in
            guard case .opened(let path, false, let mode, _) = row.entry,
                (mode == .read) == (opened.mode == .write)
            else { return false }
            return source.file(member.pid, path) == FileIdentity(inode: opened.inode, device: opened.device)
        }
    }

    /// The owners of the lock and who may give it up for them; where they have ended, all that have the file open and do
    /// not wait for it themselves.
    private mutating func lockHolders(for process: WaitingProcess) -> [WaitingProcess.Partner] {
        guard let waiting = locks.first(where: { $0.isWaiting && $0.pid == process.pid }) else { return [] }
        let held = locks.filter { !$0.isWaiting && $0.number == waiting.number }
        let waiters = locks.filter { $0.isWaiting && $0.inode == waiting.inode }.map(\.pid)
        let living = held.map(\.pid).filter { $0 > 0 && source.family($0) != nil }
        guard let object = process.object else { return living.map { .init(pid: $0, fd: -1) } }
        let others = holders.holders(of: object.identity, source).filter { !waiters.contains($0.pid) }
        guard !living.isEmpty else { return others }
        let own = others.filter { living.contains($0.pid) }
        let sharers = others.filter { other in
            guard held.contains(where: \.isShared), !living.contains(other.pid) else { return false }
            return own.contains { source.order($0.pid, $0.fd, other.pid, other.fd) ?? .same == .same }
        }
        return living.map { .init(pid: $0, fd: -1) } + sharers
    }
}
