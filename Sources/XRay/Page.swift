// Page: text in columns, coloured or not.
//
// A page knows how far to the right its current line has come, in columns, so that the views can align what follows.
// What comes from outside is escaped before it gets here.

public import Bytes

/// How a view is to look.
public struct Style: Sendable {
    /// The columns of the terminal; rows are not wrapped, but names in the middle of a row are cut.
    public var width: Int
    public var color: Bool
    /// Paths below it are shown without it.
    public var directory: ByteString

    public init(width: Int = 80, color: Bool = false, directory: ByteString = "") {
        self.width = width
        self.color = color
        self.directory = directory
    }

    /// `path` without the current directory in front.
    public func short(_ path: ByteString) -> ByteString {
        guard directory.count > 1, path.count > directory.count &+ 1, path.hasPrefix("\(directory)/") else {
            return path
        }
        return path.dropFirst(directory.count &+ 1)
    }
}

struct Page {
    /// The raw value is what switches the colour on.
    enum Ink: ByteString, Sendable {
        case heading = "\u{1B}[1m"
        case warning = "\u{1B}[33m"
        case faint = "\u{1B}[2m"
        case plain = ""
    }

    let style: Style
    private(set) var bytes: [UInt8] = []
    /// The columns of the current line.
    private(set) var column = 0

    init(_ style: Style) {
        self.style = style
    }

    /// The columns for a name that ends the line.
    var room: Int { max(style.width &- column &- 2, 20) }

    mutating func text(_ text: ByteString, _ ink: Ink = .plain) {
        let isColored = style.color && ink != .plain
        if isColored { bytes.append(ink.rawValue) }
        bytes.append(text)
        if isColored { bytes.append("\u{1B}[0m") }
        column &+= Display.width(text)
    }

    /// Blanks up to `column`, and `gap` at the least where something stands before.
    mutating func pad(to target: Int, gap: Int = 1) {
        let amount = max(target &- column, column == 0 ? 0 : gap)
        bytes += [UInt8](repeating: 0x20, count: amount)
        column &+= amount
    }

    /// Ends the line, after `text`.
    mutating func line(_ text: ByteString = "", _ ink: Ink = .plain) {
        self.text(text, ink)
        while bytes.last == 0x20 { bytes.removeLast() }
        bytes.append(0x0A)
        column = 0
    }

    /// Rows of cells, each column as wide as its widest cell, with two blanks between them.
    mutating func table(_ rows: [[ByteString]], _ headingInk: Ink = .plain) {
        var widths: [Int] = []
        for row in rows {
            for (index, cell) in row.enumerated() {
                if index == widths.count { widths.append(0) }
                widths[index] = max(widths[index], Display.width(cell))
            }
        }
        for (number, row) in rows.enumerated() {
            var start = 0
            for (index, cell) in row.enumerated() {
                pad(to: start, gap: 0)
                text(cell, number == 0 ? headingInk : .plain)
                start &+= widths[index] &+ 2
            }
            line()
        }
    }
}
