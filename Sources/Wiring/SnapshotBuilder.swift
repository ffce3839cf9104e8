// Taking a snapshot: which processes and descriptors to look at, and in what order.
//
// A job's picture needs more than the job: any process may hold the other end of one of its pipes, of the
// machine. So the members are looked at in full, with the shell and their parents, and of all others only the links are
// read and those descriptors looked at that name the same pipe, FIFO or socket. What a look is, the Kernel knows: it
// comes in as ProcessSource, so that this can be tested without a process.

import Bytes

extension Snapshot {
    /// Looks at `members`, and at the holders of the other ends of their pipes, FIFOs and sockets.
    ///
    /// `time` is CLOCK_MONOTONIC in nanoseconds. The descriptors of the shell in `privateDescriptors` are marked.
    public static func take(
        of members: [Int32], shell: Int32, privateDescriptors: [Int32] = [], time: Int64, from source: ProcessSource
    ) -> Snapshot {
        var builder = SnapshotBuilder(source: source)
        for pid in members { builder.lookAtMember(pid) }
        builder.lookAround(shell: shell)
        builder.markPrivate(privateDescriptors, of: shell)
        builder.sampleFills()
        builder.groupDescriptions()
        return Snapshot(
            time: time, shell: shell, processes: builder.processes.map(\.value), gaps: builder.gaps,
            unseen: builder.unseen)
    }
}

private struct SnapshotBuilder {
    let source: ProcessSource
    var processes: [Int32: ProcessSnapshot] = [:]
    var gaps: [Snapshot.Gap] = []
    var unseen = 0

    mutating func lookAtMember(_ pid: Int32) {
        guard processes[pid] == nil else { return }
        switch source.process(pid, true) {
        case .gap(let reason): gaps.append(Snapshot.Gap(pid: pid, reason: reason))
        case .seen(var facts):
            // An empty table may be one whose rows are all forbidden.
            if facts.descriptors?.isEmpty == true, source.links(pid) == nil { facts.descriptors = nil }
            // A zombie has closed everything, which some kernels report as forbidden.
            if facts.state == .zombie { facts.descriptors = [] }
            if facts.descriptors == nil { gaps.append(Snapshot.Gap(pid: pid, reason: .noPermission)) }
            processes[pid] = facts
        }
    }

    /// The shell, the parents, and all that hold an other end.
    mutating func lookAround(shell: Int32) {
        var wanted = Wanted()
        for process in processes.values {
            for row in process.descriptors ?? [] {
                if row.kind == .pipe { wanted.names.insert(row.name) }
                if row.kind == .fifo { wanted.fifos.insert(row.identity) }
                if let peer = row.socket?.peerInode {
                    wanted.names.insert("socket:[" + ByteString(UInt64(peer), radix: 10) + "]")
                }
            }
        }
        for pid in Set(processes.values.map(\.ppid) + [shell]) where pid > 1 && processes[pid] == nil {
            guard case .seen(let facts) = source.process(pid, true) else { continue }
            processes[pid] = facts
        }
        guard !wanted.names.isEmpty || !wanted.fifos.isEmpty else { return }
        for pid in source.pids() where processes[pid] == nil { lookAt(pid, for: wanted) }
    }

    /// What others may hold the other end of: by the text of the link, which a FIFO may have several of.
    private struct Wanted {
        var names: Set<ByteString> = []
        var fifos: Set<FileIdentity> = []
    }

    private mutating func lookAt(_ pid: Int32, for wanted: Wanted) {
        guard let links = source.links(pid) else {
            unseen &+= 1
            return
        }
        let found = links.filter { link in
            if wanted.names.contains(link.name) { return true }
            guard !wanted.fifos.isEmpty, link.name.first == 0x2F else { return false }
            return source.identity(pid, link.fd).map(wanted.fifos.contains) ?? false
        }
        let rows = found.compactMap { source.descriptor(pid, $0.fd) }
        guard !rows.isEmpty, case .seen(var facts) = source.process(pid, false) else { return }
        facts.descriptors = rows
        processes[pid] = facts
    }

