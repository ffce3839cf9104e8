import Bytes
import Testing
import Wiring

@testable import XRay

/// A process that waits, in a machine of a few.
private func process(
    _ pid: Int32, _ operation: WaitOperation, on partners: [(Int32, Int32)] = [], parent: Int32 = 50,
    _ object: DescriptorSnapshot? = nil, limit: Int64? = nil, switches: UInt64 = 7, written: UInt64 = 0,
    ticks: UInt64 = 0, command: ByteString = "cat", children: [Int32] = [], threads: Int = 1,
    terminalGroup: Int32 = -1, outside: WaitTarget.Outside? = nil
) -> WaitingProcess {
    let on = partners.map { WaitingProcess.Partner(pid: $0.0, fd: $0.1) }
    let (use, fd): (WaitTarget.Use, Int32) =
        switch operation {
        case .reads(let fd), .accepts(let fd), .stopped(.reads(let fd)): (.input, fd)
        case .writes(let fd), .connects(let fd, _): (.output, fd)
        default: (.event, -1)
        }
    let isTarget = object != nil || !on.isEmpty || outside != nil
    let targets = isTarget ? [WaitTarget(use, fd: fd, object: object, on: on, outside: outside)] : []
    let first = ThreadWait(
        thread: pid, operation: operation, limit: limit.map { WaitLimit(nanoseconds: $0) },
        targets: targets.isEmpty && isOpen(operation) ? [WaitTarget(.event)] : targets)
    let others = (1..<max(threads, 1)).map { ThreadWait(thread: pid + Int32($0), operation: .sleeps) }
    return WaitingProcess(
        facts: ProcessSnapshot(
            pid: pid, ppid: parent, pgid: 100, state: .sleeping, arguments: [command], name: command, startTime: 1),
        waits: [first] + others,
        movement: Movement(switches: switches, ticks: ticks, bytesRead: 832, bytesWritten: written),
        terminalGroup: terminalGroup, ancestors: [parent, 1], children: children, age: 60_000_000_000,
        idle: 42_000_000_000)
}

private func isOpen(_ operation: WaitOperation) -> Bool { if case .opens = operation { true } else { false } }

private func sleeping(
    _ pid: Int32, _ length: Int64?, parent: Int32 = 50, command: ByteString = "cat", children: [Int32] = []
) -> WaitingProcess {
    process(pid, .sleeps, parent: parent, limit: length, command: command, children: children)
}

private func pipe(_ inode: UInt64 = 91022, fill: Int64 = 0) -> DescriptorSnapshot {
    DescriptorSnapshot(
        fd: 0, kind: .pipe, name: "pipe:[" + ByteString(inode, radix: 10) + "]", inode: inode, mode: .read,
        fill: fill, capacity: 65536)
}

private func fifo(_ path: ByteString, _ mode: AccessMode) -> WaitOperation {
    .opens(.init(path: path, mode: mode, isFIFO: true, inode: 1, device: 1))
}

private func job(_ pids: Int32...) -> JobRecord {
    JobRecord(
        number: 1, pgid: 100, text: "a | b", isBackground: true,
        members: pids.enumerated().map { .init(pid: $1, stage: $0 + 1, text: "stage") })
}

private func report(_ job: JobRecord, _ processes: [WaitingProcess], before: [WaitingProcess]? = nil) -> WaitReport {
    WaitReport(
        job: job, first: WaitSnapshot(processes: before ?? processes), second: WaitSnapshot(processes: processes),
        shell: 50)
}

private let second: Int64 = 1_000_000_000

@Suite struct WaitVerdictTests {
    @Test func `two that wait for each other are a proven deadlock`() {
        let report = report(
            job(101, 102),
            [
                process(101, .reads(fd: 0), on: [(102, 1)], pipe(1)),
                process(102, .writes(fd: 1), on: [(101, 0)], pipe(2)),
            ])
        #expect(report.verdict?.kind == .deadlock)
        #expect(report.verdict?.cycle == [101, 102])
        #expect(report.status == 3)
    }

