// Descriptor: a descriptor with one owner. The last owner closes it, once; the compiler sees to that.

public import Wiring

public struct Descriptor: ~Copyable {
    public let number: Int32

    /// Takes over an open descriptor.
    public init(owning number: Int32) {
        self.number = number
    }

    deinit {
        Wire.close(number)
    }

    /// The number, for who closes it from now on.
    public consuming func release() -> Int32 {
        let number = number
        discard self
        return number
    }
}

/// The shell's own descriptors for the ends of a wiring that is being launched: 10 or above, close-on-exec. Those that
/// were not taken are closed with it.
public struct OpenEnds: ~Copyable {
    /// Two for each edge, the read end first; -1 where the end is not open.
    private var numbers: [Int32]

    public init(edges: Int) {
        numbers = Array(repeating: -1, count: edges * 2)
    }

    deinit {
        for number in numbers where number >= 0 { Wire.close(number) }
    }

    private func index(_ end: EdgeEnd) -> Int {
        Int(end.edge &- 1) * 2 + (end.side == .read ? 0 : 1)
    }

    /// The number of an end; -1 where it is not open.
    public subscript(end: EdgeEnd) -> Int32 { numbers[index(end)] }

    /// All that are open.
    public var all: [Int32] { numbers.filter { $0 >= 0 } }

    /// Makes an edge.
    public mutating func make(_ edge: Edge) throws(Errno) {
        let ends =
            switch edge.kind {
            case .pipe: try Wire.pipe()
            }
        numbers[index(edge.read)] = ends.read
        numbers[index(edge.write)] = ends.write
    }

    /// Gives an end a descriptor that was made elsewhere.
    public mutating func adopt(_ descriptor: consuming Descriptor, as end: EdgeEnd) {
        numbers[index(end)] = descriptor.release()
    }

    public mutating func close(_ end: EdgeEnd) {
        if let taken = take(end) { _ = consume taken }
    }

    /// Gives the end to the caller; nil where it is not open.
    public mutating func take(_ end: EdgeEnd) -> Descriptor? {
        let number = numbers[index(end)]
        guard number >= 0 else { return nil }
        numbers[index(end)] = -1
        return Descriptor(owning: number)
    }
}
