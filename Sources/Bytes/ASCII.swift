// ASCII: the classes of single bytes and their values as digits, as in the POSIX locale.

extension UInt8 {
    /// The value as a digit of a radix up to 36, letters in either case; nil for any other byte.
    @inlinable @inline(__always)
    public var digitValue: UInt8? {
        switch self {
        case 0x30...0x39: self &- 0x30
        case 0x41...0x5A: self &- 0x37
        case 0x61...0x7A: self &- 0x57
        default: nil
        }
    }

    @inlinable @inline(__always)
    public var isDigit: Bool { self &- 0x30 < 10 }

    /// True for a byte that a name may begin with: a letter or an underscore.
    @inlinable @inline(__always)
    public var isNameStart: Bool { (self | 0x20) &- 0x61 < 26 || self == 0x5F }

    @inlinable @inline(__always)
    public var isNameByte: Bool { isNameStart || isDigit }

    /// True for white space: space, tab, newline, vertical tab, form feed, carriage return.
    @inlinable @inline(__always)
    public var isSpace: Bool { self == 0x20 || self &- 0x09 < 5 }
}

extension ByteString {
    /// True for letters, digits and underscores that do not begin with a digit.
    ///
    /// POSIX: XBD 3.216
    @inlinable
    public var isName: Bool {
        withSpan { bytes in
            guard !bytes.isEmpty, bytes[0].isNameStart else { return false }
            var index = 1
            while index < bytes.count, bytes[index].isNameByte { index &+= 1 }
            return index == bytes.count
        }
    }

    @inlinable
    public var isAllDigits: Bool { !isEmpty && allSatisfy(\.isDigit) }

    /// The bytes with `A` to `Z` as `a` to `z`.
    public var lowercased: ByteString { ByteString(map { 0x41...0x5A ~= $0 ? $0 | 0x20 : $0 }) }

    /// The bytes with `a` to `z` as `A` to `Z`.
    public var uppercased: ByteString { ByteString(map { 0x61...0x7A ~= $0 ? $0 & 0xDF : $0 }) }
}
