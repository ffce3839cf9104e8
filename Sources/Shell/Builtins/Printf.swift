// printf: PrintfFormatter makes the output from the format and the arguments.
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

extension Shell {
    /// Writes its arguments by the format, or with `-v NAME`, an extension, assigns the result to a variable.
    ///
    /// The status is 1 where an argument is no number or the format is wrong; the output is written nevertheless.
    func printfUtility(_ arguments: [ByteString]) -> ExitStatus {
        var scanner = OptionScanner(arguments, state.options.contains(.posix) ? "" : "v:")
        var variable: ByteString?
        while let option = scanner.next() {
            guard option == UInt8(ascii: "v") else { return refuse(scanner) }
            variable = scanner.argument
        }
        guard let format = scanner.operands.first else { return misuse("printf", "the format is missing") }
        var formatter = PrintfFormatter(scanner.operands.dropFirst(), isUTF8: state.isUTF8)
        formatter.run(format)
        let text = ByteString(formatter.output)
        var status: ExitStatus = formatter.problems.isEmpty ? .success : .failure
        if let variable {
            do {
                if let target = try target(variable) {
                    try assign(target, text.contains(0) ? ByteString(formatter.output.filter { $0 != 0 }) : text)
                } else {
                    status = fail("printf", variable + ": not a name", .usage)
                }
            } catch {
                report(error)
                status = .failure
            }
        } else {
            write(text)
        }
        let leftOut = state.options.contains(.posix) ? nil : formatter.leftOut
        for problem in formatter.problems.dropLast(leftOut == nil ? 0 : 1) { report("printf", problem) }
        if let leftOut { return leaveOut("printf: " + leftOut) }
        return status
    }
}

struct PrintfFormatter {
    /// A conversion specification with its `*` resolved.
    struct Specification {
        /// A bit for each flag, by the number of its byte less 32.
        private var flags: UInt32 = 0
        var width = 0
        var precision: Int?
        var conversion: UInt8 = 0
        /// `%n$`
        var argumentNumber: Int?

        var isLeft: Bool { has(UInt8(ascii: "-")) }

        func has(_ flag: UInt8) -> Bool { flags & 1 &<< UInt32(flag &- 32) != 0 }

        mutating func insert(_ flag: UInt8) { flags |= 1 &<< UInt32(flag &- 32) }
    }

    var output: [UInt8] = []
    /// The messages.
    var problems: [ByteString] = []
    /// A conversion that only bash has. It ends the output, and its message is the last.
    private(set) var leftOut: ByteString?

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
            return stop(ByteString(format.extracting(start..<end)) + Self.isTooLong, format.count)
        }
        guard index < format.count else {
            let text = ByteString(format.extracting(start..<index))
            return stop(text + ": the conversion's letter is missing", format.count)
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
            append(argument(specification) ?? "", specification)
        case UInt8(ascii: "q"):
            append((argument(specification) ?? "").shellQuoted, specification)
        case UInt8(ascii: "c"):
            specification.precision = nil
            append(ByteString(byte: argument(specification)?.first ?? 0), specification)
        case UInt8(ascii: "b"):
            let (bytes, isWhole) = Escapes.replaced(in: argument(specification) ?? "", style: .argument)
            append(bytes, specification)
            if !isWhole { isOver = true }
        case let letter:
            let text = ByteString(format.extracting(start...index))
            if letter == UInt8(ascii: "(") { leftOut = text + "...)T" }
            if letter == UInt8(ascii: "Q") { leftOut = text }
            return stop(text + ": invalid conversion", format.count)
        }
        return index &+ 1
    }

    static let isTooLong: ByteString = ": width or precision out of range"

    private mutating func stop(_ problem: ByteString, _ end: Int) -> Int {
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
            case UInt8(ascii: "-"), UInt8(ascii: "+"), UInt8(ascii: " "), UInt8(ascii: "#"), UInt8(ascii: "0"):
                specification.insert(format[index])
            // The POSIX locale has no grouping.
            case UInt8(ascii: "'"): break
            default: break flags
            }
            index &+= 1
        }
        guard let width = readAmount(format, at: &index) else { return false }
        if width < 0 { specification.insert(UInt8(ascii: "-")) }
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
    /// Appends at most `precision` bytes of the text, padded to the width.
    private mutating func append(_ text: ByteString, _ specification: Specification) {
        let text = text.prefix(specification.precision ?? text.count)
        let padding = specification.width &- text.count
        if !specification.isLeft { append(UInt8(ascii: " "), times: padding) }
        output.append(text)
        if specification.isLeft { append(UInt8(ascii: " "), times: padding) }
    }

    mutating func append(_ byte: UInt8, times count: Int) {
        if count > 0 { output.append(contentsOf: repeatElement(byte, count: count)) }
    }
}
