// WaitTargets: what can end the wait of a thread, by what its descriptors refer to.
//
// A pipe has the holders of its other end, a connected socket those of its peer, a terminal those of its controlling side.
// A listening socket, a network, a changed file or a person is outside of all processes.

import Bytes

extension WaitSnapshotBuilder {
    /// Finds the targets of the wait, and the limit that timers set.
    mutating func findTargets(_ wait: inout ThreadWait, of process: WaitingProcess) {
        wait.targets = targets(of: wait.operation, process, &wait.limit)
        guard case .polls = wait.operation, process.catchesChild, !process.children.isEmpty else { return }
        wait.targets.append(childTarget(nil, of: process))
    }

    private mutating func targets(
        of operation: WaitOperation, _ process: WaitingProcess, _ limit: inout WaitLimit?
    ) -> [WaitTarget] {
        let pid = process.pid
        switch operation {
        case .reads(let fd): return descriptorTargets(.init(fd: fd, reads: true, writes: false), of: process, &limit)
        case .writes(let fd): return descriptorTargets(.init(fd: fd, reads: false, writes: true), of: process, &limit)
        case .accepts(let fd):
            return [WaitTarget(.input, fd: fd, object: source.descriptor(pid, fd), outside: .clients)]
        case .connects(let fd, let path): return [connection(fd, path, of: pid)]
        case .opens(let opened):
            if opened.isFIFO { return [WaitTarget(.event)] }
            let on = lockHolders(of: opened.identity) { $0.kind == .lease }
            return [WaitTarget(.event, on: on, outside: on.isEmpty ? .device : nil)]
        case .waitsForChild(let child): return [childTarget(child, of: process)]
        case .locks(let fd, let range): return [lockTarget(fd, range, of: pid)]
        case .traced(let tracer): return [WaitTarget(.event, on: [.init(pid: tracer, fd: -1)])]
        case .polls(let polled?): return polled.flatMap { descriptorTargets($0, of: process, &limit) }
        case .stopped(let inner): return targets(of: inner, process, &limit)
        case .waitsInKernel(let fd, _):
            let object = fd.flatMap { source.descriptor(pid, $0) }
            return [WaitTarget(.event, fd: fd ?? -1, object: object, outside: .device)]
        case .waitsForThread(let futex):
            guard let file = futex.file else { return [] }
            // Who has the memory has inherited it, or was started with the name of it: relatives are looked at.
            let parent = process.facts.ppid
            let relatives = Set(process.children + (parent > 1 ? [parent] + source.children(parent) : [])).subtracting([
                pid
            ])
            return [
                WaitTarget(
                    .event, on: relatives.sorted().filter { source.maps($0, file) }.map { .init(pid: $0, fd: -1) })
            ]
        case .runs, .controls, .sleeps, .polls(nil), .waitsForSignal, .zombie, .other, .unseen: return []
        }
    }

    private func childTarget(_ child: Int32?, of process: WaitingProcess) -> WaitTarget {
        WaitTarget(.event, on: (child.map { [$0] } ?? process.children).map { .init(pid: $0, fd: -1) })
    }

    // MARK: Descriptors

