// What the shell knows that a word may be completed to: names of all kinds, jobs, options.

public import Bytes
import Kernel
import Syntax
import XRay

extension Shell {
    /// What was typed of the command at hand, without the line that is being edited.
    public var typedLines: ByteString { typedText }

    /// The names that a command may begin with, besides those of files in PATH.
    public var commandNames: [(name: ByteString, kind: ByteString)] {
        var found: [(name: ByteString, kind: ByteString)] = []
        for alias in state.aliases.sorted { found.append((alias.name, "alias")) }
        for function in state.functions.all { found.append((function.name.bytes, "function")) }
        for builtin in Builtin.allCases { found.append((builtin.name, "builtin")) }
        let reserved: [ByteString] = [
            "!", "case", "do", "done", "elif", "else", "esac", "fi", "for", "if", "then", "until", "while", "{", "}",
        ]
        for word in reserved { found.append((word, "reserved word")) }
        return found
    }

    public var aliasNames: [ByteString] { state.aliases.sorted.map(\.name) }

    public var functionNames: [ByteString] { state.functions.all.map(\.name.bytes) }

    /// The names of variables that are set.
    public var variableNames: [ByteString] {
        (0..<names.count).map { names[$0] }.filter { state.variables[$0].isSet }.map(\.bytes)
    }

    /// `%n` of each job with its command.
    public var jobNames: [(name: ByteString, text: ByteString)] {
        jobs.all.map { ("%" + ByteString(decimal: $0.number), text(of: $0)) }
    }

    /// The processes of jobs, with what they execute.
    public var jobProcesses: [(name: ByteString, text: ByteString)] {
        jobs.all.flatMap { job in
            job.processes.filter { !$0.isOver }.map { (ByteString(decimal: $0.pid), text(of: $0.text)) }
        }
    }

    /// The names that `set -o` knows, and what the usage of `set` says of them.
    public static var optionNames: [(name: ByteString, meaning: ByteString)] {
        let texts = Builtin.set.optionMeanings
        return ShellOptions.named.map { option in
            let prefix = option.name + ": "
            let text = texts.first { $0.hasPrefix(prefix) } ?? prefix
            return (option.name, text.dropFirst(prefix.count))
        }
    }

    /// A text from outside made safe to show, and cut to what a list has room for.
    public static func shown(_ text: ByteString) -> ByteString { Display.escaped(text, columns: 72) }

    /// The modes of `see`, with a line on each, and whether a command follows.
    public static var seeModes: [(name: ByteString, summary: ByteString, options: [ByteString], isPrefix: Bool)] {
        ViewMode.all.map { ($0.name, $0.summary, $0.options, $0.isPrefix) }
    }

    /// The names of signals without SIG, and what `jobs` calls a process that one has ended.
    public static var signalNames: [(name: ByteString, meaning: ByteString)] {
        Signals.all.compactMap { number in Signals.name(of: number).map { ($0, Signals.description(of: number)) } }
    }
}
