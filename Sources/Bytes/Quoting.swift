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
        var isPlain = !isEmpty && !always
        var hasHidden = false
        withSpan { span in
            var index = 0
            while index < span.count {
                let length = UTF8Decoder.length(at: index, of: span)
                if Self.isHidden(at: index, length: length, of: span) { hasHidden = true }
                if !Self.isPlain(span[index], isFirst: index == 0) { isPlain = false }
                index &+= length
            }
        }
        if hasHidden { return dollarSingleQuoted }
        return isPlain ? self : singleQuoted
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

    /// `$'...'`
    private var dollarSingleQuoted: ByteString { "$'" + dollarSingleEscaped + "'" }

    /// The bytes as they are written between `$'` and `'`. Octal escapes have three digits, so that a digit may follow.
    public var dollarSingleEscaped: ByteString {
        var result: [UInt8] = []
        forEachCharacter { bytes, isHidden in
            for byte in self[bytes] {
                if isHidden {
                    Self.appendEscape(of: byte, to: &result)
                } else {
                    Self.appendShown(byte, to: &result)
                }
            }
        }
        return ByteString(result)
    }

    private static func appendShown(_ byte: UInt8, to result: inout [UInt8]) {
        if byte == 0x27 || byte == 0x5C { result.append(0x5C) }
        result.append(byte)
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

    /// True for a byte that stands for itself anywhere in a word, as each byte of a character beyond ASCII does.
    private static func isPlain(_ byte: UInt8, isFirst: Bool) -> Bool {
        switch byte {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
            UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "_"), UInt8(ascii: "."), UInt8(ascii: "/"),
            UInt8(ascii: "-"), UInt8(ascii: "+"), UInt8(ascii: ","), UInt8(ascii: ":"), UInt8(ascii: "@"),
            UInt8(ascii: "%"):
            true
        case UInt8(ascii: "="):
            !isFirst
        case 0x80...:
            true
        default:
            false
        }
    }
}
