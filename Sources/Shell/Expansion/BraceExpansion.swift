// Brace expansion, an extension: `a{b,c}d` and `{1..9..2}` make several words of one, before any other expansion. Off with
// posix.

import Bytes
import Syntax

extension Shell {
    /// A range of more words is not expanded.
    private static let mostWords: Int64 = 10_000_000

    /// The words that the braces in `word` make; `word` itself without an expansion.
    func expandBraces(_ word: Word) throws(ShellError) -> [Word] {
        try expandBraces(word.parts).map {
            Word(parts: Self.markingTilde($0), shape: .parts, position: word.position)
        }
    }

    /// A tilde at the beginning of an expanded word is a tilde-prefix.
    private static func markingTilde(_ parts: [WordPart]) -> [WordPart] {
        guard case .literal(let first)? = parts.first, first.first == UInt8(ascii: "~") else { return parts }
        var text = ByteString()
        var rest = parts[...]
        while case .literal(let bytes)? = rest.first {
            text.append(bytes)
            rest = rest.dropFirst()
        }
        let end = text.firstIndex(of: UInt8(ascii: "/")) ?? text.count
        guard end < text.count || rest.isEmpty else { return parts }
        return [.tilde(text[1..<end]), .literal(text.dropFirst(end))] + rest
    }

    private func expandBraces(_ parts: [WordPart]) throws(ShellError) -> [[WordPart]] {
        if stackLimit.isReached { throw .tooDeep }
        guard let group = BraceGroup(firstIn: parts) else { return [parts] }
        var results: [[WordPart]] = []
        let tails = try expandBraces(group.after)
        for alternative in group.alternatives {
            for middle in try expandBraces(alternative) {
                for tail in tails { results.append(group.before + middle + tail) }
            }
        }
        return results
    }

    /// The first group of braces that is expanded, and the parts before and after it.
    private struct BraceGroup {
        var before: [WordPart] = []
        var alternatives: [[WordPart]] = []
        var after: [WordPart] = []

        /// A part of the word, and its byte where it is an unquoted brace or comma, otherwise 0.
        private typealias Piece = (part: WordPart, mark: UInt8)

        init?(firstIn parts: [WordPart]) {
            let pieces = Self.cut(parts)
            for places in Self.groups(pieces) {
                guard let alternatives = Self.alternatives(pieces, places) else { continue }
                before = pieces[..<places[0]].map(\.part)
                self.alternatives = alternatives
                after = pieces[(places[places.count - 1] + 1)...].map(\.part)
                return
            }
            return nil
        }

        private static func cut(_ parts: [WordPart]) -> [Piece] {
            var pieces: [Piece] = []
            for part in parts {
                guard case .literal(let bytes) = part else {
                    pieces.append((part, 0))
                    continue
                }
                let marks: ByteString = "{,}"
                var start = 0
                for index in bytes.indices where marks.contains(bytes[index]) {
                    if index > start { pieces.append((.literal(bytes[start..<index]), 0)) }
                    pieces.append((.literal(ByteString(byte: bytes[index])), bytes[index]))
                    start = index + 1
                }
                if start < bytes.count { pieces.append((.literal(bytes.dropFirst(start)), 0)) }
            }
            return pieces
        }

        /// The places of the braces and commas of each group with matching braces, in the order of the opening braces.
        private static func groups(_ pieces: [Piece]) -> [[Int]] {
            var open: [[Int]] = []
            var closed: [[Int]] = []
            for index in pieces.indices {
                switch pieces[index].mark {
                case UInt8(ascii: "{"):
                    open.append([index])
                case UInt8(ascii: ",") where !open.isEmpty:
                    open[open.count - 1].append(index)
                case UInt8(ascii: "}") where !open.isEmpty:
                    closed.append(open.removeLast() + [index])
                default:
                    break
                }
            }
            return closed.sorted { $0[0] < $1[0] }
        }

        /// The alternatives of a group; nil where it is not expanded.
        private static func alternatives(_ pieces: [Piece], _ places: [Int]) -> [[WordPart]]? {
            guard places.count > 2 else {
                return places[1] == places[0] + 2 ? range(pieces[places[0] + 1].part) : nil
            }
            return zip(places, places.dropFirst()).map { start, end in pieces[(start + 1)..<end].map(\.part) }
        }

        /// `{first..last}` and `{first..last..step}`, of integers or single letters.
        private static func range(_ part: WordPart) -> [[WordPart]]? {
            guard case .literal(let text) = part else { return nil }
            let pieces = text.split(on: UInt8(ascii: "."))
            guard pieces.count == 3 || pieces.count == 5 && pieces[3].isEmpty, pieces[1].isEmpty,
                let step = pieces.count == 5 ? pieces[4].decimalValue : 1
            else { return nil }
            if let first = pieces[0].decimalValue, let last = pieces[2].decimalValue {
                let width = max(paddedWidth(pieces[0]), paddedWidth(pieces[2]))
                return numbers(first, last, step)?.map { [.literal(padded($0, width))] }
            }
            let letters = [pieces[0], pieces[2]]
            guard letters.allSatisfy({ $0.count == 1 && ($0[0] | 0x20) &- 0x61 < 26 }) else { return nil }
            return numbers(Int(letters[0][0]), Int(letters[1][0]), step)?.map {
                [.quoted(ByteString(byte: UInt8(truncatingIfNeeded: $0)), .backslash)]
            }
        }

        private static func numbers(_ first: Int, _ last: Int, _ step: Int) -> [Int]? {
            let amount = Int(clamping: Swift.max(1, step.magnitude))
            let (distance, overflow) = last.subtractingReportingOverflow(first)
            guard !overflow, Int64(clamping: distance.magnitude) / Int64(amount) < mostWords else { return nil }
            return Array(stride(from: first, through: last, by: first <= last ? amount : -amount))
        }

        /// The width of a number with leading zeros, otherwise 0.
        private static func paddedWidth(_ text: ByteString) -> Int {
            let digits = text.first == UInt8(ascii: "-") ? text.dropFirst(1) : text
            return digits.count > 1 && digits.first == UInt8(ascii: "0") ? text.count : 0
        }

        private static func padded(_ number: Int, _ width: Int) -> ByteString {
            let digits = ByteString(UInt64(number.magnitude), radix: 10)
            let sign: ByteString = number < 0 ? "-" : ""
            let zeros = Swift.max(0, width - digits.count - sign.count)
            return sign + ByteString([UInt8](repeating: UInt8(ascii: "0"), count: zeros)) + digits
        }
    }
}
