// complete and compgen: how the operands of a command are completed. Extensions, as in bash, with those of its options that
// hand the work to words, a function or a command.
//
// Left to ProgrammedCompletion: asking them.

import Bytes

private struct CompleteRequest {
    var rule = CompletionRule()
    var prints = false
    var removes = false
    var operands: [ByteString] = []
}

extension Shell {
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
            write("complete" + rule.arguments + " " + name.shellQuoted + "\n")
        }
        return status
    }

    private func failNothingArranged(for name: ByteString) -> ExitStatus {
        report("complete", name + ": nothing is arranged for this command")
        return .failure
    }

    /// Writes the candidates that begin with a word. The status is 1 where there are none.
    func compgenUtility(_ arguments: [ByteString]) -> ExitStatus {
        var request = CompleteRequest()
        if let refusal = parse(arguments, "W:F:C:o:", &request) { return refusal }
        guard request.operands.count <= 1 else { return misuse("compgen", "too many operands") }
        let word = request.operands.first ?? ""
        let line = "compgen " + word
        let found = candidates(by: request.rule, "compgen", line: line, point: line.count, word: word)
        let fitting = found.filter { $0.hasPrefix(word) }
        for candidate in fitting { write(candidate + "\n") }
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
                let option = ProgrammedCompletion.Option.allCases.first { $0.name == scanner.argument }
                guard let option else { return misuse(scanner.name, "unknown option -o " + scanner.argument) }
                if !request.rule.options.contains(option) { request.rule.options.append(option) }
            case UInt8(ascii: "p"): request.prints = true
            case UInt8(ascii: "r"): request.removes = true
            default: return refuse(scanner)
            }
        }
        request.operands = Array(scanner.operands)
        return nil
    }
}
