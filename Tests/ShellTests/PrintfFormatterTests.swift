import Bytes
import Testing

@testable import Shell

@Suite struct PrintfFormatterTests {
    private func format(_ format: ByteString, _ arguments: [ByteString]) -> (text: String, problems: Int) {
        var formatter = PrintfFormatter(arguments[...], isUTF8: true)
        formatter.run(format)
        return (String(decoding: formatter.output, as: UTF8.self), formatter.problems.count)
    }

    @Test(arguments: [
        ("%s,", ["a", "b"], "a,b,"), ("%s-%s\\n", ["a", "b", "c"], "a-b\nc-\n"), ("x", ["a", "b"], "x"),
        ("%5s|%-5s|%.2s", ["ab", "ab", "abc"], "   ab|ab   |ab"), ("%05d|%+d|% d", ["-3", "3", "3"], "-0003|+3| 3"),
        ("%.3d|%5.3d|%-6.3d|", ["5", "5", "5"], "005|  005|005   |"),
        ("%#o %#x %#X", ["8", "255", "255"], "010 0xff 0XFF"),
        ("%.0d|%+.0d|%#.0o", ["0", "0", "0"], "|+|0"),
        ("%x %u", ["-1", "-1"], "ffffffffffffffff 18446744073709551615"),
        ("%d %d %d", ["0x1F", "010", "'a"], "31 8 97"), ("%d", ["'é"], "233"), ("%i", [""], "0"),
        ("%2$s %1$s\\n", ["a", "b", "c", "d"], "b a\nd c\n"),
        ("%*d|%-*d|%.*s", ["4", "1", "3", "2", "1", "xyz"], "   1|2  |x"),
        ("%2$*1$d", ["3", "7"], "  7"), ("%b", ["a\\tb\\0101\\101"], "a\tbAA"), ("%b%s", ["x\\cy", "z"], "x"),
        ("\\101\\x41\\u00e9\\\\", [], "AAé\\"), ("%%|%c%c", ["xy", "z"], "%|xz"),
        ("%f %e %g", ["1.5", "1.5", "1.5"], "1.500000 1.500000e+00 1.5"),
        ("%08.3f|%-8.1f|%+g", ["3.14159", "2.5", "1"], "0003.142|2.5     |+1"), ("%a", ["1"], "0x1p+0"),
        ("%ld", ["5"], "5"),
        ("%d", ["-9223372036854775808"], "-9223372036854775808"),
    ])
    func `arguments are written as the format says`(format: String, arguments: [String], expected: String) {
        let result = self.format(ByteString(format), arguments.map { ByteString($0) })
        #expect(result.text == expected)
        #expect(result.problems == 0)
    }

    @Test(arguments: [
        ("%d", "12x", "12"), ("%d", "abc", "0"), ("%d", "9223372036854775808", "9223372036854775807"),
        ("%d", "-9223372036854775809", "-9223372036854775808"), ("%u", "18446744073709551616", "18446744073709551615"),
        ("%f", "1x", "1.000000"), ("%d", "0x", "0"), ("a%yb", "1", "a"), ("a%", "1", "a"), ("%99999999999d", "1", ""),
    ])
    func `what is wrong is noted, and the rest is written`(format: String, argument: String, expected: String) {
        let result = self.format(ByteString(format), [ByteString(argument)])
        #expect(result.text == expected)
        #expect(result.problems == 1)
    }
}
