// PatternMatching: the pattern matching notation, over bytes or over UTF-8 characters.
//
// A pattern is cut at its asterisks into segments, and each element of a segment (a character, `?`, a bracket expression)
// matches one character. So a segment matches at a place or not, and to match a pattern is to find its segments one
// after the other: the first one where the subject begins, each next one at the first place behind, the last one where
// the subject ends. Nothing is ever tried again, there is no recursion, and nothing is allocated.
//
// In a pattern a backslash quotes the byte after it; a backslash at the very end stands for itself. What a bracket
// expression contains is decided in BracketExpression.swift; slashes and leading dots in PathnameExpansion.swift.
//
// POSIX: XCU 2.14

import Bytes
import Syntax

enum PatternMatching {
    static let asterisk = UInt8(ascii: "*")
    static let questionMark = UInt8(ascii: "?")
    static let openBracket = UInt8(ascii: "[")
    static let closeBracket = UInt8(ascii: "]")
    static let backslash = UInt8(ascii: "\\")

    /// True where the whole of `subject` matches.
    ///
    /// POSIX: XCU 2.14.1, 2.14.2
    static func matches(_ pattern: ByteString, _ subject: ByteString, isUTF8: Bool) -> Bool {
        pattern.withSpan { pattern in
            subject.withSpan { subject in
                matches(pattern, subject, isUTF8: isUTF8)
            }
        }
    }

    /// `${parameter%pattern}` and its kin: `subject` without the prefix or suffix that matches, or all of it.
    ///
    /// POSIX: XCU 2.6.2
    static func remove(
        _ removal: ParameterExpansion.Removal, _ pattern: ByteString, from subject: ByteString, isUTF8: Bool
    ) -> ByteString {
        switch removal {
        case .smallestPrefix, .largestPrefix:
            let end = prefixEnd(pattern, subject, longest: removal == .largestPrefix, isUTF8: isUTF8)
            return subject.dropFirst(end ?? 0)
        case .smallestSuffix, .largestSuffix:
            let start = suffixStart(pattern, subject, longest: removal == .largestSuffix, isUTF8: isUTF8)
            return subject.prefix(start ?? subject.count)
        }
    }

    /// `${parameter/pattern/word}` and its kin, an extension: the longest match at the first place that has one (or at
    /// every such place, or only at the start or the end) is replaced. An empty pattern matches at the start and at the
    /// end, but nowhere between.
    static func replace(
        _ kind: ParameterExpansion.Replacement, _ pattern: ByteString, in subject: ByteString, with word: ByteString,
        isUTF8: Bool
    ) -> ByteString {
        switch kind {
        case .prefix:
            guard let end = prefixEnd(pattern, subject, longest: true, isUTF8: isUTF8) else { return subject }
            return word + subject.dropFirst(end)
        case .suffix:
            guard let start = suffixStart(pattern, subject, longest: true, isUTF8: isUTF8) else { return subject }
            return subject.prefix(start) + word
        case .first, .all:
            guard !pattern.isEmpty else { return subject }
            var result = ByteString()
            var copied = 0
            while let match = firstMatch(pattern, subject, from: copied, isUTF8: isUTF8) {
                result += subject[copied..<match.lowerBound]
                result += word
                copied = match.upperBound
                // An empty match is of asterisks alone, at the end.
                guard kind == .all, copied < subject.count else { break }
            }
            return copied == 0 && result.isEmpty ? subject : result + subject.dropFirst(copied)
        }
    }

    /// A pattern that matches `literal` only, wherever in a pattern it is put.
    static func quote(_ literal: ByteString) -> ByteString {
        guard literal.contains(where: isQuotable) else { return literal }
        var pattern: [UInt8] = []
        pattern.reserveCapacity(literal.count &+ 8)
        for byte in literal {
            if isQuotable(byte) { pattern.append(backslash) }
            pattern.append(byte)
        }
        return ByteString(pattern)
    }

    /// The pattern without its quoting: what it matches where it has nothing special.
    static func unquote(_ pattern: ByteString) -> ByteString {
        guard pattern.contains(backslash) else { return pattern }
        var literal: [UInt8] = []
        literal.reserveCapacity(pattern.count)
        var index = 0
        while index < pattern.count {
            if pattern[index] == backslash, index &+ 1 < pattern.count { index &+= 1 }
            literal.append(pattern[index])
            index &+= 1
        }
        return ByteString(literal)
    }

    /// True where an unquoted `*` or `?` or a bracket expression stands in the pattern.
    static func hasSpecial(_ pattern: ByteString) -> Bool {
        pattern.withSpan { pattern in
            var index = 0
            var lastCloseBracket: Int?
            while index < pattern.count {
                switch pattern[index] {
                case asterisk, questionMark: return true
                case openBracket:
                    let last = lastCloseBracket ?? Self.lastCloseBracket(pattern)
                    lastCloseBracket = last
                    if index < last, bracketExpression(pattern, at: index, contains: 0, isUTF8: false) != nil {
                        return true
                    }
                    index &+= 1
                case backslash: index &+= 2
                default: index &+= 1
                }
            }
            return false
        }
    }

