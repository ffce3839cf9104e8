// PrintfFormatter: the output of printf as a function of the format and the arguments.
//
// The format is used again while arguments are left. Numbered conversions (`%2$s`) count from the first argument of the turn;
// a turn consumes as many arguments as its highest number, or as it has conversions without one. Widths and precisions are
// in bytes. Missing arguments are null strings and zeros.
//
// Unspecified: `%c` of a null string writes a NUL, as all peers but yash; a null string is the number 0, as dash, bash,
// ksh93 and mksh; length modifiers (`%ld`) are skipped, as bash and mksh; `%q`, an extension, quotes for the shell.
//
// POSIX: XCU printf, XBD 5

import Bytes
import Kernel

struct PrintfFormatter {
    enum Problem: Equatable {
        case invalidDirective(ByteString)
        case missingConversion(ByteString)
        case notANumber(ByteString)
        case notWhollyANumber(ByteString)
        case outOfRange(ByteString)
        case tooLong(ByteString)

        /// The conversion, where bash has it.
        var leftOut: ByteString? {
            guard case .invalidDirective(let text) = self else { return nil }
            switch text.last {
            case UInt8(ascii: "("): return text + "...)T"
            case UInt8(ascii: "Q"): return text
            default: return nil
            }
        }

        var message: ByteString {
            switch self {
            case .invalidDirective(let text): text + ": invalid conversion"
            case .missingConversion(let text): text + ": the conversion's letter is missing"
            case .notANumber(let text): text + ": not a number"
            case .notWhollyANumber(let text): text + ": not wholly a number"
            case .outOfRange(let text): text + ": number out of range"
            case .tooLong(let text): text + ": width or precision out of range"
            }
        }
    }

    /// A conversion specification with its `*` resolved.
    struct Specification {
        var isLeft = false
        var hasPlus = false
        var hasSpace = false
        var isAlternate = false
        var hasZeros = false
        var width = 0
        var precision: Int?
        var conversion: UInt8 = 0
        /// `%n$`
        var argumentNumber: Int?
    }

    private(set) var output: [UInt8] = []
    private(set) var problems: [Problem] = []

    private let arguments: [ByteString]
    let isUTF8: Bool
    /// The first argument of the turn, the next one without a number, and the end of those used.
    private var base = 0
    private var next = 0
    private var usedEnd = 0
    private var isOver = false

    init(_ arguments: ArraySlice<ByteString>, isUTF8: Bool) {
        self.arguments = Array(arguments)
        self.isUTF8 = isUTF8
    }

    mutating func run(_ format: ByteString) {
        repeat {
            base = usedEnd
            next = base
            format.withSpan { formatOnce($0) }
        } while !isOver && usedEnd > base && usedEnd < arguments.count
    }

    private mutating func formatOnce(_ format: borrowing Span<UInt8>) {
        var index = 0
        while index < format.count, !isOver {
            switch format[index] {
            case UInt8(ascii: "%"):
                index = convert(format, at: index)
            case UInt8(ascii: "\\"):
                index = Escapes.append(at: index, of: format, style: .format, to: &output) ?? format.count
            case let byte:
                output.append(byte)
                index &+= 1
            }
        }
    }

    /// Performs the conversion at `start`, a percent sign. Returns the index behind it.
    private mutating func convert(_ format: borrowing Span<UInt8>, at start: Int) -> Int {
        var index = start &+ 1
        if index < format.count, format[index] == UInt8(ascii: "%") {
            output.append(UInt8(ascii: "%"))
            return index &+ 1
        }
        var specification = Specification()
        guard readSpecification(format, at: &index, &specification) else {
            let end = Swift.min(index &+ 1, format.count)
            return stop(.tooLong(ByteString(format.extracting(start..<end))), format.count)
        }
        guard index < format.count else {
            return stop(.missingConversion(ByteString(format.extracting(start..<index))), format.count)
        }
        specification.conversion = format[index]
        switch specification.conversion {
        case UInt8(ascii: "d"), UInt8(ascii: "i"):
            appendSigned(specification)
        case UInt8(ascii: "o"), UInt8(ascii: "u"), UInt8(ascii: "x"), UInt8(ascii: "X"):
            appendUnsigned(specification)
        case UInt8(ascii: "a"), UInt8(ascii: "e"), UInt8(ascii: "f"), UInt8(ascii: "g"), UInt8(ascii: "A"),
            UInt8(ascii: "E"), UInt8(ascii: "F"), UInt8(ascii: "G"):
            appendDouble(specification)
        case UInt8(ascii: "s"):
            appendPadded(argument(specification) ?? "", specification)
        case UInt8(ascii: "q"):
            appendPadded((argument(specification) ?? "").shellQuoted(always: false), specification)
        case UInt8(ascii: "c"):
            var padding = specification
            padding.precision = nil
            appendPadded(ByteString(byte: argument(specification)?.first ?? 0), padding)
        case UInt8(ascii: "b"):
            appendEscaped(specification)
        default:
            return stop(.invalidDirective(ByteString(format.extracting(start...index))), format.count)
        }
        return index &+ 1
    }

