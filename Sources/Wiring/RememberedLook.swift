// A look that reads no process twice: what was read of one is kept until the look is over.
//
// The search along the edges meets a process as one that waits, as the parent of another, and as one whose rest is asked for.
// All three are told by what was read first.

extension ProcessSource {
    /// The same looks, for one look at the machine.
    public func remembering() -> ProcessSource {
        let memory = Memory()
        var source = self
        source.wait = { [wait] pid in
            if let known = memory.waits[pid] { return known }
            let look = wait(pid)
            memory.waits[pid] = look
            return look
        }
        source.family = { [family] pid in
            if case .seen(let process)? = memory.waits[pid] {
                return (process.facts.ppid, process.facts.session, process.facts.startTime)
            }
            if let known = memory.families[pid] { return known }
            let look = family(pid)
            memory.families[pid] = .some(look)
            return look
        }
        source.idle = { [idle, idleOn] pid in
            if let known = memory.rests[pid] { return known }
            var rest: Int64?
            if case .seen(let process)? = memory.waits[pid], process.facts.processor >= 0 {
                rest = idleOn(pid, process.facts.processor)
            } else {
                rest = idle(pid)
            }
            memory.rests[pid] = .some(rest)
            return rest
        }
        return source
    }

    private final class Memory {
        var waits: [Int32: Look<WaitingProcess>] = [:]
        var families: [Int32: Family?] = [:]
        var rests: [Int32: Int64?] = [:]
    }
}
