// `see why`: looks at least twice at the processes of each job and at whoever they wait for, and shows the verdict.

import Bytes
import Kernel
import Wiring
import XRay

extension Shell {
    /// `see why [--json] [PID | %job]...`
    func seeWhy(_ request: ViewRequest) throws(ViewMisuse) -> ExitStatus {
        var asked: [JobFacts] = []
        for operand in request.operands {
            if operand.first == UInt8(ascii: "%") {
                asked.append(facts(of: try job(operand)))
            } else {
                asked.append(unknown(try process(operand)))
            }
        }
        if request.operands.isEmpty { asked = seenJobs.filter { !$0.isDone }.map(facts) }
        let reports = waitReports(asked)
        let view =
            request.has("--json")
            ? WhyView.json(reports, shellArguments: ownArguments)
            : whyText(reports, style: style(for: request.file))
        return deliver(view, request, status: ExitStatus(Int32(WhyView.status(reports))))
    }

    func whyText(_ reports: [WaitReport], style: Style) -> [UInt8] {
        WhyView.text(reports, shellArguments: ownArguments, style: style)
    }

    private var ownArguments: [ByteString] { Proc.arguments(of: Kernel.processID) ?? [] }

    /// Looks until it is decided what each job waits for. `own` is what this shell does beside looking.
    func waitReports(_ jobs: [JobFacts], _ own: WaitSource.OwnWait? = nil) -> [WaitReport] {
        guard !jobs.isEmpty else { return [] }
        let shell = Kernel.processID
        // Two jobs may wait for each other.
        let others = seenJobs.filter { !$0.isDone }.map(facts)
        func isChild(_ pid: Int32) -> Bool { (try? Proc.stat(pid))?.ppid == shell }
        // Where it was made for this look alone, what it has inherited goes with it.
        let isPassing =
            own == nil && (isSubshell || !(jobs + others).contains { $0.pids.contains(where: isChild) })
        let source = Proc.waitSource.replacing(own)
        var holders = HolderTable()
        func look(anew: Bool = false) -> WaitLook {
            WaitLook.take(
                of: jobs, and: others, ignoring: isPassing ? shell : nil,
                time: Int64(Kernel.monotonicNanoseconds()), from: source, with: &holders, anew: anew)
        }
        let first = look()
        let named = jobs.map { job in
            guard job.number == nil, let pid = job.pids.first, let process = first.processes[pid] else { return job }
            return JobFacts(process.facts)
        }
        func reports(_ second: WaitLook) -> [WaitReport] {
            named.map { WaitReport(job: $0, first: first, second: second, shell: shell) }
        }
        Self.rest(Self.shortRest)
        var found = reports(look())
        if found.contains(where: \.needsLongerLook) {
            Self.rest(Self.longRest)
            found = reports(look())
        }
        // Nobody must have come to hold an end between the reading of the links and the first look.
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
