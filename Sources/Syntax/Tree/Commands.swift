// The tree of commands: one type for each production of the shell grammar, immutable after parsing.
//
// Payloads are final classes, so that an enumeration of them is one word, copying a list copies references, and the runtime
// creates no array type for each of them. The first pipeline of an and-or list, usually the only one, is stored in the list.
//
// POSIX: XCU 2.10.2

public import Bytes

// list : list separator_op and_or | and_or    (also compound_list, and a complete_command)
public struct List: Sendable {
    public let andOrLists: [AndOrList]

    public init(_ andOrLists: [AndOrList]) {
        self.andOrLists = andOrLists
    }
}

// and_or : pipeline | and_or AND_IF linebreak pipeline | and_or OR_IF linebreak pipeline
public final class AndOrList: Sendable {
    public enum Operator: Sendable { case and, or }

    public struct Continuation: Sendable {
        public let `operator`: Operator
        public let pipeline: Pipeline
    }

    public let first: Pipeline
    public let rest: [Continuation]
    /// Ended by `&`.
    public let isAsynchronous: Bool

    public init(first: Pipeline, rest: [Continuation], isAsynchronous: Bool) {
        self.first = first
        self.rest = rest
        self.isAsynchronous = isAsynchronous
    }
}

// pipeline : pipe_sequence | Bang pipe_sequence
public struct Pipeline: Sendable {
    /// A prefix that asks for a report about the pipeline.
    public enum Prefix: Sendable {
        case none
        /// `time` or `time -p`.
        case time(portableFormat: Bool)
        /// `see MODE [option...]`.
        indirect case see(mode: SeeMode, options: [Word])
    }

    public let prefix: Prefix
    /// Preceded by `!` (an odd number of times).
    public let isNegated: Bool
    /// `a |& b` has become `a 2>&1 | b`.
    public let commands: OneOrMore<Command>
    public let position: Position

    public init(prefix: Prefix, isNegated: Bool, commands: OneOrMore<Command>, position: Position) {
        self.prefix = prefix
        self.isNegated = isNegated
        self.commands = commands
        self.position = position
    }
}

/// The modes of `see` before a pipeline. With any other word `see` is an ordinary command.
public enum SeeMode: PackedWord, Sendable {
    case plan = "plan"
    case trace = "trace"
    case waits = "waits"
    case graph = "graph"

    public var name: ByteString { rawValue.bytes }
}

// command : simple_command | compound_command | compound_command redirect_list | function_definition
public enum Command: Sendable {
    case simple(SimpleCommand)
    case compound(CompoundCommand)
    case function(FunctionDefinition)

    public var position: Position {
        switch self {
        case .simple(let command): command.position
        case .compound(let command): command.position
        case .function(let definition): definition.position
        }
    }
}

// simple_command : cmd_prefix cmd_word cmd_suffix | ...
public final class SimpleCommand: Sendable {
    public let assignments: [Assignment]
    public let words: [Word]
    public let redirections: [Redirection]
    public let position: Position
    /// The first word, interned, where it is a literal.
    public let name: Name?

    public init(
        assignments: [Assignment], words: [Word], redirections: [Redirection], position: Position, name: Name?
    ) {
        self.assignments = assignments
        self.words = words
        self.redirections = redirections
        self.position = position
        self.name = name
    }
}

public final class Assignment: Sendable {
    public enum Value: Sendable {
        case word(Word)
        /// `name=(word...)`, an extension.
        case array([Word])
    }

    public let name: Name
    /// `name[index]=value`, an extension.
    public let index: ArithmeticExpansion?
    public let value: Value
    /// `name+=value`, an extension.
    public let appends: Bool
    public let position: Position

    public init(name: Name, index: ArithmeticExpansion?, value: Value, appends: Bool, position: Position) {
        self.name = name
        self.index = index
        self.value = value
        self.appends = appends
        self.position = position
    }
}

// compound_command : brace_group | subshell | for_clause | case_clause | if_clause | while_clause | until_clause
public final class CompoundCommand: Sendable {
    public enum Kind: Sendable {
        case braceGroup(List)
        case subshell(List)
        case forClause(ForClause)
        case caseClause(CaseClause)
        case ifClause(IfClause)
        case whileClause(condition: List, body: List)
        case untilClause(condition: List, body: List)
        /// `[[ expression ]]`, an extension.
        case conditional(ConditionalExpression)
        /// `coproc [NAME] command`, an extension.
        case coprocess(name: Name, command: Command)
    }

    public let kind: Kind
    public let redirections: [Redirection]
    public let position: Position
    /// What the executor has found out about the command, once.
    public nonisolated(unsafe) var analysis: AnyObject?

    public init(kind: Kind, redirections: [Redirection], position: Position) {
        self.kind = kind
        self.redirections = redirections
        self.position = position
    }
}

