// Arithmetic expressions: from text, or from the parts of a word, to a tree.
//
// The grammar is that of C without `sizeof`, by precedence climbing. In a word a parameter expansion without a modifier may
// be a primary; a NUL stands for it in the text. Where other expansions, or text that touches an expansion, leave the
// expression unknown until run time, there is no tree.
//
// POSIX: XCU 2.6.4, 1.1.2.1

public import Bytes

public struct ArithmeticParser {
    /// The tree of a chain of operators is as deep as the chain is long; it is walked and freed by recursion.
    static let longestChain = 4096

    private let bytes: [UInt8]
    private let parameters: [Parameter]
    private let names: NameTable
    private let stackLimit: StackLimit
    private var index = 0
    private var nextParameter = 0

    private init(bytes: [UInt8], parameters: [Parameter], names: NameTable, stackLimit: StackLimit) {
        self.bytes = bytes
        self.parameters = parameters
        self.names = names
        self.stackLimit = stackLimit
    }

    /// Parses `text`. Blank text is 0. Errors have their position in `text`.
    public static func parse(
        _ text: ByteString, names: NameTable, stackLimit: StackLimit
    ) throws(SyntaxError) -> ArithmeticExpression {
        var parser = ArithmeticParser(
            bytes: text.array.filter { $0 != 0 }, parameters: [], names: names, stackLimit: stackLimit)
        return try parser.parseWhole()
    }

    /// Parses a word; nil where the expression is unknown before the expansion, or wrong.
    static func parse(parts: [WordPart], names: NameTable, stackLimit: StackLimit) -> ArithmeticExpression? {
        var bytes: [UInt8] = []
        var parameters: [Parameter] = []
        for part in parts {
            switch part {
            case .literal(let text):
                bytes.append(text)
                continue
            case .variable(let name): parameters.append(.variable(name))
            case .parameter(let expansion):
                guard case .none = expansion.modifier, isValue(expansion.parameter) else { return nil }
                parameters.append(expansion.parameter)
            case .quoted, .doubleQuoted, .tilde, .command, .arithmetic, .process, .array: return nil
            }
            if let last = bytes.last, last == 0 || isWordByte(last) { return nil }
            bytes.append(0)
        }
        for place in bytes.indices where bytes[place] == 0 && place + 1 < bytes.count {
            if isWordByte(bytes[place + 1]) || bytes[place + 1] == Byte.leftBracket { return nil }
        }
        var parser = ArithmeticParser(bytes: bytes, parameters: parameters, names: names, stackLimit: stackLimit)
        return try? parser.parseWhole()
    }

    /// True for a parameter that expands to one string.
    private static func isValue(_ parameter: Parameter) -> Bool {
        switch parameter {
        case .special(.at), .special(.star), .element(_, .at), .element(_, .star): false
        case .variable, .positional, .special, .element: true
        }
    }

    private static func isWordByte(_ byte: UInt8) -> Bool {
        byte.isNameByte || byte == Byte.numberSign
    }

    // MARK: Grammar

    private mutating func parseWhole() throws(SyntaxError) -> ArithmeticExpression {
        skipBlanks()
        guard index < bytes.count else { return .number(0) }
        let expression = try parseComma()
        guard index == bytes.count else { throw unexpected(.operator) }
        return expression
    }

    private mutating func parseComma() throws(SyntaxError) -> ArithmeticExpression {
        var left = try parseAssignment()
        var count = 0
        while accept(Byte.comma) {
            left = .comma(left, try parseAssignment())
            try checkChain(&count)
        }
        return left
    }

    private mutating func parseAssignment() throws(SyntaxError) -> ArithmeticExpression {
        if stackLimit.isReached { throw error(.tooDeep) }
        let isParenthesized = byte(at: 0) == Byte.leftParenthesis
        let left = try parseConditional()
        guard let (operation, length) = assignmentOperator() else { return left }
        // `(x) = 1` is wrong.
        guard case .value(let target) = left, !isParenthesized else { throw error(.arithmetic(.notAssignable)) }
        skip(length)
        return .assign(target, operation, try parseAssignment())
    }

    private func assignmentOperator() -> (ArithmeticExpression.Binary?, length: Int)? {
        if byte(at: 0) == Byte.equals { return byte(at: 1) == Byte.equals ? nil : (nil, 1) }
        guard let (operation, _, length) = assigningOperator(), byte(at: length) == Byte.equals else { return nil }
        return (operation, length + 1)
    }

