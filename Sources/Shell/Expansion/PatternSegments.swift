// Segments: the parts of a pattern between its asterisks, and where they match.
//
// Each element of a segment (a character, `?` or a bracket expression) matches one character, so that a segment matches at
// a place or it does not. BracketExpression.swift says what a bracket expression contains.
//
// POSIX: XCU 2.14.1

import Bytes

extension PatternMatching {
    /// The first place from `start` on where the segment matches.
    static func firstSegment(
        _ pattern: borrowing Span<UInt8>, _ segment: Range<Int>, _ subject: borrowing Span<UInt8>, from start: Int,
        isUTF8: Bool
    ) -> Range<Int>? {
        guard !segment.isEmpty else { return start..<start }
        let literal = firstLiteral(pattern, segment)
        var place = start
        while place < subject.count {
            if let literal {
                while place < subject.count, subject[place] != literal { place &+= 1 }
                guard place < subject.count else { return nil }
            }
            if let end = matchSegment(pattern, segment, subject, at: place, isUTF8: isUTF8) {
                return place..<end
            }
            place &+= isUTF8 ? UTF8Decoder.length(at: place, of: subject) : 1
        }
        return nil
    }

    /// The last place from `start` on where the segment matches.
    static func lastSegment(
        _ pattern: borrowing Span<UInt8>, _ segment: Range<Int>, _ subject: borrowing Span<UInt8>, from start: Int,
        isUTF8: Bool
    ) -> Range<Int>? {
        guard !segment.isEmpty else { return subject.count..<subject.count }
        let literal = firstLiteral(pattern, segment)
        var place = subject.count
        while place > start {
            if let literal {
                place &-= 1
                while place > start, subject[place] != literal { place &-= 1 }
                guard subject[place] == literal else { return nil }
            } else {
                place = isUTF8 ? previousCharacter(before: place, of: subject) : place &- 1
            }
            if let end = matchSegment(pattern, segment, subject, at: place, isUTF8: isUTF8) {
                return place..<end
            }
        }
        return nil
    }

    /// The ASCII byte that begins each match of the segment; nil where several may.
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

    /// The start of the segment where it matches the end of the subject.
    static func matchSegmentAtEnd(
        _ pattern: borrowing Span<UInt8>, _ segment: Range<Int>, _ subject: borrowing Span<UInt8>, isUTF8: Bool
    ) -> Int? {
        guard let tail = plainTail(pattern, segment, subject) else { return nil }
        if tail.end == segment.lowerBound { return tail.start }
        var start = subject.count
        var index = segment.lowerBound
        while index < segment.upperBound {
            guard start > 0 else { return nil }
            start = isUTF8 ? previousCharacter(before: start, of: subject) : start &- 1
            index = elementEnd(pattern, at: index, isUTF8: isUTF8)
        }
        let isMatch = matchSegment(pattern, segment, subject, at: start, isUTF8: isUTF8) != nil
        return isMatch ? start : nil
    }

    /// Compares the ordinary bytes at the end, `.c` in `*.c`, which reject most subjects.
    ///
    /// - Returns: where they begin in the pattern and in the subject; nil where they differ.
    @inline(__always)
    static func plainTail(
        _ pattern: borrowing Span<UInt8>, _ segment: Range<Int>, _ subject: borrowing Span<UInt8>
    ) -> (end: Int, start: Int)? {
        var start = subject.count
        var end = segment.upperBound
        while end > segment.lowerBound, isPlain(pattern[end &- 1]) {
            guard start > 0, subject[start &- 1] == pattern[end &- 1] else { return nil }
            start &-= 1
            end &-= 1
        }
        return (end, start)
    }

    /// True for a byte that at the end of a segment matches only itself.
    @inline(__always)
    static func isPlain(_ byte: UInt8) -> Bool {
        switch byte {
        case asterisk, questionMark, openBracket, closeBracket, backslash: false
        default: byte < 0x80
        }
    }

    /// The end of the match of a segment at `place`; nil where there is none.
    static func matchSegment(
        _ pattern: borrowing Span<UInt8>, _ segment: Range<Int>, _ subject: borrowing Span<UInt8>, at place: Int,
        isUTF8: Bool
    ) -> Int? {
        var index = segment.lowerBound
        var place = place
        while index < segment.upperBound {
            guard place < subject.count else { return nil }
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
            if isUTF8, pattern[index] >= 0x80 {
                guard UTF8Decoder.length(at: index, of: pattern) == length else { return nil }
                var offset = 1
                while offset < length {
                    guard subject[place &+ offset] == pattern[index &+ offset] else { return nil }
                    offset &+= 1
                }
            }
            index &+= length
            place &+= length
        }
        return place
    }

    /// The end of the element of the pattern at `index`.
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
    static func nextAsterisk(_ pattern: borrowing Span<UInt8>, from start: Int) -> Int? {
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

    /// The start of the character that ends at `place`, which is above 0.
    private static func previousCharacter(before place: Int, of subject: borrowing Span<UInt8>) -> Int {
        var start = place &- 1
        guard subject[start] >= 0x80 else { return start }
        while start > 0, place &- start < 4, subject[start] & 0xC0 == 0x80 { start &-= 1 }
        return UTF8Decoder.length(at: start, of: subject) == place &- start ? start : place &- 1
    }

    /// The number of the character at `place`; above those of all characters for a byte that is none.
    @inline(__always)
    static func character(
        at place: Int, length: Int, of bytes: borrowing Span<UInt8>, isUTF8: Bool
    ) -> UInt32 {
        guard isUTF8, bytes[place] >= 0x80 else { return UInt32(bytes[place]) }
        return UTF8Decoder.codePoint(at: place, length: length, of: bytes) ?? 0x11_0000 &+ UInt32(bytes[place])
    }
}
