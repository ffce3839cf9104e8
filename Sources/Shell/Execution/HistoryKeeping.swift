// Keeping the history: what was typed is entered before it is executed, and appended to HISTFILE when it has ended.
//
// Ten shells may append to one file: each entry is one write, under a lock, and the file is never rewritten.
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
    private static let patience = 50

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

    private var historyFile: ByteString? {
        value(of: names.intern("HISTFILE")).flatMap { $0.isEmpty ? nil : $0 }
    }

    private func followHistorySize() {
        guard let size = value(of: names.intern("HISTSIZE"))?.unsignedDecimalValue else { return }
        history.capacity = size
    }

    /// Reads the newest entries of HISTFILE.
    func loadHistory() {
        followHistorySize()
        guard let path = historyFile, let fd = try? Kernel.openPrivate(path) else { return }
        defer { Kernel.close(fd) }
        guard (try? Kernel.status(descriptor: fd))?.kind == .regular else { return }
        let lines = ByteString(readAll(fd)).split(on: UInt8(ascii: "\n"))
        for line in lines.suffix(history.capacity) {
            guard let (text, execution) = HistoryFile.entry(of: line) else { continue }
            history.add(text, execution)
        }
    }

    /// The command that was being typed is complete, or wrong: it goes into the history before it is executed.
    func recordTyped() {
        var text = typedText
        guard !text.isEmpty else { return }
        typedText = ByteString()
        while text.last == UInt8(ascii: "\n") { text = text.prefix(text.count - 1) }
        guard text.contains(where: { $0 != 0x20 && $0 != 0x09 && $0 != 0x0A }) else { return }
        commandNumber += 1
        guard isHistoryRecording, isWanted(text) else { return }
        followHistorySize()
        let directory = value(of: SpecialVariable.PWD.name) ?? ""
        typedCommand = TypedCommand(
            number: history.nextNumber, began: Kernel.wallClock().seconds, clock: Kernel.monotonicNanoseconds(),
            directory: directory)
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
        append(entries.reduce(ByteString()) { $0 + HistoryFile.line(of: $1) })
    }

    private func append(_ lines: ByteString) {
        guard let path = historyFile, !lines.isEmpty else { return }
        let mask = Kernel.umask()
        Kernel.setUmask(0o077)
        defer { Kernel.setUmask(mask) }
        guard let fd = (try? openHistory(path)) ?? nil else { return }
        defer { Kernel.close(fd) }
        // A shell that was stopped with the lock in its hands must not stop the others: a write to the end is whole anyhow.
        var tries = 0
        while !Kernel.tryLock(fd), tries < Self.patience {
            tries += 1
            Kernel.pause(nanoseconds: 1_000_000)
        }
        do {
            try Kernel.writeAll(fd, ((isHistoryFileTorn ? "\n" : "") + lines).array)
            isHistoryFileTorn = false
        } catch {
            // The disk is full: the next entry begins a line of its own.
            isHistoryFileTorn = true
        }
    }

    private func openHistory(_ path: ByteString) throws(Errno) -> Int32 {
        do {
            return try Kernel.open(path, mode: .append, closeOnExec: true)
        } catch .ENOENT {
            var index = 1
            while let slash = path.firstIndex(of: UInt8(ascii: "/"), from: index) {
                try Kernel.makePrivateFolder(path.prefix(slash))
                index = slash + 1
            }
            return try Kernel.open(path, mode: .append, closeOnExec: true)
        }
    }
}
