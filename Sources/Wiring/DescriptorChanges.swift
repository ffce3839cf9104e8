// DescriptorChanges: what a shell has done to its own descriptors since it started, and how a process came to its table.
//
// A shell keeps this up to date with each redirection that it performs or undoes, and remembers for each process that it
// starts what its table was at that moment. So where a descriptor comes from is history: it is told as it was, whatever the
// shell has done to its own table since.

public import Bytes

public struct DescriptorChanges: Sendable {
    public struct Row: Sendable {
        public let fd: Int32
        /// nil: closed.
        public let entry: DescriptorTable.Entry?
        /// It was open before the shell touched it.
        public let wasInherited: Bool
    }

    /// Of the descriptors that are not as they were inherited, in order.
    private var rows: [Row] = []
    private var nextSerial: Int32 = 1

    public init() {}

    /// What was done to a descriptor last; nil where it is as it was inherited.
    public subscript(fd: Int32) -> Row? {
        get {
            for row in rows where row.fd == fd { return row }
            return nil
        }
        set {
            let index = rows.firstIndex { $0.fd >= fd } ?? rows.count
            let isThere = index < rows.count && rows[index].fd == fd
            switch (newValue, isThere) {
            case (let row?, true): rows[index] = row
            case (let row?, false): rows.insert(row, at: index)
            case (nil, true): rows.remove(at: index)
            case (nil, false): break
            }
        }
    }

    /// What the descriptor refers to; nil where it is closed.
    private func entry(_ fd: Int32) -> DescriptorTable.Entry? {
        guard let row = self[fd] else { return .inherited(fd, name: "") }
        return row.entry
    }

    /// Notes an action that was performed; `wasOpen` tells of the descriptor before it.
    public mutating func note(_ action: DescriptorAction, wasOpen: Bool = true) {
        switch action {
        case .open(let path, let mode, let to):
            nextSerial &+= 1
            set(to, .opened(path: path, deferred: false, mode: mode, serial: nextSerial), wasOpen)
        case .duplicate(let from, let to): set(to, entry(from), wasOpen)
        case .close(let fd): set(fd, nil, wasOpen)
        }
    }

    private mutating func set(_ fd: Int32, _ entry: DescriptorTable.Entry?, _ wasOpen: Bool) {
        self[fd] = Row(fd: fd, entry: entry, wasInherited: self[fd]?.wasInherited ?? wasOpen)
    }

    /// The same, of what the numbers alone do not tell: that it was an edge, or a here-document.
    public mutating func note(_ action: PlannedAction, wasOpen: Bool = true) {
        switch action {
        case .connect(let end, let to): set(to, .pipe(end), wasOpen)
        case .document(_, let to):
            nextSerial &+= 1
            set(to.number, .document(serial: nextSerial), wasOpen)
        case .null(let to): note(DescriptorAction.open(path: "/dev/null", mode: .read, to: to))
        case .open(let path, let mode, let to, _):
            note(DescriptorAction.open(path: path.value ?? "", mode: mode, to: to.number))
        case .duplicate(let from, let to): note(DescriptorAction.duplicate(from: from, to: to.number))
        case .close(let target): note(DescriptorAction.close(target.number))
        case .deferredDuplicate, .fault: break
        }
    }

    /// The whole table, over what the shell has inherited.
    public func table(over inherited: DescriptorTable) -> DescriptorTable {
        var table = inherited
        for row in rows { table[row.fd] = row.entry.map { DescriptorTable.Row(fd: row.fd, entry: $0) } }
        return table
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

/// How a process came to be, remembered when it was started.
public struct ProcessOrigin: Sendable {
    public let way: Way
    public let reason: WayReason
    /// The shell's own table at that time.
    public let start: DescriptorChanges
    /// What was done to it for the process, in order, as far as it was known.
    public let actions: [PlannedAction]

    public init(way: Way, reason: WayReason, start: DescriptorChanges, actions: [PlannedAction]) {
        self.way = way
        self.reason = reason
        self.start = start
        self.actions = actions
    }
}
