// Numbers as bytes, without the standard library's text machinery: it is Unicode, allocates, and is on every hot path.

extension ByteString {
    /// The decimal digits of `number`, with a sign where it is negative.
    @inlinable
    public init<Integer: BinaryInteger>(decimal number: Integer) {
        self.init(decimal: Int64(truncatingIfNeeded: number))
    }

    @inlinable
    public init(decimal number: Int64) {
        if number >= 0, number < 10 {
            self.init(byte: 0x30 &+ UInt8(truncatingIfNeeded: number))
            return
        }
        self.init(number.magnitude, radix: 10, negative: number < 0)
    }

    /// The digits of `magnitude` in `radix` (2 to 36, lower case), with a sign where it is negative.
    @inlinable
    public init(_ magnitude: UInt64, radix: UInt64, negative: Bool = false) {
        // Digits are made from the last to the first, and shifted in at the front while they fit into two words.
        var low: UInt64 = 0
        var high: UInt64 = 0
        var count = 0
        var rest = magnitude
        var overflow: [UInt8] = []
        repeat {
            let digit = UInt8(truncatingIfNeeded: rest % radix)
            let byte = digit < 10 ? 0x30 &+ digit : 0x57 &+ digit
            rest /= radix
            if count == ByteString.inlineCapacity {
                overflow = ByteString(low: low, high: high, count: count).array.reversed()
            }
            if count >= ByteString.inlineCapacity {
                overflow.append(byte)
            } else {
                high = high &<< 8 | low &>> 56
                low = low &<< 8 | UInt64(byte)
            }
            count &+= 1
        } while rest != 0
        if !overflow.isEmpty {
            if negative { overflow.append(0x2D) }
            self.init(Array(overflow.reversed()))
            return
        }
        self.init(low: low, high: high & 0xFFFF_FFFF_FFFF, count: count)
        if negative { self = ByteString(byte: 0x2D) + self }
    }

    /// The value of an optional sign and decimal digits that are the whole string; nil where they are not, or where
    /// the value does not fit.
    @inlinable
    public var decimalValue: Int? {
        withSpan { span in
            var index = 0
            let end = span.count
            guard end > 0 else { return nil }
            let negative = span[0] == 0x2D
            if negative || span[0] == 0x2B { index = 1 }
            guard index < end else { return nil }
            var value = 0
            while index < end {
                let digit = span[index] &- 0x30
                guard digit < 10 else { return nil }
                let (product, overflow) = value.multipliedReportingOverflow(by: 10)
                guard !overflow else { return nil }
                let (sum, carry) =
                    negative
                    ? product.subtractingReportingOverflow(Int(digit)) : product.addingReportingOverflow(Int(digit))
                guard !carry else { return nil }
                value = sum
                index &+= 1
            }
            return value
        }
    }

    /// The value of digits alone, without a sign: what POSIX calls a non-negative decimal integer.
    @inlinable
    public var unsignedDecimalValue: Int? {
        guard let first, first != 0x2B, first != 0x2D else { return nil }
        return decimalValue
    }
}
