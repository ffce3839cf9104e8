// Stack: the elements of nested lists that are being parsed, those of inner lists above those of outer ones.
//
// The parser does not know how long a list will be. At the end of a list its elements move from here into an array of
// exactly their number, so that a list costs one allocation.

@safe
public struct Stack<Element>: ~Copyable {
    @usableFromInline var base: UnsafeMutablePointer<Element>?
    @usableFromInline var capacity = 0
    @usableFromInline var used = 0

    @inlinable
    public init() {}

    @inlinable @inline(__always)
    public var count: Int { used }

    deinit {
        unsafe base?.deinitialize(count: used)
        unsafe base?.deallocate()
    }

    @inlinable @inline(__always)
    public mutating func push(_ element: consuming Element) {
        if used == capacity { grow() }
        unsafe base.unsafelyUnwrapped.advanced(by: used).initialize(to: element)
        used &+= 1
    }

    @inlinable @inline(never)
    mutating func grow() {
        let larger = capacity == 0 ? 8 : capacity &* 2
        let memory = UnsafeMutablePointer<Element>.allocate(capacity: larger)
        if let base = unsafe base {
            unsafe memory.moveInitialize(from: base, count: used)
            unsafe base.deallocate()
        }
        unsafe base = memory
        capacity = larger
    }

    /// Removes the elements from the number `first` on.
    @inlinable @inline(__always)
    public mutating func pop(from first: Int) -> [Element] {
        guard first >= 0, first < used else { return [] }
        var list: [Element] = []
        list.reserveCapacity(used &- first)
        var index = first
        while index < used {
            unsafe list.append(base.unsafelyUnwrapped.advanced(by: index).move())
            index &+= 1
        }
        used = first
        return list
    }

    /// A copy of the elements from the number `first` on.
    public func elements(from first: Int) -> [Element] {
        (first..<count).map { self[$0] }
    }

    @inlinable @inline(__always)
    public mutating func removeAll(from first: Int) {
        guard first >= 0 else { return }
        while used > first {
            used &-= 1
            // For several at once the runtime would look up how to destroy an element.
            unsafe base.unsafelyUnwrapped.advanced(by: used).deinitialize(count: 1)
        }
    }

    @inlinable
    public subscript(index: Int) -> Element {
        get {
            precondition(index >= 0 && index < count, "no such element")
            return unsafe base.unsafelyUnwrapped[index]
        }
        set {
            precondition(index >= 0 && index < count, "no such element")
            unsafe base.unsafelyUnwrapped[index] = newValue
        }
    }
}
