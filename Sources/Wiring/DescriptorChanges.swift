// DescriptorChanges: what a shell has done to its own descriptors since it started, and how a process came to its table.
//
// A shell keeps this up to date with each redirection that it performs or undoes, and remembers for each process that it
// starts what its table was at that moment. So where a descriptor comes from is history: it is told as it was, whatever the
// shell has done to its own table since.

public import Bytes

/// Where a descriptor comes from: the action that made it.
public enum DescriptorSource: Hashable, Sendable {
    case edge(EdgeEnd)
    /// `5>five`
    case redirection(ByteString)
    case copy(of: Int32)
    case document
    /// It was there when the process started; `shell` is what the shell had done for it, nil where it was given it itself.
    indirect case inherited(shell: DescriptorSource?)
}

public struct DescriptorChanges: Sendable {
    public struct Row: DescriptorRow, Hashable, Sendable {
        public let fd: Int32
        /// nil: closed.
        public let entry: DescriptorTable.Entry?
        /// The descriptor that it was copied from; -1 where it is no copy.
        public let copiedFrom: Int32
        /// It was open before the shell touched it.
        public let wasInherited: Bool
        /// This process has done it, and not the shell that it is a copy of.
        public fileprivate(set) var isOwn = true
    }

    /// Of the descriptors that are not as they were inherited, in order.
    public private(set) var rows: [Row] = []
    private var nextSerial: Int32 = 1
    /// The rows when this process began, as a copy of another shell.
    private var rowsAtStart: [Row] = []

    public init() {}

    /// What the shell had done that this process is a copy of.
    public var atStart: DescriptorChanges {
        var changes = self
        changes.rows = rowsAtStart
        return changes
    }

    /// A descriptor that was not there at first, and is closed for good, is as it was.
    public mutating func forgetClosed(_ fd: Int32) {
        if let row = self[fd], row.entry == nil, !row.wasInherited { self[fd] = nil }
    }

    /// This process is a copy of the shell from now on.
    public mutating func enterSubshell() {
        for index in rows.indices { rows[index].isOwn = false }
        rowsAtStart = rows
    }

    /// To be called before a copy of the shell is made: what the runtime does for the first row, each copy would do anew.
    public mutating func prepareForCopy() {
        if rows.capacity == 0 { rows.reserveCapacity(8) }
    }

    /// What was done in this process itself.
    public var own: [Row] { rows.filter(\.isOwn) }

    /// What was done to a descriptor last; nil where it is as it was inherited.
    public subscript(fd: Int32) -> Row? {
        get { rows.row(of: fd) }
        set { rows.setRow(of: fd, to: newValue) }
    }

    /// Notes an action that was performed; `wasOpen` tells of the descriptor before it.
    public mutating func note(_ action: DescriptorAction, wasOpen: Bool = true) {
        switch action {
        case .open(let path, let mode, let to):
            set(to, .opened(path: path, deferred: false, mode: mode, serial: nextSerial), wasOpen)
            nextSerial &+= 1
        case .duplicate(let from, let to): copy(from, to, wasOpen)
        case .close(let fd): set(fd, nil, wasOpen)
        }
    }

    /// The same, of what the numbers alone do not tell: that it was an edge, or a here-document.
    public mutating func note(_ action: PlannedAction, wasOpen: Bool = true) {
        guard let (fd, change) = action.change else { return }
        switch change {
        case .make(let entry): set(fd, entry.numbered(by: &nextSerial), wasOpen)
        case .copy(let from): copy(from, fd, wasOpen)
        case .close: set(fd, nil, wasOpen)
        }
    }

    private mutating func copy(_ from: Int32, _ to: Int32, _ wasOpen: Bool) {
        let entry = if let row = self[from] { row.entry } else { DescriptorTable.Entry.inherited(from, name: "") }
        set(to, entry, wasOpen, copiedFrom: from)
    }

    private mutating func set(
        _ fd: Int32, _ entry: DescriptorTable.Entry?, _ wasOpen: Bool, copiedFrom: Int32 = -1
    ) {
        self[fd] = Row(fd: fd, entry: entry, copiedFrom: copiedFrom, wasInherited: self[fd]?.wasInherited ?? wasOpen)
    }

    /// What the shell had inherited, as far as `present`, its table as it is now, tells: of what it has replaced since no
    /// name is known.
    public func inherited(_ present: DescriptorTable) -> DescriptorTable {
        var table = present
        for row in rows {
            table[row.fd] =
                row.wasInherited ? DescriptorTable.Row(fd: row.fd, entry: .inherited(row.fd, name: "")) : nil
        }
        return table
    }
}

extension DescriptorChanges.Row {
    /// The action that made the descriptor; nil where it is closed.
    public var source: DescriptorSource? {
        guard let entry else { return nil }
        if copiedFrom >= 0 { return .copy(of: copiedFrom) }
        switch entry {
        case .pipe(let end), .outer(let end, _): return .edge(end)
        case .document: return .document
        case .opened(let path, let isDeferred, let mode, _):
            let implied: Int32 = mode == .read || mode == .readWrite ? 0 : 1
            let number = fd == implied ? ByteString() : ByteString(decimal: fd)
            return .redirection(number + mode.operatorText + (isDeferred ? "\u{2039}" + path + "\u{203A}" : path))
        case .unknown(let source): return .redirection(">&\u{2039}" + source + "\u{203A}")
        case .inherited: return .inherited(shell: nil)
        }
    }
}

/// How a process came to be, remembered when it was started.
public struct ProcessOrigin: Sendable {
    public let way: Way
    public let reason: WayReason
    /// The shell's own table at that time.
    public let start: DescriptorChanges
    /// What was done to it for the process, in order, as far as it was known.
    public let actions: [PlannedAction]

    /// The rows that the actions, and then `more`, have made.
    public func own(and more: [PlannedAction] = []) -> [DescriptorChanges.Row] {
        var changes = start
        for action in actions + more { changes.note(action) }
        let touched = (actions + more).compactMap(\.change?.fd)
        return changes.rows.filter { touched.contains($0.fd) }
    }

    public init(way: Way, reason: WayReason, start: DescriptorChanges, actions: [PlannedAction]) {
        self.way = way
        self.reason = reason
        self.start = start
        self.actions = actions
    }
}

/// The table that a process was meant to get, and where each descriptor of it comes from.
public struct IntendedTable: Hashable, Sendable {
    public var table: DescriptorTable
    /// What is not named here was there when the first shell started.
    public var sources: [Int32: DescriptorSource] = [:]

    /// Of a shell itself.
    public init(_ changes: DescriptorChanges, over inherited: DescriptorTable) {
        self.init(start: [], own: changes.rows, over: inherited)
    }

    /// Of a process: what the shell had, and what was done to it for the process.
    public init(start: [DescriptorChanges.Row], own: [DescriptorChanges.Row], over inherited: DescriptorTable) {
        table = inherited
        table.apply(start + own)
        for row in start { sources[row.fd] = row.source.map { .inherited(shell: $0) } }
        for row in own { sources[row.fd] = row.source }
    }
}
