// Parameter expansions: `$name`, `${name}` and the forms with a modifier.
//
// The word of a modifier is quoted as the expansion is, but a pattern never. CommandSubstitutions handles `$(`.
//
// POSIX: XCU 2.6.2

import Bytes

extension ParserState {
    /// The expansion that the dollar sign at the index begins; nil, with the sign consumed, where it stands for itself.
    ///
    /// Unspecified: a dollar sign that begins no expansion stands for itself; as dash.
    ///
    /// POSIX: XCU 2.6
    mutating func lexDollar(isInDoubleQuotes: Bool) throws(SyntaxError) -> WordPart? {
        let start = position
        cursor.index += 1
        let byte = peekJoined()
        if byte.isNameStart {
            return .variable(name(lexName()))
        }
        switch byte {
        case Byte.leftBrace:
            cursor.index += 1
            return try lexBracedExpansion(start, isInDoubleQuotes: isInDoubleQuotes)
        case Byte.leftParenthesis: return try lexDollarParenthesis(start)
        case Byte.singleQuote: return isInDoubleQuotes ? nil : try lexDollarSingleQuotes(start)
        case Byte.doubleQuote: return isInDoubleQuotes || dialect.isPosix ? nil : try lexDoubleQuotes()
        default:
            let special = Parameter.Special(rawValue: byte)
            guard special != nil || byte.isDigit else { return nil }
            let parameter = special.map { .special($0) } ?? Parameter.positional(Int(byte - Byte.zero))
            cursor.index += 1
            guard !isChecking else { return .nothing }
            return .parameter(
                ParameterExpansion(parameter: parameter, modifier: .none, isBraced: false, position: start))
        }
    }

    mutating func lexName() -> ByteString {
        var name = ByteString()
        repeat {
            let first = cursor.index
            var place = first
            while bytes[place].isNameByte { place &+= 1 }
            let run = isChecking ? ByteString() : ByteString(bytes, first..<place)
            if name.isEmpty { name = run } else { name.append(run) }
            cursor.index = place
        } while peekJoined().isNameByte
        return name
    }

    /// The rest of an expansion after `${`.
    private mutating func lexBracedExpansion(
        _ start: Position, isInDoubleQuotes: Bool
    ) throws(SyntaxError) -> WordPart {
        if stackLimit.isReached { throw tooDeep() }
        var (parameter, modifier) = try lexParameterAndModifier(isInDoubleQuotes: isInDoubleQuotes)
        if peekJoined() != Byte.rightBrace, peek() != 0 {
            let lexed = ParameterExpansion(parameter: parameter, modifier: modifier, isBraced: true, position: start)
            let text = isChecking ? "${}" : Printer.print(lexed)
            parameter = noParameter()
            modifier = try lexUnknown(after: text[2..<(text.count - 1)], isInDoubleQuotes: isInDoubleQuotes)
        }
        guard peek() == Byte.rightBrace else { throw unterminated(.parameterExpansion, at: start) }
        cursor.index += 1
        guard !isChecking else { return .nothing }
        return .parameter(
            ParameterExpansion(parameter: parameter, modifier: modifier, isBraced: true, position: start))
    }

    private mutating func lexParameterAndModifier(
        isInDoubleQuotes: Bool
    ) throws(SyntaxError) -> (Parameter, ParameterExpansion.Modifier) {
        switch peekJoined() {
        case Byte.numberSign: return try lexLength(isInDoubleQuotes: isInDoubleQuotes)
        case Byte.exclamationMark: return try lexExclamationMark(isInDoubleQuotes: isInDoubleQuotes)
        default:
            guard let named = lexParameter() else {
                return (noParameter(), try lexUnknown(isInDoubleQuotes: isInDoubleQuotes))
            }
            return (try lexSubscript(after: named), try lexModifier(isInDoubleQuotes: isInDoubleQuotes))
        }
    }

    /// The parameter of a bad substitution that names none.
    private mutating func noParameter() -> Parameter { .variable(name(ByteString())) }

    /// The rest up to the brace where it is no modifier. That is an error of the expansion, as in most shells: a script may hold
    /// syntax of another shell that it does not execute.
    private mutating func lexUnknown(
        after prefix: ByteString = ByteString(), isOfBash: Bool = false, isInDoubleQuotes: Bool
    ) throws(SyntaxError) -> ParameterExpansion.Modifier {
        let start = position
        let parts = try lexModifierWord(isInDoubleQuotes: isInDoubleQuotes).parts
        let text = (prefix.isEmpty ? [] : [.literal(prefix)]) + parts
        return .unknown(Word(parts: text, shape: .parts, position: start), isOfBash: isOfBash)
    }

