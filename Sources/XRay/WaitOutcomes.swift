// Following waits: where each leads to, by what is waited for.
//
// Any of several targets, and any of several holders, ends a wait; so the one that moves counts first, and a stall only where
// nothing moves. A process is followed once: what leads back to one that is being followed can end nothing there.

import Bytes
import Wiring

/// Where a wait leads to.
struct WaitOutcome {
    enum End {
        /// A process works, or is about to.
        case moves
        /// An event from outside may end the wait.
        case outside
        /// Nobody whom it leads to moves, and nothing is wrong with them: they sleep, or it is not known.
        case rests
        /// A signal is waited for: what is to be read may come by then, and nothing is wrong.
        case signal
        /// It leads only to those who wait for it, or to itself.
        case nothing
        case stalled(WaitVerdict.Kind, culprit: Int32)
    }

    var end: End
    /// From the process followed to the last.
    var chain: [Int32]

    /// What counts first where any one of several can end a wait.
    var rank: Int {
        switch end {
        case .moves: 5
        case .outside: 4
        case .signal: 3
        case .stalled: 2
        case .rests: 1
        case .nothing: 0
        }
    }

    var verdict: WaitVerdict? {
        guard case .stalled(let kind, let culprit) = end else { return nil }
        return WaitVerdict(kind: kind, chain: chain, culprit: culprit)
    }
}

extension VerdictSearch {
    /// So many processes wait for each other in no pipeline that a person has typed.
    private static let deepest = 200

    /// Whom a process leads to.
    mutating func follow(_ pid: Int32) -> WaitOutcome {
        if let known = known[pid] { return known }
        guard let process = graph.process(pid) else { return WaitOutcome(end: .rests, chain: [pid]) }
        // The stack is finite, and may be small.
        guard depth < Self.deepest else { return WaitOutcome(end: .stalled(.unknown, culprit: pid), chain: [pid]) }
        known[pid] = WaitOutcome(end: .nothing, chain: [])
        depth &+= 1
        defer { depth &-= 1 }
        var outcome = ownOutcome(process)
        if outcome.chain.first != pid { outcome.chain.insert(pid, at: 0) }
        known[pid] = outcome
        return outcome
    }

    private mutating func ownOutcome(_ process: WaitingProcess) -> WaitOutcome {
        func end(_ end: WaitOutcome.End) -> WaitOutcome { WaitOutcome(end: end, chain: [process.pid]) }
        if graph.isZombie(process.pid) { return WaitOutcome(end: .nothing, chain: []) }
        if case .stopped = process.operation {
            return end(.stalled(process.isStoppedByTerminal ? .terminalInput : .stopped, culprit: process.pid))
        }
        let isAsleep = graph.isUnmoved(process.pid) || graph.waitsForLease(process)
        guard isAsleep || process.pid == graph.shell && !process.isLooking else {
            if graph.computesOnly(process) { return end(.stalled(.computes, culprit: process.pid)) }
            // It asks again and again whether a client has come.
            return end(process.waits.contains(where: \.isForOutside) ? .outside : .moves)
        }
        // A thread that only looks at the clock again and again frees no other.
        let waits = process.waits.filter { !$0.isTicker || $0.thread == process.pid }
        let outcomes = waits.map { outcome(of: $0, in: process) }
        let best = any(outcomes) ?? end(.rests)
        // The workers of a first thread that only rests have nothing to do.
        if case .stalled = best.end, let first = outcomes.first, case .rests = first.end { return first }
        if case .nothing = best.end, let kind = process.ownHang {
            return end(.stalled(kind, culprit: process.pid))
        }
        return best
    }

    /// The one of several that counts, where any of them can end the wait.
    private func any(_ outcomes: [WaitOutcome]) -> WaitOutcome? {
        guard let rank = outcomes.map(\.rank).max() else { return nil }
        let best = outcomes.filter { $0.rank == rank }
        return gravest(best) ?? best.max { $0.chain.count < $1.chain.count }
    }

    private mutating func outcome(of wait: ThreadWait, in process: WaitingProcess) -> WaitOutcome {
        func end(_ end: WaitOutcome.End) -> WaitOutcome { WaitOutcome(end: end, chain: [process.pid]) }
        if let limit = wait.limit, limit.isShort { return end(wait.isForOutside ? .outside : .moves) }
        switch wait.operation {
        case .runs, .zombie: return end(.moves)
        case .polls(nil): return end(.stalled(.unknown, culprit: process.pid))
        case .waitsForSignal: return end(wait.limit == nil ? .signal : .rests)
        case .other(_, let name) where !name.isEmpty && wait.limit == nil:
            return end(.stalled(.unknown, culprit: process.pid))
        case .controls, .sleeps, .other, .unseen, .stopped: return end(.rests)
        case .waitsForThread(let futex):
            guard wait.limit == nil else { return end(.rests) }
            return futex.isPrivate ? end(.nothing) : shared(wait, in: process)
        case .waitsInKernel: return end(.stalled(.kernel, culprit: process.pid))
        case .reads, .writes, .accepts, .connects, .opens, .waitsForChild, .locks, .traced, .polls(.some):
            var outcomes: [WaitOutcome] = []
            for target in wait.targets { outcomes.append(outcome(of: target, wait, in: process)) }
            let best = any(outcomes) ?? end(.rests)
            guard wait.limit != nil else { return best }
            // It ends by itself; that a process holds an end that it should not hold is worth a word all the same.
            if case .stalled(let kind, _) = best.end, !kind.isFault || kind == .selfHeld { return end(.rests) }
            if case .nothing = best.end { return end(.rests) }
            return best
        }
    }

