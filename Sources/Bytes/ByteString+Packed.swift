// Short byte strings as machine words, so that a switch over words of a language is a switch over integers.

extension ByteString {
    /// The bytes as a little-endian number; 0 for an empty string and for more than eight bytes.
    @inlinable @inline(__always)
    public var packed: UInt64 {
        switch storage {
        case .small(let first, let second, let third, _): second == 0 && third == 0 ? first : 0
        case .large: 0
        }
    }

    /// A copy of a part of `bytes`: two loads where it is short and not at the end of the array.
    @inlinable
    public init(_ bytes: borrowing [UInt8], _ range: Range<Int>) {
        let start = range.lowerBound
        let count = range.count
        guard count <= Self.inlineCapacity, start >= 0, start <= bytes.count &- 16 else {
            precondition(start >= 0 && range.upperBound <= bytes.count, "no such part")
            self = unsafe bytes.withUnsafeBufferPointer { unsafe ByteString(copying: .init(rebasing: $0[range])) }
            return
        }
        var low: UInt64 = 0
        var high: UInt64 = 0
        unsafe bytes.withUnsafeBytes { buffer in
            low = unsafe UInt64(littleEndian: buffer.loadUnaligned(fromByteOffset: start, as: UInt64.self))
            high = unsafe UInt64(littleEndian: buffer.loadUnaligned(fromByteOffset: start &+ 8, as: UInt64.self))
        }
        // A shift by 64 gives 0, which leaves the whole first word.
        low &= (1 << UInt64(count &* 8)) &- 1
        high &= count > 8 ? (1 &<< UInt64((count &- 8) &* 8)) &- 1 : 0
        self.init(low: low, high: high, count: count)
    }
}

extension StaticString {
    /// As `ByteString.packed`; of a literal a constant.
    @inlinable @inline(__always)
    public var packed: UInt64 {
        var word: UInt64 = 0
        var index = utf8CodeUnitCount
        while index > 0 {
            index &-= 1
            word = unsafe word &<< 8 | UInt64(utf8Start[index])
        }
        return word
    }
}

/// Matches a literal of one to eight bytes in a switch over `ByteString.packed`.
@inlinable @inline(__always)
public func ~= (literal: StaticString, packed: UInt64) -> Bool {
    literal.packed == packed
}
