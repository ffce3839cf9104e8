// printf: the utility around PrintfFormatter.
//
// POSIX: XCU printf

import Bytes

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
