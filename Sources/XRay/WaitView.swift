// `see waits`: when each child started, ended and was reaped, on one axis of time.
//
// `#` is a column in which it ran, `S` the end by a signal, `z` a column in which it was a zombie, `>` one that still
// runs. The axis begins at the first start. A child shorter than a column still gets one.

import Bytes
public import Wiring

public enum WaitView {
    /// For people. `now` is CLOCK_MONOTONIC in nanoseconds, for those that still run or are zombies.
    public static func text(_ records: [ChildRecord], now: Int64, style: Style) -> [UInt8] {
        var page = Page(style)
        guard let first = records.map(\.start).min() else {
            page.line("no children")
            return page.bytes
        }
        let last = records.map { $0.reap ?? max($0.exit ?? now, now) }.max() ?? now
        let axis = TimeAxis(start: first, end: max(last, first), columns: min(max(style.width &- 60, 20), 60))
        var rows = [[axis.unit.name, axis.scale, "user", "sys", "peak", "raw", ""]]
        for (index, record) in records.enumerated() {
            let usage = record.usage
            rows.append([
                "\(index &+ 1) \(name: record.command, columns: 24)\(record.isBackground ? " &" : "")",
                bar(record, axis, now: now), usage.map { axis.unit.text($0.userTime) } ?? "-",
                usage.map { axis.unit.text($0.systemTime) } ?? "-",
                usage.map { ByteString(size: $0.peakMemory) } ?? "-", record.rawStatus.map { "\($0)" } ?? "-",
                story(record, among: records, axis, now: now),
            ])
        }
        page.table(rows, .faint)
        return page.bytes
    }

    /// For programs: one object with all children.
    public static func json(_ records: [ChildRecord]) -> [UInt8] {
        (["children": records.map(\.json), "src": "log"] as JSON).line
    }
}

extension ChildRecord {
    /// When it ended, as far as that is known.
    fileprivate var end: Int64? { exit ?? reap }

    /// For how long it was a zombie; nil below ten milliseconds, the time that the shell needs to wait for it.
    fileprivate func zombieTime(until now: Int64) -> Int64? {
        let time = exit.map { (reap ?? now) &- $0 } ?? 0
        return time >= 10_000_000 ? time : nil
    }

    fileprivate var json: JSON {
        let status: JSON =
            switch ending {
            case .exited(let status)?: ["exited": status, "signal": nil]
            case .signaled(let number, let name, let dumpedCore)?:
                ["exited": nil, "signal": number, "signal_name": "SIG\(name)" as ByteString, "core": dumpedCore]
            case nil: ["exited": nil, "signal": nil]
            }
        return [
            "pid": pid, "job": job, "stage": stage, "command": command, "background": isBackground, "start_ns": start,
            "exit_ns": exit, "reap_ns": reap, "raw": rawStatus,
        ] + status + [
            "utime_ns": usage?.userTime, "stime_ns": usage?.systemTime, "maxrss": usage?.peakMemory,
        ]
    }
}

// Text.
extension WaitView {
    private static func bar(_ record: ChildRecord, _ axis: TimeAxis, now: Int64) -> ByteString {
        let start = axis.column(of: record.start)
        let end = max(axis.column(of: record.end ?? now), start)
        var bar = [UInt8](repeating: 0x20, count: start) + [UInt8](repeating: 0x23, count: max(end &- start, 1))
        if record.end == nil {
            bar[bar.count &- 1] = 0x3E
        } else if case .signaled = record.ending {
            bar.append(0x53)
        }
        if record.zombieTime(until: now) != nil {
            let reaped = axis.column(of: record.reap ?? now)
            bar += [UInt8](repeating: 0x7A, count: max(reaped &- bar.count, 1))
        }
        return ByteString(bar)
    }

