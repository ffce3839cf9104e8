// `see trace`: the log of events as text, as JSON lines, and in the Trace Event format.
//
// Text has its times relative to the first event, in milliseconds; JSON has them as they were. In the Trace Event
// format each process is a slice from its fork to its exit, and what it did are instants in it.

import Bytes
public import Wiring

public enum TraceView {
    /// For people: an event a line.
    public static func text(_ events: [Event], style: Style) -> [UInt8] {
        var page = Page(style)
        guard let first = events.first?.time else { return [] }
        var rows = Rows()
        rows.add(["ms", "pid", "stage", "line", "event", ""], .faint)
        for event in events {
            rows.add([
                milliseconds(event.time &- first), ByteString(decimal: event.pid),
                event.stage > 0 ? ByteString(decimal: event.stage) : "-",
                event.line > 0 ? ByteString(decimal: event.line) : "-", event.detail.name, event.detail.shown,
            ])
        }
        rows.write(to: &page, gap: 2)
        return page.bytes
    }

    /// For programs: an object a line.
    public static func json(_ events: [Event]) -> [UInt8] {
        events.flatMap(json)
    }

    /// One event as a line, for a stream.
    public static func json(_ event: Event) -> [UInt8] {
        JSON.line { json in
            json.key("t", event.time)
            json.key("ev", event.detail.name)
            json.key("pid", event.pid)
            json.key("ppid", event.ppid)
            json.key("job", event.job)
            json.key("stage", event.stage)
            json.key("line", event.line)
            event.detail.write(to: &json)
            json.key("src", event.detail.isPlan ? "plan" : "log")
        }
    }

    /// For Perfetto and chrome://tracing: one object with all events.
    public static func chrome(_ events: [Event]) -> [UInt8] {
        var json = JSON()
        json.object { json in
            json.key("displayTimeUnit", "ms")
            json.array("traceEvents") { json in
                for slice in slices(of: events) { json.object { write(slice, to: &$0) } }
                for event in events { json.object { writeInstant(event, to: &$0) } }
            }
        }
        return json.bytes + [0x0A]
    }

    private static func milliseconds(_ time: Int64) -> ByteString {
        let micro = max(time, 0) / 1000
        return ByteString(decimal: micro / 1000) + "." + padded(micro % 1000)
    }

    /// Three digits.
    private static func padded(_ number: Int64) -> ByteString {
        (number < 10 ? "00" : number < 100 ? "0" : "") + ByteString(decimal: number)
    }
}

// The Trace Event format.
extension TraceView {
    private struct Slice {
        let pid: Int32
        let ppid: Int32
        let start: Int64
        let end: Int64
        let name: ByteString
    }

    /// The lives of all children: from fork to exit, to reaping, or to the end of the log.
    private static func slices(of events: [Event]) -> [Slice] {
        guard let last = events.last?.time else { return [] }
        var ends: [Int32: Int64] = [:]
        var names: [Int32: ByteString] = [:]
        for event in events {
            switch event.detail {
            case .exit(let pid, _): ends[pid] = event.time
            case .reap(let pid, _): if ends[pid] == nil { ends[pid] = event.time }
            case .exec(let path): names[event.pid] = path
            case .plan, .pipe, .fork, .setProcessGroup, .duplicate, .duplicateAbove, .inherit, .close, .open,
                .execFailed,
                .stop, .resume, .signal:
                break
            }
        }
        return events.compactMap { event in
            guard case .fork(let child) = event.detail else { return nil }
            return Slice(
                pid: child, ppid: event.pid, start: event.time, end: max(ends[child] ?? last, event.time),
                name: names[child] ?? "subshell")
        }
    }

    private static func write(_ slice: Slice, to json: inout JSON) {
        json.key("name", slice.name)
        json.key("ph", "X")
        json.key("ts", microseconds: slice.start)
        json.key("dur", microseconds: slice.end &- slice.start)
        json.key("pid", slice.pid)
        json.key("tid", slice.pid)
        json.object("args") { $0.key("ppid", slice.ppid) }
    }

    private static func writeInstant(_ event: Event, to json: inout JSON) {
        json.key("name", event.detail.name)
        json.key("ph", "i")
        json.key("s", "t")
        json.key("ts", microseconds: event.time)
        json.key("pid", event.pid)
        json.key("tid", event.pid)
        json.object("args") { json in
            json.key("job", event.job)
            json.key("stage", event.stage)
            json.key("line", event.line)
            event.detail.write(to: &json)
        }
    }
}

extension JSON {
    /// Nanoseconds as microseconds with three digits after the point.
    fileprivate mutating func key(_ name: ByteString, microseconds time: Int64) {
        key(name)
        let rest = time.magnitude % 1000
        let digits = (rest < 10 ? "00" : rest < 100 ? "0" : "" as ByteString) + ByteString(decimal: rest)
        literal(ByteString(decimal: time / 1000) + "." + digits)
    }
}

extension Event.Detail {
    fileprivate var isPlan: Bool {
        guard case .plan = self else { return false }
        return true
    }