    /// The index of the last `]`, -1 where there is none: no bracket expression begins behind it.
    private static func lastCloseBracket(_ pattern: borrowing Span<UInt8>) -> Int {
        var index = pattern.count &- 1
        while index >= 0, pattern[index] != closeBracket { index &-= 1 }
        return index
    }

    /// What means something in a pattern, or inside a bracket expression.
    @inline(__always)
    private static func isQuotable(_ byte: UInt8) -> Bool {
        switch byte {
        case asterisk, questionMark, openBracket, closeBracket, backslash: true
        case UInt8(ascii: "!"), UInt8(ascii: "^"), UInt8(ascii: "-"): true
        case UInt8(ascii: "."), UInt8(ascii: ":"), UInt8(ascii: "="): true
        default: false
        }
    }
}

// The searches for whole patterns.
extension PatternMatching {
    static func matches(
        _ pattern: borrowing Span<UInt8>, _ subject: borrowing Span<UInt8>, isUTF8: Bool
    ) -> Bool {
        matches(pattern, firstAsterisk: nextAsterisk(pattern, from: 0), subject, isUTF8: isUTF8)
    }

    static func firstAsterisk(_ pattern: borrowing Span<UInt8>) -> Int? { nextAsterisk(pattern, from: 0) }

    /// The same for many subjects, for which the first asterisk is sought once.
    static func matches(
        _ pattern: borrowing Span<UInt8>, firstAsterisk: Int?, _ subject: borrowing Span<UInt8>, isUTF8: Bool
    ) -> Bool {
        if firstAsterisk == 0, pattern.count == 1 { return true }
        // The last bytes tell most subjects.
        var tail = pattern.count
        var place = subject.count
        while tail > 0, isPlain(pattern[tail &- 1]) {
            guard place > 0, subject[place &- 1] == pattern[tail &- 1] else { return false }
            tail &-= 1
            place &-= 1
        }
        var star = firstAsterisk
        guard
            var end = matchSegment(
                pattern, 0..<(star ?? pattern.count), subject, at: 0, limit: subject.count, isUTF8: isUTF8)
        else { return false }
        guard star != nil else { return end == subject.count }
        while let here = star {
            star = nextAsterisk(pattern, from: here &+ 1)
            let segment = here &+ 1..<(star ?? pattern.count)
            guard star != nil else {
                let start = matchSegmentAtEnd(pattern, segment, subject, isUTF8: isUTF8)
                return (start ?? -1) >= end
            }
            guard let match = firstSegment(pattern, segment, subject, from: end, limit: subject.count, isUTF8: isUTF8)
            else { return false }
            end = match.upperBound
        }
        return true
    }

    /// Where the smallest or largest prefix that matches ends.
    private static func prefixEnd(
        _ pattern: ByteString, _ subject: ByteString, longest: Bool, isUTF8: Bool
    ) -> Int? {
        pattern.withSpan { pattern in
            subject.withSpan { subject in
                let star = nextAsterisk(pattern, from: 0) ?? pattern.count
                guard
                    let end = matchSegment(pattern, 0..<star, subject, at: 0, limit: subject.count, isUTF8: isUTF8)
                else { return nil }
                return matchRest(pattern, from: star, subject, at: end, longest: longest, isUTF8: isUTF8)
            }
        }
    }

    /// Where the longest match at the first place from `start` on is.
    private static func firstMatch(
        _ pattern: ByteString, _ subject: ByteString, from start: Int, isUTF8: Bool
    ) -> Range<Int>? {
        pattern.withSpan { pattern in
            subject.withSpan { subject in
                let star = nextAsterisk(pattern, from: 0) ?? pattern.count
                // Where the rest is not found behind the first place of the first segment, it is not behind a later one.
                guard
                    let first = firstSegment(
                        pattern, 0..<star, subject, from: start, limit: subject.count, isUTF8: isUTF8),
                    let end = matchRest(
                        pattern, from: star, subject, at: first.upperBound, longest: true, isUTF8: isUTF8)
                else { return nil }
                return first.lowerBound..<end
            }
        }
    }

