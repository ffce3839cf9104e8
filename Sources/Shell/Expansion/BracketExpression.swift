// BracketExpression: `[...]` in a pattern: its characters and its end.
//
// A `[` that begins no valid bracket expression stands for itself. Inside one a backslash quotes: `[\]]` contains `]`, and
// a quoted `-` makes no range. Ranges are of bytes, or of code points where the locale has UTF-8, in all locales.
//
// Unspecified: an unknown class or a collating element of several characters is valid and contains nothing, as in bash,
// ksh93, mksh and yash; a range whose end precedes its start is empty, as in all of them; unclosed `[:`, `[=` and `[.` are
// ordinary characters, as in dash and bash; a class is no end of a range, as in dash and bash.
//
// POSIX: XCU 2.14.1, XBD 9.3.5

import Bytes
import Kernel

extension PatternMatching {
    /// Reads the bracket expression at `open`.
    ///
    /// - Returns: the index behind it and whether it matches `character`; nil for an invalid one.
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
            if let length = plainLength(pattern, at: index) {
                let end = UInt32(pattern[index &+ length &- 1])
                contains = contains || UInt32(pattern[index]) <= character && character <= end
                index &+= length
                continue
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

    /// The length of an ASCII character that stands for itself or of a range of two of them; nil for other elements.
    @inline(__always)
    private static func plainLength(_ pattern: borrowing Span<UInt8>, at index: Int) -> Int? {
        guard isPlain(pattern[index]), index &+ 2 < pattern.count else { return nil }
        guard pattern[index &+ 1] == UInt8(ascii: "-") else { return 1 }
        return isPlain(pattern[index &+ 2]) ? 3 : nil
    }

    /// Reads one collating element and moves `index` behind it: a character, quoted or not, `[.x.]` or `[=x=]`.
    ///
    /// - Returns: the number of the character; nil for several characters.
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

    /// The index behind a `[:...:]`, `[=...=]` or `[....]` at `index` that is not empty; nil where there is none.
    private static func delimitedEnd(_ pattern: borrowing Span<UInt8>, at index: Int, _ delimiter: UInt8) -> Int? {
        guard index &+ 4 < pattern.count, pattern[index] == openBracket, pattern[index &+ 1] == delimiter else {
            return nil
        }
        // At least one byte is between the delimiters, so that `[.].]` and `[...]` are `]` and `.`.
        var end = index &+ 3
        while end &+ 1 < pattern.count {
            if pattern[end] == delimiter, pattern[end &+ 1] == closeBracket { return end &+ 2 }
            // The name of a class is a word. The limit bounds the search in others.
            let isLetter = (pattern[end] | 0x20) &- 0x61 < 26
            if end &- index > 64 || (delimiter == UInt8(ascii: ":") && !isLetter) { return nil }
            end &+= 1
        }
        return nil
    }

    private static func isMember(
        _ character: UInt32, ofClass pattern: borrowing Span<UInt8>, _ range: Range<Int>, isUTF8: Bool
    ) -> Bool {
        guard character < (isUTF8 ? 0x11_0000 : 0x80),
            let named = CharacterClass(name: ByteString(pattern.extracting(range)))
        else { return false }
        return Kernel.character(character, is: named)
    }
}
