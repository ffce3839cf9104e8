// PatternMatching: the pattern matching notation, over bytes or over UTF-8 characters.
//
// A pattern is a sequence of segments (PatternSegments.swift) with asterisks between them. A match finds one segment after
// the other: the first where the subject begins, each next one at the first place behind it, the last where the subject
// ends. The search never backtracks, does not recurse and allocates nothing.
//
// In a pattern a backslash quotes the byte after it; a backslash at the very end stands for itself. PathnameExpansion.swift
// treats slashes and leading dots.
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
        withSpans(pattern, subject) { pattern, subject in
            matches(pattern, firstAsterisk: nextAsterisk(pattern, from: 0), subject, isUTF8: isUTF8)
        }
    }

    @inline(__always)
    private static func withSpans<Result>(
        _ first: ByteString, _ second: ByteString, _ body: (borrowing Span<UInt8>, borrowing Span<UInt8>) -> Result
    ) -> Result {
        first.withSpan { first in second.withSpan { second in body(first, second) } }
    }

    /// `${parameter%pattern}`: `subject` without the matching prefix or suffix.
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

    /// `${parameter/pattern/word}`, an extension: replaces the longest match at the first place that has one, at every such
    /// place, or at the start or the end. An empty pattern matches only at the start and at the end.
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
                // Only asterisks have an empty match, at the end.
                guard kind == .all, copied < subject.count else { break }
            }
            return copied == 0 && result.isEmpty ? subject : result + subject.dropFirst(copied)
        }
    }

    /// The pattern without its quoting.
    static func unquote(_ pattern: ByteString) -> ByteString {
        guard pattern.contains(backslash) else { return pattern }
        var literal: [UInt8] = []
        var index = 0
        while index < pattern.count {
            if pattern[index] == backslash, index &+ 1 < pattern.count { index &+= 1 }
            literal.append(pattern[index])
            index &+= 1
        }
        return ByteString(literal)
    }

    /// True for a pattern with an unquoted `*` or `?` or with a bracket expression.
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

    /// The index of the last `]`, or -1: no bracket expression begins behind it.
    private static func lastCloseBracket(_ pattern: borrowing Span<UInt8>) -> Int {
        var index = pattern.count &- 1
        while index >= 0, pattern[index] != closeBracket { index &-= 1 }
        return index
    }
}

extension PatternMatching {
    /// As above. The first asterisk is found once for many subjects.
    static func matches(
        _ pattern: borrowing Span<UInt8>, firstAsterisk: Int?, _ subject: borrowing Span<UInt8>, isUTF8: Bool
    ) -> Bool {
        if firstAsterisk == 0, pattern.count == 1 { return true }
        guard plainTail(pattern, 0..<pattern.count, subject) != nil else { return false }
        guard var star = firstAsterisk else {
            return matchSegment(pattern, 0..<pattern.count, subject, at: 0, isUTF8: isUTF8) == subject.count
        }
        guard var end = matchSegment(pattern, 0..<star, subject, at: 0, isUTF8: isUTF8) else { return false }
        while let next = nextAsterisk(pattern, from: star &+ 1) {
            guard let match = firstSegment(pattern, star &+ 1..<next, subject, from: end, isUTF8: isUTF8)
            else { return false }
            (star, end) = (next, match.upperBound)
        }
        let start = matchSegmentAtEnd(pattern, star &+ 1..<pattern.count, subject, isUTF8: isUTF8)
        return (start ?? -1) >= end
    }

    /// The longest match at the first place from `start` on.
    private static func firstMatch(
        _ pattern: ByteString, _ subject: ByteString, from start: Int, isUTF8: Bool
    ) -> Range<Int>? {
        withSpans(pattern, subject) { pattern, subject in
            let star = nextAsterisk(pattern, from: 0) ?? pattern.count
            // The rest that does not follow the first place of the first segment follows no later one.
            guard let first = firstSegment(pattern, 0..<star, subject, from: start, isUTF8: isUTF8),
                let end = matchRest(
                    pattern, from: star, subject, at: first.upperBound, longest: true, isUTF8: isUTF8)
            else { return nil }
            return first.lowerBound..<end
        }
    }

    /// The end of the smallest or largest prefix that matches.
    private static func prefixEnd(
        _ pattern: ByteString, _ subject: ByteString, longest: Bool, isUTF8: Bool
    ) -> Int? {
        withSpans(pattern, subject) { pattern, subject in
            let star = nextAsterisk(pattern, from: 0) ?? pattern.count
            guard let end = matchSegment(pattern, 0..<star, subject, at: 0, isUTF8: isUTF8) else { return nil }
            return matchRest(pattern, from: star, subject, at: end, longest: longest, isUTF8: isUTF8)
        }
    }

    /// The end of the smallest or largest match, behind `end`, of the pattern from its asterisk at `star` on.
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
                ? lastSegment(pattern, segment, subject, from: end, isUTF8: isUTF8)
                : firstSegment(pattern, segment, subject, from: end, isUTF8: isUTF8)
            guard let match else { return nil }
            end = match.upperBound
            star = next
        }
        return end
    }

    /// The start of the smallest or largest suffix that matches, by a search from the end to the start.
    private static func suffixStart(
        _ pattern: ByteString, _ subject: ByteString, longest: Bool, isUTF8: Bool
    ) -> Int? {
        withSpans(pattern, subject) { pattern, subject in
            guard var star = nextAsterisk(pattern, from: 0) else {
                return matchSegmentAtEnd(pattern, 0..<pattern.count, subject, isUTF8: isUTF8)
            }
            var others: [Int] = []
            while let next = nextAsterisk(pattern, from: star &+ 1) {
                others.append(star)
                star = next
            }
            guard
                var start = matchSegmentAtEnd(pattern, star &+ 1..<pattern.count, subject, isUTF8: isUTF8)
            else { return nil }
            while let other = others.popLast() {
                let rest = subject.extracting(0..<start)
                guard let match = lastSegment(pattern, other &+ 1..<star, rest, from: 0, isUTF8: isUTF8)
                else { return nil }
                (star, start) = (other, match.lowerBound)
            }
            let rest = subject.extracting(0..<start)
            let first =
                longest
                ? firstSegment(pattern, 0..<star, rest, from: 0, isUTF8: isUTF8)
                : lastSegment(pattern, 0..<star, rest, from: 0, isUTF8: isUTF8)
            return first?.lowerBound
        }
    }
}
