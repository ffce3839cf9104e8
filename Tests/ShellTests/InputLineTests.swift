import Bytes
import Testing

@testable import Shell

@Suite struct InputLineTests {
    /// A line in which `^` escapes the byte behind it.
    private func line(_ text: String) -> InputLine {
        var line = InputLine()
        var isEscaped = false
        for byte in text.utf8 {
            if byte == UInt8(ascii: "^"), !isEscaped {
                isEscaped = true
            } else {
                line.append(byte, isEscaped: isEscaped)
                isEscaped = false
            }
        }
        return line
    }

    private func fields(_ text: String, _ separators: String, _ limit: Int) -> [String] {
        line(text).fields(FieldSeparators(ByteString(separators), isUTF8: false), limit: limit).map(\.text)
    }

    @Test(arguments: [
        ("one two  three", 2, ["one", "two  three"]),
        ("  one  ", 1, ["one"]),
        (" a b ", 1, ["a b"]),
        ("a", 3, ["a"]),
        ("", 1, []),
        ("   ", 2, []),
        ("a^ b c", 2, ["a b", "c"]),
        ("a b^ ", 2, ["a", "b "]),
        ("^ ^  a", 1, ["   a"]),
    ])
    func `white space separates, and the last field takes the rest`(text: String, limit: Int, expected: [String]) {
        #expect(fields(text, " \t\n", limit) == expected)
    }

    @Test(arguments: [
        ("one::three:four", 3, ["one", "", "three:four"]),
        ("one:two:", 2, ["one", "two"]),
        ("one:two::", 2, ["one", "two::"]),
        ("one:", 2, ["one"]),
        ("x:", 1, ["x"]),
        ("x::", 1, ["x::"]),
        (":x", 2, ["", "x"]),
        (":", 1, [""]),
        ("::", 2, ["", ""]),
        ("a^:b:c", 2, ["a:b", "c"]),
        ("a:b", Int.max, ["a", "b"]),
    ])
    func `each other separator ends a field`(text: String, limit: Int, expected: [String]) {
        #expect(fields(text, ":", limit) == expected)
    }

    @Test(arguments: [
        (" one : two  three ", 3, ["one", "two", "three"]),
        ("one : : two", 2, ["one", ": two"]),
        ("a b :", 2, ["a", "b"]),
        ("a b : ", 2, ["a", "b"]),
        ("a b :c ", 2, ["a", "b :c"]),
    ])
    func `white space belongs to the separator beside it`(text: String, limit: Int, expected: [String]) {
        #expect(fields(text, " :", limit) == expected)
    }

    @Test func `plain runs and single bytes make one line`() {
        var line = InputLine()
        line.append(plain: Array("a ".utf8)[...])
        line.append(UInt8(ascii: " "), isEscaped: true)
        line.append(plain: Array("b c".utf8)[...])
        line.append(UInt8(ascii: " "))
        #expect(line.whole == "a  b c ")
        #expect(line.fields(FieldSeparators(), limit: 9) == ["a", " b", "c"])
    }

    @Test func `without separators the line is one field`() {
        #expect(fields("  a b ", "", 2) == ["  a b "])
        #expect(fields("", "", 2) == [])
    }

    @Test func `characters are counted, whole or broken`() {
        func count(_ bytes: [UInt8], isUTF8: Bool) -> Int {
            var counter = CharacterCounter(isUTF8: isUTF8)
            for byte in bytes { counter.count(byte) }
            return counter.characters
        }
        #expect(count(Array("a가\u{1F600}".utf8), isUTF8: true) == 3)
        #expect(count(Array("가".utf8), isUTF8: false) == 3)
        #expect(count([0xEA, 0xB0], isUTF8: true) == 0)
        #expect(count([0xEA, 0x61], isUTF8: true) == 2)
        #expect(count([0xFF, 0x80], isUTF8: true) == 2)
    }

    @Test(arguments: [
        ("1", 1_000_000_000), ("0.25", 250_000_000), (".5", 500_000_000), ("2.", 2_000_000_000), ("0", 0),
        ("0.0000000019", 1),
    ])
    func `seconds may have a fraction`(text: String, nanoseconds: Int) {
        #expect(Shell.nanoseconds(ByteString(text)) == nanoseconds)
    }

    @Test(arguments: ["", ".", "-1", "+1", "1e3", "1.x", "99999999999999999999", "1 "])
    func `what is no time is refused`(text: String) {
        #expect(Shell.nanoseconds(ByteString(text)) == nil)
    }
}
