// `see fds` and `see graph`: what the kernel has, of the shell, of its jobs, or of any process.
//
// Both take a snapshot and join it with what the shell knows of its jobs. Looking changes nothing: a child that has ended
// and was not waited for stays a zombie, and is shown as one.

import Bytes
import Kernel
import Wiring
import XRay

extension Shell {
    /// `see fds [-a] [--leaks] [--json] [PID | NAME | PATH | %job]...`
    func seeDescriptors(_ request: ViewRequest) throws(ViewMisuse) -> ExitStatus {
        let operands = try operands(of: request)
        let (jobs, snapshot) = look(operands, request)
        let reports = jobs.map { DescriptorReport(snapshot, job: $0, showsPrivate: request.has("-a")) }
        let files = operands.files.map(report)
        let statuses = [DescriptorView.status(reports)] + files.map(\.status)
        return deliver(
            request, status: ExitStatus([1, 4].first(where: statuses.contains) ?? 0),
            json: { DescriptorView.json(reports) + FileView.json(files) },
            text: { style in
                let text = DescriptorView.text(reports, leaksOnly: request.has("--leaks"), style: style)
                let gap: [UInt8] = text.isEmpty || files.isEmpty ? [] : [0x0A]
                return text + gap + FileView.text(files, style: style)
            })
    }

    /// `see graph [FORM] [-a | PID | NAME | PATH | %job]...`
    func seeGraph(_ request: ViewRequest) throws(ViewMisuse) -> ExitStatus {
        var operands = try operands(of: request)
        let known = Set(operands.jobs.flatMap(\.pids))
        operands.jobs += Set(operands.files.flatMap(\.pids)).subtracting(known).sorted().map(unknown)
        let (jobs, snapshot) = look(operands, request)
        let graph = Graph(snapshot, jobs: jobs, devices: request.has("-a"))
        for gap in snapshot.gaps { report("see graph", "\(gap.pid) \(gap.reason.text)") }
        let status: ExitStatus = snapshot.gaps.isEmpty ? .success : .incomplete
        return deliver(render(graph, request), request, status: status)
    }

    /// `see graph PIPELINE`: as it would be.
    func showGraph(of plan: PipelinePlan, _ request: ViewRequest) -> ExitStatus {
        deliver(render(Graph(plan), request), request, status: .success)
    }

    private func render(_ graph: Graph, _ request: ViewRequest) -> [UInt8] {
        let form = GraphView.Form.allCases.last { request.has($0.option) } ?? .ascii
        return GraphView.render(graph, as: form, style: style(for: request.file, at: request.descriptor))
    }

    // MARK: Looking

    /// A snapshot of the jobs; with the shell itself, where nothing was asked for.
    private func look(
        _ operands: SeenOperands, _ request: ViewRequest
    ) -> (jobs: [JobRecord], snapshot: Snapshot) {
        var jobs = operands.jobs
        if request.operands.isEmpty { jobs.insert(unknown(Kernel.processID), at: 0) }
        let snapshot = snapshot(of: jobs.flatMap(\.pids))
        return (jobs.map { $0.named(snapshot.process) }, snapshot)
    }

    private func snapshot(of pids: [Int32]) -> Snapshot {
        descriptors.othersMayRead()
        let shell = Kernel.processID
        return Snapshot.take(
            of: pids, shell: shell, time: Int64(Kernel.monotonicNanoseconds()), from: Proc.processSource
        ).markingPrivate(of: [shell, mainProcess])
    }

    /// Who has a file, with what it is to each.
    func report(_ use: FileUsers) -> FileReport { FileReport(use, snapshot(of: use.pids)) }

    /// A process of which the shell knows nothing, but where it is the shell itself, or the one that it is a copy of.
    func unknown(_ pid: Int32) -> JobRecord {
        let changes: DescriptorChanges? =
            switch pid {
            case Kernel.processID: descriptors.changes
            case Kernel.parentProcessID where isSubshell: descriptors.changes.atStart
            default: nil
            }
        let meant = changes.map { IntendedTable($0, over: inheritedTable()) }
        return JobRecord(number: nil, pgid: 0, text: "", members: [.init(pid: pid, stage: 1, text: "?", meant: meant)])
    }

