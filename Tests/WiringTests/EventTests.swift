import Bytes
import Testing
import Wiring

@Suite struct EventTests {
    private func event(_ detail: Event.Detail) -> Event {
        Event(time: 81_200_110, pid: 4101, ppid: 4000, job: 1, stage: 1, line: 3, detail: detail)
    }

    @Test func `the line of an event can be read by eye`() {
        let line = event(.duplicate(from: 4, to: 1, object: "pipe:[88121]")).encoded
        #expect(ByteString(line) == "81200110 4101 4000 1 1 3 dup2 4 1 pipe:[88121]\n")
        let open = event(.open(fd: 1, mode: .append, error: "", path: "a b\n\\")).encoded
        #expect(ByteString(open) == "81200110 4101 4000 1 1 3 open 1 3 \\- a\\20b\\0A\\5C\n")
    }

    @Test(
        arguments: [
            .plan(stages: 2, text: "a | b"), .pipe(read: 3, write: 4, object: "pipe:[1]"), .fork(child: 9),
            .duplicateAbove(from: 3, to: 10, object: "f"), .setProcessGroup(pid: 0, pgid: 7),
            .duplicate(from: 4, to: 1, object: ""), .close(fd: 4, object: "-"),
            .open(fd: -1, mode: .writeNew, error: "EEXIST", path: "\u{1B}[2J\\..."), .exec(path: "/bin/\u{C548}"),
            .execFailed(error: "ENOENT", path: "..."), .stop(pid: 4, signal: 21), .resume(pid: 4),
            .exit(pid: 4, rawStatus: 768), .reap(pid: 4, rawStatus: -1), .signal(number: 2, pid: 0),
        ] as [Event.Detail])
    func `every event survives the way there and back`(detail: Event.Detail) {
        let original = event(detail)
        #expect(Event(line: ByteString(original.encoded)) == original)
    }

    @Test func `every byte in a name survives`() {
        let original = event(.exec(path: ByteString((1...255).map { UInt8($0) })))
        #expect(Event(line: ByteString(original.encoded)) == original)
    }

    @Test(arguments: [4000, 4096, 5000, 100_000])
    func `a line is never longer than one write keeps together`(length: Int) throws {
        for byte: UInt8 in [0x61, 0xFF] {
            let long = ByteString([UInt8](repeating: byte, count: length))
            var original = event(.open(fd: 1, mode: .read, error: "ENAMETOOLONG", path: long))
            original.time = Int64.max
            original.pid = Int32.max
            #expect(original.encoded.count <= Event.maximumLength)
            let decoded = try #require(Event(line: ByteString(original.encoded)))
            guard case .open(_, _, _, let path) = decoded.detail else {
                Issue.record("another event")
                continue
            }
            #expect(path.hasSuffix("...") || path == long)
        }
    }

    @Test(
        arguments: [
            "", "1 2 3", "1 2 3 4 5 6 nothing", "1 2 3 4 5 6 fork", "1 2 3 4 5 6 fork x", "1 2 3 4 5 6 fork 1 2",
            "1 2 3 4 5 6 exec a\\4", "1 2 3 4 5 6 exec a\\xx", "1 2 3 4 5 6 open 1 9 \\- f", "1  2 3 4 5 6 fork 1",
            "9999999999999999999999 2 3 4 5 6 fork 1", "1 2 3 4 5 99999999999 fork 1",
        ] as [ByteString])
    func `a damaged line is no event`(line: ByteString) {
        #expect(Event(line: line) == nil)
    }

    @Test func `a log is put in order of time and its damaged lines are counted`() {
        let log: ByteString = "5 1 0 0 0 0 fork 2\nrubbish\n3 1 0 0 0 0 fork 3\n5 1 0 0 0 0 fork 4\n3 1 0 0"
        let (events, damaged) = Event.decode(log)
        #expect(events.map(\.detail) == [.fork(child: 3), .fork(child: 2), .fork(child: 4)])
        #expect(damaged == 2)
    }
}
