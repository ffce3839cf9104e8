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
    private var slots = Slots(count: 256)

    /// A table in which `names` have their numbers already; see `Name.numbered`.
    public init(beginningWith names: [Name] = []) {
        // Enough for a usual environment.
        self.names.reserveCapacity(120)
        for name in names {
            slots[search(name.bytes).slot] = UInt32(name.number &+ 1)
            self.names.append(name)
        }
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
        slots[slot] = UInt32(names.count)
        if names.count &* 2 > slots.count { grow() }
        return name
    }

    /// The name for `bytes`, if it is interned.
    public func find(_ bytes: ByteString) -> Name? { search(bytes).name }

    /// The name for `bytes`, or nil with the free slot for it.
    private func search(_ bytes: ByteString) -> (slot: Int, name: Name?) {
        var slot = slots.index(Int(truncatingIfNeeded: bytes.quickHash))
        while slots[slot] != 0 {
            let name = names[Int(slots[slot]) &- 1]
            if name.bytes == bytes { return (slot, name) }
            slot = slots.index(slot &+ 1)
        }
        return (slot, nil)
    }

    private func grow() {
        slots = Slots(count: slots.count &* 4)
        for name in names {
            var slot = slots.index(Int(truncatingIfNeeded: name.bytes.quickHash))
            while slots[slot] != 0 { slot = slots.index(slot &+ 1) }
            slots[slot] = UInt32(name.number &+ 1)
        }
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
