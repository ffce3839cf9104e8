// StackLimit: the limit of recursion, as an address.
//
// Nested commands, words and expressions are parsed and evaluated by recursion, to a depth that the user chooses. Each
// recursive function compares the stack pointer with the limit and reports "too deep" instead of overflowing the stack.

public struct StackLimit: Sendable {
    @usableFromInline let lowestAddress: UInt

    /// No limit, for input that is known to be shallow.
    public static let none = StackLimit(lowestAddress: 0)

    @inlinable
    init(lowestAddress: UInt) {
        self.lowestAddress = lowestAddress
    }

    /// Lets the stack grow by `bytes` from its current depth.
    public init(bytesFromHere bytes: Int) {
        let here = Self.currentAddress()
        lowestAddress = here > UInt(bytes) ? here - UInt(bytes) : 0
    }

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
