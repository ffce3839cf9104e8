// Escapes: the backslash sequences that echo and printf interpret in their operands. The lexer interprets those of `$'...'`.
//
// Unspecified: `\e`, and octal digits without a leading zero in an argument, as in dash; `\x`, `\u` and `\U` with hexadecimal
// digits only in printf, as in bash; a backslash before any other byte stays.
//
// POSIX: XCU echo, printf

import Bytes

enum Escapes {
    enum Style {
        /// The format of printf: `\ddd`, and no `\c`.
        case format
        /// The argument of `%b`: `\0ddd`, and `\c` ends all output.
        case argument
        /// The operands of echo.
        case echo
    }

    /// Appends the value of the escape whose backslash is at `index`.
    ///
    /// - Returns: the index behind it; nil for `\c`.
    static func append(
        at index: Int, of text: borrowing Span<UInt8>, style: Style, to output: inout [UInt8]
    ) -> Int? {
        let next = index &+ 1
        let letter = next < text.count ? text[next] : 0
        switch letter {
        case UInt8(ascii: "c") where style != .format:
            return nil
        case UInt8(ascii: "0")...UInt8(ascii: "7"):
            let start = letter == UInt8(ascii: "0") && style != .format ? next &+ 1 : next
            let (value, end) = digits(text, from: start, most: 3, radix: 8)
            output.append(UInt8(truncatingIfNeeded: value))
            return end
        case UInt8(ascii: "\\"),
            UInt8(ascii: "\"") where style == .format:
            output.append(letter)
        case UInt8(ascii: "e"):
            output.append(0x1B)
        case UInt8(ascii: "x"), UInt8(ascii: "u"), UInt8(ascii: "U"):
            let most = letter == UInt8(ascii: "x") ? 2 : letter == UInt8(ascii: "u") ? 4 : 8
            let (value, end) = digits(text, from: next &+ 1, most: most, radix: 16)
            guard style != .echo, end > next &+ 1, value <= 0x10_FFFF else { fallthrough }
            if most == 2 {
                output.append(UInt8(truncatingIfNeeded: value))
            } else {
                UTF8Decoder.append(value, to: &output)
            }
            return end
        default:
            guard let place = controls.firstIndex(of: letter) else {
                output.append(UInt8(ascii: "\\"))
                return next
            }
            output.append(UInt8(truncatingIfNeeded: 0x07 &+ place))
        }
        return next &+ 1
    }

    /// The letters of the control characters from 0x07 to 0x0D.
    private static let controls: ByteString = "abtnvfr"

    private static func digits(
        _ text: borrowing Span<UInt8>, from start: Int, most: Int, radix: UInt8
    ) -> (value: UInt32, end: Int) {
        var value: UInt32 = 0
        var index = start
        while index < text.count, index &- start < most, let digit = text[index].digitValue, digit < radix {
            value = value &* UInt32(radix) &+ UInt32(digit)
            index &+= 1
        }
        return (value, index)
    }

    /// The bytes of `text` with its escapes replaced; `isWhole` is false where `\c` ended it.
    static func replaced(in text: ByteString, style: Style) -> (bytes: ByteString, isWhole: Bool) {
        var bytes: [UInt8] = []
        let isWhole = text.withSpan { span in
            var index = 0
            while index < span.count {
                guard span[index] == UInt8(ascii: "\\") else {
                    bytes.append(span[index])
                    index &+= 1
                    continue
                }
                guard let next = append(at: index, of: span, style: style, to: &bytes) else { return false }
                index = next
            }
            return true
        }
        return (ByteString(bytes), isWhole)
    }
}
