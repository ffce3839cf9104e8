// ChildLog: what became of the last processes, for `see waits`.

/// The last jobs that ended or run, for `see waits`.
struct ChildLog {
    private static let capacity = 16

    private(set) var jobs: [Job] = []
    /// A pipeline is watched whose jobs are all wanted, however many.
    private(set) var isCollecting = false

    mutating func add(_ job: Job) {
        if jobs.count >= Self.capacity, !isCollecting { jobs.removeFirst(jobs.count - Self.capacity + 1) }
        jobs.append(job)
    }

    /// Returns the place from which on the jobs are wanted.
    mutating func beginCollecting() -> Int {
        isCollecting = true
        return jobs.count
    }

    mutating func endCollecting(since start: Int, goesOn: Bool) -> [Job] {
        isCollecting = goesOn
        return Array(jobs[start...])
    }
}
