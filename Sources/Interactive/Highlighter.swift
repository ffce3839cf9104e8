// Highlighter: the colours of a command that is being typed.
//
// Whether a command exists is looked up once for a name and a line: PATH is not searched at each key.

import Bytes
import LineEditing
import Shell

/// Made anew for each line: commands may have come or gone.
struct Highlighter {
    let shell: Shell
    /// Whether the commands exist that were looked up.
    var found: [ByteString: Bool] = [:]

    /// The colours of a command from `start` on, where the line begins that is edited.
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
        // What will be expanded may become anything.
        let isExpanded = name.contains { "~*?[{".utf8.contains($0) }
        let exists = isExpanded || shell.isCommand(name)
        found[name] = exists
        return exists
    }
}
