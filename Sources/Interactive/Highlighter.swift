// Highlighter: the colours of a command that is being typed.
//
// Each command name is looked up once for a line: a key does not search PATH again.

import Bytes
import LineEditing
import Shell

/// Each line has its own, because commands may be installed or removed.
struct Highlighter {
    let shell: Shell
    /// Whether each command that was looked up exists.
    var found: [ByteString: Bool] = [:]

    /// The colours of a command from `start` on, where the edited line begins.
    mutating func colours(of text: ByteString, from start: Int) -> [(range: Range<Int>, colour: LineEditor.Colour)] {
        let marks = shell.syntaxMarks(of: text)
        let defined = Set(marks.filter { $0.kind == .functionName }.map { text[$0.range] })
        return marks.filter { $0.range.upperBound > start }.map { mark in
            let colour: LineEditor.Colour =
                switch mark.kind {
                case .command:
                    defined.contains(text[mark.range]) || exists(text[mark.range]) ? .none : .missingCommand
                case .functionName: .none
                case .reservedWord: .reservedWord
                case .redirection: .redirection
                case .comment: .comment
                case .unclosed: .unclosed
                case .misplaced: .misplaced
                }
            return (max(mark.range.lowerBound, start) - start..<mark.range.upperBound - start, colour)
        }
    }

    private mutating func exists(_ name: ByteString) -> Bool {
        if let known = found[name] { return known }
        // The result of an expansion is unknown.
        let isExpanded = name.contains { "~*?[{".utf8.contains($0) }
        let exists = isExpanded || shell.isCommand(name)
        found[name] = exists
        return exists
    }
}
