// Redirections: an optional descriptor, the operator, the operand.
//
// POSIX: XCU 2.7

import Bytes

extension ParserState {
    /// The redirections that follow a compound command.
    mutating func parseRedirections() throws(SyntaxError) -> [Redirection] {
        var redirections: [Redirection] = []
        _ = try peekToken(.afterCompound)
        while token.kind.beginsRedirection {
            let redirection = try parseRedirection()
            if !isChecking { redirections.append(redirection) }
            _ = try peekToken(.afterCompound)
        }
        return redirections
    }

    // io_redirect : io_file | IO_NUMBER io_file | IO_LOCATION io_file | io_here | ...
    mutating func parseRedirection() throws(SyntaxError) -> Redirection {
        let position = token.position
        let descriptor = try takeDescriptor()
        let kind = try peekToken(.argument)
        consumeToken()
        guard isChecking, kind == .doubleLess || kind == .doubleLessDash else {
            return try parseOperand(kind, descriptor, position)
        }
        // The parts of the delimiter decide where the document ends.
        return try building { (parser) throws(SyntaxError) in try parser.parseOperand(kind, descriptor, position) }
    }

    private mutating func parseOperand(
        _ kind: TokenKind, _ descriptor: Redirection.Descriptor, _ position: Position
    ) throws(SyntaxError) -> Redirection {
        guard try peekToken(.argument).isWord else {
            let isHere = kind == .doubleLess || kind == .doubleLessDash
            throw unexpectedToken(expected: isHere ? .hereDocumentDelimiter : .redirectionOperand)
        }
        noteRedirection(from: position)
        guard !isChecking else {
            dropWord()
            return .nothing
        }
        let operation: Redirection.Operator
        switch kind {
        case .less: operation = .input
        case .great: operation = .output
        case .clobber: operation = .clobber
        case .doubleGreat: operation = .append
        case .lessGreat: operation = .readWrite
        case .lessAnd: operation = .duplicateInput
        case .greatAnd: operation = .duplicateOutput
        case .tripleLess: operation = .hereString
        case .andGreat: operation = .outputAndError
        case .andDoubleGreat: operation = .appendOutputAndError
        default:
            let (document, delimiter) = try parseHereDocument(stripsTabs: kind == .doubleLessDash)
            return Redirection(
                descriptor: descriptor, operator: .hereDocument(document), operand: delimiter, position: position)
        }
        return Redirection(
            descriptor: descriptor, operator: operation, operand: withoutBraces(takeWord()), position: position)
    }

    private mutating func takeDescriptor() throws(SyntaxError) -> Redirection.Descriptor {
        switch token.kind {
        case .ioNumber:
            guard let number = token.literal.decimalValue, number <= Int(Int32.max) else {
                throw syntaxError(.descriptorTooLarge, at: token.position)
            }
            consumeToken()
            return .number(number)
        case .ioLocation:
            let name = name(token.literal[1..<(token.literal.count - 1)])
            consumeToken()
            return .variable(name)
        default: return .implied
        }
    }
}