    private mutating func parseConditional() throws(SyntaxError) -> ArithmeticExpression {
        let condition = try parseBinary(atLeast: 1)
        guard accept(Byte.questionMark) else { return condition }
        let then = try parseComma()
        guard accept(Byte.colon) else { throw unexpected(.colon) }
        if stackLimit.isReached { throw error(.tooDeep) }
        return .conditional(condition, then: then, otherwise: try parseConditional())
    }

    private enum Operation {
        case binary(ArithmeticExpression.Binary)
        case logicalAnd
        case logicalOr
    }

    /// The operator at the index that may end in `=` as an assignment.
    private func assigningOperator() -> (ArithmeticExpression.Binary, precedence: Int, length: Int)? {
        switch byte(at: 0) {
        case Byte.verticalBar: (.or, 3, 1)
        case Byte.circumflex: (.exclusiveOr, 4, 1)
        case Byte.ampersand: (.and, 5, 1)
        case Byte.less where byte(at: 1) == Byte.less: (.shiftLeft, 8, 2)
        case Byte.greater where byte(at: 1) == Byte.greater: (.shiftRight, 8, 2)
        case Byte.plus: (.add, 9, 1)
        case Byte.hyphen: (.subtract, 9, 1)
        case Byte.asterisk: (.multiply, 10, 1)
        case Byte.slash: (.divide, 10, 1)
        case Byte.percent: (.remainder, 10, 1)
        default: nil
        }
    }

    /// The binary operator at the index.
    private func binaryOperator() -> (Operation, precedence: Int, length: Int)? {
        switch PackedWord(byte: byte(at: 0)).appending(byte(at: 1)) {
        case "||": return (.logicalOr, 1, 2)
        case "&&": return (.logicalAnd, 2, 2)
        case "==": return (.binary(.equal), 6, 2)
        case "!=": return (.binary(.notEqual), 6, 2)
        case "<=": return (.binary(.lessOrEqual), 7, 2)
        case ">=": return (.binary(.greaterOrEqual), 7, 2)
        case "**": return (.binary(.power), 11, 2)
        default: break
        }
        if let (operation, precedence, length) = assigningOperator() {
            return byte(at: length) == Byte.equals ? nil : (.binary(operation), precedence, length)
        }
        switch byte(at: 0) {
        case Byte.less: return (.binary(.less), 7, 1)
        case Byte.greater: return (.binary(.greater), 7, 1)
        default: return nil
        }
    }

    private mutating func parseBinary(atLeast lowest: Int) throws(SyntaxError) -> ArithmeticExpression {
        var left = try parseUnary()
        var count = 0
        while let (operation, precedence, length) = binaryOperator(), precedence >= lowest {
            skip(length)
            let right = try parseBinary(atLeast: precedence + 1)
            switch operation {
            case .binary(let binary): left = .binary(binary, left, right)
            case .logicalAnd: left = .logicalAnd(left, right)
            case .logicalOr: left = .logicalOr(left, right)
            }
            try checkChain(&count)
        }
        return left
    }

    private func checkChain(_ count: inout Int) throws(SyntaxError) {
        count += 1
        if count > Self.longestChain { throw error(.tooDeep) }
    }

    private mutating func parseUnary() throws(SyntaxError) -> ArithmeticExpression {
        if stackLimit.isReached { throw error(.tooDeep) }
        let first = byte(at: 0)
        if first == Byte.plus || first == Byte.hyphen, byte(at: 1) == first, let step = try parsePrefixStep(first) {
            return step
        }
        let operation: ArithmeticExpression.Unary
        switch first {
        case Byte.plus: operation = .plus
        case Byte.hyphen: operation = .minus
        case Byte.tilde: operation = .complement
        case Byte.exclamationMark where byte(at: 1) != Byte.equals: operation = .not
        default: return try parsePostfix()
        }
        skip(1)
        if operation == .minus, let smallest = parseSmallest() { return smallest }
        return .unary(operation, try parseUnary())
    }

    /// `++name`; nil before any other operand, where the signs are two operators, as in bash.
    private mutating func parsePrefixStep(_ sign: UInt8) throws(SyntaxError) -> ArithmeticExpression? {
        let start = index
        skip(2)
        guard byte(at: 0).isNameStart else {
            index = start
            return nil
        }
        return .prefixStep(try parseTarget(), sign == Byte.plus ? 1 : -1)
    }

