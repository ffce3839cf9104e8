// Parameter expansion: `$x`, `${x}` and its modifiers, on one value or on each element of a list.
//
// Unspecified: modifiers other than `-`, `=`, `?` and `+` on `@` and `*`; applied to each element, as in bash and ksh.
//
// POSIX: XCU 2.6.2

package import Bytes
import Syntax

extension Shell {
    /// The elements of `$@`, `$*`, `${a[@]}` or `${a[*]}`.
    private struct List {
        var elements: [ByteString]
        /// Joined to one string between double quotes: `*`.
        let isJoined: Bool
    }

    func expand(
        _ expansion: ParameterExpansion, _ context: ExpansionContext, into builder: inout FieldBuilder
    ) throws(ShellError) {
        if case .variable(let name) = expansion.parameter, case .none = expansion.modifier {
            append(try expandVariable(name), context, to: &builder)
        } else if case .unknown(_, let isOfBash) = expansion.modifier {
            let text = Printer.print(expansion)
            throw isOfBash ? .notSupported(text) : .badSubstitution(text)
        } else if let list = list(of: expansion.parameter) {
            try expand(list, expansion, context, into: &builder)
        } else {
            try expandValue(expansion, context, into: &builder)
        }
    }

    private func list(of parameter: Parameter) -> List? {
        switch parameter {
        case .special(.at): List(elements: Array(state.positional.all), isJoined: false)
        case .special(.star): List(elements: Array(state.positional.all), isJoined: true)
        case .element(let name, .at): List(elements: elements(of: name).elements, isJoined: false)
        case .element(let name, .star): List(elements: elements(of: name).elements, isJoined: true)
        case .special, .element, .variable, .positional: nil
        }
    }

    // MARK: One value

    private func expandValue(
        _ expansion: ParameterExpansion, _ context: ExpansionContext, into builder: inout FieldBuilder
    ) throws(ShellError) {
        let value = try value(of: expansion.parameter)
        switch expansion.modifier {
        case .useDefault(let word, let nullToo):
            if let value, !(nullToo && value.isEmpty) {
                append(value, context, to: &builder)
            } else {
                try expandOperand(word, context, into: &builder)
            }
        case .useAlternative(let word, let nullToo):
            if let value, !(nullToo && value.isEmpty) {
                try expandOperand(word, context, into: &builder)
            } else {
                append(ByteString(), context, to: &builder)
            }
        case .assignDefault(let word, let nullToo):
            if let value, !(nullToo && value.isEmpty) {
                append(value, context, to: &builder)
            } else {
                append(try assignDefault(word, to: expansion.parameter), context, to: &builder)
            }
        case .indicateError(let word, let nullToo):
            guard let value, !(nullToo && value.isEmpty) else {
                throw try indicatedError(expansion.parameter, word, nullToo: nullToo)
            }
            append(value, context, to: &builder)
        case .none, .length, .remove, .replace, .substring, .indices, .unknown:
            guard let value else {
                if state.options.contains(.nounset) { throw .unset(name(of: expansion.parameter)) }
                // An unset value has no replacement, although `*` matches an empty one; as bash.
                if case .replace = expansion.modifier { return append(ByteString(), context, to: &builder) }
                append(try modified(ByteString(), expansion.modifier), context, to: &builder)
                return
            }
            append(try modified(value, expansion.modifier), context, to: &builder)
        }
    }

    /// The word of `${x-word}`, quoted as the expansion is.
    private func expandOperand(
        _ word: Word, _ context: ExpansionContext, into builder: inout FieldBuilder
    ) throws(ShellError) {
        switch context {
        case .word, .operand: try expand(word.parts, .operand, into: &builder)
        case .quoted:
            builder.open()
            try expand(word.parts, .quoted, into: &builder)
        }
    }

    private func assignDefault(_ word: Word, to parameter: Parameter) throws(ShellError) -> ByteString {
        let value = try expandString(word)
        switch parameter {
        case .variable(let name):
            try assign(name, value)
        case .element(let name, .index(let index)):
            try assignElement(name, index: Int(try evaluate(index)), value)
        case .positional, .special, .element:
            throw .badAssignment(name(of: parameter))
        }
        return value
    }

    private func indicatedError(
        _ parameter: Parameter, _ word: Word?, nullToo: Bool
    ) throws(ShellError) -> ShellError {
        let standard: ByteString = nullToo ? "parameter null or not set" : "parameter not set"
        guard let word else { return .indicated(name(of: parameter), message: standard) }
        return .indicated(name(of: parameter), message: try expandString(word))
    }

    private func modified(
        _ value: ByteString, _ modifier: ParameterExpansion.Modifier
    ) throws(ShellError) -> ByteString {
        switch modifier {
        case .length:
            return ByteString(decimal: state.isUTF8 ? UTF8Decoder.count(value) : value.count)
        case .remove(let removal, let word):
            let pattern = try expandPattern(word)
            return PatternMatching.remove(removal, pattern, from: value, isUTF8: state.isUTF8)
        case .replace(let kind, let word, let replacement):
            let pattern = try expandPattern(word)
            let replacement = try replacement.map { (word) throws(ShellError) in try expandString(word) }
            return PatternMatching.replace(
                kind, pattern, in: value, with: replacement ?? ByteString(), isUTF8: state.isUTF8)
        case .substring(let offset, let length):
            let characters = state.isUTF8 ? UTF8Decoder.count(value) : value.count
            let range = try slice(offset, length, of: characters)
            return substring(value, range)
        case .none, .useDefault, .useAlternative, .assignDefault, .indicateError, .indices, .unknown:
            return value
        }
    }

