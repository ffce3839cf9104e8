import Bytes
import Testing
import Wiring

@testable import XRay

/// A shell 4000 with the job `sort big | uniq -c > out &`, of which a forgotten write end stays in the shell.
private let shell = ProcessSnapshot(
    pid: 4000, ppid: 1, pgid: 4000, state: .sleeping, arguments: ["seesh"], name: "seesh",
    descriptors: [terminal(0), terminal(1), terminal(2), pipe(9, .write)])

private func terminal(_ fd: Int32) -> DescriptorSnapshot {
    DescriptorSnapshot(
        fd: fd, kind: .terminal, name: "/dev/pts/3", inode: 6, device: 25, mode: .readWrite, openFileDescription: 1)
}

private func pipe(_ fd: Int32, _ mode: AccessMode) -> DescriptorSnapshot {
    DescriptorSnapshot(
        fd: fd, kind: .pipe, name: "pipe:[88121]", inode: 88121, device: 13, mode: mode, fill: 4096,
        capacity: 65536, openFileDescription: mode == .read ? 3 : 2)
}

private let sort = ProcessSnapshot(
    pid: 4101, ppid: 4000, pgid: 4101, state: .running, arguments: ["/usr/bin/sort", "big"], name: "sort",
    descriptors: [
        DescriptorSnapshot(
            fd: 0, kind: .device, name: "/dev/null", inode: 5, device: 5, mode: .read, openFileDescription: 4),
        pipe(1, .write), terminal(2),
        DescriptorSnapshot(
            fd: 3, kind: .file, name: "/home/a/big", inode: 99, device: 8, mode: .read, offset: 1_258_291,
            size: 8_388_608, openFileDescription: 5),
    ])

private let uniq = ProcessSnapshot(
    pid: 4102, ppid: 4000, pgid: 4101, state: .sleeping, arguments: ["uniq", "-c"], name: "uniq",
    descriptors: [
        pipe(0, .read),
        DescriptorSnapshot(
            fd: 1, kind: .file, name: "/home/a/out", inode: 100, device: 8, mode: .write, size: 0,
            openFileDescription: 6),
        terminal(2),
    ])

private func meant(_ stage: Int) -> IntendedTable {
    var actions: [PlannedAction] = []
    if stage == 1 {
        actions = [.null(to: 0), .connect(EdgeEnd(edge: 1, side: .write), to: 1)]
    } else {
        actions = [
            .connect(EdgeEnd(edge: 1, side: .read), to: 0),
            .open(path: .known("out"), mode: .write, to: .number(1), fact: nil),
        ]
    }
    let inherited = DescriptorTable([.init(fd: 2, entry: .inherited(2, name: "tty"))])
    return IntendedTable(
        start: [],
        own: ProcessOrigin(way: .spawn, reason: .utility, start: DescriptorChanges(), actions: actions).own(),
        over: inherited)
}

private let job = JobRecord(
    number: 1, pgid: 4101, text: "sort big | uniq -c > out", isBackground: true,
    members: [
        .init(pid: 4101, stage: 1, text: "sort big", meant: meant(1)),
        .init(pid: 4102, stage: 2, text: "uniq -c", meant: meant(2)),
    ])

private func report(_ processes: [ProcessSnapshot], gaps: [Snapshot.Gap] = []) -> DescriptorReport {
    DescriptorReport(Snapshot(time: 5, shell: 4000, processes: processes, gaps: gaps), job: job)
}

@Suite struct DescriptorViewTests {
    @Test func `a job is shown with its open file descriptions, other ends and the forgotten end`() {
        let expected = """
            JOB 1  pgid 4101  sort big | uniq -c > out &
            4101 sort (1/2)  fd  mode  ofd  object               other end                  from
                             0   r     A    /dev/null            -                          </dev/null
                             1   w     B    pipe:[88121] 4K/64K  4102:0 uniq                '|' 1>2
                             2   rw    C    /dev/pts/3           =4000,4102                 inherited
                             3   r     D    big @1.2M/8M         -                          opened by sort
            4102 uniq (2/2)  0   r     E    pipe:[88121] 4K/64K  4000:9 seesh, 4101:1 sort  '|' 1>2
                             1   w     F    out @0/0             -                          >out
                             2   rw    C    /dev/pts/3           =4000,4101                 inherited
            ! 4000 seesh fd 9 is a 2nd write end of pipe:[88121]: uniq gets no EOF until it closes

            """
        let shown = text(
            DescriptorView.text([report([shell, sort, uniq])], style: Style(width: 80, directory: "/home/a")))
        #expect(shown == expected)
        #expect(DescriptorView.status([report([shell, sort, uniq])]) == 1)
    }

    @Test func `without the forgotten end nothing is found`() {
        var clean = shell
        clean.descriptors = [terminal(0), terminal(1), terminal(2)]
        let healthy = report([clean, sort, uniq])
        #expect(healthy.findings.isEmpty)
        #expect(DescriptorView.status([healthy]) == 0)
    }