    mutating func markPrivate(_ fds: [Int32], of shell: Int32) {
        for (index, row) in (processes[shell]?.descriptors ?? []).enumerated() {
            processes[shell]?.descriptors?[index].isPrivate = fds.contains(row.fd)
        }
    }

    /// Asks once for each anonymous pipe that has a reader, and tells all its holders.
    mutating func sampleFills() {
        var fills: [UInt64: (fill: Int64, capacity: Int64)] = [:]
        for process in processes.values {
            for row in process.descriptors ?? []
            where row.kind == .pipe && row.mode.reads && fills[row.inode] == nil {
                if let fill = row.fill, let capacity = row.capacity {
                    fills[row.inode] = (fill, capacity)
                } else {
                    fills[row.inode] = source.fill(process.pid, row.fd)
                }
            }
        }
        for (pid, process) in processes {
            for (index, row) in (process.descriptors ?? []).enumerated() where row.kind == .pipe {
                guard let known = fills[row.inode] else { continue }
                processes[pid]?.descriptors?[index].fill = known.fill
                processes[pid]?.descriptors?[index].capacity = known.capacity
            }
        }
    }

    private struct Object: Hashable {
        let kind: DescriptorKind
        let inode: UInt64
        let device: UInt64
        let mode: AccessMode
    }

    /// Gives rows of one open file description one number.
    ///
    /// Only rows of the same object in the same mode can be one; among them the kernel's order is searched by halves, so
    /// that ten thousand descriptors of one file take no hundred million comparisons.
    mutating func groupDescriptions() {
        var candidates: [Object: [Place]] = [:]
        for pid in processes.keys.sorted() {
            for (index, row) in (processes[pid]?.descriptors ?? []).enumerated() {
                let object = Object(kind: row.kind, inode: row.inode, device: row.device, mode: row.mode)
                candidates[object, default: []].append(Place(pid: pid, index: index, fd: row.fd))
            }
        }
        var next: Int32 = 1
        for places in candidates.values { group(places, &next) }
    }

    private mutating func group(_ places: [Place], _ next: inout Int32) {
        var groups = DescriptionGroups(order: source.order)
        for place in places {
            guard let group = groups.add(place, next) else { continue }
            next = max(next, group &+ 1)
            processes[place.pid]?.descriptors?[place.index].openFileDescription = group
        }
    }
}

private struct Place {
    let pid: Int32
    let index: Int
    let fd: Int32
}

/// Descriptors of one object by their open file descriptions.
private struct DescriptionGroups {
    let order: (Int32, Int32, Int32, Int32) -> ProcessSource.Order?
    /// One place of each group, in the kernel's order, and the others.
    private var sorted: [(place: Place, group: Int32)] = []
    private var others: [Int32: [Place]] = [:]

    init(order: @escaping (Int32, Int32, Int32, Int32) -> ProcessSource.Order?) {
        self.order = order
    }

    /// The number of the group of `place`, `next` where it is a new one; nil where the descriptor cannot be compared.
    mutating func add(_ place: Place, _ next: Int32) -> Int32? {
        while true {
            var found: Int32?
            var lost: Int32?
            let index = sorted.lowerBound { known in
                guard found == nil, lost == nil else { return false }
                switch order(place.pid, place.fd, known.place.pid, known.place.fd) {
                case .same?: found = known.group
                case .before?: break
                case .after?: return true
                case nil: lost = known.group
                }
                return false
            }
            if let lost {
                guard order(place.pid, place.fd, place.pid, place.fd) != nil else { return nil }
                replace(lost)
                continue
            }
            if let found {
                others[found, default: []].append(place)
                return found
            }
            sorted.insert((place, next), at: index)
            return next
        }
    }

    /// A process has ended while it was looked at: another place stands for the group, where there is one.
    private mutating func replace(_ lost: Int32) {
        guard let index = sorted.firstIndex(where: { $0.group == lost }) else { return }
        if let other = others[lost]?.popLast() { sorted[index].place = other } else { sorted.remove(at: index) }
    }
}
