// Scanning: searches for bytes, eight at a time.

extension [UInt8] {
    /// The index of the first byte from `start` on that is one of three; `endIndex` where there is none.
    @inlinable
    public func firstIndex(of first: UInt8, _ second: UInt8, _ third: UInt8, from start: Int) -> Int {
        precondition(start >= 0 && start <= count, "index out of range")
        return unsafe withUnsafeBytes { bytes in
            let ones: UInt64 = 0x0101_0101_0101_0101
            var index = start
            while index &+ 8 <= bytes.count {
                let word = unsafe UInt64(littleEndian: bytes.loadUnaligned(fromByteOffset: index, as: UInt64.self))
                let found =
                    Self.zeroBytes(word ^ ones &* UInt64(first)) | Self.zeroBytes(word ^ ones &* UInt64(second))
                    | Self.zeroBytes(word ^ ones &* UInt64(third))
                if found != 0 { return index &+ found.trailingZeroBitCount / 8 }
                index &+= 8
            }
            while index < bytes.count {
                let byte = unsafe bytes[index]
                if byte == first || byte == second || byte == third { break }
                index &+= 1
            }
            return index
        }
    }

    /// The lowest bit that is set is the highest bit of the first byte that is zero.
    @inlinable @inline(__always)
    static func zeroBytes(_ word: UInt64) -> UInt64 {
        (word &- 0x0101_0101_0101_0101) & ~word & 0x8080_8080_8080_8080
    }
}
