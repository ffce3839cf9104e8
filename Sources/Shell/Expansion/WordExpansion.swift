// The expansion of words: the order of the expansions, and short cuts for words that need at most one.
//
// POSIX: XCU 2.6

import Bytes
import Kernel
import Syntax

/// The place of a part of a word, which decides how its bytes are expanded.
enum ExpansionContext {
    case word
    /// Unquoted in the word of an expansion, `${x-here}`: split as the result of an expansion is.
    case operand
    /// Between double quotes.
    case quoted
}

extension Shell {
    /// Appends the fields that `words` expand to.
    ///
    /// POSIX: XCU 2.6
    @inline(__always)
    func expandFields(_ words: [Word], into fields: inout [ByteString]) throws(ShellError) {
        // A span lends its elements, so that only the shape of most words is copied.
        let words = words.span
        for index in words.indices {
            switch words[index].shape {
            case .literal(let bytes):
                fields.append(bytes)
            case .quotedVariable(let name):
                fields.append(try expandVariable(name))
            case .variable(let name):
                let value = try expandVariable(name)
                // Without separators and special bytes the value is one field.
                if state.separators.endOfPlain(value, from: 0) == value.count {
                    if !value.isEmpty { fields.append(value) }
                } else {
                    try expandPartsToFields(words[index], into: &fields)
                }
            case .quotedPositionals:
                fields.append(contentsOf: state.positional.all)
            case .braces where !state.options.contains(.posix):
                for word in try expandBraces(words[index]) { try expandPartsToFields(word, into: &fields) }
            case .assignment:
                fields.append(try expandString(words[index]))
            case .braces, .parts:
                try expandPartsToFields(words[index], into: &fields)
            }
        }
    }

    func expandFields(_ words: [Word]) throws(ShellError) -> [ByteString] {
        var fields: [ByteString] = []
        fields.reserveCapacity(words.count)
        try expandFields(words, into: &fields)
        return fields
    }

    /// The expansion of `word` to one string, without field splitting and pathname expansion.
    func expandString(_ word: Word) throws(ShellError) -> ByteString {
        switch word.shape {
        case .literal(let bytes):
            return bytes
        case .variable(let name), .quotedVariable(let name):
            return try expandVariable(name)
        case .quotedPositionals, .braces, .assignment, .parts:
            if word.parts.count == 1, case .arithmetic(let expansion) = word.parts[0] {
                return ByteString(decimal: try evaluate(expansion))
            }
            var builder = FieldBuilder(.string, separators: state.separators, notesPatterns: false)
            try expand(word.parts, .word, into: &builder)
            return builder.finishString()
        }
    }

    /// The expansion of `word` to a pattern, with a backslash before quoted bytes.
    ///
    /// POSIX: XCU 2.14
    func expandPattern(_ word: Word) throws(ShellError) -> ByteString {
        if let literal = word.unquotedLiteral { return literal }
        var builder = FieldBuilder(.pattern, separators: state.separators, notesPatterns: false)
        try expand(word.parts, .word, into: &builder)
        return builder.finishString()
    }

    private func expandPartsToFields(_ word: Word, into fields: inout [ByteString]) throws(ShellError) {
        var builder = FieldBuilder(
            .fields, separators: state.separators, notesPatterns: !state.options.contains(.noglob), fields: fields)
        // The builder must own the only reference.
        fields = []
        try expand(word.parts, .word, into: &builder)
        fields = builder.finish()
        guard let firstPattern = builder.patterns.first?.index else { return }
        let expanded = Array(fields[firstPattern...])
        fields.removeSubrange(firstPattern...)
        var patterns = builder.patterns[...]
        for (index, field) in expanded.enumerated() {
            let isPattern = patterns.first?.index == firstPattern + index
            let pathnames = isPattern ? expandPathname(patterns.removeFirst().pattern) : []
            fields.append(contentsOf: pathnames)
            if pathnames.isEmpty, !isPattern || !state.options.contains(.nullglob) { fields.append(field) }
        }
    }

