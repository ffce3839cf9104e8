// Alias substitution and here-documents, which change what the parser reads next.

import Bytes
import Syntax
import Testing

@Suite struct Aliases {
    private typealias Table = [ByteString: ByteString]

    @Test func aNameIsNotSubstitutedInItsOwnValue() {
        #expect(printed("e !", aliases: ["echo": "echo % ", "e": "echo echo"]) == "echo % echo % !")
        #expect(printed("a", aliases: ["a": "b", "b": "a"]) == "a")
        #expect(printed("a", aliases: ["a": "a"]) == "a")
        #expect(printed("ls; ls", aliases: ["ls": "ls -F"]) == "ls -F; ls -F")
    }

    @Test func aValueThatEndsInABlankMakesTheNextWordACandidate() {
        let table: Table = ["echo": "e x x ", "x": ".", "e": "echo "]
        #expect(printed("echo echo", aliases: table) == "echo . x echo . x")
        #expect(printed("e c c cat", aliases: ["c": "cat ", "e": "echo "]) == "echo cat cat cat")
        #expect(printed("a foo", aliases: ["foo": "bar", "a": "echo \\\n"]) == "echo foo")
        #expect(printed("eeee eeee", aliases: ["eeee": "echo\\\n "]) == "echo echo")
    }

    @Test func aValueMayHoldAnything() {
        #expect(printed("begin a; end", aliases: ["begin": "{", "end": "}"]) == "{ a; }")
        #expect(printed("q c'", aliases: ["q": "echo '"]) == "echo ' c'")
        #expect(printed("lt>x", aliases: ["lt": "<"]) == "<>x")
        #expect(printed("e bs\n foo", aliases: ["e": "echo ", "bs": "\\"]) == "echo foo")
        #expect(printed("d", aliases: ["c": "cat <<\\END", "d": "c\nhere\nEND\n"]) == "cat <<\\END\nhere\nEND\n")
        #expect(printed("n a", aliases: ["n": ""]) == "a")
        #expect(printed("l a; r", aliases: ["l": "\n(\n", "r": "\n)\n"]) == "(a)")
    }

    @Test func reservedWordsAreNotSubstituted() {
        let table: Table = ["if": ":", "then": ":", "fi": ":", "in": ":", "do": ":", "done": ":"]
        #expect(
            printed("if a; then b; fi; for x in y; do c; done", aliases: table)
                == "if a; then b; fi; for x in y; do c; done")
        let words: Table = ["forx": "for x ", "i": "in 0", "in": "in 1", "for": "in 2", "do": ";"]
        #expect(printed("forx i a; do b; done", aliases: words) == "for x in 0 a; do b; done")
        #expect(printed("forx in a; do b; done", aliases: words) == "for x in a; do b; done")
        #expect(printed("forx for a; do b; done", aliases: words) == "for x in 2 a; do b; done")
        #expect(printed("forx do b; done", aliases: words) == "for x; do b; done")
    }

    @Test func patternsAndFunctionsMayComeFromAliases() {
        let table: Table = ["c": "case a in ", "a": "b", "p": "(a)", "f": "f ", "o": "()"]
        #expect(printed("c a) x;; a) y;; esac", aliases: table) == "case a in (b) x ;; (a) y ;; esac")
        #expect(printed("c p x; esac", aliases: table) == "case a in (a) x ;; esac")
        #expect(printed("f o\n{ x; }", aliases: table) == "f() { x; }")
    }

    @Test func quotedWordsAndArgumentsAreNot() {
        #expect(printed("\\e 'e'; echo e; a=e e", aliases: ["e": "X"]) == "\\e 'e'; echo e; a=e X")
    }
}

