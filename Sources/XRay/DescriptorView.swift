// `see fds`: descriptor tables as text and as JSON.
//
// A row says the number, the access mode, the letter of the open file description, the object, who holds the other end
// or shares this one, and where it comes from.

public import Bytes
public import Wiring

public enum DescriptorView {
    /// For people: each job as a block, a blank line between two; with `leaksOnly` the findings alone.
    public static func text(_ reports: [DescriptorReport], leaksOnly: Bool = false, style: Style) -> [UInt8] {
        var page = Page(style)
        for (index, report) in reports.enumerated() {
            if index > 0, !leaksOnly { page.line() }
            if !leaksOnly { report.write(to: &page) }
            for finding in report.findings { page.line("! \(finding.text)", .warning) }
            for gap in report.gaps { page.line("? \(gap.pid) \(gap.reason.text)", .warning) }
        }
        return page.bytes
    }

    /// For programs: one object a line for each job.
    public static func json(_ reports: [DescriptorReport]) -> [UInt8] {
        reports.flatMap(\.json.line)
    }

    /// The status of `see fds`: the first in the order 1 (a finding), 4 (a part was not to be seen), 0.
    public static func status(_ reports: [DescriptorReport]) -> Int32 {
        [1, 4].first(where: reports.map(\.status).contains) ?? 0
    }
}

// Text.
extension DescriptorReport {
    fileprivate func write(to page: inout Page) {
        page.text("\(job.number.map { "JOB \($0)" } ?? "PROCESS")  pgid \(job.pgid)  ", .heading)
        page.text(Display.escaped(job.text, columns: page.room), .heading)
        if job.isBackground { page.text(" &", .heading) }
        page.line()
        var rows: [[ByteString]] = []
        for (index, member) in job.members.enumerated() {
            var table = cells(of: member, page.style)
            if index == 0 { table.insert(["fd", "mode", "ofd", "object", "other end", "from"], at: 0) }
            for (index, row) in table.enumerated() { rows.append([index == 0 ? title(of: member) : ""] + row) }
        }
        page.table(rows)
    }

    func title(of member: JobRecord.Member) -> ByteString {
        var title: ByteString = "\(member.pid) \(name: name(of: member.pid), columns: 20)"
        let count = job.members.filter { $0.parent == member.parent }.map(\.stage).max() ?? 1
        if count > 1 { title += " (\(member.stage)/\(count))" }
        if let parent = member.parent { title += " of \(parent)" }
        guard let state = snapshot.process(of: member)?.state else { return title }
        switch state {
        case .stopped, .traced, .zombie, .dead: return "\(title) \(state.name)"
        case .running, .sleeping, .waiting, .idle, .unknown: return title
        }
    }

    /// A row for each descriptor, or one that says why there is none.
    func cells(of member: JobRecord.Member, _ style: Style) -> [[ByteString]] {
        guard let table = rows(of: member), !table.isEmpty else {
            let isSeen = rows(of: member) != nil
            return [
                [
                    "", "", "", member.hasEnded ? "has ended" : isSeen ? "no descriptors" : "descriptors not seen", "",
                    "",
                ]
            ]
        }
        return table.map { row in
            [
                "\(row.fd)", row.mode.name, letter(of: row), row.object(style), otherEnd(row, member.pid),
                origin(of: row, in: member).words(name: name(of: member.pid)).text,
            ]
        }
    }

    private func otherEnd(_ row: DescriptorSnapshot, _ pid: Int32) -> ByteString {
        let ends = index.otherEnds(of: row, held: pid, limit: 100)
        if !ends.isEmpty {
            let names = ends.prefix(4).map { holder -> ByteString in
                "\(holder.pid):\(holder.row.fd) \(name: name(of: holder.pid), columns: 16)"
            }.joined(separator: ", ")
            return ends.count == 100
                ? "\(names) and many more" : ends.count > 4 ? "\(names) and \(ends.count &- 4) more" : names
        }
        if row.isPipe { return snapshot.unseen > 0 ? "not seen" : "nobody" }
        let sharers = index.sharers(of: row, held: pid)
        guard !sharers.isEmpty else { return "-" }
        return "=" + (sharers.prefix(4).map { "\($0)" } + (sharers.count > 4 ? ["..."] : [])).joined(separator: ",")
    }
}

extension DescriptorOrigin {
    /// What is said of it in the text for the command `name`, and in JSON: nil where it is not known.
    fileprivate func words(name: ByteString = "") -> (text: ByteString, json: ByteString?) {
        switch self {
        case .meant(let source): source.words
        case .opened: ("opened by \(name: name, columns: 16)", "opened")
        case .changed: ("changed by \(name: name, columns: 16)", "changed")
        case .unmeant: ("not meant", "unmeant")
        case .unknown: ("-", nil)
        }
    }
}

extension DescriptorSource {
    fileprivate var words: (text: ByteString, json: ByteString?) {
        switch self {
        case .edge(let end):
            switch end.use {
            case .pipeline: ("'|' \(end.edge)>\(end.edge &+ 1)", "pipe \(end.edge)>\(end.edge &+ 1)")
            case .substitution: ("$( )", "command substitution")
            case .inputProcess: ("<( )", "process substitution")
            case .outputProcess: (">( )", "process substitution")
            case .coprocess: ("coproc", "coprocess")
            }
        case .redirection(let source): (Display.escaped(source, columns: 24), "redirection \(source)")
        case .copy(let fd): ("copy of \(fd)", "copy \(fd)")
        case .document: ("here-document", "here-document")
        case .inherited(let shell): (shell.map { "inherited, \($0.words.text)" } ?? "inherited", "inherited")
        }
    }
}

