import Bytes
import Testing

@testable import Interactive

@Suite struct CandidatesTests {
    private func quoted(_ line: String, _ text: ByteString) -> String? {
        guard let context = CursorContext(ByteString(line), variable: { _ in nil }) else { return nil }
        let candidates = Candidates(start: context.start, all: [Candidate(text)])
        return (candidates.quoted(text, context) + candidates.closing(context)).text
    }

    @Test(arguments: [
        ("cat ", "a b", #"a\ b"#), ("cat ", "it's;x", "it\\'s\\;x"), ("cat ", "#a", "\\#a"), ("cat ", "~a", #"\~a"#),
        ("cat ", "a#~", "a#~"), ("cat '", "it's a", #"'it'\''s a'"#), ("cat \"", "$a `b\"", "\"\\$a \\`b\\\"\""),
        ("cat $'", "it's\n", #"$'it\'s\n'"#), ("cat ", "a\nb", #"$'a\nb'"#), ("cat ", "\u{1}7", #"$'\0017'"#),
    ])
    func `a candidate is quoted as the line needs it`(line: String, text: String, expected: String) {
        #expect(quoted(line, ByteString(text)) == expected)
    }

    @Test(
        arguments: [
            (["abc", "abd"], "ab"), (["a"], "a"), ([], ""), (["x", "y"], ""), (["줄a", "준a"], ""), (["a줄", "a준"], "a"),
        ] as [([String], String)])
    func `the common part ends between characters`(texts: [String], common: String) {
        let candidates = texts.map { Candidate(ByteString($0)) }
        #expect(Candidates(start: 0, all: candidates).common.text == common)
    }
}
