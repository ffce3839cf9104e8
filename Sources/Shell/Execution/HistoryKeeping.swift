// Keeping the history: what was typed is entered before it is executed, and appended to HISTFILE when it has ended.
//
// Left to HistoryAppending: the file.
//
// POSIX: XCU sh, Command History List, HISTFILE, HISTSIZE

import Bytes
import Kernel
import Syntax

/// A command that was entered into the history and has not ended yet.
struct TypedCommand {
    /// The number of its entry.
    let number: Int
    let began: Int
    let clock: Int
    let directory: ByteString
}

extension Shell {
    /// Implementation-defined: HISTFILE where nobody has set it is `seesh/history` in `~/.local/state` or
    /// XDG_STATE_HOME; with posix `~/.sh_history`, as ksh.
    func setDefaultHistoryFile() {
        let name = names.intern("HISTFILE")
        guard !state.variables[name].isSet, let home = value(of: SpecialVariable.HOME.name), !home.isEmpty else {
            return
        }
        let path: ByteString
        if state.options.contains(.posix) {
            path = home + "/.sh_history"
        } else {
            let configured = value(of: names.intern("XDG_STATE_HOME")).flatMap { $0.isEmpty ? nil : $0 }
            path = (configured ?? home + "/.local/state") + "/seesh/history"
        }
        state.variables.set(name, .string(path))
    }

    var historyFile: ByteString? {
        value(of: names.intern("HISTFILE")).flatMap { $0.isEmpty ? nil : $0 }
    }

    private func followHistorySize() {
        guard let size = value(of: names.intern("HISTSIZE"))?.unsignedDecimalValue else { return }
        history.capacity = size
    }

    /// Reads the newest entries of HISTFILE.
    func loadHistory() {
        followHistorySize()
        // A named pipe would wait for somebody who writes.
        guard let path = historyFile, (try? Kernel.status(path))?.kind == .regular,
            let fd = try? Kernel.openPrivate(path)
        else { return }
        defer { Kernel.close(fd) }
        let lines = ByteString(readAll(fd)).split(on: UInt8(ascii: "\n"))
        for line in lines.suffix(history.capacity) {
            guard let (text, execution) = HistoryFile.entry(of: line) else { continue }
            history.add(text, execution)
        }
        shortenHistoryFile()
    }

    /// The command that was being typed is complete, or wrong: it goes into the history before it is executed.
    func recordTyped() {
        var text = typedText
        guard !text.isEmpty else { return }
        typedText = ByteString()
        while text.last == UInt8(ascii: "\n") { text = text.prefix(text.count - 1) }
        guard text.contains(where: { $0 != 0x20 && $0 != 0x09 && $0 != 0x0A }) else { return }
        commandNumber += 1
        typedAt = Kernel.monotonicNanoseconds()
        guard wasInteractive, isWanted(text) else { return }
        followHistorySize()
        let directory = value(of: SpecialVariable.PWD.name) ?? ""
        typedCommand = TypedCommand(
            number: history.nextNumber, began: Kernel.wallClock().seconds, clock: typedAt, directory: directory)
        history.add(text)
    }

    /// HISTCONTROL: `ignorespace`, `ignoredups`, `ignoreboth`.
    private func isWanted(_ text: ByteString) -> Bool {
        let control = (value(of: names.intern("HISTCONTROL")) ?? "").split(on: UInt8(ascii: ":"))
        let ignoresBoth = control.contains("ignoreboth")
        if text.first == 0x20, ignoresBoth || control.contains("ignorespace") { return false }
        return !(ignoresBoth || control.contains("ignoredups")) || history.entries.last?.text != text
    }

    /// The command that was typed has ended: its entries are appended to HISTFILE.
    func keepTypedCommand() {
        guard let typed = typedCommand, !isSubshell else { return }
        typedCommand = nil
        let statuses = state.pipelineStatuses.isEmpty ? [state.status] : state.pipelineStatuses
        let execution = HistoryList.Execution(
            began: typed.began, milliseconds: (Kernel.monotonicNanoseconds() - typed.clock) / 1_000_000,
            statuses: statuses.map(\.rawValue), directory: typed.directory)
        history.note(execution, from: typed.number)
        let entries = history.entries.reversed().prefix { $0.number >= typed.number }.reversed()
        appendToHistoryFile(entries.reduce(ByteString()) { $0 + HistoryFile.line(of: $1.text, execution) })
    }
}
