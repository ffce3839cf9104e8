// The parts of texts that are still being typed.

import Bytes
import Syntax
import Testing

/// Each mark with the bytes that it covers.
private func marks(_ text: ByteString, aliases: [ByteString: ByteString] = [:]) -> [String] {
    makeParser(text, aliases: aliases).marks(of: text).map { "\($0.kind) \(text[$0.range].text)" }
}

@Suite struct Highlighting {
    @Test func commandsAndReservedWordsStandWhereTheyCount() {
        #expect(marks("ls -l if; x=1 grep then") == ["command ls", "command grep"])
        #expect(
            marks("if true; then echo done; fi")
                == [
                    "reservedWord if", "command true", "reservedWord then", "command echo", "reservedWord fi",
                ])
        #expect(
            marks("for i in a b; do :; done")
                == ["reservedWord for", "reservedWord in", "reservedWord do", "command :", "reservedWord done"])
        #expect(
            marks("case $x in if) ls ;; esac")
                == ["reservedWord case", "reservedWord in", "command ls", "reservedWord esac"])
        #expect(marks("! time -p ls") == ["reservedWord !", "reservedWord time", "command ls"])
        #expect(marks("f() { g; }") == ["functionName f", "reservedWord {", "command g", "reservedWord }"])
        #expect(marks("see plan ls | wc") == ["command ls", "command wc"])
        #expect(marks(">f ls <g") == ["redirection >f", "command ls", "redirection <g"])
    }

    @Test func namesThatAreExpandedAreNotMarked() {
        #expect(marks("$x a; 'ls' b; \\ls") == [])
    }

    @Test func commandsInsideOfWordsAreMarked() {
        #expect(
            marks("echo \"$(ls \"$(wc x)\" >f)\"")
                == ["command echo", "command ls", "command wc", "redirection >f"])
        #expect(marks("cat <(ls) >$(wc)") == ["command cat", "command ls", "command wc", "redirection >$(wc)"])
        #expect(marks("echo $((1 + $(ls)))").suffix(1) == ["command ls"])
    }

    @Test func theInsideOfBackquotesIsMarkedWhereItStands() {
        #expect(
            marks("echo `ls >f | wc` `x`") == [
                "command echo", "command ls", "redirection >f", "command wc", "command x",
            ])
        #expect(marks("a `b \\`c \\$d\\` e >f`") == ["command a", "command b", "command c", "redirection >f"])
        #expect(marks("a \"`b \\\"x\\\" | c`\"") == ["command a", "command b", "command c"])
        #expect(marks("a `b\nif x") == ["command a", "command b", "reservedWord if", "command x", "unclosed `b\nif x"])
        #expect(marks("a ``; b") == ["command a", "command b"])
        #expect(marks("a `)` b") == ["command a", "misplaced )"])
    }

    @Test func redirections() {
        #expect(
            marks("a 2>&1 {fd}>>'x y' <<<word")
                == ["command a", "redirection 2>&1", "redirection {fd}>>'x y'", "redirection <<<word"])
        #expect(marks("a > ") == ["command a"])
    }

    @Test func comments() {
        #expect(marks("ls # if x>y 'z") == ["command ls", "comment # if x>y 'z"])
        #expect(marks("ls a#b") == ["command ls"])
        #expect(marks("# one\nls # two") == ["comment # one", "command ls", "comment # two"])
    }

    @Test func whatIsLeftOpenReachesToTheEnd() {
        #expect(marks("echo 'a b") == ["command echo", "unclosed 'a b"])
        #expect(marks("echo \"a $b c") == ["command echo", "unclosed \"a $b c"])
        #expect(marks("echo $'a\\'") == ["command echo", "unclosed $'a\\'"])
        #expect(marks("echo `ls") == ["command echo", "command ls", "unclosed `ls"])
        #expect(marks("echo ${a") == ["command echo", "unclosed ${a"])
        #expect(marks("echo $(ls 'a") == ["command echo", "command ls", "unclosed 'a"])
        #expect(marks("echo $(ls a") == ["command echo", "command ls"])
        #expect(marks("if true; then l") == ["reservedWord if", "command true", "reservedWord then", "command l"])
        #expect(marks("echo 'a\nb") == ["command echo", "unclosed 'a\nb"])
    }

    @Test func whatCannotStandThereIsMarked() {
        #expect(marks("ls | | wc") == ["command ls", "misplaced |"])
        #expect(marks("ls; fi") == ["command ls", "reservedWord fi", "misplaced fi"])
        #expect(marks("ls &&") == ["command ls"])
        #expect(marks(")") == ["misplaced )"])
    }

    @Test func severalLinesAndHereDocuments() {
        #expect(
            marks("cat <<E\nif x >y\nE\nwc")
                == ["command cat", "redirection <<E", "command wc"])
        #expect(marks("while a\ndo b") == ["reservedWord while", "command a", "reservedWord do", "command b"])
    }

    @Test func whatAnAliasBringsIsNotInTheText() {
        #expect(marks("l x; wc", aliases: ["l": "ls >f"]) == ["command wc"])
        #expect(marks("n wc", aliases: ["n": "nice "]) == [])
    }

    @Test func placesAreThoseOfBytes() {
        #expect(marks("echo 한국 >x") == ["command echo", "redirection >x"])
        let text: ByteString = "\u{1}ls \\\n>a"
        #expect(makeParser(text).marks(of: text) == [SyntaxMark(.command, 0..<3), SyntaxMark(.redirection, 6..<8)])
    }

    /// Every beginning of a text is answered, and no mark leaves it.
    @Test func everyBeginningHasMarks() {
        let text: ByteString =
            "if a \"$(b 'c' <d | e)\" 2>&1; then for i in `f` ${g:-h}; do ((i)); cat <<-X && ! k; done # l\n\tm\nX\nfi"
        for length in 0...text.count {
            let beginning = text.prefix(length)
            for mark in makeParser(beginning).marks(of: beginning) {
                #expect(mark.range.lowerBound >= 0 && mark.range.upperBound <= length)
            }
        }
    }
}
