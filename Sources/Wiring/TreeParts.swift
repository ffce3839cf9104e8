// The parts of a tree: the words of a command, the lists inside it, and the substitutions in a word, at any depth of quotes
// and parameter expansions.

import Bytes
public import Syntax

extension Command {
    /// The words that are expanded for the command itself: not those of the lists inside it.
    public var words: [Word] {
        switch self {
        case .simple(let simple): simple.assignments.flatMap(\.words) + simple.words + simple.redirections.map(\.word)
        case .compound(let compound): compound.words + compound.redirections.map(\.word)
        case .function: []
        }
    }

    /// The lists that the command executes, or defines.
    public var lists: [List] {
        switch self {
        case .simple: []
        case .compound(let compound): compound.lists
        case .function(let definition): definition.body.lists
        }
    }

    /// None for a function: they belong to its calls.
    public var redirections: [Redirection] {
        switch self {
        case .simple(let simple): simple.redirections
        case .compound(let compound): compound.redirections
        case .function: []
        }
    }
}

extension CompoundCommand {
    /// The words of `for`, `case` and `[[ ]]`.
    var words: [Word] {
        switch kind {
        case .forClause(let clause): clause.words ?? []
        case .caseClause(let clause): [clause.word] + clause.items.flatMap(\.patterns)
        case .conditional(let expression): expression.words
        case .braceGroup, .subshell, .ifClause, .whileClause, .untilClause, .coprocess: []
        }
    }

    var lists: [List] {
        switch kind {
        case .braceGroup(let list), .subshell(let list): [list]
        case .forClause(let clause): [clause.body]
        case .caseClause(let clause): clause.items.map(\.body)
        case .ifClause(let clause):
            clause.branches.flatMap { [$0.condition, $0.body] } + (clause.elseBody.map { [$0] } ?? [])
        case .whileClause(let condition, let body), .untilClause(let condition, let body): [condition, body]
        case .conditional: []
        case .coprocess(_, let command): command.lists
        }
    }
}

extension ConditionalExpression {
    var words: [Word] {
        switch self {
        case .and(let left, let right), .or(let left, let right): left.words + right.words
        case .not(let expression): expression.words
        case .word(let word), .unary(_, let word): [word]
        case .binary(_, let left, let right): [left, right]
        }
    }
}

extension Assignment {
    var words: [Word] {
        switch value {
        case .word(let word): [word]
        case .array(let words): words
        }
    }
}

extension Redirection {
    /// The operand, or the body of a here-document.
    public var word: Word {
        if case .hereDocument(let document) = `operator` { document.body } else { operand }
    }
}

extension List {
    /// The commands of all pipelines, without those inside them.
    public var commands: [Command] {
        andOrLists.flatMap { andOr in ([andOr.first] + andOr.rest.map(\.pipeline)).flatMap { Array($0.commands) } }
    }
}

extension Word {
    /// The parts at any depth, from left to right; not those inside substitutions.
    public func forEachPart(_ body: (WordPart) -> Void) {
        if case .literal = shape { return }
        for part in parts { part.forEach(body) }
    }

    /// `$( )`, from left to right.
    public var substitutions: [CommandSubstitution] {
        var found: [CommandSubstitution] = []
        forEachPart { if case .command(let substitution) = $0 { found.append(substitution) } }
        return found
    }
}

extension WordPart {
    fileprivate func forEach(_ body: (WordPart) -> Void) {
        body(self)
        switch self {
        case .literal, .quoted, .tilde, .variable, .command, .process: break
        case .doubleQuoted(let parts): for part in parts { part.forEach(body) }
        case .parameter(let expansion): for word in expansion.words { word.forEachPart(body) }
        case .arithmetic(let expansion): expansion.word.forEachPart(body)
        case .array(let assignment): for word in assignment.words { word.forEachPart(body) }
        }
    }
}

extension ParameterExpansion {
    fileprivate var words: [Word] {
        switch modifier {
        case .none, .length, .indices: []
        case .useDefault(let word, _), .assignDefault(let word, _), .useAlternative(let word, _), .remove(_, let word),
            .unknown(let word, _):
            [word]
        case .indicateError(let word, _): word.map { [$0] } ?? []
        case .replace(_, let pattern, let replacement): [pattern] + (replacement.map { [$0] } ?? [])
        case .substring(let offset, let length): [offset.word] + (length.map { [$0.word] } ?? [])
        }
    }
}
