// Deadlock: the circle among processes that can never move.

import Bytes
import Wiring

extension WaitGraph {
    /// The shortest circle of those that the stuck ones of `roots` lead to.
    func deadlock(of roots: [Int32]) -> WaitVerdict? {
        roots.filter(stuck.contains).compactMap(deadlock).min { $0.cycle.count < $1.cycle.count }
    }

    private func deadlock(from root: Int32) -> WaitVerdict? {
        let reached = reach(from: root)
        guard let cycle = reached.order.compactMap(circle).min(by: { $0.count < $1.count }), let entry = cycle.first
        else { return nil }
        return WaitVerdict(kind: kind(of: cycle), chain: reached.way(to: entry), cycle: cycle, culprit: entry)
    }

    /// The shortest way from a stuck process back to itself.
    private func circle(_ start: Int32) -> [Int32]? {
        let partners = stuckPartners(of: start)
        // Where others hold an end that was inherited as well, they are of the circle.
        if partners.contains(start), partners.allSatisfy({ $0 == start }) || process(start)?.isItsOwnPartner == true {
            return [start]
        }
        let reached = reach(from: start) { $0 != start && stuckPartners(of: $0).contains(start) }
        return reached.end.map(reached.way)
    }

    private func stuckPartners(of pid: Int32) -> [Int32] {
        process(pid).map(partners)?.filter(stuck.contains) ?? []
    }

    /// The stuck processes that a stuck one leads to, the nearest first.
    private struct Reach {
        var order: [Int32]
        /// Of each the one before it, on the shortest way.
        var parents: [Int32: Int32] = [:]
        var end: Int32?

        func way(to pid: Int32) -> [Int32] {
            var way = [pid]
            while let parent = parents[way[way.count &- 1]] { way.append(parent) }
            return way.reversed()
        }
    }

    private func reach(from root: Int32, until isEnd: (Int32) -> Bool = { _ in false }) -> Reach {
        var reach = Reach(order: [root])
        var next = 0
        while next < reach.order.count {
            let pid = reach.order[next]
            next &+= 1
            if isEnd(pid) {
                reach.end = pid
                return reach
            }
            for partner in stuckPartners(of: pid) where partner != root {
                guard reach.parents[partner] == nil else { continue }
                reach.parents[partner] = pid
                reach.order.append(partner)
            }
        }
        return reach
    }

    private func kind(of cycle: [Int32]) -> WaitVerdict.Kind {
        let processes = cycle.compactMap(process)
        if cycle.count == 1 { return .selfHeld }
        let readers = processes.filter(\.waitsForInput)
        // What collects its whole input keeps nothing back: it waits for the end of file.
        guard readers.count == processes.count, !readers.contains(where: \.collectsInput) else { return .deadlock }
        // It has written nothing, and a process that writes to it has: those bytes are no longer in the pipe.
        let keeps = readers.contains { reader in
            reader.movement.bytesWritten == 0
                && reader.on.contains { partner in
                    guard let writer = process(partner.pid) else { return false }
                    // A fork of the same program has no filter's buffer.
                    return writer.movement.bytesWritten ?? 0 > 0 && writer.facts.arguments != reader.facts.arguments
                }
        }
        return keeps ? .buffered : .deadlock
    }
}

extension WaitOperation {
    var isLock: Bool { if case .locks = self { true } else { false } }
}

extension WaitingProcess {
    /// It reads a FIFO that it has opened for both.
    fileprivate var isItsOwnPartner: Bool { mainWait?.targets.first?.object?.kind == .fifo }

    /// Waits for input alone: in a read, or in a poll.
    var waitsForInput: Bool {
        guard let wait = mainWait, wait.operation.isRead || wait.operation.isPoll else { return false }
        return wait.targets.allSatisfy { $0.use == .input || $0.on.isEmpty }
    }

    /// A utility that reads all of its input before it writes.
    var collectsInput: Bool {
        guard let word = facts.arguments.first else { return false }
        return FileOperands.named(word.baseName)?.collects ?? false
    }
}
