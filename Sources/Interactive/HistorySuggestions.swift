// HistorySuggestions: the newest line of the history that begins with the text that was typed.
//
// Most keys add to the text, and a line that did not match before does not match now: the search continues where it stopped.
// It pauses until the next key where it would take too long.

import Bytes

struct HistorySuggestions {
    /// The limit for one key: a line counts one, a line that is compared as a whole counts more.
    private static let effort = 100_000

    private var lines: [ByteString] = []
    /// The text of the last search, and the number of the oldest lines that were not compared with it.
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
            // Lines with a common beginning mostly differ at the last key.
            if line.count > text.count, line[text.count - 1] == text.last {
                if line.hasPrefix(text) { return line.dropFirst(text.count) }
                effort &-= 1 &+ text.count / 64
            }
            left -= 1
        }
        return nil
    }
}
