// DirectoryNames: the names of one directory that match a pattern, and their paths.
//
// The names are sorted, not the paths, which all begin with the directory. One array holds the bytes of all names, so that a
// name is a number and each path is allocated once.

import Bytes

struct DirectoryNames {
    private let directory: ByteString
    /// The slashes that follow each name.
    private let slashes: ByteString
    /// The names and the slashes behind them.
    private var bytes: [UInt8] = []
    /// The index of each name in the upper half, its length in the lower one.
    private var places: [Int] = []

    init(directory: ByteString, slashes: ByteString) {
        self.directory = directory
        self.slashes = slashes
    }

    mutating func append(_ name: borrowing Span<UInt8>) {
        let start = bytes.count
        unsafe name.withUnsafeBufferPointer { unsafe bytes.append(contentsOf: $0) }
        if !slashes.isEmpty { bytes.append(slashes) }
        places.append(start &<< 32 | (bytes.count &- start))
    }

    /// Appends the paths in the order of their bytes.
    consuming func appendPaths(to paths: inout [ByteString]) {
        if places.count > 1 { sort() }
        if paths.isEmpty { paths.reserveCapacity(places.count) }
        // The buffer holds the directory, and each name behind it in turn.
        let count = directory.count
        let room = count &+ (places.lazy.map { $0 & 0xFFFF_FFFF }.max() ?? 0)
        unsafe withUnsafeTemporaryAllocation(of: UInt8.self, capacity: room) { path in
            let target = UnsafeMutableRawBufferPointer(path)
            unsafe directory.withUnsafeBytes { unsafe target.copyMemory(from: UnsafeRawBufferPointer($0)) }
            unsafe bytes.withUnsafeBytes { bytes in
                for place in places {
                    let name = unsafe UnsafeRawBufferPointer(rebasing: bytes[range(of: place)])
                    unsafe UnsafeMutableRawBufferPointer(rebasing: target[count...]).copyMemory(from: name)
                    let whole = unsafe UnsafeBufferPointer(rebasing: path[..<(count &+ name.count)])
                    unsafe paths.append(ByteString(copying: whole))
                }
            }
        }
    }

    private func range(of place: Int) -> Range<Int> {
        let start = place &>> 32
        return start..<(start &+ (place & 0xFFFF_FFFF))
    }

    /// Sorts the places by keys: the bytes behind the common prefix of all names, with the index of the place in the lowest bits.
    private mutating func sort() {
        // Eight bytes can be loaded from each place.
        bytes.append(contentsOf: [UInt8](repeating: 0, count: 8))
        // Comparing is faster than counting for a few names.
        guard places.count >= 32 else {
            places = places.sorted { precedes($0, $1, from: 0) }
            return
        }
        let start = sharedCount
        let indexBits = UInt(Int.bitWidth - (places.count &- 1).leadingZeroBitCount)
        let indexes = (1 as UInt) << indexBits &- 1
        var keys: [Int] = []
        keys.reserveCapacity(places.count)
        for (index, place) in places.enumerated() {
            keys.append(Int(bitPattern: word(of: place, at: start) & ~indexes | UInt(bitPattern: index)))
        }
        sortByCounting(&keys, from: indexBits)
        sortRuns(of: &keys, indexes, from: start)
        places = keys.map { places[Int(UInt(bitPattern: $0) & indexes)] }
    }

    /// Sorts the keys by their bits from `lowest` on, eight at a time, without those that are the same in all.
    private func sortByCounting(_ keys: inout [Int], from lowest: UInt) {
        var varying: UInt = 0
        for key in keys { varying |= UInt(bitPattern: key ^ keys[0]) }
        var others = keys
        for shift in stride(from: lowest, to: UInt(Int.bitWidth), by: 8) where varying &>> shift & 0xFF != 0 {
            unsafe keys.withUnsafeBufferPointer { keys in
                unsafe others.withUnsafeMutableBufferPointer { others in
                    unsafe Self.distribute(keys, by: shift, to: others)
                }
            }
            swap(&keys, &others)
        }
    }

    /// A stable sort by eight bits.
    private static func distribute(
        _ keys: UnsafeBufferPointer<Int>, by shift: UInt, to target: UnsafeMutableBufferPointer<Int>
    ) {
        unsafe withUnsafeTemporaryAllocation(of: Int.self, capacity: 256) { places in
            unsafe places.initialize(repeating: 0)
            for index in keys.indices { unsafe places[(keys[index] &>> Int(shift)) & 0xFF] &+= 1 }
            var next = 0
            for digit in 0..<256 {
                let count = unsafe places[digit]
                unsafe places[digit] = next
                next &+= count
            }
            for index in keys.indices {
                let key = unsafe keys[index]
                let digit = (key &>> Int(shift)) & 0xFF
                unsafe target[places[digit]] = key
                unsafe places[digit] &+= 1
            }
        }
    }

    /// Sorts keys that differ only in the index by the rest of their names.
    private func sortRuns(of keys: inout [Int], _ indexes: UInt, from start: Int) {
        var first = 0
        while first < keys.count {
            var end = first &+ 1
            while end < keys.count, UInt(bitPattern: keys[end] ^ keys[first]) & ~indexes == 0 { end &+= 1 }
            if end &- first > 1 {
                let run = keys[first..<end].sorted { left, right in
                    let (left, right) = (UInt(bitPattern: left) & indexes, UInt(bitPattern: right) & indexes)
                    return precedes(places[Int(left)], places[Int(right)], from: start)
                }
                keys.replaceSubrange(first..<end, with: run)
            }
            first = end
        }
    }

    /// The length of the common prefix of all names.
    private var sharedCount: Int {
        guard let first = places.first else { return 0 }
        var shared = first & 0xFFFF_FFFF
        for place in places {
            var index = 0
            while index < shared {
                let difference = word(of: first, at: index) ^ word(of: place, at: index)
                if difference != 0 {
                    shared = min(shared, index &+ difference.leadingZeroBitCount / 8)
                    break
                }
                index &+= 8
            }
        }
        return shared
    }

    private func precedes(_ left: Int, _ right: Int, from start: Int) -> Bool {
        var index = start
        while index <= left & 0xFFFF_FFFF {
            let first = word(of: left, at: index)
            let second = word(of: right, at: index)
            if first != second { return first < second }
            index &+= 8
        }
        return false
    }

    /// Eight bytes of the name from `index` on as a number, zeros behind its end. The index is at most its length.
    @inline(__always)
    private func word(of place: Int, at index: Int) -> UInt {
        let word = unsafe bytes.withUnsafeBytes {
            unsafe UInt(bigEndian: $0.loadUnaligned(fromByteOffset: place &>> 32 &+ index, as: UInt.self))
        }
        let count = (place & 0xFFFF_FFFF) &- index
        return count >= 8 ? word : word & ~(UInt.max >> (UInt(bitPattern: count) &* 8))
    }
}
