// Programmed completion: `complete` says how the operands of a command are completed, and `compgen` tries it. Extensions, as in
// bash, with those of its options that hand the work to words, a function or a command.
//
// The function of `-F` is executed by the shell itself, in the middle of a line: without job control, so that it takes the
// terminal from nobody, and with `$?` as it was. An error in it, `exit` too, only ends the function.

import Bytes
import Kernel
import Shell

/// Where the candidates for a command's operands come from.
struct CompletionRule {
    enum Option: String, CaseIterable {
        /// Where nothing is found, files are.
        case `default`
        /// The candidates are files.
        case filenames
        /// No blank is put behind the only one.
        case nospace

        var name: ByteString { ByteString(rawValue) }
    }

    var words: ByteString?
    var function: ByteString?
    var command: ByteString?
    var options: [Option] = []

    /// The options of `complete` that make it.
    var arguments: ByteString {
        var text = ByteString()
        for option in options { text += " -o " + option.name }
        for (letter, value) in [("W", words), ("C", command), ("F", function)] as [(ByteString, ByteString?)] {
            if let value { text += " -" + letter + " " + value.shellQuoted }
        }
        return text
    }
}

private struct CompleteRequest {
    var rule = CompletionRule()
    var prints = false
    var removes = false
    var operands: [ByteString] = []
}

// Candidates.
extension Session {
    static let defaultBreaks: ByteString = " \t\n\"'><=;|&(:"

    /// The bytes that part the words of COMP_WORDS, beside blanks.
    var completionBreaks: ByteString {
        let blanksAndQuotes: ByteString = " \t\n\"'"
        let value = shell.variable("COMP_WORDBREAKS") ?? Self.defaultBreaks
        return ByteString(value.filter { !blanksAndQuotes.contains($0) })
    }

    /// What `complete` has arranged for `command`, which was typed as `line`; nil where it has not.
    ///
    /// - Parameters:
    ///   - point: how many bytes of the line stand in front of the cursor.
    ///   - word: the part of the last word that is to be completed, without quotes.
    func programmedCandidates(
        of command: ByteString, line: ByteString, point: Int, word: ByteString
    ) -> (texts: [ByteString], options: [CompletionRule.Option])? {
        let name = command.split(on: UInt8(ascii: "/")).last ?? command
        guard let rule = completionRules[command] ?? completionRules[name] else { return nil }
        return shell.keepingStatus {
            let found = candidates(by: rule, command, line: line, point: point, word: word)
            shell.abandonCommand()
            return (found, rule.options)
        }
    }

    private func candidates(
        by rule: CompletionRule, _ command: ByteString, line: ByteString, point: Int, word: ByteString
    ) -> [ByteString] {
        shell.withoutJobControl {
            var found: [ByteString] = []
            if let words = rule.words {
                let command = WrittenWords.command(ofList: words) { shell.separatesFields($0) }
                found = shell.operands(of: command).filter { $0.hasPrefix(word) }
            }
            guard rule.function != nil || rule.command != nil else { return found }
            // Behind `--name=` the word of COMP_CWORD is the mark, and what is completed is empty. As bash.
            let (words, current) = WrittenWords.ofLine(line, point: point, breaks: completionBreaks)
            let previous = current > 0 ? words[current - 1] : ""
            let arguments = [command, word, previous].reduce(ByteString()) { $0 + " " + $1.shellQuoted(always: true) }
            let isExported = rule.command != nil
            shell.setVariable("COMP_WORDS", elements: words, isExported: isExported)
            shell.setVariable("COMP_CWORD", ByteString(decimal: current), isExported: isExported)
            shell.setVariable("COMP_LINE", line, isExported: isExported)
            shell.setVariable("COMP_POINT", ByteString(decimal: point), isExported: isExported)
            shell.setVariable("COMPREPLY", nil)
            defer {
                for name in ["COMP_WORDS", "COMP_CWORD", "COMP_LINE", "COMP_POINT", "COMPREPLY"] as [ByteString] {
                    shell.setVariable(name, nil)
                }
            }
            if let function = rule.function, shell.functionNames.contains(function) {
                // The backslash keeps an alias of that name away.
                _ = shell.evaluate(commands: "\\" + function + arguments)
                found += shell.elements("COMPREPLY")
            }
            if let command = rule.command {
                let lines = shell.expandPrompt("$(" + command + arguments + ")").split(on: UInt8(ascii: "\n"))
                found += lines.filter { !$0.isEmpty }
            }
            shell.flushOutput()
            return found
        }
    }
}

// The builtins.
extension Session {
    /// Arranges the completion of commands, prints what was arranged, or removes it. Without a source of candidates a
    /// command's operands are completed to nothing.
    func completeUtility(_ arguments: [ByteString]) -> ExitStatus {
        var request = CompleteRequest()
        if let refusal = parse(arguments, "W:F:C:o:pr", &request) { return refusal }
        let names = request.operands
        if request.removes, names.isEmpty {
            completionRules = [:]
            return .success
        }
        if request.prints || names.isEmpty, !request.removes {
            return printRules(of: names.isEmpty ? completionRules.keys.sorted() : names)
        }
        var status = ExitStatus.success
        for name in names {
            if !request.removes {
                completionRules[name] = request.rule
            } else if completionRules.removeValue(forKey: name) == nil {
                status = failNothingArranged(for: name)
            }
        }
        return status
    }

    private func printRules(of names: [ByteString]) -> ExitStatus {
        var status = ExitStatus.success
        for name in names {
            guard let rule = completionRules[name] else {
                status = failNothingArranged(for: name)
                continue
            }
            shell.write("complete" + rule.arguments + " " + name.shellQuoted + "\n")
        }
        return status
    }

    private func failNothingArranged(for name: ByteString) -> ExitStatus {
        shell.report("complete", name + ": nothing is arranged for this command")
        return .failure
    }

    /// Writes the candidates that begin with a word. The status is 1 where there are none.
    func compgenUtility(_ arguments: [ByteString]) -> ExitStatus {
        var request = CompleteRequest()
        if let refusal = parse(arguments, "W:F:C:o:", &request) { return refusal }
        guard request.operands.count <= 1 else { return shell.misuse("compgen", "too many operands") }
        let word = request.operands.first ?? ""
        let line = "compgen " + word
        let found = candidates(by: request.rule, "compgen", line: line, point: line.count, word: word)
        let fitting = found.filter { $0.hasPrefix(word) }
        for candidate in fitting { shell.write(candidate + "\n") }
        return fitting.isEmpty ? .failure : .success
    }

    private func parse(
        _ arguments: [ByteString], _ letters: ByteString, _ request: inout CompleteRequest
    ) -> ExitStatus? {
        var scanner = OptionScanner(arguments, letters)
        while let option = scanner.next() {
            switch option {
            case UInt8(ascii: "W"): request.rule.words = scanner.argument
            case UInt8(ascii: "F"): request.rule.function = scanner.argument
            case UInt8(ascii: "C"): request.rule.command = scanner.argument
            case UInt8(ascii: "o"):
                let option = CompletionRule.Option.allCases.first { $0.name == scanner.argument }
                guard let option else { return shell.misuse(scanner.name, "unknown option -o " + scanner.argument) }
                if !request.rule.options.contains(option) { request.rule.options.append(option) }
            case UInt8(ascii: "p"): request.prints = true
            case UInt8(ascii: "r"): request.removes = true
            default: return shell.refuse(scanner)
            }
        }
        request.operands = Array(scanner.operands)
        return nil
    }
}
