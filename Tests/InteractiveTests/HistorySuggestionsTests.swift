// What is suggested, and how little is looked at for it.

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

    /// Typing a long line looks at each line of the history once, not once for each key.
    @Test func aKeyDoesNotSearchEverythingAnew() {
        let count = 100_000
        var some = suggestions((0..<count).map { ByteString("command \($0) with some arguments") })
        let line = ByteString([UInt8](repeating: 0x78, count: 2000))
        for length in 1...line.count { _ = some.rest(of: line.prefix(length)) }
        #expect(some.comparisons == count)
    }

    /// A history whose lines all begin like a long line costs no key more than its share.
    @Test func noKeyCostsMoreThanItsShare() {
        let line = ByteString([UInt8](repeating: 0x78, count: 2000))
        var some = suggestions([line + "found"] + (0..<20_000).map { _ in line.prefix(1999) + "yz" })
        var keys = 0
        var found: ByteString?
        while found == nil, keys < 100 {
            let before = some.comparisons
            found = some.rest(of: line)
            #expect(some.comparisons - before < 15_000)
            keys += 1
        }
        #expect(found == "found")
        #expect(keys > 1)
    }
}
