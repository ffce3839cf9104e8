// The functions of Wiring's ProcessSource, which decides which processes and descriptors to look at. None of them affects a
// process, except `pipeFill` for a moment.

import Bytes
import CSeesh
import Glibc
public import Wiring

extension Proc {
    public static var processSource: ProcessSource {
        let sockets = SocketTable()
        let clock = SchedulerClock()
        var source = ProcessSource()
        source.own = Kernel.processID
        source.pids = processes
        source.process = { pid, withDescriptors in
            look { () throws(Errno) in try facts(of: pid, withDescriptors: withDescriptors, sockets) }
        }
        source.wait = { pid in look { () throws(Errno) in try waiting(pid, clock) } }
        source.family = { pid in (try? stat(pid)).map { ($0.ppid, $0.session, $0.startTime) } }
        source.links = links
        source.descriptor = { try? descriptor($1, of: $0, sockets) }
        source.identity = { identity(path($0, "fd", $1)) }
        source.file = { identity(path($0, $1.first == 0x2F ? "root" : "cwd/") + $1) }
        source.fill = pipeFill
        source.order = openFileDescriptionOrder
        source.passesDescriptors = passesDescriptors
        source.listener = { pid, path in
            identity(Proc.path(pid, path.first == 0x2F ? "root" : "cwd/") + path).flatMap { file in
                UnixSockets.bound(to: file).first { sockets.isListening($0, seenBy: pid) }
            }
        }
        source.children = children
        source.locks = locks
        source.heldLocks = heldLocks
        source.watched = watched
        source.processLimit = processLimit
        source.isUntouchable = isUntouchable
        source.maps = maps
        source.idle = { pid in (try? stat(pid)).flatMap { clock.idle($0.pid, on: $0.processor) } }
        source.idleOn = clock.idle
        return source
    }

    static func identity(_ path: ByteString) -> FileIdentity? {
        (try? Kernel.status(path)).map { FileIdentity(inode: $0.inode, device: $0.device) }
    }

    private static func look<Process>(_ body: () throws(Errno) -> Process) -> ProcessSource.Look<Process> {
        do throws(Errno) {
            return .seen(try body())
        } catch {
            return .gap(reason(error))
        }
    }

    /// The links of all descriptors of a process; nil where they may not be read.
    ///
    /// The search for the other end of a pipe reads those of all processes, so that they are read relative to the directory.
    static func links(of pid: Int32) -> [ProcessSource.Link]? {
        guard let directory = unsafe path(pid, "fd").withCString({ unsafe opendir($0) }) else {
            // A process that has ended hides nothing, though some kernels report its descriptors as forbidden.
            if errno == ENOENT || errno == ESRCH { return [] }
            return [nil, .zombie].contains((try? stat(pid))?.state) ? [] : nil
        }
        defer { unsafe closedir(directory) }
        return unsafe withUnsafeTemporaryAllocation(of: CChar.self, capacity: Int(PATH_MAX) + 1) { target in
            var links: [ProcessSource.Link] = []
            guard let start = target.baseAddress else { return nil }
            while let entry = unsafe readdir(directory), let name = unsafe seesh_entry_name(entry) {
                guard unsafe name[0] != 0x2E else { continue }
                let length = unsafe readlinkat(dirfd(directory), name, start, Int(PATH_MAX))
                if length < 0, errno == EACCES { return nil }
                // The descriptor was closed in the meantime. A name that is too long is told as empty.
                guard length >= 0 || errno == ENAMETOOLONG else { continue }
                unsafe target[max(length, 0)] = 0
                unsafe links.append(ProcessSource.Link(fd: atoi(name), name: ByteString(cString: start)))
            }
            return links
        }
    }

    /// The order of two open file descriptions in the kernel; nil where kcmp is not permitted.
    public static func openFileDescriptionOrder(
        _ pid: Int32, _ fd: Int32, _ other: Int32, _ otherFd: Int32
    ) -> ProcessSource.Order? {
        switch seesh_compare_files(pid, fd, other, otherFd) {
        case 0: .same
        case 1: .before
        case 2: .after
        default: nil
        }
    }
}
