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
        // Two jobs may wait for each other.
        let others = seenJobs.filter { !$0.isDone }.map(facts)
        var roots: [Int32] = []
        for pid in (jobs + others).flatMap(\.pids) where !roots.contains(pid) { roots.append(pid) }
        // Where it was made for this look alone, what it has inherited goes with it.
        let isPassing = isSubshell || !roots.contains { (try? Proc.stat($0))?.ppid == shell }
        func look() -> WaitLook {
            WaitLook.take(
                of: roots, ignoring: isPassing ? shell : nil, time: Int64(Kernel.monotonicNanoseconds()),
                from: Proc.waitSource)
        }
        let first = look()
        let named = jobs.map { job in
            guard job.number == nil, let pid = job.pids.first, let process = first.processes[pid] else { return job }
            return JobFacts(process.facts)
        }
        func reports(_ second: WaitLook) -> [WaitReport] {
            named.map { WaitReport(job: $0, first: first, second: second, shell: shell, others: others) }
        }
        Self.rest(Self.shortRest)
        let soon = reports(look())
        guard soon.contains(where: \.needsLongerLook) else { return soon }
        Self.rest(Self.longRest)
        return reports(look())
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
