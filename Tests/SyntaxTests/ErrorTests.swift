// Syntax errors: their place, what was found and what was expected; and that nothing else ever happens.

import Bytes
import Syntax
import Testing

@Suite struct Errors {
    @Test(
        arguments: [
            ("fi", "1:1: syntax error: `fi' unexpected, expected a command"),
            ("a\nb | | c", "a\n2:5: syntax error: `|' unexpected, expected a command"),
            ("if a; b; fi", "1:10: syntax error: `fi' unexpected, expected `then'"),
            ("while a; done", "1:10: syntax error: `done' unexpected, expected `do'"),
            ("for 1 in a; do b; done", "1:5: syntax error: `1' is not a valid variable name"),
            ("for a b; do c; done", "1:7: syntax error: `b' unexpected, expected `in'"),
            ("case a b", "1:8: syntax error: `b' unexpected, expected `in'"),
            (
                "case a in b) c",
                "1:15: syntax error: end of input unexpected, expected `;;' or `esac'; the `case' in line 1 is open"
            ),
            ("{ a; ", "1:6: syntax error: end of input unexpected, expected `}'; the `{' in line 1 is open"),
            ("(a", "1:3: syntax error: end of input unexpected, expected `)'; the `(' in line 1 is open"),
            ("a )", "1:3: syntax error: `)' unexpected, expected `;' or a newline"),
            ("()", "1:2: syntax error: `)' unexpected, expected a command"),
            ("a >", "1:4: syntax error: end of input unexpected, expected a word after the redirection operator"),
            ("a <<\nb", "1:5: syntax error: newline unexpected, expected the delimiter of the here-document"),
            ("a ;; b", "1:3: syntax error: `;;' unexpected, expected `;' or a newline"),
            ("f() a", "1:5: syntax error: `a' unexpected, expected a compound command as the body of the function"),
            ("echo 'a", "1:6: syntax error: no closing `''"),
            ("echo \"a\nb", "1:6: syntax error: no closing `\"'"),
            ("echo `a", "1:6: syntax error: no closing ``'"),
            ("echo ${a", "1:6: syntax error: no closing `}' of `${'"),
            ("echo $(a", "1:6: syntax error: no closing `)' of `$('"),
            ("echo $(fi)", "1:8: syntax error: `fi' unexpected, expected `)'"),
            ("9999999999>a", "1:1: syntax error: file descriptor out of range"),
        ] as [(ByteString, String)]) func areAtTheirPlace(_ text: ByteString, _ expected: String)
    {
        #expect(printed(text) == expected)
    }

    @Test(
        arguments: [
            ("for ((a=1; a<2; a++)); do b; done", "1:5: syntax error: `for ((...))' is not supported"),
            ("select a in b; do c; done", "1:1: syntax error: `select' is not supported"),
            ("case a in b) c;;& esac", "1:15: syntax error: `;;&' is not supported"),
            ("echo @(a|b)", "1:7: syntax error: extended patterns are not supported"),
            ("a=([1]=b)", "1:4: syntax error: `[index]=' inside an array is not supported"),
        ] as [(ByteString, String)]) func sayWhatIsNotSupported(_ text: ByteString, _ expected: String)
    {
        #expect(printed(text) == expected)
    }

    @Test(
        arguments: [
            "if a", "a &&", "a |", "echo 'a", "echo \"a", "echo $(a", "echo ${a", "{ a", "f()", "for a", "case a in",
            "echo `a", "cat <<E; (", "echo $((1 +",
        ] as [ByteString]) func unfinishedInputIsIncomplete(_ text: ByteString)
    {
        #expect(syntaxError(text)?.isIncomplete == true)
    }

    @Test(arguments: ["fi", "in a", "a | | b", "echo $(fi)", "(a))"] as [ByteString])
    func wrongInputIsNotIncomplete(_ text: ByteString) {
        #expect(syntaxError(text)?.isIncomplete == false)
    }

    @Test func anErrorInBackquotesIsLeftToTheirExpansion() {
        #expect(printed("echo `(` `fi` \"`echo '\\\\'`\"") == "echo `(` `fi` \"$(echo '\\')\"")
        #expect(printed("echo `a \\`(\\``") == "echo $(a `(`)")
        #expect(printed("echo `}; echo \\`a\\$b`") == "echo `}; echo \\`a\\$b`")
    }

