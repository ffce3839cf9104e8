// Wire: the calls that connect processes, each told to one observer.
//
// Without an observer a call costs one branch more than the plain one in Kernel. Calls that look something up, such as
// opening a file to search it, are not part of the wiring and go to Kernel directly.
//
// POSIX: XCU 2.7, 2.9.2

public import Bytes
public import Wiring

/// Sees each call of the wiring, before and after it.
public protocol WiringObserver: AnyObject {
    /// The call is about to be made. What only its result tells is -1 or empty.
    func will(_ call: Event.Detail)
    /// The call was made, `time` ago where that is not nil: nanoseconds of CLOCK_MONOTONIC.
    func did(_ call: Event.Detail, at time: Int?)
    /// What a process that borrows the shell's memory needs to log these actions itself.
    func trace(of actions: [DescriptorAction]) -> SpawnTrace
}

public enum Wire {
    #if UNTRACED
        /// The cost of asking for the observer is measured against this.
        public static var observer: (any WiringObserver)? {
            get { nil }
            set {}
        }
    #else
        public nonisolated(unsafe) static var observer: (any WiringObserver)?
    #endif

    /// What a descriptor of this process refers to; empty where it is not open.
    public static func object(_ fd: Int32) -> ByteString {
        (try? Kernel.linkTarget("/proc/self/fd/" + ByteString(decimal: fd))) ?? ""
    }
}

// Descriptors.
extension Wire {
    /// Opens a file as a redirection does, with the lowest free number.
    public static func open(_ path: ByteString, mode: OpenMode, closeOnExec: Bool = false) throws(Errno) -> Int32 {
        guard let observer = unsafe observer else { return try Kernel.open(path, mode: mode, closeOnExec: closeOnExec) }
        observer.will(.open(fd: -1, mode: mode, error: "", path: path))
        do throws(Errno) {
            let fd = try Kernel.open(path, mode: mode, closeOnExec: closeOnExec)
            observer.did(.open(fd: fd, mode: mode, error: "", path: path), at: nil)
            return fd
        } catch {
            observer.did(.open(fd: -1, mode: mode, error: error.name, path: path), at: nil)
            throw error
        }
    }

    /// Closes a descriptor.
    public static func close(_ fd: Int32) {
        guard let observer = unsafe observer else { return Kernel.close(fd) }
        let call = Event.Detail.close(fd: fd, object: object(fd))
        observer.will(call)
        Kernel.close(fd)
        observer.did(call, at: nil)
    }

    /// dup2, without close-on-exec. Where both numbers are one, commands inherit the descriptor from now on.
    public static func duplicate(_ from: Int32, to: Int32) throws(Errno) {
        guard let observer = unsafe observer else { return try Kernel.duplicate(from, to: to) }
        let object = object(from)
        let call =
            from == to ? Event.Detail.inherit(fd: to, object: object) : .duplicate(from: from, to: to, object: object)
        observer.will(call)
        try Kernel.duplicate(from, to: to)
        observer.did(call, at: nil)
    }

    /// F_DUPFD_CLOEXEC: a copy with a number of 10 or above.
    public static func duplicatePrivately(_ fd: Int32) throws(Errno) -> Int32 {
        try copy(fd, Kernel.duplicatePrivately)
    }

    /// F_DUPFD: as `{name}>` makes it.
    public static func duplicateAtLeast10(_ fd: Int32) throws(Errno) -> Int32 {
        try copy(fd, Kernel.duplicateAtLeast10)
    }

    private static func copy(_ fd: Int32, _ call: (Int32) throws(Errno) -> Int32) throws(Errno) -> Int32 {
        guard let observer = unsafe observer else { return try call(fd) }
        observer.will(.duplicateAbove(from: fd, to: -1, object: object(fd)))
        let copy = try call(fd)
        observer.did(.duplicateAbove(from: fd, to: copy, object: object(copy)), at: nil)
        return copy
    }

