// FieldBuilder: collects what the expansions of one word give, and makes fields, one string, or a pattern of it.
//
// Whether a byte was quoted matters until the end: to field splitting at once, to pathname expansion when the field is
// whole. So beside the bytes of a field its pattern is kept, in which quoted bytes that would be special have a backslash
// before them; it is begun only when the first unquoted special byte is met, since most fields have none.
//
// POSIX: XCU 2.6.5, 2.6.6, 2.6.7

import Bytes

struct FieldBuilder {
    enum Result {
        /// Split into fields, and note which are patterns of path names.
        case fields
        /// One string: an assignment, the word of `case`, an operand of a redirection, a here-document.
        case string
        /// One pattern: of `case`, `${x#pattern}`, `[[ x = pattern ]]`.
        case pattern
    }

    let result: Result
    let separators: FieldSeparators
    /// False with noglob.
    let notesPatterns: Bool

    /// The finished fields.
    private(set) var fields: [ByteString]
    /// Which of them are patterns of path names, and the patterns.
    private(set) var patterns: [(index: Int, pattern: ByteString)] = []

    /// The bytes of the field being built; of a pattern the pattern. Few fields are longer than what needs no allocation.
    private var bytes = ByteString()
    private var pattern = ByteString()
    /// The pattern is kept; and it has an unquoted special byte.
    private var isPattern = false
    private var isPathnamePattern = false
    /// A field has been begun, though perhaps without any byte: quotes were seen.
    private var isOpen = false
    /// A field has been ended by white space, and a separator that is none belongs to the same delimiter.
    private var isAfterWhitespace = false

    init(_ result: Result, separators: FieldSeparators, notesPatterns: Bool, fields: consuming [ByteString] = []) {
        self.result = result
        self.separators = separators
        self.notesPatterns = notesPatterns
        self.fields = fields
    }

    /// Bytes that stood unquoted in the source: never split.
    mutating func appendLiteral(_ string: ByteString) {
        switch result {
        case .fields: appendUnsplit(string)
        case .string, .pattern: bytes.append(string)
        }
    }

    /// Bytes that are nothing but themselves.
    mutating func appendQuoted(_ string: ByteString) {
        isOpen = true
        isAfterWhitespace = false
        switch result {
        case .fields:
            bytes.append(string)
            if isPattern { appendEscaped(string, to: &pattern) }
        case .string:
            bytes.append(string)
        case .pattern:
            appendEscaped(string, to: &bytes)
        }
    }

    /// The unquoted result of an expansion: split, and special where it has special bytes.
    mutating func appendExpansion(_ string: ByteString) {
        guard result == .fields else {
            bytes.append(string)
            return
        }
        guard separators.splits else { return appendUnsplit(string) }
        let count = string.count
        var start = 0
        while start < count {
            let end = separators.endOfPlain(string, from: start)
            if end > start { appendPlain(start == 0 ? string.prefix(end) : string[start..<end]) }
            start = end < count ? split(string, at: end) : count
        }
    }

    /// Behind what stands at `index`.
    @inline(__always)
    private mutating func split(_ string: ByteString, at index: Int) -> Int {
        let byte = string[index]
        if separators.mayBeginWide(byte) {
            let length = string.withSpan { separators.wideLength(at: index, of: $0) }
            if length > 0 {
                endFieldAtSeparator()
                return index &+ length
            }
        }
        split(byte)
        return index &+ 1
    }

    private mutating func appendUnsplit(_ string: ByteString) {
        if notesPatterns, separators.endOfPlain(string, from: 0) < string.count {
            string.withSpan { for index in $0.indices { appendUnquoted($0[index]) } }
        } else if !string.isEmpty {
            appendPlain(string)
        }
    }

    /// Bytes that are neither separators nor special.
    private mutating func appendPlain(_ run: ByteString) {
        isOpen = true
        isAfterWhitespace = false
        bytes.append(run)
        if isPattern { pattern.append(run) }
    }

    @inline(__always)
    private mutating func split(_ byte: UInt8) {
        switch separators[byte] {
        case .none:
            appendUnquoted(byte)
        case .whitespace:
            guard isOpen else { return }
            finishField()
            isAfterWhitespace = true
        case .other:
            endFieldAtSeparator()
        }
    }

    private mutating func endFieldAtSeparator() {
        if !isOpen && isAfterWhitespace {
            isAfterWhitespace = false
        } else {
            isOpen = true
            finishField()
        }
    }

    /// A quoted empty string makes a field.
    mutating func open() {
        isOpen = true
    }

    /// The end of a field that no separator ends: between the parameters of `"$@"`.
    mutating func breakField() {
        if isOpen { finishField() }
        isAfterWhitespace = false
    }

    /// The fields; the patterns among them are still to be replaced by what they match.
    mutating func finish() -> [ByteString] {
        if isOpen { finishField() }
        var finished: [ByteString] = []
        swap(&finished, &fields)
        return finished
    }

    /// The string or the pattern.
    consuming func finishString() -> ByteString {
        bytes
    }

    @inline(__always)
    private mutating func appendUnquoted(_ byte: UInt8) {
        isOpen = true
        isAfterWhitespace = false
        if notesPatterns {
            switch byte {
            case UInt8(ascii: "*"), UInt8(ascii: "?"), UInt8(ascii: "["):
                isPathnamePattern = true
                if !isPattern { beginPattern() }
            case UInt8(ascii: "\\"):
                // From an expansion: it quotes what follows, should a special byte make this a pattern.
                if !isPattern { beginPattern() }
            default:
                break
            }
        }
        bytes.append(byte)
        if isPattern { pattern.append(byte) }
    }

    private mutating func finishField() {
        if isPathnamePattern { patterns.append((fields.count, pattern)) }
        fields.append(bytes)
        bytes = ByteString()
        isPattern = false
        isPathnamePattern = false
        isOpen = false
    }

    private mutating func beginPattern() {
        isPattern = true
        pattern = ByteString()
        appendEscaped(bytes, to: &pattern)
    }

    private func appendEscaped(_ string: ByteString, to target: inout ByteString) {
        string.withSpan { span in
            for index in span.indices {
                switch span[index] {
                case UInt8(ascii: "*"), UInt8(ascii: "?"), UInt8(ascii: "["), UInt8(ascii: "]"), UInt8(ascii: "\\"),
                    UInt8(ascii: "-"), UInt8(ascii: "!"), UInt8(ascii: "^"):
                    target.append(UInt8(ascii: "\\"))
                default:
                    break
                }
                target.append(span[index])
            }
        }
    }
}
