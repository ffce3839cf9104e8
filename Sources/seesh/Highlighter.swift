// Highlighter: the colours of a command that is being typed.
//
// Whether a command exists is looked up once for a name and a line: PATH is not searched at each key.

import Bytes
import LineEditing
import Shell
import Syntax

final class Highlighter {
    private let shell: Shell
    private var found: [ByteString: Bool] = [:]

    init(shell: Shell) {
        self.shell = shell
    }

    /// Another line begins: commands may have come or gone.
    func begin() {
        found = [:]
    }

    func colours(of text: ByteString) -> [(range: Range<Int>, colour: LineEditor.Colour)] {
        let marks = shell.syntaxMarks(of: text)
        let defined = Set(marks.filter { $0.kind == .functionName }.map { text[$0.range] })
        return marks.map { mark in
            switch mark.kind {
            case .command:
                let name = text[mark.range]
                return (mark.range, defined.contains(name) || exists(name) ? .none : .missingCommand)
            case .functionName: return (mark.range, .none)
            case .reservedWord: return (mark.range, .reservedWord)
            case .redirection: return (mark.range, .redirection)
            case .comment: return (mark.range, .comment)
            case .unclosed: return (mark.range, .unclosed)
            case .misplaced: return (mark.range, .misplaced)
            }
        }
    }

    private func exists(_ name: ByteString) -> Bool {
        if let known = found[name] { return known }
        // What will be expanded may become anything.
        let isExpanded = name.contains { "~*?[{".utf8.contains($0) }
        let exists = isExpanded || shell.isCommand(name)
        found[name] = exists
        return exists
    }
}
