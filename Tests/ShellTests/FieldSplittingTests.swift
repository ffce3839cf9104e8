import Bytes
import Testing

@testable import Shell

@Suite struct FieldSplittingTests {
    /// The fields of the unquoted result of an expansion.
    private func fields(_ text: String, separators: String = " \t\n", isUTF8: Bool = false) -> [String] {
        var builder = FieldBuilder(
            .fields, separators: FieldSeparators(ByteString(separators), isUTF8: isUTF8), notesPatterns: true)
        builder.appendExpansion(ByteString(text))
        return builder.finish().map(\.text)
    }

    @Test(arguments: [
        ("", []), ("a", ["a"]), ("a b", ["a", "b"]), ("  a \t\n b  ", ["a", "b"]), (" ", []), ("a,b", ["a,b"]),
    ])
    func `white space separates and is trimmed`(text: String, expected: [String]) {
        #expect(fields(text) == expected)
    }

    @Test(arguments: [
        ("a:b", ["a", "b"]), ("a::b", ["a", "", "b"]), (":a", ["", "a"]), ("a:", ["a"]), (":", [""]), ("::", ["", ""]),
        ("a : b", ["a ", " b"]),
    ])
    func `each other separator ends a field`(text: String, expected: [String]) {
        #expect(fields(text, separators: ":") == expected)
    }

    @Test(arguments: [
        ("a : b", ["a", "b"]), ("a  :  : b", ["a", "", "b"]), (" a ", ["a"]), (" : a", ["", "a"]),
        ("a b:c", ["a", "b", "c"]),
    ])
    func `white space around another separator belongs to it`(text: String, expected: [String]) {
        #expect(fields(text, separators: ": ") == expected)
    }

    @Test func `a null IFS splits nothing`() {
        #expect(fields("a b:c", separators: "") == ["a b:c"])
        #expect(fields("", separators: "") == [])
    }

    @Test func `a separator may be a character of several bytes`() {
        #expect(fields("aéb c", separators: "é", isUTF8: true) == ["a", "b c"])
    }

    @Test func `quoted bytes are not split, and empty quotes make a field`() {
        var builder = FieldBuilder(.fields, separators: FieldSeparators(), notesPatterns: true)
        builder.appendExpansion("a b")
        builder.appendQuoted(" c ")
        builder.appendExpansion("d e")
        builder.breakField()
        builder.open()
        #expect(builder.finish() == ["a", "b c d", "e", ""])
    }

    @Test func `literal bytes are not split`() {
        var builder = FieldBuilder(.fields, separators: FieldSeparators("x"), notesPatterns: true)
        builder.appendLiteral("axb")
        builder.appendExpansion("xc")
        #expect(builder.finish() == ["axb", "c"])
    }

    @Test func `a field with an unquoted special byte is a pattern, with its quoted bytes escaped`() {
        var builder = FieldBuilder(.fields, separators: FieldSeparators(), notesPatterns: true)
        builder.appendExpansion("plain ")
        builder.appendQuoted("*")
        builder.appendExpansion("?b c")
        let patterns = builder.patterns.map(\.pattern)
        #expect(builder.finish() == ["plain", "*?b", "c"])
        #expect(patterns == ["\\*?b"])
    }
}