    private mutating func stop(_ problem: Problem, _ end: Int) -> Int {
        problems.append(problem)
        isOver = true
        return end
    }
}

extension PrintfFormatter {
    /// Reads flags, width, precision and modifiers; false where a number is too large.
    private mutating func readSpecification(
        _ format: borrowing Span<UInt8>, at index: inout Int, _ specification: inout Specification
    ) -> Bool {
        guard readArgumentNumber(format, at: &index, &specification.argumentNumber) else { return false }
        flags: while index < format.count {
            switch format[index] {
            case UInt8(ascii: "-"): specification.isLeft = true
            case UInt8(ascii: "+"): specification.hasPlus = true
            case UInt8(ascii: " "): specification.hasSpace = true
            case UInt8(ascii: "#"): specification.isAlternate = true
            case UInt8(ascii: "0"): specification.hasZeros = true
            // The POSIX locale has no grouping.
            case UInt8(ascii: "'"): break
            default: break flags
            }
            index &+= 1
        }
        guard let width = readAmount(format, at: &index) else { return false }
        if width < 0 { specification.isLeft = true }
        specification.width = abs(width)
        if index < format.count, format[index] == UInt8(ascii: ".") {
            index &+= 1
            guard let precision = readAmount(format, at: &index) else { return false }
            specification.precision = precision < 0 ? nil : precision
        }
        let modifiers: ByteString = "hlLjzt"
        while index < format.count, modifiers.contains(format[index]) { index &+= 1 }
        return true
    }

    /// Reads an optional `n$`; false where the number is too large.
    private func readArgumentNumber(
        _ format: borrowing Span<UInt8>, at index: inout Int, _ number: inout Int?
    ) -> Bool {
        var end = index
        guard let value = readDigits(format, at: &end) else { return false }
        guard value > 0, end < format.count, format[end] == UInt8(ascii: "$") else { return true }
        number = value
        index = end &+ 1
        return true
    }

    /// A width or precision: digits, or `*` or `*n$` for an argument; nil where it is out of range.
    private mutating func readAmount(_ format: borrowing Span<UInt8>, at index: inout Int) -> Int? {
        guard index < format.count, format[index] == UInt8(ascii: "*") else { return readDigits(format, at: &index) }
        index &+= 1
        var specification = Specification()
        guard readArgumentNumber(format, at: &index, &specification.argumentNumber) else { return nil }
        let value = signedValue(argument(specification))
        return value.magnitude <= UInt64(Int32.max) ? Int(value) : nil
    }

    private func readDigits(_ format: borrowing Span<UInt8>, at index: inout Int) -> Int? {
        var value = 0
        while index < format.count, format[index].isDigit {
            value = value &* 10 &+ Int(format[index] &- 0x30)
            guard value <= Int(Int32.max) else { return nil }
            index &+= 1
        }
        return value
    }

    /// The argument of a conversion; nil where none is left.
    mutating func argument(_ specification: Specification) -> ByteString? {
        let index: Int
        if let number = specification.argumentNumber {
            index = base &+ number &- 1
        } else {
            index = next
            next &+= 1
        }
        usedEnd = Swift.max(usedEnd, Swift.min(index &+ 1, arguments.count))
        return index < arguments.count ? arguments[index] : nil
    }
}

extension PrintfFormatter {
    mutating func note(_ problem: Problem) {
        problems.append(problem)
    }

    /// Appends at most `precision` bytes of the text, padded to the width.
    private mutating func appendPadded(_ text: ByteString, _ specification: Specification) {
        append(text.prefix(specification.precision ?? text.count), paddedTo: specification)
    }

    mutating func append(_ text: ByteString, paddedTo specification: Specification) {
        let padding = specification.width &- text.count
        if padding > 0, !specification.isLeft { append(UInt8(ascii: " "), times: padding) }
        output.append(text)
        if padding > 0, specification.isLeft { append(UInt8(ascii: " "), times: padding) }
    }

    mutating func append(_ byte: UInt8, times count: Int) {
        if count > 0 { output.append(contentsOf: repeatElement(byte, count: count)) }
    }

    /// `%b`
    private mutating func appendEscaped(_ specification: Specification) {
        let text = argument(specification) ?? ""
        let (bytes, isWhole) = Escapes.replaced(in: text, style: .argument)
        appendPadded(bytes, specification)
        if !isWhole { isOver = true }
    }
}
