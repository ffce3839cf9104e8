// Jobs: the processes of each pipeline that the shell has started, what has become of them, and their numbers.
//
// POSIX: XCU 2.11, XBD 3.182

import Bytes
import Kernel
import Syntax
import Wiring

struct Job {
    /// What the job is called in messages; printed from the tree only when it is needed.
    enum Text {
        case fields([ByteString])
        case content(Wiring.Content)
    }

    enum ProcessState: Equatable {
        case running
        case stopped(signal: Int32)
        case done(WaitStatus)
    }

    struct Process {
        /// 0: the shell itself executes the stage.
        let pid: Int32
        let text: Text
        /// How it came to be; nil where the shell did not wire it.
        let origin: ProcessOrigin?
        var state: ProcessState
        let started: Int
        /// When the shell got the status, and what wait4 said of the resources.
        var reaped = 0
        var usage: ResourceUsage?
        /// When it ended, where it was watched; and the line of the `wait` that reaped it.
        var exited = 0
        var reapedInLine = 0
        /// It was said which signal has ended it.
        var isToldOf = false
    }

    /// `%n`; 0 for what is not in the table.
    var number = 0
    var processes: [Process] = []
    var isForeground: Bool
    /// The processes are a process group of their own, led by the first.
    let hasOwnGroup: Bool
    /// Its state has changed since the user was told.
    var hasNews = false
    var isDisowned = false
    /// `disown -h`: it is not sent SIGHUP when the shell ends.
    var outlivesShell = false
    /// How the terminal was when the job was stopped.
    var terminalModes: TerminalModes?

    init(isForeground: Bool, hasOwnGroup: Bool) {
        self.isForeground = isForeground
        self.hasOwnGroup = hasOwnGroup
    }

    mutating func add(_ pid: Int32, text: Text, _ origin: ProcessOrigin? = nil) {
        processes.append(
            Process(
                pid: pid, text: text, origin: origin, state: .running, started: Kernel.monotonicNanoseconds()))
        if Kernel.watchesChildren { Kernel.watchChild(pid) }
    }

    /// Adds a stage that the shell has executed itself.
    mutating func addHere(_ content: Wiring.Content, _ status: ExitStatus, since start: Int) {
        processes.append(
            Process(
                pid: 0, text: .content(content), origin: nil, state: .done(status.waitStatus), started: start,
                reaped: Kernel.monotonicNanoseconds()))
    }

    /// The process group, or 0 where the processes are in the shell's.
    var group: Int32 { hasOwnGroup ? processes.first?.pid ?? 0 : 0 }

    /// `$!` for the job.
    var lastProcess: Int32 { processes.last?.pid ?? 0 }

    var isDone: Bool {
        processes.allSatisfy { process in
            if case .done = process.state { true } else { false }
        }
    }

    /// It is sent SIGHUP when the shell ends.
    var isHungUp: Bool { !isDisowned && !outlivesShell }

    /// Nothing of it runs, and something is stopped.
    var stopSignal: Int32? {
        var signal: Int32?
        for process in processes {
            switch process.state {
            case .running: return nil
            case .stopped(let number): signal = number
            case .done: continue
            }
        }
        return signal
    }

    /// The statuses of all stages, in order.
    var statuses: [ExitStatus] {
        processes.map { process in
            switch process.state {
            case .done(let status): ExitStatus(status.exitStatus)
            case .stopped(let signal): .signal(signal)
            case .running: .success
            }
        }
    }

    /// The exit status of the pipeline.
    ///
    /// POSIX: XCU 2.9.2
    func status(pipefail: Bool) -> ExitStatus {
        let statuses = statuses
        if pipefail, let failed = statuses.last(where: { !$0.isSuccess }) { return failed }
        return statuses.last ?? .success
    }

    /// Notes what wait4 has said of one of the processes; false where it is none of them.
    mutating func note(_ change: Kernel.ChildChange) -> Bool {
        guard let index = processes.firstIndex(where: { $0.pid == change.pid && !$0.isOver }) else { return false }
        if let signal = change.status.stopSignal {
            processes[index].state = .stopped(signal: signal)
        } else if change.status.isContinued {
            processes[index].state = .running
        } else {
            processes[index].state = .done(change.status)
            processes[index].reaped = Kernel.monotonicNanoseconds()
            processes[index].usage = change.usage
            if Kernel.watchesChildren { processes[index].exited = Kernel.exitTime(ofWatched: change.pid) }
        }
        hasNews = true
        return true
    }

