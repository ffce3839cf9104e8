// Reserved words, which the grammar recognises only where a command may begin.
//
// POSIX: XCU 2.4

import Bytes

enum ReservedWord: UInt8 {
    case exclamationMark, leftBrace, rightBrace
    case `case`, `do`, done, elif, `else`, esac, fi, `for`, `if`, `in`, then, until, `while`
    // Extensions.
    case conditional, time, coprocess, function, select

    /// True for a word that ends a list.
    var endsList: Bool {
        switch self {
        case .rightBrace, .do, .done, .elif, .else, .esac, .fi, .in, .then: true
        case .exclamationMark, .leftBrace, .case, .for, .if, .until, .while, .conditional, .time, .coprocess,
            .function, .select:
            false
        }
    }

    /// The word as written, where it opens a command.
    var text: ByteString {
        switch self {
        case .leftBrace: "{"
        case .case: "case"
        case .for: "for"
        case .if: "if"
        case .until: "until"
        case .while: "while"
        case .conditional: "[["
        case .exclamationMark, .rightBrace, .do, .done, .elif, .else, .esac, .fi, .in, .then, .time, .coprocess,
            .function, .select:
            ""
        }
    }
}

extension ParserState {
    /// The reserved word that `word` is where a command begins.
    @inline(__always)
    mutating func reservedWord(_ word: ByteString) -> ReservedWord? {
        switch word.packed {
        // Most words are too long.
        case 0: return nil
        case "!": return .exclamationMark
        case "{": return .leftBrace
        case "}": return .rightBrace
        case "case": return .case
        case "do": return .do
        case "done": return .done
        case "elif": return .elif
        case "else": return .else
        case "esac": return .esac
        case "fi": return .fi
        case "for": return .for
        case "if": return .if
        case "in": return .in
        case "then": return .then
        case "until": return .until
        case "while": return .while
        case let other: return dialect.isPosix ? nil : extensionWord(other)
        }
    }

    private mutating func extensionWord(_ packed: UInt64) -> ReservedWord? {
        switch packed {
        case "[[": .conditional
        case "time": .time
        case "coproc": .coprocess
        case "select": .select
        case "function": .function
        default: nil
        }
    }

    @inline(__always)
    var tokenReserved: ReservedWord? {
        mutating get {
            token.kind == .plainWord ? reservedWord(token.literal) : nil
        }
    }

    /// Consumes the reserved word `word`, which must follow.
    mutating func expect(_ word: ReservedWord, _ expected: SyntaxError.Expected) throws(SyntaxError) {
        _ = try peekToken(.afterCompound)
        guard tokenReserved == word else { throw unexpectedToken(expected: expected) }
        consumeToken()
    }
}
