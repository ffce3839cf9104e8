// HolderTable: who has what open, of all processes of the machine, as far as that may be seen.
//
// The links of all descriptors are read once and indexed by what they name. Processes come and go meanwhile: one that has
// handed its descriptors to a child, and ended before it was its turn, would be missed; so the list of processes is read
// again until it has no new process.

import Bytes

public struct HolderTable {
    private var holders: [ByteString: [WaitingProcess.Partner]] = [:]
    /// Those whose link is a path, by the file; nil until one is asked for.
    private var files: [FileIdentity: [WaitingProcess.Partner]]?
    private var known: Set<Int32> = []
    /// Those whose links may not be read.
    private(set) var hidden: [Int32] = []

    public init() {}

    subscript(name: ByteString) -> [WaitingProcess.Partner] { holders[name] ?? [] }

    /// Who has a file open, under whatever name.
    mutating func holders(of file: FileIdentity, _ source: ProcessSource) -> [WaitingProcess.Partner] {
        let files = self.files ?? byFile(source)
        self.files = files
        return files[file] ?? []
    }

    private func byFile(_ source: ProcessSource) -> [FileIdentity: [WaitingProcess.Partner]] {
        var files: [FileIdentity: [WaitingProcess.Partner]] = [:]
        for (name, partners) in holders where name.first == 0x2F {
            for partner in partners {
                guard let file = source.identity(partner.pid, partner.fd) else { continue }
                files[file, default: []].append(partner)
            }
        }
        return files.mapValues { $0.sorted { ($0.pid, $0.fd) < ($1.pid, $1.fd) } }
    }

    /// Reads the links of those that have appeared since, or of all where `anew`; but not those of `ignored`.
    mutating func read(from source: ProcessSource, ignoring ignored: Int32?, anew: Bool) {
        if anew { self = HolderTable() }
        if let ignored { known.insert(ignored) }
        var hasNew = true
        while hasNew {
            hasNew = false
            for pid in source.pids() where known.insert(pid).inserted {
                hasNew = true
                files = nil
                guard let links = source.links(pid) else {
                    hidden.append(pid)
                    continue
                }
                for link in links { holders[link.name, default: []].append(.init(pid: pid, fd: link.fd)) }
            }
        }
    }

    /// In how many sockets descriptors are on their way to another process: an end of a pipe that was made in a session of
    /// `roots` may be one of them.
    func passing(from roots: [Int32], _ source: ProcessSource) -> Int {
        let heirs = Heirs(of: roots, source)
        return holders.count { name, partners in
            guard name.hasPrefix("socket:["), let first = partners.first,
                partners.contains(where: { heirs.contain($0.pid, unless: heirs.isStranger) })
            else { return false }
            return source.passesDescriptors(first.pid, first.fd)
        }
    }

    /// How many of the hidden processes may hold an end of a pipe that was made in a session of `roots`.
    func hidden(from roots: [Int32], _ source: ProcessSource) -> Int {
        // Where not even the first process is shown, others are not either.
        let unlisted = source.family(1) == nil ? 1 : 0
        let heirs = Heirs(of: roots, source)
        return unlisted
            + hidden.count { pid in
                heirs.contain(pid) { hidden.contains($0) }
            }
    }
}

/// Those that may have inherited an end of a pipe that was made in the sessions of some processes: who is in such a session, or
/// has started later and has left it (to be another's, or to be taken in by the first process).
private struct Heirs {
    private let source: ProcessSource
    private let sessions: Set<Int32>
    private let began: UInt64

    init(of roots: [Int32], _ source: ProcessSource) {
        self.source = source
        let families = roots.compactMap(source.family)
        let sessions = Set(families.map(\.session))
        self.sessions = sessions
        began = (sessions.compactMap { source.family($0)?.start } + families.map(\.start)).min() ?? 0
    }

    /// `isInnocent` tells of a parent that it has handed nothing on.
    func contain(_ pid: Int32, unless isInnocent: (Int32) -> Bool) -> Bool {
        guard let family = source.family(pid) else { return false }
        if sessions.contains(family.session) { return true }
        return family.start >= began && (family.parent <= 1 || !isInnocent(family.parent))
    }

    func isStranger(_ pid: Int32) -> Bool { !(source.family(pid).map { sessions.contains($0.session) } ?? false) }
}
