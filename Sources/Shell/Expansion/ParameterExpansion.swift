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
            return append(try expandVariable(name), context, to: &builder)
        }
        if case .unknown(_, let isOfBash) = expansion.modifier {
            let text = Printer.print(expansion)
            throw isOfBash ? .notSupported(text) : .badSubstitution(text)
        }
        if let list = list(of: expansion.parameter) {
            return try expand(list, expansion, context, into: &builder)
        }
        let value = try value(of: expansion.parameter)
        switch expansion.modifier {
        case .useDefault(let word, let nullToo):
            guard let value, !(nullToo && value.isEmpty) else {
                return try expandOperand(word, context, into: &builder)
            }
            append(value, context, to: &builder)
        case .useAlternative(let word, let nullToo):
            guard let value, !(nullToo && value.isEmpty) else { return append(ByteString(), context, to: &builder) }
            try expandOperand(word, context, into: &builder)
        case .assignDefault(let word, let nullToo):
            if let value, !(nullToo && value.isEmpty) { return append(value, context, to: &builder) }
            append(try assignDefault(word, to: expansion.parameter), context, to: &builder)
        case .indicateError(let word, let nullToo):
            if let value, !(nullToo && value.isEmpty) { return append(value, context, to: &builder) }
            throw try indicatedError(expansion.parameter, word, nullToo: nullToo)
        case .none, .length, .remove, .replace, .substring, .indices, .unknown:
            if let value { return append(try modified(value, expansion.modifier), context, to: &builder) }
            if state.options.contains(.nounset) { throw .unset(name(of: expansion.parameter)) }
            // An unset value has no replacement, although `*` matches an empty one; as bash.
            if case .replace = expansion.modifier { return append(ByteString(), context, to: &builder) }
            append(try modified(ByteString(), expansion.modifier), context, to: &builder)
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

    /// The word of `${x-word}`, quoted as the expansion is.
    private func expandOperand(
        _ word: Word, _ context: ExpansionContext, into builder: inout FieldBuilder
    ) throws(ShellError) {
        if context == .quoted { builder.open() }
        try expand(word.parts, context == .quoted ? .quoted : .operand, into: &builder)
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
        return .indicated(name(of: parameter), message: try word.map(expandString) ?? standard)
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

    private func expand(
        _ list: List, _ expansion: ParameterExpansion, _ context: ExpansionContext, into builder: inout FieldBuilder
    ) throws(ShellError) {
        var list = list
        switch expansion.modifier {
        case .none, .unknown:
            break
        case .length:
            return append(ByteString(decimal: list.elements.count), context, to: &builder)
        case .useDefault(let word, let nullToo):
            guard hasValue(list, nullToo) else { return try expandOperand(word, context, into: &builder) }
        case .useAlternative(let word, let nullToo):
            return hasValue(list, nullToo) ? try expandOperand(word, context, into: &builder) : ()
        case .assignDefault(_, let nullToo):
            guard hasValue(list, nullToo) else { throw .badAssignment(name(of: expansion.parameter)) }
        case .indicateError(let word, let nullToo):
            guard hasValue(list, nullToo) else {
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
    private func hasValue(_ list: List, _ nullToo: Bool) -> Bool {
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
            return append(join(list.elements, list.isJoined ? state.separators.joiner : " "), context, to: &builder)
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