// for_clause : For name do_group | For name in wordlist sequential_sep do_group
public final class ForClause: Sendable {
    public let variable: Name
    /// nil without `in`: the positional parameters.
    public let words: [Word]?
    public let body: List

    public init(variable: Name, words: [Word]?, body: List) {
        self.variable = variable
        self.words = words
        self.body = body
    }
}

// case_clause : Case WORD linebreak in linebreak case_list Esac
public final class CaseClause: Sendable {
    public enum Terminator: Sendable {
        /// `;;`, or the end of the last item.
        case leave
        /// `;&`: the next item's list follows.
        case fallThrough
    }

    // case_item : pattern_list ')' compound_list DSEMI linebreak
    public final class Item: Sendable {
        public let patterns: [Word]
        public let body: List
        public let terminator: Terminator

        public init(patterns: [Word], body: List, terminator: Terminator) {
            self.patterns = patterns
            self.body = body
            self.terminator = terminator
        }
    }

    public let word: Word
    public let items: [Item]

    public init(word: Word, items: [Item]) {
        self.word = word
        self.items = items
    }
}

// if_clause : If compound_list Then compound_list else_part Fi
public final class IfClause: Sendable {
    public final class Branch: Sendable {
        public let condition: List
        public let body: List

        public init(condition: List, body: List) {
            self.condition = condition
            self.body = body
        }
    }

    /// `if` and each `elif`.
    public let branches: [Branch]
    public let elseBody: List?

    public init(branches: [Branch], elseBody: List?) {
        self.branches = branches
        self.elseBody = elseBody
    }
}

// function_definition : fname '(' ')' linebreak function_body
public final class FunctionDefinition: @unchecked Sendable {
    private enum Body {
        case parsed(CompoundCommand)
        case text(FunctionText, wasAskedFor: Bool)
    }

    public let name: Name
    public let position: Position
    // Changes to the parsed form of the same body.
    private var storedBody: Body

    public init(name: Name, body: CompoundCommand, position: Position) {
        self.name = name
        self.position = position
        storedBody = .parsed(body)
    }

    init(name: Name, text: FunctionText, position: Position) {
        self.name = name
        self.position = position
        storedBody = .text(text, wasAskedFor: false)
    }

    /// The body with its redirections, which are performed at each call.
    ///
    /// Many functions are called once, and a tree takes more memory than the text: it is kept from the second use on.
    public var body: CompoundCommand {
        switch storedBody {
        case .parsed(let body): return body
        case .text(let text, let wasAskedFor):
            let body = text.parse()
            storedBody = wasAskedFor ? .parsed(body) : .text(text, wasAskedFor: true)
            return body
        }
    }

    /// Parses the body and keeps the tree.
    public func keepBody() {
        guard case .text(let text, _) = storedBody else { return }
        storedBody = .parsed(text.parse())
    }
}

/// The expression of `[[ ]]`, an extension.
public indirect enum ConditionalExpression: Sendable {
    public enum Comparison: PackedWord, Sendable {
        case matches = "=="
        case matchesNot = "!="
        case matchesExpression = "=~"
        case before = "<"
        case after = ">"
        case equal = "-eq"
        case notEqual = "-ne"
        case less = "-lt"
        case lessOrEqual = "-le"
        case greater = "-gt"
        case greaterOrEqual = "-ge"
        case newer = "-nt"
        case older = "-ot"
        case sameFile = "-ef"

        public init?(operator word: ByteString) {
            self.init(rawValue: word == "=" ? "==" : word.packed)
        }

        /// The operator as written.
        public var text: ByteString { rawValue.bytes }
    }

    case and(ConditionalExpression, ConditionalExpression)
    case or(ConditionalExpression, ConditionalExpression)
    case not(ConditionalExpression)
    /// True where the word is not empty.
    case word(Word)
    /// `-f word`: the letter and the operand.
    case unary(UInt8, Word)
    case binary(Comparison, Word, Word)
}

extension List {
    /// The command, where the list is one command in the foreground and nothing else.
    public var onlyCommand: Command? {
        guard let commands = onlyPipeline, commands.count == 1 else { return nil }
        return commands.first
    }

    /// The stages, where the list is one pipeline of several commands in the foreground and nothing else.
    public var onlyStages: OneOrMore<Command>? {
        guard let commands = onlyPipeline, commands.count > 1 else { return nil }
        return commands
    }

    private var onlyPipeline: OneOrMore<Command>? {
        guard andOrLists.count == 1, let andOr = andOrLists.first, andOr.rest.isEmpty, !andOr.isAsynchronous else {
            return nil
        }
        return andOr.first.plainCommands
    }
}

extension Pipeline {
    /// Its commands, where nothing is done with their status.
    public var plainCommands: OneOrMore<Command>? {
        guard !isNegated, case .none = prefix else { return nil }
        return commands
    }
}