    private static func story(
        _ record: ChildRecord, among records: [ChildRecord], _ axis: TimeAxis, now: Int64
    ) -> ByteString {
        let unit = axis.unit
        guard let end = record.end else { return "still running" }
        let at: ByteString = " at \(unit.text(end &- axis.start))"
        var text: ByteString
        switch record.ending {
        case .exited(let status)?: text = "exit \(status)\(at)\(record.pid == nil ? ", in the shell, no process" : "")"
        case .signaled(_, let name, let dumpedCore)?:
            text = "SIG\(name)\(at)\(dumpedCore ? ", core dumped" : "")"
            if name == "PIPE", readerEndedFirst(record, among: records) { text += " (its reader ended first)" }
        case nil: text = "ended\(at)"
        }
        guard let time = record.zombieTime(until: now) else { return text }
        text += ", zombie for \(unit.text(time)) \(unit.name)"
        guard record.reap != nil else { return text + ", not reaped yet" }
        return record.reaper.isEmpty ? text : "\(text) until \(name: record.reaper)"
    }

    private static func readerEndedFirst(_ record: ChildRecord, among records: [ChildRecord]) -> Bool {
        guard let end = record.end else { return false }
        return records.contains { other in
            guard other.job == record.job, other.stage == record.stage &+ 1, other.start <= end else { return false }
            // A process closes its descriptors a moment before it has ended, and its writer may be quicker to end.
            return other.end.map { $0 <= end &+ 20_000_000 } ?? false
        }
    }
}

/// A scale of time: each column stands for the same round number of nanoseconds.
struct TimeAxis {
    struct Unit {
        let name: ByteString
        let nanoseconds: Int64

        /// Whole microseconds or milliseconds; seconds with one digit after the point.
        func text(_ time: Int64) -> ByteString {
            guard nanoseconds == 1_000_000_000 else { return "\((time &+ nanoseconds / 2) / nanoseconds)" }
            let tenths = (time &+ 50_000_000) / 100_000_000
            return "\(tenths / 10).\(tenths % 10)"
        }
    }

    let start: Int64
    /// Nanoseconds of one column.
    let step: Int64
    let unit: Unit
    private let columns: Int

    init(start: Int64, end: Int64, columns: Int) {
        self.start = start
        let span = max(end &- start, 1)
        // The smallest of 1, 2, 4, 10, 20, 40, ... with which the span fits.
        var candidate: Int64 = 1000
        while span / candidate >= Int64(columns) {
            let leading = ByteString(decimal: candidate)[0]
            candidate = leading == 0x34 ? candidate / 4 &* 10 : candidate &* 2
        }
        step = candidate
        self.columns = Int(span / candidate) &+ 1
        let units = [Unit(name: "s", nanoseconds: 1_000_000_000), Unit(name: "ms", nanoseconds: 1_000_000)]
        unit = units.first { $0.nanoseconds <= candidate &* 5 } ?? Unit(name: "us", nanoseconds: 1000)
    }

    func column(of time: Int64) -> Int {
        Int(clamping: max(time &- start, 0) / step)
    }

    /// The labels over the columns, every five or every ten.
    var scale: ByteString {
        var scale: ByteString = ""
        let width = unit.text(step &* Int64(columns)).count
        let distance = width < 5 ? 5 : 10
        for column in stride(from: 0, to: columns, by: distance) {
            while scale.count < column { scale.append(0x20) }
            scale += unit.text(step &* Int64(column))
        }
        return scale
    }
}

extension WaitView {
    static let mode = ViewMode(
        name: "waits", synopsis: "[-o FILE] [--json] [%job... | PIPELINE]",
        options: ["--json"],
        summary: "when each child ended, and when it was waited for", isPrefix: true,
        legend: """

            #     the child runs (or sleeps, or is stopped)
            S     it was ended by a signal
            z     it is a zombie: it has ended, and nobody has waited for it
            >     it still runs
            user, sys  its time in user and in system mode, with that of the children it waited for
            peak  its largest memory; until its exec it has that of the shell
            no process  the shell executed the stage itself: not where `see waits` stands in front
            raw   the status as wait4 gave it: exit status * 256, or the number of the signal, + 128 with a core
            exit 3 at 801  its exit status, and when: a child has ended when its pidfd can be read
            In front of a pipeline the status is the pipeline's own, otherwise 0.
            """)
}
