import Bytes
import Testing

@testable import XRay

@Suite struct DisplayTests {
    @Test(
        arguments: [
            ("plain", "plain"), ("a\nb", "a\\x0Ab"), ("\u{1B}[31m", "\\x1B[31m"), ("\u{7F}", "\\x7F"),
            ("\u{9B}31m", "\\xC2\\x9B31m"), ("back\\slash", "back\\\\slash"), ("\u{202E}gnp", "\\xE2\\x80\\xAEgnp"),
            ("\u{D55C}\u{AE00}", "\u{D55C}\u{AE00}"), ("\u{1F600}", "\u{1F600}"),
        ] as [(String, String)])
    func `what a terminal would act on is shown as hexadecimal`(name: String, expected: String) {
        #expect(Display.escaped(ByteString(name)) == ByteString(expected))
    }

    @Test(
        arguments: [
            ([0xFF], "\\xFF"), ([0xC0, 0x80], "\\xC0\\x80"), ([0xED, 0xA0, 0x80], "\\xED\\xA0\\x80"),
            ([0xF4, 0x90, 0x80, 0x80], "\\xF4\\x90\\x80\\x80"), ([0xE2, 0x82], "\\xE2\\x82"), ([0x61, 0x80], "a\\x80"),
        ] as [([UInt8], ByteString)])
    func `bytes that are not UTF-8 are shown as hexadecimal`(bytes: [UInt8], expected: ByteString) {
        #expect(Display.escaped(ByteString(bytes)) == expected)
    }

    @Test func `no byte of a name can be a control in the output`() {
        for first in 0...UInt8.max {
            for second in stride(from: UInt8(0), to: 255, by: 5) {
                let shown = Display.escaped(ByteString([first, second, first]))
                #expect(shown.allSatisfy { $0 >= 0x20 && $0 != 0x7F })
                #expect(String(validating: shown.array, as: UTF8.self) != nil)
            }
        }
    }

    @Test(
        arguments: [
            ("abc", 3), ("\u{D55C}\u{AE00}", 4), ("\u{1F600}", 2), ("e\u{301}", 1), ("\u{3042}a", 3), ("", 0),
            ("\u{1F468}\u{200D}\u{1F469}", 4),
        ] as [(String, Int)])
    func `the width is in columns`(name: String, columns: Int) {
        #expect(Display.width(ByteString(name)) == columns)
    }

    @Test func `a long name is cut in the middle, never inside a character`() {
        #expect(Display.escaped("/usr/share/doc/file.txt", columns: 15) == "/usr/s...le.txt")
        let korean = Display.escaped(ByteString(String(repeating: "\u{D55C}", count: 40)), columns: 20)
        #expect(Display.width(korean) <= 20)
        #expect(String(validating: korean.array, as: UTF8.self) != nil)
    }

    @Test func `JSON strings escape quotes, controls and bytes that are not UTF-8`() {
        var json: [UInt8] = []
        ByteString([0x22, 0x5C, 0x0A, 0x01, 0x1B, 0xFF, 0x7F, 0xED, 0x95, 0x9C]).write(to: &json)
        #expect(text(json) == "\"\\\"\\\\\\n\\u0001\\u001b\\\\xFF\\\\x7F\u{D55C}\"")
    }

    @Test func `rows are aligned by columns and not by bytes`() {
        var page = Page(.plain)
        page.table([["\u{D55C}\u{AE00}", "x"], ["abcde", "y"]])
        #expect(text(page.bytes) == "\u{D55C}\u{AE00}   x\nabcde  y\n")
    }

    @Test func `every mode is listed and explains its marks`() {
        let list = text(ViewMode.list(style: .plain))
        for name in ["plan", "fds", "trace", "waits", "graph"] as [ByteString] {
            #expect(list.contains("  see \(name) "))
            #expect(ViewMode.named(name).map { $0.help(style: .plain).count > 200 } == true)
        }
        #expect(ViewMode.named("nothing") == nil)
    }
}
