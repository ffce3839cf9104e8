// `set -o hangwatch=SECONDS`: when the shell has waited so long, and no process that it waits for has moved, it says what
// `see why` would say, once for each hang.
//
// The shell waits with a limit, without a timer that a child could inherit.

import Bytes
import Kernel
import Wiring
import XRay

/// When to look next, while the shell waits.
struct HangWatch {
    /// In nanoseconds.
    let limit: Int
    /// In nanoseconds of CLOCK_MONOTONIC.
    private(set) var end = 0

    init(seconds: Int) {
        limit = seconds * 1_000_000_000
        rest()
    }

    /// Looks again after the whole time, less the `rested` nanoseconds that are over.
    mutating func rest(rested: Int = 0) {
        end = Kernel.monotonicNanoseconds() + max(limit - rested, Self.shortestRest)
    }

    func isReached(after rested: Int) -> Bool { rested >= limit - Self.shortestRest }

    private static let shortestRest = 100_000_000
}

extension Shell {
    /// A subshell does not watch: the shell that waits for it looks through it.
    var watchesHangs: Bool { state.options.contains(.hangwatch) && !isSubshell }

    /// Waits until `fd` can be read, with an eye on the time.
    func watchForInput(_ fd: Int32) {
        var watch = HangWatch(seconds: state.hangSeconds)
        while !Kernel.waitForInput(fd, until: watch.end) {
            let own = ProcessSource.OwnWait(
                pid: Kernel.processID, operation: .reads(fd: fd), children: [], time: Int64(watch.limit))
            tellHang(&watch, of: [unknown(own.pid)], own)
        }
    }

    /// The time is over, and none of the jobs has changed.
    func tellHang(_ watch: inout HangWatch, of jobs: [Job]) {
        let awaited = jobs.map(facts)
        let own = ProcessSource.OwnWait(
            pid: Kernel.processID, operation: .waitsForChild(nil), children: awaited.flatMap(\.pids),
            time: Int64(watch.limit))
        tellHang(&watch, of: awaited, own)
    }

    private func tellHang(_ watch: inout HangWatch, of awaited: [JobRecord], _ own: ProcessSource.OwnWait) {
        let reports = waitReports(awaited, own).filter(\.isHang)
        let rested = reports.compactMap(\.rested).min() ?? Int64.max
        guard watch.isReached(after: Int(rested)) else { return watch.rest(rested: Int(rested)) }
        watch.rest()
        let new = reports.filter { report in !observation.toldHangs.contains { $0 == report.verdict } }
        observation.toldHangs = reports.compactMap(\.verdict)
        guard !new.isEmpty else { return }
        report("hangwatch", "nothing has moved for \(state.hangSeconds) s")
        writeError(ByteString(whyText(new, style: style())))
    }
}
