// Dollar-single-quotes: `$'...'`, with the escapes of C.
//
// Unspecified: an unknown escape stands for itself with its backslash; as bash. A NUL ends the text, and the rest is dropped;
// as bash.
//
// POSIX: XCU 2.2.4

import Bytes

extension ParserState {
    mutating func lexDollarSingleQuotes(_ start: Position) throws(SyntaxError) -> WordPart {
        cursor.index += 1
        var text: [UInt8] = []
        var isCut = false
        while true {
            let byte = peek()
            switch byte {
            case 0: throw unterminated(.dollarSingleQuotes, at: start)
            case Byte.singleQuote:
                cursor.index += 1
                return .quoted(ByteString(text), .dollarSingle)
            case Byte.backslash:
                cursor.index += 1
                let length = text.count
                lexEscape(to: &text)
                if isCut { text.removeSubrange(length...) }
                if let nul = text[length...].firstIndex(of: 0) {
                    text.removeSubrange(nul...)
                    isCut = true
                }
            default:
                skip(byte)
                if !isCut { text.append(byte) }
            }
        }
    }

    private mutating func lexEscape(to text: inout [UInt8]) {
        let byte = peek()
        guard byte != 0 else { return text.append(Byte.backslash) }
        if let value = Self.simpleEscape(byte) {
            cursor.index += 1
            return text.append(value)
        }
        switch byte {
        case 0x30...0x37: text.append(UInt8(truncatingIfNeeded: lexDigits(radix: 8, atMost: 3) ?? 0))
        case 0x78:
            cursor.index += 1
            if let value = lexDigits(radix: 16, atMost: 2) {
                text.append(UInt8(truncatingIfNeeded: value))
            } else {
                text.append(Byte.backslash)
                text.append(byte)
            }
        case 0x75, 0x55: lexUnicodeEscape(byte, to: &text)
        case 0x63: lexControlEscape(to: &text)
        default:
            text.append(Byte.backslash)
            text.append(byte)
            skip(byte)
        }
    }

    private static func simpleEscape(_ byte: UInt8) -> UInt8? {
        switch byte {
        case Byte.doubleQuote, Byte.singleQuote, Byte.backslash, Byte.questionMark: byte
        case 0x61: 0x07
        case 0x62: 0x08
        case 0x65, 0x45: 0x1B
        case 0x66: 0x0C
        case 0x6E: 0x0A
        case 0x72: 0x0D
        case 0x74: 0x09
        case 0x76: 0x0B
        default: nil
        }
    }

    /// The value of one or more digits; nil without a digit.
    private mutating func lexDigits(radix: UInt8, atMost limit: Int) -> UInt32? {
        var value: UInt32?
        var count = 0
        while count < limit, let digit = peek().digitValue, digit < radix {
            value = (value ?? 0) &* UInt32(radix) &+ UInt32(digit)
            count += 1
            cursor.index += 1
        }
        return value
    }

    /// `\uHHHH` and `\UHHHHHHHH`, an extension: the character in UTF-8.
    private mutating func lexUnicodeEscape(_ letter: UInt8, to text: inout [UInt8]) {
        cursor.index += 1
        guard let value = lexDigits(radix: 16, atMost: letter == 0x75 ? 4 : 8), Unicode.Scalar(value) != nil else {
            text.append(Byte.backslash)
            return text.append(letter)
        }
        UTF8Decoder.append(value, to: &text)
    }

    /// `\cX`: the control character of X; `\c\\` is that of the backslash.
    private mutating func lexControlEscape(to text: inout [UInt8]) {
        cursor.index += 1
        let byte = peek()
        guard byte != 0, byte != Byte.singleQuote else {
            text.append(Byte.backslash)
            return text.append(0x63)
        }
        skip(byte)
        if byte == Byte.backslash, peek() == Byte.backslash { cursor.index += 1 }
        text.append(byte == Byte.questionMark ? 0x7F : byte & 0x1F)
    }
}
