// Reserved words: recognised by the grammar where a command may begin, and nowhere else.
//
// POSIX: XCU 2.4

import Bytes

enum ReservedWord: UInt8 {
    case exclamationMark, leftBrace, rightBrace
    case `case`, `do`, done, elif, `else`, esac, fi, `for`, `if`, `in`, then, until, `while`
    // Extensions.
    case conditional, time, coprocess, function, select

    /// It ends a list, and begins no command.
    var endsList: Bool {
        switch self {
        case .rightBrace, .do, .done, .elif, .else, .esac, .fi, .in, .then: true
        case .exclamationMark, .leftBrace, .case, .for, .if, .until, .while, .conditional, .time, .coprocess,
            .function, .select:
            false
        }
    }

    /// As it is written, of those that open a command.
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

    /// The reserved word that the token at hand is.
    @inline(__always)
    var tokenReserved: ReservedWord? {
        mutating get {
            token.kind == .plainWord ? reservedWord(token.literal) : nil
        }
    }

    /// Consumes the reserved word that must come now.
    mutating func expect(_ word: ReservedWord, _ expected: SyntaxError.Expected) throws(SyntaxError) {
        _ = try peekToken(.afterCompound)
        guard tokenReserved == word else { throw unexpectedToken(expected: expected) }
        consumeToken()
    }
}