    private func substring(_ value: ByteString, _ range: Range<Int>) -> ByteString {
        guard state.isUTF8 else { return value[range] }
        var start = 0
        for _ in 0..<range.lowerBound { start += UTF8Decoder.length(at: start, of: value) }
        var end = start
        for _ in range { end += UTF8Decoder.length(at: end, of: value) }
        return value[start..<end]
    }

    /// The range of `${x:offset:length}`: negative numbers count from the end.
    private func slice(
        _ offset: ArithmeticExpansion, _ length: ArithmeticExpansion?, of count: Int
    ) throws(ShellError) -> Range<Int> {
        let first = Int(try evaluate(offset))
        let start = first < 0 ? count &+ first : first
        guard start >= 0, start <= count else { return 0..<0 }
        guard let length else { return start..<count }
        let amount = Int(try evaluate(length))
        let end = amount < 0 ? count &+ amount : amount > count - start ? count : start + amount
        guard end >= start else { throw .badSubstitution(ByteString(decimal: amount)) }
        return start..<end
    }

    func name(of parameter: Parameter) -> ByteString {
        switch parameter {
        case .variable(let name): name.bytes
        case .element(let name, .index(let index)): name.bytes + "[" + Printer.print(index.word) + "]"
        case .element(let name, .at): name.bytes + "[@]"
        case .element(let name, .star): name.bytes + "[*]"
        case .positional(let number): ByteString(decimal: number)
        case .special(let special): ByteString(byte: special.rawValue)
        }
    }

    // MARK: A list

    private func expand(
        _ list: List, _ expansion: ParameterExpansion, _ context: ExpansionContext, into builder: inout FieldBuilder
    ) throws(ShellError) {
        var list = list
        switch expansion.modifier {
        case .none, .unknown:
            break
        case .length:
            append(ByteString(decimal: list.elements.count), context, to: &builder)
            return
        case .useDefault(let word, let nullToo):
            guard hasValue(list, nullToo: nullToo) else { return try expandOperand(word, context, into: &builder) }
        case .useAlternative(let word, let nullToo):
            if hasValue(list, nullToo: nullToo) { try expandOperand(word, context, into: &builder) }
            return
        case .assignDefault(_, let nullToo):
            guard hasValue(list, nullToo: nullToo) else { throw .badAssignment(name(of: expansion.parameter)) }
        case .indicateError(let word, let nullToo):
            guard hasValue(list, nullToo: nullToo) else {
                throw try indicatedError(expansion.parameter, word, nullToo: nullToo)
            }
        case .remove, .replace:
            for index in list.elements.indices {
                list.elements[index] = try modified(list.elements[index], expansion.modifier)
            }
        case .substring(let offset, let length):
            try slice(&list, of: expansion.parameter, offset, length)
        case .indices:
            guard case .element(let name, _) = expansion.parameter else { break }
            list.elements = elements(of: name).indices.map { ByteString(decimal: $0) }
        }
        append(list, context, to: &builder)
    }

    /// True where a list counts as set and, with `nullToo`, as not null.
    private func hasValue(_ list: List, nullToo: Bool) -> Bool {
        guard nullToo else { return !list.elements.isEmpty }
        // With a null IFS, nothing separates the elements of `$*`.
        if list.isJoined, state.separators.joiner.isEmpty { return list.elements.contains { !$0.isEmpty } }
        return list.elements.count > 1 || list.elements.first.map { !$0.isEmpty } ?? false
    }

    /// The offset counts indices, the length elements. `${@:offset:length}` has `$0` as its element 0.
    private func slice(
        _ list: inout List, of parameter: Parameter, _ offset: ArithmeticExpansion, _ length: ArithmeticExpansion?
    ) throws(ShellError) {
        if case .special = parameter { list.elements.insert(state.name, at: 0) }
        var indices = Array(list.elements.indices)
        if case .element(let name, _) = parameter { indices = elements(of: name).indices }
        let end = (indices.last ?? -1) + 1
        let first = Int(try evaluate(offset))
        let start = first < 0 ? end &+ first : first
        let amount = try length.map { (length) throws(ShellError) in Int(try evaluate(length)) }
        if let amount, amount < 0 { throw .badSubstitution(ByteString(decimal: amount)) }
        let position = start < 0 ? indices.count : indices.firstIndex { $0 >= start } ?? indices.count
        list.elements = Array(list.elements.dropFirst(position).prefix(amount ?? .max))
    }

    private func append(_ list: List, _ context: ExpansionContext, to builder: inout FieldBuilder) {
        guard builder.result == .fields, !(list.isJoined && context == .quoted) else {
            let isJoined = list.isJoined
            append(join(list.elements, isJoined ? state.separators.joiner : " "), context, to: &builder)
            return
        }
        for (index, element) in list.elements.enumerated() {
            if index > 0 { builder.breakField() }
            append(element, context, to: &builder)
        }
    }

    package func join(_ elements: [ByteString], _ separator: ByteString) -> ByteString {
        var bytes: [UInt8] = []
        for (index, element) in elements.enumerated() {
            if index > 0 { bytes.append(separator) }
            bytes.append(element)
        }
        return ByteString(bytes)
    }
}