    /// The jobs of this shell; in a subshell that has none, those of the shell that it was made from, so that
    /// `see fds %1 | less` shows something.
    var seenJobs: [Job] { jobs.isEmpty ? jobs.inherited : jobs.all }
    var livingJobs: [JobRecord] { seenJobs.filter { !$0.isDone }.map(facts) }
}

extension JobRecord {
    /// With what a process is called that was asked for by its number: the look at it tells.
    func named(_ process: (Int32) -> ProcessSnapshot?) -> JobRecord {
        guard number == nil, let only = members.first, let facts = process(only.pid) else { return self }
        return JobRecord(facts, meant: only.meant)
    }
}

extension Snapshot {
    /// Marks what these shells and their subshells, which have the same arguments, keep for themselves: 10 and above, and
    /// closed on exec.
    fileprivate func markingPrivate(of shells: [Int32]) -> Snapshot {
        let arguments = process(shell)?.arguments ?? []
        let marked = processes.map { process in
            let isSubshell = !arguments.isEmpty && process.arguments == arguments
            guard shells.contains(process.pid) || isSubshell else { return process }
            var process = process
            process.descriptors = process.descriptors?.map { row in
                var row = row
                row.isPrivate = row.closeOnExec && row.fd >= 10
                return row
            }
            return process
        }
        return Snapshot(time: time, shell: shell, processes: marked, gaps: gaps, unseen: unseen)
    }
}

// What the shell knows of a job.
extension Shell {
    func facts(of job: Job) -> JobRecord {
        let inherited = inheritedTable()
        var members: [JobRecord.Member] = []
        for (index, process) in job.processes.enumerated() where process.pid > 0 {
            members.append(
                JobRecord.Member(
                    pid: process.pid, stage: index + 1, text: text(of: process.text),
                    meant: meant(process, over: inherited), hasEnded: process.isOver))
            guard let origin = process.origin, origin.way == .fork, !process.isOver else { continue }
            addNested(
                of: process.pid, since: process.started, start: origin.start.rows, &members, over: inherited)
        }
        // The text of the whole ends with `&` where it has one; a view adds that itself.
        var whole = text(of: job)
        if !job.isForeground, whole.hasSuffix(" &") { whole = whole.prefix(whole.count - 2) }
        return JobRecord(
            number: Int32(clamping: job.number), pgid: job.group == 0 ? Kernel.processGroup : job.group,
            text: whole, isBackground: !job.isForeground, members: members)
    }
}

// What was meant.
extension Shell {
    /// The table that a process was meant to get: that of the shell when it was started, and what was done to it. What a copy
    /// of the shell expands by itself is not known here.
    private func meant(_ process: Job.Process, over inherited: DescriptorTable) -> IntendedTable? {
        guard let origin = process.origin else { return nil }
        var expanded: [PlannedAction] = []
        if origin.way == .fork, case .content(.command(let command)) = process.text {
            expanded = Planner(plannerFacts(words: .constant)).actions(of: command)
        }
        return IntendedTable(start: origin.start.rows, own: origin.own(and: expanded), over: inherited)
    }

    /// What a copy of the shell has done to its own table and what it has started, as it tells itself: each below the process
    /// that has started it. What was planned for it is forgotten then: it may have done that in another process.
    private func addNested(
        of pid: Int32, since: Int, start: [DescriptorChanges.Row], _ members: inout [JobRecord.Member],
        over inherited: DescriptorTable
    ) {
        guard let text = Kernel.report(of: pid, since: since), members.count < Self.mostMembers else { return }
        let reports = ProcessReport.decode(text)
        if let index = members.lastIndex(where: { $0.pid == pid }) {
            members[index].meant = IntendedTable(start: start, own: reports[0]?.own ?? [], over: inherited)
        }
        for child in Proc.children(of: pid) {
            guard let report = reports[child] else { continue }
            members.append(
                JobRecord.Member(
                    pid: child, stage: Int(report.stage), text: report.text,
                    meant: IntendedTable(start: report.start, own: report.own, over: inherited), parent: pid))
            if report.isCopy { addNested(of: child, since: since, start: report.start, &members, over: inherited) }
        }
    }

    private static var mostMembers: Int { 4096 }
}
