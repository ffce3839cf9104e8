// Reserved words, which the grammar recognises only where a command may begin.
//
// POSIX: XCU 2.4

import Bytes

enum ReservedWord: PackedWord {
    case exclamationMark = "!"
    case leftBrace = "{"
    case rightBrace = "}"
    case `case` = "case"
    case `do` = "do"
    case done = "done"
    case elif = "elif"
    case `else` = "else"
    case esac = "esac"
    case fi = "fi"
    case `for` = "for"
    case `if` = "if"
    case `in` = "in"
    case then = "then"
    case until = "until"
    case `while` = "while"
    // Extensions.
    case conditional = "[["
    case time = "time"
    case coprocess = "coproc"
    case function = "function"
    case select = "select"

    /// True for a word that ends a list.
    var endsList: Bool {
        switch self {
        case .rightBrace, .do, .done, .elif, .else, .esac, .fi, .in, .then: true
        case .exclamationMark, .leftBrace, .case, .for, .if, .until, .while: false
        case .conditional, .time, .coprocess, .function, .select: false
        }
    }

    var isExtension: Bool {
        switch self {
        case .rightBrace, .do, .done, .elif, .else, .esac, .fi, .in, .then: false
        case .exclamationMark, .leftBrace, .case, .for, .if, .until, .while: false
        case .conditional, .time, .coprocess, .function, .select: true
        }
    }
}

extension ParserState {
    /// The reserved word that `word` is where a command begins.
    @inline(__always)
    mutating func reservedWord(_ word: ByteString) -> ReservedWord? {
        guard let reserved = ReservedWord(rawValue: word.packed), !reserved.isExtension || !dialect.isPosix else {
            return nil
        }
        return reserved
    }

    @inline(__always)
    var tokenReserved: ReservedWord? {
        mutating get {
            token.kind == .plainWord ? reservedWord(token.literal) : nil
        }
    }

    /// Consumes the reserved word `word`, which must follow.
    mutating func expect(_ word: ReservedWord, _ expected: SyntaxError.Expected) throws(SyntaxError) {
        guard try peekToken(.afterCompound) == .plainWord, token.literal.packed == word.rawValue else {
            throw unexpectedToken(expected: expected)
        }
        consumeToken()
    }
}
