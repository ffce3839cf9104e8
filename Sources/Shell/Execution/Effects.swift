// Effects: what executing a command may do, as far as its tree tells. Found once for each compound command and each command
// substitution, when it is executed first, and kept at the node.
//
// A subshell that only runs builtins and functions needs no process: the shell's state is a value, and a copy of it will do.
// What the command names mean can only be known when it is executed.

import Bytes
import Syntax
import Wiring

final class Effects {
    private static let mostNames = 64

    /// Something needs a process whatever the names mean: a pipeline, `&`, a copy of standard output, text that is not parsed
    /// yet.
    private(set) var needsProcess = false
    /// The command names, which must all be builtins that touch nothing but the state, or functions whose bodies do.
    private(set) var commandNames: [Name] = []
    /// It may go on for ever or wait for others: in a loop, or for the other end of a file.
    private(set) var mayTakeLong = false

    /// A trap may be set.
    var setsTraps: Bool {
        commandNames.count == Self.mostNames || commandNames.contains { $0.bytes == "trap" || $0.bytes == "eval" }
    }

    func uses(_ name: ByteString) -> Bool { commandNames.contains { $0.bytes == name } }

    init(_ list: List) {
        visit(list)
    }

    init(_ command: Command) {
        visit(command)
    }

    init(_ body: CompoundCommand) {
        visit(body.redirections)
        visitInside(of: body)
    }

    private func visit(_ list: List) {
        for andOr in list.andOrLists where !needsProcess {
            if andOr.isAsynchronous { needsProcess = true }
            visit(andOr.first)
            for continuation in andOr.rest { visit(continuation.pipeline) }
        }
    }

    private func visit(_ pipeline: Pipeline) {
        guard pipeline.commands.count == 1, case .none = pipeline.prefix else {
            needsProcess = true
            return
        }
        visit(pipeline.commands[0])
    }

    private func visit(_ command: Command) {
        switch command {
        case .simple(let command): visit(command)
        case .compound(let command): visit(command)
        // It could change what a name means.
        case .function: needsProcess = true
        }
    }

    private func visit(_ command: SimpleCommand) {
        visit(command.redirections)
        for assignment in command.assignments { visit(assignment) }
        visit(command.words)
        guard !command.words.isEmpty else { return }
        guard let name = command.name else {
            needsProcess = true
            return
        }
        // Other commands than those that are looked for with `command -v` are executed, most often in processes.
        if name.bytes == "command", command.words.count < 2 || !command.words[1].isOption("-v", "-V") {
            needsProcess = true
        }
        switch name.bytes {
        // What they execute is text until then.
        case "eval", ".", "source": needsProcess = true
        // These change the process: its group, the terminal's, what it logs.
        case "set" where !keepsProcess(command.words.dropFirst()): needsProcess = true
        default: break
        }
        // It may name a descriptor that another process writes to.
        if name.bytes == "read", !command.words.dropFirst().allSatisfy(\.isNameOrRawOption) { mayTakeLong = true }
        add(name)
    }

    /// No option of `set` is `m` or has a name, as far as is written.
    private func keepsProcess(_ words: ArraySlice<Word>) -> Bool {
        for word in words {
            guard case .literal(let bytes) = word.shape else { return false }
            guard bytes.count > 1, bytes.first == UInt8(ascii: "-") || bytes.first == UInt8(ascii: "+"), bytes != "--"
            else { return true }
            if bytes.contains(UInt8(ascii: "m")) || bytes.contains(UInt8(ascii: "o")) { return false }
        }
        return true
    }

    private func visit(_ assignment: Assignment) {
        switch assignment.value {
        case .word(let word): visit(word)
        case .array(let words): visit(words)
        }
    }

    private func visit(_ command: CompoundCommand) {
        add(command.effects)
    }

    private func visitInside(of command: CompoundCommand) {
        switch command.kind {
        case .braceGroup(let list), .subshell(let list):
            visit(list)
        case .forClause(let clause):
            if let words = clause.words { visit(words) }
            visit(clause.body)
        case .caseClause(let clause):
            visit(clause.word)
            for item in clause.items {
                visit(item.patterns)
                visit(item.body)
            }
        case .ifClause(let clause):
            for branch in clause.branches {
                visit(branch.condition)
                visit(branch.body)
            }
            if let elseBody = clause.elseBody { visit(elseBody) }
        case .whileClause(let condition, let body), .untilClause(let condition, let body):
            mayTakeLong = true
            visit(condition)
            visit(body)
        case .conditional(let expression):
            visit(expression)
        case .coprocess:
            needsProcess = true
        }
    }

