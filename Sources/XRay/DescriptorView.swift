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
            if index > 0, !leaksOnly { page.endLine() }
            if !leaksOnly { write(report, to: &page) }
            for finding in report.findings { page.line("! " + finding.text, .warning) }
            for gap in report.gaps { page.line("? " + ByteString(decimal: gap.pid) + " " + gap.reason.text, .warning) }
        }
        return page.bytes
    }

    /// For programs: one object a line for each job.
    public static func json(_ reports: [DescriptorReport]) -> [UInt8] {
        reports.flatMap(json)
    }

    /// The status of `see fds`: the first in the order 1 (a finding), 4 (a part was not to be seen), 0.
    public static func status(_ reports: [DescriptorReport]) -> UInt8 {
        let statuses = reports.map(\.status)
        return statuses.contains(1) ? 1 : statuses.contains(4) ? 4 : 0
    }
}

// Text.
extension DescriptorView {
    private static func write(_ report: DescriptorReport, to page: inout Page) {
        let job = report.job
        page.text(
            job.number.map { "JOB " + ByteString(decimal: $0) + "  pgid " + ByteString(decimal: job.pgid) + "  " }
                ?? "PROCESS  pgid " + ByteString(decimal: job.pgid) + "  ", .heading)
        page.name(job.text, columns: max(page.style.width &- page.column &- 2, 20), .heading)
        if job.isBackground { page.text(" &", .heading) }
        page.endLine()
        var rows = Rows()
        for (index, member) in job.members.enumerated() {
            let title = title(of: member, in: report)
            var pending: ByteString? = title
            if index == 0 {
                rows.add([title, "fd", "mode", "ofd", "object", "other end", "from"])
                pending = nil
            }
            let table = report.snapshot.process(of: member).flatMap(report.rows)
            guard let table, !table.isEmpty else {
                let text: ByteString =
                    member.hasEnded ? "has ended" : table == nil ? "descriptors not seen" : "no descriptors"
                rows.add([pending ?? "", "", "", "", text, "", ""])
                continue
            }
            for row in table {
                rows.add([pending ?? ""] + cells(row, member, report, page.style))
                pending = nil
            }
        }
        rows.write(to: &page, gap: 2)
    }

    private static func title(of member: JobFacts.Member, in report: DescriptorReport) -> ByteString {
        let name = shortName(member.pid, in: report.snapshot, job: report.job)
        var title = ByteString(decimal: member.pid) + " " + Display.escaped(name, columns: 20)
        let count = report.job.members.filter { $0.parent == member.parent }.map(\.stage).max() ?? 1
        if count > 1 { title += " (" + ByteString(decimal: member.stage) + "/" + ByteString(decimal: count) + ")" }
        if let parent = member.parent { title += " of " + ByteString(decimal: parent) }
        switch report.snapshot.process(of: member)?.state {
        case .stopped, .traced, .zombie, .dead: title += " " + (report.snapshot.process(of: member)?.state.name ?? "")
        case .running, .sleeping, .waiting, .idle, .unknown, nil: break
        }
        return title
    }

    private static func cells(
        _ row: DescriptorFact, _ member: JobFacts.Member, _ report: DescriptorReport, _ style: Style
    ) -> [ByteString] {
        [
            ByteString(decimal: row.fd), row.mode.name, report.letter(of: row),
            row.object(style),
            otherEnd(row, member.pid, report),
            report.origin(of: row, in: member).text(name: shortName(member.pid, in: report.snapshot, job: report.job)),
        ]
    }

    private static func otherEnd(_ row: DescriptorFact, _ pid: Int32, _ report: DescriptorReport) -> ByteString {
        let ends = report.index.otherEnds(of: row, held: pid, limit: 100)
        if !ends.isEmpty {
            let names = ends.prefix(4).map { holder in
                ByteString(decimal: holder.pid) + ":" + ByteString(decimal: holder.row.fd) + " "
                    + Display.escaped(shortName(holder.pid, in: report.snapshot, job: report.job), columns: 16)
            }
            let rest: ByteString =
                ends.count == 100
                ? " and many more" : ends.count > 4 ? " and " + ByteString(decimal: ends.count &- 4) + " more" : ""
            return names.joined(separator: ", ") + rest
        }
        if row.isPipe { return report.snapshot.unseen > 0 ? "not seen" : "nobody" }
        let sharers = report.index.sharers(of: row, held: pid)
        guard !sharers.isEmpty else { return "-" }
        let pids = sharers.prefix(4).map { ByteString(decimal: $0) }.joined(separator: ",")
        return "=" + pids + (sharers.count > 4 ? ",..." : "")
    }
}

