// DescriptorTable: what each descriptor of a process refers to, by meaning and not by number alone.
//
// Folding `applying` over the actions of a command gives the table that the command gets, without a system call. Each
// open makes a new open file description with a serial number of its own; a copy shares it. That is what the tests
// compare with a child's real table, and what `see plan` and `see fds` show.
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
        /// The text of a here-document.
        case document(serial: Int32)
        /// Whatever the word with this source will name.
        case unknown(ByteString)
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
    public private(set) var rows: [Row] = []
    private var nextSerial: Int32 = 1

    public init() {}

    public init(_ rows: [Row]) {
        for row in rows { self[row.fd] = row }
    }

    /// A shell's table at start: 0, 1 and 2, as yet without names.
    public static let standard = DescriptorTable(
        (0...2).map { Row(fd: $0, entry: .inherited($0, name: "inherited")) })

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

    /// The table after `action`.
    ///
    /// Closing what is not open changes nothing and is no fault.
    public func applying(_ action: DescriptorAction) throws(Fault) -> DescriptorTable {
        var table = self
        try table.apply(action)
        return table
    }

    /// Performs `action` on this table.
    public mutating func apply(_ action: DescriptorAction) throws(Fault) {
        switch action {
        case .open(let path, let mode, let to): open(path: path, deferred: false, mode: mode, to: to)
        case .duplicate(let from, let to): try duplicate(from: from, to: to)
        case .close(let fd): self[fd] = nil
        }
    }

    /// Makes a new open file description for a file.
    public mutating func open(path: ByteString, deferred: Bool, mode: OpenMode, to fd: Int32) {
        self[fd] = Row(fd: fd, entry: .opened(path: path, deferred: deferred, mode: mode, serial: takeSerial()))
    }

    /// Makes a new open file description for the text of a here-document.
    public mutating func openDocument(to fd: Int32) {
        self[fd] = Row(fd: fd, entry: .document(serial: takeSerial()))
    }

    /// dup2: the copy has no close-on-exec flag.
    public mutating func duplicate(from: Int32, to: Int32) throws(Fault) {
        guard let source = self[from] else { throw .notOpen(from) }
        self[to] = Row(fd: to, entry: source.entry)
    }

    private mutating func takeSerial() -> Int32 {
        defer { nextSerial &+= 1 }
        return nextSerial
    }

    /// What is left after exec: all but the close-on-exec descriptors.
    public var afterExec: DescriptorTable {
        var table = self
        table.rows.removeAll { $0.closeOnExec }
        return table
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
        case (let row?, false): insert(row, at: index)
        case (nil, true): remove(at: index)
        case (nil, false): break
        }
    }
}
