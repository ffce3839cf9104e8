// What the hazards have to know of a whole script: its functions, FIFOs and variables, and what makes names uncertain.

import Bytes
import Syntax
import Wiring

struct ScriptFacts {
    /// False where there is one pipeline and no script.
    var isScript = false
    /// The bodies of the functions.
    var functions: [ByteString: [ListPlan]] = [:]
    /// Where a name of a file may mean another one from then on.
    private var directoryChanges: [Position] = []
    private var changesDirectoryInFunctions = false
    /// It executes texts that are not known: variables may come from there.
    var runsOtherText = false
    /// It waits for its children, or ends them.
    var waits = false
    var setsLastpipe = false
    var setsNoclobber = false
    /// Made by mkfifo.
    private var fifos: [(name: FileName, position: Position)] = []
    /// The words and operands that are one digit, but for those of output redirections.
    var mentions: Set<ByteString> = []
    /// How often each variable is given a value.
    var assigned: [ByteString: Int] = [:]
    /// The variables that are read somewhere.
    private var read: Set<ByteString> = []
    private var readsUnknown = false
    /// Values of variables that have one for all of the script.
    var constants: [ByteString: ByteString] = [:]
    /// The descriptors of `{name}>`.
    var picked: [ByteString: Int32] = [:]
    /// Functions that are called with a file, a document or a pipe as their standard input.
    var fed: Set<ByteString> = []
    /// Functions that are called in `$( )` with its pipe as their standard output.
    var captured: Set<ByteString> = []

    init() {}

    init(_ script: ScriptPlan) {
        isScript = true
        collect(script.list, isTop: true, isInFunction: false)
        if runsOtherText { constants = [:] }
        constants = constants.filter { assigned[$0.key] == 1 }
    }

    /// The variable has no value: it is small, and nothing in the script gives it one.
    func isUnset(_ name: ByteString) -> Bool {
        isScript && !runsOtherText && assigned[name] == nil
            && name.allSatisfy { $0 == 0x5F || $0 &- 0x61 < 26 || $0 &- 0x30 < 10 }
            && !(name.first.map { $0 &- 0x30 < 10 } ?? true)
    }

    func isRead(_ name: ByteString) -> Bool { readsUnknown || read.contains(name) }

    func resolved(_ use: FileUse) -> FileUse {
        constants.isEmpty
            ? use
            : FileUse(
                name: use.name.resolved(constants), source: use.source, mode: use.mode, fact: use.fact, site: use.site)
    }

    /// The name means the same file at two places; without `start`, at all places up to the second one.
    func isFixed(_ name: FileName, from start: Position? = nil, to end: Position) -> Bool {
        if name.isAbsolute { return true }
        return !changesDirectoryInFunctions
            && !directoryChanges.contains { (start?.isBefore($0) ?? true) && $0.isBefore(end) }
    }

    /// The name is that of a FIFO where the command is executed.
    func isFifo(_ use: FileUse, _ command: CommandPlan) -> Bool {
        if use.fact?.kind == .fifo { return true }
        let name = use.name.resolved(constants)
        return fifos.contains { fifo in
            fifo.name.resolved(constants) == name && isFixed(name, from: fifo.position, to: command.command.position)
        }
    }
}

// Collecting.
extension ScriptFacts {
    private mutating func collect(_ list: ListPlan, isTop: Bool, isInFunction: Bool) {
        for pipeline in list.pipelines {
            for command in pipeline.commands {
                collect(command, isTop: isTop && pipeline.commands.count == 1 && pipeline.joint == .always)
                if ["cd", "pushd", "popd", "chdir"].contains(command.knownFields.first) {
                    directoryChanges.append(command.command.position)
                    changesDirectoryInFunctions = changesDirectoryInFunctions || isInFunction
                }
                for inner in command.lists {
                    if case .function(let name) = inner.role { functions[name, default: []].append(inner) }
                    let isFunction = if case .function = inner.role { true } else { isInFunction }
                    collect(inner, isTop: false, isInFunction: isFunction)
                }
            }
        }
    }

    private mutating func collect(_ command: CommandPlan, isTop: Bool) {
        for action in command.actions {
            if case .open(_, _, .picked(let name, let fd), _) = action { picked[name] = fd }
        }
        for word in command.command.words { assigned(in: word) }
        switch command.command {
        case .function: return
        case .compound(let compound):
            if case .forClause(let clause) = compound.kind { assigned[clause.variable.bytes, default: 0] += 2 }
        case .simple(let simple):
            for assignment in simple.assignments { assign(assignment, isTop: isTop && simple.words.isEmpty) }
            collect(simple, command)
        }
        for redirection in command.command.redirections { mention(redirection) }
    }