    /// The parameter that is named at the index; nil, with nothing consumed, where there is none.
    private mutating func lexParameter() -> Parameter? {
        let byte = peekJoined()
        if byte.isNameStart { return .variable(name(lexName())) }
        guard byte.isDigit else {
            guard let special = Parameter.Special(rawValue: byte) else { return nil }
            cursor.index += 1
            return .special(special)
        }
        var number = 0
        while peekJoined().isDigit {
            let (product, overflow) = number.multipliedReportingOverflow(by: 10)
            let (sum, carry) = product.addingReportingOverflow(Int(peek() - Byte.zero))
            number = overflow || carry ? Int.max : sum
            cursor.index += 1
        }
        return number == 0 ? .special(.zero) : .positional(number)
    }

    /// `[subscript]` after a name, an extension.
    private mutating func lexSubscript(after parameter: Parameter) throws(SyntaxError) -> Parameter {
        guard !dialect.isPosix, case .variable(let name) = parameter, peekJoined() == Byte.leftBracket else {
            return parameter
        }
        let start = position
        cursor.index += 1
        let first = peekJoined()
        if first == Byte.at || first == Byte.asterisk, peekSecond() == Byte.rightBracket {
            cursor.index += 1
            _ = peek()
            cursor.index += 1
            return .element(name, first == Byte.at ? .at : .star)
        }
        let expansion = lexedArithmetic(try lexDoubleQuoted(until: .bracket), at: start)
        guard peek() == Byte.rightBracket else { throw unterminated(.subscript, at: start) }
        cursor.index += 1
        return .element(name, .index(expansion))
    }

    /// `${#`: the number of positional parameters, or the length of a parameter.
    ///
    /// Unspecified: in `${#-word}` and similar forms the modifier applies to the number; as bash.
    private mutating func lexLength(
        isInDoubleQuotes: Bool
    ) throws(SyntaxError) -> (Parameter, ParameterExpansion.Modifier) {
        cursor.index += 1
        let byte = peekJoined()
        switch byte {
        case Byte.hyphen, Byte.questionMark, Byte.numberSign:
            cursor.index += 1
            if peekJoined() == Byte.rightBrace, let special = Parameter.Special(rawValue: byte) {
                return (.special(special), .length)
            }
            let modifier =
                try byte == Byte.numberSign
                ? lexRemoval(byte) : lexModifier(byte, nullToo: false, isInDoubleQuotes: isInDoubleQuotes)
            return (.special(.numberSign), modifier)
        default:
            if let parameter = lexParameter() { return (try lexSubscript(after: parameter), .length) }
            return (.special(.numberSign), try lexModifier(isInDoubleQuotes: isInDoubleQuotes))
        }
    }

    /// `${!`: the process ID of a background command, or the indices of an array.
    private mutating func lexExclamationMark(
        isInDoubleQuotes: Bool
    ) throws(SyntaxError) -> (Parameter, ParameterExpansion.Modifier) {
        cursor.index += 1
        let exclamationMark = Parameter.special(.exclamationMark)
        guard !dialect.isPosix, peekJoined().isNameByte, let named = lexParameter() else {
            return (exclamationMark, try lexModifier(isInDoubleQuotes: isInDoubleQuotes))
        }
        let parameter = try lexSubscript(after: named)
        switch parameter {
        case .element(_, .at), .element(_, .star): return (parameter, .indices)
        case .element, .variable, .positional, .special:
            let name = Printer().text(parameter)
            return (exclamationMark, try lexUnknown(after: name, isOfBash: true, isInDoubleQuotes: isInDoubleQuotes))
        }
    }

    /// Unspecified: other modifiers are errors of the expansion.
    private mutating func lexModifier(isInDoubleQuotes: Bool) throws(SyntaxError) -> ParameterExpansion.Modifier {
        let first = peekJoined()
        let nullToo = first == Byte.colon
        if nullToo { cursor.index += 1 }
        let byte = nullToo ? peekJoined() : first
        switch byte {
        case Byte.hyphen, Byte.equals, Byte.questionMark, Byte.plus:
            cursor.index += 1
            return try lexModifier(byte, nullToo: nullToo, isInDoubleQuotes: isInDoubleQuotes)
        case _ where nullToo && dialect.isPosix: return try lexUnknown(after: ":", isInDoubleQuotes: isInDoubleQuotes)
        case _ where nullToo: return try lexSubstring(isInDoubleQuotes: isInDoubleQuotes)
        case Byte.rightBrace, 0: return .none
        case Byte.percent, Byte.numberSign:
            cursor.index += 1
            return try lexRemoval(byte)
        case Byte.slash where !dialect.isPosix:
            cursor.index += 1
            return try lexReplacement()
        case Byte.circumflex, Byte.comma, Byte.tilde, Byte.at:
            return try lexUnknown(isOfBash: !dialect.isPosix, isInDoubleQuotes: isInDoubleQuotes)
        default: return try lexUnknown(isInDoubleQuotes: isInDoubleQuotes)
        }
    }

