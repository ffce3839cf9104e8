// Programmable completion: `complete` says how the operands of a command are completed, and `compgen` tries it. Extensions, as
// in bash, with those of its options that take words, a function or a command.
//
// The shell itself executes the function of `-F`, in the middle of a line: without job control, so that the function does not
// become the foreground process group, and with `$?` as it was. An error in it, `exit` too, only ends the function.

import Bytes
import Kernel
import Shell

/// The source of the candidates for a command's operands.
struct CompletionRule {
    enum Option: String {
        /// Files are the candidates where there are no others.
        case `default`
        /// The candidates are files.
        case filenames
        /// No space follows a single candidate.
        case nospace
    }

    var words: ByteString?
    var function: ByteString?
    var command: ByteString?
    var options: [Option] = []

    /// The options of `complete` that set this rule.
    var arguments: ByteString {
        var text = ByteString()
        for option in options { text += " -o " + ByteString(option.rawValue) }
        for (letter, value) in [("W", words), ("C", command), ("F", function)] as [(ByteString, ByteString?)] {
            if let value { text += " -" + letter + " " + value.shellQuoted }
        }
        return text
    }
}

// Candidates.
extension Session {
    static let defaultBreaks: ByteString = " \t\n\"'><=;|&(:"

    /// The bytes besides blanks that separate the words of COMP_WORDS.
    var completionBreaks: ByteString {
        let value = shell.variable("COMP_WORDBREAKS") ?? Self.defaultBreaks
        return ByteString(value.filter { !" \t\n\"'".utf8.contains($0) })
    }

    /// The candidates of the rule for `command`, which was typed as `line`; nil where there is no rule.
    ///
    /// - Parameters:
    ///   - point: the number of bytes before the cursor.
    ///   - word: the part of the word that is completed, without quotes.
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
                let command = RawWords.command(ofList: words) { shell.separatesFields($0) }
                found = shell.operands(of: command).filter { $0.hasPrefix(word) }
            }
            guard rule.function != nil || rule.command != nil else { return found }
            // After `--name=` the word of COMP_CWORD is `=`, and the completed word is empty. As in bash.
            let (words, current) = RawWords.ofLine(line, point: point, breaks: completionBreaks)
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
    /// Sets, prints or removes the rules of commands. A rule without a source of candidates completes nothing.
    func completeUtility(_ arguments: [ByteString]) -> ExitStatus {
        var scanner = OptionScanner(arguments, "W:F:C:o:pr")
        var rule = CompletionRule()
        var prints = false
        var removes = false
        while let option = scanner.next() {
            switch option {
            case UInt8(ascii: "p"): prints = true
            case UInt8(ascii: "r"): removes = true
            default: if let refusal = note(option, of: scanner, in: &rule) { return refusal }
            }
        }
        let names = Array(scanner.operands)
        guard prints || removes || names.isEmpty else {
            for name in names { completionRules[name] = rule }
            return .success
        }
        if removes, names.isEmpty { completionRules = [:] }
        var status = ExitStatus.success
        for name in names.isEmpty ? completionRules.keys.sorted() : names {
            guard let known = completionRules[name] else {
                status = shell.fail("complete", name + ": nothing is arranged for this command")
                continue
            }
            if removes {
                completionRules[name] = nil
            } else {
                shell.write("complete" + known.arguments + " " + name.shellQuoted + "\n")
            }
        }
        return status
    }

    /// Writes the candidates that begin with a word. The status is 1 where there are none.
    func compgenUtility(_ arguments: [ByteString]) -> ExitStatus {
        var scanner = OptionScanner(arguments, "W:F:C:o:")
        var rule = CompletionRule()
        while let option = scanner.next() {
            if let refusal = note(option, of: scanner, in: &rule) { return refusal }
        }
        guard scanner.operands.count <= 1 else { return shell.misuse("compgen", "too many operands") }
        let word = scanner.operands.first ?? ""
        let line = "compgen " + word
        let found = candidates(by: rule, "compgen", line: line, point: line.count, word: word)
        let fitting = found.filter { $0.hasPrefix(word) }
        for candidate in fitting { shell.write(candidate + "\n") }
        return fitting.isEmpty ? .failure : .success
    }

    /// Adds an option of the command line to the rule. Returns the status of a refusal.
    private func note(_ option: UInt8, of scanner: OptionScanner, in rule: inout CompletionRule) -> ExitStatus? {
        switch option {
        case UInt8(ascii: "W"): rule.words = scanner.argument
        case UInt8(ascii: "F"): rule.function = scanner.argument
        case UInt8(ascii: "C"): rule.command = scanner.argument
        case UInt8(ascii: "o"):
            guard let option = CompletionRule.Option(rawValue: scanner.argument.text) else {
                return shell.misuse(scanner.name, "unknown option -o " + scanner.argument)
            }
            if !rule.options.contains(option) { rule.options.append(option) }
        default: return shell.refuse(scanner)
        }
        return nil
    }
}
