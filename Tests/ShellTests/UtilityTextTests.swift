import Bytes
import Testing

@testable import Shell

@Suite struct UtilityTextTests {
    @Test(arguments: [
        ("022", 0, 0o022), ("1777", 0, 0o777), ("u=rwx,g=,o=", 0o022, 0o077), ("a+r", 0o077, 0o033),
        ("g-w,o=u", 0o033, 0o030), ("u=g", 0o777, 0o777), ("=rX", 0o777, 0o333), ("u=rw-w+x", 0, 0o200),
        ("+", 0o22, 0o22),
    ])
    func `masks are set by digits and by symbols`(text: String, old: Int, new: Int) {
        #expect(FileModeMask.parse(ByteString(text), changing: UInt32(old)) == UInt32(new))
    }

    @Test(arguments: ["", "8", "022,", "ugo", "u=q", "u=r,,g=r", "999999999999", "x"])
    func `what is no mask is refused`(text: String) {
        #expect(FileModeMask.parse(ByteString(text), changing: 0) == nil)
    }

    @Test func `masks are written in octal and in symbols`() {
        #expect(FileModeMask.octal(0o22) == "0022")
        #expect(FileModeMask.octal(0o777) == "0777")
        #expect(FileModeMask.symbols(0o22) == "u=rwx,g=rx,o=rx")
        #expect(FileModeMask.symbols(0o777) == "u=,g=,o=")
    }

    @Test func `exit statuses and numbers have the names of signals`() {
        #expect(Shell.signalName(ofStatus: 15) == "TERM")
        #expect(Shell.signalName(ofStatus: 143) == "TERM")
        #expect(Shell.signalName(ofStatus: 128) == nil)
        #expect(Shell.signalName(ofStatus: 999) == nil)
    }

    @Test func `integers of test may have white space around them`() {
        #expect(Shell.testInteger(" 12\t") == 12)
        #expect(Shell.testInteger("-5") == -5)
        for text in ["", " ", "1 2", "x", "9223372036854775808"] { #expect(Shell.testInteger(ByteString(text)) == nil) }
    }

    @Test func `times are minutes and seconds`() {
        #expect(Shell.minutesAndSeconds(12_345, ticksPerSecond: 100) == "2m3.450000s")
    }
}
