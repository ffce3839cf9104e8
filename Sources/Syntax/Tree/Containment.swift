// Containment: whether a list could be executed as a subshell without a process of its own.
//
// A subshell that only runs builtins and functions needs no process: the shell's state is a value, and a copy of it will do.
// What the tree says is decided here, once, when a command substitution or a subshell is parsed. What the command names mean
// can only be known when it is executed.

import Bytes

public struct Containment: Sendable {
    private static let mostNames = 64

    /// Something in the list needs a process whatever the names mean: a pipeline, `&`, a copy of standard output, ...
    public private(set) var needsProcess = false
    /// The command names in the list, which must all be builtins that touch nothing but the state, or functions whose
    /// bodies are contained.
    public private(set) var commandNames: [Name] = []
    /// Others than `read` may read standard input: a substitution, or whoever gets a copy of the descriptor.
    public private(set) var sharesInput = false
    /// It may go on for ever or wait for others: in a loop, or for the other end of a file.
    public private(set) var mayTakeLong = false

    /// A trap may be set in it.
    public var setsTraps: Bool {
        commandNames.count == Self.mostNames || commandNames.contains { $0.bytes == "trap" || $0.bytes == "eval" }
    }

    public init(_ list: List, _ redirections: [Redirection] = []) {
        visit(redirections)
        visit(list)
    }

    public init(_ command: Command) {
        visit(command)
    }

    public init(_ body: CompoundCommand) {
        visit(body)
    }

    /// Of a compound command without its redirections.
    public init(insideOf command: CompoundCommand) {
        visitInside(of: command)
    }

    private mutating func visit(_ list: List) {
        for andOr in list.andOrLists where !needsProcess {
            if andOr.isAsynchronous { needsProcess = true }
            visit(andOr.first)
            for continuation in andOr.rest { visit(continuation.pipeline) }
        }
    }

    private mutating func visit(_ pipeline: Pipeline) {
        guard pipeline.commands.count == 1, case .none = pipeline.prefix else {
            needsProcess = true
            return
        }
        visit(pipeline.commands[0])
    }

    private mutating func visit(_ command: Command) {
        switch command {
        case .simple(let command): visit(command)
        case .compound(let command): visit(command)
        // It could change what a name means.
        case .function: needsProcess = true
        }
    }

    private mutating func visit(_ command: SimpleCommand) {
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
        // It may name a descriptor that somebody else writes to.
        if name.bytes == "read", !command.words.dropFirst().allSatisfy(\.isNameOrRawOption) { mayTakeLong = true }
        add(name)
    }

    private mutating func visit(_ assignment: Assignment) {
        switch assignment.value {
        case .word(let word): visit(word)
        case .array(let words): visit(words)
        }
    }

    private mutating func visit(_ command: CompoundCommand) {
        if let containment = command.containment { return add(containment) }
        visit(command.redirections)
        visitInside(of: command)
    }

    private mutating func visitInside(of command: CompoundCommand) {
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

    /// A subshell in it was looked at when it was parsed.
    private mutating func add(_ inner: Containment) {
        if inner.needsProcess { needsProcess = true }
        if inner.sharesInput { sharesInput = true }
        if inner.mayTakeLong { mayTakeLong = true }
        for name in inner.commandNames { add(name) }
    }

    private mutating func add(_ name: Name) {
        guard !commandNames.contains(name) else { return }
        // So many are hardly all contained, and looking for each among all would take the square of their number.
        guard commandNames.count < Self.mostNames else {
            needsProcess = true
            return
        }
        commandNames.append(name)
    }

    private mutating func visit(_ expression: ConditionalExpression) {
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
    private mutating func visit(_ redirections: [Redirection]) {
        for redirection in redirections {
            if case .variable = redirection.descriptor { needsProcess = true }
            switch redirection.operator {
            case .hereDocument(let document): visit(document.body)
            case .hereString: visit(redirection.operand)
            case .duplicateInput, .duplicateOutput:
                guard case .literal(let operand) = redirection.operand.shape, operand != "1" else {
                    needsProcess = true
                    return
                }
                if operand == "0" { sharesInput = true }
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

    private mutating func visit(_ words: [Word]) {
        for word in words { visit(word) }
    }

    private mutating func visit(_ word: Word) {
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

    private mutating func visit(_ part: WordPart) {
        switch part {
        case .literal, .quoted, .tilde: break
        case .doubleQuoted(let parts): for part in parts { visit(part) }
        case .variable(let name): visit(name)
        case .parameter(let expansion): visit(expansion)
        // It is a subshell of its own, with a process or without.
        case .command: sharesInput = true
        case .arithmetic(let expansion): visit(expansion.word)
        case .process: needsProcess = true
        case .array(let assignment): visit(assignment)
        }
    }

    private mutating func visit(_ expansion: ParameterExpansion) {
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
    private mutating func visit(_ name: Name) {
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