    private mutating func outcome(
        of target: WaitTarget, _ wait: ThreadWait, in process: WaitingProcess
    ) -> WaitOutcome {
        func end(_ end: WaitOutcome.End) -> WaitOutcome { WaitOutcome(end: end, chain: [process.pid]) }
        func stalled(_ kind: WaitVerdict.Kind, _ chain: [Int32] = []) -> WaitOutcome {
            end(.stalled(kind, culprit: chain.last ?? process.pid))
        }
        if case .locks = wait.operation { return locked(target, in: process) }
        if target.object?.kind == .terminal { return atTerminal(target, in: process) }
        if let outside = target.outside {
            if outside == .unseenHolder { unseen.insert(process.pid) }
            return end(outside == .unseenHolder || outside == .unknown ? .rests : .outside)
        }
        if target.object?.isChannel == true { return throughChannel(target, wait, in: process) }
        if target.on.isEmpty {
            if case .opens = wait.operation { return stalled(.fifoWithoutPartner) }
            return end(.nothing)
        }
        if case .opens(let opened) = wait.operation, !opened.isFIFO { return locked(target, in: process) }
        let outcomes = target.on.map { follow($0.pid) }
        if case .traced(let tracer) = wait.operation, case .rests? = any(outcomes)?.end {
            return end(.stalled(.stopped, culprit: tracer))
        }
        if target.object?.kind == .eventCounter, let best = any(outcomes), case .rests = best.end {
            return stalled(.starved, best.chain)
        }
        // Of several children one that works is no stall of the others.
        let isChild = wait.operation.isWaitForChild || target.fd < 0
        return (isChild ? gravest(outcomes) : nil) ?? any(outcomes) ?? end(.nothing)
    }

    /// A word of memory that several processes have: those that it leads to, and otherwise it is not known.
    private mutating func shared(_ wait: ThreadWait, in process: WaitingProcess) -> WaitOutcome {
        let others = wait.targets.flatMap(\.on).map(\.pid).filter { !graph.isZombie($0) }
        let best = any(Set(others).sorted().map { follow($0) })
        switch best?.end {
        case .moves?, .outside?, .signal?, .rests?: return best ?? WaitOutcome(end: .rests, chain: [process.pid])
        case .stalled?, .nothing?, nil:
            return WaitOutcome(end: .stalled(.unknown, culprit: process.pid), chain: [process.pid])
        }
    }

    /// Who has the lock is to blame, unless it waits for somebody else.
    private mutating func locked(_ target: WaitTarget, in process: WaitingProcess) -> WaitOutcome {
        // At the descriptor that it waits at it may have got the lock since.
        let isOwn = target.on.contains { $0.pid == process.pid && $0.fd >= 0 && $0.fd != target.fd }
        if isOwn, process.waits.count == 1 {
            return WaitOutcome(end: .stalled(.selfHeld, culprit: process.pid), chain: [process.pid])
        }
        let others = target.on.map(\.pid).filter { $0 != process.pid }
        guard let holder = others.first else { return WaitOutcome(end: .rests, chain: [process.pid]) }
        let outcomes = Set(others).sorted().map { follow($0) }
        if let found = gravest(outcomes) { return found }
        // One that works gives it up soon.
        if let working = outcomes.first(where: { if case .moves = $0.end { true } else { false } }) { return working }
        if outcomes.allSatisfy({ $0.rank == 0 }), !outcomes.isEmpty { return outcomes[0] }
        return WaitOutcome(end: .stalled(.lockHeld, culprit: holder), chain: [process.pid])
    }

