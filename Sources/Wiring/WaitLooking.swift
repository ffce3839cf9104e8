// Looking at who waits for whom: from the processes asked for, along the edges, until nobody new is found.
//
// The links of all processes are read once and indexed by what they name; of the rows that are found, only those that
// somebody waits for are looked at closely. What a look is, the Kernel knows: it comes in as WaitSource.

import Bytes

/// The looks of `see why`. None of them may change anything in the process looked at.
public struct WaitSource {
    public enum Look: Sendable {
        case seen(WaitingProcess)
        case gap(Snapshot.Gap.Reason)
    }

    public var pids: () -> [Int32]
    /// One process, without `on`, `object` and `ancestors`.
    public var process: (_ pid: Int32) -> Look
    /// The parent and the session.
    public var family: (_ pid: Int32) -> (parent: Int32, session: Int32)?
    /// nil where they may not be read.
    public var links: (_ pid: Int32) -> [SnapshotSource.Link]?
    public var descriptor: (_ pid: Int32, _ fd: Int32) -> DescriptorFact?
    public var fill: (_ pid: Int32, _ fd: Int32) -> (fill: Int64, capacity: Int64)?
    public var locks: () -> [LockFact]

    public init(
        pids: @escaping () -> [Int32], process: @escaping (_ pid: Int32) -> Look,
        family: @escaping (_ pid: Int32) -> (parent: Int32, session: Int32)?,
        links: @escaping (_ pid: Int32) -> [SnapshotSource.Link]?,
        descriptor: @escaping (_ pid: Int32, _ fd: Int32) -> DescriptorFact?,
        fill: @escaping (_ pid: Int32, _ fd: Int32) -> (fill: Int64, capacity: Int64)?,
        locks: @escaping () -> [LockFact]
    ) {
        self.pids = pids
        self.process = process
        self.family = family
        self.links = links
        self.descriptor = descriptor
        self.fill = fill
        self.locks = locks
    }
}

extension WaitLook {
    /// Looks at `roots` and at all whom they wait for, directly or not.
    ///
    /// `time` is CLOCK_MONOTONIC in nanoseconds. `ignored` is the process that looks, where its descriptors are there for the moment of the look only.
    public static func take(
        of roots: [Int32], ignoring ignored: Int32?, time: Int64, from source: WaitSource
    ) -> WaitLook {
        var looking = WaitLooking(source: source, ignored: ignored)
        looking.readLinks(roots: roots)
        for root in roots { looking.visit(root, isRoot: true) }
        while let next = looking.pending.popLast() { looking.visit(next, isRoot: false) }
        return WaitLook(
            processes: Array(looking.processes.values), time: time, gaps: looking.gaps, hidden: looking.hidden)
    }
}

private struct WaitLooking {
    let source: WaitSource
    let ignored: Int32?
    var processes: [Int32: WaitingProcess] = [:]
    var gaps: [Snapshot.Gap] = []
    var hidden = 0
    var pending: [Int32] = []
    private var visited: Set<Int32> = []
    private var holders: [ByteString: [WaitingProcess.Partner]] = [:]
    private lazy var locks = source.locks()

    init(source: WaitSource, ignored: Int32?) {
        self.source = source
        self.ignored = ignored
    }

    mutating func readLinks(roots: [Int32]) {
        let sessions = Set(roots.compactMap { source.family($0)?.session })
        for pid in source.pids() where pid != ignored {
            guard let links = source.links(pid) else {
                if let family = source.family(pid), sessions.contains(family.session) { hidden &+= 1 }
                continue
            }
            for link in links { holders[link.name, default: []].append(.init(pid: pid, fd: link.fd)) }
        }
    }

    mutating func visit(_ pid: Int32, isRoot: Bool) {
        guard visited.insert(pid).inserted else { return }
        switch source.process(pid) {
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

    private func ancestors(of process: WaitingProcess) -> [Int32] {
        var chain: [Int32] = []
        var current = process.facts.ppid
        // A longer chain is a loop made by pids that were used again between two reads.
        while current > 0, chain.count < 64 {
            chain.append(current)
            current = source.family(current)?.parent ?? 0
        }
        return chain
    }

    /// Finds the object of the wait, and who could end it.
    private mutating func connect(_ process: inout WaitingProcess) {
        switch process.operation {
        case .reads(let fd):
            var object = source.descriptor(process.pid, fd)
            if object?.kind == .pipe, let fill = source.fill(process.pid, fd) {
                object?.fill = fill.fill
                object?.capacity = fill.capacity
            }
            process.object = object
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

    private func ends(
        of object: DescriptorFact?, _ isWanted: (AccessMode) -> Bool
    ) -> [WaitingProcess.Partner] {
        guard let object, object.isPipe else { return [] }
        return (holders[object.name] ?? []).filter { holder in
            guard let row = source.descriptor(holder.pid, holder.fd) else { return false }
            return row.inode == object.inode && isWanted(row.mode)
        }
    }

    /// The owners of the lock, or, where they have ended, all that have the file open and do not wait for it themselves.
    private mutating func lockHolders(for process: WaitingProcess) -> [WaitingProcess.Partner] {
        guard let waiting = locks.first(where: { $0.isWaiting && $0.pid == process.pid }) else { return [] }
        let owners = locks.filter { !$0.isWaiting && $0.number == waiting.number }.map(\.pid)
        let waiters = locks.filter { $0.isWaiting && $0.inode == waiting.inode }.map(\.pid)
        let living = owners.filter { $0 > 0 && source.family($0) != nil }
        if !living.isEmpty { return living.map { .init(pid: $0, fd: -1) } }
        guard let object = process.object else { return [] }
        return (holders[object.name] ?? []).filter { !waiters.contains($0.pid) }
    }
}
