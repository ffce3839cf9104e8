// Usage: the texts that `--help` and the message of a usage error write. UsageTexts.swift has them.
//
// Utilities for which POSIX gives `--help` the meaning of an operand (echo, test, [, :, true, false) have none.

import Bytes

extension Builtin {
    /// The lines of `--help`; none where `--help` is an operand.
    var help: [ByteString] {
        let start = "usage: " + name
        let lines = Self.helpTexts.split(on: UInt8(ascii: "\n"))
        let first = lines.firstIndex { $0 == start || $0.hasPrefix(start + " ") } ?? lines.endIndex
        return Array(lines[first...].prefix { !$0.isEmpty })
    }

    /// The first lines of `help`: the forms of a call.
    var synopsis: [ByteString] {
        help.filter { $0.hasPrefix("usage: ") || $0.hasPrefix("       ") }
    }

    /// The meaning of each option: `  -a  meaning`.
    var optionMeanings: [ByteString] {
        help.dropFirst(synopsis.count + 1).map { line in
            let gap = line.indices.dropFirst(2).last { line[$0 - 1] == 0x20 && line[$0] == 0x20 } ?? 1
            return line.dropFirst(gap + 1)
        }
    }
}

extension Shell {
    /// Writes the help of the utility `name`.
    func showHelp(_ name: ByteString) -> ExitStatus {
        let help = Builtin(named: name)?.help ?? []
        for line in help { write(line + "\n") }
        return help.isEmpty ? .failure : .success
    }
}