    private mutating func descriptorTargets(
        _ polled: WaitOperation.PolledDescriptor, of process: WaitingProcess, _ limit: inout WaitLimit?, depth: Int = 0
    ) -> [WaitTarget] {
        let pid = process.pid
        guard var object = source.descriptor(pid, polled.fd) else {
            return [WaitTarget(.input, fd: polled.fd, outside: .unknown)]
        }
        let uses: [WaitTarget.Use] = polled.writes ? (polled.reads ? [.input, .output] : [.output]) : [.input]
        func target(_ on: [WaitingProcess.Partner], _ outside: WaitTarget.Outside? = nil) -> [WaitTarget] {
            [WaitTarget(uses[0], fd: polled.fd, object: object, on: on, outside: outside)]
        }
        switch object.kind {
        case .pipe, .fifo:
            if polled.reads, object.mode.reads, object.kind == .pipe, let fill = source.fill(pid, polled.fd) {
                (object.fill, object.capacity) = (fill.fill, fill.capacity)
            }
            // Who asks to read what it can only write waits for the other end to be closed.
            return uses.filter { $0 == .output || object.mode.reads }.map { use in
                let on = ends(of: object) { use == .output ? $0.reads : $0.writes }
                // A FIFO that was opened without waiting may have no other side.
                let isSeen = !on.isEmpty || object.kind == .fifo && holders.hidden.isEmpty
                return WaitTarget(
                    use, fd: polled.fd, object: object, on: on, outside: isSeen ? nil : .unseenHolder)
            }
        case .socket: return uses.map { socketTarget($0, polled.fd, object) }
        case .terminal:
            let isMaster = source.watched(pid, polled.fd, .terminal) != .other
            return target(terminalPartners(object, pid), isMaster ? nil : .person)
        case .fileWatch: return target([], .files)
        case .device: return Self.readyDevices.contains(object.name) ? [] : target([], .device)
        case .eventCounter, .eventPoll, .signals, .timer, .process, .other:
            return watched(polled.fd, object, of: process, &limit, depth: depth)
        // They are always ready.
        case .file, .directory, .memoryFile, .sharedMemory: return target([])
        }
    }

    /// They never end a wait, nor begin one.
    private static let readyDevices: Set<ByteString> = [
        "/dev/null", "/dev/zero", "/dev/full", "/dev/random", "/dev/urandom",
    ]

    private mutating func watched(
        _ fd: Int32, _ object: DescriptorSnapshot, of process: WaitingProcess, _ limit: inout WaitLimit?, depth: Int
    ) -> [WaitTarget] {
        func target(_ on: [WaitingProcess.Partner], _ outside: WaitTarget.Outside? = nil) -> [WaitTarget] {
            [WaitTarget(.event, fd: fd, object: object, on: on, outside: outside)]
        }
        switch source.watched(process.pid, fd, object.kind) {
        // The kernel refuses deeper nests than five.
        case .polls(let polled) where depth < 6:
            var targets: [WaitTarget] = []
            for next in polled { targets += descriptorTargets(next, of: process, &limit, depth: depth &+ 1) }
            return targets
        case .signals(let includeChild):
            return target(includeChild ? process.children.map { .init(pid: $0, fd: -1) } : [])
        case .timer(let left):
            if let left, left < limit?.nanoseconds ?? Int64.max { limit = WaitLimit(nanoseconds: left, isRest: true) }
            return target([])
        case .process(let other): return target(other.map { [.init(pid: $0, fd: -1)] } ?? [])
        case .counter(let number):
            let sharers = holders[object.name].filter { holder in
                holder.pid != process.pid
                    && source.watched(holder.pid, holder.fd, .eventCounter) == .counter(number)
            }
            return target(sharers)
        case .terminalMaster, .polls, .other: return target([], .unknown)
        }
    }

    private mutating func socketTarget(_ use: WaitTarget.Use, _ fd: Int32, _ object: DescriptorSnapshot) -> WaitTarget {
        let ends = ends(of: object) { _ in true }
        let on = ends.isEmpty ? acceptors(of: object) : ends
        var object = object
        // The name of the socket at the other end tells a connection from a pair.
        if object.socket?.family == .unix, let other = on.first {
            object.socket?.remote = source.descriptor(other.pid, other.fd)?.socket?.local ?? ""
        }
        var outside: WaitTarget.Outside?
        if on.isEmpty {
            switch (object.socket?.family, object.socket?.state) {
            case (_, "listen"?): outside = .clients
            case (.unix?, _): outside = object.socket?.peerInode == nil ? .clients : .unseenHolder
            case (.internet4?, _), (.internet6?, _):
                outside = object.socket?.state == "unconnected" ? .clients : .network
            case (.netlink?, _), (.packet?, _): outside = .device
            case (.other?, _), (nil, _): outside = .unknown
            }
        }
        return WaitTarget(use, fd: fd, object: object, on: on, outside: outside)
    }

