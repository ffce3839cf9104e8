// What to type instead: a command with one thing changed, as text.
//
// A text is given only where it can be typed as it is: on one line, complete, with nothing in it that a terminal would act on.

import Bytes
import Syntax
import Wiring

enum Advice {
    /// The pipeline on one line; nil where it cannot be typed so.
    static func text(_ commands: [Command]) -> ByteString? {
        typed(commands.map { Printer.print($0) }.joined(separator: " | "))
    }

    /// The text, where it can be typed as it is.
    static func typed(_ text: ByteString) -> ByteString? {
        text.contains(0x0A) || text.hasHidden || text.count > 400 ? nil : text
    }

    /// `commands` with the name of the file at `site` of a stage replaced by one with `end` behind it.
    static func renamed(_ commands: [Command], stage: Int, _ site: FileUse.Site, by end: ByteString) -> ByteString? {
        guard commands.indices.contains(stage), let command = commands[stage].changing(site, to: { $0.appending(end) })
        else { return nil }
        var commands = commands
        commands[stage] = command
        return text(commands)
    }
}

extension Command {
    /// The command with another word at `site`; nil where there is none.
    func changing(
        _ site: FileUse.Site, _ operation: Redirection.Operator? = nil, to change: (Word) -> Word
    ) -> Command? {
        switch (site, self) {
        case (.word(let index), .simple(let simple)):
            guard simple.words.indices.contains(index) else { return nil }
            var words = simple.words
            words[index] = change(words[index])
            return .simple(simple.with(words: words, redirections: simple.redirections))
        case (.redirection(let index), _):
            var redirections = self.redirections
            guard redirections.indices.contains(index) else { return nil }
            let old = redirections[index]
            redirections[index] = Redirection(
                descriptor: old.descriptor, operator: operation ?? old.operator, operand: change(old.operand),
                position: old.position)
            return with(redirections: redirections)
        case (.elsewhere, _), (.word, _): return nil
        }
    }

    /// The command with other redirections.
    func with(redirections: [Redirection]) -> Command {
        switch self {
        case .simple(let simple): .simple(simple.with(words: simple.words, redirections: redirections))
        case .compound(let compound):
            .compound(CompoundCommand(kind: compound.kind, redirections: redirections, position: compound.position))
        case .function: self
        }
    }

    /// The command with one more redirection behind it.
    func adding(_ descriptor: Int?, _ operation: Redirection.Operator, _ operand: ByteString) -> Command {
        let word = Word(parts: [.literal(operand)], shape: .literal(operand), position: position)
        let redirection = Redirection(
            descriptor: descriptor.map { .number($0) } ?? .implied, operator: operation, operand: word,
            position: position)
        return with(redirections: redirections + [redirection])
    }
}

extension SimpleCommand {
    func with(words: [Word], redirections: [Redirection]) -> SimpleCommand {
        SimpleCommand(
            assignments: assignments, words: words, redirections: redirections, position: position, name: name)
    }
}

extension Word {
    /// The word with `end` behind it, which needs no quotes.
    func appending(_ end: ByteString) -> Word {
        let shape: Shape = if case .literal(let bytes) = shape { .literal(bytes + end) } else { .parts }
        return Word(parts: parts + [.literal(end)], shape: shape, position: position)
    }

    static func literal(_ bytes: ByteString, at position: Position) -> Word {
        Word(parts: [.literal(bytes)], shape: .literal(bytes), position: position)
    }
}
