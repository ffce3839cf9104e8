// echo: its operands, separated by spaces, and a newline.
//
// Unspecified: a first operand `-n` suppresses the newline, and escapes are interpreted (that is the XSI option); as dash,
// because both are what most scripts for sh expect. Other options do not exist: `-e` is written like any operand.
//
// POSIX: XCU echo

import Bytes

extension Shell {
    /// Writes its operands; `\c` in one of them ends the output there, without a newline.
    ///
    /// POSIX: XCU echo
    func echoUtility(_ arguments: [ByteString]) -> ExitStatus {
        var index = 1
        let hasNewline = arguments.count < 2 || arguments[1] != "-n"
        if !hasNewline { index = 2 }
        while index < arguments.count {
            if arguments[index].contains(UInt8(ascii: "\\")) {
                guard writeEscaped(arguments[index]) else { return .success }
            } else {
                write(arguments[index])
            }
            index &+= 1
            if index < arguments.count { write(UInt8(ascii: " ")) }
        }
        if hasNewline { write(UInt8(ascii: "\n")) }
        return .success
    }

    /// - Returns: false after `\c`.
    private func writeEscaped(_ operand: ByteString) -> Bool {
        let (bytes, isWhole) = Escapes.replaced(in: operand, style: .echo)
        write(bytes)
        return isWhole
    }
}
