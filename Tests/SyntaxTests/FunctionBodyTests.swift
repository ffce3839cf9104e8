// A function body that is parsed where it is first asked for is the one that would have been parsed at once.

import Bytes
import Syntax
import Testing

@Suite struct FunctionBodies {
    /// The commands of a text with the places of what stands in them, and what remains of it.
    private func parsed(_ text: ByteString, posix: Bool, isLate: Bool) -> [String] {
        let parser = makeParser(text, posix: posix)
        // Where an alias may be met nothing is put off.
        if !isLate { parser.aliases = { _ in nil } }
        var lines: [String] = []
        do {
            while let list = try parser.nextCompleteCommand() {
                lines.append(Printer.print(list, style: .block).text + " to \(parser.line)")
                for case .function(let definition) in list.andOrLists.flatMap(\.first.commands) {
                    lines.append(places(definition.body))
                }
            }
        } catch {
            lines.append("\(error.position.line) \(error.explanation.text)")
        }
        return lines
    }

    private func places(_ body: CompoundCommand) -> String {
        guard case .braceGroup(let list) = body.kind else { return "" }
        return list.andOrLists.flatMap(\.first.commands).map { command in
            var text = "\(command.position)"
            if case .simple(let simple) = command { text += " \(simple.words.map(\.position))" }
            if case .function(let inner) = command { text += places(inner.body) }
            return text
        }.joined()
    }

    private func agree(_ text: ByteString, posix: Bool = false) -> Bool {
        parsed(text, posix: posix, isLate: true) == parsed(text, posix: posix, isLate: false)
    }

    @Test(
        arguments: [
            "a; f() {\n  b $c\n d; } >e 2>&1; g", "f() { a; } | b && g() { c; } &",
            "function f { a; }\nfunction g() { b; }",
            "f() { cat <<E; a; }; b\n$c\nE\nd", "cat <<E; f() { a; cat <<F\nb\nE\nc\nF\n}\nd", "f() { cat <<E\na",
            "f() { g() { a\nb; }; c; }", "f() { a; } \"b$c\"", "f() { a; } \"b$c", "f() { a; if; }", "f() { a",
            "f() {\\\n a; }", "f() { echo $((echo \"((\") ); }; case a in b) c;; esac", "f() { ((a) ); ((b)); }",
            "f() { ((echo \"(\"); }; ))", "f() { a[1; }; b]=c", "f() { \"export\" a=(b); }", "see() { a; }\nsee plan b",
            "$(f() { a `g() { b; }`; })", "f() { a; }; f() { b; }#c", "f() { a; }2>b",
        ] as [ByteString])
    func areTheSame(_ text: ByteString) {
        for length in 0...text.count { #expect(agree(text.prefix(length)), "\(text.prefix(length))") }
    }

    @Test func areTheSameWhateverStandsInThem() {
        let corpus = RoundTrips.asWritten + RoundTrips.extensions + Fuzzing.snippets
        var random = Xorshift()
        for round in 0..<8000 {
            var text: [UInt8] = []
            for _ in 0...random.next(4) {
                if random.next(3) == 0 { text.append(ByteString("\nf() { ")) }
                text.append(corpus[random.next(corpus.count)])
                if random.next(3) == 0 { text.append(ByteString("\n}")) }
            }
            if random.next(3) == 0 { text.remove(at: random.next(text.count)) }
            guard agree(ByteString(text), posix: round & 1 == 0) else {
                Issue.record("\(ByteString(text).text.debugDescription) in round \(round)")
                return
            }
        }
    }

    @Test func areParsedOnAnyStack() {
        var text = ByteString("f() { ").array
        for _ in 0..<500 { text.append(ByteString("{ ")) }
        text.append(ByteString("a; "))
        for _ in 0..<500 { text.append(ByteString("}; ")) }
        text.append(ByteString("}"))
        #expect(printed(ByteString(text), aliases: ["b": "c"]) == printed(ByteString(text)))
    }
}
