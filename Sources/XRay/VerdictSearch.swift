// VerdictSearch: the reduction that proves a deadlock, and the chains of everything else.
//
// Pure: two looks and what the shell knows of its jobs come in, a verdict goes out. A process is bound where both looks
// saw it in the same wait for others, without a single context switch in between; the rest counts as able to move.

import Bytes
import Wiring

struct VerdictSearch {
    let job: JobRecord
    let first: WaitSnapshot
    let look: WaitSnapshot
    let shell: Int32
    let roots: [Int32]
    /// What is left when all that can move has moved.
    private(set) var stuck: Set<Int32> = []
    /// True where the verdict is not certain, because a process that may not be looked at may hold an end of a pipe.
    private(set) var isHidden = false

    /// A sleep that ends sooner than this, in nanoseconds, is no stall.
    static let shortSleep: Int64 = 2_000_000_000
    /// Processor time in clock ticks after which a process that only computes is worth a word.
    static let longComputation: UInt64 = 50

    init(job: JobRecord, first: WaitSnapshot, look: WaitSnapshot, shell: Int32) {
        self.job = job
        self.shell = shell
        self.first = first
        self.look = look
        roots = job.pids.filter { look.processes[$0] != nil }
        stuck = reduce(trusting: false)
        isHidden =
            (look.hidden > 0 && !reduce(trusting: true).subtracting(stuck).isDisjoint(with: roots))
            || roots.contains(where: hasUnseenPartner)
    }
}

// Who can move.
extension VerdictSearch {
    func process(_ pid: Int32) -> WaitingProcess? { look.processes[pid] }

    /// True where both looks saw the same process in the same wait, and nothing of it has moved in between.
    func isUnmoved(_ pid: Int32) -> Bool {
        guard let now = process(pid), let before = first.processes[pid] else { return false }
        return now.facts.startTime == before.facts.startTime && now.operation == before.operation
            && now.movement == before.movement
    }

    /// True where a longer look could see nothing new: each process that the verdict leads to waits for the next, is
    /// stopped, or sleeps for long.
    func isDecided(_ verdict: WaitVerdict) -> Bool {
        var seen: Set<Int32> = [shell]
        var queue = verdict.shown.filter { $0 != shell }
        while let pid = queue.popLast() {
            guard seen.insert(pid).inserted, !isZombie(pid) else { continue }
            guard let process = process(pid), isUnmoved(pid), process.threads <= 1, rests(process) else { return false }
            queue += process.on.map(\.pid)
        }
        return true
    }

    private func rests(_ process: WaitingProcess) -> Bool {
        if case .stopped = process.operation { return true }
        if case .sleeps(let length) = process.operation { return length ?? 0 >= Self.shortSleep }
        return isUpToOthers(process) && !process.on.isEmpty
    }

    /// True where one process may be seen to do nothing but compute, if it is looked at for longer.
    var mayCompute: Bool { look.processes.values.contains(where: computesWithoutBytes) }

    /// True where only another process can end the wait.
    private func isUpToOthers(_ process: WaitingProcess) -> Bool {
        switch process.operation {
        case .reads: process.object?.isPipe == true && process.object?.fill ?? 0 == 0
        case .writes: process.object?.isPipe == true
        case .opens(let opened): opened.isFIFO
        case .waitsForChild, .locks: true
        case .runs, .connects, .sleeps, .polls, .waitsForSignal, .waitsForThread, .stopped, .zombie, .waitsForDevice,
            .other, .unseen:
            false
        }
    }

    /// Waits for others, and for nothing else.
    private func isBound(_ process: WaitingProcess, trusting: Bool) -> Bool {
        isUnmoved(process.pid) && process.threads <= 1 && !process.hasAlarm && !process.on.isEmpty
            && isUpToOthers(process) && (look.hidden == 0 || trusting || !process.operation.isTransfer)
    }

    /// Waits for another end of its pipe, which no process holds that was seen.
    private func hasUnseenPartner(_ pid: Int32) -> Bool {
        guard let process = process(pid), isUnmoved(pid) else { return false }
        return process.operation.isTransfer && isUpToOthers(process) && process.on.isEmpty
    }

