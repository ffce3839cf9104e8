// Slots: the numbers of a hash table, one in each slot; 0 marks a free slot.
//
// An array would make the Swift runtime create its type at the start of the shell.

@safe
public struct Slots: ~Copyable {
    @usableFromInline let base: UnsafeMutablePointer<UInt32>

    /// The number of slots: a power of two.
    public let count: Int

    public init(count: Int) {
        precondition(count > 0 && count & (count &- 1) == 0, "not a power of two")
        self.count = count
        unsafe base = .allocate(capacity: count)
        unsafe base.initialize(repeating: 0, count: count)
    }

    deinit {
        unsafe base.deallocate()
    }

    /// The slot for a hash, or for the slot behind another: the first slot follows the last.
    @inlinable @inline(__always)
    public func index(_ hash: Int) -> Int { hash & (count &- 1) }

    @inlinable
    public subscript(index: Int) -> UInt32 {
        @inline(__always)
        get {
            precondition(index >= 0 && index < count, "no such slot")
            return unsafe base[index]
        }
        @inline(__always)
        set {
            precondition(index >= 0 && index < count, "no such slot")
            unsafe base[index] = newValue
        }
    }
}
