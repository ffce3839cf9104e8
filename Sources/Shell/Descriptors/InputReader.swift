// InputReader: bytes from a descriptor that others read after us, so that not one too many may be taken.
//
// A file is read in blocks, and what was not used is given back by moving the offset; everything else byte by byte, because
// nothing can be put back. The offset and what is in a pipe belong to all processes that have them open: the user of a reader calls
// `giveBack`, and then both are as if each byte had been read by itself.
//
// Faster, and still exact: what is known of the bytes that follow, a hint, tells how many there are up to the next
// delimiter, and just these are read. The hint is what was given back of a file, a copy that tee(2) makes of what is in a pipe,
// or the text of a here-document. It is never used as data: where others have read or written meanwhile, only the count is wrong.
//
// Of a file that no other process has open by the same description, a block stays over the calls of `read`, and the offset moves
// back only where another process could notice: a line takes no system call then. That holds where a redirection of this
// shell has opened the file as standard input, and neither a process was started nor the descriptor copied since. What others
// may have written to the file meanwhile is not missed: wherever the shell could have been told, what is left of the block is
// only a hint again.
//
// POSIX: XCU 1.4 (INPUT FILES), read

import Bytes
import Kernel

final class InputReader {
    static let firstBlock = 512
    static let largestBlock = 16_384
    static let firstBytes = 16

    enum Failure: Error {
        case timeout
        case system(Errno)
    }

    private enum Kind { case unknown, file, pipe, other }

    private(set) var fd: Int32 = -1
    private var kind = Kind.unknown
    /// No other process has the open file description.
    var isOwn = false
    /// False with SEESH_NO_FAST: every byte is read by itself.
    private let usesHints: Bool
    /// Never read beyond this time of the monotonic clock.
    var deadline: Int?
    private var delimiter = UInt8(ascii: "\n")
    /// The caller may stop before a delimiter.
    private var isBounded = false

    /// Bytes that were read; those from `position` on are not used yet.
    private var block: [UInt8] = []
    private var position = 0
    /// Bytes that seem to follow in the file or the pipe, from `hintPosition` on.
    private var hint: [UInt8] = []
    private var hintPosition = 0
    private var hintSize = firstBlock
    /// How many bytes the hint has up to the next delimiter and with it; 0 where it has none.
    private var lineLength = 0
    private var copies: (read: Int32, write: Int32)?
    /// How many bytes of a pipe are still to be read one by one, before it is worth to make another pipe to peek with.
    private var unpeeked = firstBytes

    init(usesHints: Bool) {
        self.usesHints = usesHints
    }

    /// To be called before a line is read up to `delimiter`, or fewer bytes where it is bounded.
    func begin(_ fd: Int32, delimiter: UInt8 = UInt8(ascii: "\n"), isBounded: Bool = false) {
        self.delimiter = delimiter
        self.isBounded = isBounded
        deadline = nil
        // Only of standard input is it told when it becomes another file.
        if fd != self.fd || fd != 0 { reset() }
        if kind == .unknown { kind = !usesHints ? .other : Kernel.isSeekable(fd) ? .file : .pipe }
        self.fd = fd
        // Bytes of a pipe that are read one by one are not followed in the hint.
        if isBounded, kind == .pipe { dropHint() }
        if position == block.count { findLine() }
    }

    /// The next byte was read already.
    var hasByte: Bool { position < block.count }

    /// Reading may have to wait.
    var mayWait: Bool { kind != .file && position == block.count && lineLength == 0 }

    /// The next byte; nil at the end of the file. EINTR comes as it is.
    @inline(__always)
    func next() throws(Failure) -> UInt8? {
        try load() ? take() : nil
    }

    /// Reads where no byte is at hand; false at the end of the file. EINTR comes as it is.
    @inline(__always)
    func load() throws(Failure) -> Bool {
        if position < block.count { return true }
        try fill()
        return !block.isEmpty
    }

    /// The byte at hand.
    @inline(__always)
    func take() -> UInt8 {
        defer { position &+= 1 }
        return block[position]
    }

    /// The bytes at hand in front of the next `delimiter`, backslash or NUL; none where bytes come one by one.
    @inline(__always)
    func takePlain() -> ArraySlice<UInt8> {
        let start = position
        position = block.firstIndex(of: delimiter, UInt8(ascii: "\\"), 0, from: start)
        return block[start..<position]
    }

    private func fill() throws(Failure) {
        block.removeAll(keepingCapacity: true)
        position = 0
        if kind != .file {
            // It came before there was a call that it could interrupt; what is there already is not waited for.
            if Signals.isPending {
                guard Kernel.isReadable(fd) else { throw .system(.EINTR) }
            } else if hintPosition == hint.count || isBounded, let deadline {
                try waitUntilReadable(deadline)
            }
        }
        do throws(Errno) {
            switch kind {
            case .file: try fillFromFile()
            case .pipe where !isBounded: try fillFromPipe()
            case .pipe, .other, .unknown: _ = try Kernel.read(fd, into: &block, limit: 1)
            }
        } catch {
            throw .system(error)
        }
    }

