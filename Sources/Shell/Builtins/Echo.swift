// echo: its operands, separated by spaces, and a newline.
//
// Unspecified: escapes are interpreted (the XSI option), and a first operand `-n` suppresses the newline; as dash, because
// most scripts for sh expect both. Outside POSIX mode `-e` and `-E` turn escapes on and off, alone or combined in one
// operand, as in mksh; bash, ksh93 and busybox have them too.
//
// POSIX: XCU echo

import Bytes

extension Shell {
    /// Writes its operands; `\c` in one of them ends the output there, without a newline.
    func echoUtility(_ arguments: [ByteString]) -> ExitStatus {
        var index = 1
        var hasNewline = true
        var hasEscapes = true
        while index < arguments.count, let option = echoOption(arguments[index], isFirst: index == 1) {
            if option.contains(UInt8(ascii: "n")) { hasNewline = false }
            if let last = option.last(where: { $0 != UInt8(ascii: "n") }) { hasEscapes = last == UInt8(ascii: "e") }
            index &+= 1
        }
        while index < arguments.count {
            if hasEscapes, arguments[index].contains(UInt8(ascii: "\\")) {
                let (bytes, isWhole) = Escapes.replaced(in: arguments[index], style: .echo)
                write(bytes)
                guard isWhole else { return .success }
            } else {
                write(arguments[index])
            }
            index &+= 1
            if index < arguments.count { write(UInt8(ascii: " ")) }
        }
        if hasNewline { write(UInt8(ascii: "\n")) }
        return .success
    }

    /// The letters of an operand that holds options; nil for another operand.
    private func echoOption(_ operand: ByteString, isFirst: Bool) -> ByteString? {
        guard operand.count > 1, operand[0] == UInt8(ascii: "-") else { return nil }
        let letters = operand.dropFirst(1)
        guard !state.options.contains(.posix) else { return isFirst && letters == "n" ? letters : nil }
        return letters.allSatisfy { ("neE" as ByteString).contains($0) } ? letters : nil
    }
}
