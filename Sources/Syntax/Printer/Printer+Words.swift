// Printing words and redirections: each part as it was written, with its quoting.

import Bytes

extension Printer {
    func joined(_ texts: [ByteString], by separator: ByteString = " ") -> ByteString {
        ByteString([UInt8](texts.joined(separator: separator)))
    }

    func text(_ word: Word) -> ByteString { text(word.parts) }

    private func text(_ parts: [WordPart]) -> ByteString {
        parts.reduce(into: ByteString()) { $0 += text($1) }
    }

    func text(_ part: WordPart) -> ByteString {
        switch part {
        case .literal(let bytes): return bytes
        case .quoted(let bytes, let quote): return text(bytes, quote)
        case .doubleQuoted(let parts): return "\"" + text(parts) + "\""
        case .tilde(let name): return "~" + name
        case .variable(let name): return "$" + name.bytes
        case .parameter(let expansion): return text(expansion)
        case .command(let substitution):
            // Text with a syntax error has no list.
            guard let source = substitution.source, substitution.list.andOrLists.isEmpty else {
                return "$" + text(subshell: substitution.list)
            }
            return "`" + escaped(source) { $0 == Byte.backslash || $0 == Byte.backquote || $0 == Byte.dollar } + "`"
        case .arithmetic(let expansion): return "$((" + text(expansion.word) + "))"
        case .process(let substitution):
            return (substitution.direction == .input ? "<" : ">") + text(subshell: substitution.list)
        case .array(let assignment): return text(assignment)
        }
    }

    private func text(_ bytes: ByteString, _ quote: WordPart.Quote) -> ByteString {
        switch quote {
        case .backslash: escaped(bytes) { _ in true }
        // A listing must not act on the terminal.
        case .single where !bytes.hasHidden(besidesLines: true): "'" + bytes + "'"
        case .single, .dollarSingle: "$'" + bytes.dollarSingleEscaped + "'"
        }
    }

    private func escaped(_ bytes: ByteString, where isSpecial: (UInt8) -> Bool) -> ByteString {
        ByteString(bytes.flatMap { isSpecial($0) ? [Byte.backslash, $0] : [$0] })
    }

    func text(_ assignment: Assignment) -> ByteString {
        let index = assignment.index.map { "[" + text($0.word) + "]" } ?? ""
        let target = assignment.name.bytes + index + (assignment.appends ? "+=" : "=")
        return switch assignment.value {
        case .word(let word): target + text(word)
        case .array(let words): target + "(" + joined(words.map { text($0) }) + ")"
        }
    }

    func text(_ redirection: Redirection) -> ByteString {
        let descriptor: ByteString =
            switch redirection.descriptor {
            case .implied: ""
            case .number(let number): ByteString(decimal: number)
            case .variable(let name): "{" + name.bytes + "}"
            }
        let operand = text(redirection.operand)
        return descriptor + redirection.operator.text + (needsSpace(redirection) ? " " : "") + operand
    }

    /// `< <(a)` and `<< -E` would be other operators without the blank.
    private func needsSpace(_ redirection: Redirection) -> Bool {
        switch (redirection.operator, redirection.operand.parts.first) {
        case (_, .process): true
        case (.hereDocument, .literal(let bytes)): bytes.first == Byte.hyphen
        default: false
        }
    }

    // MARK: Parameter expansions

    func text(_ expansion: ParameterExpansion) -> ByteString {
        let parameter = text(expansion.parameter)
        guard expansion.isBraced else { return "$" + parameter }
        let contents =
            switch expansion.modifier {
            case .none: parameter
            case .length: "#" + parameter
            case .indices: "!" + parameter
            case .useDefault(let word, let nullToo): parameter + (nullToo ? ":-" : "-") + text(word)
            case .assignDefault(let word, let nullToo): parameter + (nullToo ? ":=" : "=") + text(word)
            case .indicateError(let word, let nullToo):
                parameter + (nullToo ? ":?" : "?") + (word.map { text($0) } ?? "")
            case .useAlternative(let word, let nullToo): parameter + (nullToo ? ":+" : "+") + text(word)
            case .remove(let removal, let pattern): parameter + removal.rawValue.bytes + text(pattern)
            case .replace(let replacement, let pattern, let word):
                parameter + replacement.rawValue.bytes + text(pattern) + (word.map { "/" + text($0) } ?? "")
            case .substring(let offset, let length):
                parameter + ":" + text(offset.word) + (length.map { ":" + text($0.word) } ?? "")
            case .unknown(let word, _): parameter + text(word)
            }
        return "${" + contents + "}"
    }

    func text(_ parameter: Parameter) -> ByteString {
        switch parameter {
        case .variable(let name): name.bytes
        case .positional(let number): ByteString(decimal: number)
        case .special(let special): ByteString(byte: special.rawValue)
        case .element(let name, .index(let index)): name.bytes + "[" + text(index.word) + "]"
        case .element(let name, .at): name.bytes + "[@]"
        case .element(let name, .star): name.bytes + "[*]"
        }
    }

    // MARK: Conditional expressions

    func text(_ expression: ConditionalExpression) -> ByteString {
        switch expression {
        case .and(let left, let right): operand(left, of: expression) + " && " + operand(right, of: expression)
        case .or(let left, let right): text(left) + " || " + text(right)
        case .not(let inner): "! " + operand(inner, of: expression)
        case .word(let word): text(word)
        case .unary(let letter, let word): "-" + ByteString(byte: letter) + " " + text(word)
        case .binary(let comparison, let left, let right): text(left) + " " + comparison.text + " " + text(right)
        }
    }

    private func operand(_ operand: ConditionalExpression, of parent: ConditionalExpression) -> ByteString {
        switch (parent, operand) {
        case (.and, .or), (.not, .and), (.not, .or): "( " + text(operand) + " )"
        default: text(operand)
        }
    }
}