    /// The end of the smallest or largest match of the pattern from its asterisk at `star` on, behind `end`.
    private static func matchRest(
        _ pattern: borrowing Span<UInt8>, from star: Int, _ subject: borrowing Span<UInt8>, at end: Int, longest: Bool,
        isUTF8: Bool
    ) -> Int? {
        var end = end
        var star = star
        while star < pattern.count {
            let next = nextAsterisk(pattern, from: star &+ 1) ?? pattern.count
            let segment = star &+ 1..<next
            let match =
                longest && next == pattern.count
                ? lastSegment(pattern, segment, subject, from: end, limit: subject.count, isUTF8: isUTF8)
                : firstSegment(pattern, segment, subject, from: end, limit: subject.count, isUTF8: isUTF8)
            guard let match else { return nil }
            end = match.upperBound
            star = next
        }
        return end
    }

    /// Where the smallest or largest suffix that matches starts: the same search from the end to the start.
    private static func suffixStart(
        _ pattern: ByteString, _ subject: ByteString, longest: Bool, isUTF8: Bool
    ) -> Int? {
        pattern.withSpan { pattern in
            subject.withSpan { subject in
                guard let firstStar = nextAsterisk(pattern, from: 0) else {
                    return matchSegmentAtEnd(pattern, 0..<pattern.count, subject, isUTF8: isUTF8)
                }
                // Only patterns of several asterisks need the places of those between the first and the last.
                var between: [Int] = []
                var lastStar = firstStar
                while let next = nextAsterisk(pattern, from: lastStar &+ 1) {
                    if lastStar != firstStar { between.append(lastStar) }
                    lastStar = next
                }
                guard
                    var start = matchSegmentAtEnd(
                        pattern, lastStar &+ 1..<pattern.count, subject, isUTF8: isUTF8)
                else { return nil }
                while lastStar != firstStar {
                    let star = between.popLast() ?? firstStar
                    guard
                        let match = lastSegment(
                            pattern, star &+ 1..<lastStar, subject, from: 0, limit: start, isUTF8: isUTF8)
                    else { return nil }
                    start = match.lowerBound
                    lastStar = star
                }
                let first =
                    longest
                    ? firstSegment(pattern, 0..<firstStar, subject, from: 0, limit: start, isUTF8: isUTF8)
                    : lastSegment(pattern, 0..<firstStar, subject, from: 0, limit: start, isUTF8: isUTF8)
                return first?.lowerBound
            }
        }
    }
}

// The searches for segments.
extension PatternMatching {
    /// The first place from `start` on where the segment matches without going beyond `limit`.
    private static func firstSegment(
        _ pattern: borrowing Span<UInt8>, _ segment: Range<Int>, _ subject: borrowing Span<UInt8>, from start: Int,
        limit: Int, isUTF8: Bool
    ) -> Range<Int>? {
        guard !segment.isEmpty else { return start..<start }
        let literal = firstLiteral(pattern, segment)
        var place = start
        while place < limit {
            if let literal {
                while place < limit, subject[place] != literal { place &+= 1 }
                guard place < limit else { return nil }
            }
            if let end = matchSegment(pattern, segment, subject, at: place, limit: limit, isUTF8: isUTF8) {
                return place..<end
            }
            place &+= isUTF8 ? UTF8Decoder.length(at: place, of: subject) : 1
        }
        return nil
    }

    /// The last place from `start` on where the segment matches without going beyond `limit`.
    private static func lastSegment(
        _ pattern: borrowing Span<UInt8>, _ segment: Range<Int>, _ subject: borrowing Span<UInt8>, from start: Int,
        limit: Int, isUTF8: Bool
    ) -> Range<Int>? {
        guard !segment.isEmpty else { return limit..<limit }
        let literal = firstLiteral(pattern, segment)
        var place = limit
        while place > start {
            if let literal {
                place &-= 1
                while place > start, subject[place] != literal { place &-= 1 }
                guard subject[place] == literal else { return nil }
            } else {
                place = isUTF8 ? previousCharacter(before: place, of: subject) : place &- 1
            }
            if let end = matchSegment(pattern, segment, subject, at: place, limit: limit, isUTF8: isUTF8) {
                return place..<end
            }
        }
        return nil
    }

    /// The ASCII byte that a match of the segment has to begin with; nil where it may begin with several.
    @inline(__always)
    private static func firstLiteral(_ pattern: borrowing Span<UInt8>, _ segment: Range<Int>) -> UInt8? {
        var byte = pattern[segment.lowerBound]
        if byte == backslash, segment.count > 1 {
            byte = pattern[segment.lowerBound &+ 1]
        } else if byte == questionMark || byte == openBracket {
            return nil
        }
        return byte < 0x80 ? byte : nil
    }