    private mutating func assign(_ assignment: Assignment, isTop: Bool) {
        let name = assignment.name.bytes
        assigned[name, default: 0] += 1
        guard isTop, case .word(let word) = assignment.value, case .literal(let value) = word.shape,
            !assignment.appends, assignment.index == nil
        else { return }
        constants[name] = value
    }

    /// `${name=word}` and arithmetic.
    private mutating func assigned(in word: Word) {
        var names: [ByteString] = []
        var reads: [ByteString] = []
        var readsUnknown = false
        word.forEachPart { part in
            switch part {
            case .parameter(let expansion):
                guard let name = expansion.parameter.name else { break }
                reads.append(name)
                if case .assignDefault = expansion.modifier { names.append(name) }
            case .arithmetic(let expansion):
                names += expansion.expression?.assigned ?? []
                if let used = expansion.word.arithmeticNames { reads += used } else { readsUnknown = true }
            case .variable(let name): reads.append(name.bytes)
            case .literal, .quoted, .doubleQuoted, .tilde, .command, .process, .array: break
            }
        }
        for name in names { assigned[name, default: 0] += 2 }
        read.formUnion(reads)
        self.readsUnknown = self.readsUnknown || readsUnknown
    }

    private mutating func mention(_ redirection: Redirection) {
        if redirection.target == 0, let operand = redirection.operand.unquotedLiteral, operand.count == 1 {
            switch redirection.operator {
            case .duplicateInput, .duplicateOutput: break
            case .input, .output, .clobber, .append, .readWrite, .hereDocument, .hereString, .outputAndError,
                .appendOutputAndError:
                mentions.insert(operand)
            }
        }
    }

    private mutating func collect(_ simple: SimpleCommand, _ command: CommandPlan) {
        let fields = command.knownFields
        for name in simple.variablesSet { assigned[name, default: 0] += 2 }
        if simple.name?.bytes == "let" { read.formUnion(simple.variablesSet) }
        guard let name = fields.first else {
            if !simple.words.isEmpty { runsOtherText = true }
            return
        }
        let operands = fields.dropFirst()
        switch name.baseName {
        case "eval", ".", "source": runsOtherText = true
        case "wait", "kill", "pkill", "killall": waits = true
        case "mkfifo", "mknod": makeFifos(command)
        case "shopt", "set": noteOptions(operands)
        case "rm", "cat", "test", "[", "mv", "cp", "touch", "ls", "diff", "cmp", "grep", "wc", "stat", "head", "tail":
            mentions.formUnion(operands.filter { $0.count == 1 })
        default: break
        }
        if command.target == .function {
            if command.table[0]?.entry.isData == true { fed.insert(name) }
            if command.table[1]?.entry.isSubstitution == true { captured.insert(name) }
        }
    }

    private mutating func noteOptions(_ operands: ArraySlice<ByteString>) {
        if operands.contains("lastpipe") { setsLastpipe = true }
        let isSet = operands.contains("noclobber") || operands.contains { $0.first == 0x2D && $0.contains(0x43) }
        if isSet { setsNoclobber = true }
    }

    private mutating func makeFifos(_ command: CommandPlan) {
        var rest = command.arguments
        while let argument = rest.popFirst() {
            guard argument.start.first != 0x2D else {
                if argument.text == "-m" { _ = rest.popFirst() }
                continue
            }
            if let name = argument.name, name.path != "p" || command.knownFields.first?.baseName == "mkfifo" {
                fifos.append((name, command.command.position))
            }
        }
    }
}

extension Position {
    fileprivate func isBefore(_ other: Position) -> Bool { (line, column) < (other.line, other.column) }
}

extension DescriptorTable.Entry {
    /// What programs read that somebody has prepared: a file, a document, a pipe.
    var isData: Bool {
        switch self {
        case .opened(let path, _, let mode, _): (mode == .read || mode == .readWrite) && !path.hasPrefix("/dev/")
        case .pipe(let end), .outer(let end, _): end.side == .read
        case .document: true
        case .inherited, .unknown: false
        }
    }

    /// The pipe of `$( )`.
    var isSubstitution: Bool {
        if case .outer(let end, _) = self { end.use == .substitution } else { false }
    }
}
