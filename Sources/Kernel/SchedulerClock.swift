// SchedulerClock: the time since a process was started, and since it ran last.
//
// The kernel notes when a process ran last by the clock of its processor. The clock of each processor stops while a virtual
// machine does not run there. So this process binds itself to that processor and compares.

import Bytes
import CSeesh
import Glibc

final class SchedulerClock {
    private let boot: Int64
    /// The delay of each processor's clock behind CLOCK_MONOTONIC in nanoseconds; nil where this process may not run there.
    private var delays: [Int32: Int64?] = [:]

    init() {
        boot = Int64(Kernel.nanosecondsSinceBoot)
    }

    /// Nanoseconds since a time in clock ticks since boot.
    func age(_ startTime: UInt64) -> Int64 {
        max(boot &- Int64(truncatingIfNeeded: startTime) &* (1_000_000_000 / 100), 0)
    }

    /// Nanoseconds since a process, which was on a processor then, ran last with any of its threads; nil where it is unknown.
    func idle(_ pid: Int32, on processor: Int32) -> Int64? {
        var least: Int64?
        for thread in Proc.threads(of: pid) {
            let place = thread == pid ? processor : (try? Proc.stat(thread))?.processor
            guard let place, let idle = threadIdle(thread, on: place) else { return nil }
            least = min(least ?? idle, idle)
        }
        return least
    }

    func threadIdle(_ thread: Int32, on processor: Int32) -> Int64? {
        guard let last = Self.lastRun(thread), let delay = delay(of: processor) else { return nil }
        return max(Int64(Kernel.monotonicNanoseconds()) &- delay &- last, 0)
    }

    private func delay(of processor: Int32) -> Int64? {
        if let known = delays[processor] { return known }
        var delay: Int64?
        if seesh_enter_processor(processor) {
            delay = Self.lastRun(Kernel.processID).map { Int64(Kernel.monotonicNanoseconds()) &- $0 }
            seesh_leave_processor()
        }
        delays[processor] = .some(delay)
        return delay
    }

    /// The time when a process ran last, in nanoseconds of its processor's clock.
    private static func lastRun(_ pid: Int32) -> Int64? {
        guard let text = try? Proc.record(Proc.path(pid, "sched")),
            let line = text.split(on: 0x0A).first(where: { $0.hasPrefix("se.exec_start") })
        else { return nil }
        return line.split(on: 0x20).last?.split(on: 0x2E)[0].unsignedDecimalValue.map { Int64($0) &* 1_000_000 }
    }
}
