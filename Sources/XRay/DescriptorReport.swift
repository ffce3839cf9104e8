// DescriptorReport: the descriptor tables of a job as they are, joined with what was meant.
//
// The snapshot says which process holds what; the job says which stage is which and what it was wired to. From both
// come the other ends of each pipe, the letters of the open file descriptions, and the findings: ends of a pipe that
// are held where nobody meant them to be, which is why a pipeline gets no end of file.

public import Bytes
public import Wiring

public struct DescriptorFinding: Hashable, Sendable {
    public enum Kind: UInt8, Hashable, Sendable {
        /// A write end outside of the stage that is to write: its reader gets no end of file.
        case extraWriter
        /// The reader holds a write end itself.
        case selfWriter
        /// A read end outside of the stage that is to read: the writer gets no SIGPIPE.
        case extraReader
        /// A descriptor that the command was not meant to get.
        case unmeant

        public var name: ByteString {
            switch self {
            case .extraWriter: "extra-writer"
            case .selfWriter: "self-writer"
            case .extraReader: "extra-reader"
            case .unmeant: "unmeant"
            }
        }
    }

    public var kind: Kind
    public var pid: Int32
    public var fd: Int32
    public var inode: UInt64
    public var text: ByteString
}

/// A descriptor of a process.
struct Holder: Hashable {
    let pid: Int32
    let row: DescriptorFact
}

public struct DescriptorReport {
    let snapshot: Snapshot
    public let job: JobFacts
    /// Show also what the shell keeps for itself.
    let showsPrivate: Bool
    public let findings: [DescriptorFinding]
    let index: HolderIndex
    let letters: [Int32: ByteString]

    /// Joins one job with a snapshot of its processes and of all others that hold an end of their pipes.
    public init(_ snapshot: Snapshot, job: JobFacts, showsPrivate: Bool = false) {
        self.snapshot = snapshot
        self.job = job
        self.showsPrivate = showsPrivate
        index = HolderIndex(snapshot)
        letters = Self.letters(of: job, in: snapshot, showsPrivate: showsPrivate)
        findings = FindingSearch(snapshot: snapshot, job: job, index: index).findings
    }

    /// What could not be seen of the job's own processes.
    var gaps: [Snapshot.Gap] {
        snapshot.gaps.filter { gap in job.pids.contains(gap.pid) }
    }

    /// The status of `see fds` for this job: 1 with a finding, 4 where a part could not be seen.
    public var status: UInt8 {
        if !findings.isEmpty { return 1 }
        return gaps.isEmpty ? 0 : 4
    }

    func rows(of process: ProcessFacts) -> [DescriptorFact]? {
        process.descriptors?.filter { showsPrivate || !$0.isPrivate }
    }

    /// A to Z, AA and so on for the open file descriptions, in the order in which they are shown.
    private static func letters(
        of job: JobFacts, in snapshot: Snapshot, showsPrivate: Bool
    ) -> [Int32: ByteString] {
        var letters: [Int32: ByteString] = [:]
        for member in job.members {
            for row in snapshot.process(of: member)?.descriptors ?? [] where showsPrivate || !row.isPrivate {
                guard let group = row.openFileDescription, letters[group] == nil else { continue }
                letters[group] = letter(letters.count)
            }
        }
        return letters
    }

    static func letter(_ number: Int) -> ByteString {
        let last = ByteString(byte: 0x41 &+ UInt8(number % 26))
        return number < 26 ? last : letter(number / 26 &- 1) + last
    }

    func letter(of row: DescriptorFact) -> ByteString {
        row.openFileDescription.flatMap { letters[$0] } ?? "?"
    }
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

    /// Everybody who holds an end of the pipe.
    func holders(of row: DescriptorFact) -> [Holder] {
        pipes[row.identity] ?? []
    }

    /// The holders of the opposite end of a pipe, FIFO or connected unix socket; the first so many of them.
    func otherEnds(of row: DescriptorFact, held pid: Int32, limit: Int = Int.max) -> [Holder] {
        if row.kind == .socket { return row.socket?.peerInode.flatMap { sockets[$0] } ?? [] }
        let others = holders(of: row).lazy.filter { holder in
            guard holder.pid != pid || holder.row.fd != row.fd else { return false }
            return (row.mode.reads && holder.row.mode.writes) || (row.mode.writes && holder.row.mode.reads)
        }
        return Array(others.prefix(limit))
    }

