import Bytes
import Testing

@testable import Shell

@Suite struct WrittenWordsTests {
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
        #expect(WrittenWords.ofLine(ByteString(line), breaks: breaks).map(\.text) == words)
    }

    @Test(arguments: [
        ("one two", ": one two"), ("  a\nb ", ": a b"), ("", ":"), (#"'a b' "$x" $y"#, #": 'a b' "$x" $y"#),
        ("a;b x|y", ": a';'b x'|'y"), ("# *", ": '#' '*'"), ("$(a | b) `c`", ": $(a | b) `c`"), (#"a\ b"#, #": a\ b"#),
    ])
    func `the words of a list become a command without other meanings`(list: String, command: String) {
        #expect(WrittenWords.command(ofList: ByteString(list), FieldSeparators()).text == command)
    }

    @Test func `IFS parts the words of a list`() {
        let separators = FieldSeparators(":", isUTF8: false)
        #expect(WrittenWords.command(ofList: "a b:c", separators).text == ": a' 'b c")
    }
}
