import Bytes
import Foundation
import Testing
import Wiring

@testable import XRay

private func event(_ microseconds: Int64, _ pid: Int32, _ stage: Int32, _ detail: Event.Detail) -> Event {
    Event(time: 81_000_000 + microseconds * 1000, pid: pid, ppid: 1, job: 1, stage: stage, line: 3, detail: detail)
}

private let events = [
    event(0, 4000, 0, .plan(stages: 2, text: "a | b\n")),
    event(12, 4000, 0, .pipe(read: 3, write: 11, object: "pipe:[7]")),
    event(13, 4000, 0, .duplicateAbove(from: 3, to: 10, object: "pipe:[7]")),
    event(90, 4000, 0, .fork(child: 4101)),
    event(120, 4101, 1, .setProcessGroup(pid: 0, pgid: 0)),
    event(130, 4101, 1, .duplicate(from: 11, to: 1, object: "pipe:[7]")),
    event(140, 4101, 1, .open(fd: -1, mode: .read, error: "ENOENT", path: "none")),
    event(150, 4101, 1, .exec(path: "/bin/a")),
    event(2150, 4000, 0, .exit(pid: 4101, rawStatus: 256)),
    event(2160, 4000, 0, .reap(pid: 4101, rawStatus: 256)),
]

@Suite struct TraceViewTests {
    @Test func `each event is a line with its time since the first`() {
        let expected = """
            ms     pid   stage  line  event
            0.000  4000  -      3     plan     a | b\\x0A (2 stages)
            0.012  4000  -      3     pipe     r=3 w=11  pipe:[7]
            0.013  4000  -      3     dup      3 -> 10  pipe:[7]
            0.090  4000  -      3     fork     -> 4101
            0.120  4101  1      3     setpgid  own -> group own
            0.130  4101  1      3     dup2     11 -> 1  pipe:[7]
            0.140  4101  1      3     open     failed (ENOENT): none (read)
            0.150  4101  1      3     exec     /bin/a
            2.150  4000  -      3     exit     4101: exit status 1 (raw 256)
            2.160  4000  -      3     reap     4101: exit status 1 (raw 256)

            """
        #expect(text(TraceView.text(events, style: .plain)) == expected)
    }

    @Test func `JSON has the keys of the specification, an object a line`() {
        #expect(
            text(TraceView.json([events[5]]))
                == #"{"v":1,"t":81130000,"ev":"dup2","pid":4101,"ppid":1,"job":1,"stage":1,"line":3,"#
                + #""from":11,"to":1,"object":"pipe:[7]","src":"log"}"# + "\n")
        #expect(text(TraceView.json(events)).split(separator: "\n").count == events.count)
    }

    @Test func `the Trace Event format has a slice for the child and an instant for each event`() throws {
        let data = Data(TraceView.chrome(events))
        let object = try JSONSerialization.jsonObject(with: data) as? [String: Any]
        let entries = try #require(object?["traceEvents"] as? [[String: Any]])
        #expect(entries.count == events.count + 1)
        let slice = try #require(entries.first { $0["ph"] as? String == "X" })
        #expect(slice["name"] as? String == "/bin/a")
        #expect(slice["ts"] as? Double == 81090)
        #expect(slice["dur"] as? Double == 2060)
        #expect(text(TraceView.chrome(events)).contains(#""ts":81130.000"#))
    }

    @Test func `no events are an empty text`() {
        #expect(TraceView.text([], style: .plain).isEmpty)
        #expect(text(TraceView.chrome([])) == "{\"displayTimeUnit\":\"ms\",\"traceEvents\":[]}\n")
    }
}
