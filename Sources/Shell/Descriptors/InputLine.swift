// InputLine: a logical line as `read` has got it, and its fields. Which bytes were escaped is kept beside the bytes, because
// an escaped separator separates nothing.
//
// POSIX: XCU read, 2.6.5

import Bytes

struct InputLine {
    private(set) var bytes: [UInt8] = []
    /// For each byte whether it was escaped; empty as long as none was.
    private var escapes: [Bool] = []

    mutating func append(_ byte: UInt8, isEscaped: Bool = false) {
        if isEscaped || !escapes.isEmpty {
            while escapes.count < bytes.count { escapes.append(false) }
            escapes.append(isEscaped)
        }
        bytes.append(byte)
    }

    /// Appends bytes of which none was escaped.
    mutating func append(plain run: ArraySlice<UInt8>) {
        bytes.append(contentsOf: run)
        guard !escapes.isEmpty else { return }
        while escapes.count < bytes.count { escapes.append(false) }
    }

    var whole: ByteString { ByteString(bytes) }

    /// The fields, at most `limit`. The last of `limit` holds all that is left where there are more: from its first byte to the
    /// end, without the white space of IFS there.
    func fields(_ separators: FieldSeparators, limit: Int) -> [ByteString] {
        guard separators.splits else { return bytes.isEmpty ? [] : [whole] }
        var fields: [ByteString] = []
        fields.reserveCapacity(Swift.min(limit, 16))
        var start = skipWhitespace(from: 0, separators)
        while start < bytes.count {
            let end = fieldEnd(from: start, separators)
            let next = delimiterEnd(from: end, separators)
            if fields.count == limit - 1, next < bytes.count {
                fields.append(ByteString(bytes[start..<endWithoutWhitespace(separators)]))
                break
            }
            fields.append(ByteString(bytes[start..<end]))
            start = next
        }
        return fields
    }

    private func kind(at index: Int, _ separators: FieldSeparators) -> FieldSeparators.Kind {
        !escapes.isEmpty && escapes[index] ? .none : separators[bytes[index]]
    }

    private func skipWhitespace(from start: Int, _ separators: FieldSeparators) -> Int {
        var index = start
        while index < bytes.count, kind(at: index, separators) == .whitespace { index &+= 1 }
        return index
    }

    private func fieldEnd(from start: Int, _ separators: FieldSeparators) -> Int {
        var index = start
        if escapes.isEmpty, separators.wide.isEmpty {
            while index < bytes.count, separators[bytes[index]] == .none { index &+= 1 }
            return index
        }
        while index < bytes.count, kind(at: index, separators) == .none, wideLength(at: index, separators) == 0 {
            index &+= 1
        }
        return index
    }

    private func wideLength(at index: Int, _ separators: FieldSeparators) -> Int {
        if !escapes.isEmpty && escapes[index] { return 0 }
        return separators.wideLength(at: index, of: bytes.span)
    }

    /// Behind one delimiter: white space around at most one other separator.
    private func delimiterEnd(from start: Int, _ separators: FieldSeparators) -> Int {
        let index = skipWhitespace(from: start, separators)
        guard index < bytes.count else { return index }
        let length = kind(at: index, separators) == .other ? 1 : wideLength(at: index, separators)
        return length == 0 ? index : skipWhitespace(from: index &+ length, separators)
    }

    private func endWithoutWhitespace(_ separators: FieldSeparators) -> Int {
        var end = bytes.count
        while end > 0, kind(at: end &- 1, separators) == .whitespace { end &-= 1 }
        return end
    }
}
