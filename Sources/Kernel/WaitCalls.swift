// System calls by number: what a process that is in one of them waits for.
//
// The numbers are those of the architecture that the shell is compiled for. /proc does not identify 32-bit processes, which may
// be misread. A call that is not listed is `.other`, from which nothing follows.

import Bytes
import CSeesh
import Glibc
import Wiring

enum WaitCall {
    static func operation(_ number: Int, _ arguments: [UInt64], pid: Int32) -> WaitOperation {
        guard arguments.count == 6 else { return .other(number) }
        let integers = arguments.map { Int32(truncatingIfNeeded: $0) }
        let fd = integers[0]
        switch Int32(truncatingIfNeeded: number) {
        case SYS_read, SYS_readv, SYS_pread64, SYS_preadv, SYS_preadv2, SYS_recvfrom, SYS_recvmsg, SYS_recvmmsg,
            SYS_tee:
            return .reads(fd: fd)
        case SYS_write, SYS_writev, SYS_pwrite64, SYS_pwritev, SYS_pwritev2, SYS_sendfile, SYS_sendto, SYS_sendmsg,
            SYS_sendmmsg:
            return .writes(fd: fd)
        case SYS_connect, SYS_accept, SYS_accept4: return .connects(fd: fd)
        case SYS_openat: return opening(pid, fd, path: arguments[1], flags: integers[2])
        case SYS_wait4: return .waitsForChild(fd > 0 ? fd : nil)
        case SYS_waitid: return .waitsForChild(integers[0] == 1 ? integers[1] : nil)
        case SYS_fcntl, SYS_flock: return .locks(fd: fd)
        case SYS_nanosleep: return .sleeps(nanoseconds: duration(pid, arguments[0]))
        case SYS_clock_nanosleep: return .sleeps(nanoseconds: duration(pid, arguments[2]))
        case SYS_ppoll: return polling(pid, arguments)
        case SYS_pselect6: return selecting(pid, arguments)
        case SYS_epoll_pwait, SYS_epoll_pwait2: return .polls
        case SYS_rt_sigsuspend: return .waitsForSignal
        case SYS_rt_sigtimedwait:
            // A seesh that watches for hangs waits again after a timeout.
            let isTimed = arguments[2] != 0 && !isSeesh(pid)
            return isTimed ? .sleeps(nanoseconds: duration(pid, arguments[2])) : .waitsForSignal
        // futex_waitv, which not all headers have.
        case SYS_futex, 449: return .waitsForThread
        #if arch(x86_64)
            case SYS_open: return opening(pid, AT_FDCWD, path: arguments[0], flags: integers[1])
            case SYS_poll: return polling(pid, arguments)
            case SYS_select: return selecting(pid, arguments)
            case SYS_epoll_wait: return .polls
            case SYS_pause: return .waitsForSignal
        #endif
        default: return .other(number)
        }
    }

    private static func polling(_ pid: Int32, _ arguments: [UInt64]) -> WaitOperation {
        asksNothing(pid, arguments) ? .sleeps(nanoseconds: duration(pid, arguments[2])) : .polls
    }

    private static func selecting(_ pid: Int32, _ arguments: [UInt64]) -> WaitOperation {
        arguments[0] == 0 ? .sleeps(nanoseconds: duration(pid, arguments[4])) : .polls
    }

    private static func isSeesh(_ pid: Int32) -> Bool {
        guard let own = try? Kernel.status("/proc/self/exe"), let other = try? Kernel.status(Proc.path(pid, "exe"))
        else { return false }
        return own.isSameFile(as: other)
    }

    private static func opening(_ pid: Int32, _ directory: Int32, path: UInt64, flags: Int32) -> WaitOperation {
        guard let bytes = Proc.memory(of: pid, at: path, count: 4096), let end = bytes.firstIndex(of: 0) else {
            return .unseen
        }
        let name = ByteString(Array(bytes[..<end]))
        let start = directory == AT_FDCWD ? "cwd/" : "fd/" + ByteString(decimal: directory) + "/"
        let whole = name.first == UInt8(ascii: "/") ? Proc.path(pid, "root") + name : Proc.path(pid, start + name)
        let status = try? Kernel.status(whole)
        return .opens(
            .init(
                path: name, mode: Proc.accessMode(flags & O_ACCMODE), isFIFO: status?.kind == .fifo,
                inode: status?.inode ?? 0,
                device: status?.device ?? 0))
    }

    /// True for a poll of no descriptors, which is a way to sleep.
    private static func asksNothing(_ pid: Int32, _ arguments: [UInt64]) -> Bool {
        guard arguments[1] > 0 else { return true }
        // The fourth of each eight bytes holds the sign of the descriptor.
        guard arguments[1] <= 8, let bytes = Proc.memory(of: pid, at: arguments[0], count: Int(arguments[1]) * 8),
            bytes.count == Int(arguments[1]) * 8
        else { return false }
        return stride(from: 3, to: bytes.count, by: 8).allSatisfy { bytes[$0] & 0x80 != 0 }
    }

    /// A timespec in the memory of a process.
    private static func duration(_ pid: Int32, _ address: UInt64) -> Int64? {
        guard let bytes = Proc.memory(of: pid, at: address, count: 16), bytes.count == 16 else { return nil }
        let seconds = Int64(bitPattern: Proc.word(bytes[..<8])).multipliedReportingOverflow(by: 1_000_000_000)
        return seconds.overflow ? Int64.max : seconds.partialValue &+ Int64(bitPattern: Proc.word(bytes[8...]))
    }
}
