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
        var rows: [[ByteString]] = [["ms", "pid", "stage", "line", "event", ""]]
        for event in events {
            rows.append([
                ByteString(thousandths: max(event.time &- first, 0) / 1000), "\(event.pid)",
                event.stage > 0 ? "\(event.stage)" : "-", event.line > 0 ? "\(event.line)" : "-", event.detail.name,
                event.detail.shown,
            ])
        }
        page.table(rows, .faint)
        return page.bytes
    }

    /// For programs: an object a line.
    public static func json(_ events: [Event]) -> [UInt8] {
        events.flatMap { event in
            let head: JSON = ["t": event.time, "ev": event.detail.name, "pid": event.pid, "ppid": event.ppid]
            let isPlan = if case .plan = event.detail { true } else { false }
            return (head + event.json + ["src": isPlan ? "plan" : "log"]).line
        }
    }

    /// For Perfetto and chrome://tracing: one object with all events.
    public static func chrome(_ events: [Event]) -> [UInt8] {
        let entries = slices(of: events) + events.map(instant)
        var bytes: [UInt8] = []
        (["displayTimeUnit": "ms", "traceEvents": entries] as JSON).write(to: &bytes)
        return bytes + [0x0A]
    }
}

// The Trace Event format.
extension TraceView {
    /// Nanoseconds, as microseconds with a fraction.
    private struct Microseconds: JSONValue {
        let nanoseconds: Int64

        func write(to json: inout [UInt8]) {
            json.append(ByteString(thousandths: nanoseconds))
        }
    }

    /// The lives of all children: from fork to exit, to reaping, or to the end of the log.
    private static func slices(of events: [Event]) -> [JSON] {
        guard let last = events.last?.time else { return [] }
        var ends: [Int32: Int64] = [:]
        var names: [Int32: ByteString] = [:]
        for event in events {
            if case .exit(let pid, _) = event.detail { ends[pid] = event.time }
            if case .reap(let pid, _) = event.detail, ends[pid] == nil { ends[pid] = event.time }
            if case .exec(let path) = event.detail { names[event.pid] = path }
        }
        return events.compactMap { event in
            guard case .fork(let child) = event.detail else { return nil }
            let end = max(ends[child] ?? last, event.time)
            return [
                "name": names[child] ?? "subshell", "ph": "X", "ts": Microseconds(nanoseconds: event.time),
                "dur": Microseconds(nanoseconds: end &- event.time), "pid": child, "tid": child,
                "args": ["ppid": event.pid] as JSON,
            ]
        }
    }

    private static func instant(_ event: Event) -> JSON {
        [
            "name": event.detail.name, "ph": "i", "s": "t", "ts": Microseconds(nanoseconds: event.time),
            "pid": event.pid, "tid": event.pid, "args": event.json,
        ]
    }
}

extension Event {
    fileprivate var json: JSON { ["job": job, "stage": stage, "line": line] + detail.json }
}

extension Event.Detail {
    /// The details on a line of text.
    fileprivate var shown: ByteString {
        func object(_ name: ByteString) -> ByteString { name.isEmpty ? "" : "  \(name: name)" }
        switch self {
        case .plan(let stages, let text): return "\(name: text) (\(stages) \(stages == 1 ? "stage" : "stages"))"
        case .pipe(let read, let write, let name): return "r=\(read) w=\(write)\(object(name))"
        case .fork(let child): return "-> \(child)"
        case .setProcessGroup(let pid, let pgid):
            return "\(pid == 0 ? "own" : "\(pid)") -> group \(pgid == 0 ? "own" : "\(pgid)")"
        case .duplicate(let from, let to, let name), .duplicateAbove(let from, let to, let name):
            return "\(from) -> \(to)\(object(name))"
        case .close(let fd, let name), .inherit(let fd, let name): return "\(fd)\(object(name))"
        case .open(let fd, let mode, let error, let path):
            let result: ByteString = error.isEmpty ? "\(fd) = " : "failed (\(name: error)): "
            return "\(result)\(name: path) (\(mode.flags.joined(separator: ", ")))"
        case .exec(let path): return Display.escaped(path)
        case .execFailed(let error, let path): return "\(name: path): \(name: error)"
        case .stop(let pid, let signal): return "\(pid) by signal \(signal)"
        case .resume(let pid): return "\(pid)"
        case .exit(let pid, let status), .reap(let pid, let status):
            let signal = status & 0x7F
            let reading: ByteString = signal == 0 ? "exit status \(status >> 8 & 0xFF)" : "signal \(signal)"
            return "\(pid): \(reading) (raw \(status))"
        case .signal(let signal, let pid): return "\(signal)\(pid == 0 ? " arrived" : " sent to \(pid)")"
        }
    }

    fileprivate var json: JSON {
        switch self {
        case .plan(let stages, let text): ["stages": stages, "text": text]
        case .pipe(let read, let write, let object): ["read": read, "write": write, "object": object]
        case .fork(let child), .resume(let child): ["child": child]
        case .setProcessGroup(let pid, let pgid): ["target": pid, "pgid": pgid]
        case .duplicate(let from, let to, let object), .duplicateAbove(let from, let to, let object):
            ["from": from, "to": to, "object": object]
        case .close(let fd, let object), .inherit(let fd, let object): ["fd": fd, "object": object]
        case .open(let fd, let mode, let error, let path):
            ["fd": fd, "path": path, "flags": mode.flags] + (error.isEmpty ? [:] : ["error": error])
        case .exec(let path): ["path": path]
        case .execFailed(let error, let path): ["path": path, "error": error]
        case .stop(let pid, let signal): ["child": pid, "signal": signal]
        case .exit(let pid, let status), .reap(let pid, let status): ["child": pid, "raw": status]
        case .signal(let number, let pid): ["signal": number, "target": pid]
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
