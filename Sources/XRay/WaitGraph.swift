// WaitGraph: two looks at who waits for whom, and the processes that can never move.
//
// A process is bound where both looks saw it in the same waits for others, without a single context switch in between; the
// rest counts as able to move. A process that waits for any one of several is freed by any one of them: what is left when all
// that can move has moved is a proven deadlock.

import Bytes
import Wiring

struct WaitGraph {
    let first: WaitSnapshot
    let look: WaitSnapshot
    /// The process that looks.
    let shell: Int32
    /// What is left when all that can move has moved.
    private(set) var stuck: Set<Int32> = []
    /// The same, where processes that may not be looked at hold nothing.
    private(set) var trusted: Set<Int32> = []
    /// `hasComputing`, which all reports ask for.
    private(set) var mayCompute = false

    init(first: WaitSnapshot, look: WaitSnapshot, shell: Int32) {
        self.first = first
        self.look = look
        self.shell = shell
        stuck = reduce(trusting: false)
        trusted = look.hidden == 0 ? stuck : reduce(trusting: true)
        mayCompute = hasComputing
    }

    func process(_ pid: Int32) -> WaitingProcess? { look.processes[pid] }

    /// True where both looks saw the same process in the same waits, and nothing of it has moved in between.
    func isUnmoved(_ pid: Int32) -> Bool {
        guard let now = process(pid), let before = first.processes[pid] else { return false }
        guard now.facts.startTime == before.facts.startTime, now.movement == before.movement,
            now.waits.count == before.waits.count
        else { return false }
        return zip(now.waits, before.waits).allSatisfy { one, other in
            guard one.thread == other.thread, one.operation == other.operation else { return false }
            return one.turns == other.turns || one.isTicker && other.isTicker
        }
    }

    /// Also in the first look: the parent of one that has just ended is about to move.
    func isZombie(_ pid: Int32) -> Bool {
        process(pid)?.operation == .zombie && first.processes[pid]?.operation == .zombie
    }

    /// Whom a process waits for, without itself where another thread of it, or a signal, may act.
    func partners(of process: WaitingProcess) -> [Int32] {
        let mayWakeItself = process.waits.count > 1 || process.operation.isPoll
        return process.on.map(\.pid).filter { $0 != process.pid || !mayWakeItself }
    }

    // MARK: Bound

    /// Waits for others, and for nothing else.
    private func isBound(_ process: WaitingProcess, trusting: Bool) -> Bool {
        isUnmoved(process.pid) && !process.mayInterruptItself && !partners(of: process).isEmpty
            && process.waits.allSatisfy { isUpToOthers($0, trusting: trusting) }
    }

    /// True where only another process or thread can end the wait.
    func isUpToOthers(_ wait: ThreadWait, trusting: Bool = true) -> Bool {
        guard wait.limit == nil else { return false }
        switch wait.operation {
        case .reads, .writes, .polls(.some):
            guard look.hidden == 0 || trusting, !wait.targets.isEmpty else { return false }
            return wait.targets.allSatisfy { target in
                target.outside == nil || (target.outside == .person && !target.on.isEmpty && target.use == .input)
            } && !wait.targets.contains { $0.object?.fill ?? 0 > 0 && $0.use == .input }
        case .opens(let opened): return opened.isFIFO
        case .waitsForChild, .locks, .traced: return true
        case .waitsForThread(let futex): return futex.isPrivate
        case .runs, .accepts, .connects, .controls, .sleeps, .polls(nil), .waitsForSignal, .stopped, .zombie,
            .waitsInKernel, .other, .unseen:
            return false
        }
    }

    private func reduce(trusting: Bool) -> Set<Int32> {
        var bound = Set(look.processes.values.filter { isBound($0, trusting: trusting) }.map(\.pid))
        /// Of each process those that wait for it.
        var waiters: [Int32: [Int32]] = [:]
        var freed: [Int32] = []
        for pid in bound {
            guard let process = process(pid) else { continue }
            let partners = partners(of: process)
            for partner in partners { waiters[partner, default: []].append(pid) }
            if partners.contains(where: { !bound.contains($0) }) { freed.append(pid) }
        }
        while let pid = freed.popLast() {
            guard bound.remove(pid) != nil else { continue }
            freed += (waiters[pid] ?? []).filter(bound.contains)
        }
        return bound
    }

    // MARK: Certainty

    /// True where a longer look could see nothing new: each process that these lead to waits for the next, is stopped, or
    /// sleeps for long.
    func isSettled(_ pids: [Int32]) -> Bool {
        var seen: Set<Int32> = [shell]
        var queue = pids.filter { $0 != shell }
        while let pid = queue.popLast() {
            guard seen.insert(pid).inserted, !isZombie(pid) else { continue }
            guard let process = process(pid), isUnmoved(pid), process.waits.allSatisfy(isAtRest) else { return false }
            queue += process.on.map(\.pid)
        }
        return true
    }

    private func isAtRest(_ wait: ThreadWait) -> Bool {
        if case .stopped = wait.operation { return true }
        if let limit = wait.limit { return !limit.isShort }
        return wait.operation == .sleeps
            || isUpToOthers(wait) && (wait.isForThread || wait.targets.contains { !$0.on.isEmpty })
    }
}

extension WaitOperation {
    var isPoll: Bool { if case .polls = self { true } else { false } }
}

extension WaitSnapshot {
    /// As if no process had been stopped: each in the wait that the stop has interrupted.
    var lookingPastStops: WaitSnapshot {
        var snapshot = self
        for (pid, process) in processes {
            guard case .stopped(let inner) = process.operation, inner != .runs else { continue }
            // The stop of a process is told of its first thread.
            snapshot.processes[pid]?.waits[0].operation = inner
        }
        return snapshot
    }
}