    /// At a terminal a person is expected to type, or the process that controls it.
    private mutating func atTerminal(_ target: WaitTarget, in process: WaitingProcess) -> WaitOutcome {
        func end(_ end: WaitOutcome.End) -> WaitOutcome { WaitOutcome(end: end, chain: [process.pid]) }
        if process.operation.isRead, process.terminalGroup > 0, process.terminalGroup != process.facts.pgid {
            return end(.stalled(.terminalInput, culprit: process.pid))
        }
        if graph.isStoppedOutput(target) { return end(.stalled(.stopped, culprit: process.pid)) }
        let others = Set(target.on.map(\.pid).filter { $0 != process.pid && !graph.isZombie($0) }).sorted()
        let isPerson = target.outside == .person && target.use == .input
        guard let best = any(others.map { follow($0) }) else { return end(isPerson ? .outside : .nothing) }
        switch best.end {
        case .moves: return isPerson ? end(.outside) : best
        case .outside, .stalled, .nothing: return best
        case .rests, .signal:
            let culprit = best.chain.last ?? process.pid
            return isPerson
                ? end(.outside) : end(.stalled(target.use == .output ? .backpressure : .starved, culprit: culprit))
        }
    }

    /// A pipe or a connection, whose other end is held by processes.
    private mutating func throughChannel(
        _ target: WaitTarget, _ wait: ThreadWait, in process: WaitingProcess
    ) -> WaitOutcome {
        func end(_ end: WaitOutcome.End) -> WaitOutcome { WaitOutcome(end: end, chain: [process.pid]) }
        func stalled(_ kind: WaitVerdict.Kind, _ culprit: Int32) -> WaitOutcome {
            end(.stalled(kind, culprit: culprit))
        }
        if target.use == .input, target.object?.fill ?? 0 > 0 { return end(.moves) }
        let others = target.on.filter { $0.pid != process.pid && !graph.isZombie($0.pid) }
        let isOwn = others.count < target.on.count
        let mayWakeItself = process.waits.count > 1 || wait.operation.isPoll
        guard !others.isEmpty else {
            if target.on.isEmpty, target.object?.kind == .fifo { return stalled(.fifoWithoutPartner, process.pid) }
            guard !process.mayInterruptItself else { return end(.rests) }
            return isOwn && !mayWakeItself ? stalled(.selfHeld, process.pid) : end(.nothing)
        }
        let isStrange =
            target.use == .input && target.object?.isForStrangers != true
            && others.allSatisfy { !isStage($0, of: process) }
        let outcomes = Set(others.map(\.pid)).sorted().map { follow($0) }
        let isIdle = others.allSatisfy { graph.isUnmoved($0.pid) || $0.pid == graph.shell }
        // The shell that looks does not write meanwhile.
        let lookers = outcomes.filter { $0.chain == [graph.shell] }
        guard
            let best = any(outcomes.filter { $0.chain != [graph.shell] })
                ?? lookers.first.map({ looker in
                    isStrange ? WaitOutcome(end: .rests, chain: looker.chain) : looker
                })
        else { return end(.nothing) }
        if isStrange, isIdle, isHeldForNothing(best, target, others, process) {
            // Also when all others have closed theirs, it will wait for itself.
            if isOwn, !mayWakeItself { return stalled(.selfHeld, process.pid) }
            return stalled(.endOfFileHeld, last(others, outcomes))
        }
        switch best.end {
        case .moves, .outside, .nothing: return best
        case .signal where target.use == .input: return best
        case .stalled(let kind, _) where kind != .unknown: return best
        case .rests where isHeldByParents(others, process): return best
        case .rests, .signal, .stalled:
            return stalled(target.use == .output ? .backpressure : .starved, best.chain.last ?? process.pid)
        }
    }

    /// A process that waits for a client or a person may have inherited an anonymous pipe; one that has opened a FIFO, or has
    /// started the reader, writes when its time has come.
    private func isHeldForNothing(
        _ outcome: WaitOutcome, _ target: WaitTarget, _ holders: [WaitingProcess.Partner], _ reader: WaitingProcess
    ) -> Bool {
        switch outcome.end {
        // What the holder itself waits for is the cause, unless it was left behind by who has started it.
        case .stalled(let kind, _):
            kind == .unknown || kind.isTransfer && holders.allSatisfy { graph.process($0.pid)?.facts.ppid == 1 }
        case .outside, .signal:
            target.object?.kind != .fifo && !holders.contains { reader.ancestors.contains($0.pid) }
        case .nothing, .rests: true
        case .moves: false
        }
    }

    /// A worker reads what those that have started it will write, and has nothing to do yet.
    private func isHeldByParents(_ holders: [WaitingProcess.Partner], _ reader: WaitingProcess) -> Bool {
        holders.allSatisfy { reader.ancestors.contains($0.pid) && $0.fd > 2 && job.number == nil }
    }

    /// Of the holders the one that the others wait for.
    private func last(_ holders: [WaitingProcess.Partner], _ outcomes: [WaitOutcome]) -> Int32 {
        let pids = Set(holders.map(\.pid))
        let ends = outcomes.compactMap { $0.chain.last { pids.contains($0) } }
        return ends.first { end in !outcomes.contains { $0.chain.dropLast().contains(end) } } ?? ends.first
            ?? holders[0].pid
    }
}
