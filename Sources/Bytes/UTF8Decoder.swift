// UTF8Decoder: characters in bytes that may or may not be UTF-8. A byte that does not begin a valid sequence is a
// character of its own, so that no byte is lost.

public enum UTF8Decoder {
    /// The length of the character at `index`: 1 for a byte that begins no valid sequence, 0 at the end.
    @inlinable
    public static func length(at index: Int, of bytes: borrowing Span<UInt8>) -> Int {
        let rest = bytes.count &- index
        guard rest > 0 else { return 0 }
        let first = bytes[index]
        if first < 0x80 { return 1 }
        let length: Int
        switch first {
        case 0xC2...0xDF: length = 2
        case 0xE0...0xEF: length = 3
        case 0xF0...0xF4: length = 4
        default: return 1
        }
        guard rest >= length else { return 1 }
        var offset = 1
        while offset < length {
            guard bytes[index &+ offset] & 0xC0 == 0x80 else { return 1 }
            offset &+= 1
        }
        let second = bytes[index &+ 1]
        // Overlong forms, surrogates, and values beyond the last code point.
        switch (first, second) {
        case (0xE0, ..<0xA0), (0xED, 0xA0...), (0xF0, ..<0x90), (0xF4, 0x90...): return 1
        default: return length
        }
    }

    @inlinable
    public static func length(at index: Int, of bytes: ByteString) -> Int {
        bytes.withSpan { length(at: index, of: $0) }
    }

    @inlinable
    public static func count(_ bytes: ByteString) -> Int {
        bytes.withSpan { span in
            var count = 0
            var index = 0
            while index < span.count {
                index &+= length(at: index, of: span)
                count &+= 1
            }
            return count
        }
    }

    /// The code point of the character at `index` that has `length` bytes; nil for a byte that is no character.
    @inlinable
    public static func codePoint(at index: Int, length: Int, of bytes: borrowing Span<UInt8>) -> UInt32? {
        let first = bytes[index]
        guard length > 1 else { return first < 0x80 ? UInt32(first) : nil }
        // The first byte has a bit for each byte of the character, and a zero.
        var codePoint = UInt32(first & 0x7F >> UInt8(length))
        for offset in 1..<length { codePoint = codePoint << 6 | UInt32(bytes[index &+ offset] & 0x3F) }
        return codePoint
    }

    /// The character at `index`, nil for a byte that is no valid sequence, and its length.
    @inlinable
    public static func character(
        at index: Int, of bytes: borrowing Span<UInt8>
    ) -> (codePoint: UInt32?, length: Int) {
        let length = length(at: index, of: bytes)
        return (codePoint(at: index, length: length, of: bytes), length)
    }

    /// Appends the UTF-8 bytes of `codePoint`.
    public static func append(_ codePoint: UInt32, to bytes: inout [UInt8]) {
        guard codePoint >= 0x80 else { return bytes.append(UInt8(codePoint)) }
        let following: UInt32 = codePoint < 0x800 ? 1 : codePoint < 0x1_0000 ? 2 : 3
        let mark = ~(UInt8.max >> (following + 1))
        bytes.append(mark | UInt8(truncatingIfNeeded: codePoint >> (6 * following)))
        for place in (0..<following).reversed() { bytes.append(UInt8(0x80 | codePoint >> (6 * place) & 0x3F)) }
    }
}
