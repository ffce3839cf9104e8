// fc and history: list, edit and execute earlier commands.
//
// The command line that calls fc is in the history when fc begins. fc ignores it, and replaces it with the commands that it
// executes.
//
// POSIX: XCU fc

import Bytes
import Kernel
import Shell

/// The arguments of fc.
private struct FcRequest {
    var lists = false
    var hidesNumbers = false
    var isReversed = false
    var repeats = false
    var editor: ByteString?
    var operands: [ByteString] = []
}

extension Session {
    /// Lists, edits and executes commands of the history. The status is that of the executed commands, or 1.
    ///
    /// Unspecified: operands may begin with a hyphen and a digit, and then end the options.
    ///
    /// POSIX: XCU fc
    func fcUtility(_ arguments: [ByteString]) -> Completion {
        var request = FcRequest()
        if let refusal = parseFc(arguments, &request) { return ended(refusal) }
        var past = history
        if shell.wasInteractive { past.removeLast() }
        do {
            if request.lists { return ended(try list(past, request)) }
            // As in ksh and bash, the editor `-` edits nothing.
            if request.repeats || request.editor == "-" { return try repeatCommand(past, request) }
            return try editCommands(past, request)
        } catch {
            switch error {
            case .empty: return ended(shell.fail("fc", "the history is empty"))
            case .notFound(let operand): return ended(shell.fail("fc", operand + ": no such command in the history"))
            }
        }
    }

    private func parseFc(_ arguments: [ByteString], _ request: inout FcRequest) -> ExitStatus? {
        // `-n` counts back and is no option: the options end before it.
        let end =
            arguments.indices.dropFirst().first { index in
                let word = arguments[index]
                return word.hasPrefix("-") && word.dropFirst(1).unsignedDecimalValue != nil
                    && arguments[index - 1] != "-e"
            } ?? arguments.count
        var scanner = OptionScanner(Array(arguments[..<end]), "e:lnrs")
        while let option = scanner.next() {
            switch option {
            case UInt8(ascii: "e"): request.editor = scanner.argument
            case UInt8(ascii: "l"): request.lists = true
            case UInt8(ascii: "n"): request.hidesNumbers = true
            case UInt8(ascii: "r"): request.isReversed = true
            case UInt8(ascii: "s"): request.repeats = true
            default: return shell.refuse(scanner)
            }
        }
        request.operands = Array(scanner.operands) + arguments[end...]
        guard request.operands.count <= 2 else { return shell.misuse("fc", "too many operands") }
        return nil
    }

    private func list(_ past: History, _ request: FcRequest) throws(History.Failure) -> ExitStatus {
        guard !past.entries.isEmpty else { return .success }
        let first = try past.index(of: request.operands.first ?? "-16", clamps: true)
        let last = try past.index(of: request.operands.dropFirst().first ?? "-1", clamps: true)
        for entry in past.range(first, last, isReversed: request.isReversed) {
            if !request.hidesNumbers { shell.write(ByteString(decimal: entry.number)) }
            // All lines of a command are indented.
            shell.write("\t" + shell.join(entry.text.split(on: UInt8(ascii: "\n")), "\n\t") + "\n")
        }
        return .success
    }

    /// `fc -s [old=new] [first]`
    private func repeatCommand(_ past: History, _ request: FcRequest) throws(History.Failure) -> Completion {
        var operands = request.operands[...]
        var replacement: (old: ByteString, new: ByteString)?
        if let word = operands.first, let equals = word.firstIndex(of: UInt8(ascii: "=")), equals > 0 {
            replacement = (word.prefix(equals), word.dropFirst(equals + 1))
            operands = operands.dropFirst()
        }
        guard operands.count <= 1 else { return ended(shell.misuse("fc", "too many operands")) }
        var text = past.entries[try past.index(of: operands.first ?? "-1", clamps: false)].text
        if let (old, new) = replacement { text = Self.replacingFirst(old, in: text, by: new) }
        shell.writeError(text + "\n")
        return executeAgain([text])
    }

