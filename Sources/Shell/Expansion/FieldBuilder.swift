// FieldBuilder: collects the results of the expansions of one word, as fields, one string, or a pattern.
//
// Pathname expansion needs to know which bytes of a field were quoted. So beside the bytes of a field the builder keeps its
// pattern, in which a backslash precedes quoted special bytes. The pattern begins at the first unquoted special byte, since
// most fields have none.
//
// POSIX: XCU 2.6.5, 2.6.6, 2.6.7

import Bytes

struct FieldBuilder {
    enum Result {
        /// Fields, with a note of those that are patterns of pathnames.
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
    /// The fields that are patterns of pathnames.
    private(set) var patterns: [(index: Int, pattern: ByteString)] = []

    /// The bytes of the current field, or the string or pattern.
    private var bytes = ByteString()
    private var pattern = ByteString()
    /// `pattern` is kept; it has an unquoted special byte.
    private var isPattern = false
    private var isPathnamePattern = false
    /// A field has begun, perhaps without a byte.
    private var isOpen = false
    /// White space has ended a field, and a following separator belongs to the same delimiter.
    private var isAfterWhitespace = false

    init(_ result: Result, separators: FieldSeparators, notesPatterns: Bool, fields: consuming [ByteString] = []) {
        self.result = result
        self.separators = separators
        self.notesPatterns = notesPatterns
        self.fields = fields
    }

    /// Appends unquoted bytes of the source, which are not split.
    mutating func appendLiteral(_ string: ByteString) {
        switch result {
        case .fields: appendUnsplit(string)
        case .string, .pattern: bytes.append(string)
        }
    }

    /// Appends quoted bytes.
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

    /// Appends the unquoted result of an expansion, which is split; its special bytes are special.
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

    /// Appends or splits at `index`. Returns the index behind the byte or separator.
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
        switch separators[byte] {
        case .none:
            appendUnquoted(byte)
        case .whitespace where isOpen:
            finishField()
            isAfterWhitespace = true
        case .whitespace:
            break
        case .other:
            endFieldAtSeparator()
        }
        return index &+ 1
    }

    private mutating func appendUnsplit(_ string: ByteString) {
        if notesPatterns, separators.endOfPlain(string, from: 0) < string.count {
            string.withSpan { for index in $0.indices { appendUnquoted($0[index]) } }
        } else if !string.isEmpty {
            appendPlain(string)
        }
    }

    private mutating func appendPlain(_ run: ByteString) {
        isOpen = true
        isAfterWhitespace = false
        bytes.append(run)
        if isPattern { pattern.append(run) }
    }

    private mutating func endFieldAtSeparator() {
        if !isOpen && isAfterWhitespace {
            isAfterWhitespace = false
        } else {
            isOpen = true
            finishField()
        }
    }

    /// Begins a field: a quoted empty string is one.
    mutating func open() {
        isOpen = true
    }

    /// Ends the field without a separator, between the parameters of `"$@"`.
    mutating func breakField() {
        if isOpen { finishField() }
        isAfterWhitespace = false
    }

    /// The fields, before pathname expansion.
    mutating func finish() -> [ByteString] {
        if isOpen { finishField() }
        var finished: [ByteString] = []
        swap(&finished, &fields)
        return finished
    }

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
                // A backslash from an expansion quotes the next byte of a pattern.
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
