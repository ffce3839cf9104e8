// mapfile: the lines of a file as the elements of an array. An extension, as in bash.

import Bytes
import Kernel
import Syntax

extension Shell {
    /// Reads lines into an array, each with its delimiter unless `-t` is given.
    func mapfileUtility(_ arguments: [ByteString]) -> ExitStatus {
        var scanner = OptionScanner(arguments, "td:n:O:s:u:")
        var keepsDelimiter = true
        var delimiter = UInt8(ascii: "\n")
        var limit = 0
        var origin: Int?
        var skipped = 0
        var fd: Int32 = 0
        while let option = scanner.next() {
            switch option {
            case UInt8(ascii: "t"): keepsDelimiter = false
            case UInt8(ascii: "d"): delimiter = scanner.argument.first ?? 0
            case OptionScanner.problem: return refuse(scanner)
            default:
                guard let number = scanner.argument.unsignedDecimalValue else {
                    return misuse("mapfile", scanner.argument + ": not a number")
                }
                switch option {
                case UInt8(ascii: "n"): limit = number
                case UInt8(ascii: "O"): origin = number
                case UInt8(ascii: "s"): skipped = number
                default: fd = Int32(clamping: number)
                }
            }
        }
        guard scanner.operands.count <= 1 else { return misuse("mapfile", "too many operands") }
        let bytes = scanner.operands.first ?? "MAPFILE"
        guard bytes.isName else { return misuse("mapfile", bytes + ": not a name") }
        flushOutput()
        var lines: [[UInt8]] = []
        if let errno = readLines(fd, delimiter, limit: limit, skipped: skipped, into: &lines) {
            return fail("mapfile", errno.message)
        }
        if !keepsDelimiter {
            for index in lines.indices where lines[index].last == delimiter { lines[index].removeLast() }
        }
        do {
            try assignLines(lines.map { ByteString($0.filter { $0 != 0 }) }, to: names.intern(bytes), origin: origin)
            return .success
        } catch {
            return fail("mapfile", error.message)
        }
    }

    /// - Returns: the error that ended the reading, if any.
    private func readLines(
        _ fd: Int32, _ delimiter: UInt8, limit: Int, skipped: Int, into lines: inout [[UInt8]]
    ) -> Errno? {
        let reader = descriptors.reader(usesHints: isFast)
        reader.begin(fd, delimiter: delimiter)
        defer { reader.giveBack() }
        var line: [UInt8] = []
        var number = 0
        do {
            while limit == 0 || lines.count < limit {
                line += reader.takePlain()
                guard let byte = try nextByte(of: reader) else { break }
                line.append(byte)
                guard byte == delimiter else { continue }
                number += 1
                if number > skipped { lines.append(line) }
                line.removeAll(keepingCapacity: true)
            }
        } catch {
            if case .system(let errno) = error { return errno }
        }
        if !line.isEmpty, number >= skipped { lines.append(line) }
        return nil
    }

    private func assignLines(_ lines: [ByteString], to name: Name, origin: Int?) throws(ShellError) {
        guard let origin else { return try assign(name, .array(IndexedArray(lines))) }
        var array = elements(of: name)
        for (offset, line) in lines.enumerated() {
            let (index, overflow) = origin.addingReportingOverflow(offset)
            guard !overflow, index < IndexedArray.indexLimit else { throw .badAssignment(name.bytes) }
            array[index] = line
        }
        try assign(name, .array(array))
    }
}
