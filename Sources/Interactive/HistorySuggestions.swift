// HistorySuggestions: the newest line of the history that begins with what has been typed.
//
// A key mostly adds to what was typed before, and what did not match that does not match now: the search goes on where it
// has stopped. It compares eight bytes of each line first, which lie next to each other in memory, and gives up for the moment
// where even that would take longer than a key may.

import Bytes

struct HistorySuggestions {
    /// How much is looked at for one key: a line that begins otherwise counts one, a line that begins alike more.
    private static let effort = 400_000

    private var lines: [ByteString] = []
    /// The first eight bytes of each line.
    private var beginnings: [UInt64] = []
    /// What was searched for last, and how many of the oldest lines have not been compared with it.
    private var typed = ByteString()
    private var left = 0
    /// How many lines were looked at in all.
    private(set) var comparisons = 0

    /// Another line is the newest.
    mutating func add(_ line: ByteString) {
        lines.append(line)
        beginnings.append(Self.beginning(of: line, count: 8))
        typed = ByteString()
    }

    /// What follows `text` in the newest line that begins with it and is longer; nil where there is none, or none was found yet.
    mutating func rest(of text: ByteString) -> ByteString? {
        guard !text.isEmpty else { return nil }
        if typed.isEmpty || !text.hasPrefix(typed) { left = lines.count }
        typed = text
        let beginning = Self.beginning(of: text, count: 8)
        let mask: UInt64 = text.count >= 8 ? .max : (1 << UInt64(text.count * 8)) - 1
        var effort = Self.effort
        while left > 0, effort > 0 {
            comparisons &+= 1
            effort &-= 1
            if beginnings[left - 1] & mask == beginning {
                let line = lines[left - 1]
                // What begins alike mostly differs where the last key was typed.
                if line.count > text.count, line[text.count - 1] == text.last, line.hasPrefix(text) {
                    return line.dropFirst(text.count)
                }
                effort &-= 4 &+ text.count / 64
            }
            left -= 1
        }
        return nil
    }

    private static func beginning(of text: ByteString, count: Int) -> UInt64 {
        var beginning: UInt64 = 0
        for (place, byte) in text.prefix(count).enumerated() { beginning |= UInt64(byte) << UInt64(place * 8) }
        return beginning
    }
}
