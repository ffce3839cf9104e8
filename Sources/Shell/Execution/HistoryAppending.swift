// HISTFILE, written by any number of shells at once: each entry is appended by one write, under a lock. What is half written,
// because the disk is full, is taken back; what a crash has left half written is a line of its own.
//
// A file that has become too long is replaced by a shorter one, under the same lock: whoever has waited for it looks
// whether the file still has that name.

import Bytes
import Kernel

extension Shell {
    /// A shell that was stopped with the lock in its hands must not stop the others for good.
    private static let patience = 1000

    func appendToHistoryFile(_ lines: ByteString) {
        guard let path = historyFile, !lines.isEmpty else { return }
        withHistoryFile(path) { fd, isLocked in
            let size = (try? Kernel.status(descriptor: fd))?.size ?? 0
            let isTorn = size > 0 && lastByte(of: path, size: size) != UInt8(ascii: "\n")
            do {
                try Kernel.writeAll(fd, ((isTorn ? "\n" : "") + lines).array)
            } catch {
                if isLocked { Kernel.truncate(fd, to: size) }
            }
        }
    }

    /// HISTFILESIZE is the number of entries that are kept in the file; without it, all are.
    func shortenHistoryFile() {
        guard let path = historyFile, Kernel.isAccessible(path, .read),
            let limit = value(of: names.intern("HISTFILESIZE"))?.unsignedDecimalValue
        else { return }
        withHistoryFile(path) { fd, isLocked in
            guard isLocked,
                // The file itself, where HISTFILE is a symbolic link.
                let path = try? Kernel.linkTarget("/proc/self/fd/" + ByteString(decimal: fd)),
                let reader = try? Kernel.openPrivate(path)
            else { return }
            defer { Kernel.close(reader) }
            let lines = ByteString(readAll(reader)).split(on: UInt8(ascii: "\n")).filter { !$0.isEmpty }
            guard lines.count > limit else { return }
            let shorter = path + "." + ByteString(decimal: Kernel.processID)
            do {
                let writer = try Kernel.open(shorter, mode: .writeNew, closeOnExec: true)
                defer { Kernel.close(writer) }
                try Kernel.writeAll(writer, lines.suffix(limit).reduce(ByteString()) { $0 + $1 + "\n" }.array)
                try Kernel.rename(shorter, to: path)
            } catch {
                try? Kernel.removeFile(shorter)
            }
        }
    }

    /// Opens the file to append, made if it is not there, and waits for its lock. Devices and named pipes keep nothing.
    private func withHistoryFile(_ path: ByteString, _ body: (_ fd: Int32, _ isLocked: Bool) -> Void) {
        let mask = Kernel.umask()
        Kernel.setUmask(0o077)
        defer { Kernel.setUmask(mask) }
        var tries = 0
        while tries < Self.patience {
            tries += 1
            if let status = try? Kernel.status(path), status.kind != .regular { return }
            guard let fd = try? openHistory(path) else { return }
            defer { Kernel.close(fd) }
            var isLocked = Kernel.tryLock(fd)
            while !isLocked, tries < Self.patience {
                tries += 1
                Kernel.pause(nanoseconds: 1_000_000)
                isLocked = Kernel.tryLock(fd)
            }
            // Another shell may have put a shorter file in its place meanwhile.
            let named = try? Kernel.status(path)
            let opened = try? Kernel.status(descriptor: fd)
            if let named, let opened, named.isSameFile(as: opened) { return body(fd, isLocked) }
        }
    }

    private func lastByte(of path: ByteString, size: Int) -> UInt8? {
        guard let fd = try? Kernel.openPrivate(path) else { return nil }
        defer { Kernel.close(fd) }
        Kernel.seek(fd, by: size - 1)
        var bytes: [UInt8] = []
        _ = try? Kernel.read(fd, into: &bytes, limit: 1)
        return bytes.first
    }

    private func openHistory(_ path: ByteString) throws(Errno) -> Int32 {
        do {
            return try Kernel.open(path, mode: .append, closeOnExec: true)
        } catch .ENOENT {
            var index = 1
            while let slash = path.firstIndex(of: UInt8(ascii: "/"), from: index) {
                try Kernel.makePrivateFolder(path.prefix(slash))
                index = slash + 1
            }
            return try Kernel.open(path, mode: .append, closeOnExec: true)
        }
    }
}
