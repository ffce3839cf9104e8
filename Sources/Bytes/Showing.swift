// Showing: bytes from outside (names, arguments, the environment, a script), made safe to show on a terminal.
//
// Bytes that would move the cursor, change a colour, break a line or reorder text are shown as `\xHH`, and so are bytes that
// are not UTF-8. Words that a shell is to read back are quoted instead (Quoting.swift).

extension ByteString {
    /// The bytes, the hidden ones as `\xHH`.
    public var shown: ByteString { shown() }

    /// As `shown`. `doublesBackslash` writes two backslashes for one; `keepsLines` leaves newlines and tabs as they are.
    public func shown(doublesBackslash: Bool = false, keepsLines: Bool = false) -> ByteString {
        guard hasHidden || doublesBackslash && contains(0x5C) else { return self }
        var result: [UInt8] = []
        result.reserveCapacity(count)
        forEachCharacter { bytes, isHidden in
            for byte in self[bytes] {
                if isHidden, !keepsLines || !Self.isLayout(byte) {
                    Self.appendHexadecimal(byte, to: &result)
                } else {
                    if byte == 0x5C, doublesBackslash { result.append(0x5C) }
                    result.append(byte)
                }
            }
        }
        return ByteString(result)
    }

    /// True where some byte is hidden.
    public var hasHidden: Bool { hasHidden(besidesLines: false) }

    /// As `hasHidden`; with `besidesLines`, newlines and tabs do not count.
    public func hasHidden(besidesLines: Bool) -> Bool {
        var found = false
        forEachCharacter { bytes, isHidden in
            if isHidden, !besidesLines || !Self.isLayout(self[bytes.lowerBound]) { found = true }
        }
        return found
    }

    /// Calls `body` with the indices of each character, or of a byte that is none, and whether it is hidden.
    public func forEachCharacter(_ body: (_ bytes: Range<Int>, _ isHidden: Bool) -> Void) {
        withSpan { span in
            var index = 0
            while index < span.count {
                let (codePoint, length) = UTF8Decoder.character(at: index, of: span)
                body(index..<index &+ length, codePoint.map { !Self.isShown($0) } ?? true)
                index &+= length
            }
        }
    }

    private static func isLayout(_ byte: UInt8) -> Bool { byte == 0x0A || byte == 0x09 }

    /// False for controls, separators of lines and paragraphs, and characters without width or that reorder text.
    public static func isShown(_ codePoint: UInt32) -> Bool {
        switch codePoint {
        case 0..<0x20, 0x7F..<0xA0, 0x061C, 0x200B, 0x200E...0x200F, 0x2028...0x202E, 0x2060...0x206F, 0xFEFF,
            0xFFF9...0xFFFB, 0xFFFE...0xFFFF, 0xE0000...0xE007F:
            false
        default: true
        }
    }

    public static func appendHexadecimal(_ byte: UInt8, to result: inout [UInt8]) {
        result.append(byte < 0x10 ? "\\x0" : "\\x")
        result.append(ByteString(UInt64(byte), radix: 16).uppercased)
    }
}
