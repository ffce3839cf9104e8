// What is asked of a report beside its verdict: whether all was seen, for how long all has rested, which file is waited for.

import Bytes
public import Wiring

extension WaitReport {
    public var pids: [Int32] { job.pids }

    /// It is known what each process asked for does.
    public var isSeen: Bool {
        gaps.isEmpty && job.pids.allSatisfy { look.processes[$0].map { $0.operation != .unseen } ?? false }
    }

    /// One of the processes of the verdict, or who is to blame, waits for an end that no process holds that was seen.
    public var leadsOutOfSight: Bool {
        let culprit = verdict?.culprit.flatMap { look.processes[$0] }
        return (shown + [culprit].compactMap(\.self)).contains { process in
            process.waits.contains { $0.targets.contains { $0.outside == .unseenHolder } }
        }
    }

    /// True where a process asked for waits for this file, FIFO or socket, by whatever name: to read, write, lock or open it.
    public func isWait(for file: FileUsers) -> Bool {
        job.pids.contains { pid in
            guard let process = look.processes[pid] else { return false }
            let fds = file.users.first { $0.pid == pid }?.fds ?? []
            return process.waits.contains { wait in
                if case .opens(let opened) = wait.operation { return opened.identity == file.identity }
                return wait.targets.contains { $0.fd >= 0 && fds.contains($0.fd) }
            }
        }
    }

    /// For how long no process that the verdict leads to has moved, in nanoseconds; nil where that is not known of each.
    public func rest(_ idle: (_ pid: Int32) -> Int64?) -> Int64? {
        // A child that has ended says nothing of when it did.
        guard let verdict, verdict.kind != .zombie else { return nil }
        var seen: Set<Int32> = [shell]
        var queue = verdict.shown + (verdict.culprit.map { [$0] } ?? [])
        var least = Int64.max
        while let pid = queue.popLast() {
            guard seen.insert(pid).inserted else { continue }
            // It has come, or gone, between the looks.
            guard let process = look.processes[pid] else { return 0 }
            if process.operation == .zombie { continue }
            // The child that looks does not rest.
            if process.operation.isWaitForChild, process.on.contains(where: { $0.pid == shell }) { return 0 }
            guard let idle = idle(pid) else { return nil }
            least = min(least, idle, process.age)
            queue += process.on.map(\.pid)
        }
        return least
    }
}
