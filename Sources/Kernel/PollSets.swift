// PollSets: the descriptors that poll, select and epoll wait for, and what event descriptors watch.
//
// The sets of poll and select stand in the memory of the process. An epoll instance lists its own in fdinfo, as timers,
// signals, processes, counters and the controlling sides of pseudo-terminals do.

import Bytes
import Glibc
import Wiring

enum PollSets {
    /// More descriptors than any process can have open are not a set.
    private static let mostDescriptors = 1 << 20

    /// poll(SET, COUNT, ...): eight bytes each, the number, the events, and the result.
    static func poll(_ arguments: WaitCall.Arguments, limit: WaitLimit?) -> WaitCall.Wait {
        let count = Int(truncatingIfNeeded: arguments[1])
        guard count > 0 else { return (.sleeps, limit) }
        guard count < mostDescriptors, let bytes = Proc.memory(of: arguments.pid, at: arguments[0], count: count &* 8),
            bytes.count == count &* 8
        else { return (.polls(nil), limit) }
        var polled: [WaitOperation.PolledDescriptor] = []
        for start in stride(from: 0, to: bytes.count, by: 8) {
            let fd = Int32(truncatingIfNeeded: Proc.word(bytes[start..<(start &+ 4)]))
            if fd >= 0 { polled.append(descriptor(fd, events: Proc.word(bytes[(start &+ 4)..<(start &+ 6)]))) }
        }
        return polled.isEmpty ? (.sleeps, limit) : (.polls(polled), limit)
    }

    /// select(COUNT, INPUT, OUTPUT, EXCEPTIONS, ...): a bit for each descriptor.
    static func select(_ arguments: WaitCall.Arguments, limit: WaitLimit?) -> WaitCall.Wait {
        let count = Int(arguments.integer(0))
        guard count > 0, arguments[1] | arguments[2] | arguments[3] != 0 else { return (.sleeps, limit) }
        guard count < mostDescriptors else { return (.polls(nil), limit) }
        var sets: [[UInt8]] = []
        for address in arguments.words[1...3] {
            let length = (count &+ 63) / 64 &* 8
            guard address != 0 else {
                sets.append([])
                continue
            }
            guard let bytes = Proc.memory(of: arguments.pid, at: address, count: length), bytes.count == length else {
                return (.polls(nil), limit)
            }
            sets.append(bytes)
        }
        func has(_ set: [UInt8], _ fd: Int) -> Bool { fd / 8 < set.count && set[fd / 8] & (1 << UInt8(fd % 8)) != 0 }
        let polled = (0..<count).compactMap { fd -> WaitOperation.PolledDescriptor? in
            let (reads, writes) = (has(sets[0], fd) || has(sets[2], fd), has(sets[1], fd))
            return reads || writes ? .init(fd: Int32(fd), reads: reads, writes: writes) : nil
        }
        return polled.isEmpty ? (.sleeps, limit) : (.polls(polled), limit)
    }

    /// epoll_wait(INSTANCE, ...)
    static func epoll(_ arguments: WaitCall.Arguments, limit: WaitLimit?) -> WaitCall.Wait {
        guard case .polls(let polled) = Proc.watched(arguments.pid, arguments.integer(0), .eventPoll) else {
            return (.polls(nil), limit)
        }
        return polled.isEmpty ? (.sleeps, limit) : (.polls(polled), limit)
    }

    /// By POLLIN, POLLPRI and POLLRDHUP, and by POLLOUT; the numbers of epoll are the same.
    fileprivate static func descriptor(_ fd: Int32, events: UInt64) -> WaitOperation.PolledDescriptor {
        let writes = events & UInt64(POLLOUT) != 0
        // Who asks for nothing waits for the other end to be closed.
        return .init(fd: fd, reads: events & 0x2003 != 0 || !writes, writes: writes)
    }
}

extension Proc {
    /// What an event descriptor, or the controlling side of a terminal, watches.
    static func watched(_ pid: Int32, _ fd: Int32, _ kind: DescriptorKind) -> WatchedObject {
        guard let text = try? contents(path(pid, "fdinfo", fd)) else { return .other }
        switch kind {
        case .eventPoll: return .polls(epollSet(text))
        case .signals:
            // The bits are printed as they are waited for.
            let mask = field("sigmask", in: text).flatMap(hexadecimal) ?? 0
            return .signals(includeChild: mask & SignalSet.bit(SIGCHLD) != 0)
        case .timer:
            // `it_value: (SECONDS, NANOSECONDS)`
            let parts = (field("it_value", in: text) ?? "").split(on: 0x2C).map { part in
                ByteString(part.array.filter { $0 >= 0x30 && $0 <= 0x39 }).unsignedDecimalValue ?? 0
            }
            guard parts.count == 2, parts[0] > 0 || parts[1] > 0 else { return .timer(left: nil) }
            let seconds = Int64(parts[0]).multipliedReportingOverflow(by: 1_000_000_000)
            return .timer(left: seconds.overflow ? Int64.max : seconds.partialValue &+ Int64(parts[1]))
        case .process:
            return .process(field("Pid", in: text).flatMap(number).flatMap { $0 > 0 ? $0 : nil })
        case .eventCounter: return value(of: "eventfd-id", in: text).map { .counter($0) } ?? .other
        case .terminal: return value(of: "tty-index", in: text).map { .terminalMaster($0) } ?? .other
        case .file, .directory, .device, .pipe, .fifo, .socket, .memoryFile, .sharedMemory, .fileWatch, .other:
            return .other
        }
    }

    /// `tfd: FD events: HEXADECIMAL data: ...` for each descriptor. One that was only copied to another number, and closed,
    /// is listed all the same: what it referred to is named behind it.
    private static func epollSet(_ text: ByteString) -> [WaitOperation.PolledDescriptor] {
        text.split(on: 0x0A).compactMap { line in
            let fields = line.split(on: 0x20).filter { !$0.isEmpty }
            guard fields.count >= 4, fields[0] == "tfd:", let fd = number(fields[1]),
                let events = hexadecimal(fields[3])
            else { return nil }
            // One that is asked once, and was told, is not asked again; with EPOLLET that something can be written is told once,
            // and waited for by nobody who reads as well.
            let isDisarmed = events & 0x4000_0000 != 0 && events & 0x27DF == 0
            let isEdge = events & 0x8000_0000 != 0 && events & 1 != 0
            return isDisarmed ? nil : PollSets.descriptor(fd, events: isEdge ? events & ~4 : events)
        }
    }
}