    @Test func `what has moved between the looks is no deadlock`() {
        let waiting = [
            process(101, .reads(fd: 0), on: [(102, 1)], pipe(1)), process(102, .reads(fd: 0), on: [(101, 1)], pipe(2)),
        ]
        var before = waiting
        before[1].movement.switches = 6
        #expect(report(job(101, 102), waiting, before: before).verdict == nil)
        before = waiting
        before[0].facts.startTime = 2
        #expect(report(job(101, 102), waiting, before: before).verdict == nil)
    }

    @Test func `whoever could be freed by one that can move is not stuck`() {
        let others: [WaitOperation] = [
            .runs, .polls(nil), .sleeps, .waitsForSignal, .waitsForThread(.init(isPrivate: false)), .unseen,
            .other(999, name: ""),
            .waitsInKernel(fd: nil, .init("")), .stopped(.runs), .connects(fd: 3, path: ""),
        ]
        for operation in others {
            let found = report(
                job(101, 102),
                [
                    process(101, .reads(fd: 0), on: [(102, 1), (103, 1)], pipe(1)),
                    process(102, .reads(fd: 0), on: [(101, 1)], pipe(2)), process(103, operation),
                ])
            #expect(found.verdict?.cycle ?? [] == [], "\(operation)")
            #expect(found.status != 3, "\(operation)")
        }
    }

    @Test func `threads, bytes in the pipe and hidden holders are no proof`() {
        let partner = process(102, .reads(fd: 0), on: [(101, 1)], pipe(2))
        let threaded = process(101, .reads(fd: 0), on: [(102, 1)], pipe(1), threads: 2)
        #expect(report(job(101, 102), [threaded, partner]).status != 3)
        var alarmed = process(101, .reads(fd: 0), on: [(102, 1)], pipe(1))
        alarmed.isInterruptible = true
        #expect(report(job(101, 102), [alarmed, partner]).status != 3)
        let filled = process(101, .reads(fd: 0), on: [(102, 1)], pipe(1, fill: 3))
        #expect(report(job(101, 102), [filled, partner]).status != 3)
        let look = WaitSnapshot(
            processes: [process(101, .reads(fd: 0), on: [(102, 1)], pipe(1)), partner], hidden: 1)
        let hidden = WaitReport(job: job(101, 102), first: look, second: look, shell: 50)
        #expect(hidden.status == 4 && !hidden.isProof && hidden.isHidden)
    }

    @Test func `a pipe whose other end nobody is seen to hold is no stall, but incomplete`() {
        let reader = process(101, .reads(fd: 0), pipe(1), outside: .unseenHolder)
        #expect(report(job(101), [reader]).status == 4)
        #expect(report(job(101), [process(101, .reads(fd: 0), pipe(1, fill: 5))]).status == 0)
    }

    @Test func `what rests for certain needs no longer look, the rest does`() {
        let reader = process(101, .reads(fd: 0), on: [(102, 1)], pipe(1))
        let long = sleeping(102, 600 * second)
        #expect(!report(job(101, 102), [reader, long]).needsLongerLook)
        for operation: WaitOperation in [.polls(nil), .other(999, name: "")] {
            let found = report(job(101, 102), [reader, process(102, operation)])
            #expect(found.verdict?.kind == .starved && found.needsLongerLook)
        }
        let middle = process(102, .reads(fd: 0), on: [(103, 1)], pipe(2))
        #expect(!report(job(101), [reader, middle, process(103, .stopped(.runs))]).needsLongerLook)
        let working = process(101, .runs, ticks: WaitGraph.longComputation)
        #expect(report(job(101), [working]).needsLongerLook)
        #expect(!report(job(101), [working], before: [sleeping(101, 1)]).needsLongerLook)
    }

    @Test func `a child that has just ended frees its parent`() {
        let reader = process(101, .reads(fd: 0), on: [(102, 1)], pipe(1))
        let parent = process(102, .waitsForChild(nil), on: [(103, -1)], children: [103])
        let ended = process(103, .zombie, parent: 102)
        let before = [reader, parent, sleeping(103, 10_000_000, parent: 102)]
        #expect(report(job(101, 102), [reader, parent, ended], before: before).verdict == nil)
    }

