// The execution trace: what `set -x` prints before a command is executed.
//
// POSIX: XCU set -x, 2.5.3 PS4

package import Bytes
import Syntax

extension Shell {
    @inline(__always)
    func trace(_ assignments: [Assignment], _ fields: [ByteString]) {
        guard state.options.contains(.xtrace) else { return }
        writeTrace(assignments, fields)
    }

    private func writeTrace(_ assignments: [Assignment], _ fields: [ByteString]) {
        // Expanding PS4 must not trace itself.
        state.options.remove(.xtrace)
        defer { state.options.insert(.xtrace) }
        var line = expandPrompt(value(of: SpecialVariable.PS4.name) ?? "")
        var words: [ByteString] = []
        for assignment in assignments {
            guard case .word(let word) = assignment.value, word.isSideEffectFree, let value = try? expandString(word)
            else {
                words.append(assignment.name.bytes + "=...")
                continue
            }
            words.append(assignment.name.bytes + "=" + value.shellQuoted)
        }
        words += fields.map(\.shellQuoted)
        line += join(words, " ") + "\n"
        writeError(line)
    }

    /// Parameter expansion, command substitution and arithmetic expansion of a prompt.
    package func expandPrompt(_ text: ByteString) -> ByteString {
        let word = try? parseWord(
            asInsideDoubleQuotes: text, names: names, dialect: dialect, stackLimit: stackLimit)
        guard let word, let expanded = try? expandString(word) else { return text }
        return expanded
    }
}
