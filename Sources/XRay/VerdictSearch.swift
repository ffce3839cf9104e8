// VerdictSearch: the reduction that proves a deadlock, and the chains of everything else.
//
// Pure: two looks and what the shell knows of its jobs come in, a verdict goes out. A process is bound where both looks
// saw it in the same wait for others, without a single context switch in between; the rest counts as able to move.

import Bytes
import Wiring

struct VerdictSearch {
    let job: JobFacts
    let first: WaitLook
    let look: WaitLook
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

    init(job: JobFacts, first: WaitLook, look: WaitLook, shell: Int32) {
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

    /// True where a longer look could see nothing new: everybody whom the verdict's chain leads to waits for the next, is
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
        switch process.operation {
        case .stopped: true
        case .sleeps(let length): length ?? 0 >= Self.shortSleep
        case .reads, .writes: process.object?.isPipe == true && !process.on.isEmpty
        case .opens(let opened): opened.isFIFO && !process.on.isEmpty
        case .waitsForChild, .locks: !process.on.isEmpty
        case .runs, .connects, .polls, .waitsForSignal, .waitsForThread, .zombie, .waitsForDevice, .other, .unseen:
            false
        }
    }

    /// True where one process may be seen to do nothing but compute, if it is looked at for longer.
    var mayCompute: Bool { look.processes.values.contains(where: computesWithoutBytes) }

    /// Waits for others, and for nothing else.
    private func isBound(_ process: WaitingProcess, trusting: Bool) -> Bool {
        guard isUnmoved(process.pid), process.threads <= 1, !process.hasAlarm, !process.on.isEmpty else { return false }
        let isCertain = look.hidden == 0 || trusting
        switch process.operation {
        case .reads: return process.object?.isPipe == true && process.object?.fill ?? 0 == 0 && isCertain
        case .writes: return process.object?.isPipe == true && isCertain
        case .opens(let opened): return opened.isFIFO
        case .waitsForChild, .locks: return true
        case .runs, .connects, .sleeps, .polls, .waitsForSignal, .waitsForThread, .stopped, .zombie, .waitsForDevice,
            .other, .unseen:
            return false
        }
    }

    /// Waits for another end of its pipe that nobody holds who was seen.
    private func hasUnseenPartner(_ pid: Int32) -> Bool {
        guard let process = process(pid), isUnmoved(pid), process.object?.isPipe == true, process.on.isEmpty else {
            return false
        }
        switch process.operation {
        case .reads: return process.object?.fill ?? 0 == 0
        case .writes: return true
        case .runs, .connects, .opens, .waitsForChild, .locks, .sleeps, .polls, .waitsForSignal, .waitsForThread,
            .stopped,
            .zombie, .waitsForDevice, .other, .unseen:
            return false
        }
    }

    /// `trusting` takes those who may not be looked at to hold nothing.
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
        switch process.operation {
        case .polls, .other, .unseen, .waitsForThread: return true
        case .runs, .reads, .writes, .connects, .opens, .waitsForChild, .locks, .sleeps, .waitsForSignal, .stopped,
            .zombie, .waitsForDevice:
            return process.threads > 1
        }
    }
}

// The verdict.
extension VerdictSearch {
    var verdict: WaitVerdict? {
        if let deadlock { return deadlock }
        let found = roots.compactMap { follow($0, [], isAwaited: false) }
        return found.min { $0.kind.rawValue < $1.kind.rawValue } ?? zombie ?? silence
    }

    // MARK: Deadlocks

    private var deadlock: WaitVerdict? {
        let cycles = roots.filter(stuck.contains).compactMap(cycle)
        guard let shortest = cycles.min(by: { $0.cycle.count < $1.cycle.count }) else { return nil }
        return shortest
    }

    /// The shortest way from a stuck process back to itself, of those that it leads to.
    private func cycle(from root: Int32) -> WaitVerdict? {
        var parents: [Int32: Int32] = [root: root]
        var queue = [root]
        var next = 0
        var best: [Int32]?
        while next < queue.count {
            let pid = queue[next]
            next &+= 1
            if let found = circle(pid), found.count < best?.count ?? Int.max { best = found }
            for partner in process(pid)?.on ?? [] where stuck.contains(partner.pid) && parents[partner.pid] == nil {
                parents[partner.pid] = pid
                queue.append(partner.pid)
            }
        }
        guard let cycle = best, let entry = cycle.first else { return nil }
        var chain = [entry]
        while let parent = parents[chain[0]], parent != chain[0] { chain.insert(parent, at: 0) }
        return WaitVerdict(kind: kind(of: cycle), chain: chain, cycle: cycle, culprit: entry)
    }

    private func circle(_ start: Int32) -> [Int32]? {
        var parents: [Int32: Int32] = [:]
        var queue = [start]
        var next = 0
        while next < queue.count {
            let pid = queue[next]
            next &+= 1
            for partner in process(pid)?.on ?? [] where stuck.contains(partner.pid) {
                if partner.pid == start {
                    var way = [pid]
                    while let parent = parents[way[0]] { way.insert(parent, at: 0) }
                    return way
                }
                guard parents[partner.pid] == nil else { continue }
                parents[partner.pid] = pid
                queue.append(partner.pid)
            }
        }
        return nil
    }

