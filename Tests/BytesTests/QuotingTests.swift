import Bytes
import Testing

@Suite struct QuotingTests {
    @Test(arguments: [
        ("", "''"),
        ("plain", "plain"),
        ("/usr/bin:/bin", "/usr/bin:/bin"),
        ("a=b", "a=b"),
        ("=b", "'=b'"),
        ("two words", "'two words'"),
        ("~", "'~'"),
        ("#", "'#'"),
        ("*.c", "'*.c'"),
        ("{a,b}", "'{a,b}'"),
        ("$x`y`\\", "'$x`y`\\'"),
        ("it's", "'it'\\''s'"),
        ("'", "''\\'''"),
        ("가\u{1F600}", "가\u{1F600}"),
        ("가 \u{1F600}", "'가 \u{1F600}'"),
        ("a\nb", "$'a\\nb'"),
        ("\t'\\", "$'\\t\\'\\\\'"),
        ("\u{1B}[0m", "$'\\e[0m'"),
        ("\u{1}1", "$'\\0011'"),
        ("\u{7F}", "$'\\177'"),
        ("\u{85}", "$'\\302\\205'"),
    ])
    func `a word is quoted as far as it needs to be`(bytes: String, quoted: String) {
        #expect(ByteString(bytes).shellQuoted.text == quoted)
    }

    @Test func `bytes that are no character are written as octal escapes`() {
        #expect(ByteString([0x61, 0xFF, 0x30]).shellQuoted == "$'a\\3770'")
        #expect(ByteString([0xC3]).shellQuoted == "$'\\303'")
        #expect(ByteString([0xC3, 0xA9, 0xA9]).shellQuoted == ByteString(Array("$'é\\251'".utf8)))
    }

    @Test func `quoting always quotes plain words too`() {
        #expect(("plain" as ByteString).shellQuoted(always: true) == "'plain'")
        #expect(("" as ByteString).shellQuoted(always: true) == "''")
        #expect(("a\nb" as ByteString).shellQuoted(always: true) == "$'a\\nb'")
    }
}
