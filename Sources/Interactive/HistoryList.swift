// HistoryList: the commands that were typed, with the numbers by which `fc` and `history` name them. What is entered is the
// read-eval loop's to decide; files and the line editor's own list are not known here.
//
// POSIX: XCU fc, sh (Command History List)

import Bytes

struct HistoryList {
    struct Entry: Equatable {
        let number: Int
        let text: ByteString
        /// When, where, for how long and with which statuses it was executed; nil where nobody knows.
        var execution: Execution?
    }

    /// What is known of a command's execution.
    struct Execution: Equatable {
        /// Seconds since the Epoch.
        var began = 0
        var milliseconds = 0
        var statuses: [Int32] = []
        var directory = ByteString()
    }

    /// What an operand of `fc` that names no entry was.
    enum Failure: Error, Equatable {
        case empty
        case notFound(ByteString)
    }

    private(set) var entries: [Entry] = []
    /// The number of the command that is entered next.
    private(set) var nextNumber = 1
    /// Counts what was removed, so that who has a copy knows when adding the new ones is not enough.
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

    /// Notes what the execution of the entries from `number` on was.
    mutating func note(_ execution: Execution, from number: Int) {
        for index in entries.indices.reversed() {
            guard entries[index].number >= number else { return }
            entries[index].execution = execution
        }
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
        // Some slack, so that a full list is not moved with each command.
        guard entries.count > capacity &+ capacity / 4 else { return }
        entries.removeFirst(entries.count - capacity)
        removals &+= 1
    }

    /// The place of the entry that an operand of fc names: a number, `-n` back from the end, or the beginning of the command.
    ///
    /// - Parameter clamps: a number that is too small or too large means the oldest or the newest entry.
    func index(of operand: ByteString, clamps: Bool) throws(Failure) -> Int {
        guard !entries.isEmpty else { throw .empty }
        guard let number = operand.decimalValue else {
            guard let index = entries.lastIndex(where: { $0.text.hasPrefix(operand) }) else { throw .notFound(operand) }
            return index
        }
        let isRelative = operand.hasPrefix("-") || number == 0
        let index = isRelative ? entries.count &+ number : entries.firstIndex { $0.number >= number } ?? entries.count
        if entries.indices.contains(index), isRelative || clamps || entries[index].number == number { return index }
        guard clamps else { throw .notFound(operand) }
        return index < 0 ? 0 : entries.count - 1
    }

    /// The entries from one place to the other, the later first where `first` is behind `last`.
    func range(_ first: Int, _ last: Int) -> [Entry] {
        first <= last ? Array(entries[first...last]) : entries[last...first].reversed()
    }
}
