// WaitVerdict: why nothing moves, drawn from two looks.
//
// One look is not enough: a process that is not exactly as in the first look is taken to move. Of several processes that
// can end a wait any one is enough. What is not known (a set that cannot be read, a system call that is not listed) counts as
// able to move.

import Bytes
public import Wiring

public struct WaitVerdict: Hashable, Sendable {
    /// The gravest first. The raw value is the name in the text and in JSON.
    enum Kind: ByteString, Sendable, CaseIterable {
        case deadlock = "DEADLOCK"
        case selfHeld = "SELF-HELD"
        case buffered = "BUFFERED?"
        case endOfFileHeld = "EOF-HELD"
        case fifoWithoutPartner = "FIFO-NO-PARTNER"
        case terminalInput = "TTY-INPUT"
        case stopped = "STOPPED"
        case lockHeld = "LOCK-HELD"
        case kernel = "KERNEL"
        case backpressure = "BACKPRESSURE"
        case starved = "STARVED"
        case computes = "CPU"
        case zombie = "ZOMBIE"
        case unknown = "UNKNOWN"

        /// Holds only where nothing moves for longer than a working pipeline rests.
        var needsTime: Bool { ![Kind.deadlock, .selfHeld, .buffered, .terminalInput, .stopped].contains(self) }

        /// Something is wrong with the wiring, or a process has to be told to go on.
        var isFault: Bool {
            switch self {
            case .deadlock, .selfHeld, .buffered, .endOfFileHeld, .fifoWithoutPartner, .terminalInput, .stopped,
                .lockHeld, .kernel:
                true
            case .backpressure, .starved, .computes, .zombie, .unknown: false
            }
        }

        var isTransfer: Bool { self == .backpressure || self == .starved }
    }

    var kind: Kind
    /// The processes that wait, from the one asked for to the one at the end of the chain.
    var chain: [Int32]
    /// Of a proven deadlock: each waits for the next, and the last for the first.
    var cycle: [Int32] = []
    /// The process to blame: it holds, has stopped, or does not do what is waited for.
    var culprit: Int32?
    /// All was stopped by a signal; the verdict is on what it waited for before.
    var isStopped = false

    /// The chain, and the rest of the cycle.
    var shown: [Int32] { chain + cycle.filter { !chain.contains($0) } }
}

/// What two looks, with some time between, say of one job or process.
public struct WaitReport: Sendable {
    let job: JobRecord
    let shell: Int32
    private(set) var look: WaitSnapshot
    /// Nanoseconds between the looks.
    private let looked: Int64
    public let verdict: WaitVerdict?
    /// Where there is no verdict: the processes from the one asked for to the one that it waits for.
    let chain: [Int32]
    /// True where only a longer look can tell: what is found counts only if it lasts, or a process may be computing.
    public let needsLongerLook: Bool
    /// Processes asked for of which it is not known what they wait for.
    let unknown: [Int32]
    let gaps: [Snapshot.Gap]
    /// A process that may not be looked at may hold an end of a pipe that is waited for.
    let isHidden: Bool

    /// `first` and `second` are looks at the same processes, one after the other; `shell` is the process that looks.
    public init(job: JobRecord, first: WaitSnapshot, second: WaitSnapshot, shell: Int32) {
        self.init(job: job, graph: WaitGraph(first: first, look: second, shell: shell))
    }

    /// As `init`, for several jobs: one graph serves them all.
    public static func reports(
        on jobs: [JobRecord], first: WaitSnapshot, second: WaitSnapshot, shell: Int32
    ) -> [WaitReport] {
        let graph = WaitGraph(first: first, look: second, shell: shell)
        return jobs.map { WaitReport(job: $0, graph: graph) }
    }

