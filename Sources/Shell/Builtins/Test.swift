// test and [: the number of up to four operands decides what the expression means, so that operands may look like
// operators.
//
// Unspecified: longer expressions, and shorter ones that the rules do not cover, are parsed with `!`, `( )`, `-a` and `-o`,
// which bind in this order; an operator between two operands compares them in any case; as dash, bash, mksh and yash.
//
// POSIX: XCU test

import Bytes
import Kernel
import Syntax

private struct TestError: Error {
    let message: ByteString
}

extension Shell {
    /// Evaluates its operands as an expression: 0 for true, 1 for false, 2 for an error.
    func testUtility(_ arguments: [ByteString]) -> ExitStatus {
        var operands = arguments.dropFirst()
        do throws(TestError) {
            if arguments[0] == "[" {
                guard operands.last == "]" else { throw TestError(message: "the closing ] is missing") }
                operands = operands.dropLast()
            }
            return try evaluate(operands) ? .success : .failure
        } catch {
            return fail(arguments[0], error.message, .usage)
        }
    }

    private func evaluate(_ operands: ArraySlice<ByteString>) throws(TestError) -> Bool {
        let first = operands.startIndex
        switch operands.count {
        case 0: return false
        case 1: return !operands[first].isEmpty
        case 2: return try evaluatePair(operands)
        case 3: return try evaluateTriple(operands)
        case 4 where operands[first] == "!": return try !evaluateTriple(operands.dropFirst())
        case 4 where operands[first] == "(" && operands[first + 3] == ")":
            return try evaluatePair(operands.dropFirst().dropLast())
        default: return try evaluateLong(operands)
        }
    }

    private func evaluatePair(_ operands: ArraySlice<ByteString>) throws(TestError) -> Bool {
        let first = operands.startIndex
        if operands[first] == "!" { return operands[first + 1].isEmpty }
        // Unspecified: the old name of `-e`, where it cannot be the operator; as bash, mksh and ksh93.
        if operands[first] == "-a" { return try evaluate(UInt8(ascii: "e"), operands[first + 1]) }
        guard let letter = testLetter(operands[first]) else {
            throw TestError(message: operands[first + 1] + ": not expected here")
        }
        return try evaluate(letter, operands[first + 1])
    }

    private func evaluateTriple(_ operands: ArraySlice<ByteString>) throws(TestError) -> Bool {
        let first = operands.startIndex
        let (left, middle, right) = (operands[first], operands[first + 1], operands[first + 2])
        if let comparison = comparison(middle) { return try evaluate(comparison, left, right) }
        if middle == "-a" { return !left.isEmpty && !right.isEmpty }
        if middle == "-o" { return !left.isEmpty || !right.isEmpty }
        if left == "!" { return try !evaluatePair(operands.dropFirst()) }
        if left == "(", right == ")" { return !middle.isEmpty }
        return try evaluateLong(operands)
    }

    private func evaluateLong(_ operands: ArraySlice<ByteString>) throws(TestError) -> Bool {
        var rest = operands
        let result = try evaluateOr(&rest)
        if let surplus = rest.first { throw TestError(message: surplus + ": not expected here") }
        return result
    }

    private func testLetter(_ operand: ByteString) -> UInt8? {
        guard operand.count == 2, operand[0] == UInt8(ascii: "-"), operand != "-a",
            ConditionalExpression.isUnary(operand[1])
        else { return nil }
        return operand[1]
    }

    private func comparison(_ operand: ByteString) -> ConditionalExpression.Comparison? {
        operand == "=~" ? nil : ConditionalExpression.Comparison(operator: operand)
    }

    private func evaluate(_ letter: UInt8, _ operand: ByteString) throws(TestError) -> Bool {
        if letter == UInt8(ascii: "t") { _ = try integer(operand) }
        return testUnary(letter, operand)
    }

    private func evaluate(
        _ comparison: ConditionalExpression.Comparison, _ left: ByteString, _ right: ByteString
    ) throws(TestError) -> Bool {
        switch comparison {
        case .matches, .matchesExpression: return left == right
        case .matchesNot: return left != right
        case .before: return left < right
        case .after: return right < left
        case .sameFile, .newer, .older: return testFiles(comparison, left, right)
        case .equal, .notEqual, .greater, .greaterOrEqual, .less, .lessOrEqual: break
        }
        let (first, second) = (try integer(left), try integer(right))
        switch comparison {
        case .equal: return first == second
        case .notEqual: return first != second
        case .greater: return first > second
        case .greaterOrEqual: return first >= second
        case .less: return first < second
        default: return first <= second
        }
    }

    private func integer(_ operand: ByteString) throws(TestError) -> Int {
        guard let value = Self.testInteger(operand) else { throw TestError(message: operand + ": not an integer") }
        return value
    }
}

// Expressions of any length. Each function removes the operands that it has read.
extension Shell {
    private func evaluateOr(_ operands: inout ArraySlice<ByteString>) throws(TestError) -> Bool {
        if stackLimit.isReached { throw TestError(message: "nested too deep") }
        var result = try evaluateAnd(&operands)
        while operands.first == "-o" {
            operands = operands.dropFirst()
            let right = try evaluateAnd(&operands)
            result = result || right
        }
        return result
    }

    private func evaluateAnd(_ operands: inout ArraySlice<ByteString>) throws(TestError) -> Bool {
        var result = try evaluateNot(&operands)
        while operands.first == "-a" {
            operands = operands.dropFirst()
            let right = try evaluateNot(&operands)
            result = result && right
        }
        return result
    }

    private func evaluateNot(_ operands: inout ArraySlice<ByteString>) throws(TestError) -> Bool {
        var isNegated = false
        while operands.first == "!", !isComparison(operands), operands.count > 1 {
            isNegated.toggle()
            operands = operands.dropFirst()
        }
        return try evaluatePrimary(&operands) != isNegated
    }

    /// True where a binary operator follows the first operand, except in `( = )`.
    private func isComparison(_ operands: ArraySlice<ByteString>) -> Bool {
        let index = operands.startIndex
        guard operands.count >= 3, comparison(operands[index + 1]) != nil else { return false }
        return operands[index] != "(" || operands[index + 2] != ")"
    }

    private func evaluatePrimary(_ operands: inout ArraySlice<ByteString>) throws(TestError) -> Bool {
        let index = operands.startIndex
        guard let first = operands.first else { throw TestError(message: "an operand is missing after the operator") }
        if isComparison(operands), let comparison = comparison(operands[index + 1]) {
            let right = operands[index + 2]
            operands = operands.dropFirst(3)
            return try evaluate(comparison, first, right)
        }
        if first == "(", operands.count > 1 {
            operands = operands.dropFirst()
            let result = try evaluateOr(&operands)
            guard operands.first == ")" else { throw TestError(message: "the closing parenthesis is missing") }
            operands = operands.dropFirst()
            return result
        }
        if let letter = testLetter(first), operands.count > 1 {
            let operand = operands[index + 1]
            // After a letter, `-o` and `-a` are operators where another operand follows.
            if !((operand == "-a" || operand == "-o") && operands.count > 2) {
                operands = operands.dropFirst(2)
                return try evaluate(letter, operand)
            }
        }
        operands = operands.dropFirst()
        return !first.isEmpty
    }
}
