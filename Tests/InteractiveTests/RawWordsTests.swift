import Bytes
import Testing

@testable import Interactive

@Suite struct RawWordsTests {
    private let breaks: ByteString = "><=;|&(:"

    @Test(arguments: [
        ("", [""]), ("foo", ["foo"]), ("foo ", ["foo", ""]), ("foo  a\tb", ["foo", "a", "b"]),
        ("foo --a=b", ["foo", "--a", "=", "b"]), ("foo --a=", ["foo", "--a", "="]), ("a::b", ["a", "::", "b"]),
        ("foo a :", ["foo", "a", ":"]), ("foo >x", ["foo", ">", "x"]), ("foo a= b", ["foo", "a", "=", "b"]),
        (#"foo "a b" 'c d'e\ f"#, ["foo", #""a b""#, #"'c d'e\ f"#]),
        (#"foo "a:b"c:d"#, ["foo", #""a:b"c"#, ":", "d"]),
        (#"foo "a b"#, ["foo", #""a b"#]), ("foo 'it", ["foo", "'it"]), (#"foo x\"#, ["foo", #"x\"#]),
        ("foo $(a b) c", ["foo", "$(a b)", "c"]), ("foo ${x:-a b} `c d`", ["foo", "${x:-a b}", "`c d`"]),
        (#"foo "$(a ")" b)" c"#, ["foo", #""$(a ")" b)""#, "c"]), ("foo $((1 + (2))) c", ["foo", "$((1 + (2)))", "c"]),
    ])
    func `blanks and breaks part words, quotes hold them together`(line: String, words: [String]) {
        let line = ByteString(line)
        let found = RawWords.ofLine(line, point: line.count, breaks: breaks)
        #expect(found.words.map(\.text) == words)
        #expect(found.current == words.count - 1)
    }

    @Test(arguments: [
        ("foo a", " b c", ["foo", "a", "b", "c"], 1), ("foo a", "b c ", ["foo", "ab", "c"], 1),
        ("foo ", "b", ["foo", "b"], 1), ("foo ", " b", ["foo", "", "b"], 1), ("foo a ", "  ", ["foo", "a", ""], 2),
        ("fo", "o a", ["foo", "a"], 0), ("foo \"a", " b\" c", ["foo", "\"a b\"", "c"], 1),
        ("foo --a=x", "y z", ["foo", "--a", "=", "xy", "z"], 3), ("", " foo", ["", "foo"], 0),
    ])
    func `the word at the cursor is told`(before: String, after: String, words: [String], current: Int) {
        let begun = ByteString(before)
        let found = RawWords.ofLine(begun + ByteString(after), point: begun.count, breaks: breaks)
        #expect(found.words.map(\.text) == words)
        #expect(found.current == current)
    }

    @Test(arguments: [
        ("one two", ": one two"), ("  a\nb ", ": a b"), ("", ":"), (#"'a b' "$x" $y"#, #": 'a b' "$x" $y"#),
        ("a;b x|y", ": a';'b x'|'y"), ("# *", ": '#' '*'"), ("$(a | b) `c`", ": $(a | b) `c`"), (#"a\ b"#, #": a\ b"#),
    ])
    func `the words of a list become a command without other meanings`(list: String, command: String) {
        #expect(RawWords.command(ofList: ByteString(list)) { " \t\n".utf8.contains($0) }.text == command)
    }

    @Test func `IFS parts the words of a list`() {
        #expect(RawWords.command(ofList: "a b:c") { $0 == UInt8(ascii: ":") }.text == ": a' 'b c")
    }
}
