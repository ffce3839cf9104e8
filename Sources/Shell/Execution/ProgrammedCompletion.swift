// Programmed completion: what `complete` has said of a command's operands, asked while a line is typed.
//
// The function of `-F` is executed by the shell itself, in the middle of a line: without job control, so that it takes the
// terminal from nobody, and with `$?` as it was. An error in it, `exit` too, only ends the function.

public import Bytes
import Kernel
import Syntax

/// Where the candidates for a command's operands come from.
struct CompletionRule {
    var words: ByteString?
    var function: ByteString?
    var command: ByteString?
    var options: [ProgrammedCompletion.Option] = []

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

/// The candidates for a word, and how they are to be taken.
public struct ProgrammedCompletion {
    public enum Option: CaseIterable, Sendable {
        /// Where nothing is found, files are.
        case `default`
        /// The candidates are files.
        case filenames
        /// No blank is put behind the only one.
        case nospace

        var name: ByteString {
            switch self {
            case .default: "default"
            case .filenames: "filenames"
            case .nospace: "nospace"
            }
        }
    }

    public var candidates: [ByteString]
    public let options: [Option]
}

extension Shell {
    /// The bytes that part the words of COMP_WORDS, beside blanks.
    public var completionBreaks: ByteString {
        let blanksAndQuotes: ByteString = " \t\n\"'"
        let value = value(of: names.intern("COMP_WORDBREAKS")) ?? Self.defaultCompletionBreaks
        return ByteString(value.filter { !blanksAndQuotes.contains($0) })
    }

    static let defaultCompletionBreaks: ByteString = " \t\n\"'><=;|&(:"

    /// What `complete` has arranged for `command`, which was typed as `line`; nil where it has not.
    ///
    /// - Parameters:
    ///   - point: how many bytes of the line stand in front of the cursor.
    ///   - word: the part of the last word that is to be completed, without quotes.
    public func programmedCompletion(
        of command: ByteString, line: ByteString, point: Int, word: ByteString
    ) -> ProgrammedCompletion? {
        let name = command.split(on: UInt8(ascii: "/")).last ?? command
        guard !completionRules.isEmpty, let rule = completionRules[command] ?? completionRules[name] else { return nil }
        let outer = (state.status, state.pipelineStatuses)
        let found = candidates(by: rule, command, line: line, point: point, word: word)
        abandonCommand()
        (state.status, state.pipelineStatuses) = outer
        return ProgrammedCompletion(candidates: found, options: rule.options)
    }

    func candidates(
        by rule: CompletionRule, _ command: ByteString, line: ByteString, point: Int, word: ByteString
    ) -> [ByteString] {
        let isMonitored = state.options.remove(.monitor) != nil
        state.toleratesFailure += 1
        defer {
            state.toleratesFailure -= 1
            if isMonitored { state.options.insert(.monitor) }
        }
        var found = rule.words.map { expandWords(ofList: $0).filter { $0.hasPrefix(word) } } ?? []
        guard rule.function != nil || rule.command != nil else { return found }
        // Behind `--name=` the word of COMP_CWORD is the mark, and what is completed is empty. As bash.
        let (words, current) = WrittenWords.ofLine(line, point: point, breaks: completionBreaks)
        let previous = current > 0 ? words[current - 1] : ""
        let arguments = [command, word, previous].map { " " + $0.shellQuoted(always: true) }
        setCompletionVariables((words, current), (line, point), areExported: rule.command != nil)
        defer { for name in Self.completionVariables { state.variables.unset(names.intern(name)) } }
        if let function = rule.function.flatMap({ names.find($0) }), state.functions[function] != nil {
            // The backslash keeps an alias of that name away.
            _ = evaluate(commands: "\\" + function.bytes + join(arguments, ""))
            found += elements(of: names.intern("COMPREPLY")).elements
        }
        if let command = rule.command {
            let lines = expandPrompt("$(" + command + join(arguments, "") + ")").split(on: UInt8(ascii: "\n"))
            found += lines.filter { !$0.isEmpty }
        }
        flushOutput()
        return found
    }

    private static let completionVariables: [ByteString] = [
        "COMP_WORDS", "COMP_CWORD", "COMP_LINE", "COMP_POINT", "COMPREPLY",
    ]

    private func setCompletionVariables(
        _ words: (all: [ByteString], current: Int), _ line: (text: ByteString, point: Int), areExported: Bool
    ) {
        let values: [(ByteString, Variable.Value)] = [
            ("COMP_WORDS", .array(IndexedArray(words.all))),
            ("COMP_CWORD", .string(ByteString(decimal: words.current))),
            ("COMP_LINE", .string(line.text)),
            ("COMP_POINT", .string(ByteString(decimal: line.point))),
            ("COMPREPLY", .unset),
        ]
        for (name, value) in values {
            let name = names.intern(name)
            state.variables.unset(name)
            state.variables.set(name, value)
            if areExported { state.variables.insert(.exported, for: name) }
        }
    }

    /// The words of `complete -W`: split by IFS, expanded, but not to pathnames.
    private func expandWords(ofList list: ByteString) -> [ByteString] {
        let text = WrittenWords.command(ofList: list, state.separators)
        guard let parsed = try? makeParser(StringSource(text)).nextCompleteCommand(),
            case .simple(let command)? = parsed.andOrLists.first?.first.commands.first
        else { return [] }
        let expandsPathnames = state.options.insert(.noglob).inserted
        defer { if expandsPathnames { state.options.remove(.noglob) } }
        return Array(((try? expandFields(command.words)) ?? []).dropFirst())
    }
}