    /// `trusting` takes processes that may not be looked at to hold nothing.
    private func reduce(trusting: Bool) -> Set<Int32> {
        var bound = Set(look.processes.values.filter { isBound($0, trusting: trusting) }.map(\.pid))
        var hasFreed = true
        while hasFreed {
            let freed = bound.filter { pid in process(pid)?.on.contains { !bound.contains($0.pid) } ?? true }
            bound.subtract(freed)
            hasFreed = !freed.isEmpty
        }
        return bound
    }

    func isUnknown(_ pid: Int32) -> Bool {
        guard let process = process(pid) else { return true }
        if case .other = process.operation { return true }
        return process.threads > 1 || [.polls, .unseen, .waitsForThread].contains(process.operation)
    }
}

// The verdict.
extension VerdictSearch {
    var verdict: WaitVerdict? {
        deadlock ?? gravest(roots.compactMap { follow($0, [], isAwaited: false) }) ?? zombie ?? silence
    }

    private func gravest(_ verdicts: [WaitVerdict]) -> WaitVerdict? {
        WaitVerdict.Kind.allCases.lazy.compactMap { kind in verdicts.first { $0.kind == kind } }.first
    }

    // MARK: Deadlocks

    private var deadlock: WaitVerdict? {
        roots.filter(stuck.contains).compactMap(deadlock).min { $0.cycle.count < $1.cycle.count }
    }

    /// The shortest circle of those that a stuck process leads to.
    private func deadlock(from root: Int32) -> WaitVerdict? {
        let reached = reach(from: root)
        guard let cycle = reached.order.compactMap(circle).min(by: { $0.count < $1.count }), let entry = cycle.first
        else { return nil }
        return WaitVerdict(kind: kind(of: cycle), chain: reached.way(to: entry), cycle: cycle, culprit: entry)
    }

    /// The shortest way from a stuck process back to itself.
    private func circle(_ start: Int32) -> [Int32]? {
        let reached = reach(from: start) { process($0)?.on.contains { $0.pid == start } ?? false }
        return reached.end.map(reached.way)
    }

    /// The stuck processes that a stuck one leads to, the nearest first.
    private struct Reach {
        var order: [Int32]
        /// Of each the one before it, on the shortest way.
        var parents: [Int32: Int32] = [:]
        var end: Int32?

        func way(to pid: Int32) -> [Int32] {
            var way = [pid]
            while let parent = parents[way[way.count &- 1]] { way.append(parent) }
            return way.reversed()
        }
    }

    private func reach(from root: Int32, until isEnd: (Int32) -> Bool = { _ in false }) -> Reach {
        var reach = Reach(order: [root])
        var next = 0
        while next < reach.order.count {
            let pid = reach.order[next]
            next &+= 1
            if isEnd(pid) {
                reach.end = pid
                return reach
            }
            for partner in (process(pid)?.on ?? []).map(\.pid) where partner != root && stuck.contains(partner) {
                guard reach.parents[partner] == nil else { continue }
                reach.parents[partner] = pid
                reach.order.append(partner)
            }
        }
        return reach
    }

    private func kind(of cycle: [Int32]) -> WaitVerdict.Kind {
        if cycle.count == 1 { return .selfHeld }
        let readers = cycle.compactMap(process).filter(\.operation.isRead)
        guard readers.count == cycle.count else { return .deadlock }
        // It has written nothing, and a process that writes to it has: those bytes are no longer in the pipe.
        let keeps = readers.contains { reader in
            reader.movement.bytesWritten == 0
                && reader.on.contains { process($0.pid)?.movement.bytesWritten ?? 0 > 0 }
        }
        return keeps ? .buffered : .deadlock
    }

    // MARK: Chains

