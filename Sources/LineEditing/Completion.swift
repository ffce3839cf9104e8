// Completion: what may stand at the cursor, quoted as the line needs it.

public import Bytes

public struct Completion {
    public struct Candidate {
        /// Without quotes.
        public var text: ByteString
        /// What it is, for the list; empty where the text says all.
        public var description: ByteString
        /// Comes behind it where it is the only one.
        public var suffix: ByteString

        public init(_ text: ByteString, description: ByteString = "", suffix: ByteString = " ") {
            self.text = text
            self.description = description
            self.suffix = suffix
        }
    }

    /// Where in the line what is replaced begins.
    public var start: Int
    public var candidates: [Candidate]
    /// False for what has no need of quotes: names, operators.
    public var needsQuotes: Bool

    public init(start: Int, _ candidates: [Candidate], needsQuotes: Bool = true) {
        self.start = start
        self.candidates = candidates
        self.needsQuotes = needsQuotes
    }

    /// The longest beginning that all candidates have, in whole characters.
    var common: ByteString {
        guard var common = candidates.first?.text else { return "" }
        for candidate in candidates.dropFirst() {
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
