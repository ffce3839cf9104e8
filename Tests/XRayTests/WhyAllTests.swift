import Bytes
import Testing
import Wiring

@testable import XRay

private let second: Int64 = 1_000_000_000

private func pipe(_ inode: UInt64) -> DescriptorSnapshot {
    DescriptorSnapshot(
        fd: 0, kind: .pipe, name: "pipe:[" + ByteString(inode, radix: 10) + "]", inode: inode, mode: .read, fill: 0,
        capacity: 65536)
}

/// A process that waits for others by its standard input, where they write to descriptor 1 of theirs.
private func waiting(
    _ pid: Int32, _ operation: WaitOperation, on partners: Int32..., object: DescriptorSnapshot? = nil,
    limit: Int64? = nil, idle: Int64 = 60, terminal: Int32 = 0, outside: WaitTarget.Outside? = nil
) -> WaitingProcess {
    let on = partners.map { WaitingProcess.Partner(pid: $0, fd: object == nil ? -1 : 1) }
    let target = WaitTarget(
        operation.isRead ? .input : .event, fd: object == nil ? -1 : 0, object: object, on: on, outside: outside)
    var facts = ProcessSnapshot(
        pid: pid, ppid: 50, pgid: 100, state: .sleeping, arguments: ["cat"], name: "cat", startTime: 1)
    facts.terminal = terminal
    return WaitingProcess(
        facts: facts,
        waits: [
            ThreadWait(
                thread: pid, operation: operation, limit: limit.map { WaitLimit(nanoseconds: $0) },
                targets: on.isEmpty && object == nil && outside == nil ? [] : [target])
        ],
        ancestors: [50, 20], age: 100 * second, idle: idle * second)
}

private func opening(_ pid: Int32, idle: Int64) -> WaitingProcess {
    var process = waiting(
        pid, .opens(.init(path: "f", mode: .read, isFIFO: true, inode: UInt64(pid), device: 1)), idle: idle)
    process.waits[0].targets = [WaitTarget(.event)]
    return process
}

private func reports(_ processes: [WaitingProcess]) -> [WaitReport] {
    let look = WaitSnapshot(processes: processes)
    let jobs = processes.map { process in
        JobRecord(number: nil, pgid: 0, text: "cat", members: [.init(pid: process.pid, stage: 1, text: "cat")])
    }
    return WaitReport.reports(on: jobs, first: look, second: look, shell: 50)
}

@Suite struct WhyAllTests {
    /// 101 reads from 102, that from 103, which sleeps; 104 opens a FIFO.
    private let machine = [
        waiting(101, .reads(fd: 0), on: 102, object: pipe(1)),
        waiting(102, .reads(fd: 0), on: 103, object: pipe(2)),
        waiting(103, .sleeps, limit: 600 * second), opening(104, idle: 10),
    ]

    @Test func `what hangs is grouped by its cause, the oldest first`() {
        let groups = HangGroup.groups(of: reports(machine))
        #expect(groups.map { $0.report.pids } == [[101], [104]])
        #expect(groups.map(\.stuck) == [102, 104])
        #expect(groups.map(\.with) == [[], []])
        #expect(groups.map(\.since) == [60 * second, 10 * second])
    }

    @Test func `two that wait for one are one group`() {
        let shared = [
            waiting(101, .reads(fd: 0), on: 103, object: pipe(1)),
            waiting(102, .reads(fd: 0), on: 103, object: pipe(2)),
            waiting(103, .sleeps, limit: 600 * second),
        ]
        let groups = HangGroup.groups(of: reports(shared))
        #expect(groups.count == 1 && groups.first?.report.pids == [101] && groups.first?.with == [102])
    }

    @Test func `what somebody has stopped at a terminal is no hang`() {
        let stopped = { (terminal: Int32) in waiting(101, .stopped(.runs), terminal: terminal) }
        #expect(HangGroup.groups(of: reports([stopped(34816)])).isEmpty)
        #expect(HangGroup.groups(of: reports([stopped(0)])).count == 1)
        // Who waits for it hangs.
        let parent = waiting(102, .waitsForChild(101), on: 101)
        #expect(HangGroup.groups(of: reports([stopped(34816), parent])).map { $0.report.pids } == [[102]])
    }

    @Test func `a chain rests as long as the last of it that moved`() {
        let found = reports(machine)
        #expect(found[0].rest { Int64($0) } == 101)
        #expect(found[0].rest { $0 == 103 ? 7 : 1000 } == 7)
        #expect(found[0].rest { $0 == 103 ? nil : 1000 } == nil)
        #expect(found[2].rest { _ in 1 } == nil)
    }

