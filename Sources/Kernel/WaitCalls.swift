// System calls by number: what a process that is in one of them waits for.
//
// The numbers are those of the architecture that the shell is compiled for. /proc does not identify 32-bit processes, which may
// be misread. A call that is not listed is `.other`, from which nothing follows.

import Bytes
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
        #if arch(x86_64)
            switch number {
            case 0, 17, 19, 295, 327, 45, 47, 299, 276: .read
            case 1, 18, 20, 296, 328, 40, 44, 46, 307: .write
            case 42, 43, 288: .socket
            case 2: .open(path: 0, flags: 1)
            case 257: .open(path: 1, flags: 2)
            case 61: .child(0)
            case 247: .childByKind
            case 72, 73: .lock
            case 35: .sleep(0)
            case 230: .sleep(2)
            case 7, 271: .poll
            case 23, 270: .select
            case 232, 281, 441: .events
            case 34, 130: .signal
            case 128: .timedSignal
            case 202, 449: .thread
            default: nil
            }
        #elseif arch(arm64)
            switch number {
            case 63, 65, 67, 69, 286, 207, 212, 243, 77: .read
            case 64, 66, 68, 70, 287, 71, 206, 211, 269: .write
            case 202, 203, 242: .socket
            case 56: .open(path: 1, flags: 2)
            case 260: .child(0)
            case 95: .childByKind
            case 25, 32: .lock
            case 101: .sleep(0)
            case 115: .sleep(2)
            case 73: .poll
            case 72: .select
            case 22, 441: .events
            case 133: .signal
            case 137: .timedSignal
            case 98, 449: .thread
            default: nil
            }
        #else
            nil
        #endif
    }

    private static func isSeesh(_ pid: Int32) -> Bool {
        guard let own = try? Kernel.status("/proc/self/exe"), let other = try? Kernel.status(Proc.path(pid, "exe"))
        else {
            return false
        }
        return own.inode == other.inode && own.device == other.device
    }

    private static func opening(_ pid: Int32, _ directory: Int32, path: UInt64, flags: Int32) -> WaitOperation {
        let mode: AccessMode =
            switch flags & O_ACCMODE {
            case O_RDONLY: .read
            case O_WRONLY: .write
            default: .readWrite
            }
        guard let bytes = Proc.memory(of: pid, at: path, count: 4096), let end = bytes.firstIndex(of: 0) else {
            return .unseen
        }
        let name = ByteString(Array(bytes[..<end]))
        let start = directory == AT_FDCWD ? "cwd/" : "fd/" + ByteString(decimal: directory) + "/"
        let whole = name.first == UInt8(ascii: "/") ? Proc.path(pid, "root") + name : Proc.path(pid, start + name)
        let status = try? Kernel.status(whole)
        return .opens(
            .init(
                path: name, mode: mode, isFIFO: status?.kind == .fifo, inode: status?.inode ?? 0,
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
        func word(_ start: Int) -> Int64 {
            var value: UInt64 = 0
            for index in (start..<start + 8).reversed() { value = value << 8 | UInt64(bytes[index]) }
            return Int64(bitPattern: value)
        }
        let seconds = word(0).multipliedReportingOverflow(by: 1_000_000_000)
        return seconds.overflow ? Int64.max : seconds.partialValue &+ word(8)
    }
}