    /// pipe2 with O_CLOEXEC: a pipe whose ends have the lowest free numbers.
    private static func lowestPipe() throws(Errno) -> (read: Int32, write: Int32) {
        guard let observer = unsafe observer else { return try Kernel.lowestPipe() }
        observer.will(.pipe(read: -1, write: -1, object: ""))
        let ends = try Kernel.lowestPipe()
        observer.did(.pipe(read: ends.read, write: ends.write, object: object(ends.read)), at: nil)
        return ends
    }

    /// A pipe; both ends have numbers of 10 or above and are close-on-exec.
    public static func pipe() throws(Errno) -> (read: Int32, write: Int32) {
        try pipe(movesWriteEnd: true)
    }

    /// The same, but for the number of the write end, which is to be closed before a command is executed.
    public static func pipeToFill() throws(Errno) -> (read: Int32, write: Int32) {
        try pipe(movesWriteEnd: false)
    }

    private static func pipe(movesWriteEnd: Bool) throws(Errno) -> (read: Int32, write: Int32) {
        var (read, write) = try lowestPipe()
        do throws(Errno) {
            read = try moveUp(read)
            if movesWriteEnd { write = try moveUp(write) }
            return (read, write)
        } catch {
            close(read)
            close(write)
            throw error
        }
    }

    /// Moves a descriptor to where those of the shell are.
    private static func moveUp(_ fd: Int32) throws(Errno) -> Int32 {
        guard fd < Kernel.lowestPrivateDescriptor else { return fd }
        let copy = try duplicatePrivately(fd)
        close(fd)
        return copy
    }
}

// Processes.
extension Wire {
    /// `Kernel.fork`. The child may be quicker to tell what it does: the time is that of before.
    public static func fork() throws(Errno) -> Int32 {
        guard let observer = unsafe observer else { return try Kernel.fork() }
        observer.will(.fork(child: -1))
        let began = Kernel.monotonicNanoseconds()
        let pid = try Kernel.fork()
        if pid != 0 { observer.did(.fork(child: pid), at: began) }
        return pid
    }

    /// `Kernel.spawn`. A child that borrows the shell's memory has done its part before the shell can tell that it was
    /// started: the time is that of before.
    public static func spawn(_ request: SpawnRequest, fail: (SpawnFailure) -> Int32) throws(Errno) -> Int32 {
        guard let observer = unsafe observer else { return try Kernel.spawn(request, fail: fail) }
        var request = request
        request.trace = observer.trace(of: request.actions)
        observer.will(.fork(child: -1))
        let began = Kernel.monotonicNanoseconds()
        let pid = try Kernel.spawn(request, fail: fail)
        observer.did(.fork(child: pid), at: began)
        return pid
    }

    /// execve. Returns only where it fails.
    public static func execute(
        _ path: ByteString, arguments: [ByteString], environment: EnvironmentBlock
    ) -> Errno {
        unsafe observer?.will(.exec(path: path))
        unsafe observer?.did(.exec(path: path), at: nil)
        let errno = Kernel.execute(path, arguments: arguments, environment: environment)
        unsafe observer?.did(.execFailed(error: errno.name, path: path), at: nil)
        return errno
    }

    /// wait4 for one child, or any at all (-1).
    public static func wait(for pid: Int32, options: WaitOptions) throws(Errno) -> Kernel.ChildChange? {
        let change = try Kernel.wait(for: pid, options: options)
        guard let observer = unsafe observer, let change else { return change }
        let status = change.status
        if let signal = status.stopSignal {
            observer.did(.stop(pid: change.pid, signal: signal), at: nil)
        } else if status.isContinued {
            observer.did(.resume(pid: change.pid), at: nil)
        } else {
            let exited = Kernel.exitTime(ofWatched: change.pid)
            if exited > 0 { observer.did(.exit(pid: change.pid, rawStatus: status.raw), at: exited) }
            observer.did(.reap(pid: change.pid, rawStatus: status.raw), at: nil)
        }
        return change
    }
}
