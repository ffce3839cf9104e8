// Short byte strings as machine words, so that a switch over words of a language is a switch over integers.

/// One to eight bytes. A literal is a constant: it serves as the pattern of a case, and as the raw value of an enumeration.
@frozen
public struct PackedWord: Equatable, Sendable, ExpressibleByStringLiteral {
    // Little-endian; 0 for no bytes.
    @usableFromInline let bits: UInt64

    @inlinable @inline(__always)
    init(bits: UInt64) {
        self.bits = bits
    }

    @inlinable @inline(__always)
    public init(byte: UInt8) {
        bits = UInt64(byte)
    }

    @inlinable @inline(__always)
    public init(stringLiteral text: StaticString) {
        var bits: UInt64 = 0
        var index = text.utf8CodeUnitCount
        while index > 0 {
            index &-= 1
            bits = unsafe bits &<< 8 | UInt64(text.utf8Start[index])
        }
        self.bits = bits
    }

    public var bytes: ByteString {
        ByteString(low: bits, high: 0, count: 8 &- bits.leadingZeroBitCount / 8)
    }

    /// The word with a byte more; more than eight are none.
    @inlinable @inline(__always)
    public func appending(_ byte: UInt8) -> PackedWord {
        PackedWord(bits: bits | UInt64(byte) << UInt64((71 &- bits.leadingZeroBitCount) & ~7))
    }
}

extension ByteString {
    /// The bytes as a packed word, which is empty for more than eight bytes.
    @inlinable @inline(__always)
    public var packed: PackedWord {
        switch storage {
        case .small(let first, let second, let third, _): PackedWord(bits: second == 0 && third == 0 ? first : 0)
        case .large: PackedWord(bits: 0)
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
