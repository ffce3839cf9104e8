// Arithmetic expansion: the value of an expression in signed 64-bit integers.
//
// Unspecified: overflow and division by zero are errors, because a wrong number would be worse. The value of a variable that
// is no integer constant is evaluated as an expression, as in bash, ksh and yash.
//
// POSIX: XCU 2.6.4, 1.1.2.1

import Bytes
import Syntax

extension Shell {
    func evaluate(_ expansion: ArithmeticExpansion) throws(ShellError) -> Int64 {
        if let expression = expansion.expression, try hasPlainParameters(expression) {
            return try evaluate(expression)
        }
        return try evaluate(text: try expandString(expansion.word))
    }

    /// The value of an expression after the expansion of its text.
    func evaluate(text: ByteString) throws(ShellError) -> Int64 {
        if let constant = Self.decimalConstant(text) { return constant }
        if stackLimit.isReached { throw .tooDeep }
        let expression: ArithmeticExpression
        do {
            expression = try ArithmeticParser.parse(text, names: names, stackLimit: stackLimit)
        } catch {
            throw .arithmeticSyntax(error)
        }
        return try evaluate(expression)
    }

    func evaluate(_ expression: ArithmeticExpression) throws(ShellError) -> Int64 {
        if stackLimit.isReached { throw .tooDeep }
        switch expression {
        case .number(let number):
            return number
        case .value(let target):
            return try value(of: target)
        case .parameter(let parameter):
            return try evaluate(text: try self.value(of: parameter) ?? "0")
        case .unary(let `operator`, let operand):
            return try apply(`operator`, try evaluate(operand))
        case .binary(let `operator`, let left, let right):
            let first = try evaluate(left)
            return try apply(`operator`, first, try evaluate(right))
        case .logicalAnd(let left, let right):
            if try evaluate(left) == 0 { return 0 }
            return try evaluate(right) != 0 ? 1 : 0
        case .logicalOr(let left, let right):
            if try evaluate(left) != 0 { return 1 }
            return try evaluate(right) != 0 ? 1 : 0
        case .conditional(let condition, let then, let otherwise):
            return try evaluate(condition) != 0 ? try evaluate(then) : try evaluate(otherwise)
        case .assign(let target, let `operator`, let value):
            guard let `operator` else { return try assign(target, try evaluate(value)) }
            let target = try settled(target)
            let old = try self.value(of: target)
            return try assign(target, try apply(`operator`, old, try evaluate(value)))
        case .prefixStep(let target, let amount):
            let target = try settled(target)
            return try assign(target, try apply(.add, try value(of: target), amount))
        case .postfixStep(let target, let amount):
            let target = try settled(target)
            let old = try value(of: target)
            _ = try assign(target, try apply(.add, old, amount))
            return old
        case .comma(let first, let second):
            _ = try evaluate(first)
            return try evaluate(second)
        }
    }

    /// True where the value of each parameter in the expression is a number, so that it may be a primary.
    private func hasPlainParameters(_ expression: ArithmeticExpression) throws(ShellError) -> Bool {
        switch expression {
        case .number, .value(.variable):
            true
        case .value(.element(_, let index)):
            try hasPlainParameters(index)
        case .parameter(let parameter):
            if hasPlainIndex(parameter) { try value(of: parameter)?.decimalValue != nil } else { false }
        case .unary(_, let operand), .assign(_, _, let operand):
            try hasPlainParameters(operand)
        case .binary(_, let left, let right), .logicalAnd(let left, let right), .logicalOr(let left, let right),
            .comma(let left, let right):
            try hasPlainParameters(left) ? try hasPlainParameters(right) : false
        case .conditional(let condition, let then, let otherwise):
            try hasPlainParameters(.comma(condition, .comma(then, otherwise)))
        case .prefixStep, .postfixStep:
            true
        }
    }

