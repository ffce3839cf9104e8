// Execution failures: why a file could not be executed, the status that this gives, and where the message goes.
//
// The kernel has one word for a script and for its interpreter, and for a directory that of a file without permission.
//
// POSIX: XCU 2.8.2, 2.9.1.6

import Bytes
import Kernel
import Wiring

extension Shell {
    /// Why the file at `path` was not executed.
    func reason(_ path: ByteString, _ errno: Errno, depth: Int = 0) -> ByteString {
        guard errno == .ENOENT || errno == .EACCES, let status = try? Kernel.status(path) else { return errno.message }
        if status.kind == .directory { return Errno.EISDIR.message }
        guard status.kind == .regular, Kernel.isAccessible(path, .execute), depth < 5 else { return errno.message }
        guard let interpreter = interpreter(of: path) else {
            return errno == .ENOENT ? "a file that it needs was not found" : errno.message
        }
        guard (try? Kernel.status(interpreter)) != nil else {
            let ending: ByteString = interpreter.last == 0x0D ? "; its line ends with a carriage return" : ""
            return "interpreter " + interpreter + ": not found" + ending
        }
        return "interpreter " + interpreter + ": " + reason(interpreter, errno, depth: depth + 1)
    }

    /// What `#!` asks for, as the kernel reads it.
    private func interpreter(of path: ByteString) -> ByteString? {
        guard let fd = try? Kernel.open(path, mode: .read, closeOnExec: true) else { return nil }
        defer { Kernel.close(fd) }
        var line: [UInt8] = []
        guard (try? Kernel.read(fd, into: &line, limit: 256)) != nil, line.starts(with: [0x23, 0x21]) else {
            return nil
        }
        let isBlank = { (byte: UInt8) in byte == UInt8(ascii: " ") || byte == UInt8(ascii: "\t") }
        let rest = line.dropFirst(2).drop(while: isBlank)
        return ByteString(Array(rest.prefix { !isBlank($0) && $0 != UInt8(ascii: "\n") && $0 != 0 }))
    }
}

// What could not be done.
extension Shell {
    func shellError(of action: DescriptorAction, _ errno: Errno) -> ShellError {
        switch action {
        case .open(let path, _, _): .cannotOpen(path, errno)
        case .duplicate(let from, _), .close(let from):
            errno == .EBADF
                ? .badDescriptor(ByteString(decimal: from)) : .cannotDuplicate(ByteString(decimal: from), errno)
        }
    }
}

extension Errno {
    /// The status of a command that could not be executed for this reason.
    ///
    /// POSIX: XCU 2.8.2
    var executionStatus: ExitStatus {
        self == .ENOENT || self == .ENOTDIR ? .notFound : .notExecutable
    }
}
