// HistoryFile: the history as it is kept, a line for each command.
//
//     : SECONDS:MILLISECONDS:STATUSES:DIRECTORY;COMMAND
//
// The statuses are joined by `|`. Newlines and backslashes are written `\n` and `\\`, and in the directory a semicolon `\s`. A line
// that does not begin like this is a command as it stands, so that the files of other shells can be taken over.
//
// Any number of shells write the file at once: each entry is appended by one write, under a lock. What is half written, because
// the disk is full, is taken back; what a crash has left half written is a line of its own. A file that has become too long is
// replaced by a shorter one, under the same lock: a shell that has waited for it checks whether the file still has that name.

import Bytes
import Kernel

struct HistoryFile {
    let path: ByteString

    /// The line of a command, with its newline.
    static func line(of text: ByteString, _ execution: History.Execution) -> ByteString {
        var line: ByteString = ": " + ByteString(decimal: execution.began)
        line += ":" + ByteString(decimal: execution.milliseconds) + ":"
        for (index, status) in execution.statuses.enumerated() {
            line += (index == 0 ? "" : "|") + ByteString(decimal: status)
        }
        return line + ":" + escaped(execution.directory, UInt8(ascii: ";")) + ";" + escaped(text) + "\n"
    }

    /// The command of a line without its newline, and what is known of it; nil for an empty line.
    static func entry(of line: ByteString) -> (text: ByteString, execution: History.Execution?)? {
        guard !line.isEmpty else { return nil }
        guard line.hasPrefix(": "), let end = line.firstIndex(of: UInt8(ascii: ";")) else { return (line, nil) }
        let fields = line[2..<end].split(on: UInt8(ascii: ":"))
        guard fields.count >= 4, let began = fields[0].unsignedDecimalValue,
            let milliseconds = fields[1].unsignedDecimalValue
        else { return (line, nil) }
        let statuses = fields[2].split(on: UInt8(ascii: "|")).compactMap(\.unsignedDecimalValue).map {
            Int32(truncatingIfNeeded: $0)
        }
        // A directory may hold colons itself.
        let directory = line[2..<end].dropFirst(fields[0].count + fields[1].count + fields[2].count + 3)
        let execution = History.Execution(
            began: began, milliseconds: milliseconds, statuses: statuses, directory: unescaped(directory))
        let text = unescaped(line.dropFirst(end + 1))
        return text.isEmpty ? nil : (text, execution)
    }

    private static func escaped(_ text: ByteString, _ separator: UInt8? = nil) -> ByteString {
        var result = ByteString()
        for byte in text {
            switch byte {
            case UInt8(ascii: "\n"): result += "\\n"
            case UInt8(ascii: "\\"): result += "\\\\"
            case separator: result += "\\s"
            default: result.append(byte)
            }
        }
        return result
    }

    private static func unescaped(_ text: ByteString) -> ByteString {
        var result = ByteString()
        var bytes = text.makeIterator()
        while let byte = bytes.next() {
            guard byte == UInt8(ascii: "\\") else {
                result.append(byte)
                continue
            }
            switch bytes.next() {
            case UInt8(ascii: "n"): result.append(UInt8(ascii: "\n"))
            case UInt8(ascii: "s"): result.append(UInt8(ascii: ";"))
            case let other?: result.append(other)
            case nil: break
            }
        }
        return result
    }
}

// The file.
extension HistoryFile {
    /// A shell that was stopped with the lock in its hands must not stop the others for good.
    private static let patience = 1000

    func append(_ lines: ByteString) {
        guard !lines.isEmpty else { return }
        withLockedFile { fd, isLocked in
            let size = (try? Kernel.status(descriptor: fd))?.size ?? 0
            let isTorn = size > 0 && lastByte(size) != UInt8(ascii: "\n")
            do {
                try Kernel.writeAll(fd, ((isTorn ? "\n" : "") + lines).array)
            } catch {
                if isLocked { Kernel.truncate(fd, to: size) }
            }
        }
    }

    /// Keeps the newest `limit` lines.
    func shorten(to limit: Int) {
        guard Kernel.isAccessible(path, .read) else { return }
        withLockedFile { fd, isLocked in
            guard isLocked,
                // The file itself, where HISTFILE is a symbolic link.
                let path = try? Kernel.linkTarget("/proc/self/fd/" + ByteString(decimal: fd)),
                case let lines = Kernel.lines(of: path), lines.count > limit
            else { return }
            let shorter = path + "." + ByteString(decimal: Kernel.processID)
            do {
                try Kernel.writeNewFile(shorter, lines.suffix(limit).reduce(ByteString()) { $0 + $1 + "\n" })
                try Kernel.rename(shorter, to: path)
            } catch {
                try? Kernel.removeFile(shorter)
            }
        }
    }

    /// Opens the file to append, made if it is not there, and waits for its lock. Devices and named pipes keep nothing.
    private func withLockedFile(_ body: (_ fd: Int32, _ isLocked: Bool) -> Void) {
        let mask = Kernel.umask()
        Kernel.setUmask(0o077)
        defer { Kernel.setUmask(mask) }
        var tries = 0
        while tries < Self.patience {
            tries += 1
            if let status = try? Kernel.status(path), status.kind != .regular { return }
            guard let fd = try? open() else { return }
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

    private func lastByte(_ size: Int) -> UInt8? {
        guard let fd = try? Kernel.openPrivate(path) else { return nil }
        defer { Kernel.close(fd) }
        Kernel.seek(fd, by: size - 1)
        var bytes: [UInt8] = []
        _ = try? Kernel.read(fd, into: &bytes, limit: 1)
        return bytes.first
    }

    private func open() throws(Errno) -> Int32 {
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

extension Kernel {
    /// Makes a file that only its owner may read.
    static func writeNewFile(_ path: ByteString, _ text: ByteString) throws(Errno) {
        let mask = umask()
        setUmask(0o077)
        defer { setUmask(mask) }
        let fd = try open(path, mode: .writeNew, closeOnExec: true)
        defer { close(fd) }
        try writeAll(fd, text.array)
    }

    /// The bytes of a file, but NULs.
    static func contents(of path: ByteString) throws(Errno) -> ByteString {
        let fd = try openPrivate(path)
        defer { close(fd) }
        var bytes: [UInt8] = []
        while true {
            do {
                if try read(fd, into: &bytes, limit: 65_536) == 0 { break }
            } catch {
                if error != .EINTR { throw error }
            }
        }
        return ByteString(bytes.filter { $0 != 0 })
    }

    /// The lines of a regular file, but empty ones. To open a named pipe would wait for a writer.
    static func lines(of path: ByteString) -> [ByteString] {
        guard (try? status(path))?.kind == .regular, let text = try? contents(of: path) else { return [] }
        return text.split(on: UInt8(ascii: "\n")).filter { !$0.isEmpty }
    }
}
