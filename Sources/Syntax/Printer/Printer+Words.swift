// Printing words: each part as it was written, with its quoting.

import Bytes

extension Printer {
    mutating func write(_ word: Word) {
        for part in word.parts { write(part) }
    }

    mutating func write(_ part: WordPart) {
        switch part {
        case .literal(let bytes): write(bytes)
        case .quoted(let bytes, let quote): write(bytes, quote)
        case .doubleQuoted(let parts):
            output.append(Byte.doubleQuote)
            for part in parts { write(part) }
            output.append(Byte.doubleQuote)
        case .tilde(let name):
            output.append(Byte.tilde)
            write(name)
        case .variable(let name):
            output.append(Byte.dollar)
            write(name.bytes)
        case .parameter(let expansion): write(expansion)
        case .command(let substitution):
            if let source = substitution.source, substitution.list.andOrLists.isEmpty {
                writeBackquoted(source)
            } else {
                output.append(Byte.dollar)
                writeParenthesized(substitution.list)
            }
        case .arithmetic(let expansion):
            write("$((")
            write(expansion.word)
            write("))")
        case .process(let substitution):
            output.append(substitution.direction == .input ? Byte.less : Byte.greater)
            writeParenthesized(substitution.list)
        case .array(let assignment): write(assignment)
        }
    }

    /// Text with a syntax error.
    private mutating func writeBackquoted(_ text: ByteString) {
        output.append(Byte.backquote)
        for byte in text {
            if byte == Byte.backslash || byte == Byte.backquote || byte == Byte.dollar { output.append(Byte.backslash) }
            output.append(byte)
        }
        output.append(Byte.backquote)
    }

    private mutating func write(_ bytes: ByteString, _ quote: WordPart.Quote) {
        switch quote {
        case .backslash:
            for byte in bytes {
                output.append(Byte.backslash)
                output.append(byte)
            }
        // A listing must not act on the terminal.
        case .single where bytes.hasHidden(besidesLines: true): writeDollarSingle(bytes)
        case .single:
            output.append(Byte.singleQuote)
            write(bytes)
            output.append(Byte.singleQuote)
        case .dollarSingle: writeDollarSingle(bytes)
        }
    }

    private mutating func writeDollarSingle(_ bytes: ByteString) {
        write("$'" + bytes.dollarSingleEscaped + "'")
    }

    // MARK: Parameter expansions

    mutating func write(_ expansion: ParameterExpansion) {
        output.append(Byte.dollar)
        guard expansion.isBraced else { return write(expansion.parameter) }
        output.append(Byte.leftBrace)
        switch expansion.modifier {
        case .length: output.append(Byte.numberSign)
        case .indices: output.append(Byte.exclamationMark)
        default: break
        }
        write(expansion.parameter)
        write(expansion.modifier)
        output.append(Byte.rightBrace)
    }

    mutating func write(_ parameter: Parameter) {
        switch parameter {
        case .variable(let name): write(name.bytes)
        case .positional(let number): write(ByteString(decimal: number))
        case .special(let special): output.append(special.rawValue)
        case .element(let name, let place):
            write(name.bytes)
            output.append(Byte.leftBracket)
            switch place {
            case .index(let expansion): write(expansion.word)
            case .at: output.append(Byte.at)
            case .star: output.append(Byte.asterisk)
            }
            output.append(Byte.rightBracket)
        }
    }

    private mutating func write(_ modifier: ParameterExpansion.Modifier) {
        switch modifier {
        case .none, .length, .indices: break
        case .useDefault(let word, let nullToo): write(Byte.hyphen, word, nullToo)
        case .assignDefault(let word, let nullToo): write(Byte.equals, word, nullToo)
        case .indicateError(let word, let nullToo): write(Byte.questionMark, word, nullToo)
        case .useAlternative(let word, let nullToo): write(Byte.plus, word, nullToo)
        case .remove(let removal, let word):
            switch removal {
            case .smallestSuffix: write("%")
            case .largestSuffix: write("%%")
            case .smallestPrefix: write("#")
            case .largestPrefix: write("##")
            }
            write(word)
        case .replace(let replacement, let pattern, let word):
            switch replacement {
            case .first: write("/")
            case .all: write("//")
            case .prefix: write("/#")
            case .suffix: write("/%")
            }
            write(pattern)
            if let word {
                output.append(Byte.slash)
                write(word)
            }
        case .substring(let offset, let length):
            output.append(Byte.colon)
            write(offset.word)
            if let length {
                output.append(Byte.colon)
                write(length.word)
            }
        case .unknown(let word, _): write(word)
        }
    }

    private mutating func write(_ byte: UInt8, _ word: Word?, _ nullToo: Bool) {
        if nullToo { output.append(Byte.colon) }
        output.append(byte)
        if let word { write(word) }
    }

    // MARK: Conditional expressions

    mutating func write(_ expression: ConditionalExpression) {
        switch expression {
        case .and(let left, let right):
            writeOperand(left, of: expression)
            write(" && ")
            writeOperand(right, of: expression)
        case .or(let left, let right):
            writeOperand(left, of: expression)
            write(" || ")
            writeOperand(right, of: expression)
        case .not(let operand):
            write("! ")
            writeOperand(operand, of: expression)
        case .word(let word): write(word)
        case .unary(let letter, let word):
            output.append(Byte.hyphen)
            output.append(letter)
            output.append(Byte.space)
            write(word)
        case .binary(let comparison, let left, let right):
            write(left)
            output.append(Byte.space)
            write(comparison.text)
            output.append(Byte.space)
            write(right)
        }
    }

    private mutating func writeOperand(_ operand: ConditionalExpression, of parent: ConditionalExpression) {
        let needsParentheses =
            switch (parent, operand) {
            case (.and, .or), (.not, .and), (.not, .or): true
            default: false
            }
        if needsParentheses { write("( ") }
        write(operand)
        if needsParentheses { write(" )") }
    }
}
