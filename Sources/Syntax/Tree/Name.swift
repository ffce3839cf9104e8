// Name: a name with the dense number that stands for it while the shell runs.
//
// Variables, functions and literal command names are interned when they are parsed, so that a lookup at run time is an
// index into an array and not a search. The numbers are private to one table, and one shell has one table; a name is one
// object there, so that the tree holds a reference and no bytes.

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

    @inlinable @inline(__always)
    public static func == (left: Name, right: Name) -> Bool {
        left.number == right.number
    }

    @inlinable
    public func hash(into hasher: inout Hasher) {
        hasher.combine(number)
    }
}

/// Gives each different string of bytes one number.
public final class NameTable {
    private var names: [Name] = []
    // Open addressing; 0 is free, otherwise the number of the name plus one. The size is a power of two.
    private var slots: [Int32] = [Int32](repeating: 0, count: 256)

    public init() {
        // A start with a usual environment needs no second array.
        names.reserveCapacity(120)
    }

    public var count: Int { names.count }

    /// The name that has `number`, which must have come from this table.
    public subscript(number: Int) -> Name { names[number] }

    /// The one name for `bytes`, made on first sight.
    public func intern(_ bytes: ByteString) -> Name {
        let mask = slots.count &- 1
        var slot = Int(truncatingIfNeeded: bytes.quickHash) & mask
        while slots[slot] != 0 {
            let name = names[Int(slots[slot]) &- 1]
            if name.bytes == bytes { return name }
            slot = (slot &+ 1) & mask
        }
        let name = Name(number: names.count, bytes: bytes)
        names.append(name)
        slots[slot] = Int32(names.count)
        if names.count &* 2 > slots.count { grow() }
        return name
    }

    /// The name for `bytes`, if anybody has interned it.
    public func find(_ bytes: ByteString) -> Name? {
        let mask = slots.count &- 1
        var slot = Int(truncatingIfNeeded: bytes.quickHash) & mask
        while slots[slot] != 0 {
            let name = names[Int(slots[slot]) &- 1]
            if name.bytes == bytes { return name }
            slot = (slot &+ 1) & mask
        }
        return nil
    }

    private func grow() {
        let mask = slots.count &* 4 &- 1
        slots = [Int32](repeating: 0, count: mask &+ 1)
        for name in names {
            var slot = Int(truncatingIfNeeded: name.bytes.quickHash) & mask
            while slots[slot] != 0 { slot = (slot &+ 1) & mask }
            slots[slot] = Int32(name.number &+ 1)
        }
    }
}

/// A place in the source, both counted from 1; the column in bytes.
public struct Position: Sendable, Hashable {
    public let line: Int32
    public let column: Int32

    @inlinable
    public init(line: Int, column: Int) {
        self.line = Int32(truncatingIfNeeded: min(line, Int(Int32.max)))
        self.column = Int32(truncatingIfNeeded: min(column, Int(Int32.max)))
    }
}
