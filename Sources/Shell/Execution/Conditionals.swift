// `[[ expression ]]`, an extension, as bash and ksh have it: no field splitting, patterns on the right of `==`, short-circuit.

import Bytes
import Kernel
import Syntax

extension Shell {
    func execute(_ expression: ConditionalExpression, _ position: Position) -> Completion {
        state.line = Int(position.line)
        do {
            state.status = try evaluate(expression) ? .success : .failure
            return .normal
        } catch {
            switch error {
            // As bash, what is no number or no expression is an error of the condition alone; the status is that of `[`.
            case .badPattern, .arithmeticSyntax, .divisionByZero, .arithmeticOverflow, .notANumber:
                report(error)
                state.status = .usage
                return .normal
            case .unset, .indicated, .readonly, .badAssignment, .badSubstitution, .cannotOpen, .badDescriptor,
                .cannotDuplicate, .ambiguousOperand, .noProcess, .noPipe, .cannotWrite, .hereDocument, .inHereDocument,
                .tooDeep, .notSupported, .ended:
                return aborted(error)
            }
        }
    }

    private func evaluate(_ expression: ConditionalExpression) throws(ShellError) -> Bool {
        if stackLimit.isReached { throw .tooDeep }
        switch expression {
        case .and(let left, let right): return try evaluate(left) ? try evaluate(right) : false
        case .or(let left, let right): return try evaluate(left) ? true : try evaluate(right)
        case .not(let operand): return try !evaluate(operand)
        case .word(let word): return try !expandString(word).isEmpty
        case .unary(let letter, let word): return testUnary(letter, try expandString(word))
        case .binary(let comparison, let left, let right): return try evaluate(comparison, left, right)
        }
    }

    private func evaluate(
        _ comparison: ConditionalExpression.Comparison, _ left: Word, _ right: Word
    ) throws(ShellError) -> Bool {
        let first = try expandString(left)
        switch comparison {
        case .matches:
            return PatternMatching.matches(try expandPattern(right), first, isUTF8: state.isUTF8)
        case .matchesNot:
            return !PatternMatching.matches(try expandPattern(right), first, isUTF8: state.isUTF8)
        case .matchesExpression:
            return try matchesExpression(first, right)
        case .before: return first < (try expandString(right))
        case .after: return try expandString(right) < first
        case .equal: return try evaluate(text: first) == evaluate(text: expandString(right))
        case .notEqual: return try evaluate(text: first) != evaluate(text: expandString(right))
        case .less: return try evaluate(text: first) < evaluate(text: expandString(right))
        case .lessOrEqual: return try evaluate(text: first) <= evaluate(text: expandString(right))
        case .greater: return try evaluate(text: first) > evaluate(text: expandString(right))
        case .greaterOrEqual: return try evaluate(text: first) >= evaluate(text: expandString(right))
        case .newer, .older, .sameFile: return testFiles(comparison, first, try expandString(right))
        }
    }

    /// `=~`: an extended regular expression; quoted parts of it match themselves. The match and its groups go to
    /// BASH_REMATCH.
    private func matchesExpression(_ subject: ByteString, _ word: Word) throws(ShellError) -> Bool {
        let expression = try expandRegularExpression(word)
        let groups: [ByteString]?
        do {
            groups = try Kernel.matchExtendedExpression(expression, subject, isUTF8: state.isUTF8)
        } catch {
            throw .badPattern(expression)
        }
        let name = names.intern("BASH_REMATCH")
        try assign(name, .array(IndexedArray(groups ?? [])))
        return groups != nil
    }

    private func expandRegularExpression(_ word: Word) throws(ShellError) -> ByteString {
        var expression = ByteString()
        for part in word.parts {
            var builder = FieldBuilder(.string, separators: state.separators, notesPatterns: false)
            try expand([part], .word, into: &builder)
            let bytes = builder.finishString()
            switch part {
            case .quoted, .doubleQuoted: expression += Self.escapedForExpression(bytes)
            case .literal, .tilde, .variable, .parameter, .command, .arithmetic, .process, .array: expression += bytes
            }
        }
        return expression
    }

    private static func escapedForExpression(_ bytes: ByteString) -> ByteString {
        var escaped = ByteString()
        let special: ByteString = "\\^$.[]|()*+?{}"
        for byte in bytes {
            if special.contains(byte) { escaped.append(UInt8(ascii: "\\")) }
            escaped.append(byte)
        }
        return escaped
    }
}
