// Characters: the encoding that a locale names, and the classes of characters.
//
// The shell decodes UTF-8 itself (Bytes.UTF8Decoder), so that a static executable needs no locale file for it.
//
// Implementation-defined: only the codeset of the locale's name counts: characters are UTF-8, or else single bytes.
//
// POSIX: XBD 6.2, XBD 8.2

public import Bytes
import CSeesh

/// The order is that of CSeesh's table.
public enum CharacterClass: Int32, Sendable, CaseIterable {
    case alnum, alpha, blank, cntrl, digit, graph, lower, print, punct, space, upper, xdigit

    /// The class of `[:name:]`.
    public init?(name: ByteString) {
        let names: [ByteString] = [
            "alnum", "alpha", "blank", "cntrl", "digit", "graph", "lower", "print", "punct", "space", "upper", "xdigit",
        ]
        guard let index = names.firstIndex(of: name) else { return nil }
        self = Self.allCases[index]
    }
}

extension Kernel {
    /// True where a value of LC_ALL, LC_CTYPE or LANG names UTF-8: `C.UTF-8`, `de_DE.utf8@euro`; false without a codeset.
    public static func localeIsUTF8(_ name: ByteString) -> Bool {
        guard let dot = name.firstIndex(of: 0x2E) else { return false }
        let end = name.firstIndex(of: 0x40, from: dot) ?? name.count
        return ByteString(name[(dot + 1)..<end].filter { $0 != 0x2D }).lowercased == "utf8"
    }

    /// True where a character belongs to a class. Beyond ASCII the C library's table for C.UTF-8 decides, which is loaded when
    /// first needed; without it no such character belongs to a class.
    public static func character(_ scalar: UInt32, is characterClass: CharacterClass) -> Bool {
        seesh_character_is(scalar, characterClass.rawValue)
    }

    /// The columns that a character takes on a terminal; -1 where it is not printable.
    public static func columns(of scalar: UInt32) -> Int { Int(seesh_character_width(scalar)) }
}
