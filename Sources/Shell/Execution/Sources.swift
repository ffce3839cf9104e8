// Where a shell reads its commands from: a file as a whole, or standard input a line at a time, so that the commands can
// read from it too.
//
// POSIX: XCU sh (INPUT FILES, STDIN)

import Bytes
import Kernel
public import Syntax

/// A script: a file that only the shell reads.
public final class ScriptSource: InputSource {
    private let shell: Shell
    private let fd: Int32
    private var isAtEnd = false

    /// Takes over a private descriptor.
    public init(_ fd: Int32, shell: Shell) {
        self.fd = fd
        self.shell = shell
    }

    public func nextChunk(isContinuation: Bool) -> [UInt8]? {
        guard !isAtEnd else { return nil }
        var bytes: [UInt8] = []
        // Something that is no file may come slowly: a line is enough to go on.
        let isFile = (try? Kernel.status(descriptor: fd))?.kind == .regular
        while isFile || bytes.last != UInt8(ascii: "\n") {
            do {
                if try Kernel.read(fd, into: &bytes, limit: isFile ? 1 << 20 : 4096) == 0 {
                    isAtEnd = true
                    break
                }
            } catch .EINTR {
                continue
            } catch {
                isAtEnd = true
                break
            }
        }
        if isAtEnd { Kernel.close(fd) }
        shell.noteInput(bytes)
        return bytes.isEmpty ? nil : bytes
    }
}

/// Standard input that is no terminal, or whose lines nobody edits.
public final class StandardInputSource: InputSource {
    private let shell: Shell

    public init(shell: Shell) {
        self.shell = shell
    }

    public func nextChunk(isContinuation: Bool) -> [UInt8]? {
        if shell.isInteractive {
            if !isContinuation { shell.reportJobs() }
            shell.writeError(shell.prompt(isContinuation: isContinuation))
        }
        shell.flushOutput()
        var reader = InputReader(0)
        defer { reader.giveBack() }
        var line: [UInt8] = []
        while line.last != UInt8(ascii: "\n") {
            do {
                guard let byte = try reader.next() else { break }
                line.append(byte)
            } catch .system(.EINTR) {
                if shell.isInteractive, shell.interruptsInput() { return [UInt8(ascii: "\n")] }
            } catch {
                break
            }
        }
        shell.noteInput(line)
        return line.isEmpty ? nil : line
    }
}

extension Shell {
    /// SIGINT at the prompt gives a fresh one; other signals have their traps executed and the input goes on.
    func interruptsInput() -> Bool {
        let isInterrupted = pendingTrappedSignal() == Signals.interrupt
        _ = runPendingTraps(after: .normal)
        if isInterrupted { writeError("\n") }
        return isInterrupted
    }

    /// Standard input is about to be another file, or to be read by somebody else.
    func standardInputChanges() {}
}
