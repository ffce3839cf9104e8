// Quoting: bytes as a word that the shell reads back as the same bytes.
//
// Listings (`set`, `export -p`, `alias`, `trap`, `command -v`) and the trace must be fit for reinput. Single quotes serve
// where every byte can be shown (Showing.swift). Otherwise the word is dollar-single-quoted with octal escapes, so that a
// listing neither acts on the terminal nor takes several lines for an entry.
//
// POSIX: XCU 2.2.2, 2.2.4

extension ByteString {
    /// The bytes as one word of the shell, quoted where needed.
    public var shellQuoted: ByteString {
        shellQuoted(always: false)
    }

    /// The bytes as one word of the shell, quoted where needed or `always`.
    public func shellQuoted(always: Bool) -> ByteString {
        if hasHidden { return "$'" + dollarSingleEscaped + "'" }
        let isPlain = !isEmpty && first != UInt8(ascii: "=") && allSatisfy(Self.isPlain)
        return isPlain && !always ? self : singleQuoted
    }

    /// `'...'`, with each quote in it as `'\''`.
    private var singleQuoted: ByteString {
        var result: [UInt8] = [0x27]
        for byte in self {
            if byte == 0x27 {
                result.append(contentsOf: [0x27, 0x5C, 0x27, 0x27])
            } else {
                result.append(byte)
            }
        }
        result.append(0x27)
        return ByteString(result)
    }

    /// The bytes as they are written between `$'` and `'`. Octal escapes have three digits, so that a digit may follow.
    public var dollarSingleEscaped: ByteString {
        var result: [UInt8] = []
        forEachCharacter { bytes, isHidden in
            for byte in self[bytes] {
                if isHidden {
                    Self.appendEscape(of: byte, to: &result)
                } else {
                    if byte == 0x27 || byte == 0x5C { result.append(0x5C) }
                    result.append(byte)
                }
            }
        }
        return ByteString(result)
    }

    private static func appendEscape(of byte: UInt8, to result: inout [UInt8]) {
        result.append(0x5C)
        switch byte {
        case 0x09: result.append(UInt8(ascii: "t"))
        case 0x0A: result.append(UInt8(ascii: "n"))
        case 0x0D: result.append(UInt8(ascii: "r"))
        case 0x1B: result.append(UInt8(ascii: "e"))
        default: result.append(contentsOf: [0x30 &+ byte >> 6, 0x30 &+ (byte >> 3 & 7), 0x30 &+ (byte & 7)])
        }
    }

    /// True for a byte that stands for itself behind the first one, as each byte of a character beyond ASCII does.
    private static func isPlain(_ byte: UInt8) -> Bool {
        byte.isNameByte || byte >= 0x80 || ("./-+,:@%=" as ByteString).contains(byte)
    }
}
