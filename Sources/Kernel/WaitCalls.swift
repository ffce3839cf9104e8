// System calls by number: what a thread that is in one of them waits for, and for how long at most.
//
// The numbers are those of the architecture that the shell is compiled for. /proc does not identify 32-bit processes, which may
// be misread. A call that is not listed is `.other`, from which nothing follows.

import Bytes
import CSeesh
import Glibc
import Wiring

enum WaitCall {
    typealias Wait = (operation: WaitOperation, limit: WaitLimit?)

    /// The wait of the thread with that folder in /proc, which belongs to the process `pid`.
    static func wait(in task: ByteString, of pid: Int32) -> Wait {
        switch Proc.parseSystemCall(Proc.fields(task + "/syscall")) {
        case nil: (.unseen, nil)
        case .running?: (.runs, nil)
        // A page that another process has to provide, or a worker of the kernel for this process.
        case .blocked?: (.other(-1, name: ""), nil)
        case .call(let number, let arguments)?:
            wait(Int32(truncatingIfNeeded: number), Arguments(arguments, pid: pid, task: task))
        }
    }

    /// A wait that no signal interrupts.
    static func kernelWait(in task: ByteString, of pid: Int32) -> Wait {
        guard case .call(let number, let arguments)? = Proc.parseSystemCall(Proc.fields(task + "/syscall"))
        else { return (.waitsInKernel(fd: nil, place(in: task)), nil) }
        switch Int32(truncatingIfNeeded: number) {
        // Until the child executes a program.
        case SYS_clone, SYS_clone3: return (.waitsForChild(nil), nil)
        #if arch(x86_64)
            case SYS_vfork: return (.waitsForChild(nil), nil)
        #endif
        default:
            let (operation, limit) = wait(Int32(truncatingIfNeeded: number), Arguments(arguments, pid: pid, task: task))
            switch operation {
            case .reads(let fd), .writes(let fd), .accepts(let fd), .connects(let fd, _), .locks(let fd, _),
                .controls(let fd):
                return (.waitsInKernel(fd: fd, place(in: task)), nil)
            case .opens: return (operation, limit)
            case .runs, .waitsForChild, .sleeps, .polls, .waitsForSignal, .waitsForThread, .stopped, .traced,
                .zombie, .waitsInKernel, .other, .unseen:
                return (.waitsInKernel(fd: nil, place(in: task)), nil)
            }
        }
    }

    private static func place(in task: ByteString) -> WaitOperation.WaitPlace {
        let function = (try? Proc.contents(task + "/wchan")) ?? ""
        return WaitOperation.WaitPlace(function == "0" ? "" : function)
    }

    /// The arguments of a call, and whose memory they point to.
    struct Arguments {
        let words: [UInt64]
        let pid: Int32
        let task: ByteString

        init(_ words: [UInt64], pid: Int32, task: ByteString) {
            self.words = words + Array(repeating: 0, count: max(0, 6 &- words.count))
            self.pid = pid
            self.task = task
        }

        subscript(index: Int) -> UInt64 { words[index] }
        func integer(_ index: Int) -> Int32 { Int32(truncatingIfNeeded: words[index]) }
    }