extension DescriptorOrigin {
    func text(name: ByteString) -> ByteString {
        switch self {
        case .meant(let source): source.text
        case .opened: "opened by " + Display.escaped(name, columns: 16)
        case .changed: "changed by " + Display.escaped(name, columns: 16)
        case .unmeant: "not meant"
        case .unknown: "-"
        }
    }

    /// The name in JSON; nil where it is not known.
    var name: ByteString? {
        switch self {
        case .meant(let source): source.name
        case .opened: "opened"
        case .changed: "changed"
        case .unmeant: "unmeant"
        case .unknown: nil
        }
    }
}

extension DescriptorSource {
    fileprivate var text: ByteString {
        switch self {
        case .edge(let end):
            switch end.use {
            case .pipeline: "'|' " + ByteString(decimal: end.edge) + ">" + ByteString(decimal: end.edge &+ 1)
            case .substitution: "$( )"
            case .inputProcess: "<( )"
            case .outputProcess: ">( )"
            case .coprocess: "coproc"
            }
        case .redirection(let source): Display.escaped(source, columns: 24)
        case .copy(let fd): "copy of " + ByteString(decimal: fd)
        case .document: "here-document"
        case .inherited(let shell): "inherited" + (shell.map { ", " + $0.text } ?? "")
        }
    }

    fileprivate var name: ByteString {
        switch self {
        case .edge(let end):
            switch end.use {
            case .pipeline: "pipe " + ByteString(decimal: end.edge) + ">" + ByteString(decimal: end.edge &+ 1)
            case .substitution: "command substitution"
            case .inputProcess, .outputProcess: "process substitution"
            case .coprocess: "coprocess"
            }
        case .redirection(let source): "redirection " + source
        case .copy(let fd): "copy " + ByteString(decimal: fd)
        case .document: "here-document"
        case .inherited: "inherited"
        }
    }

    /// What the shell had done for a descriptor that was inherited.
    fileprivate var shellName: ByteString? {
        if case .inherited(let shell?) = self { shell.name } else { nil }
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

    var name: ByteString {
        switch self {
        case .noPermission: "no-permission"
        case .gone: "gone"
        case .failed: "failed"
        }
    }
}

extension DescriptorFact {
    /// The object in a table: a short name, and how full or how far it is.
    func object(_ style: Style) -> ByteString {
        let columns = max(style.width / 3, 24)
        var text = Display.escaped(style.short(name), columns: columns)
        if let socket {
            var about = socket.family.name + (socket.type.isEmpty ? "" : " " + socket.type)
            if !socket.local.isEmpty { about += " " + Display.escaped(socket.local, columns: columns) }
            if !socket.remote.isEmpty { about += " -> " + Display.escaped(socket.remote, columns: columns) }
            if !socket.state.isEmpty { about += " " + Display.escaped(socket.state, columns: 16) }
            text = about + " [" + ByteString(decimal: Int64(truncatingIfNeeded: inode)) + "]"
        }
        if isPipe, let fill {
            text += " " + humanSize(fill) + (capacity.map { "/" + humanSize($0) } ?? "")
        } else if kind == .file, let size {
            text += " @" + humanSize(offset) + "/" + humanSize(size)
        }
        return text
    }
}

/// Bytes with at most three digits and a unit; exact ones without a fraction.
func humanSize(_ bytes: Int64) -> ByteString {
    guard bytes >= 1024 else { return ByteString(decimal: bytes) }
    let units: [ByteString] = ["K", "M", "G", "T", "P", "E"]
    var scale: Int64 = 1024
    var unit = 0
    while unit < units.count &- 1, bytes / scale >= 1000 {
        scale &*= 1024
        unit &+= 1
    }
    // In 1024ths of the unit, so that no product overflows.
    let rest = bytes % scale / (scale / 1024)
    if bytes % scale == 0 { return ByteString(decimal: bytes / scale) + units[unit] }
    let tenths = bytes / scale &* 10 &+ (rest &* 10 &+ 512) / 1024
    guard tenths < 100 else { return ByteString(decimal: (tenths &+ 5) / 10) + units[unit] }
    return ByteString(decimal: tenths / 10) + "." + ByteString(decimal: tenths % 10) + units[unit]
}

// JSON.
extension DescriptorView {
    private static func json(_ report: DescriptorReport) -> [UInt8] {
        JSON.line { json in
            json.key("job", optional: report.job.number)
            json.key("pgid", report.job.pgid)
            json.key("command", report.job.text)
            json.key("t", report.snapshot.time)
            json.array("processes") { json in
                for member in report.job.members { json.object { write(member, report, to: &$0) } }
            }
            json.array("findings") { json in
                for finding in report.findings { json.object { write(finding, to: &$0) } }
            }
            json.array("incomplete") { json in
                for gap in report.gaps {
                    json.object { json in
                        json.key("pid", gap.pid)
                        json.key("reason", gap.reason.name)
                    }
                }
            }
            json.key("unseen", report.snapshot.unseen)
        }
    }

