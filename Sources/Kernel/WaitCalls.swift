// System calls by number: what a process that is in one of them waits for.
//
// The numbers are those of the architecture that the shell is compiled for. /proc does not identify 32-bit processes, which may
// be misread. A call that is not listed is `.other`, from which nothing follows.

import Bytes
import CSeesh
import Glibc
import Wiring

enum WaitCall {
    private enum Meaning {
        case read, write, socket
        case open(path: Int, flags: Int)
        case child(Int), childByKind, lock, sleep(Int)
        case poll, select, events, signal, timedSignal, thread
    }

    static func operation(_ number: Int, _ arguments: [UInt64], pid: Int32) -> WaitOperation {
        guard arguments.count == 6, let meaning = meaning(of: number) else { return .other(number) }
        let fd = Int32(truncatingIfNeeded: arguments[0])
        switch meaning {
        case .read: return .reads(fd: fd)
        case .write: return .writes(fd: fd)
        case .socket: return .connects(fd: fd)
        case .open(let path, let flags):
            let directory = path == 0 ? AT_FDCWD : fd
            return opening(pid, directory, path: arguments[path], flags: Int32(truncatingIfNeeded: arguments[flags]))
        case .child(let index):
            let child = Int32(truncatingIfNeeded: arguments[index])
            return .waitsForChild(child > 0 ? child : nil)
        case .childByKind: return .waitsForChild(fd == 1 ? Int32(truncatingIfNeeded: arguments[1]) : nil)
        case .lock: return .locks(fd: fd)
        case .sleep(let index): return .sleeps(nanoseconds: duration(pid, arguments[index]))
        case .poll: return asksNothing(pid, arguments) ? .sleeps(nanoseconds: duration(pid, arguments[2])) : .polls
        case .select: return arguments[0] == 0 ? .sleeps(nanoseconds: duration(pid, arguments[4])) : .polls
        case .events: return .polls
        case .signal: return .waitsForSignal
        case .timedSignal:
            // A seesh that watches for hangs waits again after a timeout.
            return arguments[2] == 0 || isSeesh(pid)
                ? .waitsForSignal : .sleeps(nanoseconds: duration(pid, arguments[2]))
        case .thread: return .waitsForThread
        }
    }

    private static func meaning(of number: Int) -> Meaning? {
        switch Int32(truncatingIfNeeded: number) {
        case SYS_read, SYS_readv, SYS_pread64, SYS_preadv, SYS_preadv2, SYS_recvfrom, SYS_recvmsg, SYS_recvmmsg,
            SYS_tee:
            return .read
        case SYS_write, SYS_writev, SYS_pwrite64, SYS_pwritev, SYS_pwritev2, SYS_sendfile, SYS_sendto, SYS_sendmsg,
            SYS_sendmmsg:
            return .write
        case SYS_connect, SYS_accept, SYS_accept4: return .socket
        case SYS_openat: return .open(path: 1, flags: 2)
        case SYS_wait4: return .child(0)
        case SYS_waitid: return .childByKind
        case SYS_fcntl, SYS_flock: return .lock
        case SYS_nanosleep: return .sleep(0)
        case SYS_clock_nanosleep: return .sleep(2)
        case SYS_ppoll: return .poll
        case SYS_pselect6: return .select
        case SYS_epoll_pwait, SYS_epoll_pwait2: return .events
        case SYS_rt_sigsuspend: return .signal
        case SYS_rt_sigtimedwait: return .timedSignal
        // futex_waitv, which not all headers have.
        case SYS_futex, 449: return .thread
        #if arch(x86_64)
            case SYS_open: return .open(path: 0, flags: 1)
            case SYS_poll: return .poll
            case SYS_select: return .select
            case SYS_epoll_wait: return .events
            case SYS_pause: return .signal
        #endif
        default: return nil
        }
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
