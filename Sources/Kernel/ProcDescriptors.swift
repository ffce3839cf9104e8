// The descriptor table of a process, from /proc/PID/fd and /proc/PID/fdinfo.
//
// The link names the object, stat gives the inode, fdinfo the flags and the offset. The fill of a pipe can be read from own
// descriptors only; for others a second descriptor is opened for a moment (`pipeFill`).

import Bytes
import CSeesh
import Glibc
public import Wiring

extension Proc {
    /// The open descriptors of a process, in the order of their numbers; nil where they may not be read.
    public static func descriptors(of pid: Int32) -> [DescriptorSnapshot]? {
        try? descriptorTable(of: pid)
    }

    /// As `descriptors(of:)`; throws where they cannot be read. The descriptor that reads the table is left out.
    static func descriptorTable(
        of pid: Int32, _ sockets: SocketTable = SocketTable()
    ) throws(Errno) -> [DescriptorSnapshot] {
        let directory = path(pid, "fd")
        guard let numbers = numbers(directory) else {
            // status tells the reason. Where the directory is accessible, the process is a zombie, whose table is empty.
            _ = try Kernel.status(directory)
            throw Kernel.isAccessible(directory, .read) ? .ESRCH : .EACCES
        }
        // A descriptor may be closed by now, as that of the directory itself is.
        return numbers.compactMap { try? descriptor($0, of: pid, sockets) }
    }

    static func descriptor(
        _ fd: Int32, of pid: Int32, _ sockets: SocketTable = SocketTable()
    ) throws(Errno) -> DescriptorSnapshot {
        let link = path(pid, "fd", fd)
        let name = try Kernel.linkTarget(link)
        let information = try contents(path(pid, "fdinfo", fd))
        let flags = Int32(truncatingIfNeeded: field("flags", in: information).flatMap { integer($0, radix: 8) } ?? 0)
        let status = try? Kernel.status(link)
        let kind = kind(of: name, status)
        var fact = DescriptorSnapshot(
            fd: fd, kind: kind, name: name, inode: status?.inode ?? 0, device: status?.device ?? 0,
            mode: accessMode(flags), flags: statusFlags(flags), closeOnExec: flags & O_CLOEXEC != 0,
            offset: Int64(field("pos", in: information)?.decimalValue ?? 0))
        switch kind {
        case .file, .memoryFile, .sharedMemory: fact.size = status.map { Int64($0.size) }
        case .pipe, .fifo:
            if pid == Kernel.processID, fact.mode != .neither { (fact.fill, fact.capacity) = ownFill(fd) }
        case .socket: fact.socket = sockets.fact(ofInode: fact.inode, seenBy: pid, fd)
        case .directory, .terminal, .device, .eventCounter, .eventPoll, .signals, .timer, .process, .fileWatch, .other:
            break
        }
        return fact
    }

    static func accessMode(_ flags: Int32) -> AccessMode {
        if flags & seesh_flag_path() != 0 { return .neither }
        return switch flags & O_ACCMODE {
        case O_RDONLY: .read
        case O_WRONLY: .write
        default: .readWrite
        }
    }

    private static func statusFlags(_ flags: Int32) -> StatusFlags {
        let numbers: [(Int32, StatusFlags)] = [
            (O_APPEND, .append), (O_NONBLOCK, .nonblock), (O_DSYNC, .synchronous), (seesh_flag_direct(), .direct),
            (O_ASYNC, .asynchronous), (seesh_flag_path(), .path),
        ]
        return StatusFlags(numbers.filter { flags & $0.0 != 0 }.map(\.1))
    }

    /// The kind by the text of the link and the inode.
    static func kind(of name: ByteString, _ status: Kernel.FileStatus?) -> DescriptorKind {
        if name.hasPrefix("pipe:[") { return .pipe }
        if name.hasPrefix("socket:[") { return .socket }
        if name.hasPrefix("pidfd:[") { return .process }
        if name.hasPrefix("anon_inode:") {
            return switch name.dropFirst(11) {
            case "[eventfd]": .eventCounter
            case "[eventpoll]": .eventPoll
            case "[signalfd]": .signals
            case "[timerfd]": .timer
            case "[pidfd]": .process
            case "inotify", "[inotify]": .fileWatch
            default: .other
            }
        }
        guard let status else { return .other }
        switch status.kind {
        case .regular:
            if name.hasPrefix("/memfd:") { return .memoryFile }
            return name.hasPrefix("/dev/shm/") ? .sharedMemory : .file
        case .directory: return .directory
        case .fifo: return .fifo
        case .socket: return .socket
        case .characterDevice: return isTerminal(status.representedDevice) ? .terminal : .device
        case .blockDevice: return .device
        case .symbolicLink, .unknown: return .other
        }
    }

    /// By the major number of consoles and serial lines, pseudo-terminals, USB and virtual terminals.
    private static func isTerminal(_ device: UInt64) -> Bool {
        switch seesh_device_major(device) {
        case 4, 5, 136...143, 166, 188, 204, 229: true
        default: false
        }
    }
}

// How full pipes are.
extension Proc {
    private static func ownFill(_ fd: Int32) -> (fill: Int64?, capacity: Int64?) {
        var fill: Int32 = 0
        let isKnown = unsafe ioctl(fd, UInt(FIONREAD), &fill) == 0
        let capacity = seesh_pipe_capacity(fd)
        return (isKnown ? Int64(fill) : nil, capacity >= 0 ? Int64(capacity) : nil)
    }

    /// The fill and the capacity of an anonymous pipe of another process; nil where it is none or cannot be opened.
    ///
    /// The pipe is opened for reading for a moment. A writer whose last reader ends in that moment gets no EPIPE: call this
    /// only where the pipe has a reader.
    public static func pipeFill(_ pid: Int32, _ fd: Int32) -> (fill: Int64, capacity: Int64)? {
        let link = path(pid, "fd", fd)
        guard let name = try? Kernel.linkTarget(link), name.hasPrefix("pipe:[") else { return nil }
        let reader = unsafe link.withCString { unsafe open($0, O_RDONLY | O_NONBLOCK | O_CLOEXEC) }
        guard reader >= 0 else { return nil }
        defer { Kernel.close(reader) }
        guard case (let fill?, let capacity?) = ownFill(reader) else { return nil }
        return (fill, capacity)
    }
}
