// Page: text in columns, coloured or not.
//
// A page knows how far to the right its current line has come, in columns, so that the views can align what follows.
// Everything from outside goes through `name`, which escapes; `text` is for words of our own.

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

    public static let plain = Style()

    /// `path` without the current directory in front.
    func short(_ path: ByteString) -> ByteString {
        guard directory.count > 1, path.count > directory.count &+ 1, path.hasPrefix(directory),
            path[directory.count] == 0x2F
        else { return path }
        return path.dropFirst(directory.count &+ 1)
    }
}

struct Page {
    enum Ink: Sendable { case heading, warning, faint, plain }

    let style: Style
    private(set) var bytes: [UInt8] = []
    /// The columns of the current line.
    private(set) var column = 0

    init(_ style: Style) {
        self.style = style
    }

    /// Words of our own, or what has been escaped.
    mutating func text(_ text: ByteString, _ ink: Ink = .plain) {
        let isColored = style.color && ink != .plain
        if isColored { bytes.append(Self.start(ink)) }
        bytes.append(text)
        if isColored { bytes.append("\u{1B}[0m") }
        column &+= Display.width(text)
    }

    /// A name from outside.
    mutating func name(_ name: ByteString, columns: Int = Int.max, _ ink: Ink = .plain) {
        text(Display.escaped(name, columns: columns), ink)
    }

    mutating func number(_ value: some BinaryInteger) {
        text(ByteString(decimal: value))
    }

    /// Blanks up to `column`, and `gap` at the least where something stands before.
    mutating func pad(to target: Int, gap: Int = 1) {
        var amount = max(target &- column, column == 0 ? 0 : gap)
        while amount > 0 {
            bytes.append(0x20)
            column &+= 1
            amount &-= 1
        }
    }

    mutating func endLine() {
        while bytes.last == 0x20 { bytes.removeLast() }
        bytes.append(0x0A)
        column = 0
    }

    mutating func line(_ text: ByteString, _ ink: Ink = .plain) {
        self.text(text, ink)
        endLine()
    }

    private static func start(_ ink: Ink) -> ByteString {
        switch ink {
        case .heading: "\u{1B}[1m"
        case .warning: "\u{1B}[33m"
        case .faint: "\u{1B}[2m"
        case .plain: ""
        }
    }
}

/// Rows of cells, each column as wide as its widest cell; the last is not padded.
struct Rows {
    private var rows: [[(text: ByteString, ink: Page.Ink)]] = []

    mutating func add(_ cells: [ByteString], _ ink: Page.Ink = .plain) {
        rows.append(cells.map { ($0, ink) })
    }

    func write(to page: inout Page, gap: Int = 1) {
        var widths: [Int] = []
        for row in rows {
            for (index, cell) in row.enumerated() {
                if index == widths.count { widths.append(0) }
                widths[index] = max(widths[index], Display.width(cell.text))
            }
        }
        for row in rows {
            var start = 0
            for (index, cell) in row.enumerated() {
                page.pad(to: start, gap: 0)
                page.text(cell.text, cell.ink)
                start &+= widths[index] &+ gap
            }
            page.endLine()
        }
    }
}
