// umask: the file mode creation mask, in octal or in the symbols of chmod.
//
// Symbols are the permissions that new files get, octal digits those that they do not get. Bits of a number beyond those of
// reading, writing and executing are dropped, as in dash, ksh93 and mksh.
//
// POSIX: XCU umask

import Bytes
import Kernel

extension Shell {
    /// Writes or sets the mask. `-S` writes it in symbols; `-p`, an extension, as a command.
    func umaskUtility(_ arguments: [ByteString]) throws(ExitStatus) -> ExitStatus {
        let (options, operands) = try parse(arguments, "Sp")
        let (isSymbolic, isCommand) = (options.contains("S"), options.contains("p"))
        let mask = Kernel.umask()
        guard let operand = operands.first else {
            let prefix: ByteString = !isCommand ? "" : isSymbolic ? "umask -S " : "umask "
            write(prefix + (isSymbolic ? FileModeMask.symbols(mask) : FileModeMask.octal(mask)) + "\n")
            return .success
        }
        guard let newMask = FileModeMask.parse(operand, changing: mask) else {
            return fail("umask", operand + ": not a mask", .usage)
        }
        keepMask()
        Kernel.setUmask(newMask)
        return .success
    }
}

enum FileModeMask {
    /// Four octal digits.
    static func octal(_ mask: UInt32) -> ByteString {
        ByteString(UInt64(mask | 0o10000), radix: 8).dropFirst(1)
    }

    /// `u=rwx,g=rx,o=rx`
    static func symbols(_ mask: UInt32) -> ByteString {
        let permissions = ~mask
        var text = ByteString()
        for (who, shift) in [("u", 6), ("g", 3), ("o", 0)] as [(ByteString, UInt32)] {
            let bits = permissions >> shift
            text += (text.isEmpty ? "" : ",") + who + "="
            if bits & 4 != 0 { text += "r" }
            if bits & 2 != 0 { text += "w" }
            if bits & 1 != 0 { text += "x" }
        }
        return text
    }

    /// The new mask by `text`; nil where the text is wrong.
    static func parse(_ text: ByteString, changing mask: UInt32) -> UInt32? {
        guard let first = text.first else { return nil }
        guard first.isDigit else { return parseSymbols(text, changing: mask) }
        var value: UInt32 = 0
        for byte in text {
            guard byte &- 0x30 < 8 else { return nil }
            value = (value << 3 | UInt32(byte &- 0x30)) & 0o777
        }
        return value
    }

    /// Clauses separated by commas: who, then operators with permissions.
    ///
    /// POSIX: XCU chmod
    private static func parseSymbols(_ text: ByteString, changing mask: UInt32) -> UInt32? {
        var permissions = ~mask & 0o777
        for clause in text.split(on: UInt8(ascii: ",")) {
            var index = 0
            /// Joins the bits of the letters at hand.
            func take(_ bits: (UInt8) -> UInt32?) -> UInt32 {
                var taken: UInt32 = 0
                while index < clause.count, let more = bits(clause[index]) {
                    taken |= more
                    index &+= 1
                }
                return taken
            }
            let named = take(bits(ofWho:))
            let who = named == 0 ? 0o777 : named
            guard index < clause.count else { return nil }
            while index < clause.count {
                let action = clause[index]
                index &+= 1
                let bits = take { self.bits(ofPermission: $0, of: permissions) } & who
                switch action {
                case UInt8(ascii: "+"): permissions |= bits
                case UInt8(ascii: "-"): permissions &= ~bits
                case UInt8(ascii: "="): permissions = permissions & ~who | bits
                default: return nil
                }
            }
        }
        return ~permissions & 0o777
    }

    private static func bits(ofWho letter: UInt8) -> UInt32? {
        letter == UInt8(ascii: "a") ? 0o777 : shift(of: letter).map { 7 << $0 }
    }

    /// The bits of a permission for user, group and others; `u`, `g` and `o` copy their current bits.
    private static func bits(ofPermission letter: UInt8, of permissions: UInt32) -> UInt32? {
        switch letter {
        case UInt8(ascii: "r"): 0o444
        case UInt8(ascii: "w"): 0o222
        case UInt8(ascii: "x"): 0o111
        case UInt8(ascii: "X"): permissions & 0o111 != 0 ? 0o111 : 0
        // A mask has no set-ID and sticky bits.
        case UInt8(ascii: "s"), UInt8(ascii: "t"): 0
        default: shift(of: letter).map { (permissions >> $0 & 7) * 0o111 }
        }
    }

    private static func shift(of letter: UInt8) -> UInt32? {
        switch letter {
        case UInt8(ascii: "u"): 6
        case UInt8(ascii: "g"): 3
        case UInt8(ascii: "o"): 0
        default: nil
        }
    }
}
