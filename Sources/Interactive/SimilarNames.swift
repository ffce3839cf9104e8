// Similar names: the commands with a name similar to a mistyped one. Only a shell at a terminal searches for them.

package import Bytes
import Kernel
import Shell

extension Session {
    /// The names of commands and reserved words for which `isWanted` is true, sorted.
    func commandNames(where isWanted: (ByteString) -> Bool) -> [ByteString] {
        let reserved: [ByteString] = [
            "!", "case", "do", "done", "elif", "else", "esac", "fi", "for", "if", "then", "until", "while", "{", "}",
        ]
        let names = shell.aliasNames + shell.functionNames + Builtin.allCases.map(\.name) + reserved
        var found = Set(names.filter(isWanted))
        for folder in (shell.variable("PATH") ?? "").split(on: UInt8(ascii: ":")) {
            let folder = folder.isEmpty ? "." : folder
            for name in Kernel.directoryEntries(folder) ?? [] where isWanted(name) && !found.contains(name) {
                let path = folder + "/" + name
                let isRunnable = Kernel.isAccessible(path, .execute) && (try? Kernel.status(path))?.kind == .regular
                if isRunnable { found.insert(name) }
            }
        }
        return found.sorted()
    }

    package func hint(for name: ByteString) -> ByteString {
        guard shell.wasInteractive, !shell.isOn("posix"), Kernel.isTerminal(2), name.count <= 64 else { return "" }
        if Self.isHistoryExpansion(name) {
            return "; no history expansion here: `fc -s', Up and Ctrl-R find what was typed"
        }
        if name.contains(UInt8(ascii: "/")) { return "" }
        let known = commandNames { Self.nearness(of: $0, to: name) != nil }
        guard let best = known.compactMap({ Self.nearness(of: $0, to: name) }).min() else { return "" }
        let nearest = known.filter { Self.nearness(of: $0, to: name) == best }.prefix(3).map(\.shellQuoted)
        return "; did you mean " + shell.join(nearest, " or ") + "?"
    }

    /// `!!`, `!ls`, `!-2`, `^old^new`, as typed for other shells.
    private static func isHistoryExpansion(_ name: ByteString) -> Bool {
        name.count > 1 && name.first == UInt8(ascii: "!")
            || name.first == UInt8(ascii: "^") && name.dropFirst(1).contains(UInt8(ascii: "^"))
    }

    /// A small number for a similar name; nil for a name that is too different, as most short names are. Swapped bytes are the
    /// likeliest mistake, and the first byte is seldom wrong.
    static func nearness(of other: ByteString, to name: ByteString) -> Int? {
        let limit = name.count < 5 ? 1 : 2
        guard abs(other.count - name.count) <= limit else { return nil }
        let distance = distance(name, other)
        let hasSameBytes = other.count == name.count && other.array.sorted() == name.array.sorted()
        guard distance <= limit, hasSameBytes || name.count > 2 else { return nil }
        return distance * 4 + (hasSameBytes ? 0 : 2) + (other.first == name.first ? 0 : 1)
    }

    /// The number of bytes to insert, remove, replace, or swap with the next.
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
