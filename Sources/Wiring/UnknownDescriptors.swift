// What is not known of a descriptor table where it is carried along a script.
//
// Where two ways through a script differ, or a text is executed that is not known, a descriptor is whatever it is: unknown,
// perhaps closed. A table that is open-ended may have more descriptors than rows. Nothing is called closed there that was
// not seen closed.

import Bytes

extension DescriptorTable {
    /// The table inside a stage: what was an end of its own pipeline is one of the pipeline around.
    var inside: DescriptorTable {
        var table = self
        for index in rows.indices {
            guard case .pipe(let end) = rows[index].entry else { continue }
            table.rows[index].entry = .outer(end, serial: nextSerial &+ end.edge &* 2 &+ (end.side == .read ? 0 : 1))
        }
        if let edges = rows.compactMap(\.entry.edge).max() { table.nextSerial &+= edges &* 2 &+ 2 }
        return table
    }

    /// The table of a function that somebody calls.
    static let ofCaller: DescriptorTable = {
        var table = DescriptorTable((0...2).map { Row(fd: $0, entry: .inherited($0, name: "of the caller")) })
        table.isOpenEnded = true
        return table
    }()

    /// More may be open than the rows say.
    mutating func openEnd() { isOpenEnded = true }

    /// The numbers may refer to anything from now on.
    mutating func forget(_ effects: DescriptorEffects, _ cause: ByteString) {
        guard !effects.isEmpty else { return }
        if effects.isUnbounded {
            isOpenEnded = true
            closed = []
            for index in rows.indices { rows[index].entry = .unknown(cause) }
        }
        for fd in effects.numbers { forget(fd, cause) }
    }

    private mutating func forget(_ fd: Int32, _ cause: ByteString) {
        self[fd] = Row(fd: fd, entry: .unknown(cause))
        closed.remove(fd)
    }

    /// What holds after either of two ways.
    mutating func join(_ other: DescriptorTable) {
        guard self != other else { return }
        for fd in Set(rows.map(\.fd) + other.rows.map(\.fd)) where self[fd] != other[fd] {
            forget(fd, "either way")
        }
        isOpenEnded = isOpenEnded || other.isOpenEnded
        closed.formIntersection(other.closed)
        nextSerial = max(nextSerial, other.nextSerial)
    }

    /// The rows of `targets` are those of `outer` again: what a redirection covered is put back.
    mutating func restore(_ targets: [Int32], from outer: DescriptorTable) {
        for fd in targets {
            self[fd] = outer[fd]
            if outer.closed.contains(fd) { closed.insert(fd) } else { closed.remove(fd) }
        }
    }
}

extension DescriptorTable.Entry {
    fileprivate var edge: Int32? {
        if case .pipe(let end) = self { end.edge } else { nil }
    }
}

/// The descriptors of the shell that a part of a script may change for what follows.
struct DescriptorEffects {
    var numbers: Set<Int32> = []
    /// Those are not all.
    var isUnbounded = false

    static let unbounded = DescriptorEffects(isUnbounded: true)

    var isEmpty: Bool { numbers.isEmpty && !isUnbounded }

    mutating func add(_ other: DescriptorEffects) {
        numbers.formUnion(other.numbers)
        isUnbounded = isUnbounded || other.isUnbounded
    }
}
