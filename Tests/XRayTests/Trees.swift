// Trees made by hand for the golden tests, so that they do not depend on the parser.
//
// A word that begins with `$` stands for one that has to wait.

import Bytes
import Syntax
import Wiring

let here = Position(line: 1, column: 1)

func word(_ text: ByteString) -> Word {
    Word(parts: [.literal(text)], shape: .literal(text), position: here)
}

func source(_ word: Word) -> ByteString {
    guard case .literal(let text) = word.shape else { return "?" }
    return text
}

func redirect(_ fd: Int?, _ kind: Redirection.Operator, _ operand: ByteString) -> Redirection {
    Redirection(
        descriptor: fd.map(Redirection.Descriptor.number) ?? .implied, operator: kind,
        operand: word(operand),
        position: here)
}

func simple(_ words: ByteString..., redirections: [Redirection] = []) -> Command {
    .simple(
        SimpleCommand(
            assignments: [], words: words.map(word), redirections: redirections, position: here, name: nil
        ))
}

func pipeline(_ commands: Command..., negated: Bool = false) -> Pipeline {
    Pipeline(prefix: .none, isNegated: negated, commands: commands, position: here)
}

/// Facts of a shell on a terminal, where every name is a file in /bin but `echo` and `read`.
func facts(
    jobControl: Bool = true, noclobber: Bool = false,
    paths: @escaping (ByteString) -> PathFact? = { _ in nil }
) -> PlannerFacts {
    PlannerFacts(
        table: DescriptorTable((0...2).map { .init(fd: $0, entry: .inherited($0, name: "tty")) }),
        jobControl: jobControl, noclobber: noclobber,
        fields: { source($0).hasPrefix("$") ? nil : [source($0)] },
        value: { source($0).hasPrefix("$") ? nil : source($0) },
        target: { $0 == "echo" || $0 == "read" ? .builtin : .external(path: "/bin/" + $0) },
        path: paths, wordSource: source, commandSource: { _ in "command" })
}

func plan(
    _ pipeline: Pipeline, isAsynchronous: Bool = false, facts: PlannerFacts = facts()
)
    -> [PipelinePlan]
{
    [Planner(facts).plan(pipeline, isAsynchronous: isAsynchronous)]
}

func text(_ bytes: [UInt8]) -> String {
    String(decoding: bytes, as: UTF8.self)
}
