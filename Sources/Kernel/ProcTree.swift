// Processes as a tree, and for how long none of them has moved.

public import Bytes
import Glibc
public import Wiring

extension Proc {
    /// The process that a thread belongs to, which is its first thread; nil where there is none of this number.
    public static func process(ofThread id: Int32) -> Int32? {
        guard let status = try? contents(path(id, "status")) else {
            // It may be there without being shown.
            return kill(id, 0) == 0 || errno == EPERM ? id : nil
        }
        return field("Tgid", in: status).flatMap(number) ?? id
    }

    /// The processes that a name calls, without their descriptors.
    public static func processes(called name: ByteString) -> [ProcessSnapshot] {
        processes().compactMap { pid in
            guard let facts = try? facts(of: pid, withDescriptors: false), facts.isCalled(name) else { return nil }
            return facts
        }
    }

    /// The processes of the effective user, or all of the machine for root; without threads of the kernel.
    public static func ownProcesses() -> [Int32] {
        let user = Kernel.effectiveUserID
        return processes().filter { pid in
            // What has no program is of the kernel, or has ended.
            guard user != 0 else { return (try? Kernel.linkTarget(path(pid, "exe"))) != nil }
            // A protected process has files of root.
            return isOfUser(pid) || realUser(of: pid) == user
        }
    }

    /// True for a process of the effective user that is not protected.
    public static func isOfUser(_ pid: Int32) -> Bool {
        (try? Kernel.status(path(pid, "")))?.owner == Kernel.effectiveUserID
    }

    /// True where the kernel lets nobody but root, and the parents of a process, see what it waits for (Yama).
    public static var onlyParentsMayLook: Bool {
        guard Kernel.effectiveUserID != 0, let scope = try? contents("/proc/sys/kernel/yama/ptrace_scope") else {
            return false
        }
        return scope.first.map { $0 > UInt8(ascii: "0") } ?? false
    }

    private static func realUser(of pid: Int32) -> UInt32? {
        guard let status = try? contents(path(pid, "status")), let users = field("Uid", in: status) else { return nil }
        return users.split(on: 0x09).first.flatMap(\.unsignedDecimalValue).flatMap(UInt32.init(exactly:))
    }

    /// The parent of a process, its parent and so on.
    public static func ancestors(of pid: Int32) -> [Int32] {
        var chain: [Int32] = []
        // A longer chain is a loop made by pids that were used again between two reads.
        while chain.count < 64, let parent = (try? stat(chain.last ?? pid))?.ppid, parent > 0 { chain.append(parent) }
        return chain
    }

    /// A process and all that it has started, directly or not, as far as their parents go on; in the order of their numbers.
    public static func descendants(of root: Int32) -> [Int32] {
        var children: [Int32: [Int32]] = [:]
        for pid in processes() {
            guard let line = try? stat(pid) else { continue }
            children[line.ppid, default: []].append(pid)
        }
        var found: Set<Int32> = [root]
        var queue = [root]
        while let next = queue.popLast() {
            for child in children[next] ?? [] where found.insert(child).inserted { queue.append(child) }
        }
        return found.sorted()
    }

    /// The threads of a process; none where it has ended.
    static func threads(of pid: Int32) -> [Int32] { numbers(path(pid, "task")) ?? [] }

    /// How often a thread has been given the processor, or has given it up.
    private static func switches(_ thread: Int32) -> UInt64 {
        guard let status = try? contents(path(thread, "status")) else { return 0 }
        let counts = ["voluntary_ctxt_switches", "nonvoluntary_ctxt_switches"].map { value(of: $0, in: status) ?? 0 }
        return counts[0] &+ counts[1]
    }

    /// Tells for how long no thread of some processes has moved.
    ///
    /// The kernel notes when a thread ran last. Where it does not tell, the meter compares with what it saw before.
    public struct RestMeter {
        private var counts: [Int32: UInt64] = [:]
        private var unchangedSince = Kernel.monotonicNanoseconds()

        public init() {}

        /// In nanoseconds; 0 where one of them runs.
        public mutating func rest(of pids: [Int32]) -> Int {
            let clock = SchedulerClock()
            var least = Int.max
            var counts: [Int32: UInt64] = [:]
            for thread in pids.flatMap(threads) {
                guard let line = try? stat(thread) else { continue }
                if line.state == .running { return 0 }
                if let idle = clock.threadIdle(thread, on: line.processor) {
                    least = min(least, Int(min(idle, clock.age(line.startTime))))
                } else {
                    counts[thread] = switches(thread)
                }
            }
            let now = Kernel.monotonicNanoseconds()
            if counts != self.counts {
                self.counts = counts
                unchangedSince = now
            }
            return counts.isEmpty ? least : min(least, now - unchangedSince)
        }
    }
}