    /// Where the segment starts if it matches the end of the subject.
    private static func matchSegmentAtEnd(
        _ pattern: borrowing Span<UInt8>, _ segment: Range<Int>, _ subject: borrowing Span<UInt8>, isUTF8: Bool
    ) -> Int? {
        // Bytes that stand for themselves, `.c` in `*.c`, tell most subjects without a look at the rest.
        var start = subject.count
        var end = segment.upperBound
        while end > segment.lowerBound, isPlain(pattern[end &- 1]) {
            guard start > 0, subject[start &- 1] == pattern[end &- 1] else { return nil }
            start &-= 1
            end &-= 1
        }
        if end == segment.lowerBound { return start }
        start = subject.count
        var index = segment.lowerBound
        while index < segment.upperBound {
            guard start > 0 else { return nil }
            start = isUTF8 ? previousCharacter(before: start, of: subject) : start &- 1
            index = elementEnd(pattern, at: index, isUTF8: isUTF8)
        }
        let isMatch = matchSegment(pattern, segment, subject, at: start, limit: subject.count, isUTF8: isUTF8) != nil
        return isMatch ? start : nil
    }

    /// True where a byte at the end of a segment matches itself and nothing else, whatever stands before it.
    @inline(__always)
    static func isPlain(_ byte: UInt8) -> Bool {
        switch byte {
        case asterisk, questionMark, openBracket, closeBracket, backslash: false
        default: byte < 0x80
        }
    }

    /// Matches the elements of a segment with the characters at `place`.
    ///
    /// - Returns: the end of the match; nil where there is none, or where it would go beyond `limit`.
    private static func matchSegment(
        _ pattern: borrowing Span<UInt8>, _ segment: Range<Int>, _ subject: borrowing Span<UInt8>, at place: Int,
        limit: Int, isUTF8: Bool
    ) -> Int? {
        var index = segment.lowerBound
        var place = place
        while index < segment.upperBound {
            guard place < limit else { return nil }
            let length = isUTF8 ? UTF8Decoder.length(at: place, of: subject) : 1
            switch pattern[index] {
            case questionMark:
                index &+= 1
                place &+= length
                continue
            case openBracket:
                let character = character(at: place, length: length, of: subject, isUTF8: isUTF8)
                if let bracket = bracketExpression(pattern, at: index, contains: character, isUTF8: isUTF8) {
                    guard bracket.matches else { return nil }
                    index = bracket.end
                    place &+= length
                    continue
                }
            case backslash where index &+ 1 < segment.upperBound:
                index &+= 1
            default:
                break
            }
            guard subject[place] == pattern[index] else { return nil }
            if length > 1 {
                guard UTF8Decoder.length(at: index, of: pattern) == length else { return nil }
                var offset = 1
                while offset < length {
                    guard subject[place &+ offset] == pattern[index &+ offset] else { return nil }
                    offset &+= 1
                }
            } else if isUTF8, pattern[index] >= 0x80 {
                guard UTF8Decoder.length(at: index, of: pattern) == 1 else { return nil }
            }
            index &+= length
            place &+= length
        }
        return place
    }

    /// Where the element of the pattern at `index` ends.
    @inline(__always)
    private static func elementEnd(_ pattern: borrowing Span<UInt8>, at index: Int, isUTF8: Bool) -> Int {
        var index = index
        if pattern[index] == openBracket,
            let bracket = bracketExpression(pattern, at: index, contains: 0, isUTF8: isUTF8)
        {
            return bracket.end
        }
        if pattern[index] == backslash, index &+ 1 < pattern.count { index &+= 1 }
        return index &+ (isUTF8 ? UTF8Decoder.length(at: index, of: pattern) : 1)
    }

    /// The next asterisk that is neither quoted nor in a bracket expression.
    @inline(__always)
    private static func nextAsterisk(_ pattern: borrowing Span<UInt8>, from start: Int) -> Int? {
        var index = start
        while index < pattern.count {
            switch pattern[index] {
            case asterisk: return index
            case backslash: index &+= 2
            case openBracket:
                let bracket = bracketExpression(pattern, at: index, contains: 0, isUTF8: false)
                index = bracket?.end ?? index &+ 1
            default: index &+= 1
            }
        }
        return nil
    }

    /// Where the character that ends before `place` (which is above 0) begins.
    private static func previousCharacter(before place: Int, of subject: borrowing Span<UInt8>) -> Int {
        var start = place &- 1
        guard subject[start] >= 0x80 else { return start }
        while start > 0, place &- start < 4, subject[start] & 0xC0 == 0x80 { start &-= 1 }
        return UTF8Decoder.length(at: start, of: subject) == place &- start ? start : place &- 1
    }

    /// The number of the character at `place`; a byte that is no character has one above all characters.
    @inline(__always)
    static func character(
        at place: Int, length: Int, of bytes: borrowing Span<UInt8>, isUTF8: Bool
    ) -> UInt32 {
        guard isUTF8, bytes[place] >= 0x80 else { return UInt32(bytes[place]) }
        return UTF8Decoder.codePoint(at: place, length: length, of: bytes) ?? 0x11_0000 &+ UInt32(bytes[place])
    }
}
