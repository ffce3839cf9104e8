// Words of parts: tilde-prefixes, and the shape, which says how to expand the word.
//
// POSIX: XCU 2.6.1

import Bytes

extension ParserState {
    /// The word at hand, which is consumed.
    @inline(__always)
    mutating func takeWord() -> Word {
        guard !isChecking else { return takeCheckedWord() }
        let word =
            token.kind == .word
            ? makeWord(from: token.firstPart, traits: token.traits, position: token.position)
            : makeWord(token.literal, traits: token.traits, position: token.position)
        consumeToken()
        return word
    }

    /// The word at hand; only the bytes of a plain word are known.
    @inline(__always)
    private mutating func takeCheckedWord() -> Word {
        let isPlain = token.kind == .plainWord && token.traits.isDisjoint(with: .expandable)
        dropWord()
        return Word(isPlain ? .literal(token.literal) : .parts, position: token.position)
    }

    /// Consumes the word at hand.
    @inline(__always)
    mutating func dropWord() {
        if token.kind == .word { stacks.parts.removeAll(from: token.firstPart) }
        consumeToken()
    }

    /// A word that is one unquoted literal.
    mutating func makeWord(_ literal: ByteString, traits: ByteTraits, position: Position) -> Word {
        if traits.isDisjoint(with: .expandable) || !traits.contains(.tilde) && !mayBeSpecial(literal, traits) {
            return Word(.literal(literal), position: position)
        }
        return makeWord([.literal(literal)], traits: traits, position: position)
    }

    private mutating func mayBeSpecial(_ literal: ByteString, _ traits: ByteTraits) -> Bool {
        traits.contains(.pattern) && Self.isPattern(literal) || traits.contains(.brace) && !dialect.isPosix
    }

    /// The word of the parts on the stack from `first` on.
    mutating func makeWord(from first: Int, traits: ByteTraits, position: Position) -> Word {
        if isChecking {
            stacks.parts.removeAll(from: first)
            return Word(.parts, position: position)
        }
        if stacks.parts.count == first &+ 1, let shape = Self.shapeThatSaysAll(stacks.parts[first]) {
            stacks.parts.removeAll(from: first)
            return Word(shape, position: position)
        }
        return makeWord(stacks.parts.pop(from: first), traits: traits, position: position)
    }

    private mutating func makeWord(_ parts: [WordPart], traits: ByteTraits, position: Position) -> Word {
        var parts = parts
        if traits.contains(.tilde) { parts = Self.markingTildes(parts, afterColons: false) }
        var shape = Self.shape(of: parts, hasPattern: traits.contains(.pattern))
        if traits.contains(.brace), !dialect.isPosix, Self.mayHoldBraceExpansion(parts) { shape = .braces }
        return Word(parts: parts, shape: shape, position: position)
    }

    /// The shape of a word with one part, where the shape determines the part.
    static func shapeThatSaysAll(_ part: WordPart) -> Word.Shape? {
        if case .variable(let name) = part { return .variable(name) }
        guard case .doubleQuoted(let inner) = part, inner.count == 1, case .variable(let name) = inner[0] else {
            return nil
        }
        return .quotedVariable(name)
    }

    /// The word where braces and assignments have no meaning.
    mutating func withoutBraces(_ word: Word) -> Word {
        guard case .braces = word.shape else { return word }
        let shape = Self.shape(of: word.parts, hasPattern: true)
        return Word(parts: word.parts, shape: shape, position: word.position)
    }

