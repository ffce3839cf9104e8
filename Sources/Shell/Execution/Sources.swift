// Where a shell reads its commands from: a file as a whole, or standard input a line at a time, so that the commands can
// read from it too.
//
// POSIX: XCU sh (INPUT FILES, STDIN)

import Bytes
import Kernel
public import Syntax

/// A script: a file that only the shell reads.
public final class ScriptSource: InputSource {
    private let fd: Int32
    private var isAtEnd = false

    /// Takes over a private descriptor.
    public init(_ fd: Int32) {
        self.fd = fd
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
        repeat {
            if shell.isInteractive {
                if !isContinuation { shell.reportBeforePrompt() }
                shell.writeError(shell.prompt(isContinuation: isContinuation, marksInvisible: false))
            }
            shell.flushOutput()
            guard let line = readLine() else { return nil }
            if !line.isEmpty {
                if shell.isInteractive { shell.noteTyped(line) }
                return line
            }
        } while shell.isInteractive && !isContinuation && shell.survivesEndOfFile()
        return nil
    }

    /// A line with its newline; nothing at the end of the file, nil where SIGINT has come at a prompt.
    private func readLine() -> [UInt8]? {
        let reader = shell.reader()
        reader.begin(0)
        defer { reader.giveBack() }
        var line: [UInt8] = []
        while line.last != UInt8(ascii: "\n") {
            // A signal that comes just before the read must not wait for the next key.
            if shell.isInteractive, !shell.reachesInput() { return nil }
            do {
                line += reader.takePlain()
                guard let byte = try reader.next() else { break }
                line.append(byte)
            } catch .system(.EINTR) {
                continue
            } catch {
                break
            }
        }
        return line
    }
}

extension Shell {
    /// Waits for input at the prompt; traps are executed meanwhile. False where SIGINT has come.
    func reachesInput() -> Bool {
        while true {
            switch waitAtPrompt() {
            case .input: return true
            case .interrupt:
                writeError("\n")
                interruptPrompt()
                return false
            case .windowChange, .foreignOutput: continue
            case .attention: attend()
            }
        }
    }
}