    private func add(_ inner: Effects) {
        if inner.needsProcess { needsProcess = true }
        if inner.mayTakeLong { mayTakeLong = true }
        for name in inner.commandNames { add(name) }
    }

    private func add(_ name: Name) {
        guard !commandNames.contains(name) else { return }
        // So many are hardly all contained, and looking for each among all would take the square of their number.
        guard commandNames.count < Self.mostNames else {
            needsProcess = true
            return
        }
        commandNames.append(name)
    }

    private func visit(_ expression: ConditionalExpression) {
        switch expression {
        case .and(let left, let right), .or(let left, let right):
            visit(left)
            visit(right)
        case .not(let operand): visit(operand)
        case .word(let word), .unary(_, let word): visit(word)
        case .binary(_, let left, let right):
            visit(left)
            visit(right)
        }
    }

    /// Standard output may be memory, so that nothing may copy it or open it by a name.
    private func visit(_ redirections: [Redirection]) {
        for redirection in redirections {
            if case .variable = redirection.descriptor { needsProcess = true }
            switch redirection.operator {
            case .hereDocument(let document): visit(document.body)
            case .hereString: visit(redirection.operand)
            case .duplicateInput, .duplicateOutput:
                // Any other word may be the name of a file.
                guard case .literal(let operand) = redirection.operand.shape, operand != "1",
                    (try? DescriptorOperand(operand)) != nil
                else {
                    needsProcess = true
                    return
                }
            case .input, .output, .clobber, .append, .readWrite, .outputAndError, .appendOutputAndError:
                guard case .literal(let path) = redirection.operand.shape,
                    path == "/dev/null" || !(path.hasPrefix("/dev/") || path.hasPrefix("/proc/"))
                else {
                    needsProcess = true
                    return
                }
                if path != "/dev/null" { mayTakeLong = true }
            }
        }
    }

    private func visit(_ words: [Word]) {
        for word in words { visit(word) }
    }

    private func visit(_ word: Word) {
        switch word.shape {
        case .literal(let bytes):
            // Names of what only a process of its own has.
            if bytes.hasPrefix("/dev/fd/") || bytes.hasPrefix("/dev/std") || bytes.hasPrefix("/proc/") {
                needsProcess = true
            }
        case .quotedPositionals: break
        case .variable(let name), .quotedVariable(let name): visit(name)
        case .braces, .assignment, .parts: for part in word.parts { visit(part) }
        }
    }

    private func visit(_ part: WordPart) {
        switch part {
        case .literal, .quoted, .tilde: break
        case .doubleQuoted(let parts): for part in parts { visit(part) }
        case .variable(let name): visit(name)
        case .parameter(let expansion): visit(expansion)
        // It is a subshell of its own, with a process or without.
        case .command: break
        case .arithmetic(let expansion): visit(expansion.word)
        case .process: needsProcess = true
        case .array(let assignment): visit(assignment)
        }
    }

    private func visit(_ expansion: ParameterExpansion) {
        if case .variable(let name) = expansion.parameter { visit(name) }
        switch expansion.modifier {
        case .none, .length, .indices: break
        case .useDefault(let word, _), .assignDefault(let word, _), .useAlternative(let word, _), .remove(_, let word),
            .unknown(let word, _):
            visit(word)
        case .indicateError(let word, _):
            if let word { visit(word) }
        case .replace(_, let pattern, let replacement):
            visit(pattern)
            if let replacement { visit(replacement) }
        case .substring(let offset, let length):
            visit(offset.word)
            if let length { visit(length.word) }
        }
    }

    /// A subshell's own process number can only come from a process of its own.
    private func visit(_ name: Name) {
        if name.bytes == "BASHPID" { needsProcess = true }
    }
}

extension Word {
    /// `-r`, or a literal that is no option.
    fileprivate var isNameOrRawOption: Bool {
        guard case .literal(let bytes) = shape else { return false }
        return bytes == "-r" || bytes.first != UInt8(ascii: "-")
    }

    fileprivate func isOption(_ options: ByteString...) -> Bool {
        if case .literal(let bytes) = shape { options.contains(bytes) } else { false }
    }
}

extension CompoundCommand {
    var effects: Effects {
        if let known = unsafe analysis { return unsafe unsafeDowncast(known, to: Effects.self) }
        let effects = Effects(self)
        unsafe analysis = effects
        return effects
    }
}

extension CommandSubstitution {
    var effects: Effects {
        if let known = unsafe analysis { return unsafe unsafeDowncast(known, to: Effects.self) }
        let effects = Effects(list)
        unsafe analysis = effects
        return effects
    }
}
