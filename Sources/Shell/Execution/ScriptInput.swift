// Where a shell reads its commands from: a file in large blocks, or standard input a line at a time, so that the commands
// can read from it too.
//
// POSIX: XCU sh (INPUT FILES, STDIN)

import Bytes
import Kernel
public import Syntax

/// A script, or what `.` executes: a file that only the shell reads.
public final class ScriptSource: InputSource {
    /// Up to this size a script is read as a whole and closed before it is executed.
    private static let wholeSize = 1 << 16
    /// A larger one, which is never in memory as a whole, is read in blocks of this size: with blocks of 64 KiB the peak of `-n`
    /// on 5 MB was 6 percent higher.
    private static let blockSize = 1 << 14

    private let shell: Shell
    private var fd: Int32
    private var isAtEnd = false
    /// The beginning of a line whose end has not been read yet.
    private var rest: [UInt8] = []

    /// Takes over a private descriptor.
    public init(_ fd: Int32, shell: Shell) {
        self.fd = fd
        self.shell = shell
    }

    /// The commands want the number `wanted` for themselves.
    func makeRoom(for wanted: Int32) {
        guard !isAtEnd, fd == wanted else { return }
        if let other = try? Kernel.duplicatePrivately(wanted) {
            Kernel.close(wanted)
            fd = other
        } else {
            // No number is left: what is to come has to be in memory.
            while !isAtEnd { read(&rest, limit: Self.wholeSize) }
        }
    }

    /// Nothing more is read: the end of the input, or a child, which shares the file's offset.
    func close() {
        guard !isAtEnd else { return }
        isAtEnd = true
        Kernel.close(fd)
    }

    /// Whole lines; the last may lack its newline.
    public func nextChunk(isContinuation: Bool) -> [UInt8]? {
        var bytes = rest
        rest = []
        // Something that is no file may come slowly: a line is enough to go on.
        let status = isAtEnd ? nil : try? Kernel.status(descriptor: fd)
        let size = status?.size ?? 0
        let wanted = status?.kind == .regular ? (size <= Self.wholeSize ? Self.wholeSize : Self.blockSize) : 0
        // The writer of the next line may wait for the output of the last one.
        if wanted == 0, !isAtEnd { shell.flushOutput() }
        // With a byte for the end of the file, so that the memory suffices.
        let room = max(min(wanted, size &+ 1), 4096)
        var searched = bytes.count
        while !isAtEnd {
            read(&bytes, limit: bytes.count < room ? room - bytes.count : room)
            guard bytes.count >= wanted, !isAtEnd else { continue }
            if let newline = bytes[searched...].lastIndex(of: UInt8(ascii: "\n")) {
                rest = Array(bytes[(newline + 1)...])
                bytes.removeSubrange((newline + 1)...)
                break
            }
            searched = bytes.count
        }
        return bytes.isEmpty ? nil : bytes
    }

    public var hasEnded: Bool { isAtEnd && rest.isEmpty }

    private func read(_ bytes: inout [UInt8], limit: Int) {
        if shell.watchesHangs { shell.watchForInput(fd) }
        do throws(Errno) {
            if try Kernel.read(fd, into: &bytes, limit: limit) == 0 { close() }
        } catch {
            if error != .EINTR { close() }
        }
    }
}

/// Standard input, a line at a time.
public final class StandardInputSource: InputSource {
    private let shell: Shell
    private let reachesInput: (() -> Bool)?

    /// - Parameter reachesInput: waits for input; false where a line is not to be waited for any longer.
    public init(shell: Shell, reachesInput: (() -> Bool)? = nil) {
        self.shell = shell
        self.reachesInput = reachesInput
    }

    public func nextChunk(isContinuation: Bool) -> [UInt8]? {
        shell.flushOutput()
        return readLine().flatMap { $0.isEmpty ? nil : $0 }
    }

    /// A line with its newline; nothing at the end of the file, nil where `reachesInput` says so.
    package func readLine() -> [UInt8]? {
        let reader = shell.descriptors.reader(usesHints: shell.isFast)
        reader.begin(0)
        defer { reader.giveBack() }
        var line: [UInt8] = []
        while line.last != UInt8(ascii: "\n") {
            do {
                line += reader.takePlain()
                // A signal that comes just before the read must not wait for the next key. What was read already tells no
                // more of the descriptor.
                if let reachesInput, !reader.hasByte, !reachesInput() { return nil }
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