    /// The other processes that share the open file description.
    func sharers(of row: DescriptorFact, held pid: Int32) -> [Int32] {
        guard let group = row.openFileDescription else { return [] }
        let pids = (descriptions[group] ?? []).map(\.pid).filter { $0 != pid }.sorted()
        return pids.enumerated().filter { $0 == 0 || pids[$0 &- 1] != $1 }.map(\.element)
    }
}

extension HolderIndex {
    /// True where somebody else has the same open file description who is neither a stage nor got it from this process.
    func isInherited(_ row: DescriptorFact, by pid: Int32, of job: JobFacts, in snapshot: Snapshot) -> Bool {
        sharers(of: row, held: pid).contains { sharer in
            !job.members.contains { $0.pid == sharer } && !snapshot.descends(sharer, from: pid)
        }
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
    func origin(of row: DescriptorFact, in member: JobFacts.Member) -> DescriptorOrigin {
        let isShared = isInherited(row, by: member)
        guard let meant = member.meant else { return isShared ? .meant(.inherited(shell: nil)) : .unknown }
        guard meant.table[row.fd] != nil else {
            return !isShared ? .opened : row.fd < 10 ? .meant(.inherited(shell: nil)) : .unmeant
        }
        switch meant.sources[row.fd] {
        case .edge(let end)?: return row.kind == .pipe ? .meant(.edge(end)) : .changed
        case let source?: return .meant(source)
        case nil: return .meant(.inherited(shell: nil))
        }
    }

    private func isInherited(_ row: DescriptorFact, by member: JobFacts.Member) -> Bool {
        index.isInherited(row, by: member.pid, of: job, in: snapshot)
    }
}

/// Looks for ends of pipes that nobody meant to be where they are.
private struct FindingSearch {
    let snapshot: Snapshot
    let job: JobFacts
    let index: HolderIndex

    var findings: [DescriptorFinding] {
        var findings: [DescriptorFinding] = []
        for member in job.members {
            for row in snapshot.process(of: member)?.descriptors ?? [] where !row.isPrivate {
                if row.kind == .pipe {
                    if row.mode.reads { findings += findWriters(row, reader: member) }
                    if row.mode.writes { findings += findReaders(row, writer: member) }
                }
                if let finding = findUnmeant(row, member) { findings.append(finding) }
            }
        }
        var seen: Set<DescriptorFinding> = []
        return findings.filter { seen.insert($0).inserted }
    }

    private func member(_ pid: Int32) -> JobFacts.Member? {
        job.members.first { $0.pid == pid }
    }

    /// The name of a process in a text.
    private func title(_ pid: Int32) -> ByteString {
        ByteString(decimal: pid) + " " + Display.escaped(shortName(pid, in: snapshot, job: job), columns: 24)
    }

    private func describe(_ holder: Holder) -> ByteString {
        title(holder.pid) + " fd " + ByteString(decimal: holder.row.fd)
    }

    private func findWriters(_ row: DescriptorFact, reader: JobFacts.Member) -> [DescriptorFinding] {
        guard isPlanned(row, reader) || hasStage(reader.stage &- 1, beside: reader) else { return [] }
        let writers = index.otherEnds(of: row, held: reader.pid).filter { $0.row.mode.writes }
        let meant = writers.filter {
            isStage($0.pid, reader.stage &- 1, beside: reader) || isOfSubstitution($0, oppositeTo: row, of: reader)
        }
        // A pipe that came in from outside has its writers outside.
        guard !meant.isEmpty || isPlanned(row, reader) else { return [] }
        let name = Display.escaped(shortName(reader.pid, in: snapshot, job: job), columns: 24)
        return writers.compactMap { holder in
            guard !meant.contains(holder), !isHelper(holder.pid, of: meant) else { return nil }
            if holder.pid == reader.pid {
                let text = describe(holder) + " is a write end of the pipe that it reads, " + row.name
                return finding(.selfWriter, holder, text + ": it gets no EOF until it closes it")
            }
            let ordinal: ByteString = meant.isEmpty ? " is a write end of " : " is a 2nd write end of "
            return finding(
                .extraWriter, holder,
                describe(holder) + ordinal + row.name + ": " + name + " gets no EOF until it closes")
        }
    }

