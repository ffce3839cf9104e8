// FieldSeparators: IFS as a table, which tells of each byte whether it separates fields, and how.
//
// It is an object that never changes: every expansion takes it along, and only its reference is copied.
//
// POSIX: XCU 2.6.5

import Bytes

final class FieldSeparators: Sendable {
    enum Kind: UInt8 { case none, whitespace, other }

    private static let special: UInt8 = 1 << 2
    private static let beginsWide: UInt8 = 1 << 3

    private let bytes: ByteString
    private let isUTF8: Bool
    /// Of each byte its kind, whether pathname expansion may heed it, and whether one of `wide` begins with it.
    private let table: InlineArray<256, UInt8>
    /// What `"$*"` puts between the parameters.
    let joiner: ByteString
    /// False where IFS is null: nothing is split.
    let splits: Bool
    /// The characters of several bytes in IFS; each of them separates, none is white space.
    let wide: [ByteString]

    init(_ separators: ByteString = " \t\n", isUTF8: Bool = false) {
        bytes = separators
        self.isUTF8 = isUTF8
        var table = InlineArray<256, UInt8>(repeating: 0)
        table[Int(UInt8(ascii: "*"))] = Self.special
        table[Int(UInt8(ascii: "?"))] = Self.special
        table[Int(UInt8(ascii: "["))] = Self.special
        table[Int(UInt8(ascii: "\\"))] = Self.special
        var wide: [ByteString] = []
        var index = 0
        while index < separators.count {
            let length = isUTF8 ? UTF8Decoder.length(at: index, of: separators) : 1
            if length == 1 {
                let byte = separators[index]
                let isWhitespace = byte == 0x20 || byte == 0x09 || byte == 0x0A
                table[Int(byte)] |= (isWhitespace ? Kind.whitespace : Kind.other).rawValue
            } else {
                wide.append(separators[index..<index + length])
                table[Int(separators[index])] |= Self.beginsWide
            }
            index += length
        }
        self.table = table
        self.wide = wide
        splits = !separators.isEmpty
        joiner = separators.prefix(isUTF8 ? UTF8Decoder.length(at: 0, of: separators) : 1)
    }

    /// True where it was made of the same.
    func isTable(of separators: ByteString, isUTF8: Bool) -> Bool {
        bytes == separators && self.isUTF8 == isUTF8
    }

    @inline(__always)
    subscript(byte: UInt8) -> Kind {
        switch table[Int(byte)] & 3 {
        case Kind.whitespace.rawValue: .whitespace
        case Kind.other.rawValue: .other
        default: .none
        }
    }

    /// The first byte from `start` on that separates fields, begins a character that does, or may mean something to pathname
    /// expansion; or the end.
    @inline(__always)
    func endOfPlain(_ bytes: ByteString, from start: Int) -> Int {
        bytes.withSpan { span in
            var index = start
            while index < span.count, table[Int(span[index])] == 0 { index &+= 1 }
            return index
        }
    }

    @inline(__always)
    func mayBeginWide(_ byte: UInt8) -> Bool { table[Int(byte)] & Self.beginsWide != 0 }

    /// The length of the character of several bytes at `index` that is a separator; 0 where there is none.
    @inline(__always)
    func wideLength(at index: Int, of bytes: borrowing Span<UInt8>) -> Int {
        mayBeginWide(bytes[index]) ? lengthOfWide(at: index, of: bytes) : 0
    }

    private func lengthOfWide(at index: Int, of bytes: borrowing Span<UInt8>) -> Int {
        for character in wide where character.count <= bytes.count &- index {
            var length = 0
            while length < character.count, bytes[index &+ length] == character[length] { length &+= 1 }
            if length == character.count { return length }
        }
        return 0
    }
}
