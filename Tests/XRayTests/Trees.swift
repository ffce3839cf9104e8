// Trees for the golden tests, made by hand or by the parser.
//
// In one made by hand, a word that begins with `$` stands for one that has to wait.

import Bytes
import Syntax
import Testing
import Wiring
import XRay

let here = Position(line: 1, column: 1)

func word(_ text: ByteString) -> Word {
    Word(parts: [.literal(text)], shape: .literal(text), position: here)
}

private func known(_ word: Word) -> ByteString? {
    guard case .literal(let text) = word.shape, !text.hasPrefix("$") else { return nil }
    return text
}

/// The tree of a script, by the parser.
func parsed(_ script: ByteString) throws -> List {
    let parser = Parser(
        source: StringSource(script), names: NameTable(), dialect: Dialect(), stackLimit: .none)
    return try #require(try parser.nextCompleteCommand())
}

func plans(_ script: ByteString, facts: PlannerContext = facts()) throws -> [PipelinePlan] {
    Planner(facts).plans(try parsed(script))
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
    Pipeline(
        prefix: .none, isNegated: negated, commands: OneOrMore(commands[0], Array(commands.dropFirst())), position: here
    )
}

/// Facts of a shell on a terminal, where every name is a file in /bin but `echo` and `read`.
func facts(
    jobControl: Bool = true, noclobber: Bool = false,
    paths: @escaping (ByteString) -> PathStatus? = { _ in nil }
) -> PlannerContext {
    PlannerContext(
        table: DescriptorTable((0...2).map { .init(fd: $0, entry: .inherited($0, name: "tty")) }),
        jobControl: jobControl, noclobber: noclobber,
        fields: { known($0).map { [$0] } },
        value: known,
        held: { $0 == "fd" ? 12 : nil },
        target: { $0 == "echo" || $0 == "read" ? .builtin : .external(path: "/bin/" + $0) },
        path: paths,
        ways: { wiring, targets in
            targets.map { target in
                switch target {
                case .external: return (.spawn, .utility)
                case .subshell: return (.fork, .subshell)
                case .compound: return wiring.isAlone ? (.here, .compound) : (.fork, .subshell)
                case .deferred: return wiring.isAlone ? nil : (.fork, .expansion)
                case .specialBuiltin, .builtin, .function, .nothing, .definition, .notFound:
                    return wiring.isAlone ? (.here, .shell) : (.fork, .subshell)
                }
            }
        })
}

func plan(
    _ pipeline: Pipeline, isAsynchronous: Bool = false, facts: PlannerContext = facts()
)
    -> [PipelinePlan]
{
    [Planner(facts).plan(pipeline, isAsynchronous: isAsynchronous)]
}

extension Style {
    static let plain = Style()
}

func text(_ bytes: [UInt8]) -> String {
    String(decoding: bytes, as: UTF8.self)
}
