import Bytes
import Testing

@testable import Shell

@Suite struct PatternMatchingTests {
    @Test(arguments: [
        ("", ""), ("abc", "abc"), ("*", ""), ("*", "abc"), ("a*", "a"), ("*c", "abc"), ("a*c", "abc"), ("*b*", "abc"),
        ("a*b*c", "axbybzc"), ("?", "a"), ("a?c", "abc"), ("\\*", "*"), ("a\\bc", "abc"), ("a\\", "a\\"),
        ("[abc]", "b"), ("[a-c]", "b"), ("[!a-c]", "d"), ("[^a-c]", "d"), ("[]a]", "]"), ("[!]a]", "b"), ("[a-]", "-"),
        ("[\\]x]", "]"), ("[a\\-c]", "-"), ("[[:alpha:]]", "q"), ("[[:digit:][:space:]]", " "), ("[[=a=]]", "a"),
        ("[[.-.]]", "-"), ("[[.a.]-c]", "b"), ("[a", "[a"), ("[]", "[]"), ("[!]", "[!]"), ("[[:alpha]", ":"),
        ("**a**", "a"),
    ])
    func `a pattern matches`(pattern: String, subject: String) {
        #expect(PatternMatching.matches(ByteString(pattern), ByteString(subject), isUTF8: true))
        #expect(PatternMatching.matches(ByteString(pattern), ByteString(subject), isUTF8: false))
    }

    @Test(arguments: [
        ("", "a"), ("abc", "ab"), ("ab", "abc"), ("a*", "ba"), ("*c", "cb"), ("a*a", "a"), ("*ab*ab", "aab"), ("?", ""),
        ("?", "ab"), ("\\*", "a"), ("\\?", "a"), ("[a\\-c]", "b"), ("[z-a]", "b"), ("[[:foo:]]", "f"), ("[!a]", "a"),
        ("[[.ch.]]", "c"), ("\\[a]", "a"), ("[a]", ""),
    ])
    func `a pattern does not match`(pattern: String, subject: String) {
        #expect(!PatternMatching.matches(ByteString(pattern), ByteString(subject), isUTF8: true))
        #expect(!PatternMatching.matches(ByteString(pattern), ByteString(subject), isUTF8: false))
    }

    @Test func `characters are matched whole in UTF-8, and bytes elsewhere`() {
        #expect(PatternMatching.matches("?", "é", isUTF8: true))
        #expect(!PatternMatching.matches("?", "é", isUTF8: false))
        #expect(PatternMatching.matches("??", "é", isUTF8: false))
        #expect(PatternMatching.matches("[à-ü]", "é", isUTF8: true))
        #expect(PatternMatching.remove(.smallestSuffix, "?", from: "aé", isUTF8: true) == "a")
        #expect(PatternMatching.remove(.smallestPrefix, "?", from: "日a", isUTF8: true) == "a")
    }

    @Test func `a byte that is no character is matched by one question mark`() {
        let subject = ByteString([0x61, 0xFF, 0xC3])
        #expect(PatternMatching.matches("a??", subject, isUTF8: true))
        #expect(PatternMatching.remove(.smallestSuffix, "?", from: subject, isUTF8: true).array == [0x61, 0xFF])
        // A part of a character is not matched.
        #expect(!PatternMatching.matches(ByteString([0x2A, 0xA9]), "é", isUTF8: true))
    }

    @Test func `the smallest and the largest prefix and suffix are removed`() {
        let path: ByteString = "/usr/local/lib/x.tar.gz"
        #expect(PatternMatching.remove(.smallestSuffix, "/*", from: path, isUTF8: true) == "/usr/local/lib")
        #expect(PatternMatching.remove(.largestSuffix, "/*", from: path, isUTF8: true) == "")
        #expect(PatternMatching.remove(.largestSuffix, ".*", from: path, isUTF8: true) == "/usr/local/lib/x")
        #expect(PatternMatching.remove(.smallestPrefix, "*/", from: path, isUTF8: true) == "usr/local/lib/x.tar.gz")
        #expect(PatternMatching.remove(.largestPrefix, "*/", from: path, isUTF8: true) == "x.tar.gz")
        #expect(PatternMatching.remove(.smallestSuffix, "l*l*g?", from: path, isUTF8: true) == "/usr/loca")
        #expect(PatternMatching.remove(.largestSuffix, "l*l*g?", from: path, isUTF8: true) == "/usr/")
        #expect(PatternMatching.remove(.largestPrefix, "x", from: path, isUTF8: true) == path)
    }

    @Test func `the longest match is replaced`() {
        #expect(PatternMatching.replace(.first, "b", in: "abcb", with: "-", isUTF8: true) == "a-cb")
        #expect(PatternMatching.replace(.all, "b", in: "abcb", with: "-", isUTF8: true) == "a-c-")
        #expect(PatternMatching.replace(.all, "b*", in: "abcb", with: "-", isUTF8: true) == "a-")
        #expect(PatternMatching.replace(.prefix, "?", in: "abcb", with: "-", isUTF8: true) == "-bcb")
        #expect(PatternMatching.replace(.suffix, "b*", in: "abcb", with: "-", isUTF8: true) == "a-")
        #expect(PatternMatching.replace(.first, "", in: "abc", with: "-", isUTF8: true) == "abc")
        #expect(PatternMatching.replace(.prefix, "", in: "abc", with: "-", isUTF8: true) == "-abc")
        #expect(PatternMatching.replace(.suffix, "", in: "abc", with: "-", isUTF8: true) == "abc-")
        #expect(PatternMatching.replace(.all, "*", in: "", with: "-", isUTF8: true) == "-")
    }

    @Test(arguments: ["*", "a[b]c", "[!a-z]", "[[:alpha:]]", "\\", "a\\b", "-^!", "é*"])
    func `a quoted string matches itself alone`(text: String) {
        let literal = ByteString(text)
        var builder = FieldBuilder(.pattern, separators: FieldSeparators(), notesPatterns: false)
        builder.appendQuoted(literal)
        let pattern = builder.finishString()
        #expect(PatternMatching.matches(pattern, literal, isUTF8: true))
        #expect(!PatternMatching.hasSpecial(pattern))
        #expect(PatternMatching.unquote(pattern) == literal)
    }

    @Test func `many asterisks do not take exponential time`() {
        let stars = ByteString([UInt8](repeating: 0x2A, count: 60))
        let subject = ByteString([UInt8](repeating: 0x61, count: 20_000))
        var pattern = ByteString()
        for _ in 0..<30 { pattern += "*a" }
        #expect(!PatternMatching.matches(pattern + "*b", subject, isUTF8: true))
        #expect(PatternMatching.matches(stars, subject, isUTF8: true))
    }
}
