// ByteString as a collection of bytes, and its equality, order and hash: byte by byte, as in the POSIX locale.

extension ByteString: RandomAccessCollection {
    @inlinable @inline(__always)
    public var startIndex: Int { 0 }

    @inlinable @inline(__always)
    public var endIndex: Int { count }

    @inlinable @inline(__always)
    public subscript(index: Int) -> UInt8 {
        switch storage {
        case .small(let first, let second, let third, let count):
            precondition(UInt(bitPattern: index) < UInt(count), "ByteString index out of range")
            let high = UInt64(second) | UInt64(third) &<< 32
            let word = index < 8 ? first : high
            return UInt8(truncatingIfNeeded: word &>> UInt64((index & 7) &* 8))
        case .large(let bytes):
            return bytes[index]
        }
    }

    /// A copy of a part.
    @inlinable
    public subscript(range: Range<Int>) -> ByteString {
        switch storage {
        case .small:
            precondition(range.upperBound <= count, "ByteString range out of range")
            return unsafe withUnsafeBytes { unsafe ByteString(copying: UnsafeBufferPointer(rebasing: $0[range])) }
        case .large(let bytes):
            return ByteString(bytes[range])
        }
    }

    // As those of Collection, which do not become a part of their callers.
    @inlinable
    public func dropFirst(_ amount: Int) -> ByteString {
        amount >= count ? ByteString() : self[amount..<count]
    }

    @inlinable
    public func prefix(_ amount: Int) -> ByteString {
        amount >= count ? self : self[0..<amount]
    }
}

extension ByteString: Hashable, Comparable {
    @inlinable
    public static func == (left: ByteString, right: ByteString) -> Bool {
        switch (left.storage, right.storage) {
        case (.small(let a, let b, let c, let count), .small(let d, let e, let f, let otherCount)):
            a == d && b == e && c == f && count == otherCount
        case (.large(let bytes), .large(let others)):
            bytes == others
        case (.small, .large), (.large, .small):
            false
        }
    }

    @inlinable
    public func hash(into hasher: inout Hasher) {
        unsafe withUnsafeBytes { unsafe hasher.combine(bytes: UnsafeRawBufferPointer($0)) }
    }

    @inlinable
    public static func < (left: ByteString, right: ByteString) -> Bool {
        unsafe left.withUnsafeBytes { bytes in
            unsafe right.withUnsafeBytes { others in unsafe bytes.lexicographicallyPrecedes(others) }
        }
    }

    /// A cheap hash for the shell's own tables. It does not resist crafted collisions: the strings come from scripts, which
    /// may run any code anyway.
    @inlinable
    public var quickHash: UInt {
        switch storage {
        case .small(let first, let second, let third, let count):
            var hash = first &* 0x9E37_79B9_7F4A_7C15
            hash ^= (UInt64(second) | UInt64(third) &<< 32 | UInt64(count) &<< 48) &* 0xC2B2_AE3D_27D4_EB4F
            hash ^= hash &>> 29
            hash &*= 0xBF58_476D_1CE4_E5B9
            // Tables use the low bits, on which the last bytes have the least effect.
            return UInt(hash ^ hash &>> 32)
        case .large(let bytes):
            var hash: UInt64 = 0xCBF2_9CE4_8422_2325
            for byte in bytes { hash = (hash ^ UInt64(byte)) &* 0x0000_0100_0000_01B3 }
            return UInt(hash ^ (hash &>> 32))
        }
    }
}

extension ByteString {
    @inlinable
    public func firstIndex(of byte: UInt8, from start: Int = 0) -> Int? {
        withSpan { span in
            var index = start
            while index < span.count {
                if span[index] == byte { return index }
                index &+= 1
            }
            return nil
        }
    }

    @inlinable
    public func contains(_ byte: UInt8) -> Bool {
        firstIndex(of: byte) != nil
    }

    public func contains(_ other: ByteString) -> Bool {
        count >= other.count && (0...count - other.count).contains { self[$0..<$0 + other.count] == other }
    }

    @inlinable
    public func hasPrefix(_ prefix: ByteString) -> Bool {
        count >= prefix.count && self.prefix(prefix.count) == prefix
    }

    @inlinable
    public func hasSuffix(_ suffix: ByteString) -> Bool {
        count >= suffix.count && dropFirst(count - suffix.count) == suffix
    }

    /// The pieces between the separators, empty ones too.
    public func split(on separator: UInt8) -> [ByteString] {
        var pieces: [ByteString] = []
        var start = 0
        while let end = firstIndex(of: separator, from: start) {
            pieces.append(self[start..<end])
            start = end + 1
        }
        pieces.append(dropFirst(start))
        return pieces
    }
}
