// Candidates: what may stand at the cursor, quoted as the line needs it.

import Bytes
import LineEditing
import Shell

struct Candidate {
    /// Without quotes.
    let text: ByteString
    /// What it is, for the list; empty where the text says all.
    let description: ByteString
    /// Comes behind it where it is the only one.
    var suffix: ByteString

    init(_ text: ByteString, _ description: ByteString = "", suffix: ByteString = " ") {
        self.text = text
        self.description = description
        self.suffix = suffix
    }
}

struct Candidates {
    /// Where in the command what is replaced begins.
    let start: Int
    let all: [Candidate]
    /// False for what has no need of quotes: names, operators.
    let needsQuotes: Bool

    init(start: Int, _ all: [Candidate], needsQuotes: Bool = true) {
        self.start = start
        self.all = all
        self.needsQuotes = needsQuotes
    }

    /// For the line that begins at `lineStart` and ends, at the cursor, with `typed`; nil where nothing of it is replaced.
    func matches(_ context: CompletionContext, typed: ByteString, from lineStart: Int) -> LineEditor.Matches? {
        guard start >= lineStart, let first = all.first else { return nil }
        var texts: [(text: ByteString, description: ByteString)] = []
        if all.count == 1 {
            let isOpen = first.suffix.isEmpty || first.suffix == "/"
            let text = quoted(first.text, context) + (isOpen ? "" : closing(context)) + first.suffix
            texts.append((text, ""))
        } else {
            // As it was typed, where they have nothing in common.
            texts.append((common.isEmpty ? typed.dropFirst(start) : quoted(common, context), ""))
            for candidate in all {
                let slash: ByteString = candidate.suffix == "/" ? "/" : ""
                texts.append((quoted(candidate.text, context) + slash, Shell.shown(candidate.description)))
            }
        }
        return (start - lineStart, texts)
    }

    /// The longest beginning that all candidates have, in whole characters.
    var common: ByteString {
        guard var common = all.first?.text else { return "" }
        for candidate in all.dropFirst() {
            var length = 0
            while length < common.count, length < candidate.text.count, common[length] == candidate.text[length] {
                length += 1
            }
            // Not in the middle of a UTF-8 character.
            while length > 0, length < common.count, common[length] & 0xC0 == 0x80 { length -= 1 }
            common = common.prefix(length)
        }
        return common
    }

    /// `text` as it is written at the cursor, with quotes that were opened left open.
    func quoted(_ text: ByteString, _ context: CompletionContext) -> ByteString {
        guard needsQuotes else { return text }
        let opensHere = context.quote != .none && context.quoteStart >= start
        switch context.quote {
        case .none:
            return Self.escaped(text, isFirst: start == context.start)
        case .single:
            var result: ByteString = opensHere ? "'" : ""
            for byte in text { result += byte == UInt8(ascii: "'") ? "'\\''" : ByteString(byte: byte) }
            return result
        case .double:
            var result: ByteString = opensHere ? "\"" : ""
            for byte in text {
                if "\"$`\\".utf8.contains(byte) { result.append(UInt8(ascii: "\\")) }
                result.append(byte)
            }
            return result
        case .dollarSingle:
            return (opensHere ? "$'" : "") + text.dollarSingleEscaped
        }
    }

    /// What ends the quotes that are open at the cursor.
    func closing(_ context: CompletionContext) -> ByteString {
        guard needsQuotes else { return "" }
        return switch context.quote {
        case .none: ""
        case .single, .dollarSingle: "'"
        case .double: "\""
        }
    }

    private static func escaped(_ text: ByteString, isFirst: Bool) -> ByteString {
        if text.hasHidden { return "$'" + text.dollarSingleEscaped + "'" }
        var result = ByteString()
        for (place, byte) in text.enumerated() {
            let isSpecial = " \\'\"`$&;|<>()*?[]{}!".utf8.contains(byte)
            let isSpecialFirst = isFirst && place == 0 && (byte == UInt8(ascii: "#") || byte == UInt8(ascii: "~"))
            if isSpecial || isSpecialFirst { result.append(UInt8(ascii: "\\")) }
            result.append(byte)
        }
        return result
    }
}
