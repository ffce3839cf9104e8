// ViewMode: the modes of `see`, and what `see help` says of them.
//
// A mode is one file, which ends with its line of the table here. The shell asks `ViewMode.named` whether the word
// after `see` is one; the options of each are the shell's to read.

public import Bytes

public struct ViewMode: Sendable {
    public let name: ByteString
    /// How it is called, without `see`.
    public let synopsis: ByteString
    /// The options without those that every mode has, as they are written.
    public let options: [ByteString]
    /// One line.
    public let summary: ByteString
    /// Stands in front of a pipeline.
    public let isPrefix: Bool
    /// Each mark and column, for `see help MODE`.
    let legend: ByteString
    /// `seesh --MODE` asks for it, from another shell.
    public var isOption = false

    /// All modes, in the order in which they are listed.
    public static let all: [ViewMode] = [
        PlanView.mode,
        DescriptorView.mode,
        TraceView.mode,
        WaitView.mode,
        GraphView.mode,
        WhyView.mode,
    ]

    /// The mode of that name.
    public static func named(_ name: ByteString) -> ViewMode? {
        all.first { $0.name == name }
    }

    /// What `see` and `see help` print: a line for each mode.
    public static func list(style: Style) -> [UInt8] {
        var page = Page(style)
        page.line("see MODE: what the shell means to wire, did wire, and what the kernel has", .heading)
        page.table(all.map { ["  see \($0.name)", $0.summary] })
        page.line("see help MODE explains the marks of one")
        return page.bytes
    }

    /// What `see help MODE` prints.
    public func help(style: Style) -> [UInt8] {
        var page = Page(style)
        page.line("see \(name) \(synopsis)", .heading)
        page.line(summary)
        for line in legend.split(on: 0x0A) { page.line(line) }
        return page.bytes
    }
}
