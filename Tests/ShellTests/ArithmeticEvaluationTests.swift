import Bytes
import Testing

@testable import Shell

@Suite struct ArithmeticEvaluationTests {
    private let shell = Shell(stackLimit: .none) { _ in fatalError("nothing interactive is asked for") }

    private func value(_ text: String) -> String {
        do {
            return String(try shell.evaluate(text: ByteString(text)))
        } catch {
            return error.message.text
        }
    }

    private func variable(_ name: ByteString) -> String? {
        shell.value(of: shell.names.intern(name))?.text
    }

    @Test(arguments: [
        ("", "0"), (" 42 ", "42"), ("-7", "-7"), ("+7", "7"), ("010", "8"), ("0x1F", "31"), ("-0x10", "-16"),
        ("2#101", "5"),
        ("36#z", "35"), ("64#_", "63"), ("unset", "0"), ("-9223372036854775808", "-9223372036854775808"),
    ])
    func `constants have the values of their bases`(text: String, expected: String) {
        #expect(value(text) == expected)
    }

    @Test(arguments: [
        ("1 + 2 * 3", "7"), ("(1 + 2) * 3", "9"), ("7 / -2", "-3"), ("-7 % 3", "-1"), ("1 << 4 | 3", "19"),
        ("6 & 3 ^ 1", "3"),
        ("~0", "-1"), ("!5", "0"), ("!0", "1"), ("3 < 5", "1"), ("5 <= 4", "0"), ("2 == 2 != 0", "1"),
        ("1 && 0 || 2", "1"),
        ("0 ? 1 : 2 ? 3 : 4", "3"), ("1, 2, 3", "3"), ("- - 5", "5"), ("1 << 65", "2"), ("-1 >> 1", "-1"),
        ("10 - 2 - 3", "5"),
    ])
    func `operators bind and associate as in C`(text: String, expected: String) {
        #expect(value(text) == expected)
    }

    @Test(arguments: [
        "9223372036854775807 + 1", "-9223372036854775808 - 1", "9223372036854775807 * 2", "-(-9223372036854775808)",
        "-9223372036854775808 / -1",
    ])
    func `an overflow is an error`(text: String) {
        #expect(value(text) == "arithmetic expression: result does not fit into 64 bits")
    }

    @Test(arguments: ["1 / 0", "1 % 0", "x /= 0"])
    func `a division by zero is an error`(text: String) {
        #expect(value(text) == "arithmetic expression: division by zero")
    }

    @Test func `the remainder of the smallest number by -1 is 0`() {
        #expect(value("-9223372036854775808 % -1") == "0")
    }

    @Test(arguments: [
        ("x = 5", "5"), ("x += 3", "9"), ("x -= 3", "3"), ("x *= 3", "18"), ("x /= 4", "1"), ("x %= 4", "2"),
        ("x <<= 2", "24"),
        ("x >>= 1", "3"), ("x &= 3", "2"), ("x |= 1", "7"), ("x ^= 2", "4"), ("++x", "7"), ("--x", "5"),
    ])
    func `assignment operators assign their value`(text: String, expected: String) throws {
        _ = try shell.evaluate(text: "x = 6")
        #expect(value(text) == expected)
        #expect(variable("x") == expected)
    }

    @Test func `a postfix step has the value of before`() {
        #expect(value("x = 6, x++") == "6")
        #expect(variable("x") == "7")
        #expect(value("x--") == "7")
        #expect(variable("x") == "6")
    }

    @Test func `an operand that is not evaluated has no effect`() {
        #expect(value("0 && (a = 1), 1 || (b = 1), 1 ? 2 : (c = 1)") == "2")
        for name in ["a", "b", "c"] as [ByteString] { #expect(variable(name) == nil) }
    }

    @Test func `the value of a variable is an expression`() throws {
        try shell.assign(shell.names.intern("x"), "y + 1")
        try shell.assign(shell.names.intern("y"), "0x10")
        #expect(value("x * 2") == "34")
        #expect(value("(y = 010) + x") == "17")
    }

    @Test func `with nounset an unset variable is an error`() {
        shell.state.options.insert(.nounset)
        #expect(value("missing + 1") == "missing: parameter not set")
    }

    @Test(arguments: ["1 +", "1 2", "(1", "08", "9223372036854775808", "1 = 2", "1 ? 2"])
    func `a wrong expression is an error`(text: String) {
        #expect(value(text).hasPrefix("arithmetic expression: "))
    }
}
