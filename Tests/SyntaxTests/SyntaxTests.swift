// What was written comes back: texts that are parsed and printed, and parsed again.

import Bytes
import Syntax
import Testing

@Suite struct RoundTrips {
    /// Texts that print as they stand.
    static let asWritten: [ByteString] = [
        "echo a 'b c' \"d $e ${f}\" \\g",
        "a=1 b= c=~/x:~y d",
        "a >b 2>&1 <c >>d <>e >|f 3<&- 4>&5",
        "! a | b | c && d || e; f & g",
        "{ a; b; }; (a; b) >c",
        "if a; then b; elif c; then d; else e; fi",
        "while a; do b; done; until c; do d; done",
        "for i; do a; done; for i in; do a; done; for i in a \"$b\" *; do c; done",
        "case $a in (b|'c') d ;; (*) e; f ;& (g) ;; esac",
        "f() { a; } >b; g() (c)",
        "echo ${a:-b c} ${a=~} ${a:?} ${a+$(b)} ${#a} ${a%.*} ${a##*/} ${#} ${##} ${#-x} ${10} $10",
        "echo \"${a:-'b' \"c d\"}\" \"${a#'b'}\" \"${a:-\\}}\"",
        "echo $((1 + a * (2 - $b))) \"$((x))\" $( (a); b) $(a; b)",
        "echo $'a\\n\\001\\'' '' \"\"",
        "cat <<E && b\na $b\nE",
        "cat <<'E' <<-F | c\n$a\nE\nb\nF",
        "echo \"$(cat <<E\nx\nE\n)\" b",
        "( (echo a) | (b); c)",
        "a() { b; }",
    ]

    @Test(arguments: asWritten) func printsAsItWasWritten(_ text: ByteString) {
        #expect(printed(text).trimmingNewlines() == text.text)
    }

    static let extensions: [ByteString] = [
        "a=(b \"c d\" $e) f[1 + 2]=x g+=y",
        "echo ${a[1]} \"${a[@]}\" ${#a[*]} ${!a[@]} ${a/b/c} ${a//b} ${a/#b/c} ${a:1:2} ${a: -1}",
        "a <<<$b &>c; d &>>e; {v}>f",
        "[[ -f $a && ! ( $b == x* || c < d ) ]]",
        "[[ $a =~ ^(b|c d)+$ ]]",
        "coproc a b; coproc X { c; }",
        "time -p a | b; time ! c",
        "see plan a | b; see trace -o f --json { a; }",
        "diff <(a) >(b; c)",
    ]

    @Test(arguments: extensions) func printsExtensionsAsWritten(_ text: ByteString) {
        #expect(printed(text) == text.text)
    }

    @Test func otherSpellingsBecomeOne() {
        #expect(printed("a |& b") == "a 2>&1 | b")
        #expect(printed("echo `a \\`b\\` \"\\$c\"`") == "echo $(a $(b) \"$c\")")
        #expect(printed("case a in b) c;; esac") == "case a in (b) c ;; esac")
        #expect(printed("! ! a") == "a")
        #expect(printed("a\\\nb 'c\\\nd' \"e\\\nf\"") == "ab 'c\\\nd' \"ef\"")
    }

    @Test func blocksAreIndented() throws {
        let list = try #require(
            try makeParser("f() { if a; then b; fi; case c in d) e;; esac; }").nextCompleteCommand())
        let block = Printer.print(list, style: .block).text
        #expect(
            block == """
                f() {
                    if a; then
                        b
                    fi
                    case c in
                    (d)
                        e
                        ;;
                    esac
                }
                """)
    }
}

