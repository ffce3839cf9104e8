import Bytes
import Testing

@testable import Interactive

@Suite struct HistoryFileTests {
    private let execution = History.Execution(
        began: 1_700_000_000, milliseconds: 1500, statuses: [0, 141, 2], directory: "/a;b:c\\d\ne")

    @Test func `a line says when, how long, with which statuses, where and what`() {
        let line = HistoryFile.line(of: "echo 'a\\b\nc;d'", execution)
        #expect(line.text == ": 1700000000:1500:0|141|2:/a\\sb:c\\\\d\\ne;echo 'a\\\\b\\nc;d'\n")
    }

    @Test func `every byte but NUL comes back, and takes one line`() {
        var bytes = (1...255 as ClosedRange<UInt8>).map { $0 }
        for _ in 0..<3 {
            let text = ByteString(bytes + bytes.reversed())
            var execution = execution
            execution.directory = "/" + text
            let line = HistoryFile.line(of: text, execution)
            #expect(line.split(on: 0x0A).count == 2)
            let entry = HistoryFile.entry(of: line.prefix(line.count - 1))
            #expect(entry?.text == text)
            #expect(entry?.execution == execution)
            // Other neighbours.
            bytes = bytes.indices.map { bytes[($0 * 7) % bytes.count] }
        }
    }

    @Test(arguments: ["ls -l", ": no record", ": 1:2", ": 1:2:0;short", ": x:2:0:/;y", "a\\nb", ": 1700000000:0;zsh's"])
    func `another line is a command as it stands`(line: String) {
        let entry = HistoryFile.entry(of: ByteString(line))
        #expect(entry?.text.text == line)
        #expect(entry?.execution == nil)
    }

    @Test(arguments: ["", ": 1:2:0:/;"])
    func `a line without a command is none`(line: String) {
        #expect(HistoryFile.entry(of: ByteString(line)) == nil)
    }

    @Test func `numbers that are too large do not count`() {
        let line: ByteString = ": 99999999999999999999:1:0:/;x"
        #expect(HistoryFile.entry(of: line)?.text == line)
        #expect(HistoryFile.entry(of: ": 1:2:99999999999999999999|4294967297:/;x")?.execution?.statuses == [1])
    }
}
