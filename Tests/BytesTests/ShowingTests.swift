import Bytes
import Testing

@Suite struct ShowingTests {
    @Test func `text stays as it is`() {
        for text in ["", "plain", "größe 줄 😀", "back\\slash", "e\u{301}", "a\u{200D}b"] as [ByteString] {
            #expect(text.shown == text)
            #expect(!text.hasHidden)
        }
    }

    @Test func `what a terminal would act on is shown by its bytes`() {
        let cases: [([UInt8], ByteString)] = [
            ([0x1B], "\\x1B"), ([0x0A], "\\x0A"), ([0x61, 0x09, 0x62], "a\\x09b"), ([0x7F], "\\x7F"),
            ([0xC2, 0x9B], "\\xC2\\x9B"), ([0xE2, 0x80, 0xAE], "\\xE2\\x80\\xAE"),
            ([0xEF, 0xBB, 0xBF], "\\xEF\\xBB\\xBF"),
        ]
        for (bytes, shown) in cases {
            #expect(ByteString(bytes).shown == shown)
            #expect(ByteString(bytes).hasHidden)
        }
    }

    @Test func `so is each byte that is no character`() {
        let cases: [([UInt8], ByteString)] = [
            ([0xFF], "\\xFF"), ([0xC3], "\\xC3"), ([0xC3, 0x28], "\\xC3("), ([0xED, 0xA0, 0x80], "\\xED\\xA0\\x80"),
            ([0xC0, 0xAF], "\\xC0\\xAF"), ([0xF4, 0x90, 0x80, 0x80], "\\xF4\\x90\\x80\\x80"),
        ]
        for (bytes, shown) in cases { #expect(ByteString(bytes).shown == shown) }
    }

    @Test func `backslashes are doubled, and lines kept, on demand`() {
        #expect(("a\\b\u{1B}" as ByteString).shown(doublesBackslash: true) == "a\\\\b\\x1B")
        #expect(("a\n\tb\u{1B}" as ByteString).shown(keepsLines: true) == "a\n\tb\\x1B")
        #expect(!("a\n\tb" as ByteString).hasHidden(besidesLines: true))
        #expect(("a\n\u{1B}" as ByteString).hasHidden(besidesLines: true))
    }
}