    /// False where the parameter is an element whose index is not a number: evaluated twice, its effects would be repeated.
    private func hasPlainIndex(_ parameter: Parameter) -> Bool {
        guard case .element(_, .index(let index)) = parameter else { return true }
        switch index.expression {
        case .number: return true
        case .value(.variable(let name)): return value(of: name)?.decimalValue != nil
        default: return false
        }
    }
}

extension Shell {
    /// The target with its index evaluated, so that the effects of the index happen once.
    @inline(__always)
    private func settled(_ target: ArithmeticExpression.Target) throws(ShellError) -> ArithmeticExpression.Target {
        guard case .element(let name, let index) = target else { return target }
        return .element(name, .number(try evaluate(index)))
    }

    private func value(of target: ArithmeticExpression.Target) throws(ShellError) -> Int64 {
        let bytes: ByteString
        switch target {
        case .variable(let name):
            if case .number(let number) = state.variables[name].value { return number }
            bytes = try expandVariable(name)
        case .element(let name, let index):
            bytes = element(of: name, at: Int(try evaluate(index))) ?? ByteString()
        }
        return bytes.isEmpty ? 0 : try evaluate(text: bytes)
    }

    private func assign(_ target: ArithmeticExpression.Target, _ value: Int64) throws(ShellError) -> Int64 {
        switch target {
        case .variable(let name):
            try assign(name, .number(value))
        case .element(let name, let index):
            try assignElement(name, index: Int(try evaluate(index)), ByteString(decimal: value))
        }
        return value
    }

    /// The value of a decimal constant with an optional sign; nil for anything else, such as an octal constant.
    private static func decimalConstant(_ bytes: ByteString) -> Int64? {
        let isSigned = bytes.first == UInt8(ascii: "-") || bytes.first == UInt8(ascii: "+")
        let start = isSigned ? 1 : 0
        guard start < bytes.count, bytes[start] != UInt8(ascii: "0") || bytes.count == start &+ 1 else { return nil }
        return bytes.decimalValue.map { Int64($0) }
    }
}

extension Shell {
    private func apply(_ operator: ArithmeticExpression.Unary, _ value: Int64) throws(ShellError) -> Int64 {
        switch `operator` {
        case .plus: return value
        case .minus: return try checked(Int64(0).subtractingReportingOverflow(value))
        case .complement: return ~value
        case .not: return value == 0 ? 1 : 0
        }
    }

    @inline(__always)
    private func apply(
        _ operator: ArithmeticExpression.Binary, _ left: Int64, _ right: Int64
    ) throws(ShellError) -> Int64 {
        switch `operator` {
        case .add: return try checked(left.addingReportingOverflow(right))
        case .subtract: return try checked(left.subtractingReportingOverflow(right))
        case .power: throw .notSupported("**")
        case .multiply: return try checked(left.multipliedReportingOverflow(by: right))
        case .divide:
            if right == 0 { throw .divisionByZero }
            return try checked(left.dividedReportingOverflow(by: right))
        case .remainder:
            if right == 0 { throw .divisionByZero }
            // The quotient of the smallest number and -1 overflows, the remainder is 0.
            return right == -1 ? 0 : left % right
        // Unspecified: the amount of a shift is taken modulo 64, as in dash and bash.
        case .shiftLeft: return left &<< right
        case .shiftRight: return left &>> right
        case .less: return left < right ? 1 : 0
        case .lessOrEqual: return left <= right ? 1 : 0
        case .greater: return left > right ? 1 : 0
        case .greaterOrEqual: return left >= right ? 1 : 0
        case .equal: return left == right ? 1 : 0
        case .notEqual: return left != right ? 1 : 0
        case .and: return left & right
        case .exclusiveOr: return left ^ right
        case .or: return left | right
        }
    }

    @inline(__always)
    private func checked(_ result: (partialValue: Int64, overflow: Bool)) throws(ShellError) -> Int64 {
        if result.overflow { throw .arithmeticOverflow }
        return result.partialValue
    }
}