    @Test(
        arguments: [
            "echo ${a!}", "echo ${}", "echo ${%}", "echo \"${(%)a}\"", "echo ${a^^}", "echo ${a@Q}", "echo ${!a}",
            "echo ${#a^}", "echo ${!a[1]x}", "echo ${a b}", "let \"a++\"",
        ] as [ByteString]) func badSubstitutionsKeepTheirText(_ text: ByteString)
    {
        #expect(printed(text) == text.text)
    }

    @Test func aMarkStandsUnderThePlace() {
        #expect(syntaxError("a\n\té fi | |\nb")?.marked.text == "\té fi | |\n\t       ^")
    }

    @Test func extensionsAreOffInPosixMode() {
        #expect(printed("[[ a ]]; time a; see plan b", posix: true) == "[[ a ]]; time a; see plan b")
        #expect(printed("a &>b", posix: true) == "a & >b")
        #expect(printed("a <<<b", posix: true).contains("unexpected"))
        #expect(printed("a |& b", posix: true).contains("`&' unexpected"))
        #expect(printed("a=(b)", posix: true).contains("`(' unexpected"))
        #expect(printed("echo ${a/b}", posix: true) == "echo ${a/b}")
        #expect(printed("echo ${a'b'}", posix: true) == "echo ${a'b'}")
        #expect(printed("((a))", posix: true) == "( (a))")
        #expect(printed("! ! a", posix: true).contains("`!' unexpected"))
        #expect(printed("a-b() { c; }", posix: true).contains("not a valid function name"))
    }

    @Test(
        arguments: ["(", "{ ", "$(", "${a-", "\"$(", "! ( ", "$((", "if ", "$((-", "[[ ! ", "case a in (b) "]
            as [ByteString])
    func depthIsAnError(_ opening: ByteString) {
        let beginsWord = opening.first == 0x24 || opening.first == 0x22
        var text: [UInt8] = beginsWord ? ByteString("echo ").array : []
        for _ in 0..<20_000 { text.append(opening) }
        #expect(syntaxError(ByteString(text)) != nil)
    }

    @Test func longChainsAreNotDeep() {
        var text: [UInt8] = ByteString("echo $((1").array
        for _ in 0..<100_000 { text.append(ByteString("+1")) }
        text.append(ByteString("))"))
        #expect(syntaxError(ByteString(text)) == nil)
    }
}

@Suite struct Fuzzing {
    static let snippets: [ByteString] = [
        "echo a 'b' \"$c ${d:-e}\"\n", "if a; then b; fi\n", "cat <<E\n$x\nE\n", "$((1+(2)))", "$( (a) )",
        "`b \\`c\\``", "${a[1]}", "${#a}",
        "a=(b c)", "[[ a =~ (b|c) && d ]]", "case x in (y) z;; esac", "for i in a; do b; done\n", "f() { a; }", "{v}>x",
        "&>", "<<<", "|&", "<(a)",
        "see plan ", "coproc ", "time -p ", "\\\n", "$'\\x41\\u00e9'", "\0", "\u{FF}", "~/a:~b", "{a,b}", "e ", "l",
        "((", "))", ";;", "$", "\\", "\"", "'", "}", ")",
    ]

    @Test func noInputTrapsAndEveryTreePrintsToItself() {
        var random = Xorshift()
        for round in 0..<6000 {
            var text: [UInt8] = []
            for _ in 0...random.next(8) { text.append(Self.snippets[random.next(Self.snippets.count)]) }
            for _ in 0..<random.next(4) where !text.isEmpty {
                switch random.next(3) {
                case 0: text[random.next(text.count)] = UInt8(random.next(256))
                case 1: text.remove(at: random.next(text.count))
                default: text.insert(UInt8(random.next(128)), at: random.next(text.count + 1))
                }
            }
            let posix = round & 1 == 0
            let aliases: [ByteString: ByteString] =
                round & 2 == 0 ? [:] : ["e": "echo ", "l": "<", "a": "b\n", "b": "'"]
            let first = printed(ByteString(text), posix: posix, aliases: aliases)
            guard aliases.isEmpty, syntaxError(ByteString(text), posix: posix) == nil, !text.contains(0) else {
                continue
            }
            guard String(validating: text, as: UTF8.self) != nil else { continue }
            let second = printed(ByteString(first), posix: posix)
            #expect(first == second, "\(ByteString(text).text.debugDescription)")
            if first != second { return }
        }
    }
}