@Suite struct Tokens {
    @Test func lineContinuationsStandAnywhere() {
        #expect(
            printed("ec\\\nho $\\\n{\\\na\\\n#\\\n#b} $\\\n(\\\n(\\\n1)\\\n) a\\\n&\\\n&b >\\\n>c")
                == "echo ${a##b} $((1)) a && b >>c")
        #expect(printed("i\\\nf a; t\\\nhen b; fi") == "if a; then b; fi")
    }

    @Test func digitsBeforeARedirectionBelongToIt() {
        #expect(simpleCommand("echo 2>a")?.words.count == 1)
        #expect(simpleCommand("echo 2 >a")?.words.count == 2)
        #expect(simpleCommand("echo a2>a")?.words.count == 2)
        #expect(simpleCommand("echo \\2>a")?.words.count == 2)
        #expect(simpleCommand("echo {v}>a")?.words.count == 1)
        #expect(simpleCommand("echo {v}>a", posix: true)?.words.count == 2)
    }

    @Test func reservedWordsCountOnlyWhereACommandBegins() {
        #expect(printed("echo if then { } ! do") == "echo if then { } ! do")
        #expect(printed("for in in in; do a in; done") == "for in in in; do a in; done")
        #expect(printed("case esac in (esac) a;; esac") == "case esac in (esac) a ;; esac")
        #expect(printed("\\if a") == "\\if a")
        #expect(printed("a=1 if b") == "a=1 if b")
    }

    @Test func nulBytesAreIgnored() {
        #expect(printed(ByteString([0x61, 0, 0x62, 0x20, 0, 0x63, 0])) == "ab c")
    }

    @Test func assignmentsStandInFrontOfTheName() throws {
        let command = try #require(simpleCommand("a=1 >b c=2 d e=3"))
        #expect(command.assignments.map(\.name.bytes) == ["a", "c"])
        #expect(command.words.count == 2)
        #expect(simpleCommand("1a=b")?.assignments.isEmpty == true)
        #expect(simpleCommand("'a'=b")?.assignments.isEmpty == true)
        #expect(simpleCommand("a+=b", posix: true)?.assignments.isEmpty == true)
    }

    @Test func elementsOfArraysAreAssigned() throws {
        let command = try #require(simpleCommand("a[1]=x b[1 + $i]+=y c=(1 2) d[e"))
        #expect(command.assignments.map(\.name.bytes) == ["a", "b", "c"])
        #expect(command.assignments.map { $0.index != nil } == [true, true, false])
        #expect(command.assignments.map(\.appends) == [false, true, false])
        #expect(command.words.count == 1)
        #expect(simpleCommand("a[1]=x", posix: true)?.assignments.isEmpty == true)
    }

    @Test func operandsAreSetApartWhereTheyWouldJoinTheOperator() {
        #expect(printed("a < <(b) > >(c)") == "a < <(b) > >(c)")
        #expect(printed("cat << -E\nx\n-E\n") == "cat << -E\nx\n-E\n")
    }

    @Test func declarationUtilitiesHaveAssignmentsAsArguments() throws {
        let command = try #require(simpleCommand("command export a=~:~ $b=~ c='d'$e"))
        #expect(command.words.map(isAssignment) == [false, false, true, false, true])
        guard case .tilde = command.words[2].parts[1] else { throw Missing() }
        #expect(simpleCommand("echo a=$b")?.words.map(isAssignment) == [false, false])
    }

    private func isAssignment(_ word: Word) -> Bool {
        if case .assignment = word.shape { true } else { false }
    }

    struct Missing: Error {}
}

@Suite struct Shapes {
    private func shape(_ text: ByteString) -> String {
        guard let word = simpleCommand("x " + text)?.words.last else { return "none" }
        switch word.shape {
        case .literal(let bytes): return "literal(\(bytes))"
        case .variable(let name): return "variable(\(name.bytes))"
        case .quotedVariable(let name): return "quotedVariable(\(name.bytes))"
        case .quotedPositionals: return "quotedPositionals"
        case .braces: return "braces"
        case .assignment: return "assignment"
        case .parts: return "parts"
        }
    }

    @Test(
        arguments: [
            ("abc", "literal(abc)"), ("''", "literal()"), ("'*'", "literal(*)"), ("a\\ \"b\"c", "literal(a bc)"),
            ("*", "parts"), ("~", "parts"), ("a~", "literal(a~)"), ("$a", "variable(a)"), ("${a}", "variable(a)"),
            ("\"$a\"", "quotedVariable(a)"), ("\"$@\"", "quotedPositionals"), ("\"${a-b}\"", "parts"), ("$1", "parts"),
            ("{a,b}", "braces"), ("{1..3}", "braces"), ("{}", "literal({})"), ("{a}", "literal({a})"), ("a$b", "parts"),
            ("~'a'", "literal(~a)"),
        ] as [(ByteString, String)]) func words(_ text: ByteString, _ expected: String)
    {
        #expect(shape(text) == expected)
    }
}

extension String {
    func trimmingNewlines() -> String {
        var text = self[...]
        while text.last == "\n" { text.removeLast() }
        return String(text)
    }
}
