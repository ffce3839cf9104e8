// BracketExpression: `[...]` in a pattern: which characters it contains, and where it ends.
//
// A `[` that begins no valid bracket expression stands for itself. Inside one a backslash quotes: `[\]]` contains `]`, and
// a quoted `-` makes no range. Ranges are of bytes, or of code points where the locale has UTF-8; the order and the
// equivalence of characters in other locales are not looked at. Classes beyond ASCII are those of Unicode.
//
// Unspecified: an unknown class or a collating element of several characters is valid and contains nothing, as bash,
// ksh93, mksh and yash; a range whose end comes before its start is empty, as all of them; `[:`, `[=` and `[.` that are
// not closed are characters like others, as dash and bash; a class is no end of a range, as dash and bash.
//
// POSIX: XCU 2.14.1, XBD 9.3.5

import Bytes

extension PatternMatching {
    /// Reads the bracket expression at `open`.
    ///
    /// - Returns: the index behind it, and whether it matches `character`; nil where it is not valid.
    static func bracketExpression(
        _ pattern: borrowing Span<UInt8>, at open: Int, contains character: UInt32, isUTF8: Bool
    ) -> (end: Int, matches: Bool)? {
        var index = open &+ 1
        guard index < pattern.count else { return nil }
        let isNegated = pattern[index] == UInt8(ascii: "!") || pattern[index] == UInt8(ascii: "^")
        if isNegated { index &+= 1 }
        let first = index
        var contains = false
        while index < pattern.count {
            if pattern[index] == closeBracket, index != first {
                return (index &+ 1, contains != isNegated)
            }
            if let end = delimitedEnd(pattern, at: index, UInt8(ascii: ":")) {
                contains = contains || isMember(character, ofClass: pattern, index &+ 2..<end &- 2, isUTF8: isUTF8)
                index = end
                continue
            }
            let start = bracketElement(pattern, at: &index, isUTF8: isUTF8)
            guard index &+ 1 < pattern.count, pattern[index] == UInt8(ascii: "-"), pattern[index &+ 1] != closeBracket,
                delimitedEnd(pattern, at: index &+ 1, UInt8(ascii: ":")) == nil
            else {
                contains = contains || start == character
                continue
            }
            index &+= 1
            let end = bracketElement(pattern, at: &index, isUTF8: isUTF8)
            if let start, let end, start <= character, character <= end { contains = true }
        }
        return nil
    }

    /// Reads one collating element and moves `index` behind it: a character, quoted or not, `[.x.]` or `[=x=]`.
    ///
    /// - Returns: the number of the character; nil for what is no single one.
    private static func bracketElement(
        _ pattern: borrowing Span<UInt8>, at index: inout Int, isUTF8: Bool
    ) -> UInt32? {
        if let end = delimitedEnd(pattern, at: index, UInt8(ascii: "."))
            ?? delimitedEnd(pattern, at: index, UInt8(ascii: "="))
        {
            var start = index &+ 2
            index = end
            if pattern[start] == backslash, start &+ 1 < end &- 2 { start &+= 1 }
            let length = isUTF8 ? UTF8Decoder.length(at: start, of: pattern) : 1
            guard start &+ length == end &- 2 else { return nil }
            return PatternMatching.character(at: start, length: length, of: pattern, isUTF8: isUTF8)
        }
        if pattern[index] == backslash, index &+ 1 < pattern.count { index &+= 1 }
        let length = isUTF8 ? UTF8Decoder.length(at: index, of: pattern) : 1
        defer { index &+= length }
        return PatternMatching.character(at: index, length: length, of: pattern, isUTF8: isUTF8)
    }

