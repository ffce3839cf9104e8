// Key bindings: the builtin `bind`, an extension as in bash, and the keys that open the line in an editor or run a command of
// the user. They do not change `$?`.

import Bytes
import Shell

extension Session {
    /// Opens a line in VISUAL or EDITOR. Returns the text without the last newline; nil where the editor failed.
    ///
    /// Implementation-defined: `v` opens the line in VISUAL or EDITOR, and in vi only where neither is set; as bash and ksh.
    ///
    /// POSIX: XCU sh, vi line editing command mode, v
    func editTyped(_ line: ByteString) -> ByteString? {
        shell.keepingStatus {
            let (text, completion) = edit(
                line + "\n", with: nonEmpty("VISUAL") ?? nonEmpty("EDITOR") ?? "vi", for: "edit")
            if completion == .exiting { shell.leave(shell.status) }
            return text.map { $0.last == UInt8(ascii: "\n") ? $0.prefix($0.count - 1) : $0 }
        }
    }

    /// Executes a command with the line in READLINE_LINE and the number of characters before the cursor in READLINE_POINT.
    /// Returns the new line and cursor.
    func runKeyCommand(
        _ command: ByteString, on line: (text: ByteString, point: Int)
    ) -> (text: ByteString, point: Int) {
        let before = line.text.prefix(line.point)
        let count = shell.isUTF8 ? UTF8Decoder.count(before) : before.count
        shell.setVariable("READLINE_LINE", line.text)
        shell.setVariable("READLINE_POINT", ByteString(decimal: count))
        if shell.runTrap(command) == .exiting { shell.leave(shell.status) }
        shell.flushOutput()
        let text = shell.variable("READLINE_LINE") ?? line.text
        let characters = shell.variable("READLINE_POINT")?.unsignedDecimalValue ?? text.count
        for name in ["READLINE_LINE", "READLINE_POINT"] as [ByteString] { shell.setVariable(name, nil) }
        var point = 0
        for _ in 0..<min(characters, text.count) where point < text.count {
            point += shell.isUTF8 ? UTF8Decoder.length(at: point, of: text) : 1
        }
        return (text, point)
    }

    func bindUtility(_ arguments: [ByteString]) -> ExitStatus {
        var scanner = OptionScanner(arguments, "f:lm:pPq:r:sSu:vVx:X")
        var requests: [(option: UInt8, argument: ByteString)] = []
        var keymap: ByteString?
        while let option = scanner.next() {
            switch option {
            case OptionScanner.problem: return shell.refuse(scanner)
            case UInt8(ascii: "m"): keymap = scanner.argument
            default: requests.append((option, scanner.argument))
            }
        }
        requests += scanner.operands.map { (0, $0) }
        guard let source, source.isAtTerminal else { return shell.fail("bind", "no lines are edited") }
        var status = ExitStatus.success
        for (option, argument) in requests {
            shell.flushOutput()
            let (text, problem) = source.bind(option, argument, keymap)
            shell.write(text)
            guard let problem else { continue }
            if !problem.isEmpty { shell.report("bind", problem) }
            status = .failure
        }
        return status
    }
}