    private init(job: JobRecord, graph: WaitGraph) {
        var search = VerdictSearch(job: job, graph: graph)
        var (verdict, chain) = search.run()
        if verdict?.kind == .stopped, let cause = Self.beforeStop(job, graph) {
            verdict = cause
            chain = cause.chain
        }
        self.job = job
        shell = graph.shell
        look = graph.look
        looked = max(graph.look.time &- graph.first.time, 0)
        self.verdict = verdict
        self.chain = chain
        // A circle that has just closed may be one of a program that starts: who will free it has yet to come.
        needsLongerLook =
            verdict.map { verdict in
                verdict.kind == .zombie || !verdict.cycle.isEmpty
                    || verdict.kind.needsTime && !graph.isSettled(verdict.shown)
            } ?? graph.mayCompute
        unknown = search.roots.filter { pid in
            guard let process = graph.process(pid) else { return true }
            return process.waits.contains { $0.isUnknown || $0.operation.isOpaque }
        }
        isHidden = search.isHidden(along: verdict?.shown ?? chain)
        gaps = graph.look.gaps.filter { job.pids.contains($0.pid) }
    }

    /// Where a person has stopped all of a job: what it waited for before.
    private static func beforeStop(_ job: JobRecord, _ graph: WaitGraph) -> WaitVerdict? {
        let living = job.pids.filter { !graph.isZombie($0) }
        let areStopped = living.allSatisfy { pid in
            if case .stopped? = graph.process(pid)?.operation { true } else { false }
        }
        guard areStopped, !living.isEmpty else { return nil }
        let past = WaitGraph(
            first: graph.first.lookingPastStops, look: graph.look.lookingPastStops, shell: graph.shell)
        var search = VerdictSearch(job: job, graph: past)
        guard var cause = search.run().verdict, cause.kind.isFault, cause.kind != .stopped else { return nil }
        cause.isStopped = true
        return cause
    }

    /// The processes that the verdict is about, or those that a wait without one leads to.
    var shown: [WaitingProcess] { (verdict?.shown ?? chain).compactMap { look.processes[$0] } }

    /// True where processes wait for each other, and none of them can ever move.
    public var isProof: Bool { !(verdict?.cycle.isEmpty ?? true) }

    /// True where what is waited for will not come by itself, as far as it is known: nothing moves or computes.
    public var isHang: Bool {
        verdict.map { ![.computes, .zombie, .unknown].contains($0.kind) } ?? false
    }

    /// For how long no process of the verdict has moved, in nanoseconds; nil where the kernel does not tell.
    public var rested: Int64? {
        let idle = shown.compactMap { process in process.idle.map { min($0, process.age) } }
        return idle.count == shown.count ? idle.min() : nil
    }

    /// As `rested`, and at least the time between the looks.
    public var since: Int64 { max(rested ?? 0, looked) }

    /// The ends of pipes that the culprit may have inherited.
    private(set) var culpritEnds: Set<Int32> = []

    /// Asks which descriptors the culprit has, where it withholds the end of file.
    public mutating func noteEnds(_ look: (_ pid: Int32) -> [DescriptorSnapshot]) {
        guard let verdict, verdict.kind == .endOfFileHeld, let culprit = verdict.culprit, culprit != shell else {
            return
        }
        let ends = look(culprit).filter { $0.kind == .pipe && $0.mode == .write && !$0.closeOnExec }
        culpritEnds = Set(ends.map(\.fd))
    }

    /// Asks how long the processes of the verdict have rested.
    public mutating func noteRest(_ idle: (_ pid: Int32) -> Int64?) {
        for pid in verdict?.shown ?? [] { look.processes[pid]?.idle = idle(pid) }
    }

    public var isComplete: Bool { gaps.isEmpty && !isHidden }

    /// 3 for a proven deadlock, 1 for another finding, 4 where a part could not be seen that would change it, 0.
    var status: Int32 {
        if isHidden { return 4 }
        guard let verdict else { return isComplete ? 0 : 4 }
        return verdict.kind == .deadlock || !verdict.cycle.isEmpty ? 3 : 1
    }
}

extension WaitOperation {
    /// Nothing follows from it.
    fileprivate var isOpaque: Bool {
        switch self {
        case .other, .unseen, .polls(nil): true
        case .waitsForThread(let futex): !futex.isPrivate
        case .runs, .reads, .writes, .accepts, .connects, .opens, .waitsForChild, .locks, .traced, .controls, .sleeps,
            .polls(.some),
            .waitsForSignal, .stopped, .zombie, .waitsInKernel:
            false
        }
    }
}
