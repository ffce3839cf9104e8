// Display: names from outside, made safe to show (Bytes/Showing.swift), and their widths in columns, so that tables with Korean
// and emoji names stay aligned. Characters of East Asian Width W and F are two columns wide, combining characters none.

public import Bytes

public enum Display {
    /// `name` with hidden bytes as `\xHH` and two backslashes for one.
    public static func escaped(_ name: ByteString) -> ByteString {
        name.shown(doublesBackslash: true)
    }

    /// As `escaped`, cut to `columns` with `...` in the middle.
    public static func escaped(_ name: ByteString, columns: Int) -> ByteString {
        let whole = escaped(name)
        guard width(whole) > columns, columns > 8 else { return whole }
        let head = (columns &- 3) / 2
        return prefix(whole, columns: head) + "..." + suffix(whole, columns: columns &- 3 &- head)
    }

    /// The first line of `text`, cut to `columns` with `...` where there is more.
    public static func shortened(_ text: ByteString, columns: Int) -> ByteString {
        let line = text.firstIndex(of: 0x0A).map { text.prefix($0) } ?? text
        let head = prefix(line, columns: columns)
        return head.count < text.count ? head + "..." : text
    }

    /// The width of `text`, which must hold no controls.
    public static func width(_ text: ByteString) -> Int {
        var columns = 0
        forEachCharacter(of: text) { width in
            columns &+= width
            return true
        }
        return columns
    }

    /// The longest prefix that fits into `columns`.
    static func prefix(_ text: ByteString, columns: Int) -> ByteString {
        var used = 0
        let end = forEachCharacter(of: text) { width in
            used &+= width
            return used <= columns
        }
        return text.prefix(end)
    }

    /// The longest suffix that fits into `columns`.
    static func suffix(_ text: ByteString, columns: Int) -> ByteString {
        var excess = width(text) &- columns
        let start = forEachCharacter(of: text) { width in
            defer { excess &-= width }
            return excess > 0
        }
        return text.dropFirst(start)
    }

    /// Calls `body` with the width of each character while it returns true.
    ///
    /// - Returns: the index of the character for which it returned false, or the end.
    @discardableResult
    private static func forEachCharacter(of text: ByteString, _ body: (_ width: Int) -> Bool) -> Int {
        text.withSpan { span in
            var index = 0
            while index < span.count {
                let (scalar, length) = UTF8Decoder.character(at: index, of: span)
                guard body(scalar.map(width(of:)) ?? 1) else { break }
                index &+= length
            }
            return index
        }
    }

    static func width(of scalar: UInt32) -> Int {
        guard scalar >= 0x300 else { return 1 }
        if isIn(zeroWidth, scalar) { return 0 }
        return isIn(wide, scalar) ? 2 : 1
    }

    private static func isIn(_ ranges: [ClosedRange<UInt32>], _ scalar: UInt32) -> Bool {
        let index = ranges.lowerBound { $0.upperBound < scalar }
        return index < ranges.count && ranges[index].contains(scalar)
    }

    // Sorted. The common combining marks, joiners and variation selectors.
    private static let zeroWidth: [ClosedRange<UInt32>] = [
        0x0300...0x036F, 0x0483...0x0489, 0x0591...0x05BD, 0x0610...0x061A, 0x064B...0x065F, 0x0900...0x0902,
        0x093C...0x093C, 0x0941...0x0948, 0x094D...0x094D, 0x0E31...0x0E31, 0x0E34...0x0E3A, 0x0E47...0x0E4E,
        0x1160...0x11FF, 0x1AB0...0x1AFF, 0x1DC0...0x1DFF, 0x200C...0x200D, 0x20D0...0x20F0, 0x302A...0x302D,
        0x3099...0x309A, 0xFE00...0xFE0F, 0xFE20...0xFE2F, 0x1F3FB...0x1F3FF, 0xE0100...0xE01EF,
    ]

    // Sorted. East Asian Width W and F.
    private static let wide: [ClosedRange<UInt32>] = [
        0x1100...0x115F, 0x231A...0x231B, 0x2329...0x232A, 0x23E9...0x23EC, 0x23F0...0x23F0, 0x23F3...0x23F3,
        0x25FD...0x25FE, 0x2614...0x2615, 0x2648...0x2653, 0x267F...0x267F, 0x2693...0x2693, 0x26A1...0x26A1,
        0x26AA...0x26AB, 0x26BD...0x26BE, 0x26C4...0x26C5, 0x26CE...0x26CE, 0x26D4...0x26D4, 0x26EA...0x26EA,
        0x26F2...0x26F3, 0x26F5...0x26F5, 0x26FA...0x26FA, 0x26FD...0x26FD, 0x2705...0x2705, 0x270A...0x270B,
        0x2728...0x2728, 0x274C...0x274C, 0x274E...0x274E, 0x2753...0x2755, 0x2757...0x2757, 0x2795...0x2797,
        0x27B0...0x27B0, 0x27BF...0x27BF, 0x2B1B...0x2B1C, 0x2B50...0x2B50, 0x2B55...0x2B55, 0x2E80...0x303E,
        0x3041...0x33FF, 0x3400...0x4DBF, 0x4E00...0x9FFF, 0xA000...0xA4CF, 0xA960...0xA97C, 0xAC00...0xD7A3,
        0xF900...0xFAFF, 0xFE10...0xFE19, 0xFE30...0xFE6F, 0xFF01...0xFF60, 0xFFE0...0xFFE6, 0x16FE0...0x18D08,
        0x1B000...0x1B2FB, 0x1F004...0x1F004, 0x1F0CF...0x1F0CF, 0x1F18E...0x1F18E, 0x1F191...0x1F19A,
        0x1F200...0x1F265, 0x1F300...0x1F320, 0x1F32D...0x1F335, 0x1F337...0x1F37C, 0x1F37E...0x1F393,
        0x1F3A0...0x1F3CA, 0x1F3CF...0x1F3D3, 0x1F3E0...0x1F3F0, 0x1F3F4...0x1F3F4, 0x1F3F8...0x1F43E,
        0x1F440...0x1F440, 0x1F442...0x1F4FC, 0x1F4FF...0x1F53D, 0x1F54B...0x1F54E, 0x1F550...0x1F567,
        0x1F57A...0x1F57A, 0x1F595...0x1F596, 0x1F5A4...0x1F5A4, 0x1F5FB...0x1F64F, 0x1F680...0x1F6C5,
        0x1F6CC...0x1F6CC, 0x1F6D0...0x1F6D2, 0x1F6D5...0x1F6D7, 0x1F6DC...0x1F6DF, 0x1F6EB...0x1F6EC,
        0x1F6F4...0x1F6FC, 0x1F7E0...0x1F7EB, 0x1F7F0...0x1F7F0, 0x1F90C...0x1F93A, 0x1F93C...0x1F945,
        0x1F947...0x1F9FF, 0x1FA70...0x1FAFF, 0x20000...0x2FFFD, 0x30000...0x3FFFD,
    ]
}
