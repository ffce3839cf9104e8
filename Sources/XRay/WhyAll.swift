// `see why -a`: all that hangs, by who is to blame for it, the oldest first.
//
// Many processes may wait for one: the group shows the longest chain to it, and names the others.

public import Bytes
public import Wiring

/// What hangs for one cause.
public struct HangGroup: Sendable {
    public let report: WaitReport
    /// Who hangs for the same cause and is not in the chain.
    let with: [Int32]
    /// Where it is, and when it came to rest by the clock on the wall.
    public var place = ProcessPlace()
    public var clock: ByteString = ""

    /// The reports that are hangs, by culprit.
    public static func groups(of reports: [WaitReport]) -> [HangGroup] {
        let hangs = reports.filter { $0.isHang && $0.isLinked && !$0.isMeantToWait }
        let grouped = Dictionary(grouping: hangs) { $0.verdict?.cycle.min() ?? $0.verdict?.culprit ?? 0 }
        return grouped.values.compactMap(HangGroup.init).sorted { one, other in
            (other.report.since, one.stuck ?? 0) < (one.report.since, other.stuck ?? 0)
        }
    }

    private init?(_ reports: [WaitReport]) {
        let longest = reports.max { one, other in
            (one.shown.count, other.job.pids.first ?? 0) < (other.shown.count, one.job.pids.first ?? 0)
        }
        guard let longest else { return nil }
        report = longest
        let shown = Set(longest.shown.map(\.pid))
        with = Set(reports.flatMap { $0.shown.map(\.pid) }).subtracting(shown).sorted()
    }

    /// The process that waits for the culprit.
    var stuck: Int32? { report.verdict?.chain.last }
    /// What was seen of it.
    public var process: ProcessSnapshot? { report.shown.first { $0.pid == stuck }?.facts }
    public var since: Int64 { report.since }
    var pids: Set<Int32> { Set(report.shown.map(\.pid) + with) }
}

extension WaitReport {
    /// Each process of the chain waits for the next. A parent that works, or only rests, is no part of the hang of a child.
    fileprivate var isLinked: Bool {
        let chain = verdict?.chain ?? []
        return zip(chain, chain.dropFirst()).allSatisfy { process, next in
            look.processes[process]?.on.contains { $0.pid == next } ?? false
        }
    }

    /// Nothing to be alarmed about: somebody has stopped it at a terminal, and nobody waits for it; or it has opened a FIFO for
    /// reading and writing, and waits for who opens that by its name.
    fileprivate var isMeantToWait: Bool {
        guard let verdict else { return true }
        if verdict.kind == .selfHeld, verdict.chain.count == 1 {
            return shown.allSatisfy { process in
                let object = process.mainWait?.targets.first?.object
                return object?.kind == .fifo && object?.name.hasSuffix(" (deleted)") == false
            }
        }
        return shown.allSatisfy { process in
            guard case .stopped = process.operation else { return false }
            return process.facts.terminal != 0
        }
    }
}

/// All that was looked at.
public struct WhyAll: Sendable {
    public var groups: [HangGroup]
    let looked: Int
    /// What could not be seen, with its names.
    let unseen: [(pid: Int32, name: ByteString)]

    public init(groups: [HangGroup], looked: Int, unseen: [(pid: Int32, name: ByteString)]) {
        self.groups = groups
        self.looked = looked
        self.unseen = unseen
    }

    private var hanging: Int { groups.reduce(into: Set<Int32>()) { $0.formUnion($1.pids) }.count }
    private var well: Int { max(looked &- hanging &- unseen.count, 0) }

    /// 3 with a proven deadlock, 1 with another hang, 4 where something could not be seen, 0.
    public var status: Int32 {
        if groups.contains(where: \.report.isProof) { return 3 }
        return groups.isEmpty ? unseen.isEmpty ? 0 : 4 : 1
    }

    public func text(_ context: WhyContext = WhyContext(), style: Style) -> [UInt8] {
        var page = Page(style)
        for group in groups {
            let text = WhyText(report: group.report, shellArguments: context.shellArguments)
            text.write(to: &page)
            page.line("  \(group.whereabouts)")
            if !group.with.isEmpty {
                let names = group.with.prefix(6).map { "\($0) `\(name: text.command($0), columns: 24)`" as ByteString }
                let more: ByteString = group.with.count > 6 ? " and \(group.with.count &- 6) more" : ""
                page.line("  with it: \(names.joined(separator: ", "))\(more)")
            }
            page.line()
        }
        var summary: ByteString = "\(looked) processes looked at: "
        if hanging > 0 { summary += "\(hanging) hang, " }
        summary += "\(well) well"
        page.text(summary)
        if !unseen.isEmpty {
            let names = unseen.prefix(6).map { "\($0.pid) \(name: $0.name, columns: 24)" as ByteString }
            let more: ByteString = unseen.count > 6 ? " and \(unseen.count &- 6) more" : ""
            page.text(", \(unseen.count) not seen: \(names.joined(separator: ", "))\(more)", .warning)
        }
        page.line()
        return page.bytes
    }

    /// One object a line for each group, and one with the counts.
    public func json(_ context: WhyContext = WhyContext()) -> [UInt8] {
        let counts: JSON = [
            "looked": looked, "hanging": hanging, "well": well, "unseen": unseen.map(\.pid), "src": "seen",
        ]
        return groups.flatMap { ($0.json(context)).line } + counts.line
    }
}

extension HangGroup {
    /// Since when, and where.
    fileprivate var whereabouts: ByteString {
        var parts: [ByteString] = ["since \(clock)"]
        if let directory = place.directory { parts.append("in \(name: directory, columns: 60)") }
        if let terminal = place.terminal { parts.append("on \(terminal)") }
        if let container = place.container {
            parts.append("container \(container.prefix(12))")
        } else if let unit = place.unit {
            parts.append("\(name: unit, columns: 40)")
        }
        return (parts + place.job.map { Display.escaped($0, columns: 60) }).joined(separator: ", ")
    }

    fileprivate func json(_ context: WhyContext) -> JSON {
        WhyText(report: report, shellArguments: context.shellArguments).json(context) + [
            "with": with, "cwd": place.directory, "tty": place.terminal, "cgroup": place.controlGroup,
            "container": place.container, "environment": place.job,
        ]
    }
}
