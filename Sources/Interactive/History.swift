// History: the typed commands, with the numbers by which `fc` and `history` name them. A command is entered before it is executed,
// and appended to HISTFILE after it has ended.
//
// POSIX: XCU fc, sh (Command History List, HISTFILE, HISTSIZE)

import Bytes
import Kernel
import Shell

struct History {
    struct Entry: Equatable {
        let number: Int
        let text: ByteString
        /// nil where it is unknown.
        var execution: Execution?
    }

    /// When, where, for how long and with which statuses a command was executed.
    struct Execution: Equatable {
        /// Seconds since the Epoch.
        var began = 0
        var milliseconds = 0
        var statuses: [Int32] = []
        var directory = ByteString()
    }

    /// Why an operand of `fc` names no entry.
    enum Failure: Error, Equatable {
        case empty
        case notFound(ByteString)
    }

    private(set) var entries: [Entry] = []
    /// The number of the command that is entered next.
    private(set) var nextNumber = 1
    /// Counts removals: the owner of a copy must copy all entries again after one.
    private(set) var removals = 0
    /// The value of HISTSIZE.
    var capacity = 1000 {
        didSet { shorten() }
    }

    /// Enters a command, without the newline at its end.
    mutating func add(_ text: ByteString, _ execution: Execution? = nil) {
        entries.append(Entry(number: nextNumber, text: text, execution: execution))
        nextNumber &+= 1
        shorten()
    }

    /// Notes what the execution of the entries from `number` on was. Returns these entries.
    mutating func note(_ execution: Execution, from number: Int) -> ArraySlice<Entry> {
        let first = entries.lastIndex { $0.number < number }.map { $0 + 1 } ?? 0
        for index in first..<entries.count { entries[index].execution = execution }
        return entries[first...]
    }

    mutating func removeLast() {
        guard entries.popLast() != nil else { return }
        removals &+= 1
        nextNumber &-= 1
    }

    /// Removes the entry with this number; false where there is none. The others keep their numbers.
    mutating func remove(_ number: Int) -> Bool {
        guard let index = entries.firstIndex(where: { $0.number == number }) else { return false }
        entries.remove(at: index)
        removals &+= 1
        return true
    }

    mutating func removeAll() {
        entries = []
        nextNumber = 1
        removals &+= 1
    }

    private mutating func shorten() {
        // With slack, so that not each command moves the whole list.
        guard entries.count > capacity &+ capacity / 4 else { return }
        entries.removeFirst(entries.count - capacity)
        removals &+= 1
    }

    /// The index of the entry that an operand of fc names: a number, `-n` from the end, or the beginning of the command.
    ///
    /// - Parameter clamps: a number that is too small or too large means the oldest or the newest entry.
    func index(of operand: ByteString, clamps: Bool) throws(Failure) -> Int {
        guard !entries.isEmpty else { throw .empty }
        guard let number = operand.decimalValue else {
            if let index = entries.lastIndex(where: { $0.text.hasPrefix(operand) }) { return index }
            throw .notFound(operand)
        }
        let isRelative = operand.hasPrefix("-") || number == 0
        let index = isRelative ? entries.count &+ number : entries.firstIndex { $0.number >= number } ?? entries.count
        if entries.indices.contains(index), isRelative || clamps || entries[index].number == number { return index }
        guard clamps else { throw .notFound(operand) }
        return index < 0 ? 0 : entries.count - 1
    }

    /// The entries from one index to the other, the later first where either `first` is behind `last` or `isReversed`.
    func range(_ first: Int, _ last: Int, isReversed: Bool) -> [Entry] {
        let entries = entries[min(first, last)...max(first, last)]
        return (first > last) != isReversed ? entries.reversed() : Array(entries)
    }
}

// The history of a session.
extension Session {
    private var historyFile: HistoryFile? { nonEmpty("HISTFILE").map { HistoryFile(path: $0) } }

    private func followHistorySize() {
        guard let size = shell.variable("HISTSIZE")?.unsignedDecimalValue else { return }
        history.capacity = size
    }

    /// HISTFILESIZE limits the number of entries in the file; without it, there is no limit.
    private func shortenHistoryFile() {
        guard let limit = shell.variable("HISTFILESIZE")?.unsignedDecimalValue else { return }
        historyFile?.shorten(to: limit)
    }

    /// Reads the newest entries of HISTFILE.
    func loadHistory() {
        followHistorySize()
        let lines = Kernel.lines(of: nonEmpty("HISTFILE") ?? "").suffix(history.capacity)
        for (text, execution) in lines.compactMap(HistoryFile.entry) { history.add(text, execution) }
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
        let execution = History.Execution(began: Kernel.wallClock().seconds, directory: shell.variable("PWD") ?? "")
        typedCommand = (history.nextNumber, execution)
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
        guard case (let number, var execution)? = typedCommand, !shell.isSubshell else { return }
        typedCommand = nil
        execution.milliseconds = (Kernel.monotonicNanoseconds() - typedAt) / 1_000_000
        execution.statuses = shell.statuses.map(\.rawValue)
        let entries = history.note(execution, from: number)
        historyFile?.append(entries.reduce(ByteString()) { $0 + HistoryFile.line(of: $1.text, execution) })
    }

    package func end() {
        endCommand()
        if shell.isInteractive, !shell.isSubshell { shortenHistoryFile() }
    }
}