    static func shape(of parts: [WordPart], hasPattern: Bool) -> Word.Shape {
        guard parts.count == 1 else { return hasPattern ? .parts : literalShape(of: parts) }
        if case .literal(let bytes) = parts[0], hasPattern, isPattern(bytes) { return .parts }
        if let shape = shapeThatSaysAll(parts[0]) { return shape }
        if case .parameter(let expansion) = parts[0], case .none = expansion.modifier,
            case .variable(let name) = expansion.parameter
        {
            return .variable(name)
        }
        if case .doubleQuoted(let inner) = parts[0], inner.count == 1, case .parameter(let expansion) = inner[0],
            case .none = expansion.modifier
        {
            if case .variable(let name) = expansion.parameter { return .quotedVariable(name) }
            if case .special(.at) = expansion.parameter { return .quotedPositionals }
        }
        return literalShape(of: parts)
    }

    /// The shape of a word that is no single parameter and no pattern.
    static func literalShape(of parts: [WordPart], otherwise shape: Word.Shape = .parts) -> Word.Shape {
        literal(of: parts).map { .literal($0) } ?? shape
    }

    /// False for `[` and `a[1`, which are no patterns.
    private static func isPattern(_ bytes: ByteString) -> Bool {
        if bytes.contains(UInt8(ascii: "*")) || bytes.contains(Byte.questionMark) { return true }
        guard let bracket = bytes.firstIndex(of: Byte.leftBracket) else { return false }
        return bytes.firstIndex(of: Byte.rightBracket, from: bracket) != nil
    }

    /// The bytes of parts without expansions; nil otherwise.
    static func literal(of parts: [WordPart]) -> ByteString? {
        var result = ByteString()
        for part in parts {
            switch part {
            case .literal(let bytes), .quoted(let bytes, _): result.append(bytes)
            case .doubleQuoted(let inner):
                guard let bytes = literal(of: inner) else { return nil }
                result.append(bytes)
            case .tilde, .variable, .parameter, .command, .arithmetic, .process, .array: return nil
            }
        }
        return result
    }

    /// The parts with each tilde-prefix as a part: at the beginning and, in the value of an assignment, after each unquoted
    /// colon. A prefix has no quoted byte.
    static func markingTildes(_ parts: [WordPart], afterColons: Bool) -> [WordPart] {
        var result: [WordPart] = []
        for (number, part) in parts.enumerated() {
            guard case .literal(let bytes) = part, bytes.contains(Byte.tilde) else {
                result.append(part)
                continue
            }
            let isLast = number == parts.count - 1
            appendMarking(bytes, canBegin: number == 0, isLast: isLast, afterColons: afterColons, to: &result)
        }
        return result
    }

    private static func appendMarking(
        _ bytes: ByteString, canBegin: Bool, isLast: Bool, afterColons: Bool, to result: inout [WordPart]
    ) {
        var start = 0
        for place in bytes.indices where bytes[place] == Byte.tilde {
            guard place == 0 ? canBegin : afterColons && bytes[place - 1] == Byte.colon else { continue }
            var stop = place + 1
            while stop < bytes.count, bytes[stop] != Byte.slash, !(afterColons && bytes[stop] == Byte.colon) {
                stop += 1
            }
            // A colon ends the prefix in the value of an assignment.
            guard stop < bytes.count || isLast || bytes[place..<stop].contains(Byte.colon) else { break }
            if start < place { result.append(.literal(bytes[start..<place])) }
            result.append(.tilde(bytes[(place + 1)..<stop]))
            start = stop
        }
        if start < bytes.count { result.append(.literal(bytes[start..<bytes.count])) }
    }

    /// True where an unquoted `{` has a `,` or `..` and a `}` after it.
    static func mayHoldBraceExpansion(_ parts: [WordPart]) -> Bool {
        var isOpen = false
        var hasSeparator = false
        var previous: UInt8 = 0
        for case .literal(let bytes) in parts {
            for byte in bytes {
                switch byte {
                case Byte.leftBrace: isOpen = true
                case Byte.comma: hasSeparator = hasSeparator || isOpen
                case Byte.period: hasSeparator = hasSeparator || isOpen && previous == Byte.period
                case Byte.rightBrace: if hasSeparator { return true }
                default: break
                }
                previous = byte
            }
            previous = 0
        }
        return false
    }
}
