// Processes: who we are, fork, execve, waiting, groups and times.

public import Bytes
public import CSeesh
import Glibc

/// The status that wait4 gives, undecoded, and its readings.
public struct WaitStatus: Hashable, Sendable {
    public let raw: Int32

    public init(raw: Int32) {
        self.raw = raw
    }

    // WIFEXITED, WEXITSTATUS and so on, which are macros, as Linux defines them.

    /// 0 to 255, where the process ended by itself.
    public var exitCode: Int32? { raw & 0x7F == 0 ? raw >> 8 & 0xFF : nil }
    /// The signal that ended the process.
    public var signal: Int32? { 1..<0x7F ~= raw & 0x7F ? raw & 0x7F : nil }
    public var coreDumped: Bool { signal != nil && raw & 0x80 != 0 }
    public var stopSignal: Int32? { raw & 0xFF == 0x7F ? raw >> 8 & 0xFF : nil }
    public var isContinued: Bool { raw == 0xFFFF }
    /// True where the process is no more.
    public var isFinal: Bool { exitCode != nil || signal != nil }

    /// The value of `$?`: the exit code, or 128 plus the signal that ended or stopped the process; 0 where it goes on.
    ///
    /// POSIX: XCU 2.8.2
    public var exitStatus: Int32 {
        if let exitCode { return exitCode }
        if let signal = signal ?? stopSignal { return 128 + signal }
        return 0
    }
}

/// What a process used.
public struct ResourceUsage: Hashable, Sendable {
    public var userNanoseconds: Int
    public var systemNanoseconds: Int
    public var maximumResidentKiB: Int

    init(_ usage: rusage) {
        userNanoseconds = usage.ru_utime.tv_sec * 1_000_000_000 + Int(usage.ru_utime.tv_usec) * 1000
        systemNanoseconds = usage.ru_stime.tv_sec * 1_000_000_000 + Int(usage.ru_stime.tv_usec) * 1000
        maximumResidentKiB = usage.ru_maxrss
    }
}

public struct WaitOptions: OptionSet, Sendable {
    public let rawValue: Int32

    public init(rawValue: Int32) {
        self.rawValue = rawValue
    }

    public static let noHang = WaitOptions(rawValue: WNOHANG)
    public static let untraced = WaitOptions(rawValue: WUNTRACED)
    public static let continued = WaitOptions(rawValue: WCONTINUED)
}

extension Kernel {
    /// A child that ended, stopped or went on.
    public struct ChildChange: Hashable, Sendable {
        public var pid: Int32
        public var status: WaitStatus
        public var usage: ResourceUsage
    }

    public static var processID: Int32 { getpid() }
    public static var parentProcessID: Int32 { getppid() }
    public static var processGroup: Int32 { getpgrp() }
    public static var realUserID: UInt32 { getuid() }
    public static var effectiveUserID: UInt32 { geteuid() }
    public static var realGroupID: UInt32 { getgid() }
    public static var effectiveGroupID: UInt32 { getegid() }

    /// fork: 0 in the child, which has all signals blocked until it calls `Signals.resetForChild`. Nothing is flushed.
    ///
    /// Between the two, a signal meant for the child would otherwise only set the parent's flag in the child.
    public static func fork() throws(Errno) -> Int32 {
        try check(seesh_fork())
    }

    /// _exit: nothing is flushed, nothing runs.
    public static func exit(_ status: Int32) -> Never {
        _exit(status)
    }

    /// execve, with the signal mask and the stack limit that a command gets. Returns only where it fails.
    public static func execute(
        _ path: ByteString, arguments: [ByteString], environment: EnvironmentBlock
    ) -> Errno {
        let arguments = EnvironmentBlock(arguments)
        let result = unsafe path.withCString { unsafe seesh_execute($0, arguments.pointer, environment.pointer) }
        return Errno(0 &- result)
    }

    public static func setProcessGroup(_ pid: Int32, _ group: Int32) throws(Errno) {
        try checkErrno(setpgid(pid, group))
    }

    public static func processGroup(of pid: Int32) throws(Errno) -> Int32 {
        try checkErrno(getpgid(pid))
    }

    /// The foreground process group of a terminal.
    public static func terminalProcessGroup(_ fd: Int32) throws(Errno) -> Int32 {
        try checkErrno(tcgetpgrp(fd))
    }

    /// Gives the terminal to a process group. SIGTTOU is blocked meanwhile: a background process may do it.
    public static func setTerminalProcessGroup(_ fd: Int32, _ group: Int32) throws(Errno) {
        _ = try check(seesh_set_terminal_group(fd, group))
    }

    /// kill: `pid` may be negative, for a process group; signal 0 only asks.
    public static func sendSignal(_ signal: Int32, to pid: Int32) throws(Errno) {
        try checkErrno(kill(pid, signal))
    }

    /// wait4 for one child, any of a group (below -1) or any at all (-1). nil where nothing has changed and `.noHang` is
    /// given. ECHILD where there is no such child. EINTR is thrown.
    public static func wait(for pid: Int32, options: WaitOptions = []) throws(Errno) -> ChildChange? {
        var status: Int32 = 0
        var usage = rusage()
        let result = unsafe wait4(pid, &status, options.rawValue, &usage)
        guard result >= 0 else { throw Errno.last }
        guard result > 0 else { return nil }
        return ChildChange(pid: result, status: WaitStatus(raw: status), usage: ResourceUsage(usage))
    }

    /// Waits until a caught signal is pending (`Signals.isPending`) or a child has changed its state since the last call.
    ///
    /// No wake-up is lost: signals are blocked while the flags are tested. The first call returns at once, because a child
    /// may have ended before there was a handler to tell of it; so reap with `.noHang` until there is nothing, then call.
    public static func waitForSignalOrChild() {
        seesh_wait_for_signal()
    }