    func expand(
        _ parts: [WordPart], _ context: ExpansionContext, into builder: inout FieldBuilder
    ) throws(ShellError) {
        if stackLimit.isReached { throw .tooDeep }
        for (index, part) in parts.enumerated() {
            switch part {
            case .literal(let bytes):
                appendLiteral(bytes, context, to: &builder)
            case .quoted(let bytes, _):
                builder.appendQuoted(bytes)
            case .doubleQuoted(let parts):
                try expandDoubleQuoted(parts, into: &builder)
            case .tilde(let login):
                var isBeforeSlash = false
                if index + 1 < parts.count, case .literal(let next) = parts[index + 1] {
                    isBeforeSlash = next.first == UInt8(ascii: "/")
                }
                expandTilde(login, isBeforeSlash: isBeforeSlash, context, into: &builder)
            case .variable(let name):
                append(try expandVariable(name), context, to: &builder)
            case .parameter(let expansion):
                try expand(expansion, context, into: &builder)
            case .command(let substitution):
                append(try substitute(substitution), context, to: &builder)
            case .arithmetic(let expansion):
                append(ByteString(decimal: try evaluate(expansion)), context, to: &builder)
            case .process(let substitution):
                builder.appendQuoted(try startProcessSubstitution(substitution))
            case .array(let assignment):
                builder.appendQuoted(try expandArrayArgument(assignment))
            }
        }
    }

    /// Appends the directory of a tilde-prefix, or the prefix itself. In the word of an expansion in the value of an assignment a
    /// colon ends the prefix, as in all peers but yash.
    private func expandTilde(
        _ login: ByteString, isBeforeSlash: Bool, _ context: ExpansionContext, into builder: inout FieldBuilder
    ) {
        var end = login.count
        if context == .operand, builder.result == .string { end = login.firstIndex(of: UInt8(ascii: ":")) ?? end }
        guard var home = expandTilde(login.prefix(end)) else {
            return appendLiteral("~" + login, context, to: &builder)
        }
        if isBeforeSlash, home.last == UInt8(ascii: "/") { home = home.prefix(home.count - 1) }
        builder.appendQuoted(home)
        if end < login.count { appendLiteral(login.dropFirst(end), context, to: &builder) }
    }

    private func appendLiteral(_ bytes: ByteString, _ context: ExpansionContext, to builder: inout FieldBuilder) {
        switch context {
        case .word: builder.appendLiteral(bytes)
        case .operand: builder.appendExpansion(bytes)
        case .quoted: builder.appendQuoted(bytes)
        }
    }

    @inline(__always)
    func append(_ value: ByteString, _ context: ExpansionContext, to builder: inout FieldBuilder) {
        switch context {
        case .word, .operand: builder.appendExpansion(value)
        case .quoted: builder.appendQuoted(value)
        }
    }

    /// Double quotes make a field even where they are empty, except a `"$@"` without parameters.
    private func expandDoubleQuoted(_ parts: [WordPart], into builder: inout FieldBuilder) throws(ShellError) {
        var opens = parts.isEmpty
        for part in parts {
            if case .parameter(let expansion) = part, expansion.isListOfFields { continue }
            opens = true
        }
        if opens { builder.open() }
        try expand(parts, .quoted, into: &builder)
    }

    /// The directory of a tilde-prefix; nil where there is none.
    ///
    /// Unspecified: the prefix of an unknown user stays, as in all peers, and a tilde alone where HOME is unset, as in
    /// dash; outside posix `~+` and `~-` are PWD and OLDPWD, as in all peers but dash and busybox.
    ///
    /// POSIX: XCU 2.6.1
    func expandTilde(_ login: ByteString) -> ByteString? {
        switch login {
        case "": value(of: SpecialVariable.HOME.name)
        case "+" where !state.options.contains(.posix): value(of: SpecialVariable.PWD.name)
        case "-" where !state.options.contains(.posix): value(of: SpecialVariable.OLDPWD.name)
        default: Kernel.homeDirectory(of: login)
        }
    }
}

extension ParameterExpansion {
    /// True for `$@` and lists that make a field of each element between double quotes.
    var isListOfFields: Bool {
        switch modifier {
        case .length, .useAlternative, .useDefault, .assignDefault, .indicateError: return false
        case .none, .remove, .replace, .substring, .indices, .unknown: break
        }
        switch parameter {
        case .special(.at), .element(_, .at): return true
        case .special, .element, .variable, .positional: return false
        }
    }
}