    private func kind(of cycle: [Int32]) -> WaitVerdict.Kind {
        if cycle.count == 1 { return .selfHeld }
        let readers = cycle.compactMap(process).filter { if case .reads = $0.operation { true } else { false } }
        guard readers.count == cycle.count else { return .deadlock }
        // It has written nothing, and somebody who writes to it has: that is no longer in the pipe.
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
        case .stopped: return verdict(isStoppedByTerminal(process) ? .terminalInput : .stopped)
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

    /// Blames, of those that are waited for, the first that is no other waiter of the chain; the waiter where there is none.
    private func verdict(_ kind: WaitVerdict.Kind, _ chain: [Int32]) -> WaitVerdict {
        let partners = chain.last.flatMap { process($0)?.on.map(\.pid) } ?? []
        let culprit = kind == .selfHeld ? nil : partners.first { !chain.contains($0) && !isZombie($0) }
        return WaitVerdict(kind: kind, chain: chain, culprit: culprit ?? chain.last)
    }

    /// The verdict on those that are waited for, where each of them has one: any that moves could end the wait.
    private func next(_ process: WaitingProcess, _ chain: [Int32], isAwaited: Bool) -> WaitVerdict? {
        let partners = process.on.map(\.pid).filter { !chain.contains($0) && !isZombie($0) }
        var verdicts: [WaitVerdict] = []
        for partner in Set(partners).sorted() {
            if let found = follow(partner, chain, isAwaited: isAwaited) {
                verdicts.append(found)
            } else if !isAwaited || !isSlow(partner) {
                // Of several children one that works is no stall of the others.
                if case .waitsForChild = process.operation { continue }
                return nil
            }
        }
        return verdicts.min { $0.kind.rawValue < $1.kind.rawValue }
    }

    private func reading(_ process: WaitingProcess, _ chain: [Int32]) -> WaitVerdict? {
        guard let object = process.object else { return nil }
        func verdict(_ kind: WaitVerdict.Kind) -> WaitVerdict { self.verdict(kind, chain) }
        switch object.kind {
        case .terminal:
            // Of another terminal than its own somebody else is expected to type.
            return isInForeground(process) || process.terminalGroup < 0 ? nil : verdict(.terminalInput)
        case .socket:
            // Of the network, or of nobody who was seen, more is not known.
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
            // A job is over when all of it is.
            if process.operation == .zombie, roots.allSatisfy(isZombie), isAlone {
                return WaitVerdict(kind: .zombie, chain: [pid], culprit: process.facts.ppid)
            }
            guard isUnmoved(pid) else { continue }
            if case .waitsForChild = process.operation { continue }
            if let child = process.children.first(where: { isZombie($0) && isUnmoved($0) }) {
                return WaitVerdict(kind: .zombie, chain: [pid, child], culprit: pid)
            }
        }
        return nil
    }

    /// Asked for by its number: a job's zombies the shell takes when it comes round.
    private var isAlone: Bool { job.number == nil }

    /// Nothing moves, and somebody waits for what is not known.
    private var silence: WaitVerdict? {
        let living = roots.filter { !isZombie($0) }
        guard !living.isEmpty, living.allSatisfy({ isUnmoved($0) }) else { return nil }
        let waiting = living.first { if case .polls = process($0)?.operation { true } else { false } }
        return waiting.map { WaitVerdict(kind: .unknown, chain: [$0], culprit: $0) }
    }
}

// What is said of one process.
extension VerdictSearch {
    /// Also in the first look: whoever waits for one that has just ended is about to move.
    func isZombie(_ pid: Int32) -> Bool {
        process(pid)?.operation == .zombie && first.processes[pid]?.operation == .zombie
    }

    private func isStoppedByTerminal(_ process: WaitingProcess) -> Bool {
        process.terminalGroup > 0 && process.terminalGroup != process.facts.pgid && process.object?.kind == .terminal
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
        if case .reads = process.operation, process.object?.kind == .terminal { return !isInForeground(process) }
        if case .waitsForChild = process.operation {
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

    /// True for who is meant to write: a stage of the pipeline, or what one has started and still waits for.
    func isStage(_ partner: WaitingProcess.Partner, of reader: WaitingProcess) -> Bool {
        guard let holder = process(partner.pid) else { return false }
        let line = [holder.pid] + holder.ancestors
        if job.members.count > 1 || job.number != nil {
            return job.members.contains { !$0.hasEnded && $0.pid != reader.pid && line.contains($0.pid) }
        }
        // Not wired by this shell: whoever has the same parent as the reader, with the pipe at a standard number, or was
        // started by the reader itself.
        if holder.ancestors.contains(reader.pid) { return true }
        guard reader.facts.ppid > 1, partner.fd >= 0, partner.fd <= 2 else { return false }
        return line.contains { process($0)?.facts.ppid == reader.facts.ppid }
            || holder.ancestors.contains(reader.facts.ppid)
    }
}
