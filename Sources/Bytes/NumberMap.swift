// NumberMap: numbers by number, such as the status of a process by its ID.
//
// Open addressing with linear probing. The first Dictionary of a type makes the Swift runtime search all protocol
// conformances of the program, which costs more than a short script.

@safe
public struct NumberMap: ~Copyable {
    private typealias Entry = (key: Int32, value: Int32)

    // The key 0 marks a free place.
    private var entries: UnsafeMutablePointer<Entry>?
    /// The number of places: 0 or a power of two.
    private var room = 0

    public private(set) var count = 0

    public init() {}

    deinit {
        unsafe entries?.deallocate()
    }

    /// The number for `key`, which must not be 0; nil where there is none.
    public subscript(key: Int32) -> Int32? {
        get {
            guard count > 0, key != 0 else { return nil }
            let entry = self[entry: place(of: key)]
            return entry.key == key ? entry.value : nil
        }
        set {
            guard let newValue else { return remove(key) }
            precondition(key != 0, "0 cannot have a number")
            if count &* 2 >= room { grow() }
            let place = place(of: key)
            if self[entry: place].key == 0 { count &+= 1 }
            self[entry: place] = (key, newValue)
        }
    }

    /// Removes the number for `key` and returns it.
    public mutating func take(_ key: Int32) -> Int32? {
        let value = self[key]
        if value != nil { remove(key) }
        return value
    }

    public mutating func removeAll() {
        self = NumberMap()
    }

    private mutating func remove(_ key: Int32) {
        guard count > 0, key != 0 else { return }
        var gap = place(of: key)
        guard self[entry: gap].key == key else { return }
        count &-= 1
        // Entries behind the gap whose search passes it move into it; otherwise their search would end there.
        var next = gap
        while true {
            next = (next &+ 1) & (room &- 1)
            let entry = self[entry: next]
            if entry.key == 0 { break }
            let distance = (next &- start(of: entry.key)) & (room &- 1)
            if distance >= (next &- gap) & (room &- 1) {
                self[entry: gap] = entry
                gap = next
            }
        }
        self[entry: gap] = (0, 0)
    }

    /// The place of the key, or the free place where it belongs. There must be a free place.
    private func place(of key: Int32) -> Int {
        var place = start(of: key)
        while self[entry: place].key != key, self[entry: place].key != 0 { place = (place &+ 1) & (room &- 1) }
        return place
    }

    /// The place where the search for the key begins.
    private func start(of key: Int32) -> Int { Int(key) & (room &- 1) }

    private subscript(entry place: Int) -> Entry {
        get {
            precondition(place >= 0 && place < room, "no such place")
            return unsafe entries.unsafelyUnwrapped[place]
        }
        set {
            precondition(place >= 0 && place < room, "no such place")
            unsafe entries.unsafelyUnwrapped[place] = newValue
        }
    }

    private mutating func grow() {
        let (old, oldRoom) = unsafe (entries, room)
        room = max(8, room &* 2)
        let memory = UnsafeMutablePointer<Entry>.allocate(capacity: room)
        unsafe memory.initialize(repeating: (0, 0), count: room)
        unsafe entries = memory
        for place in 0..<oldRoom {
            let entry = unsafe old.unsafelyUnwrapped[place]
            if entry.key != 0 { self[entry: self.place(of: entry.key)] = entry }
        }
        unsafe old?.deallocate()
    }
}