    private static func wait(_ number: Int32, _ arguments: Arguments) -> Wait {
        let fd = arguments.integer(0)
        switch number {
        case SYS_read, SYS_readv, SYS_pread64, SYS_preadv, SYS_preadv2, SYS_recvfrom, SYS_recvmsg, SYS_recvmmsg:
            return (.reads(fd: fd), nil)
        case SYS_write, SYS_writev, SYS_pwrite64, SYS_pwritev, SYS_pwritev2, SYS_sendfile, SYS_sendto, SYS_sendmsg,
            SYS_sendmmsg:
            return (.writes(fd: fd), nil)
        case SYS_splice: return (copying(arguments, to: arguments.integer(2)), nil)
        case SYS_tee: return (copying(arguments, to: arguments.integer(1)), nil)
        case SYS_accept, SYS_accept4: return (.accepts(fd: fd), nil)
        case SYS_connect: return (.connects(fd: fd, path: unixPath(arguments)), nil)
        case SYS_openat: return (opening(arguments, fd, path: arguments[1], flags: arguments.integer(2)), nil)
        case SYS_wait4: return (.waitsForChild(fd > 0 ? fd : nil), nil)
        case SYS_waitid: return (waitingById(arguments), nil)
        // openat2, which not all headers have: the flags are the first word of a structure.
        case 437:
            let flags = Proc.memory(of: arguments.pid, at: arguments[2], count: 8).map { Proc.word($0[...]) } ?? 0
            return (opening(arguments, fd, path: arguments[1], flags: Int32(truncatingIfNeeded: flags)), nil)
        case SYS_flock: return (.locks(fd: fd, .init(isExclusive: arguments.integer(1) & LOCK_EX != 0)), nil)
        case SYS_fcntl: return (.locks(fd: fd, recordRange(arguments)), nil)
        case SYS_ioctl: return (.controls(fd: fd), nil)
        case SYS_nanosleep: return (.sleeps, WaitTime.length(arguments, at: arguments[0]))
        case SYS_clock_nanosleep: return (.sleeps, WaitTime.sleep(arguments))
        case SYS_ppoll: return PollSets.poll(arguments, limit: WaitTime.length(arguments, at: arguments[2]))
        case SYS_pselect6: return PollSets.select(arguments, limit: WaitTime.length(arguments, at: arguments[4]))
        case SYS_epoll_pwait: return PollSets.epoll(arguments, limit: WaitTime.milliseconds(arguments.integer(3)))
        case SYS_epoll_pwait2: return PollSets.epoll(arguments, limit: WaitTime.length(arguments, at: arguments[3]))
        case SYS_rt_sigsuspend: return (.waitsForSignal, nil)
        case SYS_rt_sigtimedwait:
            // A seesh that watches for hangs waits again after a timeout.
            let isTimed = arguments[2] != 0 && !isSeesh(arguments.pid)
            return (.waitsForSignal, isTimed ? WaitTime.length(arguments, at: arguments[2]) : nil)
        case SYS_futex: return (.waitsForThread(futex(arguments)), WaitTime.futex(arguments))
        // io_uring_enter and futex_waitv, which not all headers have.
        case 426: return (.polls(nil), nil)
        case 449: return (.waitsForThread(.init(isPrivate: false)), nil)
        case SYS_restart_syscall: return restarted(arguments)
        #if arch(x86_64)
            case SYS_open: return (opening(arguments, AT_FDCWD, path: arguments[0], flags: arguments.integer(1)), nil)
            case SYS_creat: return (opening(arguments, AT_FDCWD, path: arguments[0], flags: O_WRONLY), nil)
            case SYS_poll: return PollSets.poll(arguments, limit: WaitTime.milliseconds(arguments.integer(2)))
            case SYS_select: return PollSets.select(arguments, limit: WaitTime.interval(arguments, at: arguments[4]))
            case SYS_epoll_wait: return PollSets.epoll(arguments, limit: WaitTime.milliseconds(arguments.integer(3)))
            case SYS_pause: return (.waitsForSignal, nil)
        #endif
        default: return (.other(Int(number), name: name(of: number)), nil)
        }
    }

    /// The call that a signal has interrupted and that goes on: its arguments are still there, its number is not.
    private static func restarted(_ arguments: Arguments) -> Wait {
        let function = place(in: arguments.task).function
        if function.hasPrefix("do_poll") || function.hasPrefix("poll_") || function.hasPrefix("do_sys_poll") {
            return PollSets.poll(arguments, limit: WaitTime.milliseconds(arguments.integer(2)))
        }
        if function.hasPrefix("futex") { return (.waitsForThread(futex(arguments)), WaitTime.futex(arguments)) }
        // What is left of a sleep is not in the arguments.
        if arguments[0] < 16 { return (.sleeps, WaitTime.length(arguments, at: arguments[2])) }
        let isPointer = { (word: UInt64) in word >= 4096 }
        if arguments[1] == 0 || isPointer(arguments[1]) {
            return (.sleeps, WaitTime.length(arguments, at: arguments[0]))
        }
        if arguments[1] & ~0x180 == 0, isPointer(arguments[3]) {
            return (.waitsForThread(futex(arguments)), WaitTime.futex(arguments))
        }
        if arguments[1] < 1 << 20 {
            return PollSets.poll(arguments, limit: WaitTime.milliseconds(arguments.integer(2)))
        }
        return (.other(Int(SYS_restart_syscall), name: ""), nil)
    }

    /// The calls that wait for what no descriptor tells of.
    private static func name(of number: Int32) -> ByteString {
        switch number {
        case SYS_semop: "semop"
        case SYS_semtimedop: "semtimedop"
        case SYS_msgrcv: "msgrcv"
        case SYS_msgsnd: "msgsnd"
        case SYS_mq_timedreceive: "mq_timedreceive"
        case SYS_mq_timedsend: "mq_timedsend"
        case SYS_io_getevents: "io_getevents"
        case SYS_fsync: "fsync"
        case SYS_fdatasync: "fdatasync"
        case SYS_sync: "sync"
        default: ""
        }
    }

    /// A copy from a pipe waits for its input; one from what has bytes waits for its output.
    private static func copying(_ arguments: Arguments, to output: Int32) -> WaitOperation {
        let input = arguments.integer(0)
        let name = (try? Kernel.linkTarget(Proc.path(arguments.pid, "fd", input))) ?? ""
        let isFile =
            name.hasPrefix("/") && (try? Kernel.status(Proc.path(arguments.pid, "fd", input)))?.kind == .regular
        let isFilled = Proc.pipeFill(arguments.pid, input).map { $0.fill > 0 } ?? isFile
        return isFilled ? .writes(fd: output) : .reads(fd: input)
    }

