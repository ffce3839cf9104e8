// Keeping the history: what was typed is entered before it is executed, and appended to HISTFILE when it has ended.
//
// POSIX: XCU sh, Command History List, HISTFILE, HISTSIZE

import Bytes
import Kernel
import Shell

/// A command that was entered into the history and has not ended yet.
struct TypedCommand {
    /// The number of its entry.
    let number: Int
    let began: Int
    let clock: Int
    let directory: ByteString
}

extension Session {
    /// Implementation-defined: HISTFILE where nobody has set it is `seesh/history` in `~/.local/state` or
    /// XDG_STATE_HOME; with posix `~/.sh_history`, as ksh.
    func setDefaultHistoryFile() {
        guard shell.variable("HISTFILE") == nil, let home = nonEmpty("HOME") else { return }
        let path =
            shell.isOn("posix")
            ? home + "/.sh_history" : (nonEmpty("XDG_STATE_HOME") ?? home + "/.local/state") + "/seesh/history"
        shell.setVariable("HISTFILE", path)
    }

    /// The value of a variable that is set and not null.
    func nonEmpty(_ name: ByteString) -> ByteString? {
        shell.variable(name).flatMap { $0.isEmpty ? nil : $0 }
    }

    private var historyFile: HistoryFile? { nonEmpty("HISTFILE").map { HistoryFile(path: $0) } }

    private func followHistorySize() {
        guard let size = shell.variable("HISTSIZE")?.unsignedDecimalValue else { return }
        history.capacity = size
    }

    /// HISTFILESIZE is the number of entries that are kept in the file; without it, all are.
    private func shortenHistoryFile() {
        guard let limit = shell.variable("HISTFILESIZE")?.unsignedDecimalValue else { return }
        historyFile?.shorten(to: limit)
    }

    /// Reads the newest entries of HISTFILE.
    func loadHistory() {
        followHistorySize()
        for line in Kernel.lines(of: nonEmpty("HISTFILE") ?? "").suffix(history.capacity) {
            guard let (text, execution) = HistoryFile.entry(of: line) else { continue }
            history.add(text, execution)
        }
        shortenHistoryFile()
    }

    package func recordTyped() {
        var text = typedText
        guard !text.isEmpty else { return }
        typedText = ByteString()
        while text.last == UInt8(ascii: "\n") { text = text.prefix(text.count - 1) }
        guard text.contains(where: { $0 != 0x20 && $0 != 0x09 && $0 != 0x0A }) else { return }
        commandNumber += 1
        typedAt = Kernel.monotonicNanoseconds()
        guard shell.wasInteractive, isWanted(text) else { return }
        followHistorySize()
        let directory = shell.variable("PWD") ?? ""
        typedCommand = TypedCommand(
            number: history.nextNumber, began: Kernel.wallClock().seconds, clock: typedAt, directory: directory)
        history.add(text)
    }

    /// HISTCONTROL: `ignorespace`, `ignoredups`, `ignoreboth`.
    private func isWanted(_ text: ByteString) -> Bool {
        let control = (shell.variable("HISTCONTROL") ?? "").split(on: UInt8(ascii: ":"))
        let ignoresBoth = control.contains("ignoreboth")
        if text.first == 0x20, ignoresBoth || control.contains("ignorespace") { return false }
        return !(ignoresBoth || control.contains("ignoredups")) || history.entries.last?.text != text
    }

    package func endCommand() {
        guard let typed = typedCommand, !shell.isSubshell else { return }
        typedCommand = nil
        let execution = HistoryList.Execution(
            began: typed.began, milliseconds: (Kernel.monotonicNanoseconds() - typed.clock) / 1_000_000,
            statuses: shell.statuses.map(\.rawValue), directory: typed.directory)
        history.note(execution, from: typed.number)
        let entries = history.entries.reversed().prefix { $0.number >= typed.number }.reversed()
        historyFile?.append(entries.reduce(ByteString()) { $0 + HistoryFile.line(of: $1.text, execution) })
    }

    package func end() {
        endCommand()
        if shell.isInteractive, !shell.isSubshell { shortenHistoryFile() }
    }
}
