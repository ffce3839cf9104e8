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
        let arguments = Proc.arguments(of: Kernel.processID) ?? []
        let view =
            request.has("--json")
            ? WhyView.json(reports, shellArguments: arguments)
            : WhyView.text(reports, shellArguments: arguments, style: style(for: request.file))
        return deliver(view, request, status: ExitStatus(Int32(WhyView.status(reports))))
    }

    private func waitReports(_ jobs: [JobFacts]) -> [WaitReport] {
        guard !jobs.isEmpty else { return [] }
        let shell = Kernel.processID
        let roots = jobs.flatMap(\.pids)
        // Where it was made for this look alone, what it has inherited goes with it.
        let isPassing = isSubshell || !roots.contains { (try? Proc.stat($0))?.ppid == shell }
        func look() -> WaitLook {
            WaitLook.take(of: roots, ignoring: isPassing ? shell : nil, from: Proc.waitSource)
        }
        let first = look()
        let named = jobs.map { job in
            guard job.number == nil, let pid = job.pids.first, let process = first.processes[pid] else { return job }
            return JobFacts(process.facts)
        }
        Self.rest(Self.shortRest)
        var second = look()
        var reports = named.map { WaitReport(job: $0, first: first, second: second, shell: shell) }
        guard reports.contains(where: \.needsLongerLook) else { return reports }
        Self.rest(Self.longRest)
        second = look()
        reports = named.map { WaitReport(job: $0, first: first, second: second, shell: shell) }
        return reports
    }

    /// Nanoseconds between the looks. In the long one a pipeline that works moves.
    private static var shortRest: Int { 10_000_000 }
    private static var longRest: Int { 250_000_000 }

    /// Sleeps it out, also where signals come.
    private static func rest(_ nanoseconds: Int) {
        let end = Kernel.monotonicNanoseconds() + nanoseconds
        while case let left = end - Kernel.monotonicNanoseconds(), left > 0 {
            if Kernel.pause(nanoseconds: left) == left { return }
        }
    }
}