    /// The index behind `[:...:]`, `[=...=]` or `[....]` at `index`, which has something between its delimiters; nil
    /// where there is no such thing.
    private static func delimitedEnd(_ pattern: borrowing Span<UInt8>, at index: Int, _ delimiter: UInt8) -> Int? {
        guard index &+ 4 < pattern.count, pattern[index] == openBracket, pattern[index &+ 1] == delimiter else {
            return nil
        }
        // What is between is at least one byte, so that `[.].]` and `[...]` are `]` and `.`.
        var end = index &+ 3
        while end &+ 1 < pattern.count {
            if pattern[end] == delimiter, pattern[end &+ 1] == closeBracket { return end &+ 2 }
            // A class is a word, so that one that is not closed ends here; others are short, and nothing is searched far.
            if end &- index > 64 || (delimiter == UInt8(ascii: ":") && !isASCIILetter(pattern[end])) { return nil }
            end &+= 1
        }
        return nil
    }

    private static func isASCIILetter(_ byte: UInt8) -> Bool {
        (byte | 0x20) &- 0x61 < 26
    }
}

/// The classes of XBD 7.3.1.
private enum CharacterClass: CaseIterable {
    case alnum, alpha, blank, cntrl, digit, graph, lower, print, punct, space, upper, xdigit

    var name: ByteString {
        switch self {
        case .alnum: "alnum"
        case .alpha: "alpha"
        case .blank: "blank"
        case .cntrl: "cntrl"
        case .digit: "digit"
        case .graph: "graph"
        case .lower: "lower"
        case .print: "print"
        case .punct: "punct"
        case .space: "space"
        case .upper: "upper"
        case .xdigit: "xdigit"
        }
    }

    /// The characters of the POSIX locale.
    func containsASCII(_ byte: UInt8) -> Bool {
        switch self {
        case .alnum: CharacterClass.alpha.containsASCII(byte) || CharacterClass.digit.containsASCII(byte)
        case .alpha: (byte | 0x20) &- 0x61 < 26
        case .blank: byte == 0x20 || byte == 0x09
        case .cntrl: byte < 0x20 || byte == 0x7F
        case .digit: byte &- 0x30 < 10
        case .graph: byte > 0x20 && byte < 0x7F
        case .lower: byte &- 0x61 < 26
        case .print: byte >= 0x20 && byte < 0x7F
        case .punct: CharacterClass.graph.containsASCII(byte) && !CharacterClass.alnum.containsASCII(byte)
        case .space: byte == 0x20 || byte &- 0x09 < 5
        case .upper: byte &- 0x41 < 26
        case .xdigit: byte &- 0x30 < 10 || (byte | 0x20) &- 0x61 < 6
        }
    }

    /// Those beyond.
    func contains(_ scalar: Unicode.Scalar) -> Bool {
        let properties = scalar.properties
        switch self {
        case .alpha: return properties.isAlphabetic || properties.numericType == .decimal
        case .alnum: return CharacterClass.alpha.contains(scalar)
        case .lower: return properties.isLowercase
        case .upper: return properties.isUppercase
        case .digit, .xdigit: return false
        case .blank, .space:
            // No-break spaces separate nothing.
            guard properties.isWhitespace, ![0x85, 0xA0, 0x2007, 0x202F].contains(scalar.value) else { return false }
            return self == .space || properties.generalCategory == .spaceSeparator
        case .cntrl:
            switch properties.generalCategory {
            case .control, .lineSeparator, .paragraphSeparator: return true
            default: return false
            }
        case .print, .graph, .punct:
            switch properties.generalCategory {
            case .control, .lineSeparator, .paragraphSeparator, .surrogate, .unassigned: return false
            default: break
            }
            if self == .print { return true }
            guard !CharacterClass.space.contains(scalar) else { return false }
            return self == .graph || !CharacterClass.alpha.contains(scalar)
        }
    }
}

extension PatternMatching {
    private static func isMember(
        _ character: UInt32, ofClass pattern: borrowing Span<UInt8>, _ range: Range<Int>, isUTF8: Bool
    ) -> Bool {
        let name = ByteString(pattern.extracting(range))
        guard let named = CharacterClass.allCases.first(where: { $0.name == name }) else { return false }
        if character < 0x80 { return named.containsASCII(UInt8(character)) }
        guard isUTF8, let scalar = Unicode.Scalar(character) else { return false }
        return named.contains(scalar)
    }
}