    /// The details on a line of text.
    fileprivate var shown: ByteString {
        func number(_ value: Int32) -> ByteString { ByteString(decimal: value) }
        func object(_ name: ByteString) -> ByteString { name.isEmpty ? "" : "  " + Display.escaped(name) }
        switch self {
        case .plan(let stages, let text):
            return Display.escaped(text) + " (" + number(stages) + (stages == 1 ? " stage)" : " stages)")
        case .pipe(let read, let write, let name): return "r=" + number(read) + " w=" + number(write) + object(name)
        case .fork(let child): return "-> " + number(child)
        case .setProcessGroup(let pid, let pgid):
            return (pid == 0 ? "own" : number(pid)) + " -> group " + (pgid == 0 ? "own" : number(pgid))
        case .duplicate(let from, let to, let name), .duplicateAbove(let from, let to, let name):
            return number(from) + " -> " + number(to) + object(name)
        case .close(let fd, let name), .inherit(let fd, let name): return number(fd) + object(name)
        case .open(let fd, let mode, let error, let path):
            let result = error.isEmpty ? number(fd) + " = " : "failed (" + Display.escaped(error) + "): "
            return result + Display.escaped(path) + " (" + mode.flags.joined(separator: ", ") + ")"
        case .exec(let path): return Display.escaped(path)
        case .execFailed(let error, let path): return Display.escaped(path) + ": " + Display.escaped(error)
        case .stop(let pid, let signal): return number(pid) + " by signal " + number(signal)
        case .resume(let pid): return number(pid)
        case .exit(let pid, let status), .reap(let pid, let status):
            let reading =
                status & 0x7F == 0 ? "exit status " + number(status >> 8 & 0xFF) : "signal " + number(status & 0x7F)
            return number(pid) + ": " + reading + " (raw " + number(status) + ")"
        case .signal(let signal, let pid): return number(signal) + (pid == 0 ? " arrived" : " sent to " + number(pid))
        }
    }

    /// The details as keys of the event's object.
    fileprivate func write(to json: inout JSON) {
        switch self {
        case .plan(let stages, let text):
            json.key("stages", stages)
            json.key("text", text)
        case .pipe(let read, let write, let object):
            json.key("read", read)
            json.key("write", write)
            json.key("object", object)
        case .fork(let child): json.key("child", child)
        case .setProcessGroup(let pid, let pgid):
            json.key("target", pid)
            json.key("pgid", pgid)
        case .duplicate(let from, let to, let object), .duplicateAbove(let from, let to, let object):
            json.key("from", from)
            json.key("to", to)
            json.key("object", object)
        case .close(let fd, let object), .inherit(let fd, let object):
            json.key("fd", fd)
            json.key("object", object)
        case .open(let fd, let mode, let error, let path):
            json.key("fd", fd)
            json.key("path", path)
            json.strings("flags", mode.flags)
            if !error.isEmpty { json.key("error", error) }
        case .exec(let path): json.key("path", path)
        case .execFailed(let error, let path):
            json.key("path", path)
            json.key("error", error)
        case .stop(let pid, let signal):
            json.key("child", pid)
            json.key("signal", signal)
        case .resume(let pid): json.key("child", pid)
        case .exit(let pid, let status), .reap(let pid, let status):
            json.key("child", pid)
            json.key("raw", status)
        case .signal(let number, let pid):
            json.key("signal", number)
            json.key("target", pid)
        }
    }
}

extension TraceView {
    static let mode = ViewMode(
        name: "trace", synopsis: "[-o FILE] [--json | --chrome] PIPELINE | -f LOG",
        options: ["--json", "--chrome", "-f"],
        summary: "each step of the wiring, by the shell and its children, as it is done", isPrefix: true,
        legend: """

            ms       the time since the first event, in milliseconds
            pid      the process that did it
            stage    its place in the pipeline; - is the shell
            line     the line of the source
            plan     the pipeline that is about to be wired, and how many stages it has
            pipe     r= the read end and w= the write end of a new pipe
            fork     -> the pid of a new child
            setpgid  a process joins a process group
            open     the new descriptor = the path (how it is opened), or why it failed
            dup2     FROM -> TO: TO now refers to the open file description that FROM refers to
            dup      FROM -> TO: the same, and TO is the lowest free number from 10 up: the shell's own
            inherit  the command will get the descriptor, which was the shell's own
            close    the descriptor refers to nothing any more
            exec     the command takes the process over; what it does itself is not logged
            exec-fail  it did not, and why
            stop, continue  a child was stopped by a signal, or goes on
            exit     a child ended; from now on it is a zombie
            reap     its status was taken by wait; raw is the status undecoded
            signal   the shell sent one, or one arrived

            The pipeline's own status is kept. -o FILE is made with the permissions 0600.
            SEESH_TRACE=LOG leaves all this in a file, also where the shell is killed; -f LOG shows it.
            --json is an object a line; --chrome is for Perfetto and chrome://tracing.
            """)
}
