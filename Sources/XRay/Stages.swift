// Which holder of a pipe is meant to write to it: a stage of the pipeline, or a process that has taken it on purpose.

import Bytes
import Wiring

extension VerdictSearch {
    /// True for a process that is meant to write: a stage of the pipeline, or what one has started and still waits for.
    func isStage(_ partner: WaitingProcess.Partner, of reader: WaitingProcess) -> Bool {
        guard let holder = graph.process(partner.pid) else { return false }
        // What the reader has started writes for it.
        if holder.ancestors.contains(reader.pid) { return true }
        let line = [holder.pid] + holder.ancestors
        if job.members.count > 1 || job.number != nil,
            job.pids.contains(where: ([reader.pid] + reader.ancestors).contains)
        {
            return job.members.contains { !$0.hasEnded && $0.pid != reader.pid && line.contains($0.pid) }
        }
        // Not wired by this shell. Who waits at that very descriptor takes part.
        if holder.waits.contains(where: { $0.targets.contains { $0.fd == partner.fd } }) { return true }
        // Who has started the reader has given it the pipe; a FIFO is opened by name.
        let isAnonymous = reader.waits.contains { wait in
            wait.targets.contains { $0.object?.kind != .fifo && $0.on.contains(partner) }
        }
        if isAnonymous, reader.ancestors.contains(partner.pid) { return true }
        // At a standard number, or at one that the program itself has copied it to; and one process has started both.
        guard partner.fd >= 0, partner.fd <= 2 || !partner.isInherited else { return false }
        guard let common = holder.ancestors.first(where: reader.ancestors.contains), common > 1 else { return false }
        return true
    }
}
