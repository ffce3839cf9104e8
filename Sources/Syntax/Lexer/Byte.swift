// The bytes of the shell's syntax by name, and their classes.

/// The traits of a byte for the lexer, or the union of those of several bytes.
struct ByteTraits: OptionSet {
    let rawValue: UInt8

    /// `*`, `?` or `[`.
    static let pattern = ByteTraits(rawValue: 1)
    static let tilde = ByteTraits(rawValue: 2)
    static let brace = ByteTraits(rawValue: 4)
    static let equals = ByteTraits(rawValue: 8)
    /// The byte is special outside quotes.
    static let endsRun = ByteTraits(rawValue: 16)
    /// Outside quotes the byte ends a word.
    ///
    /// POSIX: XCU 2.3
    static let endsWord = ByteTraits(rawValue: 32)
    /// The byte may be special inside double quotes.
    static let endsQuotedRun = ByteTraits(rawValue: 64)
    /// The byte may open or close a part of an arithmetic expression.
    static let closesArithmetic = ByteTraits(rawValue: 128)

    /// The traits that require an expansion of a literal.
    static let expandable: ByteTraits = [.pattern, .tilde, .brace]
}

enum Byte {
    static let tab: UInt8 = 0x09
    static let newline: UInt8 = 0x0A
    static let space: UInt8 = 0x20
    static let exclamationMark: UInt8 = 0x21
    static let doubleQuote: UInt8 = 0x22
    static let numberSign: UInt8 = 0x23
    static let dollar: UInt8 = 0x24
    static let percent: UInt8 = 0x25
    static let ampersand: UInt8 = 0x26
    static let singleQuote: UInt8 = 0x27
    static let leftParenthesis: UInt8 = 0x28
    static let rightParenthesis: UInt8 = 0x29
    static let asterisk: UInt8 = 0x2A
    static let plus: UInt8 = 0x2B
    static let comma: UInt8 = 0x2C
    static let hyphen: UInt8 = 0x2D
    static let period: UInt8 = 0x2E
    static let slash: UInt8 = 0x2F
    static let zero: UInt8 = 0x30
    static let colon: UInt8 = 0x3A
    static let semicolon: UInt8 = 0x3B
    static let less: UInt8 = 0x3C
    static let equals: UInt8 = 0x3D
    static let greater: UInt8 = 0x3E
    static let questionMark: UInt8 = 0x3F
    static let at: UInt8 = 0x40
    static let leftBracket: UInt8 = 0x5B
    static let backslash: UInt8 = 0x5C
    static let rightBracket: UInt8 = 0x5D
    static let circumflex: UInt8 = 0x5E
    static let underscore: UInt8 = 0x5F
    static let backquote: UInt8 = 0x60
    static let leftBrace: UInt8 = 0x7B
    static let verticalBar: UInt8 = 0x7C
    static let rightBrace: UInt8 = 0x7D
    static let tilde: UInt8 = 0x7E

    /// A blank of the POSIX locale. The syntax does not depend on the locale.
    @inline(__always)
    static func isBlank(_ byte: UInt8) -> Bool {
        byte == space || byte == tab
    }

    /// The compiler makes a table of this switch.
    @inline(__always)
    static func traits(of byte: UInt8) -> ByteTraits {
        switch byte {
        case 0: [.endsRun, .endsQuotedRun]
        case newline: [.endsRun, .endsWord, .endsQuotedRun]
        case tab, space, ampersand, semicolon, less, greater, verticalBar: [.endsRun, .endsWord]
        case leftParenthesis, rightParenthesis: [.endsRun, .endsWord, .closesArithmetic]
        case doubleQuote, dollar, backslash, backquote: [.endsRun, .endsQuotedRun]
        case singleQuote: .endsRun
        case rightBrace: .endsQuotedRun
        case asterisk: .pattern
        case questionMark, leftBracket: [.pattern, .closesArithmetic]
        case rightBracket, colon: .closesArithmetic
        case tilde: .tilde
        case leftBrace: .brace
        case equals: .equals
        default: []
        }
    }
}
