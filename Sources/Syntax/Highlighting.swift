// Highlighting: the command names, reserved words, redirections and comments of a text that is being typed.
//
// The parser notes them, so that colours show what it will read. Where it stops, because the text is wrong or incomplete, the
// notes of the text before are valid. The values of aliases are not noted.

public import Bytes

/// A part of a text and its kind.
public struct SyntaxMark: Equatable, Sendable {
    public enum Kind: Equatable, Sendable {
        /// The literal name of a command.
        case command
        case functionName
        case reservedWord
        /// Descriptor, operator and operand.
        case redirection
        case comment
        /// Unclosed quotes or an unclosed expansion, to the end of the text.
        case unclosed
        /// A token that the grammar does not allow.
        case misplaced
    }

    public var kind: Kind
    /// A part may lie inside another that follows it.
    public var range: Range<Int>

    public init(_ kind: Kind, _ range: Range<Int>) {
        self.kind = kind
        self.range = range
    }
}

extension Parser {
    /// The marks of the rest of the input, which must be in memory as a whole. The parser cannot be used afterwards.
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

struct SyntaxNote {
    var kind: SyntaxMark.Kind
    let position: Position
    var length = 0
    /// Replaces the length.
    var end: Position?
}

extension ParserState {
    /// Notes the plain word at hand, unless it comes from an alias.
    @inline(never)
    mutating func note(_ kind: SyntaxMark.Kind) {
        guard token.origin == nil else { return }
        notes?.append(SyntaxNote(kind: kind, position: token.position, length: token.literal.count))
    }

    /// Notes the plain word at hand as the name of a command. Returns the index of the note.
    mutating func noteCommand() -> Int? {
        guard let count = notes?.count, token.kind == .plainWord, token.origin == nil else { return nil }
        note(.command)
        return count
    }

    /// Notes a redirection from `start` to the end of the word at hand, the last token fetched.
    mutating func noteRedirection(from start: Position) {
        guard notes != nil, frames.isEmpty, token.origin == nil else { return }
        let end = position
        notes?.append(SyntaxNote(kind: .redirection, position: start, end: end))
    }

    /// Parses a text that was taken out of the input. Notes and errors get their positions in the input.
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

    /// Notes the comment that ends at the index.
    mutating func noteComment(from start: Position) {
        guard notes != nil, frames.isEmpty else { return }
        let end = position
        notes?.append(SyntaxNote(kind: .comment, position: start, end: end))
    }
}

/// The indices of the lines of a text.
private func lineStarts(of text: some RandomAccessCollection<UInt8>) -> [Int] {
    [0] + text.enumerated().filter { $0.element == Byte.newline }.map { $0.offset + 1 }
}

/// The positions in the input of the bytes and the end of a text that was taken out of it.
struct TakenText {
    private let lines: [Int]
    private let places: [Position]

    init(_ text: [UInt8], at places: [Position]) {
        lines = lineStarts(of: text)
        self.places = places
    }

    /// The position in the input of the byte `length` bytes behind a position in the text.
    func place(of position: Position, plus length: Int = 0) -> Position {
        guard let first = places.first else { return position }
        let line = max(0, min(Int(position.line) - Int(first.line), lines.count - 1))
        return places[max(0, min(lines[line] + Int(position.column) - 1 + length, places.count - 1))]
    }
}
