// Standard output and standard error of builtins, and messages.

package import Bytes
import Kernel
import Syntax

extension Shell {
    /// Standard output of a builtin.
    @inline(__always)
    package func write(_ bytes: ByteString) {
        descriptors.output.append(bytes)
    }

    @inline(__always)
    func write(_ byte: UInt8) {
        descriptors.output.append(byte)
    }

    /// To be called at the end of each builtin that writes: keeps the bytes where that is safe, or writes them.
    ///
    /// - Returns: the error of the write, which is the builtin's to report.
    func finishOutput() -> Errno? {
        guard !descriptors.output.isEmpty, !descriptors.output.isCaptured else { return nil }
        guard descriptors.output.isTrusted, descriptors.output.bytes.count < OutputBuffer.capacity else {
            return descriptors.writeOutput()
        }
        if descriptors.output.patience == 0 { descriptors.output.patience = OutputBuffer.patience }
        return nil
    }

    /// Writes all that waits.
    package func flushOutput() {
        descriptors.flush()
    }

    /// Called for each command: lets bytes go that have waited long enough.
    @inline(__always)
    func tickOutput() {
        guard descriptors.output.patience > 0 else { return }
        descriptors.output.patience &-= 1
        if descriptors.output.patience == 0 { flushOutput() }
    }

    /// To be called where SIGPIPE may do something else than before.
    func updateOutputMayWait() {
        descriptors.outputMayWait =
            isFast && state.traps[Signals.brokenPipe] == .initial && !Signals.wasIgnoredAtEntry(Signals.brokenPipe)
    }

    /// Standard error, unbuffered and in order with standard output.
    package func writeError(_ bytes: ByteString) {
        flushOutput()
        _ = descriptors.writeAll(bytes.array, to: 2)
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