    private static func write(_ finding: DescriptorFinding, to json: inout JSON) {
        json.key("kind", finding.kind.name)
        json.key("pid", finding.pid)
        json.key("fd", finding.fd)
        json.key("inode", finding.inode)
        json.key("text", finding.text)
    }

    private static func write(_ member: JobFacts.Member, _ report: DescriptorReport, to json: inout JSON) {
        let process = report.snapshot.process(of: member)
        json.key("pid", member.pid)
        json.key("ppid", optional: process?.ppid)
        json.key("stage", member.stage)
        json.key("within", optional: member.parent)
        json.key("command", member.text)
        json.key("state", process?.state.name ?? "gone")
        guard let process, let table = report.rows(of: process) else {
            json.key("fds")
            json.null()
            return
        }
        json.array("fds") { json in
            for row in table { json.object { write(row, member, report, to: &$0) } }
        }
    }

    private static func write(
        _ row: DescriptorFact, _ member: JobFacts.Member, _ report: DescriptorReport, to json: inout JSON
    ) {
        json.key("fd", row.fd)
        json.key("mode", row.mode.name)
        json.key("ofd", report.letter(of: row))
        json.key("type", row.kind.name)
        json.key("inode", row.inode)
        json.key("device", row.device)
        json.key("name", row.name)
        if let socket = row.socket { json.object("socket") { write(socket, to: &$0) } }
        if let fill = row.fill { json.key("fill", fill) }
        if let capacity = row.capacity { json.key("capacity", capacity) }
        if let size = row.size { json.key("size", size) }
        json.key("cloexec", row.closeOnExec)
        json.strings("flags", row.flags.names)
        json.key("offset", row.offset)
        // One process may hold thousands of ends of one pipe.
        let peers = report.index.otherEnds(of: row, held: member.pid, limit: mostPeers &+ 1)
        if peers.count > mostPeers { json.key("peers_cut", true) }
        json.array("peers") { json in
            for holder in peers.prefix(mostPeers) {
                json.object { json in
                    json.key("pid", holder.pid)
                    json.key("fd", holder.row.fd)
                    json.key("member", report.job.members.contains { $0.pid == holder.pid })
                }
            }
        }
        json.array("shared") { json in
            for pid in report.index.sharers(of: row, held: member.pid) { json.number(Int64(pid)) }
        }
        let origin = report.origin(of: row, in: member)
        json.key("origin")
        switch origin.name {
        case let name?: json.string(name)
        case nil: json.null()
        }
        if case .meant(let source) = origin, let name = source.shellName { json.key("shell", name) }
        json.key("src", "seen")
    }

    private static var mostPeers: Int { 64 }

    private static func write(_ socket: SocketFact, to json: inout JSON) {
        json.key("family", socket.family.name)
        json.key("type", socket.type)
        json.key("local", socket.local)
        json.key("remote", socket.remote)
        json.key("state", socket.state)
        json.key("peer_inode", optional: socket.peerInode)
    }
}

extension DescriptorView {
    static let mode = ViewMode(
        name: "fds", synopsis: "[-o FILE] [-a] [--leaks] [--json] [PID | %job | $$]...",
        options: ["-a", "--leaks", "--json"],
        summary: "the descriptor tables of the shell, a job, or any process", isPrefix: false,
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
            """)
}