    @Test func `a person at the terminal is expected to type`() {
        let terminal = DescriptorSnapshot(fd: 0, kind: .terminal, name: "/dev/pts/1", inode: 3, mode: .readWrite)
        let typing = process(102, .reads(fd: 0), terminal, terminalGroup: 100, outside: .person)
        let reader = process(101, .reads(fd: 0), on: [(102, 1)], pipe(1))
        #expect(report(job(101, 102), [reader, typing]).verdict == nil)
        let behind = process(102, .reads(fd: 0), terminal, terminalGroup: 7, outside: .person)
        #expect(report(job(101, 102), [reader, behind]).verdict?.kind == .terminalInput)
        let other = process(102, .reads(fd: 0), terminal, outside: .person)
        #expect(report(job(102), [other]).verdict == nil, "it is not its own")
    }

    @Test func `the other end of a socket may be silent`() {
        let socket = DescriptorSnapshot(fd: 3, kind: .socket, name: "socket:[9]", inode: 9, mode: .readWrite)
        let reader = process(101, .reads(fd: 3), on: [(102, 4)], socket)
        let peer = sleeping(102, 600 * second)
        #expect(report(job(101), [reader, peer]).verdict?.culprit == 102)
        let answer = process(102, .reads(fd: 4), on: [(101, 3)], socket)
        #expect(report(job(101), [reader, answer]).verdict?.kind == .deadlock)
        var connection = socket
        connection.socket = SocketSnapshot(family: .internet4)
        let client = process(101, .reads(fd: 3), on: [(102, 4)], connection)
        let server = process(102, .accepts(fd: 5), connection, outside: .clients)
        #expect(report(job(101), [client, server]).status == 0)
    }

    @Test func `a number that another process has by now is another process`() {
        var later = process(101, .reads(fd: 0), on: [(101, 5)], pipe())
        later.facts.startTime = 2
        #expect(report(job(101), [later], before: [process(101, .reads(fd: 0), on: [(101, 5)], pipe())]).status == 0)
    }

    @Test func `a circle of three behind a waiter is found as the circle`() {
        let report = report(
            job(100),
            [
                process(100, .waitsForChild(nil), on: [(101, -1)]),
                process(101, .reads(fd: 0), on: [(102, 1)], pipe(1)),
                process(102, .reads(fd: 0), on: [(103, 1)], pipe(2)),
                process(103, .reads(fd: 0), on: [(101, 1)], pipe(3)),
            ])
        #expect(report.verdict?.kind == .deadlock)
        #expect(report.verdict?.cycle == [101, 102, 103])
        #expect(report.verdict?.chain == [100, 101])
    }

    @Test func `a reader that alone has its write end is its own circle`() {
        let report = report(job(101), [process(101, .reads(fd: 0), on: [(101, 5)], pipe())])
        #expect(report.verdict?.kind == .selfHeld)
        #expect(report.status == 3)
    }

    @Test func `a filter that has read and not written is suspected of buffering`() {
        let report = report(
            job(101, 102),
            [
                process(101, .reads(fd: 0), on: [(102, 3)], pipe(1)),
                process(102, .reads(fd: 4), on: [(101, 1)], pipe(2), written: 6, command: "sh"),
            ])
        #expect(report.verdict?.kind == .buffered)
        #expect(report.status == 3)
    }

    @Test func `a write end outside of the pipeline withholds the end of file`() {
        let report = report(
            job(101),
            [process(101, .reads(fd: 0), on: [(106, 1)], pipe()), sleeping(106, 600 * second)])
        #expect(report.verdict?.kind == .endOfFileHeld)
        #expect(report.verdict?.culprit == 106)
        #expect(report.status == 1)
        #expect(!report.needsLongerLook)
    }

    @Test func `a stage that sleeps long starves its reader, one that sleeps shortly does not`() {
        func verdict(_ length: Int64?) -> WaitVerdict.Kind? {
            report(
                job(101, 102),
                [sleeping(101, length), process(102, .reads(fd: 0), on: [(101, 1)], pipe())]
            ).verdict?.kind
        }
        #expect(verdict(600 * second) == .starved)
        #expect(verdict(nil) == .starved)
        #expect(verdict(second / 10) == nil)
    }

