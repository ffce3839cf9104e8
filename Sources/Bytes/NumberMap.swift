// NumberMap: numbers by number, such as the status of a process by its ID.
//
// The first Dictionary of a type makes the Swift runtime search all protocol conformances of the program, which costs more
// than a short script. Most keys are larger than those before: they go to the end of an array that is in order.

public struct NumberMap: ~Copyable {
    // The key in the upper half, its number in the lower half.
    private var entries: [Int] = []

    public init() {}

    public var count: Int { entries.count }

    /// The number for `key`; nil where there is none.
    public subscript(key: Int32) -> Int32? {
        get {
            let place = place(of: key)
            return isKnown(key, at: place) ? Int32(truncatingIfNeeded: entries[place]) : nil
        }
        set {
            let place = place(of: key)
            if isKnown(key, at: place) { entries.remove(at: place) }
            guard let newValue else { return }
            entries.insert(Int(key) << 32 | Int(UInt32(bitPattern: newValue)), at: place)
        }
    }

    /// Removes the number for `key` and returns it.
    public mutating func take(_ key: Int32) -> Int32? {
        defer { self[key] = nil }
        return self[key]
    }

    public mutating func removeAll() {
        entries = []
    }

    /// The place of the key, or the place where it belongs.
    private func place(of key: Int32) -> Int { entries.lowerBound { $0 >> 32 < Int(key) } }

    private func isKnown(_ key: Int32, at place: Int) -> Bool {
        place < entries.count && entries[place] >> 32 == Int(key)
    }
}
