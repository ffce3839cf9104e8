// DescriptorFinding: a descriptor that is held where it was not meant to be.
//
// A reader gets no end of file as long as a process holds a write end, and a writer no SIGPIPE as long as one holds a
// read end.

import Bytes
import Wiring

struct DescriptorFinding: Hashable, Sendable {
    /// The raw value is the name in JSON.
    enum Kind: ByteString, Sendable {
        /// A write end outside of the stage that is to write: its reader gets no end of file.
        case extraWriter = "extra-writer"
        /// The reader holds a write end itself.
        case selfWriter = "self-writer"
        /// A read end outside of the stage that is to read: the writer gets no SIGPIPE.
        case extraReader = "extra-reader"
        /// A descriptor that the command was not meant to get.
        case unmeant
    }

    var kind: Kind
    var pid: Int32
    var fd: Int32
    var inode: UInt64
    var text: ByteString
}

extension DescriptorReport {
    func findAll() -> [DescriptorFinding] {
        var findings: [DescriptorFinding] = []
        for member in job.members {
            for row in snapshot.process(of: member)?.descriptors ?? [] where !row.isPrivate {
                if row.kind == .pipe {
                    if row.mode.reads { findings += findEnds(opposite: row, of: member, isReader: true) }
                    if row.mode.writes { findings += findEnds(opposite: row, of: member, isReader: false) }
                }
                if let finding = findUnmeant(row, member) { findings.append(finding) }
            }
        }
        var seen: Set<DescriptorFinding> = []
        return findings.filter { seen.insert($0).inserted }
    }

    private func findEnds(
        opposite row: DescriptorSnapshot, of member: JobRecord.Member, isReader: Bool
    ) -> [DescriptorFinding] {
        let stage = isReader ? member.stage &- 1 : member.stage &+ 1
        let partners = job.members.filter { $0.stage == stage && $0.parent == member.parent }.map(\.pid)
        let planned = member.plannedEnd(row.fd)
        let isPlanned = planned != nil
        guard isPlanned || !partners.isEmpty else { return [] }
        let ends = index.otherEnds(of: row, held: member.pid)
            .filter { isReader ? $0.row.mode.writes : $0.row.mode.reads }
        let meant = ends.filter { partners.contains($0.pid) || isOfSubstitution($0, planned) }.map(\.pid)
        // A pipe that came in from outside has its other ends outside.
        guard !meant.isEmpty || isPlanned else { return [] }
        let name = Display.escaped(name(of: member.pid), columns: 24)
        return ends.compactMap { holder in
            // What a stage has started works for it while the stage holds the same end.
            guard !meant.contains(where: { $0 == holder.pid || snapshot.descends(holder.pid, from: $0) }) else {
                return nil
            }
            if isReader, holder.pid == member.pid {
                return finding(
                    .selfWriter, holder,
                    "a write end of the pipe that it reads, \(row.name): it gets no EOF until it closes it")
            }
            if isReader {
                let ordinal: ByteString = meant.isEmpty ? "a" : "a 2nd"
                return finding(
                    .extraWriter, holder, "\(ordinal) write end of \(row.name): \(name) gets no EOF until it closes")
            }
            // A member that reads what it writes is found as a reader.
            guard !job.members.contains(where: { $0.pid == holder.pid }) else { return nil }
            return finding(
                .extraReader, holder, "a read end of \(row.name): \(name) gets no SIGPIPE until it closes")
        }
    }

    /// The holder was meant to have an end of a process substitution, as the other one was.
    private func isOfSubstitution(_ holder: Holder, _ other: EdgeEnd?) -> Bool {
        guard other?.use == .inputProcess || other?.use == .outputProcess else { return false }
        return job.members.contains { $0.pid == holder.pid && $0.plannedEnd(holder.row.fd)?.use == other?.use }
    }

    private func findUnmeant(_ row: DescriptorSnapshot, _ member: JobRecord.Member) -> DescriptorFinding? {
        // The numbers below 10 belong to the script, which may have closed its own since.
        guard let meant = member.meant, meant.table[row.fd] == nil, row.fd >= 10, isInherited(row, by: member) else {
            return nil
        }
        let text: ByteString = "\(name: row.name, columns: 40), which the command was not meant to get"
        return finding(.unmeant, Holder(pid: member.pid, row: row), text)
    }

    /// `text` says what the descriptor is.
    private func finding(_ kind: DescriptorFinding.Kind, _ holder: Holder, _ text: ByteString) -> DescriptorFinding {
        DescriptorFinding(
            kind: kind, pid: holder.pid, fd: holder.row.fd, inode: holder.row.inode,
            text: "\(holder.pid) \(name: name(of: holder.pid), columns: 24) fd \(holder.row.fd) is \(text)")
    }
}

extension JobRecord.Member {
    /// The end of an edge that a descriptor was meant to be.
    fileprivate func plannedEnd(_ fd: Int32) -> EdgeEnd? {
        if case .pipe(let end) = meant?.table[fd]?.entry { end } else { nil }
    }
}