    /// Follows the wait of a process to where it ends; nil where that is no stall.
    private func follow(_ pid: Int32, _ before: [Int32], isAwaited: Bool) -> WaitVerdict? {
        guard let process = process(pid), !before.contains(pid), before.count < 64 else { return nil }
        let chain = before + [pid]
        func verdict(_ kind: WaitVerdict.Kind) -> WaitVerdict { self.verdict(kind, chain) }
        switch process.operation {
        case .stopped:
            let isByTerminal =
                process.object?.kind == .terminal && process.terminalGroup > 0 && !isInForeground(process)
            return verdict(isByTerminal ? .terminalInput : .stopped)
        case .zombie: return nil
        case .runs: return computesOnly(process) ? verdict(.computes) : nil
        case .opens(let opened):
            guard opened.isFIFO, isUnmoved(pid) else { return nil }
            return process.on.isEmpty ? verdict(.fifoWithoutPartner) : next(process, chain, isAwaited: isAwaited)
        case .locks: return isUnmoved(pid) && !process.on.isEmpty ? verdict(.lockHeld) : nil
        case .waitsForChild: return isUnmoved(pid) ? next(process, chain, isAwaited: isAwaited) : nil
        case .reads: return isUnmoved(pid) ? reading(process, chain) : nil
        case .writes:
            guard isUnmoved(pid), process.object?.isPipe == true || process.object?.kind == .socket, !process.on.isEmpty
            else { return nil }
            return next(process, chain, isAwaited: true) ?? (isSlow(process.on) ? verdict(.backpressure) : nil)
        case .connects: return isUnmoved(pid) ? verdict(.starved) : nil
        case .polls, .waitsForThread, .other, .unseen, .sleeps, .waitsForSignal, .waitsForDevice: return nil
        }
    }

    /// To blame is the first process that is waited for and not in the chain; where there is none, the one that waits.
    private func verdict(_ kind: WaitVerdict.Kind, _ chain: [Int32]) -> WaitVerdict {
        let partners = chain.last.flatMap { process($0)?.on.map(\.pid) } ?? []
        let culprit = kind == .selfHeld ? nil : partners.first { !chain.contains($0) && !isZombie($0) }
        return WaitVerdict(kind: kind, chain: chain, culprit: culprit ?? chain.last)
    }

    /// The verdict on the processes that are waited for, where each has one: any that moves could end the wait.
    private func next(_ process: WaitingProcess, _ chain: [Int32], isAwaited: Bool) -> WaitVerdict? {
        let partners = process.on.map(\.pid).filter { !chain.contains($0) && !isZombie($0) }
        var verdicts: [WaitVerdict] = []
        for partner in Set(partners).sorted() {
            if let found = follow(partner, chain, isAwaited: isAwaited) {
                verdicts.append(found)
            } else if !isAwaited || !isSlow(partner) {
                // Of several children one that works is no stall of the others.
                guard process.operation.isWaitForChild else { return nil }
            }
        }
        return gravest(verdicts)
    }

    private func reading(_ process: WaitingProcess, _ chain: [Int32]) -> WaitVerdict? {
        guard let object = process.object else { return nil }
        func verdict(_ kind: WaitVerdict.Kind) -> WaitVerdict { self.verdict(kind, chain) }
        switch object.kind {
        case .terminal:
            // At another terminal than its own a person is expected to type.
            return isInForeground(process) || process.terminalGroup < 0 ? nil : verdict(.terminalInput)
        case .socket:
            // The other side is on the network, or was not seen.
            guard !process.on.isEmpty else { return verdict(.starved) }
            return next(process, chain, isAwaited: true) ?? (isSlow(process.on) ? verdict(.starved) : nil)
        case .pipe, .fifo:
            guard object.fill ?? 0 == 0, !process.on.isEmpty else { return nil }
            let others = process.on.filter { $0.pid != process.pid }
            let isOutside = others.allSatisfy { !isStage($0, of: process) }
            // Also when all others have closed theirs, it will wait for itself.
            if isOutside, others.count < process.on.count { return verdict(.selfHeld) }
            if isOutside, others.allSatisfy({ isIdle($0.pid) }) { return verdict(.endOfFileHeld) }
            return next(process, chain, isAwaited: true) ?? (isSlow(process.on) ? verdict(.starved) : nil)
        case .file, .directory, .device, .memoryFile, .sharedMemory, .eventCounter, .eventPoll, .signals, .timer,
            .process, .fileWatch, .other:
            return nil
        }
    }

