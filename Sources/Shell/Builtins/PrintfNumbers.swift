// The numbers of printf: arguments as C constants, and their conversions. The C library formats floating-point numbers.
//
// POSIX: XCU printf, XCU 1.1.2.1

import Bytes
import Kernel

extension PrintfFormatter {
    /// `%d`, `%i`
    mutating func appendSigned(_ specification: Specification) {
        let value = signedValue(argument(specification))
        let sign: ByteString =
            value < 0
            ? "-" : specification.has(UInt8(ascii: "+")) ? "+" : specification.has(UInt8(ascii: " ")) ? " " : ""
        appendInteger(ByteString(value.magnitude, radix: 10), isZero: value == 0, prefix: sign, specification)
    }

    /// `%o`, `%u`, `%x`, `%X`
    mutating func appendUnsigned(_ specification: Specification) {
        let value = unsignedValue(argument(specification))
        let conversion = specification.conversion
        var digits = ByteString(
            value, radix: conversion == UInt8(ascii: "o") ? 8 : conversion == UInt8(ascii: "u") ? 10 : 16)
        var prefix = ByteString()
        var isZero = value == 0
        if specification.has(UInt8(ascii: "#")), conversion == UInt8(ascii: "o") {
            if !isZero, specification.precision ?? 0 <= digits.count { digits = "0" + digits }
            // With the precision 0 the alternative form of zero is still 0.
            isZero = false
        } else if specification.has(UInt8(ascii: "#")), conversion != UInt8(ascii: "u"), !isZero {
            prefix = "0x"
        }
        if conversion == UInt8(ascii: "X") { (prefix, digits) = (prefix.uppercased, digits.uppercased) }
        appendInteger(digits, isZero: isZero, prefix: prefix, specification)
    }

    private mutating func appendInteger(
        _ digits: ByteString, isZero: Bool, prefix: ByteString, _ specification: Specification
    ) {
        let digits = isZero && specification.precision == 0 ? ByteString() : digits
        var zeros = Swift.max(0, (specification.precision ?? 1) &- digits.count)
        let padding = specification.width &- prefix.count &- zeros &- digits.count
        if specification.has(UInt8(ascii: "0")), !specification.isLeft, specification.precision == nil {
            zeros &+= Swift.max(0, padding)
        } else if !specification.isLeft {
            append(UInt8(ascii: " "), times: padding)
        }
        output.append(prefix)
        append(UInt8(ascii: "0"), times: zeros)
        output.append(digits)
        if specification.isLeft { append(UInt8(ascii: " "), times: padding) }
    }

    /// `%a`, `%e`, `%f`, `%g`, `%A`, `%E`, `%F`, `%G`
    mutating func appendDouble(_ specification: Specification) {
        let value = doubleValue(argument(specification))
        let text = Kernel.format(
            double: value, flags: ByteString(("-+ #0" as ByteString).filter(specification.has)),
            width: Int32(specification.width),
            precision: specification.precision.map { Int32($0) }, conversion: specification.conversion)
        if let text {
            output.append(contentsOf: text)
        } else {
            problems.append("%" + ByteString(byte: specification.conversion) + Self.isTooLong)
        }
    }
}

extension PrintfFormatter {
    mutating func signedValue(_ argument: ByteString?) -> Int64 {
        guard let argument, !argument.isEmpty else { return 0 }
        let (magnitude, isNegative, isInRange) = integer(argument)
        let limit = isNegative ? Int64.min.magnitude : Int64.max.magnitude
        guard isInRange, magnitude <= limit else {
            problems.append(argument + Self.isOutOfRange)
            return isNegative ? Int64.min : Int64.max
        }
        return isNegative ? 0 &- Int64(bitPattern: magnitude) : Int64(bitPattern: magnitude)
    }

    /// A negative number is taken modulo 2^64, as by strtoul.
    mutating func unsignedValue(_ argument: ByteString?) -> UInt64 {
        guard let argument, !argument.isEmpty else { return 0 }
        let (magnitude, isNegative, isInRange) = integer(argument)
        guard isInRange else {
            problems.append(argument + Self.isOutOfRange)
            return UInt64.max
        }
        return isNegative ? 0 &- magnitude : magnitude
    }

    private mutating func doubleValue(_ argument: ByteString?) -> Double {
        guard let argument, !argument.isEmpty else { return 0 }
        if let character = characterConstant(argument) { return Double(character) }
        let (number, count, isInRange) = Kernel.parseDouble(argument)
        noteSurplus(behind: count, of: argument)
        if count == argument.count, !isInRange { problems.append(argument + Self.isOutOfRange) }
        return number
    }

    private static let isOutOfRange: ByteString = ": number out of range"

    /// Notes that `argument` is no number, or more than a number, which ends at `count`.
    private mutating func noteSurplus(behind count: Int, of argument: ByteString) {
        if count < argument.count {
            problems.append(argument + (count == 0 ? ": not a number" : ": not wholly a number"))
        }
    }

    /// `'c` and `"c`: the number of the character behind the quote. The rest is ignored, as in dash and bash.
    private func characterConstant(_ argument: ByteString) -> UInt32? {
        guard let first = argument.first, first == UInt8(ascii: "'") || first == UInt8(ascii: "\"") else { return nil }
        return argument.withSpan { span in
            guard span.count > 1 else { return 0 }
            guard isUTF8 else { return UInt32(span[1]) }
            let length = UTF8Decoder.length(at: 1, of: span)
            return UTF8Decoder.codePoint(at: 1, length: length, of: span) ?? UInt32(span[1])
        }
    }

    /// Reads an integer constant of C: white space, a sign, and decimal, octal or hexadecimal digits.
    private mutating func integer(_ argument: ByteString) -> (magnitude: UInt64, isNegative: Bool, isInRange: Bool) {
        if let character = characterConstant(argument) { return (UInt64(character), false, true) }
        var index = argument.firstIndex { !$0.isSpace } ?? argument.count
        let isNegative = index < argument.count && argument[index] == UInt8(ascii: "-")
        if isNegative || index < argument.count && argument[index] == UInt8(ascii: "+") { index &+= 1 }
        var radix: UInt64 = 10
        if index < argument.count, argument[index] == UInt8(ascii: "0") {
            radix = 8
            if index &+ 2 < argument.count, argument[index &+ 1] | 0x20 == UInt8(ascii: "x"),
                let digit = argument[index &+ 2].digitValue, digit < 16
            {
                radix = 16
                index &+= 2
            }
        }
        let start = index
        var magnitude: UInt64 = 0
        var isInRange = true
        while index < argument.count, let digit = argument[index].digitValue, UInt64(digit) < radix {
            let (product, overflow) = magnitude.multipliedReportingOverflow(by: radix)
            let (sum, carry) = product.addingReportingOverflow(UInt64(digit))
            if overflow || carry { isInRange = false }
            magnitude = sum
            index &+= 1
        }
        noteSurplus(behind: index == start ? 0 : index, of: argument)
        return (magnitude, isNegative, isInRange)
    }
}
