// Standard output and standard error of the shell itself: the buffer's way to the kernel, and messages.

package import Bytes
import Kernel
import Syntax

extension Shell {
    /// Standard output of a builtin.
    @inline(__always)
    package func write(_ bytes: ByteString) {
        output.append(bytes)
    }

    @inline(__always)
    func write(_ byte: UInt8) {
        output.append(byte)
    }

    /// To be called at the end of each builtin that writes: keeps the bytes where that is safe, or writes them.
    ///
    /// - Returns: the error of the write, which is the builtin's to report.
    func finishOutput() -> Errno? {
        guard !output.isEmpty, !output.isCaptured else { return nil }
        guard output.isTrusted, output.bytes.count < OutputBuffer.capacity else { return writeOutput() }
        if output.patience == 0 { output.patience = OutputBuffer.patience }
        return nil
    }

    /// Writes all that waits. What cannot be written is dropped, with a message: the builtins that wrote it have ended.
    package func flushOutput() {
        if let errno = writeOutput() { report("standard output", "write error: " + errno.message) }
    }

    /// Writes all that waits. What cannot be written is dropped; the error is the caller's to report.
    ///
    /// Nothing waits where SIGPIPE does not end the shell: a pipe without readers would be noticed too late.
    func writeOutput() -> Errno? {
        if output.isCaptured { return writeOuterOutput() }
        guard !output.isEmpty else { return nil }
        let failure = writeAll(output.bytes, to: output.fd)
        output.removeAll()
        output.patience = 0
        let pipesEndShell =
            state.traps[Signals.brokenPipe] == .initial && !Signals.wasIgnoredAtEntry(Signals.brokenPipe)
        output.isTrusted = isFast && failure == nil && pipesEndShell
        return failure
    }

    /// Writes what waits outside of the memory that is standard output now.
    private func writeOuterOutput() -> Errno? {
        guard let index = outerOutputs.lastIndex(where: { !$0.isCaptured }) else { return nil }
        let memory = output
        output = outerOutputs[index]
        let failure = writeOutput()
        outerOutputs[index] = output
        output = memory
        return failure
    }

    /// Called for each command: lets bytes go that have waited long enough.
    @inline(__always)
    func tickOutput() {
        guard output.patience > 0 else { return }
        output.patience &-= 1
        if output.patience == 0 { flushOutput() }
    }

    /// Standard output is about to be another file: nothing may be left for the old one.
    func standardOutputChanges() {
        flushOutput()
        output.isTrusted = false
    }

    /// Standard error, unbuffered and in order with standard output.
    package func writeError(_ bytes: ByteString) {
        flushOutput()
        _ = writeAll(bytes.array, to: 2)
    }

    private func writeAll(_ bytes: [UInt8], to fd: Int32) -> Errno? {
        othersMayRead()
        var written = 0
        while written < bytes.count {
            do {
                written += try Kernel.write(fd, bytes, from: written, count: bytes.count - written)
            } catch .EINTR {
                continue
            } catch {
                return error
            }
        }
        return nil
    }
}

// Messages.
extension Shell {
    /// `seesh: FILE: LINE: what: why`, or without the file and the line at a terminal.
    package func report(_ what: ByteString, _ why: ByteString) {
        report(what + ": " + why)
    }

    /// What comes from outside is shown so that the terminal does not act on it.
    func report(_ message: ByteString) {
        report(safe: message.shown)
    }

    func report(_ error: ShellError) {
        // What the script's author has written to be shown, be it in several lines or in colour.
        if let (name, text) = error.indication { return report(safe: name.shown + ": " + text) }
        report(error.message)
    }

    func report(_ error: SyntaxError) {
        report(safe: error.explanation)
    }

    private func report(safe text: ByteString) {
        var line: ByteString = "seesh: "
        if let sourceName { line += sourceName.shown + ": " + ByteString(decimal: state.line) + ": " }
        writeError(line + text + "\n")
    }
}
