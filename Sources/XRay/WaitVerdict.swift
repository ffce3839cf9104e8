// WaitVerdict: why nothing moves, drawn from two looks.
//
// One look is not enough: a process that is not exactly as in the first look is taken to move. Of several processes that
// can end a wait any one is enough. So the search starts with all processes that can move alone, frees those that wait
// for a freed one, and repeats; what is left is a proven deadlock. Any other wait is followed to the process that moves
// and does not do what is waited for. What is not known (a poll, a system call that is not listed, threads) counts as
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
        case backpressure = "BACKPRESSURE"
        case starved = "STARVED"
        case computes = "CPU"
        case zombie = "ZOMBIE"
        case unknown = "UNKNOWN"

        /// Holds only where nothing moves for longer than a working pipeline rests.
        var needsTime: Bool { ![Kind.deadlock, .selfHeld, .buffered, .terminalInput, .stopped].contains(self) }
    }

    var kind: Kind
    /// The processes that wait, from the one asked for to the one at the end of the chain.
    var chain: [Int32]
    /// Of a proven deadlock: each waits for the next, and the last for the first.
    var cycle: [Int32] = []
    /// The process to blame: it holds, has stopped, or does not do what is waited for.
    var culprit: Int32?

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
    /// True where only a longer look can tell: what is found counts only if it lasts, or a process may be computing.
    public let needsLongerLook: Bool
    /// Processes asked for of which it is not known what they wait for.
    let unknown: [Int32]
    let gaps: [Snapshot.Gap]
    /// A process that may not be looked at may hold an end of a pipe that is waited for.
    let isHidden: Bool

    /// `first` and `second` are looks at the same processes, one after the other; `shell` is the process that looks.
    public init(job: JobRecord, first: WaitSnapshot, second: WaitSnapshot, shell: Int32) {
        let search = VerdictSearch(job: job, first: first, look: second, shell: shell)
        self.job = job
        self.shell = shell
        look = second
        looked = max(second.time &- first.time, 0)
        verdict = search.verdict
        needsLongerLook = verdict.map { $0.kind.needsTime && !search.isDecided($0) } ?? search.mayCompute
        unknown = search.roots.filter { search.isUnknown($0) }
        isHidden = search.isHidden
        gaps = second.gaps.filter { job.pids.contains($0.pid) }
    }

    /// The processes that the verdict is about.
    var shown: [WaitingProcess] { (verdict?.shown ?? []).compactMap { look.processes[$0] } }

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
    var since: Int64 { max(rested ?? 0, looked) }

    /// Asks how long the processes of the verdict have rested.
    public mutating func noteRest(_ idle: (_ pid: Int32) -> Int64?) {
        for pid in verdict?.shown ?? [] { look.processes[pid]?.idle = idle(pid) }
    }

    var isComplete: Bool { gaps.isEmpty && !isHidden }

    /// 3 for a proven deadlock, 1 for another finding, 4 where a part could not be seen that would change it, 0.
    var status: Int32 {
        if isHidden { return 4 }
        guard let verdict else { return isComplete ? 0 : 4 }
        return verdict.cycle.isEmpty ? 1 : 3
    }
}
