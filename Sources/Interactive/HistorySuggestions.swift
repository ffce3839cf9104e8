// HistorySuggestions: the newest line of the history that begins with the text that was typed.
//
// A key mostly adds to what was typed before, and what did not match that does not match now: the search goes on where it
// has stopped. It gives up for the moment where it would take longer than a key may.

import Bytes

struct HistorySuggestions {
    /// How much is looked at for one key: a line counts one, a line that is compared as a whole more.
    private static let effort = 100_000

    private var lines: [ByteString] = []
    /// What was searched for last, and how many of the oldest lines have not been compared with it.
    private var typed = ByteString()
    private var left = 0

    /// Another line is the newest.
    mutating func add(_ line: ByteString) {
        lines.append(line)
        typed = ByteString()
    }

    /// What follows `text` in the newest line that begins with it and is longer; nil where there is none, or none was found yet.
    mutating func rest(of text: ByteString) -> ByteString? {
        guard !text.isEmpty else { return nil }
        if typed.isEmpty || !text.hasPrefix(typed) { left = lines.count }
        typed = text
        var effort = Self.effort
        while left > 0, effort > 0 {
            effort &-= 1
            let line = lines[left - 1]
            // What begins alike mostly differs where the last key was typed.
            if line.count > text.count, line[text.count - 1] == text.last {
                if line.hasPrefix(text) { return line.dropFirst(text.count) }
                effort &-= 1 &+ text.count / 64
            }
            left -= 1
        }
        return nil
    }
}