    private var zombie: WaitVerdict? {
        for pid in roots {
            guard let process = process(pid) else { continue }
            // The shell itself waits for the processes of its jobs.
            if process.operation == .zombie, roots.allSatisfy(isZombie), job.number == nil {
                return WaitVerdict(kind: .zombie, chain: [pid], culprit: process.facts.ppid)
            }
            guard isUnmoved(pid), !process.operation.isWaitForChild else { continue }
            if let child = process.children.first(where: { isZombie($0) && isUnmoved($0) }) {
                return WaitVerdict(kind: .zombie, chain: [pid, child], culprit: pid)
            }
        }
        return nil
    }

    /// Nothing moves, and a process waits for what is not known.
    private var silence: WaitVerdict? {
        let living = roots.filter { !isZombie($0) }
        guard !living.isEmpty, living.allSatisfy({ isUnmoved($0) }) else { return nil }
        let waiting = living.first { process($0)?.operation == .polls }
        return waiting.map { WaitVerdict(kind: .unknown, chain: [$0], culprit: $0) }
    }
}

// What is said of one process.
extension VerdictSearch {
    /// Also in the first look: the parent of one that has just ended is about to move.
    func isZombie(_ pid: Int32) -> Bool {
        process(pid)?.operation == .zombie && first.processes[pid]?.operation == .zombie
    }

    private func isInForeground(_ process: WaitingProcess) -> Bool { process.terminalGroup == process.facts.pgid }

    private func computesOnly(_ process: WaitingProcess) -> Bool {
        computesWithoutBytes(process) && process.movement.ticks > first.processes[process.pid]?.movement.ticks ?? 0
    }

    private func computesWithoutBytes(_ process: WaitingProcess) -> Bool {
        guard process.operation == .runs, let before = first.processes[process.pid], before.operation == .runs,
            before.facts.startTime == process.facts.startTime
        else { return false }
        return process.movement.ticks >= Self.longComputation
            && process.movement.bytesRead == before.movement.bytesRead
            && process.movement.bytesWritten == before.movement.bytesWritten
    }

    /// Has not moved, and is not about to.
    private func isSlow(_ pid: Int32) -> Bool {
        guard isUnmoved(pid), let process = process(pid) else { return false }
        if case .sleeps(let length) = process.operation { return length ?? Int64.max >= Self.shortSleep }
        // In the foreground a person is expected to type.
        if process.operation.isRead, process.object?.kind == .terminal { return !isInForeground(process) }
        if process.operation.isWaitForChild {
            let children = process.on.map(\.pid).filter { $0 != pid && !isZombie($0) }
            // Only children of children follow, so that this ends.
            return children.allSatisfy { self.process($0)?.facts.ppid == pid && isSlow($0) }
        }
        return process.operation != .runs && process.operation != .waitsForDevice
    }

    private func isSlow(_ partners: [WaitingProcess.Partner]) -> Bool {
        partners.allSatisfy { isZombie($0.pid) || isSlow($0.pid) }
    }

    /// A holder of an end that it does not use: asleep, and not in the act of writing.
    private func isIdle(_ pid: Int32) -> Bool {
        process(pid) == nil || isUnmoved(pid) || pid == shell
    }

    /// True for a process that is meant to write: a stage of the pipeline, or what one has started and still waits for.
    func isStage(_ partner: WaitingProcess.Partner, of reader: WaitingProcess) -> Bool {
        guard let holder = process(partner.pid) else { return false }
        let line = [holder.pid] + holder.ancestors
        if job.members.count > 1 || job.number != nil {
            return job.members.contains { !$0.hasEnded && $0.pid != reader.pid && line.contains($0.pid) }
        }
        // Not wired by this shell: a process with the reader's parent and the pipe at a standard number, or one that the
        // reader has started.
        if holder.ancestors.contains(reader.pid) { return true }
        guard reader.facts.ppid > 1, partner.fd >= 0, partner.fd <= 2 else { return false }
        return line.contains { process($0)?.facts.ppid == reader.facts.ppid }
            || holder.ancestors.contains(reader.facts.ppid)
    }
}

extension WaitOperation {
    var isRead: Bool { if case .reads = self { true } else { false } }
    var isTransfer: Bool { if case .writes = self { true } else { isRead } }
    var isWaitForChild: Bool { if case .waitsForChild = self { true } else { false } }
}