    /// Replaces the first `old` in `text`.
    static func replacingFirst(_ old: ByteString, in text: ByteString, by new: ByteString) -> ByteString {
        guard old.count <= text.count else { return text }
        for start in 0...(text.count - old.count) where text[start..<(start + old.count)] == old {
            return text.prefix(start) + new + text.dropFirst(start + old.count)
        }
        return text
    }

    /// Opens commands in an editor, and executes the result.
    private func editCommands(_ past: History, _ request: FcRequest) throws(History.Failure) -> Completion {
        let isRange = request.operands.count > 1
        let first = try past.index(of: request.operands.first ?? "-1", clamps: isRange)
        let last = isRange ? try past.index(of: request.operands[1], clamps: true) : first
        let entries = past.range(first, last, isReversed: request.isReversed)
        let commands = entries.reduce(ByteString()) { $0 + $1.text + "\n" }
        let (edited, completion) = edit(commands, with: request.editor ?? nonEmpty("FCEDIT") ?? "ed", for: "fc")
        guard let edited else { return completion }
        shell.writeError(edited)
        let lines = edited.split(on: UInt8(ascii: "\n"))
        return executeAgain(Array(lines.last == "" ? lines.dropLast() : lines[...]))
    }

    /// Opens `text` in an editor. The resulting text is nil where the editor failed or was ended.
    func edit(
        _ text: ByteString, with editor: ByteString, for utility: ByteString
    ) -> (text: ByteString?, completion: Completion) {
        let suffix = ByteString(decimal: Kernel.processID) + "." + ByteString(decimal: Kernel.monotonicNanoseconds())
        let path = LogicalPath.join(nonEmpty("TMPDIR") ?? "/tmp", "seesh-" + utility + "." + suffix)
        do {
            try Kernel.writeNewFile(path, text)
            defer { try? Kernel.removeFile(path) }
            let completion = shell.evaluate(commands: editor + " " + path.shellQuoted)
            guard completion == .normal, shell.status.isSuccess else { return (nil, completion) }
            return (try Kernel.contents(of: path), completion)
        } catch {
            return (nil, ended(shell.fail(utility, path + ": " + error.message)))
        }
    }

    /// Replaces the fc command in the history with the lines, and executes them.
    private func executeAgain(_ lines: [ByteString]) -> Completion {
        if shell.wasInteractive {
            history.removeLast()
            for line in lines { history.add(line) }
        }
        return shell.evaluate(commands: shell.join(lines, "\n"))
    }

    /// The local time, the duration, the statuses and the directory of a command.
    private func details(of execution: History.Execution) -> ByteString {
        let time = Kernel.localTime(execution.began)
        let date = digits([time.year, time.month + 1, time.day], "-")
        let clock = digits([time.hour, time.minute, time.second], ":")
        let statuses = shell.join(execution.statuses.map { ByteString(decimal: $0) }, "|")
        let duration = ByteString(decimal: execution.milliseconds) + " ms"
        return date + " " + clock + "  " + duration + "  " + statuses + "  " + execution.directory.shellQuoted + "  "
    }

    /// Writes the history or its last commands, with `-v` in detail; removes entries. An extension.
    func historyUtility(_ arguments: [ByteString]) -> ExitStatus {
        var scanner = OptionScanner(arguments, "cd:v")
        var showsAll = false
        while let option = scanner.next() {
            switch option {
            case UInt8(ascii: "c"):
                history.removeAll()
                return .success
            case UInt8(ascii: "d"):
                if let number = scanner.argument.unsignedDecimalValue, history.remove(number) { return .success }
                return shell.fail("history", scanner.argument + ": no such command in the history")
            case UInt8(ascii: "v"): showsAll = true
            default: return shell.refuse(scanner)
            }
        }
        guard scanner.operands.count <= 1 else { return shell.misuse("history", "too many operands") }
        var shown = history.entries[...]
        if let operand = scanner.operands.first {
            guard let count = operand.unsignedDecimalValue else {
                return shell.misuse("history", operand + ": not a number")
            }
            shown = shown.suffix(count)
        }
        for entry in shown {
            var number = ByteString(decimal: entry.number)
            while number.count < 5 { number = " " + number }
            let known = showsAll ? entry.execution.map { details(of: $0) } ?? "" : ""
            shell.write(number + "  " + known + entry.text + "\n")
        }
        return .success
    }
}
