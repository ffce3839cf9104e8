// Side effects: the expansion of a word has none where it only reads the shell's state. The shell may then expand the word
// early, for a stage that is a process of its own and for display.

import Syntax

extension Word {
    var isSideEffectFree: Bool {
        switch shape {
        case .literal, .variable, .quotedVariable, .quotedPositionals: true
        case .braces, .assignment, .parts: parts.allSatisfy(\.isSideEffectFree)
        }
    }
}

extension WordPart {
    fileprivate var isSideEffectFree: Bool {
        switch self {
        case .literal, .quoted, .tilde, .variable: true
        case .doubleQuoted(let parts): parts.allSatisfy(\.isSideEffectFree)
        case .parameter(let expansion): expansion.isSideEffectFree
        case .arithmetic(let expansion): expansion.expression.map(\.isSideEffectFree) ?? false
        case .command, .process, .array: false
        }
    }
}

extension ParameterExpansion {
    fileprivate var isSideEffectFree: Bool {
        if case .element = parameter { return false }
        switch modifier {
        case .none, .length: return true
        case .useDefault(let word, _), .useAlternative(let word, _), .remove(_, let word): return word.isSideEffectFree
        case .assignDefault, .indicateError, .replace, .substring, .indices, .unknown: return false
        }
    }
}

extension ArithmeticExpression {
    fileprivate var isSideEffectFree: Bool {
        switch self {
        case .number, .parameter, .value(.variable): true
        case .value(.element): false
        case .unary(_, let operand): operand.isSideEffectFree
        case .binary(_, let left, let right), .logicalAnd(let left, let right), .logicalOr(let left, let right),
            .comma(let left, let right):
            left.isSideEffectFree && right.isSideEffectFree
        case .conditional(let condition, let then, let otherwise):
            condition.isSideEffectFree && then.isSideEffectFree && otherwise.isSideEffectFree
        case .assign, .prefixStep, .postfixStep: false
        }
    }
}
