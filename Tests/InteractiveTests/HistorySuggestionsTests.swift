// What is suggested.

import Bytes
import Testing

@testable import Interactive

@Suite struct Suggestions {
    private func suggestions(_ lines: [ByteString]) -> HistorySuggestions {
        var suggestions = HistorySuggestions()
        for line in lines { suggestions.add(line) }
        return suggestions
    }

    @Test func theNewestLineThatGoesOnIsSuggested() {
        var some = suggestions(["make install", "make test", "echo x"])
        #expect(some.rest(of: "m") == "ake test")
        #expect(some.rest(of: "make i") == "nstall")
        #expect(some.rest(of: "make test") == nil)
        #expect(some.rest(of: "make testing") == nil)
        #expect(some.rest(of: "") == nil)
        #expect(some.rest(of: "x") == nil)
    }

    @Test func whatIsTakenBackIsSearchedForAnew() {
        var some = suggestions(["echo one two three", "echo one two four", "echo other"])
        #expect(some.rest(of: "echo one two t") == "hree")
        #expect(some.rest(of: "echo one two ") == "four")
        #expect(some.rest(of: "echo o") == "ther")
        #expect(some.rest(of: "echo one two three!") == nil)
        #expect(some.rest(of: "echo one two") == " four")
    }

    @Test func aNewLineIsTheNewest() {
        var some = suggestions(["echo one"])
        #expect(some.rest(of: "ech") == "o one")
        some.add("echo two")
        #expect(some.rest(of: "echo") == " two")
    }

    @Test func linesOfSeveralLinesAndBytesOfAllKinds() {
        var some = suggestions(["for i in 1\ndo echo\ndone", "\u{1}한국어"])
        #expect(some.rest(of: "for i in 1\n") == "do echo\ndone")
        #expect(some.rest(of: "\u{1}한") == "국어")
    }

    /// A history whose lines all begin like a long line is searched over several keys.
    @Test func noKeyCostsMoreThanItsShare() {
        let line = ByteString([UInt8](repeating: 0x78, count: 2000))
        var some = suggestions([line + "found"] + (0..<20_000).map { _ in line.prefix(1998) + "yxz" })
        var keys = 0
        var found: ByteString?
        while found == nil, keys < 100 {
            found = some.rest(of: line)
            keys += 1
        }
        #expect(found == "found")
        #expect(keys > 1)
    }
}
