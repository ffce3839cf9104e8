// OutputBuffer: what the builtins have written to standard output and the kernel has not got yet.
//
// Writing line by line costs a system call a line. Bytes wait here until another process could notice: before a child starts,
// before a read or a wait, before standard error is written, when standard output changes, at exit; and after a number
// of commands at the latest, so that a shell that only computes does not keep its words to itself.
//
// A target that fails must fail in the command that wrote to it. So the first write after standard output has changed
// goes straight through; only where it succeeds do later ones wait.

import Bytes

struct OutputBuffer {
    /// Bytes wait only up to here.
    static let capacity = 32_768
    /// How many commands may run while bytes wait.
    static let patience = 256

    private(set) var bytes: [UInt8] = []
    /// Where the bytes go.
    let fd: Int32
    /// Standard output is this memory, for a contained command substitution: nothing is ever written.
    let isCaptured: Bool
    /// The last write through succeeded.
    var isTrusted = false
    /// Commands that may still run before the bytes have to go.
    var patience = 0

    init(fd: Int32 = 1, isCaptured: Bool = false) {
        self.fd = fd
        self.isCaptured = isCaptured
    }

    var isEmpty: Bool { bytes.isEmpty }

    @inline(__always)
    mutating func append(_ string: ByteString) {
        bytes.append(string)
    }

    @inline(__always)
    mutating func append(_ byte: UInt8) {
        bytes.append(byte)
    }

    mutating func removeAll() {
        bytes.removeAll(keepingCapacity: bytes.capacity <= 2 * Self.capacity)
    }

    mutating func removeFirst(_ count: Int) {
        bytes.removeFirst(count)
    }
}