extension Snapshot.Gap.Reason {
    /// What is said of a process that could not be seen.
    public var text: ByteString {
        switch self {
        case .noPermission: "may not be looked at: a process of another user, or a protected one"
        case .gone: "has gone while it was being looked at"
        case .failed: "could not be looked at"
        }
    }

    fileprivate var name: ByteString {
        switch self {
        case .noPermission: "no-permission"
        case .gone: "gone"
        case .failed: "failed"
        }
    }
}

extension DescriptorSnapshot {
    /// The object in a table: a short name, and how full or how far it is.
    fileprivate func object(_ style: Style) -> ByteString {
        let columns = max(style.width / 3, 24)
        var text = Display.escaped(style.short(name), columns: columns)
        if let socket {
            text = socket.family.name
            if !socket.type.isEmpty { text += " \(socket.type)" }
            if !socket.local.isEmpty { text += " \(name: socket.local, columns: columns)" }
            if !socket.remote.isEmpty { text += " -> \(name: socket.remote, columns: columns)" }
            if !socket.state.isEmpty { text += " \(name: socket.state, columns: 16)" }
            text += " [\(inode)]"
        }
        if isPipe, let fill {
            text += " \(ByteString(size: fill))" + (capacity.map { "/\(ByteString(size: $0))" } ?? "")
        } else if kind == .file, let size {
            text += " @\(ByteString(size: offset))/\(ByteString(size: size))"
        }
        return text
    }
}

// JSON.
extension DescriptorReport {
    fileprivate var json: JSON {
        [
            "job": job.number, "pgid": job.pgid, "command": job.text, "t": snapshot.time,
            "processes": job.members.map(json),
            "findings": findings.map { finding -> JSON in
                [
                    "kind": finding.kind.rawValue, "pid": finding.pid, "fd": finding.fd, "inode": finding.inode,
                    "text": finding.text,
                ]
            },
            "incomplete": gaps.map { ["pid": $0.pid, "reason": $0.reason.name] as JSON },
            "unseen": snapshot.unseen,
        ]
    }

    func json(_ member: JobRecord.Member) -> JSON {
        let process = snapshot.process(of: member)
        return [
            "pid": member.pid, "ppid": process?.ppid, "stage": member.stage, "within": member.parent,
            "command": member.text, "state": process?.state.name ?? "gone",
            "fds": rows(of: member).map { rows in rows.map { json($0, member) } },
        ]
    }

    private func json(_ row: DescriptorSnapshot, _ member: JobRecord.Member) -> JSON {
        // One process may hold thousands of ends of one pipe.
        let most = 64
        let peers = index.otherEnds(of: row, held: member.pid, limit: most &+ 1)
        let origin = origin(of: row, in: member)
        var shell: ByteString?
        if case .meant(.inherited(let source?)) = origin { shell = source.words.json }
        let facts: JSON = [
            "fd": row.fd, "mode": row.mode.name, "ofd": letter(of: row), "type": row.kind.name, "inode": row.inode,
            "device": row.device, "name": row.name, "socket": row.socket.map(json), "fill": row.fill,
            "capacity": row.capacity, "size": row.size, "cloexec": row.closeOnExec, "flags": row.flags.names,
            "offset": row.offset, "peers_cut": peers.count > most ? true : nil,
            "peers": peers.prefix(most).map { holder -> JSON in
                [
                    "pid": holder.pid, "fd": holder.row.fd,
                    "member": job.members.contains { $0.pid == holder.pid },
                ]
            },
            "shared": index.sharers(of: row, held: member.pid),
        ]
        return facts.known + ["origin": origin.words().json] + (["shell": shell, "src": "seen"] as JSON).known
    }

    private func json(_ socket: SocketSnapshot) -> JSON {
        [
            "family": socket.family.name, "type": socket.type, "local": socket.local, "remote": socket.remote,
            "state": socket.state, "peer_inode": socket.peerInode,
        ]
    }
}

extension DescriptorView {
    static let mode = ViewMode(
        name: "fds", synopsis: "[-o FILE] [-a] [--leaks] [--json] [PID | NAME | PATH | %job]...",
        options: ["-a", "--leaks", "--json"],
        summary: "the descriptor tables of the shell, a job, or any process; who has a file", isPrefix: false,
        legend: """

            fd         the number of the descriptor
            mode       r: open for reading, w: for writing, rw: for both
            ofd        the open file description; the same letter twice is one description, with one file
                       offset and one set of status flags, shared by dup or by fork
            object     what it refers to; a pipe with the bytes in it and the bytes that fit, a file with
                       the offset and the size
            other end  PID:FD of who holds the opposite end of a pipe; =PID of who shares the description;
                       nobody: a reader gets end of file, a writer SIGPIPE; not seen: processes of others
                       may hold it
            (1/2) of 7 stage 1 of 2 of what process 7 of the job, a copy of the shell, has started
            from       '|' 1>2: the pipe from stage 1 to stage 2; >f: a redirection; copy of 1: 2>&1;
                       $( ), <( ), >( ), coproc: the pipe of a substitution or a coprocess;
                       inherited: from the shell, and what that had done for it; opened by: by the command itself; changed by: it has put
                       something else there; not meant: nobody asked for it; -: not known
            !          a finding: an end that keeps a reader from its end of file, or a writer from SIGPIPE
            ?          a process that could not be looked at
            -a shows also the shell's own private descriptors, --leaks the findings alone.
            Status 0: fine, 1: a finding, 4: something could not be seen.
            """, isOption: true)
}
