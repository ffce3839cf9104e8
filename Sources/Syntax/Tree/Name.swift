// Name: an interned name with a dense number.
//
// Variables, functions and literal command names are interned when they are parsed, so that a lookup at run time is an index
// into an array. A shell has one table; a name is one object in it, and the tree holds a reference.

public import Bytes

public final class Name: Sendable, Hashable {
    /// The number of the name in its table, from 0 up without gaps.
    public let number: Int
    public let bytes: ByteString

    @inlinable
    init(number: Int, bytes: ByteString) {
        self.number = number
        self.bytes = bytes
    }

    /// The first names of a table: `bytes` gives those of the numbers from 0 on, which must all differ.
    public static func numbered(_ bytes: (Int) -> ByteString?) -> [Name] {
        var names: [Name] = []
        names.reserveCapacity(32)
        while let bytes = bytes(names.count) { names.append(Name(number: names.count, bytes: bytes)) }
        return names
    }

    @inlinable @inline(__always)
    public static func == (left: Name, right: Name) -> Bool {
        left.number == right.number
    }

    @inlinable
    public func hash(into hasher: inout Hasher) {
        hasher.combine(number)
    }
}

public final class NameTable {
    private var names: [Name] = []
    // Open addressing: 0 for a free slot, otherwise the number of a name plus one.
    private var slots = [Int](repeating: 0, count: 256)

    /// A table in which `names` have their numbers already; see `Name.numbered`.
    public init(beginningWith names: [Name] = []) {
        // Enough for a usual environment.
        self.names.reserveCapacity(120)
        self.names += names
        fillSlots()
    }

    public var count: Int { names.count }

    /// The name with `number`, which must be of this table.
    public subscript(number: Int) -> Name { names[number] }

    /// The name for `bytes`, which is added if necessary.
    public func intern(_ bytes: ByteString) -> Name {
        let (slot, found) = search(bytes)
        if let found { return found }
        let name = Name(number: names.count, bytes: bytes)
        names.append(name)
        slots[slot] = names.count
        if names.count &* 2 > slots.count {
            slots = [Int](repeating: 0, count: slots.count &* 4)
            fillSlots()
        }
        return name
    }

    /// The name for `bytes`, if it is interned.
    public func find(_ bytes: ByteString) -> Name? { search(bytes).name }

    /// The name for `bytes`, or nil with the free slot for it.
    private func search(_ bytes: ByteString) -> (slot: Int, name: Name?) {
        let mask = slots.count &- 1
        var slot = Int(truncatingIfNeeded: bytes.quickHash) & mask
        while slots[slot] != 0 {
            let name = names[slots[slot] &- 1]
            if name.bytes == bytes { return (slot, name) }
            slot = (slot &+ 1) & mask
        }
        return (slot, nil)
    }

    private func fillSlots() {
        for name in names { slots[search(name.bytes).slot] = name.number &+ 1 }
    }
}

/// A place in the source: line and column, in bytes, count from 1.
public struct Position: Sendable, Hashable {
    public let line: Int32
    public let column: Int32

    @inlinable
    public init(line: Int, column: Int) {
        self.line = Int32(truncatingIfNeeded: min(line, Int(Int32.max)))
        self.column = Int32(truncatingIfNeeded: min(column, Int(Int32.max)))
    }
}
