// InputReader: bytes from a descriptor that others read after us, so that not one too many may be taken.
//
// A file is read in blocks, and what was not used is given back by moving the offset; everything else byte by byte, because
// nothing can be put back into a pipe. The offset belongs to the open file description, so it has to be right
// before any other process runs: whoever has used a reader calls `giveBack`.
//
// POSIX: XCU 1.4 (INPUT FILES), read

import Bytes
import Kernel

struct InputReader {
    static let firstBlock = 512
    static let largestBlock = 16_384

    let fd: Int32
    let isSeekable: Bool
    /// Never read beyond this time of the monotonic clock.
    var deadline: Int?

    private var block: [UInt8] = []
    private var position = 0
    private var blockSize = firstBlock

    enum Failure: Error {
        case timeout
        case system(Errno)
    }

    init(_ fd: Int32) {
        self.fd = fd
        isSeekable = Kernel.isSeekable(fd)
    }

    /// The next byte; nil at the end of the file. EINTR comes as it is.
    @inline(__always)
    mutating func next() throws(Failure) -> UInt8? {
        if position < block.count {
            defer { position &+= 1 }
            return block[position]
        }
        return try isSeekable ? nextOfBlock() : nextByte()
    }

    /// The bytes at hand in front of the next `delimiter`, backslash or NUL; none where bytes come one by one.
    @inline(__always)
    mutating func takePlain(before delimiter: UInt8) -> ArraySlice<UInt8> {
        let start = position
        while position < block.count {
            let byte = block[position]
            if byte == delimiter || byte == UInt8(ascii: "\\") || byte == 0 { break }
            position &+= 1
        }
        return block[start..<position]
    }

    private mutating func nextOfBlock() throws(Failure) -> UInt8? {
        block.removeAll(keepingCapacity: true)
        position = 0
        do {
            guard try Kernel.read(fd, into: &block, limit: blockSize) > 0 else { return nil }
        } catch {
            throw .system(error)
        }
        blockSize = min(blockSize &* 2, Self.largestBlock)
        position = 1
        return block[0]
    }

    private func nextByte() throws(Failure) -> UInt8? {
        if let deadline, try !waitUntilReadable(deadline) { throw .timeout }
        do {
            return try Kernel.readByte(fd)
        } catch {
            throw .system(error)
        }
    }

    private func waitUntilReadable(_ deadline: Int) throws(Failure) -> Bool {
        let remaining = max(deadline &- Kernel.monotonicNanoseconds(), 0)
        do {
            return try Kernel.waitUntilReadable(fd, nanoseconds: remaining)
        } catch {
            throw .system(error)
        }
    }

    /// Moves the offset back to the first byte that `next` has not returned.
    mutating func giveBack() {
        let unused = block.count &- position
        if unused > 0 { Kernel.seek(fd, by: -unused) }
        block.removeAll(keepingCapacity: true)
        position = 0
    }
}
