// Short byte strings as one number, so that a switch over words of a language is a switch over integers.

extension ByteString {
    /// The bytes as a little-endian number where they are at most eight; 0 for longer ones and for none.
    @inlinable @inline(__always)
    public var packed: UInt64 {
        switch storage {
        case .small(let first, let second, let third, _): second == 0 && third == 0 ? first : 0
        case .large: 0
        }
    }
}
