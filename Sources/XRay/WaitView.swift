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
        let labels = records.enumerated().map { index, record in
            ByteString(decimal: index &+ 1) + " " + Display.escaped(record.command, columns: 24)
                + (record.isBackground ? " &" : "")
        }
        let last = records.map { $0.reap ?? max($0.exit ?? now, now) }.max() ?? now
        let axis = TimeAxis(start: first, end: max(last, first), columns: min(max(style.width &- 60, 20), 60))
        var rows = Rows()
        rows.add([axis.unit.name, axis.scale, "user", "sys", "peak", "raw", ""], .faint)
        for (index, record) in records.enumerated() {
            let usage = record.usage
            rows.add([
                labels[index], bar(record, axis, now: now), usage.map { axis.unit.text($0.userTime) } ?? "-",
                usage.map { axis.unit.text($0.systemTime) } ?? "-", usage.map { humanSize($0.peakMemory) } ?? "-",
                record.rawStatus.map { ByteString(decimal: $0) } ?? "-", story(record, among: records, axis, now: now),
            ])
        }
        rows.write(to: &page, gap: 2)
        return page.bytes
    }

    /// For programs: one object with all children.
    public static func json(_ records: [ChildRecord]) -> [UInt8] {
        JSON.line { json in
            json.array("children") { json in
                for record in records { json.object { write(record, to: &$0) } }
            }
            json.key("src", "log")
        }
    }
}

// Text.
extension WaitView {
    private static func bar(_ record: ChildRecord, _ axis: TimeAxis, now: Int64) -> ByteString {
        var bar: [UInt8] = []
        let start = axis.column(of: record.start)
        let exit = max(axis.column(of: record.exit ?? record.reap ?? now), start)
        bar.append(contentsOf: [UInt8](repeating: 0x20, count: start))
        bar.append(contentsOf: [UInt8](repeating: 0x23, count: max(exit &- start, 1)))
        if record.exit == nil, record.reap == nil {
            bar[bar.count &- 1] = 0x3E
        } else if case .signaled = record.ending {
            bar.append(0x53)
        }
        guard let ended = record.exit, isZombie(record, now: now) else { return ByteString(bar) }
        let reaped = axis.column(of: max(record.reap ?? now, ended))
        bar.append(contentsOf: [UInt8](repeating: 0x7A, count: max(reaped &- bar.count, 1)))
        return ByteString(bar)
    }

    /// A zombie for at least ten milliseconds: shorter is how fast the shell comes round.
    private static func isZombie(_ record: ChildRecord, now: Int64) -> Bool {
        guard let exit = record.exit else { return false }
        return (record.reap ?? now) &- exit >= 10_000_000
    }

    private static func story(
        _ record: ChildRecord, among records: [ChildRecord], _ axis: TimeAxis, now: Int64
    ) -> ByteString {
        let unit = axis.unit
        guard let ended = record.exit ?? record.reap else { return "still running" }
        let at = " at " + unit.text(ended &- axis.start)
        var text: ByteString
        switch record.ending {
        case .exited(let status)?:
            text = "exit " + ByteString(decimal: status) + at + (record.pid == nil ? ", in the shell, no process" : "")
        case .signaled(_, let name, let dumpedCore)?:
            text = "SIG" + name + at + (dumpedCore ? ", core dumped" : "")
            if name == "PIPE", readerEndedFirst(record, among: records) { text += " (its reader ended first)" }
        case nil: text = "ended" + at
        }
        guard isZombie(record, now: now), let exit = record.exit else { return text }
        let length = unit.text((record.reap ?? now) &- exit) + " " + unit.name
        guard record.reap != nil else { return text + ", zombie for " + length + ", not reaped yet" }
        text += ", zombie for " + length
        return record.reaper.isEmpty ? text : text + " until " + Display.escaped(record.reaper)
    }

    private static func readerEndedFirst(_ record: ChildRecord, among records: [ChildRecord]) -> Bool {
        guard let end = record.exit ?? record.reap else { return false }
        return records.contains { other in
            guard other.job == record.job, other.stage == record.stage &+ 1, other.start <= end else { return false }
            // A process closes its descriptors a moment before it has ended, and its writer may be quicker to end.
            return (other.exit ?? other.reap).map { $0 <= end &+ 20_000_000 } ?? false
        }
    }
}

/// A scale of time: each column stands for the same round number of nanoseconds.
struct TimeAxis {
    enum Unit {
        case microseconds, milliseconds, seconds

        var name: ByteString {
            switch self {
            case .microseconds: "us"
            case .milliseconds: "ms"
            case .seconds: "s"
            }
        }

        private var nanoseconds: Int64 {
            switch self {
            case .microseconds: 1000
            case .milliseconds: 1_000_000
            case .seconds: 1_000_000_000
            }
        }

        /// Whole microseconds or milliseconds; seconds with one digit after the point.
        func text(_ time: Int64) -> ByteString {
            guard case .seconds = self else { return ByteString(decimal: (time &+ nanoseconds / 2) / nanoseconds) }
            let tenths = (time &+ 50_000_000) / 100_000_000
            return ByteString(decimal: tenths / 10) + "." + ByteString(decimal: tenths % 10)
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
        let tick = candidate &* 5
        unit = tick >= 1_000_000_000 ? .seconds : tick >= 1_000_000 ? .milliseconds : .microseconds
    }

    func column(of time: Int64) -> Int {
        Int(clamping: max(time &- start, 0) / step)
    }

    /// The labels over the columns, every five or every ten.
    var scale: ByteString {
        var scale: ByteString = ""
        let width = unit.text(step &* Int64(columns)).count
        let distance = width < 5 ? 5 : 10
        var column = 0
        while column < columns || column == 0 {
            while scale.count < column { scale.append(0x20) }
            scale += unit.text(step &* Int64(column))
            column &+= distance
        }
        return scale
    }
}

// JSON.
extension WaitView {
    private static func write(_ record: ChildRecord, to json: inout JSON) {
        json.key("pid", optional: record.pid)
        json.key("job", optional: record.job)
        json.key("stage", record.stage)
        json.key("command", record.command)
        json.key("background", record.isBackground)
        json.key("start_ns", record.start)
        json.key("exit_ns", optional: record.exit)
        json.key("reap_ns", optional: record.reap)
        json.key("raw", optional: record.rawStatus)
        switch record.ending {
        case .exited(let status)?:
            json.key("exited", status)
            json.key("signal", optional: nil as Int?)
        case .signaled(let number, let name, let dumpedCore)?:
            json.key("exited", optional: nil as Int?)
            json.key("signal", number)
            json.key("signal_name", "SIG" + name)
            json.key("core", dumpedCore)
        case nil:
            json.key("exited", optional: nil as Int?)
            json.key("signal", optional: nil as Int?)
        }
        json.key("utime_ns", optional: record.usage?.userTime)
        json.key("stime_ns", optional: record.usage?.systemTime)
        json.key("maxrss", optional: record.usage?.peakMemory)
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
