// The integer constants of arithmetic expressions.
//
// POSIX: XCU 2.6.4

public import Bytes

public enum ArithmeticConstant {
    case value(Int64)
    case invalid
    case tooLarge

    /// The value of a constant without sign and blanks: decimal, octal after `0`, hexadecimal after `0x`, or
    /// `base#digits` with a base up to 64.
    ///
    /// Unspecified: a decimal constant above the largest number is an error, because a wrong value would be worse; others
    /// may use all 64 bits, as in bash.
    public static func value(of text: ByteString) -> ArithmeticConstant {
        var radix: UInt64 = 10
        var place = 0
        if let mark = text.firstIndex(of: Byte.numberSign) {
            guard let base = text[0..<mark].unsignedDecimalValue, base >= 2, base <= 64 else { return .invalid }
            radix = UInt64(base)
            place = mark + 1
        } else if text.first == Byte.zero, text.count > 1 {
            let isHexadecimal = text[1] | 0x20 == 0x78
            radix = isHexadecimal ? 16 : 8
            place = isHexadecimal ? 2 : 1
        }
        guard place < text.count else { return .invalid }
        var value: UInt64 = 0
        while place < text.count {
            guard let digit = digitValue(text[place], radix), digit < radix else { return .invalid }
            let (product, overflow) = value.multipliedReportingOverflow(by: radix)
            let (sum, carry) = product.addingReportingOverflow(digit)
            guard !overflow, !carry, radix != 10 || sum <= UInt64(Int64.max) else { return .tooLarge }
            value = sum
            place += 1
        }
        return .value(Int64(bitPattern: value))
    }

    private static func digitValue(_ byte: UInt8, _ radix: UInt64) -> UInt64? {
        switch byte {
        case 0x41...0x5A where radix > 36: UInt64(byte - 0x41) + 36
        case Byte.at: 62
        case Byte.underscore: 63
        default: byte.digitValue.map { UInt64($0) }
        }
    }
}