    /// The struct flock of fcntl, where it counts from the beginning of the file.
    private static func recordRange(_ arguments: Arguments) -> WaitOperation.LockRange {
        guard let bytes = Proc.memory(of: arguments.pid, at: arguments[2], count: 24), bytes.count == 24,
            Proc.word(bytes[2..<4]) == 0
        else { return WaitOperation.LockRange() }
        let start = max(Int64(bitPattern: Proc.word(bytes[8..<16])), 0)
        let length = Int64(bitPattern: Proc.word(bytes[16..<24]))
        let end = length > 0 ? start.addingReportingOverflow(length &- 1) : (partialValue: Int64.max, overflow: false)
        return WaitOperation.LockRange(
            bytes: start...max(end.overflow ? Int64.max : end.partialValue, start),
            isExclusive: Int32(Proc.word(bytes[0..<2])) != Int32(F_RDLCK))
    }

    /// The path in a sockaddr_un; empty in any other address.
    private static func unixPath(_ arguments: Arguments) -> ByteString {
        let length = min(max(Int(arguments.integer(2)), 0), 110)
        guard let bytes = Proc.memory(of: arguments.pid, at: arguments[1], count: length), bytes.count > 2,
            Proc.word(bytes[0..<2]) == UInt64(AF_UNIX)
        else { return "" }
        return ByteString(Array(bytes[2...].prefix { $0 != 0 }))
    }

    private static func waitingById(_ arguments: Arguments) -> WaitOperation {
        switch arguments.integer(0) {
        case 1: return .waitsForChild(arguments.integer(1))
        // P_PIDFD
        case 3:
            guard case .process(let child?) = Proc.watched(arguments.pid, arguments.integer(1), .process) else {
                return .waitsForChild(nil)
            }
            return .waitsForChild(child)
        default: return .waitsForChild(nil)
        }
    }

    /// FUTEX_PRIVATE_FLAG, and the owner in a mutex of the C library, which stands two words behind the lock.
    private static func futex(_ arguments: Arguments) -> WaitOperation.Futex {
        let file = arguments.integer(1) & 128 != 0 ? nil : Proc.sharedFile(arguments.pid, at: arguments[0])
        var owner: Int32?
        if let bytes = Proc.memory(of: arguments.pid, at: arguments[0], count: 12), bytes.count == 12,
            // A contended mutex.
            Proc.word(bytes[0..<4]) == 2
        {
            let found = Int32(truncatingIfNeeded: Proc.word(bytes[8..<12]))
            if found > 0, (try? Kernel.status(Proc.path(arguments.pid, "task", found))) != nil { owner = found }
        }
        return WaitOperation.Futex(isPrivate: file == nil, owner: owner, file: file)
    }

    private static func isSeesh(_ pid: Int32) -> Bool {
        guard let own = try? Kernel.status("/proc/self/exe"), let other = try? Kernel.status(Proc.path(pid, "exe"))
        else { return false }
        return own.isSameFile(as: other)
    }

    private static func opening(
        _ arguments: Arguments, _ directory: Int32, path: UInt64, flags: Int32
    ) -> WaitOperation {
        let pid = arguments.pid
        guard let bytes = Proc.memory(of: pid, at: path, count: 4096), let end = bytes.firstIndex(of: 0) else {
            return .unseen
        }
        let name = ByteString(Array(bytes[..<end]))
        let start = directory == AT_FDCWD ? "cwd/" : "fd/" + ByteString(decimal: directory) + "/"
        let whole = name.first == UInt8(ascii: "/") ? Proc.path(pid, "root") + name : Proc.path(pid, start + name)
        var status = try? Kernel.status(whole)
        // Its name may be gone by now, or another file's.
        let isFIFO = status?.kind == .fifo || place(in: arguments.task).function == "wait_for_partner"
        if isFIFO, status?.kind != .fifo { status = nil }
        let folder = try? Kernel.linkTarget(Proc.path(pid, start.prefix(start.count - 1)))
        var wholePath = name.first == UInt8(ascii: "/") ? name : (folder.map { $0 + "/" } ?? "") + name
        // In another root, or below another mount, the name is not the one to be typed.
        if let status, (try? Kernel.status(wholePath))?.isSameFile(as: status) != true { wholePath = whole }
        return .opens(
            .init(
                path: name, mode: Proc.accessMode(flags & O_ACCMODE), isFIFO: isFIFO, inode: status?.inode ?? 0,
                device: status?.device ?? 0, wholePath: wholePath))
    }
}