@Suite struct HereDocuments {
    @Test func severalStandOnALine() {
        #expect(
            printed("cat <<A; cat <<-B\na\nA\n\t\tb\n\tB\necho") == "cat <<A\na\nA\ncat <<-B\nb\nB\n\necho")
    }

    @Test func continuedLinesAreJoined() {
        #expect(printed("cat <<E\na\\\nE\nb\nE\n") == "cat <<E\naE\nb\nE\n")
        #expect(printed("cat <<EE\na\nE\\\nE\n") == "cat <<EE\na\nEE\n")
        #expect(printed("cat <<\"E\"\na\\\nE\n") == "cat <<\"E\"\na\\\nE\n")
    }

    @Test func theEndOfTheInputEndsABody() throws {
        let parser = makeParser("cat <<E\na\nb")
        _ = try parser.nextCompleteCommand()
        #expect(parser.takeCutOffDocuments().map(\.delimiter) == ["E"])
        let command = try #require(simpleCommand("cat <<E\na\nb"))
        guard case .hereDocument(let document) = command.redirections[0].operator else { throw Tokens.Missing() }
        guard case .literal(let text) = document.body.shape else { throw Tokens.Missing() }
        #expect(text == "a\nb")
    }

    @Test func bodiesOfSubstitutionsStandInsideOrAfter() {
        #expect(printed("a $(cat <<E\nx\nE\n) b") == "a $(cat <<E\nx\nE\n) b")
        #expect(printed("a $(cat <<E) b\nx\nE\nc") == "a $(cat <<E\nx\nE\n) b\nc")
        #expect(printed("cat <<E $(a\n)\nx\nE") == "cat $(a) <<E\nx\nE\n")
    }

    @Test func onlyBackslashDollarAndBackquoteAreSpecial() throws {
        let command = try #require(simpleCommand("cat <<E\n\\a \\$ \\\" \"$b\" '$c'\nE\n"))
        guard case .hereDocument(let document) = command.redirections[0].operator else { throw Tokens.Missing() }
        #expect(Printer.print(document.body) == "\\a \\$ \\\" \"$b\" '$c'\n")
        #expect(document.body.parts.count == 7)
    }
}

@Suite struct Input {
    private final class Lines: InputSource {
        var lines: [ByteString]
        var asked: [Bool] = []

        init(_ lines: [ByteString]) { self.lines = lines }

        func nextChunk(isContinuation: Bool) -> [UInt8]? {
            asked.append(isContinuation)
            return lines.isEmpty ? nil : lines.removeFirst().array
        }
    }

    @Test func noMoreLinesAreReadThanNeeded() throws {
        let lines = Lines([
            "a\n", "\n", "if b\n", "then c; fi\n", "d 'e\n", "f'\n", "x $((1 +\n", "2)) $((y); (\n", "z))\n", "end",
        ])
        let parser = Parser(source: lines, names: NameTable(), dialect: Dialect(), stackLimit: freshLimit())
        var seen: [String] = []
        while let list = try parser.nextCompleteCommand() {
            seen.append("\(lines.asked.count) \(Printer.print(list))")
        }
        #expect(seen == ["1 a", "2 ", "4 if b; then c; fi", "6 d 'e\nf'", "9 x $((1 +\n2)) $( (y); (z))", "11 end"])
        #expect(lines.asked == [false, false, false, true, false, true, false, true, true, false, true, false])
    }

    @Test func afterAnErrorTheRestOfTheLineCanBeDropped() throws {
        let lines = Lines(["fi; a\n", "b\n"])
        let parser = Parser(source: lines, names: NameTable(), dialect: Dialect(), stackLimit: freshLimit())
        #expect(throws: SyntaxError.self) { try parser.nextCompleteCommand() }
        parser.discardLine()
        let list = try #require(try parser.nextCompleteCommand())
        #expect(Printer.print(list) == "b")
        #expect(parser.line == 3)
    }

    @Test func promptsAreTextAsInsideDoubleQuotes() throws {
        let word = try parseWord(
            asInsideDoubleQuotes: "\"$PWD\" $(a) $((1)) '\\$", names: NameTable(), dialect: Dialect(),
            stackLimit: freshLimit())
        #expect(Printer.print(word) == "\"$PWD\" $(a) $((1)) '\\$")
        #expect(word.parts.count == 8)
    }
}