    @Test func `the cause is sought behind those that wait themselves`() {
        let report = report(
            job(101, 102, 103),
            [
                process(101, .writes(fd: 1), on: [(102, 0)], pipe(1)),
                process(102, .writes(fd: 1), on: [(103, 0)], pipe(2)), process(103, .stopped(.runs)),
            ])
        #expect(report.verdict?.kind == .stopped)
        #expect(report.verdict?.chain == [101, 102, 103] || report.verdict?.chain == [103])
        #expect(report.verdict?.culprit == 103)
    }

    @Test func `a FIFO without a partner is no deadlock, two in opposite order are`() {
        #expect(report(job(101), [process(101, fifo("f", .read))]).verdict?.kind == .fifoWithoutPartner)
        let found = report(
            job(101, 102),
            [process(101, fifo("f1", .read), on: [(102, -1)]), process(102, fifo("f2", .read), on: [(101, -1)])])
        #expect(found.verdict?.kind == .deadlock)
        #expect(found.status == 3)
    }

    @Test func `reading the terminal in the background is told from being stopped by anybody`() {
        let terminal = DescriptorSnapshot(fd: 0, kind: .terminal, name: "/dev/pts/3", mode: .readWrite)
        let reader = process(101, .stopped(.reads(fd: 0)), terminal, terminalGroup: 50)
        #expect(report(job(101), [reader]).verdict?.kind == .terminalInput)
        let stopped = process(101, .stopped(.runs), terminalGroup: 50)
        #expect(report(job(101), [stopped]).verdict?.kind == .stopped)
    }

    @Test func `computing counts only with time spent and nothing read or written`() {
        let before = [process(101, .runs, ticks: 100)]
        #expect(report(job(101), [process(101, .runs, ticks: 120)], before: before).verdict?.kind == .computes)
        #expect(report(job(101), [process(101, .runs, written: 1, ticks: 120)], before: before).verdict == nil)
        #expect(
            report(job(101), [process(101, .runs, ticks: 2)], before: [process(101, .runs, ticks: 1)]).verdict == nil)
    }

    /// A process that polls pipes, each of which another one holds.
    private func poller(_ holders: [Int32], limit: Int64? = nil, outside: WaitTarget.Outside? = nil) -> WaitingProcess {
        var poller = process(101, .polls([]), limit: limit)
        poller.waits[0].targets = holders.map {
            WaitTarget(.input, fd: $0, object: pipe(UInt64($0)), on: [.init(pid: $0, fd: 1)])
        }
        if let outside { poller.waits[0].targets.append(WaitTarget(.input, fd: 9, outside: outside)) }
        return poller
    }

    @Test func `any descriptor ends a poll`() {
        let sleeper = sleeping(102, 600 * second)
        let worker = process(103, .runs)
        #expect(report(job(101, 102), [poller([102]), sleeper]).verdict?.kind == .starved)
        #expect(report(job(101, 102, 103), [poller([102, 103]), sleeper, worker]).verdict == nil)
        #expect(report(job(101, 102), [poller([102], outside: .clients), sleeper]).status == 0)
        #expect(report(job(101, 102), [poller([102], limit: second), sleeper]).verdict == nil)
    }

    @Test func `pollers that wait for each other are a deadlock, unless one has a limit`() {
        func other(_ limit: Int64? = nil) -> WaitingProcess {
            process(102, .reads(fd: 0), on: [(101, 1)], pipe(2), limit: limit)
        }
        #expect(report(job(101, 102), [poller([102]), other()]).verdict?.kind == .deadlock)
        #expect(report(job(101, 102), [poller([102]), other(600 * second)]).status != 3)
    }

    @Test func `a process is stuck only when each of its threads is`() {
        let join = WaitOperation.waitsForThread(.init(isPrivate: true))
        var both = process(101, join, threads: 2)
        both.waits[1].operation = join
        #expect(report(job(101), [both]).verdict?.kind == .deadlock)
        var reader = both
        reader.waits[1] = ThreadWait(
            thread: 102, operation: .reads(fd: 0),
            targets: [WaitTarget(.input, fd: 0, object: pipe(), on: [.init(pid: 103, fd: 1)])])
        let sleeper = sleeping(103, 600 * second)
        #expect(report(job(101, 103), [reader, sleeper]).verdict?.kind == .starved)
        reader.waits[0].operation = .runs
        #expect(report(job(101, 103), [reader, sleeper]).verdict == nil)
    }

    @Test func `who has a lock and works gives it up soon`() {
        let waiter = process(101, .locks(fd: 3, .init()), on: [(102, 3)])
        #expect(report(job(101), [waiter, sleeping(102, 600 * second)]).verdict?.kind == .lockHeld)
        #expect(report(job(101), [waiter, process(102, .runs)]).verdict == nil)
        #expect(report(job(101), [process(101, .locks(fd: 3, .init()), on: [(101, 4)])]).verdict?.kind == .selfHeld)
    }

    @Test func `a zombie is the fault of a parent that does something else`() {
        let zombie = process(102, .zombie, parent: 101)
        let busy = sleeping(101, 600 * second, children: [102])
        #expect(report(job(101), [busy, zombie]).verdict?.kind == .zombie)
        let waiting = process(101, .waitsForChild(nil), on: [(102, -1)], children: [102])
        #expect(report(job(101), [waiting, zombie]).verdict == nil)
    }

    @Test func `what could not be seen is incomplete`() {
        let look = WaitSnapshot(processes: [], gaps: [.init(pid: 101, reason: .gone)])
        let report = WaitReport(job: job(101), first: look, second: look, shell: 50)
        #expect(report.verdict == nil)
        #expect(report.status == 4)
    }
}

