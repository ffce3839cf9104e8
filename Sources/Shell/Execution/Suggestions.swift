// Suggestions: which command a person may have meant who mistyped its name. Searched for at a terminal only, after the
// name was not found: a script pays nothing for it.

public import Bytes
import Kernel

extension Shell {
    /// The names of utilities in PATH that `isWanted` takes, each once, in no order.
    public func utilityNames(where isWanted: (ByteString) -> Bool) -> [ByteString] {
        var found = Set<ByteString>()
        for folder in (value(of: SpecialVariable.PATH.name) ?? "").split(on: UInt8(ascii: ":")) {
            let folder = folder.isEmpty ? "." : folder
            for name in Kernel.directoryEntries(folder) ?? [] where isWanted(name) && !found.contains(name) {
                let path = folder + "/" + name
                guard Kernel.isAccessible(path, .execute), (try? Kernel.status(path))?.kind == .regular else {
                    continue
                }
                found.insert(name)
            }
        }
        return Array(found)
    }

    /// `; did you mean NAME?`, or nothing where no name is near, or nobody would read it.
    func suggestion(for name: ByteString) -> ByteString {
        guard wasInteractive, !state.options.contains(.posix), Kernel.isTerminal(2), name.count <= 64 else { return "" }
        guard !Self.isHistoryExpansion(name) else {
            return "; no history expansion here: `fc -s', Up and Ctrl-R find what was typed"
        }
        guard !name.contains(UInt8(ascii: "/")) else { return "" }
        func isNear(_ other: ByteString) -> Bool { Self.nearness(of: other, to: name) != nil }
        let known = Set(commandNames.map(\.name).filter(isNear) + utilityNames(where: isNear)).sorted()
        let ranks = known.map { Self.nearness(of: $0, to: name) ?? Int.max }
        guard let best = ranks.min() else { return "" }
        let nearest = known.indices.filter { ranks[$0] == best }.prefix(3).map { known[$0].shellQuoted }
        return "; did you mean " + join(nearest, " or ") + "?"
    }

    /// `!!`, `!ls`, `!-2`, `^old^new`, as typed for other shells.
    private static func isHistoryExpansion(_ name: ByteString) -> Bool {
        switch name.first {
        case UInt8(ascii: "!"): name.count > 1
        case UInt8(ascii: "^"): name.dropFirst(1).contains(UInt8(ascii: "^"))
        default: false
        }
    }

    /// The smaller, the nearer; nil for what nobody would have meant. Swapped bytes are the likeliest mistake, and the
    /// first byte is seldom wrong. Of short names nearly all are near each other.
    static func nearness(of other: ByteString, to name: ByteString) -> Int? {
        let limit = name.count < 5 ? 1 : 2
        guard abs(other.count - name.count) <= limit else { return nil }
        let distance = distance(name, other)
        let hasSameBytes = other.count == name.count && other.array.sorted() == name.array.sorted()
        guard distance <= limit, hasSameBytes || name.count > 2 else { return nil }
        return distance * 4 + (hasSameBytes ? 0 : 2) + (other.first == name.first ? 0 : 1)
    }

    /// How many bytes have to be inserted, removed, replaced, or swapped with their neighbour.
    static func distance(_ left: ByteString, _ right: ByteString) -> Int {
        var beforeLast: [Int] = []
        var last = Array(0...right.count)
        for row in left.indices {
            var current = [row + 1]
            for column in right.indices {
                let replaced = last[column] + (left[row] == right[column] ? 0 : 1)
                var cost = min(replaced, last[column + 1] + 1, current[column] + 1)
                if row > 0, column > 0, left[row] == right[column - 1], left[row - 1] == right[column] {
                    cost = min(cost, beforeLast[column - 1] + 1)
                }
                current.append(cost)
            }
            (beforeLast, last) = (last, current)
        }
        return last[right.count]
    }
}
