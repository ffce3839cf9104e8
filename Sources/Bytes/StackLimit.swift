// StackLimit: how deep recursion may go.
//
// Nested commands, words and expressions are parsed and evaluated by recursion, and their depth is the user's choice. The
// limit is an address: whoever recurses asks whether the stack has grown past it, and reports "too deep" instead of
// overflowing. Asking costs a comparison.

public struct StackLimit: Sendable {
    @usableFromInline let lowestAddress: UInt

    /// No limit: for input that is known to be shallow.
    public static let none = StackLimit(lowestAddress: 0)

    @inlinable
    init(lowestAddress: UInt) {
        self.lowestAddress = lowestAddress
    }

    /// Lets the stack grow by `bytes` from where it is now.
    public init(bytesFromHere bytes: Int) {
        let here = Self.currentAddress()
        lowestAddress = here > UInt(bytes) ? here - UInt(bytes) : 0
    }

    /// True where the stack has grown past the limit.
    @inlinable @inline(__always)
    public var isReached: Bool {
        Self.currentAddress() < lowestAddress
    }

    @inlinable @inline(__always)
    static func currentAddress() -> UInt {
        var marker: UInt8 = 0
        return unsafe withUnsafeMutablePointer(to: &marker) { UInt(bitPattern: $0) }
    }
}
