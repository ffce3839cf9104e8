// DescriptorTable: what each descriptor of a process refers to, by meaning and not by number alone.
//
// Applying the actions of a command in order gives the table that the command gets, without a system call. Each open makes
// a new open file description with a serial number of its own; a copy shares it. The tests compare that with a child's
// real table; `see plan` and `see fds` show it.
//
// POSIX: XCU 2.7

public import Bytes

public struct DescriptorTable: Hashable, Sendable {
    /// The open file description that a descriptor refers to.
    public enum Entry: Hashable, Sendable {
        /// What the shell has at this number, and what that is called (`tty`, a path).
        case inherited(Int32, name: ByteString)
        /// Opened by a redirection; deferred where `path` is the source of a word that is not expanded yet.
        case opened(path: ByteString, deferred: Bool, mode: OpenMode, serial: Int32)
        case pipe(EdgeEnd)
        /// An end of an edge of what stands around the pipeline: of another pipeline, or of a substitution.
        case outer(EdgeEnd, serial: Int32)
        /// The text of a here-document.
        case document(serial: Int32)
        /// Whatever the word with this source will name.
        case unknown(ByteString)

        /// The same with the next serial number, where it has one.
        func numbered(by next: inout Int32) -> Entry {
            switch self {
            case .opened(let path, let isDeferred, let mode, _):
                next &+= 1
                return .opened(path: path, deferred: isDeferred, mode: mode, serial: next &- 1)
            case .document:
                next &+= 1
                return .document(serial: next &- 1)
            case .inherited, .pipe, .outer, .unknown: return self
            }
        }
    }

    public struct Row: DescriptorRow, Hashable, Sendable {
        public var fd: Int32
        public var entry: Entry
        public var closeOnExec: Bool

        public init(fd: Int32, entry: Entry, closeOnExec: Bool = false) {
            self.fd = fd
            self.entry = entry
            self.closeOnExec = closeOnExec
        }
    }

    /// Why an action cannot be done.
    public enum Fault: Error, Hashable, Sendable {
        case notOpen(Int32)
    }

    /// Sorted by number.
    public internal(set) var rows: [Row] = []
    var nextSerial: Int32 = 1
    /// A descriptor without a row may be open all the same, but for those in `closed`.
    public internal(set) var isOpenEnded = false
    var closed: Set<Int32> = []

    public init() {}

    public init(_ rows: [Row]) {
        for row in rows { self[row.fd] = row }
    }

    public subscript(fd: Int32) -> Row? {
        get { rows.row(of: fd) }
        set { rows.setRow(of: fd, to: newValue) }
    }

    /// The lowest free number from `minimum` up.
    public func lowestFree(from minimum: Int32) -> Int32 {
        var candidate = minimum
        for row in rows where row.fd >= minimum {
            guard row.fd == candidate else { break }
            candidate &+= 1
        }
        return candidate
    }

    /// Performs `action` on this table. Closing what is not open changes nothing and is no fault.
    public mutating func apply(_ action: PlannedAction) throws(Fault) {
        guard let (fd, change) = action.change else { return }
        switch change {
        case .make(let entry): self[fd] = Row(fd: fd, entry: entry.numbered(by: &nextSerial))
        case .copy(let from):
            guard let source = self[from]?.entry ?? unseen(from) else { throw .notOpen(from) }
            self[fd] = Row(fd: fd, entry: source)
        case .close:
            self[fd] = nil
            if isOpenEnded { closed.insert(fd) }
            return
        }
        if isOpenEnded { closed.remove(fd) }
    }

    /// What a descriptor without a row refers to, where it may be open.
    private func unseen(_ fd: Int32) -> Entry? {
        isOpenEnded && !closed.contains(fd) ? .unknown("descriptor " + ByteString(decimal: fd)) : nil
    }

    /// Puts what was done to descriptors over this table.
    mutating func apply(_ rows: [DescriptorChanges.Row]) {
        for row in rows { self[row.fd] = row.entry.map { Row(fd: row.fd, entry: $0) } }
    }
}

/// A row of a table of descriptors.
protocol DescriptorRow {
    var fd: Int32 { get }
}

/// Rows that are sorted by number.
extension Array where Element: DescriptorRow {
    func row(of fd: Int32) -> Element? {
        let index = lowerBound { $0.fd < fd }
        return index < count && self[index].fd == fd ? self[index] : nil
    }

    /// Replaces, inserts or removes the row.
    mutating func setRow(of fd: Int32, to row: Element?) {
        let index = lowerBound { $0.fd < fd }
        let isThere = index < count && self[index].fd == fd
        switch (row, isThere) {
        case (let row?, true): self[index] = row
        case (let row?, false) where index == count: append(row)
        case (let row?, false): insert(row, at: index)
        case (nil, true) where index == count &- 1: removeLast()
        case (nil, true): remove(at: index)
        case (nil, false): break
        }
    }
}
