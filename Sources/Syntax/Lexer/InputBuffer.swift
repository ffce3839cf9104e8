// The bytes that are being parsed: one contiguous buffer with an index, and a NUL after its last byte.
//
// The NUL makes the end need no test of its own: a byte that is not NUL is there. NULs in the input are ignored, as by most
// shells. The value of an alias is a frame on top of the source's bytes; reading past its end goes on below. The
// source's bytes are kept from the beginning of the complete command, for messages and for `$((` that has to be read twice.

import Bytes

/// Bytes that wait until those on top of them are used up.
struct Frame {
    var bytes: [UInt8]
    var index: Int
    var origin: AliasOrigin?
    var endsInBlank: Bool
    var serial: Int
}

extension ParserState {
    /// The next byte; 0 at the end of the input.
    @inline(__always)
    mutating func peek() -> UInt8 {
        let byte = bytes[index]
        return byte != 0 ? byte : peekPastEnd()
    }

    @inline(never)
    private mutating func peekPastEnd() -> UInt8 {
        while true {
            if index < end {
                if bytes[index] != 0 { return bytes[index] }
                index += 1
            } else if !frames.isEmpty {
                popFrame()
            } else if !readChunk() {
                return 0
            }
        }
    }

    /// The next byte after line continuations, which are gone.
    @inline(__always)
    mutating func peekJoined() -> UInt8 {
        let byte = bytes[index]
        return byte != 0 && byte != Byte.backslash ? byte : peekJoinedSlowly()
    }

    @inline(never)
    private mutating func peekJoinedSlowly() -> UInt8 {
        while true {
            let byte = peek()
            guard byte == Byte.backslash, peekSecond() == Byte.newline else { return byte }
            index += 1
            _ = peek()
            skipNewline()
            isInsideCommand = true
        }
    }

    /// The byte after the next one, which is there. Nothing is consumed.
    mutating func peekSecond() -> UInt8 {
        var place = index + 1
        while true {
            while place < end {
                if bytes[place] != 0 { return bytes[place] }
                place += 1
            }
            if let byte = firstByteBelow() { return byte }
            // Reading moves the buffer's beginning, but not the distance from the index.
            let distance = place - index
            guard readChunk() else { return 0 }
            if frames.isEmpty { place = index + distance }
        }
    }

    private mutating func firstByteBelow() -> UInt8? {
        for frame in frames.reversed() {
            var place = frame.index
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
        index += 1
        guard frames.isEmpty else { return }
        lineNumber += 1
        lineStart = index
    }

    /// Counts the line that the newline at `place` ends.
    @inline(__always)
    mutating func countLine(endingAt place: Int) {
        guard frames.isEmpty else { return }
        lineNumber += 1
        lineStart = place + 1
    }

    /// Where the next byte stands; inside the value of an alias, where the alias stands.
    @inline(__always)
    var position: Position {
        frames.isEmpty ? Position(line: lineNumber, column: index - lineStart + 1) : aliasPosition
    }

    private mutating func popFrame() {
        if frameEndsInBlank { isNextTokenAliasCandidate = true }
        let frame = frames.removeLast()
        bytes = frame.bytes
        index = frame.index
        end = bytes.count - 1
        frameOrigin = frame.origin
        frameEndsInBlank = frame.endsInBlank
        frameSerial = frame.serial
    }

    mutating func pushFrame(_ value: ByteString, origin: AliasOrigin) {
        frames.append(
            Frame(
                bytes: bytes, index: index, origin: frameOrigin, endsInBlank: frameEndsInBlank, serial: frameSerial))
        lastFrameSerial += 1
        frameSerial = lastFrameSerial
        bytes = value.array
        end = bytes.count
        frameEndsInBlank = end > 0 && Byte.isBlank(bytes[end - 1])
        bytes.append(0)
        index = 0
        frameOrigin = origin
    }

    /// Drops the bytes in front of the command where they are most of the buffer: places in it are stable only while a
    /// command is parsed.
    mutating func forgetWhatIsDone() {
        guard commandStart > 1 << 14, commandStart > end - commandStart else { return }
        bytes.removeSubrange(0..<commandStart)
        index -= commandStart
        lineStart -= commandStart
        end -= commandStart
        commandStart = 0
    }

    /// True where no command follows. Nothing is read for it.
    mutating func isAtEnd() -> Bool {
        guard Self.isIdle(bytes, from: index), isExhausted || source.hasEnded else { return false }
        return frames.allSatisfy { Self.isIdle($0.bytes, from: $0.index) }
    }

    /// True where only blanks, newlines and comments are left of the bytes.
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

    /// The byte so many behind the index, for which more is read: the command at hand needs it. Nil at the end of the input,
    /// and of the text of an alias.
    mutating func byteAhead(_ offset: Int) -> UInt8? {
        while index + offset >= end {
            isInsideCommand = true
            guard frames.isEmpty, readChunk() else { return nil }
        }
        return bytes[index + offset]
    }

    /// Appends the next piece of the source's input; false at the end.
    private mutating func readChunk() -> Bool {
        guard !isExhausted, var chunk = source.nextChunk(isContinuation: isInsideCommand) else {
            isExhausted = true
            return false
        }
        guard frames.isEmpty else {
            frames[0].bytes.removeLast()
            frames[0].bytes.append(contentsOf: chunk)
            frames[0].bytes.append(0)
            return true
        }
        if commandStart == end {
            chunk.append(0)
            bytes = chunk
            index -= commandStart
            lineStart -= commandStart
            commandStart = 0
        } else {
            bytes.removeLast()
            bytes.append(contentsOf: chunk)
            bytes.append(0)
        }
        end = bytes.count - 1
        return true
    }

    /// The line with the number `number`, without its newline; empty where it is not in memory any more, and for the errors of
    /// a check, which nobody sees: what is refused is parsed anew.
    mutating func sourceLine(_ number: Int) -> ByteString {
        guard !isChecking else { return ByteString() }
        let text = frames.first?.bytes ?? bytes
        var start = max(0, min(lineStart, text.count - 1))
        var current = lineNumber
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
