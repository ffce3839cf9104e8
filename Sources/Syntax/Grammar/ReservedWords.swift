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
    /// The reserved word that `word` is where a command begins. The numbers are the bytes in little-endian order.
    @inline(__always)
    mutating func reservedWord(_ word: ByteString) -> ReservedWord? {
        let packed = word.packed
        // Most words are too long, or begin with a letter that no reserved word begins with.
        guard packed != 0 else { return nil }
        switch packed {
        case 0x21: return .exclamationMark
        case 0x7B: return .leftBrace
        case 0x7D: return .rightBrace
        case 0x6573_6163: return .case
        case 0x6F64: return .do
        case 0x656E_6F64: return .done
        case 0x6669_6C65: return .elif
        case 0x6573_6C65: return .else
        case 0x6361_7365: return .esac
        case 0x6966: return .fi
        case 0x72_6F66: return .for
        case 0x6669: return .if
        case 0x6E69: return .in
        case 0x6E65_6874: return .then
        case 0x6C_6974_6E75: return .until
        case 0x65_6C69_6877: return .while
        default: return dialect.isPosix ? nil : extensionWord(packed)
        }
    }

    private mutating func extensionWord(_ packed: UInt64) -> ReservedWord? {
        switch packed {
        case 0x5B5B: .conditional
        case 0x656D_6974: .time
        case 0x636F_7270_6F63: .coprocess
        case 0x7463_656C_6573: .select
        case 0x6E6F_6974_636E_7566: .function
        default: nil
        }
    }

    /// The reserved word that the token at hand is.
    @inline(__always)
    var tokenReserved: ReservedWord? {
        mutating get {
            tokenKind == .plainWord ? reservedWord(tokenLiteral) : nil
        }
    }

    /// Consumes the reserved word that must come now.
    mutating func expect(_ word: ReservedWord, _ expected: SyntaxError.Expected) throws(SyntaxError) {
        _ = try peekToken(.afterCompound)
        guard tokenReserved == word else { throw unexpectedToken(expected: expected) }
        consumeToken()
    }
}
