// Text: byte strings with values in them.
//
// `\(text)` is for the shell's own words and for what is escaped, `\(name: text)` for a name from outside.

public import Bytes

extension ByteString: ExpressibleByStringInterpolation {
    public struct StringInterpolation: StringInterpolationProtocol {
        fileprivate var bytes: [UInt8] = []

        public init(literalCapacity: Int, interpolationCount: Int) {
            bytes.reserveCapacity(literalCapacity &+ interpolationCount &* 8)
        }

        public mutating func appendLiteral(_ literal: StaticString) {
            bytes.append(ByteString(stringLiteral: literal))
        }

        public mutating func appendInterpolation(_ text: ByteString) {
            bytes.append(text)
        }

        public mutating func appendInterpolation(_ number: some BinaryInteger) {
            bytes.append(ByteString(decimal: number))
        }

        /// Escaped, and cut to so many columns.
        public mutating func appendInterpolation(name: ByteString, columns: Int = Int.max) {
            bytes.append(Display.escaped(name, columns: columns))
        }
    }

    public init(stringInterpolation: StringInterpolation) {
        self.init(stringInterpolation.bytes)
    }
}

extension [ByteString] {
    func joined(separator: ByteString) -> ByteString {
        var result: [UInt8] = []
        for (index, element) in enumerated() {
            if index > 0 { result.append(separator) }
            result.append(element)
        }
        return ByteString(result)
    }
}

extension ByteString {
    /// The text with other bytes for some.
    func replacing(_ replacements: [UInt8: ByteString]) -> ByteString {
        var result: [UInt8] = []
        for byte in self { result.append(replacements[byte] ?? ByteString(byte: byte)) }
        return ByteString(result)
    }

    /// A number of thousandths, with three digits after the point.
    init(thousandths number: Int64) {
        let rest = number.magnitude % 1000
        self = "\(number / 1000).\(rest < 10 ? "00" : rest < 100 ? "0" : "")\(rest)"
    }

    /// Bytes with at most three digits and a unit; exact ones without a fraction.
    init(size bytes: Int64) {
        let units: [ByteString] = ["", "K", "M", "G", "T", "P", "E"]
        var scale: Int64 = 1
        var unit = 0
        while unit < units.count &- 1, bytes / scale >= (unit == 0 ? 1024 : 1000) {
            scale &*= 1024
            unit &+= 1
        }
        // The rest in 1024ths of the unit, so that no product overflows.
        let tenths = bytes / scale &* 10 &+ (bytes % scale / Swift.max(scale / 1024, 1) &* 10 &+ 512) / 1024
        let number: ByteString =
            if bytes % scale == 0 {
                "\(bytes / scale)"
            } else if tenths < 100 {
                "\(tenths / 10).\(tenths % 10)"
            } else {
                "\((tenths &+ 5) / 10)"
            }
        self = number + units[unit]
    }
}
