// Who has a file: `see fds PATH`, and what `see why PATH` says beside the waits.
//
// A row for each descriptor, as in the table of a process; what is no descriptor (working directory, root, program, mapped)
// has a word in its place.

import Bytes
public import Wiring

/// The use of a file, joined with a snapshot of its users.
public struct FileReport {
    let use: FileUsers
    private let report: DescriptorReport

    public init(_ use: FileUsers, _ snapshot: Snapshot) {
        self.use = use
        let seen = snapshot.only(use)
        let members = use.users.map { user in
            JobRecord.Member(pid: user.pid, stage: 1, text: seen.process(user.pid)?.commandText ?? "?")
        }
        report = DescriptorReport(seen, job: JobRecord(number: nil, pgid: 0, text: use.path, members: members))
    }

    /// 4 where nobody was seen to have it, and somebody may.
    public var status: Int32 { use.users.isEmpty && use.unseen > 0 ? 4 : 0 }

    fileprivate func member(_ user: FileUsers.User) -> JobRecord.Member? {
        report.job.members.first { $0.pid == user.pid }
    }
}

public enum FileView {
    public static func text(_ reports: [FileReport], style: Style) -> [UInt8] {
        var page = Page(style)
        for (index, report) in reports.enumerated() {
            if index > 0 { page.line() }
            report.write(to: &page)
        }
        return page.bytes
    }

    /// One object a line for each file.
    public static func json(_ reports: [FileReport]) -> [UInt8] { reports.flatMap(\.json.line) }

    /// A line for each process that has the file and is not among `others`.
    static func holders(_ reports: [FileReport], without others: Set<Int32>, style: Style) -> [UInt8] {
        var page = Page(style)
        for report in reports { report.writeHolders(without: others, to: &page) }
        return page.bytes
    }
}

// Text.
extension FileReport {
    private func writeHeading(to page: inout Page) {
        page.text("FILE  \(use.kind.name)  ", .heading)
        page.line(Display.escaped(use.path, columns: page.room), .heading)
    }

    private func writeUnseen(to page: inout Page) {
        guard use.unseen > 0 else { return }
        page.line("? processes that may not be looked at, and may have it: \(use.unseen)", .warning)
    }

    fileprivate func write(to page: inout Page) {
        writeHeading(to: &page)
        var rows: [[ByteString]] = []
        for user in use.users {
            guard let member = member(user) else { continue }
            // Where it comes from is not known of a process that was asked for by a file.
            var table = user.fds.isEmpty ? [] : report.cells(of: member, page.style).map { Array($0.dropLast()) }
            table += user.ways.map { [$0.rawValue, "", "", "", ""] }
            if rows.isEmpty { table.insert(["fd", "mode", "ofd", "object", "other end"], at: 0) }
            for (index, row) in table.enumerated() { rows.append([index == 0 ? report.title(of: member) : ""] + row) }
        }
        if rows.isEmpty { page.line("nobody has it") } else { page.table(rows) }
        writeUnseen(to: &page)
    }

    fileprivate func writeHolders(without others: Set<Int32>, to page: inout Page) {
        writeHeading(to: &page)
        let rest = use.users.filter { !others.contains($0.pid) }
        for user in rest {
            let rows = member(user).flatMap(report.rows) ?? []
            let uses = rows.map { "fd \($0.fd) \($0.mode.name)" as ByteString } + user.ways.map(\.rawValue)
            let command = member(user)?.text ?? "?"
            page.line("  held by \(user.pid) `\(name: command, columns: 40)`: \(uses.joined(separator: ", "))")
        }
        if use.users.isEmpty { page.line("  nobody has it") }
        writeUnseen(to: &page)
    }
}

// JSON.
extension FileReport {
    fileprivate var json: JSON {
        [
            "file": use.path, "type": use.kind.name, "inode": use.identity.inode, "device": use.identity.device,
            "t": report.snapshot.time,
            "processes": use.users.map { user -> JSON in
                let process = member(user).map(report.json) ?? [:]
                return process + ["uses": user.ways.map(\.rawValue)]
            },
            "unseen": use.unseen, "src": "seen",
        ]
    }
}
