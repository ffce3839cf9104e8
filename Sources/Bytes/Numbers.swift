// Numbers to and from bytes, without the String of the standard library, which allocates.

extension ByteString {
    /// The decimal digits of `number`, with a sign where it is negative.
    @inlinable
    public init<Integer: BinaryInteger>(decimal number: Integer) {
        self.init(decimal: Int64(truncatingIfNeeded: number))
    }

    @inlinable @inline(never)
    public init(decimal number: Int64) {
        guard number >= 0, number < 100_000_000 else {
            self.init(number.magnitude, radix: 10, negative: number < 0)
            return
        }
        // Eight digits fit into one word; a division by a constant is a multiplication.
        var word: UInt64 = 0
        var length = 0
        var rest = UInt32(truncatingIfNeeded: number)
        repeat {
            word = word &<< 8 | UInt64(0x30 &+ rest % 10)
            rest /= 10
            length &+= 1
        } while rest != 0
        self.init(low: word, high: 0, count: length)
    }

    /// The digits of `magnitude` in `radix` (2 to 36, lower case), with a sign where it is negative.
    @inlinable
    public init(_ magnitude: UInt64, radix: UInt64, negative: Bool = false) {
        // The digits from the last to the first are shifted into two words while they fit.
        self.init()
        var low: UInt64 = 0
        var high: UInt64 = 0
        var length = 0
        var rest = magnitude
        while length < ByteString.inlineCapacity {
            let digit = UInt8(truncatingIfNeeded: rest % radix)
            high = high &<< 8 | low &>> 56
            low = low &<< 8 | UInt64(digit < 10 ? 0x30 &+ digit : 0x57 &+ digit)
            length &+= 1
            rest /= radix
            if rest == 0 { break }
        }
        let tail = ByteString(low: low, high: high, count: length)
        if rest != 0 {
            self = ByteString(rest, radix: radix, negative: negative) + tail
        } else {
            self = negative ? ByteString(byte: 0x2D) + tail : tail
        }
    }

    /// The value of a string that is an optional sign and decimal digits; nil for any other, and where it does not fit.
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

    /// The value of digits without a sign: a non-negative decimal integer of POSIX.
    @inlinable
    public var unsignedDecimalValue: Int? {
        guard let first, first != 0x2B, first != 0x2D else { return nil }
        return decimalValue
    }
}