    private func waitUntilReadable(_ deadline: Int) throws(Failure) {
        let isReadable: Bool
        do {
            let remaining = max(deadline &- Kernel.monotonicNanoseconds(), 0)
            isReadable = try Kernel.waitUntilReadable(fd, nanoseconds: remaining)
        } catch {
            throw .system(error)
        }
        if !isReadable { throw .timeout }
    }

    private func fillFromFile() throws(Errno) {
        if lineLength > 0 {
            _ = try Kernel.read(fd, into: &block, limit: lineLength)
            // A file that has changed has other lines.
            if block.last == delimiter { skipHint() } else { dropHint() }
            return
        }
        dropHint()
        _ = try Kernel.read(fd, into: &block, limit: hintSize)
        hintSize = min(hintSize &* 2, Self.largestBlock)
    }

    private func fillFromPipe() throws(Errno) {
        if hintPosition == hint.count {
            if unpeeked > 0 {
                unpeeked &-= 1
                _ = try Kernel.read(fd, into: &block, limit: 1)
                return
            }
            if try !peek() { return }
        }
        let count = lineLength > 0 ? lineLength : max(hint.count &- hintPosition, 1)
        _ = try Kernel.read(fd, into: &block, limit: count)
        skipHint()
    }

    /// The bytes of the hint that were read now.
    private func skipHint() {
        hintPosition = min(hintPosition &+ block.count, hint.count)
        findLine()
    }

    private func findLine() {
        lineLength = 0
        guard hintPosition < hint.count, !isBounded else { return }
        let end = hint.firstIndex(of: delimiter, delimiter, delimiter, from: hintPosition)
        if end < hint.count { lineLength = end &- hintPosition &+ 1 }
    }

    /// Waits until something is in the pipe, and makes a hint of it; false at the end of the file. What is no pipe, or
    /// cannot be copied, is read byte by byte from now on.
    private func peek() throws(Errno) -> Bool {
        do throws(Errno) {
            let copies = if let copies { copies } else { try Kernel.pipe() }
            self.copies = copies
            dropHint()
            let count = try Kernel.copyPipe(from: fd, to: copies.write, limit: hintSize)
            if count == 0 { closeCopies() }
            while hint.count < count {
                guard try Kernel.read(copies.read, into: &hint, limit: count &- hint.count) > 0 else { break }
            }
            hintSize = min(hintSize &* 2, Self.largestBlock)
            findLine()
            return count > 0
        } catch {
            guard error != .EINTR, error != .EAGAIN else { throw error }
            closeCopies()
            kind = .other
            if Signals.isPending { throw .EINTR }
            return true
        }
    }

    /// To be called where a line, or what there was of it, has been read.
    func giveBack() {
        if !isOwn || fd != 0 { settle() }
    }

    /// Moves the offset back to the first byte that `next` has not returned; these bytes are the hint for the next line.
    private func settle() {
        let unused = block.count &- position
        guard kind == .file, unused > 0 else { return }
        Kernel.seek(fd, by: -unused)
        swap(&block, &hint)
        hintPosition = position
        block.removeAll(keepingCapacity: true)
        position = 0
        // Another block pays where many lines were read of this one.
        if isOwn, hintPosition >= Self.firstBlock { dropHint() }
    }

    /// Standard input is a new pipe, or a new file, that holds these bytes: they are the first hint.
    func expect(_ bytes: [UInt8]) {
        guard usesHints, bytes.count <= Self.largestBlock else { return }
        reset()
        fd = 0
        kind = Kernel.isSeekable(0) ? .file : .pipe
        hint = bytes
    }

    // MARK: What others may do

    /// Others may read from the pipe, or see the offset of the file.
    func forget() {
        guard kind == .pipe else { return settle() }
        guard !hint.isEmpty else { return }
        dropHint()
        hintSize = Self.firstBlock
    }

    /// Another file may have the number.
    func reset() {
        guard fd >= 0 else { return }
        settle()
        dropHint()
        closeCopies()
        block.removeAll(keepingCapacity: true)
        position = 0
        kind = .unknown
        fd = -1
        hintSize = Self.firstBlock
        unpeeked = Self.firstBytes
    }

    /// The script wants the number for itself.
    func makeRoom(for number: Int32) {
        guard let copies, copies.read == number || copies.write == number else { return }
        dropHint()
        closeCopies()
    }

    private func dropHint() {
        hint.removeAll(keepingCapacity: true)
        hintPosition = 0
        lineLength = 0
    }

    private func closeCopies() {
        guard let copies else { return }
        Kernel.close(copies.read)
        Kernel.close(copies.write)
        self.copies = nil
    }
}
