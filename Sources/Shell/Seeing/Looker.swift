// Looker: one look after the other at the same processes, and what may be concluded from them.

import Kernel
import Wiring
import XRay

struct Looker {
    private let others: [JobRecord]
    private let shell: Int32
    /// The shell was made for this look alone.
    private let isPassing: Bool
    private let own: ProcessSource.OwnWait?
    private let source = Proc.processSource
    private var holders = HolderTable()
    private var last: WaitSnapshot?
    /// For how long a process had not run at the last look, in nanoseconds.
    private(set) var idle: (_ pid: Int32) -> Int64? = { _ in nil }

    /// Looks also at the jobs `others`. `own` is what the shell does beside looking.
    init(others: [JobRecord], shell: Int32, isPassing: Bool, own: ProcessSource.OwnWait?) {
        self.others = others
        self.shell = shell
        self.isPassing = isPassing
        self.own = own
    }

    /// With `anew` the holders of all descriptors are read again.
    mutating func look(at jobs: [JobRecord], anew: Bool = false) -> WaitSnapshot {
        let look = source.remembering().replacing(own)
        idle = look.idle
        let seen = WaitSnapshot.take(
            of: jobs, and: others, ignoring: isPassing ? shell : nil, time: Int64(Kernel.monotonicNanoseconds()),
            from: look, with: &holders, anew: anew)
        last = seen
        return seen
    }

    /// The jobs with the names that the last look has seen.
    func named(_ jobs: [JobRecord]) -> [JobRecord] {
        jobs.map { job in job.named { last?.processes[$0]?.facts } }
    }

    /// What two looks say of each job.
    func reports(_ jobs: [JobRecord], since first: WaitSnapshot, _ second: WaitSnapshot) -> [WaitReport] {
        WaitReport.reports(on: jobs, first: first, second: second, shell: shell)
    }

    /// True where a look so long ago would have seen the same.
    func hasRested(_ report: WaitReport, _ nanoseconds: Int) -> Bool {
        report.rest(idle).map { $0 >= nanoseconds } ?? false
    }

    /// Looks again at what is proven, because no process may have got an end between the reading of the links and the first
    /// look; and asks for how long all has rested.
    mutating func prove(_ found: inout [WaitReport], _ jobs: [JobRecord], since first: WaitSnapshot) {
        for index in found.indices {
            found[index].noteRest(idle)
            found[index].noteEnds { Proc.descriptors(of: $0) ?? [] }
        }
        let proofs = found.indices.filter { found[$0].isProof }
        guard !proofs.isEmpty else { return }
        let again = look(at: proofs.map { jobs[$0] }, anew: true)
        for (index, report) in zip(proofs, reports(proofs.map { jobs[$0] }, since: first, again)) {
            found[index] = report
            found[index].noteRest(idle)
        }
    }

    /// Nanoseconds between the looks. In the long one a pipeline that works moves.
    static var shortRest: Int { 5_000_000 }
    static var longRest: Int { 250_000_000 }

    /// Sleeps it out, also where signals come.
    static func rest(_ nanoseconds: Int) {
        let end = Kernel.monotonicNanoseconds() + nanoseconds
        while case let left = end - Kernel.monotonicNanoseconds(), left > 0 {
            if Kernel.pause(nanoseconds: left) == left { return }
        }
    }
}