@Suite struct WhyViewTests {
    private let held = report(
        job(107),
        [
            process(107, .reads(fd: 0), on: [(106, 1)], pipe()),
            sleeping(106, 600 * second, command: "sleep"),
        ])

    @Test func `the text names the wait, the holder and the cure`() {
        let expected = """
            JOB 1 stalled for 42 s: EOF-HELD  a | b
              107 cat: read(0) on pipe:[91022], empty, waits for end of file
                write end held by 106 `sleep`, fd 1, not a stage of this pipeline, which sleeps, for 10 min in all
              try: sleep >/dev/null &    or: kill 106

            """
        #expect(text(WhyView.text([held], style: .plain)) == expected)
    }

    @Test func `the JSON has every key of the specification`() {
        let expected = """
            {"v":1,"job":1,"verdict":"EOF-HELD","since_ns":42000000000,"waits":[{"pid":107,"command":"cat","op":"read",\
            "fd":0,"object":"pipe:[91022]","state":"sleeping","start_time":null,"cwd":null,"on":[{"pid":106,"fd":1,\
            "member":false,"command":"sleep","state":"sleeping","start_time":null,"cwd":null}]}],"cycle":[],\
            "unknown":[],"culprit":106,"advice":"sleep >/dev/null &    or: kill 106","complete":true,"src":"seen"}

            """
        #expect(text(WhyView.json([held])) == expected)
    }

    @Test func `a healthy job gets no verdict, and no jobs are no trouble`() {
        let healthy = report(job(101), [process(101, .runs)])
        #expect(text(WhyView.text([healthy], style: .plain)) == "JOB 1: no stall found  a | b\n")
        #expect(text(WhyView.json([healthy])).contains("\"verdict\":null"))
        #expect(text(WhyView.text([], style: .plain)) == "no jobs\n")
        #expect(WhyView.status([healthy, held]) == 1)
    }

    @Test func `a name cannot drive the terminal`() {
        let evil = report(
            job(101),
            [process(101, fifo("\u{1B}[2Jf", .read), command: "x\u{07}\n")])
        let shown = text(WhyView.text([evil], style: .plain))
        #expect(!shown.contains("\u{1B}"))
        #expect(!shown.contains("\u{07}"))
        #expect(shown.contains("\\x1B[2Jf"))
    }
}
