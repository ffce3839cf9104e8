// `see why`: looks at least twice at the processes of each job and at those that they wait for, and shows the verdict.

import Bytes
import Kernel
import Wiring
import XRay

extension Shell {
    /// `see why [--json] [PID | %job]...`
    func seeWhy(_ request: ViewRequest) throws(ViewMisuse) -> ExitStatus {
        let reports = waitReports(try jobs(of: request))
        return deliver(
            request, status: ExitStatus(WhyView.status(reports)),
            json: { WhyView.json(reports, shellArguments: ownArguments) }, text: { whyText(reports, style: $0) })
    }

    func whyText(_ reports: [WaitReport], style: Style) -> [UInt8] {
        WhyView.text(reports, shellArguments: ownArguments, style: style)
    }

    private var ownArguments: [ByteString] { Proc.arguments(of: Kernel.processID) ?? [] }

    /// Looks until it is decided what each job waits for. `own` is what this shell does beside looking.
    func waitReports(_ jobs: [JobRecord], _ own: ProcessSource.OwnWait? = nil) -> [WaitReport] {
        guard !jobs.isEmpty else { return [] }
        let shell = Kernel.processID
        // Two jobs may wait for each other.
        let others = livingJobs
        func isChild(_ pid: Int32) -> Bool { (try? Proc.stat(pid))?.ppid == shell }
        // Where it was made for this look alone, what it has inherited goes with it.
        let isPassing =
            own == nil && (isSubshell || !(jobs + others).contains { $0.pids.contains(where: isChild) })
        let source = Proc.processSource.replacing(own)
        var holders = HolderTable()
        func look(anew: Bool = false) -> WaitSnapshot {
            WaitSnapshot.take(
                of: jobs, and: others, ignoring: isPassing ? shell : nil,
                time: Int64(Kernel.monotonicNanoseconds()), from: source, with: &holders, anew: anew)
        }
        let first = look()
        let named = jobs.map { job in job.named { first.processes[$0]?.facts } }
        func reports(_ second: WaitSnapshot) -> [WaitReport] {
            named.map { WaitReport(job: $0, first: first, second: second, shell: shell) }
        }
        Self.rest(Self.shortRest)
        var found = reports(look())
        if found.contains(where: \.needsLongerLook) {
            Self.rest(Self.longRest)
            found = reports(look())
        }
        // No process may have got an end between the reading of the links and the first look.
        if found.contains(where: \.isProof) { found = reports(look(anew: true)) }
        for index in found.indices { found[index].noteRest(source.idle) }
        return found
    }

    /// Nanoseconds between the looks. In the long one a pipeline that works moves.
    private static var shortRest: Int { 5_000_000 }
    private static var longRest: Int { 250_000_000 }

    /// Sleeps it out, also where signals come.
    private static func rest(_ nanoseconds: Int) {
        let end = Kernel.monotonicNanoseconds() + nanoseconds
        while case let left = end - Kernel.monotonicNanoseconds(), left > 0 {
            if Kernel.pause(nanoseconds: left) == left { return }
        }
    }
}