    private mutating func parsePostfix() throws(SyntaxError) -> ArithmeticExpression {
        guard byte(at: 0).isNameStart else { return try parsePrimary() }
        let target = try parseTarget()
        let sign = byte(at: 0)
        guard sign == Byte.plus || sign == Byte.hyphen, byte(at: 1) == sign, !operandFollows(2) else {
            return .value(target)
        }
        skip(2)
        return .postfixStep(target, sign == Byte.plus ? 1 : -1)
    }

    /// `a++b` is `a + +b`.
    private func operandFollows(_ distance: Int) -> Bool {
        var place = index + distance
        while place < bytes.count, bytes[place].isSpace { place += 1 }
        guard place < bytes.count else { return false }
        let byte = bytes[place]
        return byte == 0 || byte.isNameByte || byte == Byte.leftParenthesis
    }

    private mutating func parseTarget() throws(SyntaxError) -> ArithmeticExpression.Target {
        let start = index
        while byte(at: 0).isNameByte { index += 1 }
        let name = names.intern(ByteString(bytes, start..<index))
        skipBlanks()
        guard accept(Byte.leftBracket) else { return .variable(name) }
        let element = try parseComma()
        guard accept(Byte.rightBracket) else { throw unexpected(.rightBracket) }
        return .element(name, element)
    }

    private mutating func parsePrimary() throws(SyntaxError) -> ArithmeticExpression {
        if byte(at: 0).isDigit { return .number(try parseNumber()) }
        if accept(Byte.leftParenthesis) {
            let inner = try parseComma()
            guard accept(Byte.rightParenthesis) else { throw unexpected(.rightParenthesis) }
            return inner
        }
        guard byte(at: 0) == 0, index < bytes.count, nextParameter < parameters.count else {
            throw unexpected(.operand)
        }
        skip(1)
        nextParameter += 1
        return .parameter(parameters[nextParameter - 1])
    }

    /// The digits of the smallest number after its sign, which alone would be too large.
    private mutating func parseSmallest() -> ArithmeticExpression? {
        var stop = index
        while stop < bytes.count, Self.isNumberByte(bytes[stop]) { stop += 1 }
        guard stop - index == 19, ByteString(bytes, index..<stop) == "9223372036854775808" else { return nil }
        index = stop
        skipBlanks()
        return .number(Int64.min)
    }

    /// A decimal, octal or hexadecimal constant, or `base#digits`, an extension.
    private mutating func parseNumber() throws(SyntaxError) -> Int64 {
        let start = index
        while Self.isNumberByte(byte(at: 0)) { index += 1 }
        let text = ByteString(bytes, start..<index)
        skipBlanks()
        switch ArithmeticConstant.value(of: text) {
        case .value(let value): return value
        case .invalid: throw error(.arithmetic(.badNumber(text)), at: start)
        case .tooLarge: throw error(.arithmetic(.numberTooLarge(text)), at: start)
        }
    }

    private static func isNumberByte(_ byte: UInt8) -> Bool {
        byte.isNameByte || byte == Byte.numberSign || byte == Byte.at
    }

    // MARK: Bytes

    private func byte(at distance: Int) -> UInt8 {
        let place = index + distance
        return place < bytes.count ? bytes[place] : 0
    }

    /// Skips so many bytes, and blanks.
    private mutating func skip(_ length: Int) {
        index += length
        skipBlanks()
    }

    private mutating func skipBlanks() {
        while index < bytes.count, bytes[index].isSpace { index += 1 }
    }

    private mutating func accept(_ byte: UInt8) -> Bool {
        guard self.byte(at: 0) == byte else { return false }
        skip(1)
        return true
    }

    /// Tells the rest of the text.
    private func unexpected(_ expected: SyntaxError.Expected) -> SyntaxError {
        let found = ByteString(bytes[min(index, bytes.count)...])
        return error(.arithmetic(.unexpected(found, expected: expected)))
    }

    private func error(_ cause: SyntaxError.Cause, at place: Int? = nil) -> SyntaxError {
        SyntaxError(
            cause: cause, position: Position(line: 1, column: (place ?? index) + 1), sourceLine: ByteString(bytes),
            isIncomplete: false)
    }
}
