// Highlighting: what the parts of a text that is still being typed are.
//
// The parser itself tells it, so that nothing is coloured that would be read otherwise: while it parses it notes the command
// names, reserved words, redirections and comments that it meets. Where it stops, because the text is wrong or goes on in a line
// that has not been typed, what came before is known all the same.
//
// Nothing is said of what an alias stands for.

public import Bytes

/// A part of a text, and what it is.
public struct SyntaxMark: Equatable, Sendable {
    public enum Kind: Equatable, Sendable {
        /// The name of a command, as it is written: a literal.
        case command
        case functionName
        case reservedWord
        /// A redirection: descriptor, operator and operand.
        case redirection
        case comment
        /// Quotes or an expansion that are never closed: to the end of the text.
        case unclosed
        /// A token that cannot stand there.
        case misplaced
    }

    public var kind: Kind
    /// The bytes of the text that it covers. A part may lie inside of another that follows it.
    public var range: Range<Int>

    public init(_ kind: Kind, _ range: Range<Int>) {
        self.kind = kind
        self.range = range
    }
}

extension Parser {
    /// The marks of what remains of the input, which has to be in memory as a whole. Nothing can be parsed afterwards.
    public func marks(of text: ByteString) -> [SyntaxMark] {
        let lines = lineStarts(of: text)
        func offset(_ position: Position) -> Int {
            let line = Int(position.line) - 1
            return lines.indices.contains(line) ? min(lines[line] + Int(position.column) - 1, text.count) : text.count
        }
        let (noted, error) = notedWhileParsing()
        var marks = noted.map { note in
            let start = offset(note.position)
            let end = note.end.map { offset($0) } ?? start + note.length
            return SyntaxMark(note.kind, start..<max(start, min(end, text.count)))
        }
        if let error {
            let start = offset(error.position)
            switch error.cause {
            case .unterminated(.commandSubstitution), .unterminated(.processSubstitution): break
            case .unterminated: marks.append(SyntaxMark(.unclosed, start..<text.count))
            case .unexpected(let found, _) where !error.isIncomplete:
                marks.append(SyntaxMark(.misplaced, start..<min(start + found.length, text.count)))
            default: break
            }
        }
        return marks
    }
}

extension SyntaxError.Found {
    fileprivate var length: Int {
        switch self {
        case .end, .newline: 0
        case .word(let text), .operator(let text): text.count
        }
    }
}

/// A mark as the parser notes it.
struct SyntaxNote {
    var kind: SyntaxMark.Kind
    let position: Position
    var length = 0
    /// Takes the place of the length.
    var end: Position?
}

extension ParserState {
    /// Notes the token at hand, unless an alias has brought it.
    @inline(never)
    mutating func note(_ kind: SyntaxMark.Kind) {
        guard token.origin == nil else { return }
        let length = token.kind == .plainWord || token.kind == .ioNumber ? token.literal.count : token.kind.text.count
        notes?.append(SyntaxNote(kind: kind, position: token.position, length: length))
    }

    /// Notes the plain word at hand as the name of a command; returns the number of the note.
    mutating func noteCommand() -> Int? {
        guard notes != nil, token.kind == .plainWord, token.origin == nil else { return nil }
        note(.command)
        return notes.map { $0.count - 1 }
    }

    /// Notes a redirection from `start` to the end of the word at hand, which has just been fetched.
    mutating func noteRedirection(from start: Position) {
        guard notes != nil, frames.isEmpty, token.origin == nil else { return }
        let end = position
        notes?.append(SyntaxNote(kind: .redirection, position: start, end: end))
    }

    /// Parses a text that was taken out of the input. What is noted in it, and an error, are where they stand in the input.
    mutating func parseNoting(_ parser: inout ParserState, _ text: TakenText) throws(SyntaxError) -> List {
        parser.notes = []
        defer {
            notes? += (parser.notes ?? []).map { note in
                let end = note.end.map { text.place(of: $0) } ?? text.place(of: note.position, plus: note.length)
                return SyntaxNote(kind: note.kind, position: text.place(of: note.position), end: end)
            }
        }
        do throws(SyntaxError) {
            return try parser.parseWholeInput()
        } catch {
            throw SyntaxError(
                cause: error.cause, position: text.place(of: error.position), sourceLine: error.sourceLine,
                isIncomplete: error.isIncomplete)
        }
    }

    /// Notes the comment that ends in front of the index.
    mutating func noteComment(from start: Position) {
        guard notes != nil, frames.isEmpty else { return }
        let end = position
        notes?.append(SyntaxNote(kind: .comment, position: start, end: end))
    }
}

/// Where the lines of a text begin.
private func lineStarts(of text: some RandomAccessCollection<UInt8>) -> [Int] {
    [0] + text.enumerated().filter { $0.element == Byte.newline }.map { $0.offset + 1 }
}

/// A text that was taken out of the input, and where its bytes and its end stand there.
struct TakenText {
    private let lines: [Int]
    private let places: [Position]

    init(_ text: [UInt8], at places: [Position]) {
        lines = lineStarts(of: text)
        self.places = places
    }

    /// The place in the input of a place in the text, `length` bytes further on.
    func place(of position: Position, plus length: Int = 0) -> Position {
        guard let first = places.first else { return position }
        let line = max(0, min(Int(position.line) - Int(first.line), lines.count - 1))
        return places[max(0, min(lines[line] + Int(position.column) - 1 + length, places.count - 1))]
    }
}
