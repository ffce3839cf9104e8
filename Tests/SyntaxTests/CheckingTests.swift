// Checking, without a tree, refuses what parsing refuses, in the same words, and reads as far.

import Bytes
import Syntax
import Testing

@Suite struct Checking {
    /// What is read with each complete command, and the error at the end.
    private func steps(
        of text: ByteString, isChecking: Bool, posix: Bool, aliases: [ByteString: ByteString], byLine: Bool
    ) -> [String] {
        let source: any InputSource = byLine ? LineSource(text) : StringSource(text)
        let parser = Parser(
            source: source, names: NameTable(), dialect: Dialect(isPosix: posix), stackLimit: freshLimit())
        if !aliases.isEmpty { parser.aliases = { aliases[$0] } }
        parser.isChecking = isChecking
        var steps: [String] = []
        do {
            while let list = try parser.nextCompleteCommand() {
                if isChecking, !list.andOrLists.isEmpty { steps.append("a tree") }
                steps.append("\(parser.line) \(parser.commandText.text)")
            }
        } catch {
            steps.append("\(error.position.line) \(error.explanation.text) \(error.isIncomplete)")
        }
        return steps + [parser.commandText.text]
    }

    private func agree(
        _ text: ByteString, posix: Bool = false, aliases: [ByteString: ByteString] = [:], byLine: Bool = false
    ) -> Bool {
        steps(of: text, isChecking: true, posix: posix, aliases: aliases, byLine: byLine)
            == steps(of: text, isChecking: false, posix: posix, aliases: aliases, byLine: byLine)
    }

    @Test(arguments: RoundTrips.asWritten + RoundTrips.extensions + doubtful)
    func saysTheSameOfEveryBeginning(_ text: ByteString) {
        for length in 0...text.count {
            let beginning = text.prefix(length)
            #expect(agree(beginning), "\(beginning)")
            #expect(agree(beginning, posix: true, byLine: true), "\(beginning)")
        }
    }

    /// What a tree would tell better than bytes.
    private static let doubtful: [ByteString] = [
        "\"export\" a=(b) c; 'command' local a=(b)",
        "command -* export a=(b)",
        "echo $((1 + $(\"export\" a=(b) # c\n)))\n echo",
        "cat <<$(a \"b\")\n$(\"export\" a=(b))\n$(a \"b\")\nc",
        "cat <<\"a$b\"`c`\n$(\na$b`c`\nd",
        "((a = 1)) && ((b c)) || ((d)\n); ((\n1))",
        "a[$((1))]=b c[1]=(d) \"e\"[1]=f g[`h`]+=i",
        "echo ${a:} ${a:1:b?c:d} ${a!} ${!a[1]x} ${} \"${a b}\"",
        "[[ $a =~ \"(\"(b|c)$d ]] && [[ 1<2 ]]",
        "exp*rt a=(b)",
    ]

    @Test func saysTheSameOfAnyInput() {
        let corpus = RoundTrips.asWritten + RoundTrips.extensions + Self.doubtful + Fuzzing.snippets
        var random = Xorshift()
        for round in 0..<8000 {
            var text: [UInt8] = []
            for _ in 0...random.next(3) { text.append(corpus[random.next(corpus.count)]) }
            for _ in 0..<random.next(5) where !text.isEmpty {
                switch random.next(4) {
                case 0: text[random.next(text.count)] = UInt8(random.next(256))
                case 1: text.remove(at: random.next(text.count))
                case 2:
                    let insertion = corpus[random.next(corpus.count)].array
                    text.insert(contentsOf: insertion, at: random.next(text.count + 1))
                default: text.insert(text[random.next(text.count)], at: random.next(text.count + 1))
                }
            }
            let aliases: [ByteString: ByteString] =
                round & 2 == 0 ? [:] : ["echo": "echo ", "c": "<", "a": "b\n", "b": "'", "d": "export "]
            guard agree(ByteString(text), posix: round & 1 == 0, aliases: aliases, byLine: round & 4 == 0) else {
                Issue.record("\(ByteString(text).text.debugDescription) in round \(round)")
                return
            }
        }
    }
}

/// Gives a text line by line, as standard input does.
private final class LineSource: InputSource {
    private var rest: ArraySlice<UInt8>

    init(_ text: ByteString) { rest = text.array[...] }

    func nextChunk(isContinuation: Bool) -> [UInt8]? {
        guard !rest.isEmpty else { return nil }
        let end = rest.firstIndex(of: 0x0A).map { $0 + 1 } ?? rest.endIndex
        defer { rest = rest[end...] }
        return Array(rest[..<end])
    }
}
