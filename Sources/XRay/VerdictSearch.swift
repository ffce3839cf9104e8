// VerdictSearch: follows the waits of a job to those who could end them, and gives the verdict.
//
// Pure: a graph of two looks and what the shell knows of the job come in, a verdict goes out. Circles are found by WaitGraph.

import Bytes
import Wiring

struct VerdictSearch {
    let job: JobRecord
    let graph: WaitGraph
    let roots: [Int32]
    var known: [Int32: WaitOutcome] = [:]
    var depth = 0
    /// Those that wait for an end of a pipe which no process holds that was seen.
    var unseen: Set<Int32> = []

    init(job: JobRecord, graph: WaitGraph) {
        self.job = job
        self.graph = graph
        roots = job.pids.filter { graph.look.processes[$0] != nil }
    }

    /// True where a process that may not be looked at may hold an end that one of these waits for.
    func isHidden(along chain: [Int32]) -> Bool {
        !unseen.isDisjoint(with: chain) || !graph.trusted.subtracting(graph.stuck).isDisjoint(with: roots)
    }

    // MARK: The verdict

    /// The verdict, or where the first wait leads to without one.
    mutating func run() -> (verdict: WaitVerdict?, chain: [Int32]) {
        if let deadlock = graph.deadlock(of: roots) { return (deadlock, deadlock.chain) }
        let outcomes = roots.map { follow($0) }
        if let found = gravest(outcomes) { return (found.verdict, found.chain) }
        for (root, outcome) in zip(roots, outcomes) {
            if let found = lookDown(from: root, outcome.end) { return (found, found.chain) }
        }
        if let verdict = zombie ?? silence { return (verdict, verdict.chain) }
        // What works is not worth a line.
        var waiting = outcomes.filter { outcome in
            guard case .moves = outcome.end, let last = outcome.chain.last else { return true }
            return graph.process(last)?.mainWait?.operation.isPoll ?? false
        }
        for root in roots where graph.process(root)?.operation == .unseen {
            for child in graph.process(root)?.children ?? [] {
                let outcome = follow(child)
                waiting.append(WaitOutcome(end: outcome.end, chain: [root] + outcome.chain))
            }
        }
        return (nil, waiting.max { $0.chain.count < $1.chain.count }?.chain ?? [])
    }

    func gravest(_ outcomes: [WaitOutcome]) -> WaitOutcome? {
        var best: (outcome: WaitOutcome, rank: Int)?
        for outcome in outcomes {
            guard case .stalled(let kind, _) = outcome.end, let rank = WaitVerdict.Kind.allCases.firstIndex(of: kind)
            else { continue }
            if rank < best?.rank ?? Int.max { best = (outcome, rank) }
        }
        return best?.outcome
    }

    /// A process that moves may only ask again and again what its children do, one that rests does not look after them.
    private mutating func lookDown(from root: Int32, _ end: WaitOutcome.End) -> WaitVerdict? {
        let isAtRest: Bool
        switch end {
        case .moves: isAtRest = graph.process(root)?.isLooking == false
        case .rests: isAtRest = true
        case .signal, .outside, .nothing, .stalled: return nil
        }
        var found: [WaitOutcome] = []
        var queue: [[Int32]] = [[root]]
        var seen: Set<Int32> = [root]
        while let way = queue.popLast(), let last = way.last {
            for child in graph.process(last)?.children ?? [] where seen.insert(child).inserted {
                if let deadlock = graph.deadlock(of: [child]) {
                    return WaitVerdict(
                        kind: deadlock.kind, chain: way + deadlock.chain, cycle: deadlock.cycle,
                        culprit: deadlock.culprit)
                }
                var outcome = follow(child)
                outcome.chain = way + outcome.chain
                // What starves or is slow may be as a parent wants it that works.
                if case .stalled(let kind, _) = outcome.end, kind.isFault || isAtRest && kind.isTransfer {
                    found.append(outcome)
                }
                queue.append(way + [child])
            }
        }
        return gravest(found)?.verdict
    }

    /// Children that have ended and are not waited for: the parent is to blame.
    private var zombie: WaitVerdict? {
        for pid in roots {
            guard let process = graph.process(pid) else { continue }
            // The shell itself waits for the processes of its jobs.
            if process.operation == .zombie, job.number == nil, roots.allSatisfy(graph.isZombie) {
                // The first process waits for all that come to it, and a parent that works will.
                guard process.facts.ppid > 1, graph.isUnmoved(process.facts.ppid),
                    graph.process(process.facts.ppid)?.isShortlyAwake == false
                else { continue }
                let mates = graph.process(process.facts.ppid)?.children ?? []
                let ended = mates.filter { $0 != pid && graph.isZombie($0) }
                return WaitVerdict(kind: .zombie, chain: [pid] + ended, culprit: process.facts.ppid)
            }
            guard graph.isUnmoved(pid), !process.operation.isWaitForChild, !process.isShortlyAwake, !process.isLooking
            else { continue }
            let ended = process.children.filter { graph.isZombie($0) && graph.isUnmoved($0) }
            if !ended.isEmpty { return WaitVerdict(kind: .zombie, chain: [pid] + ended, culprit: pid) }
        }
        return nil
    }

    /// Nothing moves, and a process waits for what is not known.
    private var silence: WaitVerdict? {
        let living = roots.filter { !graph.isZombie($0) }
        guard !living.isEmpty, living.allSatisfy(graph.isUnmoved) else { return nil }
        let waiting = living.first { pid in graph.process(pid)?.waits.contains(where: \.isUnknown) ?? false }
        return waiting.map { WaitVerdict(kind: .unknown, chain: [$0], culprit: $0) }
    }
}
