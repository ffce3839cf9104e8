// `see waits`: what became of the children. As a snapshot it shows what the job table remembers; in front of a pipeline
// each child is watched by a pidfd, so that the time of its end is known apart from the time when it was reaped.

import Bytes
import Kernel
import Syntax
import Wiring
import XRay

extension Shell {
    /// `see waits [--json] [%job]...`
    func seeWaits(_ request: ViewRequest) throws(ViewMisuse) -> ExitStatus {
        var shown: [Job] = []
        for operand in request.operands {
            guard operand.first == UInt8(ascii: "%") else {
                throw ViewMisuse(text: "\(operand): neither a job nor a pipeline")
            }
            shown.append(try job(operand))
        }
        if request.operands.isEmpty { shown = observation.children.jobs + seenJobs }
        return showWaits(of: shown, request, status: .success)
    }

    /// What became of the children since a time; nothing else changes.
    public func showWaits(since time: Int) {
        let records = (observation.children.jobs + seenJobs).flatMap(childRecords).filter { $0.start >= time }
        let text = WaitView.text(
            records.sorted { $0.start < $1.start }, now: Int64(Kernel.monotonicNanoseconds()), style: style())
        writeError(ByteString(text))
    }

    /// `see waits PIPELINE`
    func executeWatched(_ pipeline: Pipeline, _ request: ViewRequest) -> Completion {
        let isNested = observation.children.isCollecting
        let before = observation.children.beginCollecting()
        let known = jobs.all.map(\.number)
        if !isNested { Kernel.watchChildren() }
        let completion = executeUnprefixed(pipeline)
        var seen = observation.children.endCollecting(since: before, goesOn: isNested)
        // What has ended by now and was not waited for is shown as the zombie that it is.
        for var job in jobs.all where !known.contains(job.number) {
            job.noteExitTimes()
            seen.append(job)
        }
        if !isNested { Kernel.stopWatchingChildren() }
        _ = showWaits(of: seen, request, status: state.status)
        return completion
    }

    private func showWaits(of jobs: [Job], _ request: ViewRequest, status: ExitStatus) -> ExitStatus {
        let records = jobs.flatMap(childRecords).sorted { $0.start < $1.start }
        let now = Int64(Kernel.monotonicNanoseconds())
        return deliver(
            request, status: status, json: { WaitView.json(records) },
            text: { WaitView.text(records, now: now, style: $0) })
    }

    private func childRecords(of job: Job) -> [ChildRecord] {
        job.processes.enumerated().map { index, process in
            var record = ChildRecord(
                pid: process.pid > 0 ? process.pid : nil, job: job.number > 0 ? Int32(clamping: job.number) : nil,
                stage: index + 1, command: text(of: process.text), isBackground: !job.isForeground,
                start: Int64(process.started))
            if process.exited > 0 { record.exit = Int64(process.exited) }
            guard case .done(let status) = process.state else { return record }
            if process.reaped > 0 { record.reap = Int64(process.reaped) }
            record.rawStatus = process.pid > 0 ? status.raw : nil
            record.ending = ending(status)
            record.usage = process.usage.map {
                ChildRecord.Usage(
                    userTime: Int64($0.userNanoseconds), systemTime: Int64($0.systemNanoseconds),
                    peakMemory: Int64($0.maximumResidentKiB) &* 1024)
            }
            if process.reapedInLine > 0 { record.reaper = "`wait` in line \(process.reapedInLine)" }
            return record
        }
    }

    private func ending(_ status: WaitStatus) -> ChildRecord.Ending {
        guard let signal = status.signal else { return .exited(status.exitCode ?? 0) }
        let name = Signals.name(of: signal) ?? ByteString(decimal: signal)
        return .signaled(signal, name: name, dumpedCore: status.coreDumped)
    }
}