    /// Notes when those ended that are still to be waited for.
    mutating func noteExitTimes() {
        for index in processes.indices where !processes[index].isOver {
            processes[index].exited = Kernel.exitTime(ofWatched: processes[index].pid)
        }
    }

    mutating func noteReaper(of pid: Int32, line: Int) {
        for index in processes.indices where processes[index].pid == pid { processes[index].reapedInLine = line }
    }

    /// All stopped processes are about to run again.
    mutating func noteContinued() {
        for index in processes.indices {
            if case .stopped = processes[index].state { processes[index].state = .running }
        }
        hasNews = false
    }

    /// Takes the statuses that were learnt in waiting for others.
    mutating func noteRetired(in table: inout JobTable) {
        for index in processes.indices where !processes[index].isOver {
            guard let status = table.takeRetired(processes[index].pid) else { continue }
            processes[index].state = .done(status)
            processes[index].reaped = Kernel.monotonicNanoseconds()
        }
    }

    /// The status of what still counts as running will never be known: not the shell's children any more.
    mutating func noteLost() {
        for index in processes.indices where !processes[index].isOver {
            processes[index].state = .done(WaitStatus(raw: 127 << 8))
        }
    }
}

extension Job.Process {
    var isOver: Bool {
        if case .done = state { true } else { false }
    }
}

/// The jobs that are known: those in the background, and those stopped.
struct JobTable: ~Copyable {
    /// So many finished jobs of a shell that never waits are remembered.
    private static let mostFinished = 4096
    /// At least so many are started before the shell looks which ones have ended.
    private static let leastStarted = 16

    /// By number less one.
    private var slots: [Job?] = []
    /// The number of the job of each process.
    private var numbers = NumberMap()
    private var finishedCount = 0
    private var startedSinceLook = 0
    /// The statuses of processes whose jobs were retired.
    private var retired = NumberMap()
    /// Processes that are in no job, and that only `wait pid` waits for: a set, the values say nothing.
    private var unlisted = NumberMap()
    /// `$!` of the jobs that were retired, by the number, until another job gets it.
    private var retiredJobs = NumberMap()
    /// The slots of the shell that this subshell was made from, as they were then.
    private var inheritedSlots: [Job?] = []
    /// The numbers of the jobs in the order in which they were last current, the last first: `%+`, `%-`.
    private(set) var recent: [Int] = []

    /// A shell that starts job after job and never waits has to look which ones have ended, but not each time: the kernel goes
    /// through all that run, so that it looks again when an eighth as many have been started.
    var isLookDue: Bool { startedSinceLook >= max(Self.leastStarted, (recent.count - finishedCount) / 8) }

    mutating func noteLook() { startedSinceLook = 0 }

    var isEmpty: Bool { slots.isEmpty && unlisted.count == 0 }

    /// The user is to be told of something.
    var hasNews: Bool {
        slots.contains { job in
            guard let job, job.hasNews, !job.isDisowned else { return false }
            return job.isDone || job.stopSignal != nil
        }
    }

    var all: [Job] { slots.compactMap(\.self) }

    /// The jobs of the shell that this subshell was made from, as they were then.
    var inherited: [Job] { inheritedSlots.compactMap(\.self) }

    subscript(number: Int) -> Job? {
        get { number >= 1 && number <= slots.count ? slots[number - 1] : nil }
        set {
            guard number >= 1, number <= slots.count, let newValue else { return }
            slots[number - 1] = newValue
        }
    }

    var nextNumber: Int { slots.count + 1 }

    /// Adds the job as the current one, under the number that it had before it came to the foreground, or else under the
    /// next; returns the number.
    mutating func add(_ job: Job) -> Int {
        forgetOldest()
        inheritedSlots = []
        startedSinceLook += 1
        let number = job.number > 0 && self[job.number] == nil ? job.number : nextNumber
        while slots.count < number { slots.append(nil) }
        slots[number - 1] = job
        slots[number - 1]?.number = number
        for process in job.processes { numbers[process.pid] = Int32(number) }
        retiredJobs[Int32(number)] = nil
        recent.append(number)
        return number
    }

    mutating func remove(_ number: Int) {
        guard let job = self[number] else { return }
        // The number of a process that is over may be that of another by now.
        for process in job.processes where self.number(ofProcess: process.pid) == number { numbers[process.pid] = nil }
        if job.isDone { finishedCount -= 1 }
        slots[number - 1] = nil
        while let last = slots.last, last == nil { slots.removeLast() }
        if let place = recent.firstIndex(of: number) { recent.remove(at: place) }
    }