    /// The same, but not beyond `end`, in nanoseconds of CLOCK_MONOTONIC; where `heedsSignals` is false only for a child.
    /// False where the time is over.
    public static func waitForSignalOrChild(until end: Int, heedsSignals: Bool) -> Bool {
        seesh_wait_for_signal_until(Int64(end), heedsSignals)
    }

    /// Waits until `fd` can be read or a caught signal has arrived, but not beyond `end`, in nanoseconds of
    /// CLOCK_MONOTONIC. False where the time is over.
    public static func waitForInput(_ fd: Int32, until end: Int) -> Bool {
        var remaining: Int64 = 0
        return unsafe seesh_wait_readable(fd, -1, Int64(max(end - monotonicNanoseconds(), 0)), &remaining) != 0
    }

    /// Sleeps; returns the nanoseconds that were left when a caught signal came, or 0.
    @discardableResult
    public static func pause(nanoseconds: Int) -> Int {
        var remaining: Int64 = 0
        _ = unsafe seesh_wait_readable(-1, -1, Int64(max(nanoseconds, 0)), &remaining)
        return Int(remaining)
    }
}

public struct LocalTime: Sendable {
    public var year: Int
    /// 0 is January.
    public var month: Int
    public var day: Int
    /// 0 is Sunday.
    public var weekday: Int
    public var hour: Int
    public var minute: Int
    public var second: Int
}

// Watching children end.
extension Kernel {
    /// True while the ends of children are watched.
    @inlinable
    public static var watchesChildren: Bool { seesh_is_watching() }

    /// From now on the time of the end of each child given to `watchChild` is noted, also while the shell is busy.
    public static func watchChildren() { seesh_watch_begin() }

    public static func watchChild(_ pid: Int32) { seesh_watch_child(pid) }

    /// When a watched child ended, in nanoseconds of CLOCK_MONOTONIC; 0 where it has not, or was not seen to. Tells it once.
    public static func exitTime(ofWatched pid: Int32) -> Int { Int(seesh_watch_exit_time(pid)) }

    public static func stopWatchingChildren() { seesh_watch_end() }
}

// Clocks and limits.
extension Kernel {
    /// The processor times of this process and of its reaped children, in clock ticks.
    public static func processTimes()
        -> (user: Int, system: Int, childrenUser: Int, childrenSystem: Int, ticksPerSecond: Int)
    {
        var buffer = tms()
        _ = unsafe times(&buffer)
        return (
            buffer.tms_utime, buffer.tms_stime, buffer.tms_cutime, buffer.tms_cstime, sysconf(Int32(_SC_CLK_TCK))
        )
    }

    /// CLOCK_MONOTONIC.
    public static func monotonicNanoseconds() -> Int {
        nanoseconds(CLOCK_MONOTONIC)
    }

    /// CLOCK_REALTIME: the time since the Epoch.
    public static func wallClock() -> (seconds: Int, microseconds: Int) {
        let time = nanoseconds(CLOCK_REALTIME)
        return (time / 1_000_000_000, time % 1_000_000_000 / 1000)
    }

    /// localtime_r of a time since the Epoch, or of the current time.
    public static func localTime(_ moment: Int? = nil) -> LocalTime {
        var seconds = moment ?? wallClock().seconds
        var parts = unsafe tm()
        _ = unsafe localtime_r(&seconds, &parts)
        return unsafe LocalTime(
            year: Int(parts.tm_year) + 1900, month: Int(parts.tm_mon), day: Int(parts.tm_mday),
            weekday: Int(parts.tm_wday), hour: Int(parts.tm_hour), minute: Int(parts.tm_min),
            second: Int(parts.tm_sec))
    }

    /// CLOCK_BOOTTIME, which also counts the time in which the machine was suspended.
    static var nanosecondsSinceBoot: Int { nanoseconds(CLOCK_BOOTTIME) }

    static func nanoseconds(_ clock: clockid_t) -> Int {
        var time = timespec()
        _ = unsafe clock_gettime(clock, &time)
        return time.tv_sec * 1_000_000_000 + time.tv_nsec
    }

    /// A resource limit by its RLIMIT_ number, in the kernel's units; UInt64.max is unlimited.
    ///
    /// The stack limit is that of the commands, not the one that the shell gave itself.
    public static func resourceLimit(_ resource: Int32) throws(Errno) -> (soft: UInt64, hard: UInt64) {
        var soft: UInt64 = 0
        var hard: UInt64 = 0
        _ = try check(unsafe seesh_resource_limit(resource, &soft, &hard))
        return (soft, hard)
    }

    public static func setResourceLimit(_ resource: Int32, soft: UInt64, hard: UInt64) throws(Errno) {
        _ = try check(seesh_set_resource_limit(resource, soft, hard))
    }

    /// From now on no signal makes this process write its memory to a file.
    public static func forbidCoreFile() {
        guard let limit = try? resourceLimit(Int32(bitPattern: RLIMIT_CORE.rawValue)) else { return }
        try? setResourceLimit(Int32(bitPattern: RLIMIT_CORE.rawValue), soft: 0, hard: limit.hard)
    }

    /// Lets the stack grow to 256 MiB, or as far as the hard limit and the address space let it, and calls `body` with the
    /// bytes that it may use. Commands do not inherit the limit.
    ///
    /// Costs a few system calls and no memory. For the main stack only.
    public static func runOnLargeStack<R>(_ body: (_ bytes: Int) -> R) -> R {
        body(Int(seesh_grow_stack(256 << 20)))
    }
}
