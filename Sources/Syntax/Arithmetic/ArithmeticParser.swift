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
            case .literal(let text): bytes.append(text)
            case .variable(let name):
                if let last = bytes.last, last == 0 || isWordByte(last) { return nil }
                bytes.append(0)
                parameters.append(.variable(name))
            case .parameter(let expansion):
                guard case .none = expansion.modifier, isValue(expansion.parameter) else { return nil }
                if let last = bytes.last, last == 0 || isWordByte(last) { return nil }
                bytes.append(0)
                parameters.append(expansion.parameter)
            case .quoted, .doubleQuoted, .tilde, .command, .arithmetic, .process, .array: return nil
            }
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
        case .variable, .positional: true
        case .special(.at), .special(.star): false
        case .special: true
        case .element(_, .index): true
        case .element(_, .at), .element(_, .star): false
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
        guard index == bytes.count else { throw error(.operatorExpected(found: found)) }
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
        let start = index
        let left = try parseConditional()
        guard let (operation, length) = assignmentOperator() else { return left }
        guard case .value(let target) = left, !isParenthesized(from: start) else { throw error(.notAssignable) }
        index += length
        skipBlanks()
        return .assign(target, operation, try parseAssignment())
    }

    /// `(x) = 1` is wrong.
    private func isParenthesized(from start: Int) -> Bool {
        start < bytes.count && bytes[start] == Byte.leftParenthesis
    }

    private func assignmentOperator() -> (ArithmeticExpression.Binary?, length: Int)? {
        let second = byte(at: 1)
        switch byte(at: 0) {
        case Byte.equals: return second == Byte.equals ? nil : (nil, 1)
        case Byte.asterisk: return second == Byte.equals ? (.multiply, 2) : nil
        case Byte.slash: return second == Byte.equals ? (.divide, 2) : nil
        case Byte.percent: return second == Byte.equals ? (.remainder, 2) : nil
        case Byte.plus: return second == Byte.equals ? (.add, 2) : nil
        case Byte.hyphen: return second == Byte.equals ? (.subtract, 2) : nil
        case Byte.ampersand: return second == Byte.equals ? (.and, 2) : nil
        case Byte.circumflex: return second == Byte.equals ? (.exclusiveOr, 2) : nil
        case Byte.verticalBar: return second == Byte.equals ? (.or, 2) : nil
        case Byte.less: return second == Byte.less && byte(at: 2) == Byte.equals ? (.shiftLeft, 3) : nil
        case Byte.greater: return second == Byte.greater && byte(at: 2) == Byte.equals ? (.shiftRight, 3) : nil
        default: return nil
        }
    }

    private mutating func parseConditional() throws(SyntaxError) -> ArithmeticExpression {
        let condition = try parseBinary(atLeast: 1)
        guard accept(Byte.questionMark) else { return condition }
        let then = try parseComma()
        guard accept(Byte.colon) else { throw error(.colonExpected(found: found)) }
        if stackLimit.isReached { throw error(.tooDeep) }
        return .conditional(condition, then: then, otherwise: try parseConditional())
    }

    private enum Operation {
        case binary(ArithmeticExpression.Binary)
        case logicalAnd
        case logicalOr
    }

    /// The binary operator at the index.
    private func binaryOperator() -> (Operation, precedence: Int, length: Int)? {
        let second = byte(at: 1)
        switch byte(at: 0) {
        case Byte.verticalBar:
            if second == Byte.verticalBar { return (.logicalOr, 1, 2) }
            return second == Byte.equals ? nil : (.binary(.or), 3, 1)
        case Byte.ampersand:
            if second == Byte.ampersand { return (.logicalAnd, 2, 2) }
            return second == Byte.equals ? nil : (.binary(.and), 5, 1)
        case Byte.circumflex: return second == Byte.equals ? nil : (.binary(.exclusiveOr), 4, 1)
        case Byte.equals: return second == Byte.equals ? (.binary(.equal), 6, 2) : nil
        case Byte.exclamationMark: return second == Byte.equals ? (.binary(.notEqual), 6, 2) : nil
        case Byte.less:
            if second == Byte.less { return byte(at: 2) == Byte.equals ? nil : (.binary(.shiftLeft), 8, 2) }
            return second == Byte.equals ? (.binary(.lessOrEqual), 7, 2) : (.binary(.less), 7, 1)
        case Byte.greater:
            if second == Byte.greater { return byte(at: 2) == Byte.equals ? nil : (.binary(.shiftRight), 8, 2) }
            return second == Byte.equals ? (.binary(.greaterOrEqual), 7, 2) : (.binary(.greater), 7, 1)
        case Byte.plus: return second == Byte.equals ? nil : (.binary(.add), 9, 1)
        case Byte.hyphen: return second == Byte.equals ? nil : (.binary(.subtract), 9, 1)
        case Byte.asterisk:
            if second == Byte.asterisk { return (.binary(.power), 11, 2) }
            return second == Byte.equals ? nil : (.binary(.multiply), 10, 1)
        case Byte.slash: return second == Byte.equals ? nil : (.binary(.divide), 10, 1)
        case Byte.percent: return second == Byte.equals ? nil : (.binary(.remainder), 10, 1)
        default: return nil
        }
    }

    private mutating func parseBinary(atLeast lowest: Int) throws(SyntaxError) -> ArithmeticExpression {
        var left = try parseUnary()
        var count = 0
        while let (operation, precedence, length) = binaryOperator(), precedence >= lowest {
            index += length
            skipBlanks()
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
        index += 1
        skipBlanks()
        if operation == .minus, let smallest = parseSmallest() { return smallest }
        return .unary(operation, try parseUnary())
    }

    /// `++name`; nil before any other operand, where the signs are two operators, as in bash.
    private mutating func parsePrefixStep(_ sign: UInt8) throws(SyntaxError) -> ArithmeticExpression? {
        let start = index
        index += 2
        skipBlanks()
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
        index += 2
        skipBlanks()
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
        guard accept(Byte.rightBracket) else { throw error(.rightBracketExpected(found: found)) }
        return .element(name, element)
    }

    private mutating func parsePrimary() throws(SyntaxError) -> ArithmeticExpression {
        let first = byte(at: 0)
        if first.isDigit { return .number(try parseNumber()) }
        if first == Byte.leftParenthesis {
            index += 1
            skipBlanks()
            let inner = try parseComma()
            guard accept(Byte.rightParenthesis) else { throw error(.rightParenthesisExpected(found: found)) }
            return inner
        }
        guard first == 0, index < bytes.count, nextParameter < parameters.count else {
            throw error(.operandExpected(found: found))
        }
        index += 1
        skipBlanks()
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
        case .invalid: throw error(.badNumber(text), at: start)
        case .tooLarge: throw error(.numberTooLarge(text), at: start)
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

    private mutating func skipBlanks() {
        while index < bytes.count, bytes[index].isSpace { index += 1 }
    }

    private mutating func accept(_ byte: UInt8) -> Bool {
        guard self.byte(at: 0) == byte else { return false }
        index += 1
        skipBlanks()
        return true
    }

    /// The rest of the text, for messages.
    private var found: ByteString {
        ByteString(bytes[min(index, bytes.count)...])
    }

    private func error(_ cause: SyntaxError.ArithmeticCause) -> SyntaxError {
        error(.arithmetic(cause), at: index)
    }

    private func error(_ cause: SyntaxError.ArithmeticCause, at place: Int) -> SyntaxError {
        error(.arithmetic(cause), at: place)
    }

    private func error(_ cause: SyntaxError.Cause) -> SyntaxError {
        error(cause, at: index)
    }

    private func error(_ cause: SyntaxError.Cause, at place: Int) -> SyntaxError {
        SyntaxError(
            cause: cause, position: Position(line: 1, column: place + 1), sourceLine: ByteString(bytes),
            isIncomplete: false)
    }
}
