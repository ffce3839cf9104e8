// The bytes that are being parsed: one contiguous buffer with an index, and a NUL after its last byte.
//
// Thanks to the NUL only a byte 0 needs a test for the end. NULs in the input are ignored, as in most shells. The value of an
// alias is a frame on top of the source's bytes, which follow at its end. The source's bytes are kept from the beginning of
// the complete command, for messages and for going back.

import Bytes

/// Where the next byte stands in the bytes at hand, and which line and alias that is.
struct Cursor {
    var index = 0
    var lineNumber: Int
    /// The index of the first byte of the line.
    var lineStart = 0
    /// The alias whose value the bytes are; nil for the source's bytes.
    var origin: AliasOrigin?
    /// The value ends in a blank.
    var endsInBlank = false
    /// Identifies the value; 0 for the source's bytes.
    var serial = 0
    /// The position of the outermost alias whose value is at hand.
    var aliasPosition: Position
}

/// Bytes that follow the value of an alias.
struct Frame {
    var bytes: [UInt8]
    let cursor: Cursor
}

extension ParserState {
    /// The next byte; 0 at the end of the input.
    @inline(__always)
    mutating func peek() -> UInt8 {
        let byte = bytes[cursor.index]
        return byte != 0 ? byte : peekPastEnd()
    }

    @inline(never)
    private mutating func peekPastEnd() -> UInt8 {
        while true {
            if cursor.index < end {
                if bytes[cursor.index] != 0 { return bytes[cursor.index] }
                cursor.index += 1
            } else if !frames.isEmpty {
                popFrame()
            } else if !readChunk() {
                return 0
            }
        }
    }

    /// The next byte after line continuations, which are consumed.
    @inline(__always)
    mutating func peekJoined() -> UInt8 {
        let byte = bytes[cursor.index]
        return byte != 0 && byte != Byte.backslash ? byte : peekJoinedSlowly()
    }

    @inline(never)
    private mutating func peekJoinedSlowly() -> UInt8 {
        while true {
            let byte = peek()
            guard byte == Byte.backslash, peekSecond() == Byte.newline else { return byte }
            cursor.index += 1
            _ = peek()
            skipNewline()
            isInsideCommand = true
        }
    }

    /// The byte after the next one. Nothing is consumed.
    mutating func peekSecond() -> UInt8 {
        var place = cursor.index + 1
        while true {
            while place < end {
                if bytes[place] != 0 { return bytes[place] }
                place += 1
            }
            if let byte = firstByteBelow() { return byte }
            // A read may move the bytes, but keeps the distance from the index.
            let distance = place - cursor.index
            guard readChunk() else { return 0 }
            if frames.isEmpty { place = cursor.index + distance }
        }
    }

    private mutating func firstByteBelow() -> UInt8? {
        for frame in frames.reversed() {
            var place = frame.cursor.index
            while place < frame.bytes.count {
                if frame.bytes[place] != 0 { return frame.bytes[place] }
                place += 1
            }
        }
        return nil
    }

    /// Consumes the newline at the index.
    @inline(__always)
    mutating func skipNewline() {
        countLine(endingAt: cursor.index)
        cursor.index += 1
    }

    /// Consumes `byte`, which is at the index.
    mutating func skip(_ byte: UInt8) {
        if byte == Byte.newline { skipNewline() } else { cursor.index += 1 }
    }

    /// Counts the line that the newline at `place` ends.
    @inline(__always)
    mutating func countLine(endingAt place: Int) {
        guard frames.isEmpty else { return }
        cursor.lineNumber += 1
        cursor.lineStart = place + 1
    }

    /// The position of the next byte; inside the value of an alias, that of the alias.
    @inline(__always)
    var position: Position {
        frames.isEmpty
            ? Position(line: cursor.lineNumber, column: cursor.index - cursor.lineStart + 1) : cursor.aliasPosition
    }

    private mutating func popFrame() {
        if cursor.endsInBlank { aliases.isNextTokenCandidate = true }
        let frame = frames.removeLast()
        bytes = frame.bytes
        cursor = frame.cursor
    }

    mutating func pushFrame(_ value: ByteString, origin: AliasOrigin) {
        frames.append(Frame(bytes: bytes, cursor: cursor))
        lastFrameSerial += 1
        bytes = value.array
        bytes.append(0)
        cursor.index = 0
        cursor.origin = origin
        cursor.endsInBlank = value.last.map(Byte.isBlank) ?? false
        cursor.serial = lastFrameSerial
    }

    /// Identifies the place at `index` in `ambiguousPlaces`.
    mutating func ambiguityKey(_ index: Int) -> Int { cursor.serial &<< 40 | index }

    /// Drops the bytes before the command where they are most of the buffer. Indices are stable only while a command is parsed.
    mutating func forgetWhatIsDone() {
        guard commandStart > 1 << 14, commandStart > end - commandStart else { return }
        bytes.removeSubrange(0..<commandStart)
        cursor.index -= commandStart
        cursor.lineStart -= commandStart
        commandStart = 0
    }

    /// True where certainly no command follows. Nothing is read.
    mutating func isAtEnd() -> Bool {
        guard Self.isIdle(bytes, from: cursor.index), isExhausted || source.hasEnded else { return false }
        return frames.allSatisfy { Self.isIdle($0.bytes, from: $0.cursor.index) }
    }

    /// True where only blanks, newlines and comments are left.
    private static func isIdle(_ bytes: [UInt8], from start: Int) -> Bool {
        var place = start
        while place < bytes.count {
            switch bytes[place] {
            case UInt8(ascii: "#"):
                while place < bytes.count, bytes[place] != Byte.newline { place += 1 }
            case let byte where byte == 0 || byte == Byte.newline || Byte.isBlank(byte):
                place += 1
            default:
                return false
            }
        }
        return true
    }

    /// The byte at a distance from the index, read if necessary: the command needs it. Nil at the end of the input and of the
    /// value of an alias.
    mutating func byteAhead(_ offset: Int) -> UInt8? {
        while cursor.index + offset >= end {
            isInsideCommand = true
            guard frames.isEmpty, readChunk() else { return nil }
        }
        return bytes[cursor.index + offset]
    }

    /// Appends the next chunk of the source; false at the end.
    private mutating func readChunk() -> Bool {
        guard !isExhausted, var chunk = source.nextChunk(isContinuation: isInsideCommand) else {
            isExhausted = true
            return false
        }
        chunk.append(0)
        if !frames.isEmpty {
            frames[0].bytes.removeLast()
            frames[0].bytes.append(contentsOf: chunk)
        } else if commandStart == end {
            bytes = chunk
            cursor.index -= commandStart
            cursor.lineStart -= commandStart
            commandStart = 0
        } else {
            bytes.removeLast()
            bytes.append(contentsOf: chunk)
        }
        return true
    }

    /// A line without its newline; empty where it is no longer in memory, and while checking, whose errors are not shown.
    mutating func sourceLine(_ number: Int) -> ByteString {
        guard !isChecking else { return ByteString() }
        let text = frames.first?.bytes ?? bytes
        var start = max(0, min(cursor.lineStart, text.count - 1))
        var current = cursor.lineNumber
        while current > number, start > 0 {
            start -= 1
            while start > 0, text[start - 1] != Byte.newline { start -= 1 }
            current -= 1
        }
        guard current == number else { return ByteString() }
        var stop = start
        while stop < text.count - 1, text[stop] != Byte.newline { stop += 1 }
        return ByteString(text[start..<stop])
    }
}
