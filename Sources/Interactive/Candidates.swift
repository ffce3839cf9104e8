// Candidates: the possible completions at the cursor, quoted as the line needs it.

import Bytes
import LineEditing
import Shell

struct Candidate {
    /// Without quotes.
    let text: ByteString
    /// An explanation for the list, or empty.
    let description: ByteString
    /// Added behind the text where there is only this candidate.
    let suffix: ByteString

    init(_ text: ByteString, _ description: ByteString = "", suffix: ByteString = " ") {
        self.text = text
        self.description = description
        self.suffix = suffix
    }
}

struct Candidates {
    /// The index in the command from which on the text up to the cursor is replaced.
    let start: Int
    let all: [Candidate]
    /// False for names and operators.
    var needsQuotes = true

    /// For the line that begins at `lineStart` and ends, at the cursor, with `typed`; nil where nothing of it is replaced.
    func matches(_ context: CursorContext, typed: ByteString, from lineStart: Int) -> LineEditor.Matches? {
        guard start >= lineStart, let first = all.first else { return nil }
        guard all.count > 1 else {
            let isOpen = first.suffix.isEmpty || first.suffix == "/"
            let text = quoted(first.text, context) + (isOpen ? "" : closing(context)) + first.suffix
            return (start - lineStart, [(text, "")])
        }
        // The text stays as it was typed where the candidates have no common beginning.
        let begun = common.isEmpty ? typed.dropFirst(start) : quoted(common, context)
        let listed = all.map { candidate in
            let slash: ByteString = candidate.suffix == "/" ? "/" : ""
            return (quoted(candidate.text, context) + slash, Shell.shown(candidate.description))
        }
        return (start - lineStart, [(begun, "")] + listed)
    }

    /// The longest common beginning of all candidates, in whole characters.
    var common: ByteString {
        guard var common = all.first?.text else { return "" }
        for candidate in all.dropFirst() {
            var length = zip(common, candidate.text).prefix { $0 == $1 }.count
            // Not in the middle of a UTF-8 character.
            while length > 0, length < common.count, common[length] & 0xC0 == 0x80 { length -= 1 }
            common = common.prefix(length)
        }
        return common
    }

    /// `text` as it is written at the cursor. Open quotes stay open.
    func quoted(_ text: ByteString, _ context: CursorContext) -> ByteString {
        guard needsQuotes else { return text }
        let opening: ByteString = context.quoteStart >= start ? context.quote.opening : ""
        return switch context.quote {
        case .none: Self.escaped(text, isFirst: start == context.start)
        case .single: opening + ByteString(text.flatMap { $0 == UInt8(ascii: "'") ? Array("'\\''".utf8) : [$0] })
        case .double: opening + text.escaping("\"$`\\")
        case .dollarSingle: opening + text.dollarSingleEscaped
        }
    }

    /// The closing quote for quotes that are open at the cursor.
    func closing(_ context: CursorContext) -> ByteString {
        needsQuotes ? ByteString(Array(context.quote.opening.suffix(1))) : ""
    }

    private static func escaped(_ text: ByteString, isFirst: Bool) -> ByteString {
        if text.hasHidden { return "$'" + text.dollarSingleEscaped + "'" }
        let isSpecialFirst = isFirst && (text.first == UInt8(ascii: "#") || text.first == UInt8(ascii: "~"))
        return (isSpecialFirst ? "\\" : "") + text.escaping(" \\'\"`$&;|<>()*?[]{}!")
    }
}

extension CursorContext.Quote {
    fileprivate var opening: ByteString {
        switch self {
        case .none: ""
        case .single: "'"
        case .double: "\""
        case .dollarSingle: "$'"
        }
    }
}

extension ByteString {
    /// The bytes, with a backslash before each byte of `special`.
    func escaping(_ special: ByteString) -> ByteString {
        ByteString(flatMap { special.contains($0) ? [UInt8(ascii: "\\"), $0] : [$0] })
    }
}
