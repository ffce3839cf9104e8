// Slots: where the numbers of a hash table stand, one in each slot, 0 in those that are free.
//
// Memory of its own instead of an array, for whose type the Swift runtime takes 4 percent of the instructions of a start.

@safe
public struct Slots: ~Copyable {
    @usableFromInline let base: UnsafeMutablePointer<UInt32>

    /// How many there are: a power of two.
    public let count: Int

    /// Free ones.
    public init(count: Int) {
        precondition(count > 0 && count & (count &- 1) == 0, "not a power of two")
        self.count = count
        unsafe base = .allocate(capacity: count)
        unsafe base.initialize(repeating: 0, count: count)
    }

    deinit {
        unsafe base.deallocate()
    }

    /// The slot of the number, which is a hash or the slot behind one: behind the last stands the first.
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
