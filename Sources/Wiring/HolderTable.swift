// HolderTable: who has what open, of all processes of the machine, as far as that may be seen.
//
// The links of all descriptors are read once and indexed by what they name. Processes come and go meanwhile: one that has
// handed its descriptors to a child, and ended before it was its turn, would be missed; so the list of processes is read
// again until there is nobody new in it.

import Bytes

public struct HolderTable {
    private var holders: [ByteString: [WaitingProcess.Partner]] = [:]
    private var known: Set<Int32> = []
    /// Those whose links may not be read.
    private(set) var hidden: [Int32] = []

    public init() {}

    subscript(name: ByteString) -> [WaitingProcess.Partner] { holders[name] ?? [] }

    /// Reads the links of those that have appeared since, or of all where `anew`; but not those of `ignored`.
    mutating func read(from source: WaitSource, ignoring ignored: Int32?, anew: Bool) {
        if anew { self = HolderTable() }
        if let ignored { known.insert(ignored) }
        var hasNew = true
        while hasNew {
            hasNew = false
            for pid in source.pids() where known.insert(pid).inserted {
                hasNew = true
                guard let links = source.links(pid) else {
                    hidden.append(pid)
                    continue
                }
                for link in links { holders[link.name, default: []].append(.init(pid: pid, fd: link.fd)) }
            }
        }
    }

    /// How many of the hidden processes may hold an end of a pipe that was made in a session of `roots`.
    ///
    /// An end is inherited. So it can only be with whom such a session has started: who is in it, or has started later
    /// and has left it (to be another's, or to be taken in by the first process).
    func hidden(from roots: [Int32], _ source: WaitSource) -> Int {
        // Where not even the first process is shown, others are not either.
        let unlisted = source.family(1) == nil ? 1 : 0
        let families = roots.compactMap(source.family)
        let sessions = Set(families.map(\.session))
        let began = (sessions.compactMap { source.family($0)?.start } + families.map(\.start)).min() ?? 0
        return unlisted
            + hidden.count { pid in
                guard let family = source.family(pid) else { return false }
                if sessions.contains(family.session) { return true }
                return family.start >= began && (family.parent <= 1 || !hidden.contains(family.parent))
            }
    }
}