    /// The word behind `-`, `=`, `?` or `+`.
    private mutating func lexModifier(
        _ byte: UInt8, nullToo: Bool, isInDoubleQuotes: Bool
    ) throws(SyntaxError) -> ParameterExpansion.Modifier {
        let word = try lexModifierWord(isInDoubleQuotes: isInDoubleQuotes)
        switch byte {
        case Byte.hyphen: return .useDefault(word, nullToo: nullToo)
        case Byte.equals: return .assignDefault(word, nullToo: nullToo)
        case Byte.plus: return .useAlternative(word, nullToo: nullToo)
        default: return .indicateError(word.parts.isEmpty ? nil : word, nullToo: nullToo)
        }
    }

    /// The pattern behind the first `%` or `#`.
    private mutating func lexRemoval(_ byte: UInt8) throws(SyntaxError) -> ParameterExpansion.Modifier {
        let isLargest = peekJoined() == byte
        if isLargest { cursor.index += 1 }
        let removal: ParameterExpansion.Removal =
            byte == Byte.percent
            ? isLargest ? .largestSuffix : .smallestSuffix : isLargest ? .largestPrefix : .smallestPrefix
        return .remove(removal, try lexPattern(until: .brace))
    }

    /// The word of a modifier, quoted as the expansion is.
    private mutating func lexModifierWord(isInDoubleQuotes: Bool) throws(SyntaxError) -> Word {
        try isInDoubleQuotes ? lexDoubleQuotedWord(until: .brace) : lexPattern(until: .brace)
    }

    private mutating func lexPattern(
        until ender: UnquotedEnd, beginningWith head: ByteString = ByteString()
    ) throws(SyntaxError) -> Word {
        let start = position
        var builder = WordBuilder(first: stacks.parts.count)
        builder.pending = head
        try lexUnquoted(into: &builder, until: ender)
        flush(&builder)
        return makeWord(from: builder.first, traits: builder.traits.subtracting(.brace), position: start)
    }

    /// `${parameter:offset:length}` after the first colon, an extension.
    private mutating func lexSubstring(isInDoubleQuotes: Bool) throws(SyntaxError) -> ParameterExpansion.Modifier {
        let start = position
        let offset = lexedArithmetic(try lexDoubleQuoted(until: .colonOrBrace), at: start)
        guard !offset.word.parts.isEmpty || peek() == Byte.colon else {
            return try lexUnknown(after: ":", isInDoubleQuotes: isInDoubleQuotes)
        }
        guard peek() == Byte.colon else { return .substring(offset: offset, length: nil) }
        cursor.index += 1
        let lengthPlace = position
        let length = lexedArithmetic(try lexDoubleQuoted(until: .colonOrBrace), at: lengthPlace)
        return .substring(offset: offset, length: length)
    }

    /// `${parameter/pattern/word}` after the first slash, an extension.
    private mutating func lexReplacement() throws(SyntaxError) -> ParameterExpansion.Modifier {
        let kind: ParameterExpansion.Replacement
        switch peekJoined() {
        case Byte.slash: kind = .all
        case Byte.numberSign: kind = .prefix
        case Byte.percent: kind = .suffix
        default: kind = .first
        }
        if kind != .first { cursor.index += 1 }
        // A slash right behind the two of `${x//` is the first byte of the pattern, as in bash.
        let beginsWithSlash = kind == .all && peekJoined() == Byte.slash
        if beginsWithSlash { cursor.index += 1 }
        let pattern = try lexPattern(until: .braceOrSlash, beginningWith: beginsWithSlash ? "/" : "")
        guard peekJoined() == Byte.slash else { return .replace(kind, pattern: pattern, with: nil) }
        cursor.index += 1
        return .replace(kind, pattern: pattern, with: try lexPattern(until: .brace))
    }
}
