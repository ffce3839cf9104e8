import Bytes
import Testing

@testable import Interactive

@Suite struct CursorContextTests {
    private func context(_ line: String) -> CursorContext? {
        CursorContext(ByteString(line), breaks: "=:") { ["HOME": "/home/me", "x": "a/b=c"][$0] }
    }

    @Test(
        arguments: [
            ("", "", []), ("ec", "ec", []), ("true; ec", "ec", []), ("a | b", "b", []), ("a && b", "b", []),
            ("a & b", "b", []),
            ("if tr", "tr", []), ("A=b ec", "ec", []), ("echo $(ec", "ec", []), ("echo `ec", "ec", []),
            ("(ec", "ec", []),
            ("! time ec", "ec", []), ("a <(ec", "ec", []), ("a\nec", "ec", []), ("echo \"$(ec", "ec", []),
            ("{ ec", "ec", []),
        ] as [(String, String, [String])])
    func `a command begins behind operators, reserved words and assignments`(
        line: String, value: String, words: [String]
    ) {
        let found = context(line)
        #expect(found?.place == .command)
        #expect(found?.value.text == value)
        #expect(found?.words.map(\.text) == words)
        #expect(found?.start == line.utf8.count - value.utf8.count)
    }

    @Test(
        arguments: [
            ("echo a", "a", ["echo"]), ("echo ", "", ["echo"]), (#"echo 'a b' c\ d"#, "c d", ["echo", "a b"]),
            (#"echo "a $HOME/"#, "a /home/me/", ["echo"]), (#"echo $'a\'b' c"#, "c", ["echo", "a'b"]),
            ("a >b c", "c", ["a"]), ("a 2>b c", "c", ["a"]), ("a &>b c", "c", ["a"]),
            ("echo $(true) c", "c", ["echo", ""]),
            ("x=1 a b", "b", ["a"]), ("a #b c\nd e", "e", ["d"]), ("a b\\\nc", "b\nc", ["a"]), ("if", "if", []),
        ] as [(String, String, [String])])
    func `words stand in front of the one at the cursor, without quotes`(line: String, value: String, words: [String]) {
        let found = context(line)
        #expect(found?.value.text == value)
        #expect(found?.words.map(\.text) == words)
    }

    @Test(arguments: [
        ("a >", false), ("a 2> f", false), ("a <f", false), ("a >>f", false), ("a &>f", false), ("a >&", true),
        ("a 2>&1", true), ("a <&", true), ("a >|f", false), ("a <>f", false),
    ])
    func `a redirection has its target`(line: String, isDuplication: Bool) {
        #expect(context(line)?.place == .redirection(isDuplication: isDuplication))
    }

    @Test(arguments: [
        ("echo $HO", "HO", false, 6), ("echo ${HO", "HO", true, 7), ("echo \"$", "", false, 7), ("$x", "x", false, 1),
        ("a >$H", "H", false, 4),
    ])
    func `a variable's name ends at the cursor`(line: String, name: String, isBraced: Bool, start: Int) {
        let found = context(line)
        #expect(found?.place == .variable(isBraced: isBraced))
        #expect(found?.value.text == name)
        #expect(found?.start == start)
    }

    @Test(arguments: [
        ("echo 'a", CursorContext.Quote.single, 5), ("echo x\"a b", .double, 6), ("echo $'a", .dollarSingle, 5),
        ("echo 'a'", .none, 5), ("echo \"$(a 'b", .single, 10),
    ])
    func `quotes that are open are known`(line: String, quote: CursorContext.Quote, start: Int) {
        #expect(context(line)?.quote == quote)
        #expect(context(line)?.quoteStart == start)
    }

    @Test(arguments: [
        ("cat a/b", 6, 2), ("cat a", 4, 0), ("cat $HOME/f", 10, 9), (#"cat a\/b"#, 7, 2), ("cat 'a b'/c", 10, 4),
        ("cat $x", 5, 0), ("cat ${x}y", 8, 5),
    ])
    func `the last name of a path is what a file takes the place of`(line: String, start: Int, offset: Int) {
        let name = context(line)?.lastName
        #expect(name?.start == start)
        #expect(name?.offset == offset)
    }

    @Test func `an operand stands behind the first equals sign, a part behind the last break`() {
        let found = context("dd if=a:b=c")
        #expect(found?.operand?.start == 6)
        #expect(found?.operand?.offset == 3)
        #expect(found?.part.start == 10)
        #expect(found?.part.offset == 7)
        #expect(context(#"dd if\=a"#)?.operand == nil)
        #expect(context("dd 'a=b:c'")?.part.offset == 0)
        #expect(context("dd ${x}")?.operand == nil)
    }

    @Test(arguments: [("true; A=b foo a", 10), ("foo", 0), ("echo $(  bar x", 9), ("a | b c", 4)])
    func `the command begins at its first word`(line: String, start: Int) {
        guard let found = context(line), !found.words.isEmpty else { return }
        #expect(found.commandStart == start)
    }

    @Test func `there is nothing to complete in a comment`() {
        #expect(context("# co") == nil)
        #expect(context("echo a #b") == nil)
        #expect(context("echo a#b")?.value.text == "a#b")
    }

    @Test func `no line makes trouble`() {
        let pieces = [
            "'", "\"", "$", "{", "}", "(", ")", "`", "\\", " ", ">", "&", "=", "#", "a", "\n", "<", ";", "$'",
        ]
        var seed: UInt32 = 7
        for _ in 0..<20_000 {
            var line = ""
            for _ in 0..<12 {
                seed = seed &* 1_664_525 &+ 1_013_904_223
                line += pieces[Int(seed >> 8) % pieces.count]
            }
            guard let found = context(line) else { continue }
            let count = line.utf8.count
            #expect(found.start <= count && found.lastName.start <= count && found.part.start <= count, "\(line)")
            #expect(found.lastName.offset <= found.value.count && found.part.offset <= found.value.count, "\(line)")
        }
    }
}