    private mutating func ends(
        of object: DescriptorSnapshot, _ isWanted: (AccessMode) -> Bool
    ) -> [WaitingProcess.Partner] {
        if let peer = object.socket?.peerInode { return holders["socket:[" + ByteString(peer, radix: 10) + "]"] }
        guard object.isPipe else { return [] }
        let found = object.kind == .fifo ? holders.holders(of: object.identity, source) : holders[object.name]
        return found.compactMap { holder -> WaitingProcess.Partner? in
            guard let row = source.descriptor(holder.pid, holder.fd) else { return nil }
            guard row.identity == object.identity && isWanted(row.mode) else { return nil }
            return .init(pid: holder.pid, fd: holder.fd, isInherited: !row.closeOnExec)
        }
    }

    /// Who has the other side of a pseudo-terminal open.
    private func terminalPartners(_ object: DescriptorSnapshot, _ pid: Int32) -> [WaitingProcess.Partner] {
        if case .terminalMaster(let number) = source.watched(pid, object.fd, .terminal) {
            return holders["/dev/pts/" + ByteString(number, radix: 10)].filter { $0.pid != pid }
        }
        guard object.name.hasPrefix("/dev/pts/"), let number = object.name.dropFirst(9).unsignedDecimalValue else {
            return []
        }
        let masters = holders["/dev/ptmx"] + holders["/dev/pts/ptmx"]
        return masters.filter { holder in
            holder.pid != pid
                && source.watched(holder.pid, holder.fd, .terminal) == .terminalMaster(UInt64(number))
        }
    }

    /// What a connection that is being made waits for.
    private func connection(_ fd: Int32, _ path: ByteString, of pid: Int32) -> WaitTarget {
        var object = source.descriptor(pid, fd)
        if !path.isEmpty { object?.socket?.acceptorInode = source.listener(pid, path) }
        let on = acceptors(of: object).filter { $0.pid != pid }
        return WaitTarget(.output, fd: fd, object: object, on: on, outside: on.isEmpty ? .network : nil)
    }

    /// Who has the listening socket that has not accepted a connection yet.
    private func acceptors(of object: DescriptorSnapshot?) -> [WaitingProcess.Partner] {
        object?.socket?.acceptorInode.map { holders["socket:[" + ByteString($0, radix: 10) + "]"] } ?? []
    }

    // MARK: Locks

    private mutating func lockTarget(
        _ fd: Int32, _ range: WaitOperation.LockRange, of pid: Int32
    ) -> WaitTarget {
        guard let object = source.descriptor(pid, fd) else { return WaitTarget(.event, fd: fd, outside: .unknown) }
        // The row of a waiter has the number of the lock that it waits for; one for an open file description has no pid.
        let waiting =
            locks.first { $0.isWaiting && $0.pid == pid } ?? locks.first { $0.isWaiting && $0.inode == object.inode }
        guard let waiting else { return WaitTarget(.event, fd: fd, object: object, outside: .unknown) }
        let blocking = locks.filter { !$0.isWaiting && $0.number == waiting.number }.map(\.pid)
        let holders = lockHolders(of: object.identity) { lock in
            lock.kind == waiting.kind && lock.range.conflicts(with: range)
                && (lock.kind != .record || lock.pid < 0 || blocking.contains(lock.pid))
        }
        let living = blocking.filter { $0 > 0 && source.family($0) != nil }.map {
            WaitingProcess.Partner(pid: $0, fd: -1)
        }
        let on = holders.isEmpty ? living : holders
        return WaitTarget(.event, fd: fd, object: object, on: on, outside: on.isEmpty ? .unseenHolder : nil)
    }

    /// All that have the lock through a descriptor of theirs: each process that shares the open file description has it.
    private mutating func lockHolders(
        of file: FileIdentity, _ isWanted: (FileLock) -> Bool
    ) -> [WaitingProcess.Partner] {
        holders.holders(of: file, source).filter { holder in
            source.heldLocks(holder.pid, holder.fd).contains { !$0.isWaiting && isWanted($0) }
        }
    }
}