    /// True where a job runs. All those before `start` are done, which grows with what is found so: asking again after each
    /// of n ends takes n steps in all.
    func isAnyRunning(from start: inout Int) -> Bool {
        while start < slots.count, slots[start]?.isDone ?? true { start += 1 }
        return slots[start...].contains { job in
            guard let job else { return false }
            return !job.isDone && job.stopSignal == nil
        }
    }

    /// Forgets the job, but not the statuses of its processes: `wait` may still ask for them, by process or by job. For
    /// whether a job has ended by the prompt behind it is a matter of chance.
    mutating func retire(_ number: Int) {
        guard let job = self[number] else { return }
        if retired.count > Self.mostFinished {
            retired.removeAll()
            retiredJobs.removeAll()
        }
        retiredJobs[Int32(number)] = job.lastProcess
        for process in job.processes {
            if case .done(let status) = process.state { retired[process.pid] = status.raw }
        }
        remove(number)
    }

    /// Keeps the status of a process that is in no job, of a process substitution, for `wait pid`.
    mutating func retire(process pid: Int32, _ status: WaitStatus) {
        if retired.count > Self.mostFinished { retired.removeAll() }
        retired[pid] = status.raw
    }

    mutating func addUnlisted(_ pid: Int32) {
        if !isRetired(pid) { unlisted[pid] = 1 }
    }

    func isUnlisted(_ pid: Int32) -> Bool { unlisted[pid] != nil }

    func isRetired(_ pid: Int32) -> Bool { retired[pid] != nil }

    /// `$!` of the retired job that had this number.
    func processOfRetired(_ number: Int) -> Int32? { Int32(exactly: number).flatMap { retiredJobs[$0] } }

    /// The status of a process whose job was retired; known once.
    mutating func takeRetired(_ pid: Int32) -> WaitStatus? {
        retired.take(pid).map { WaitStatus(raw: $0) }
    }

    /// Puts the inherited jobs into the table, for a listing, where there are no others; none may be added before they are
    /// hidden again.
    mutating func showInherited() -> Bool {
        guard slots.isEmpty, !inheritedSlots.isEmpty else { return false }
        slots = inheritedSlots
        recent = inherited.map(\.number)
        return true
    }

    mutating func hideInherited() {
        slots = []
        recent = []
    }

    /// A subshell has no jobs of its own at first, but `jobs` still lists those of the shell that it was made from.
    mutating func enterSubshell() {
        var entered = JobTable()
        entered.inheritedSlots = slots.isEmpty ? inheritedSlots : slots
        self = entered
    }

    /// Notes what wait4 has said; the number of the job, or nil where the process is unknown.
    @discardableResult
    mutating func note(_ change: Kernel.ChildChange) -> Int? {
        guard let number = number(ofProcess: change.pid) else {
            if change.status.stopSignal == nil, !change.status.isContinued {
                unlisted[change.pid] = nil
                retire(process: change.pid, change.status)
            }
            return nil
        }
        guard slots[number - 1]?.note(change) == true, let job = slots[number - 1] else { return nil }
        if job.isDone { finishedCount += 1 }
        if job.stopSignal != nil { makeCurrent(number) }
        return number
    }

    func number(ofProcess pid: Int32) -> Int? {
        numbers[pid].map { Int($0) }
    }

    /// `%+`: the job that was stopped or put into the background last, a stopped one before any other.
    var current: Int? { ordered.first }

    /// `%-`
    var previous: Int? { ordered.dropFirst().first }

    mutating func makeCurrent(_ number: Int) {
        if recent.last == number { return }
        if recent.contains(number) { recent.removeAll { $0 == number } }
        recent.append(number)
    }

    private var ordered: [Int] {
        let newestFirst = recent.reversed()
        let stopped = newestFirst.filter { self[$0]?.stopSignal != nil }
        return stopped + newestFirst.filter { self[$0]?.stopSignal == nil }
    }

    /// A shell that starts job after job and never waits must not grow for ever.
    private mutating func forgetOldest() {
        guard finishedCount > Self.mostFinished else { return }
        for job in all where job.isDone {
            remove(job.number)
            if finishedCount <= Self.mostFinished / 2 { return }
        }
    }
}
