// Side effects: the expansion of a word has none where it only reads the shell's state. The shell may then expand the word
// early, for a stage that is a process of its own and for display.

import Syntax

extension Word {
    var isPure: Bool {
        switch shape {
        case .literal, .variable, .quotedVariable, .quotedPositionals: true
        case .braces, .assignment, .parts: parts.allSatisfy(\.isPure)
        }
    }
}

extension WordPart {
    fileprivate var isPure: Bool {
        switch self {
        case .literal, .quoted, .tilde, .variable: true
        case .doubleQuoted(let parts): parts.allSatisfy(\.isPure)
        case .parameter(let expansion): expansion.isPure
        case .arithmetic(let expansion): expansion.expression.map(\.isPure) ?? false
        case .command, .process, .array: false
        }
    }
}

extension ParameterExpansion {
    fileprivate var isPure: Bool {
        if case .element = parameter { return false }
        switch modifier {
        case .none, .length: return true
        case .useDefault(let word, _), .useAlternative(let word, _), .remove(_, let word): return word.isPure
        case .assignDefault, .indicateError, .replace, .substring, .indices, .unknown: return false
        }
    }
}

extension ArithmeticExpression {
    fileprivate var isPure: Bool {
        switch self {
        case .number, .parameter, .value(.variable): true
        case .value(.element): false
        case .unary(_, let operand): operand.isPure
        case .binary(_, let left, let right), .logicalAnd(let left, let right), .logicalOr(let left, let right),
            .comma(let left, let right):
            left.isPure && right.isPure
        case .conditional(let condition, let then, let otherwise):
            condition.isPure && then.isPure && otherwise.isPure
        case .assign, .prefixStep, .postfixStep: false
        }
    }
}
