// The table that Wiring predicts for a list of actions, against the one that the kernel shows of a child that performed it.

import Bytes
import Foundation
import Testing
import Wiring

@testable import Kernel

/// The same numbers in each run (SplitMix64).
private struct SeededGenerator: RandomNumberGenerator {
    var state: UInt64

    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var value = state
        value = (value ^ (value >> 30)) &* 0xBF58_476D_1CE4_E5B9
        value = (value ^ (value >> 27)) &* 0x94D0_49BB_1331_11EB
        return value ^ (value >> 31)
    }
}

extension KernelTests {
    @Suite struct Oracle {
        private func randomActions(_ scratch: Scratch, _ generator: inout SeededGenerator) -> [PlannedAction] {
            // The test's own descriptors below 10 are none of the child's business.
            var actions: [PlannedAction] = (0...9).map { .close(.number($0)) }
            for _ in 0..<Int.random(in: 1...12, using: &generator) {
                let to = Int32.random(in: 0...9, using: &generator)
                switch Int.random(in: 0..<8, using: &generator) {
                case 0...2:
                    let name = "file\(Int.random(in: 0..<3, using: &generator))"
                    let mode = [OpenMode.write, .append, .readWrite].randomElement(using: &generator) ?? .write
                    actions.append(.open(path: .known(scratch[name]), mode: mode, to: .number(to), fact: nil))
                case 3...6:
                    // Mostly from what is open, so that not every plan fails at once.
                    let open = actions.compactMap { if case .open(_, _, let fd, _) = $0 { fd.number } else { nil } }
                    let from =
                        Bool.random(using: &generator) ? open.randomElement(using: &generator) : nil
                    actions.append(
                        .duplicate(from: from ?? Int32.random(in: 0...9, using: &generator), to: .number(to)))
                default: actions.append(.close(.number(to)))
                }
            }
            return actions
        }

        /// The predicted table, or the index of the action that cannot be done.
        func predict(_ actions: [PlannedAction]) -> (table: DescriptorTable, failing: Int?) {
            var table = DescriptorTable((0...2).map { .init(fd: $0, entry: .inherited($0, name: "inherited")) })
            for (index, action) in actions.enumerated() {
                do throws(DescriptorTable.Fault) { try table.apply(action) } catch { return (table, index) }
            }
            return (table, nil)
        }

        @Test(arguments: 0..<150) func `the predicted table is the child's`(seed: Int) throws {
            let scratch = try Scratch()
            var generator = SeededGenerator(state: UInt64(seed))
            let actions = randomActions(scratch, &generator)
            let predicted = predict(actions)
            let request = shell("kill -STOP $$", actions: actions.compactMap { $0.bound { _ in -1 } })
            if let failing = predicted.failing {
                let failure = SpawnFailure(errno: .EBADF, step: .action(index: failing))
                #expect(try spawn(request, failingWith: failure).exitCode == 42)
                return
            }
            let pid = try spawn(request)
            defer { try? Kernel.sendSignal(SIGKILL, to: pid) }
            #expect(try #require(try Kernel.wait(for: pid, options: .untraced)).status.stopSignal == SIGSTOP)
            let seen = try Proc.descriptorTable(of: pid).filter { $0.fd < 10 }
            #expect(seen.map(\.fd) == predicted.table.rows.map(\.fd))
            for (fact, row) in zip(seen, predicted.table.rows) {
                guard case .opened(let path, _, let mode, let serial) = row.entry else {
                    Issue.record("only files are opened here")
                    continue
                }
                #expect(fact.name == path && !fact.closeOnExec && fact.flags.contains(.append) == (mode == .append))
                #expect(fact.mode == (mode == .readWrite ? .readWrite : .write))
                for (other, otherRow) in zip(seen, predicted.table.rows) {
                    guard case .opened(_, _, _, let otherSerial) = otherRow.entry else { continue }
                    #expect(
                        (Proc.openFileDescriptionOrder(pid, fact.fd, pid, other.fd) == .same) == (serial == otherSerial)
                    )
                }
            }
            try Kernel.sendSignal(SIGKILL, to: pid)
            #expect(try reap(pid).signal == SIGKILL)
        }
    }
}
