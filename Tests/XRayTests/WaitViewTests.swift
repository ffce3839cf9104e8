import Bytes
import Testing
import Wiring

@testable import XRay

private let milli: Int64 = 1_000_000
private let usage = ChildRecord.Usage(userTime: 200 * milli, systemTime: 3 * milli, peakMemory: 1_900_544)

private let records = [
    ChildRecord(
        pid: 11, job: 1, stage: 1, command: "yes", start: 5000 * milli, exit: 5214 * milli, reap: 5214 * milli,
        rawStatus: 13, ending: .signaled(13, name: "PIPE", dumpedCore: false), usage: usage),
    ChildRecord(
        pid: 12, job: 1, stage: 2, command: "head", start: 5001 * milli, exit: 5212 * milli, reap: 5214 * milli,
        rawStatus: 0, ending: .exited(0), usage: usage),
    ChildRecord(
        pid: 13, job: 2, stage: 1, command: "sleep", isBackground: true, start: 5000 * milli, exit: 5801 * milli,
        reap: 5991 * milli, rawStatus: 768, ending: .exited(3), usage: usage, reaper: "`wait` in line 7"),
]

@Suite struct WaitViewTests {
    @Test func `exit, reaping, a zombie and an end by SIGPIPE stand on one axis`() {
        let expected = """
            ms         0    200  400  600  800   user  sys  peak  raw
            1 yes      #####S                    200   3    1.8M  13   SIGPIPE at 214 (its reader ended first)
            2 head     #####                     200   3    1.8M  0    exit 0 at 212
            3 sleep &  ####################zzzz  200   3    1.8M  768  exit 3 at 801, zombie for 190 ms until `wait` in line 7

            """
        let shown = text(WaitView.text(records, now: 6000 * milli, style: Style(width: 90)))
        #expect(shown == expected)
    }

    @Test func `what still runs and what nobody has reaped yet is said so`() {
        let open = [
            ChildRecord(pid: 1, command: "cat", start: 0),
            ChildRecord(pid: 2, command: "true", start: 0, exit: 4 * milli, ending: .exited(0)),
        ]
        let expected = """
            ms      0    10   20   30  user  sys  peak  raw
            1 cat   ##############>    -     -    -     -    still running
            2 true  ##zzzzzzzzzzzzz    -     -    -     -    exit 0 at 4, zombie for 26 ms, not reaped yet

            """
        #expect(text(WaitView.text(open, now: 30 * milli, style: .plain)) == expected)
    }

    @Test func `the JSON has every key of the specification`() {
        let expected = """
            {"v":1,"children":[{"pid":13,"job":2,"stage":1,"command":"sleep","background":true,"start_ns":5000000000,\
            "exit_ns":5801000000,"reap_ns":5991000000,"raw":768,"exited":3,"signal":null,"utime_ns":200000000,\
            "stime_ns":3000000,"maxrss":1900544}],"src":"log"}

            """
        #expect(text(WaitView.json([records[2]])) == expected)
    }

    @Test func `no children and times of nothing are no trouble`() {
        #expect(text(WaitView.text([], now: 0, style: .plain)) == "no children\n")
        let shown = text(
            WaitView.text([ChildRecord(pid: 1, command: ":", start: 9, exit: 3, reap: 3)], now: 0, style: .plain))
        #expect(shown.contains("1 :  #"))
        let long = text(WaitView.text([ChildRecord(pid: 1, command: ":", start: 0)], now: Int64.max / 4, style: .plain))
        #expect(long.contains("still running"))
    }
}
