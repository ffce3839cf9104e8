// PositionalParameters: `$1` and on. A shift moves an offset, so that shifting through many is linear.
//
// POSIX: XCU 2.5.1

import Bytes

struct PositionalParameters {
    private var values: [ByteString]
    private var offset: Int

    /// The fields from the one with the index `first` on: those of a command are taken over whole, its name with them.
    init(_ fields: [ByteString] = [], from first: Int = 0) {
        values = fields
        offset = min(first, fields.count)
    }

    var count: Int { values.count &- offset }

    var all: ArraySlice<ByteString> { values[offset...] }

    /// The parameter with `number` from 1 up; nil where there are fewer.
    subscript(number: Int) -> ByteString? {
        number >= 1 && number <= count ? values[offset &+ number &- 1] : nil
    }

    /// Drops the first `amount`, which must be at most `count`.
    mutating func shift(_ amount: Int) {
        offset += amount
        if offset > 64, offset > values.count / 2 {
            values.removeFirst(offset)
            offset = 0
        }
    }
}