    @Test func `the text says since when and where, and counts`() {
        var group = HangGroup.groups(of: reports(machine))[1]
        group.clock = "14:03:05"
        group.place = ProcessPlace(
            directory: "/tmp/\u{1B}x", terminal: "pts/3", controlGroup: "/a/session-4.scope", job: ["CI=true"])
        let all = WhyAll(groups: [group], looked: 5, unseen: [(7, "agent")])
        let expected = """
            PROCESS 104 stalled for 10 s: FIFO-NO-PARTNER  cat
              104 cat: open(f) for reading, waits until somebody opens it for writing
              try: cat >f
              since 14:03:05, in /tmp/\\x1Bx, on pts/3, session-4.scope, CI=true

            5 processes looked at: 1 hang, 3 well, 1 not seen: 7 agent

            """
        let shown = text(all.text(style: .plain)).split(separator: "\n", omittingEmptySubsequences: false)
            .filter { !$0.hasPrefix("  try:") }
        #expect(
            shown
                == expected.split(separator: "\n", omittingEmptySubsequences: false).filter { !$0.hasPrefix("  try:") })
        #expect(all.status == 1)
        #expect(WhyAll(groups: [], looked: 5, unseen: [(7, "agent")]).status == 4)
        #expect(
            text(WhyAll(groups: [], looked: 5, unseen: []).text(style: .plain)) == "5 processes looked at: 5 well\n")
    }

    @Test func `the JSON has a line for each group and one with the counts`() {
        var group = HangGroup.groups(of: reports(machine))[1]
        group.place = ProcessPlace(directory: "/tmp", controlGroup: "/a/b", job: ["CI=true"])
        let lines = text(WhyAll(groups: [group], looked: 5, unseen: []).json()).split(separator: "\n")
        #expect(lines.count == 2)
        #expect(
            lines[0].hasSuffix(
                #""with":[],"cwd":"/tmp","tty":null,"cgroup":"/a/b","container":null,"environment":["CI=true"]}"#))
        #expect(lines[1] == #"{"v":1,"looked":5,"hanging":1,"well":4,"unseen":[],"src":"seen"}"#)
    }

    @Test(
        arguments: [
            (0, "1970-01-01T00:00:00.00Z"), (1_764_338_585_120_000_000, "2025-11-28T14:03:05.12Z"),
            (1_709_164_800_000_000_000, "2024-02-29T00:00:00.00Z"),
            (951_782_399_990_000_000, "2000-02-28T23:59:59.99Z"),
            (4_107_542_400_000_000_000, "2100-03-01T00:00:00.00Z"),
        ] as [(Int64, ByteString)])
    func `a time is told as UTC`(time: Int64, shown: ByteString) {
        #expect(ByteString(utc: time) == shown)
    }
}

@Suite struct FileViewTests {
    private func report(_ users: [FileUsers.User], unseen: Int = 0) -> FileReport {
        let row = DescriptorSnapshot(fd: 5, kind: .fifo, name: "/tmp/f", inode: 1, mode: .write)
        var other = row
        other.fd = 6
        other.inode = 2
        let processes = [
            ProcessSnapshot(pid: 101, ppid: 1, arguments: ["cat", "f"], name: "cat", descriptors: [row, other]),
            ProcessSnapshot(pid: 102, ppid: 1, arguments: ["sh"], name: "sh", descriptors: [other]),
        ]
        let file = FileUsers(
            path: "f", kind: .fifo, identity: FileIdentity(inode: 1, device: 0), users: users, unseen: unseen)
        return FileReport(file, Snapshot(time: 1, shell: 50, processes: processes))
    }

    @Test func `only the descriptors of the file are shown, and other ways of having it`() {
        let view = report([.init(pid: 101, fds: [5]), .init(pid: 102, ways: [.directory])], unseen: 3)
        let expected = """
            FILE  fifo  f
            101 cat  fd   mode  ofd  object  other end
                     5    w     ?    /tmp/f  not seen
            102 sh   cwd
            ? processes that may not be looked at, and may have it: 3

            """
        #expect(text(FileView.text([view], style: .plain)) == expected)
        #expect(view.status == 0)
    }

    @Test func `nobody is told only where all were seen`() {
        #expect(text(FileView.text([report([])], style: .plain)) == "FILE  fifo  f\nnobody has it\n")
        #expect(report([]).status == 0 && report([], unseen: 1).status == 4)
    }

    @Test func `who waits is named elsewhere`() {
        let view = report([.init(pid: 101, fds: [5]), .init(pid: 102, ways: [.directory])])
        #expect(
            text(FileView.holders([view], without: [102], style: .plain))
                == "FILE  fifo  f\n  held by 101 `cat f`: fd 5 w\n")
    }
}
