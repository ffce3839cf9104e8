import Testing
import Wiring

/// Counts how often each process is read.
private final class Counter {
    var waits: [Int32: Int] = [:]
    var families: [Int32: Int] = [:]
    var rests: [Int32] = []
}

@Suite struct RememberedLookTests {
    private let counter = Counter()

    private var source: ProcessSource {
        var source = ProcessSource()
        source.wait = { [counter] pid in
            counter.waits[pid, default: 0] += 1
            guard pid != 9 else { return .gap(.gone) }
            var facts = ProcessSnapshot(pid: pid, ppid: pid - 1, session: 3, startTime: 5)
            facts.processor = 2
            return .seen(waiting(facts))
        }
        source.family = { [counter] pid in
            counter.families[pid, default: 0] += 1
            return (0, 0, 0)
        }
        source.idle = { [counter] pid in
            counter.rests.append(pid)
            return 1
        }
        source.idleOn = { _, processor in Int64(processor) * 100 }
        return source
    }

    @Test func `no process is read twice for one look`() {
        let look = source.remembering()
        for _ in 0..<3 { for pid in [7, 9] as [Int32] { _ = look.wait(pid) } }
        #expect(counter.waits == [7: 1, 9: 1])
        let family = look.family(7)
        #expect(family?.parent == 6 && family?.session == 3 && family?.start == 5 && counter.families.isEmpty)
        for _ in 0..<2 { _ = look.family(1) }
        #expect(counter.families == [1: 1])
        #expect(look.idle(7) == 200 && look.idle(7) == 200 && counter.rests.isEmpty)
        #expect(look.idle(1) == 1 && look.idle(1) == 1 && counter.rests == [1])
    }

    @Test func `the next look reads anew`() {
        for _ in 0..<2 { _ = source.remembering().wait(7) }
        #expect(counter.waits == [7: 2])
    }
}

private func waiting(_ facts: ProcessSnapshot) -> WaitingProcess {
    WaitingProcess(facts: facts, waits: [ThreadWait(thread: facts.pid, operation: .polls(nil))])
}
