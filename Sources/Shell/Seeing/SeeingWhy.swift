// `see why`: looks at least twice at the processes of each job and at those that they wait for, and shows the verdict.

import Bytes
import Kernel
import Wiring
import XRay

extension Shell {
    /// `see why [-a] [--json] [PID | NAME | PATH | %job]...`
    func seeWhy(_ request: ViewRequest) throws(ViewMisuse) -> ExitStatus {
        if request.has("-a") {
            guard request.operands.isEmpty else { throw ViewMisuse(text: "-a stands without operands") }
            return seeAll(request)
        }
        let operands = try operands(of: request)
        var reports = request.operands.isEmpty || !operands.jobs.isEmpty ? waitReports(operands.jobs) : []
        let files = operands.files.map(report)
        if !files.isEmpty { reports += waits(for: operands.files) }
        let statuses = [WhyView.status(reports)] + files.map(\.status)
        defer { explainBlindness(reports) }
        return deliver(
            request, status: ExitStatus([3, 1, 4].first(where: statuses.contains) ?? 0),
            json: { whyJSON(reports) + FileView.json(files) },
            text: { style in
                files.isEmpty
                    ? whyText(reports, style: style)
                    : WhyView.text(reports, files: files, shellArguments: ownArguments, style: style)
            })
    }

    /// Says why a process of the same user may not be looked at, where that is a setting of the machine.
    func explainBlindness(_ reports: [WaitReport]) {
        let unseen = reports.filter { !$0.isSeen }.flatMap(\.pids)
        guard unseen.contains(where: Proc.isOfUser), Proc.onlyParentsMayLook else { return }
        let hint: ByteString = "ask as root, or start the command with seesh --after"
        report("see why", "kernel.yama.ptrace_scope lets only the parents of a process see what it waits for; \(hint)")
    }

    /// Each process that waits for one of the files: those that have it, and those that are in the act of opening it.
    private func waits(for files: [FileUsers]) -> [WaitReport] {
        let identities = files.map(\.identity)
        let source = Proc.processSource
        let openers = source.pids().filter { pid in
            guard case .seen(let process) = source.wait(pid) else { return false }
            return process.waits.contains { wait in
                if case .opens(let opened) = wait.operation { identities.contains(opened.identity) } else { false }
            }
        }
        let candidates = Set(files.flatMap(\.pids) + openers).subtracting([Kernel.processID])
        return waitReports(candidates.sorted().map(unknown)).filter { report in
            files.contains { report.isWait(for: $0) }
        }
    }

    func whyText(_ reports: [WaitReport], style: Style) -> [UInt8] {
        WhyView.text(reports, shellArguments: ownArguments, style: style)
    }

    func whyJSON(_ reports: [WaitReport]) -> [UInt8] {
        WhyView.json(reports, whyContext)
    }

    private var ownArguments: [ByteString] { Proc.arguments(of: Kernel.processID) ?? [] }

    var whyContext: WhyContext {
        WhyContext(
            shellArguments: ownArguments, boot: Proc.bootTime, directory: { Proc.workingDirectory(of: $0) })
    }

    /// Looks until it is decided what each job waits for. `own` is what this shell does beside looking.
    func waitReports(_ jobs: [JobRecord], _ own: ProcessSource.OwnWait? = nil) -> [WaitReport] {
        guard !jobs.isEmpty else { return [] }
        var looker = looker(at: jobs, own)
        let first = looker.look(at: jobs)
        let named = looker.named(jobs)
        Looker.rest(Looker.shortRest)
        var found = looker.reports(named, since: first, looker.look(at: jobs))
        if found.contains(where: { $0.needsLongerLook && !looker.hasRested($0, Looker.longRest) }) {
            Looker.rest(Looker.longRest)
            found = looker.reports(named, since: first, looker.look(at: jobs))
        }
        looker.prove(&found, named, since: first)
        return found
    }

    func looker(at jobs: [JobRecord], _ own: ProcessSource.OwnWait? = nil) -> Looker {
        let shell = Kernel.processID
        // Two jobs may wait for each other.
        let others = livingJobs
        let children = Set(Proc.children(of: shell))
        // Where it was made for this look alone, what it has inherited goes with it.
        let isPassing =
            own == nil && (isSubshell || children.isDisjoint(with: (jobs + others).flatMap(\.pids)))
        return Looker(others: others, shell: shell, isPassing: isPassing, own: own)
    }
}
