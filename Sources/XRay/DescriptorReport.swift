// DescriptorReport: the descriptor tables of a job as they are, joined with what was meant.
//
// The snapshot says which process holds what; the job says which stage is which and what it was wired to. From both
// come the other ends of each pipe, the letters of the open file descriptions, where each descriptor is from, and the
// findings.

import Bytes
public import Wiring

public struct DescriptorReport {
    let snapshot: Snapshot
    let job: JobRecord
    /// Show also what the shell keeps for itself.
    let showsPrivate: Bool
    private(set) var findings: [DescriptorFinding] = []
    let index: HolderIndex
    private var letters: [Int32: ByteString] = [:]

    /// Joins one job with a snapshot of its processes and of all others that hold an end of their pipes.
    public init(_ snapshot: Snapshot, job: JobRecord, showsPrivate: Bool = false) {
        self.snapshot = snapshot
        self.job = job
        self.showsPrivate = showsPrivate
        index = HolderIndex(snapshot)
        for row in job.members.flatMap({ rows(of: $0) ?? [] }) {
            guard let group = row.openFileDescription, letters[group] == nil else { continue }
            letters[group] = Self.letter(letters.count)
        }
        findings = findAll()
    }

    /// What could not be seen of the job's own processes.
    var gaps: [Snapshot.Gap] {
        snapshot.gaps.filter { gap in job.pids.contains(gap.pid) }
    }

    /// The status of `see fds` for this job: 1 with a finding, 4 where a part could not be seen.
    var status: Int32 {
        if !findings.isEmpty { return 1 }
        return gaps.isEmpty ? 0 : 4
    }

    /// The rows that are shown of a member; nil where they could not be seen.
    func rows(of member: JobRecord.Member) -> [DescriptorSnapshot]? {
        snapshot.process(of: member)?.descriptors?.filter { showsPrivate || !$0.isPrivate }
    }

    /// A to Z, AA and so on for the open file descriptions, in the order in which they are shown.
    static func letter(_ number: Int) -> ByteString {
        let last = ByteString(byte: 0x41 &+ UInt8(number % 26))
        return number < 26 ? last : letter(number / 26 &- 1) + last
    }

    func letter(of row: DescriptorSnapshot) -> ByteString {
        row.openFileDescription.flatMap { letters[$0] } ?? "?"
    }

    /// The first word of a command, without its directory. What the shell itself executes in a process of its own is called
    /// as it was written, because its arguments are those of the shell.
    func name(of pid: Int32) -> ByteString {
        let whole: ByteString
        let process = snapshot.process(pid)
        let member = job.members.first { $0.pid == pid && !$0.hasEnded }
        let isShell = pid != snapshot.shell && process?.arguments == snapshot.process(snapshot.shell)?.arguments
        if let member, isShell || process == nil {
            whole = member.text
            if whole.first == 0x28 { return "( )" }
            // A copy of the shell that has started the command is not the command.
            if !member.isGroup, job.members.contains(where: { $0.parent == pid }) { return "seesh" }
        } else {
            whole = process.map { $0.arguments.first ?? $0.name } ?? "?"
        }
        let first = whole.split(on: 0x20)[0]
        guard let slash = first.lastIndex(of: 0x2F), slash &+ 1 < first.count else { return first }
        return first.dropFirst(slash &+ 1)
    }
}

/// A descriptor of a process.
struct Holder: Hashable {
    let pid: Int32
    let row: DescriptorSnapshot
}

/// Who holds what, by pipe and by open file description.
struct HolderIndex {
    private var pipes: [FileIdentity: [Holder]] = [:]
    private var sockets: [UInt64: [Holder]] = [:]
    private var descriptions: [Int32: [Holder]] = [:]

    init(_ snapshot: Snapshot) {
        for process in snapshot.processes {
            for row in process.descriptors ?? [] {
                let holder = Holder(pid: process.pid, row: row)
                if row.isPipe { pipes[row.identity, default: []].append(holder) }
                if row.kind == .socket { sockets[row.inode, default: []].append(holder) }
                if let group = row.openFileDescription { descriptions[group, default: []].append(holder) }
            }
        }
    }

    /// The holders of the opposite end of a pipe, FIFO or connected unix socket; the first so many of them.
    func otherEnds(of row: DescriptorSnapshot, held pid: Int32, limit: Int = Int.max) -> [Holder] {
        if row.kind == .socket { return row.socket?.peerInode.flatMap { sockets[$0] } ?? [] }
        let others = (pipes[row.identity] ?? []).lazy.filter { holder in
            guard holder.pid != pid || holder.row.fd != row.fd else { return false }
            return (row.mode.reads && holder.row.mode.writes) || (row.mode.writes && holder.row.mode.reads)
        }
        return Array(others.prefix(limit))
    }

    /// The other processes that share the open file description.
    func sharers(of row: DescriptorSnapshot, held pid: Int32) -> [Int32] {
        let holders = row.openFileDescription.flatMap { descriptions[$0] } ?? []
        return Set(holders.map(\.pid)).subtracting([pid]).sorted()
    }
}

extension Snapshot {
    /// True where `ancestor` is the parent of `pid`, or the parent's parent and so on.
    func descends(_ pid: Int32, from ancestor: Int32) -> Bool {
        var current = pid
        // A chain longer than this is a loop made by pids that were used again between two reads.
        for _ in 0..<64 {
            guard let process = process(current) else { return false }
            current = process.ppid
            if current == ancestor { return true }
        }
        return false
    }
}

/// Where a descriptor of a member comes from, as far as what was meant, or the sharing, tells.
enum DescriptorOrigin: Hashable {
    case meant(DescriptorSource)
    /// By the command itself, after it was started.
    case opened
    /// The command has put something else there.
    case changed
    case unmeant
    case unknown
}

extension DescriptorReport {
    func origin(of row: DescriptorSnapshot, in member: JobRecord.Member) -> DescriptorOrigin {
        let isShared = isInherited(row, by: member)
        guard let meant = member.meant else { return isShared ? .meant(.inherited(shell: nil)) : .unknown }
        guard meant.table[row.fd] != nil else {
            return !isShared ? .opened : row.fd < 10 ? .meant(.inherited(shell: nil)) : .unmeant
        }
        let source = meant.sources[row.fd] ?? .inherited(shell: nil)
        if case .edge = source, row.kind != .pipe { return .changed }
        return .meant(source)
    }

    /// True where another process shares the open file description that is neither a stage nor descends from this one.
    func isInherited(_ row: DescriptorSnapshot, by member: JobRecord.Member) -> Bool {
        index.sharers(of: row, held: member.pid).contains { sharer in
            !job.members.contains { $0.pid == sharer } && !snapshot.descends(sharer, from: member.pid)
        }
    }
}