    private func findReaders(_ row: DescriptorFact, writer: JobFacts.Member) -> [DescriptorFinding] {
        guard isPlanned(row, writer) || hasStage(writer.stage &+ 1, beside: writer) else { return [] }
        let readers = index.otherEnds(of: row, held: writer.pid).filter { $0.row.mode.reads }
        let meant = readers.filter {
            isStage($0.pid, writer.stage &+ 1, beside: writer) || isOfSubstitution($0, oppositeTo: row, of: writer)
        }
        guard !meant.isEmpty || isPlanned(row, writer) else { return [] }
        let name = Display.escaped(shortName(writer.pid, in: snapshot, job: job), columns: 24)
        return readers.compactMap { holder in
            // A member that reads what it writes is found as a reader.
            guard !meant.contains(holder), member(holder.pid) == nil, !isHelper(holder.pid, of: meant) else {
                return nil
            }
            let text = describe(holder) + " is a read end of " + row.name
            return finding(.extraReader, holder, text + ": " + name + " gets no SIGPIPE until it closes")
        }
    }

    private func findUnmeant(_ row: DescriptorFact, _ member: JobFacts.Member) -> DescriptorFinding? {
        // The numbers below 10 belong to the script, which may have closed its own since.
        guard let meant = member.meant, meant.table[row.fd] == nil, row.fd >= 10 else { return nil }
        guard index.isInherited(row, by: member.pid, of: job, in: snapshot) else { return nil }
        let holder = Holder(pid: member.pid, row: row)
        let text = describe(holder) + " is " + Display.escaped(row.name, columns: 40)
        return finding(.unmeant, holder, text + ", which the command was not meant to get")
    }

    private func finding(
        _ kind: DescriptorFinding.Kind, _ holder: Holder, _ text: ByteString
    ) -> DescriptorFinding {
        DescriptorFinding(kind: kind, pid: holder.pid, fd: holder.row.fd, inode: holder.row.inode, text: text)
    }

    /// True where the wiring that the member is of has such a stage.
    private func hasStage(_ number: Int, beside member: JobFacts.Member) -> Bool {
        job.members.contains { $0.stage == number && $0.parent == member.parent }
    }

    private func isStage(_ pid: Int32, _ number: Int, beside member: JobFacts.Member) -> Bool {
        job.members.contains { $0.pid == pid && $0.stage == number && $0.parent == member.parent }
    }

    /// Both were meant to hold their ends of one process substitution.
    private func isOfSubstitution(
        _ holder: Holder, oppositeTo row: DescriptorFact, of other: JobFacts.Member
    ) -> Bool {
        guard let member = member(holder.pid), case .pipe(let its)? = member.meant?.table[holder.row.fd]?.entry,
            case .pipe(let end)? = other.meant?.table[row.fd]?.entry, its.use == end.use
        else { return false }
        return its.use == .inputProcess || its.use == .outputProcess
    }

    private func isPlanned(_ row: DescriptorFact, _ member: JobFacts.Member) -> Bool {
        guard case .pipe = member.meant?.table[row.fd]?.entry else { return false }
        return true
    }

    /// True for a process that a stage started and that works for it while the stage holds the same end.
    private func isHelper(_ pid: Int32, of meant: [Holder]) -> Bool {
        meant.contains { snapshot.descends(pid, from: $0.pid) }
    }
}

/// The first word of a command, without its directory. What the shell itself executes in a process of its own is called
/// as it was written, because its arguments are those of the shell.
func shortName(_ pid: Int32, in snapshot: Snapshot, job: JobFacts) -> ByteString {
    let whole: ByteString
    let member = job.members.first { $0.pid == pid && !$0.hasEnded }
    let arguments = snapshot.process(pid)?.arguments
    let isShell = pid != snapshot.shell && arguments == snapshot.process(snapshot.shell)?.arguments
    if let member, isShell || snapshot.process(pid) == nil {
        whole = member.text
        if whole.first == 0x28 { return "( )" }
        // A copy of the shell that has started the command is not the command.
        if !member.isGroup, job.members.contains(where: { $0.parent == pid }) { return "seesh" }
    } else if let process = snapshot.process(pid) {
        whole = process.arguments.first ?? process.name
    } else {
        whole = "?"
    }
    let first = whole.firstIndex(of: 0x20).map { whole.prefix($0) } ?? whole
    guard let slash = first.lastIndex(of: 0x2F), slash &+ 1 < first.count else { return first }
    return first.dropFirst(slash &+ 1)
}