    @Test func `the JSON has a finding and the peers`() {
        let shown = text(DescriptorView.json([report([shell, sort, uniq])]))
        #expect(
            shown.contains(
                #""fd":1,"mode":"w","ofd":"B","type":"pipe","inode":88121,"device":13,"name":"pipe:[88121]","fill":4096,"#
                    + #""capacity":65536,"cloexec":false,"flags":[],"offset":0,"#
                    + #""peers":[{"pid":4102,"fd":0,"member":true}],"shared":[4000],"origin":"pipe 1>2","src":"seen"}"#)
        )
        #expect(
            shown.contains(
                #""findings":[{"kind":"extra-writer","pid":4000,"fd":9,"inode":88121,"text":"4000 seesh fd 9 is a 2nd "#
                    + #"write end of pipe:[88121]: uniq gets no EOF until it closes"}]"#))
    }

    @Test func `a reader that holds a write end of its own pipe is told so`() {
        var own = uniq
        own.descriptors?.append(pipe(7, .write))
        var clean = shell
        clean.descriptors = []
        let kinds = report([clean, sort, own]).findings.map(\.kind)
        #expect(kinds == [.selfWriter])
    }

    @Test func `the child of a stage works for it and is no finding until the stage has gone`() {
        var clean = shell
        clean.descriptors = []
        let child = ProcessSnapshot(
            pid: 4200, ppid: 4101, pgid: 4101, arguments: ["sleep", "600"], name: "sleep",
            descriptors: [pipe(1, .write)])
        #expect(report([clean, sort, uniq, child]).findings.isEmpty)
        var orphan = child
        orphan.ppid = 1
        let found = report([clean, uniq, orphan], gaps: [.init(pid: 4101, reason: .gone)])
        #expect(
            found.findings.map(\.text)
                == ["4200 sleep fd 1 is a write end of pipe:[88121]: uniq gets no EOF until it closes"])
    }

    @Test func `a descriptor that came from the shell unasked is a finding`() {
        var leaked = DescriptorSnapshot(
            fd: 17, kind: .file, name: "/tmp/x", inode: 3, device: 8, mode: .read, openFileDescription: 9)
        var parent = shell
        parent.descriptors = [leaked]
        var child = sort
        child.descriptors?.append(leaked)
        #expect(report([parent, child, uniq]).findings.map(\.kind) == [.unmeant])
        // The script may have opened it for the command, and closed its own since.
        leaked.fd = 7
        parent.descriptors = [leaked]
        child = sort
        child.descriptors?.append(leaked)
        #expect(report([parent, child, uniq]).findings.isEmpty)
    }

    @Test func `what a command shares with its own children alone is not inherited, and no finding`() {
        let own = DescriptorSnapshot(
            fd: 17, kind: .file, name: "/tmp/x", inode: 3, device: 8, mode: .read, openFileDescription: 9)
        var parent = sort
        parent.descriptors?.append(own)
        let worker = ProcessSnapshot(pid: 4200, ppid: 4101, arguments: ["sort"], name: "sort", descriptors: [own])
        var clean = shell
        clean.descriptors = []
        let found = report([clean, parent, uniq, worker])
        #expect(found.findings.isEmpty)
        #expect(found.origin(of: own, in: job.members[0]) == .opened)
    }

    @Test func `a process that may not be looked at is said so with status 4`() {
        var clean = shell
        clean.descriptors = []
        var closed = sort
        closed.descriptors = nil
        let partial = report([clean, closed, uniq], gaps: [.init(pid: 4101, reason: .noPermission)])
        #expect(DescriptorView.status([partial]) == 4)
        #expect(
            text(DescriptorView.text([partial], style: .plain)).contains(
                "? 4101 may not be looked at: a process of another user, or a protected one\n"))
    }

    @Test func `a process without descriptors says so in its row`() {
        var empty = shell
        empty.descriptors = []
        let only = DescriptorReport(
            Snapshot(time: 0, shell: 1, processes: [empty]), job: JobRecord(empty))
        let expected = """
            PROCESS  pgid 4000  seesh
            4000 seesh  fd  mode  ofd  object          other end  from
                                       no descriptors

            """
        #expect(text(DescriptorView.text([only], style: .plain)) == expected)
    }

    @Test func `letters go on after Z`() {
        #expect(
            [0, 25, 26, 51, 52, 701, 702].map(DescriptorReport.letter) == ["A", "Z", "AA", "AZ", "BA", "ZZ", "AAA"])
    }

    @Test(
        arguments: [
            (0, "0"), (1023, "1023"), (1024, "1K"), (1536, "1.5K"), (65536, "64K"), (1_258_291, "1.2M"),
            (8_388_608, "8M"), (1_048_575, "1.0M"), (Int64.max, "8.0E"),
        ] as [(Int64, ByteString)])
    func `sizes are short`(bytes: Int64, expected: ByteString) {
        #expect(ByteString(size: bytes) == expected)
    }
}
