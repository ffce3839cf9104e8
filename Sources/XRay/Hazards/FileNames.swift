// The name of a file as a word gives it: text, variables whose values are not known, and patterns.
//
// Two words name one file where their names are equal piece by piece: `"$d"/f` and `${d}/f`. Whatever expands to something else
// each time, as a command substitution, gives no name.

import Bytes
import Syntax
import Wiring

struct FileName: Equatable {
    enum Piece: Equatable {
        case byte(UInt8)
        /// The value of a parameter expansion without effects, by its text.
        case value(ByteString)
        /// A byte of a pattern that is special or was not quoted.
        case pattern(UInt8)

        func isByte(_ byte: UInt8) -> Bool { self.byte == byte }

        var byte: UInt8? {
            switch self {
            case .byte(let byte), .pattern(let byte): byte
            case .value: nil
            }
        }
    }

    private(set) var pieces: [Piece] = []

    /// The name is known.
    init(_ path: ByteString) {
        pieces = path.map(Piece.byte)
        stripDot()
    }

    /// nil where the word may name another file each time.
    init?(_ word: Word) {
        if case .literal(let bytes) = word.shape {
            pieces = bytes.map(Piece.byte)
            stripDot()
            return
        }
        for part in word.parts {
            guard let pieces = Self.pieces(of: part, isQuoted: false) else { return nil }
            self.pieces += pieces
        }
        guard !pieces.isEmpty else { return nil }
        stripDot()
    }

    init?(_ value: PlannedValue<ByteString>) {
        switch value {
        case .known(let path): self.init(path)
        case .deferred(let word, _): self.init(word)
        }
    }

    var hasPattern: Bool { pieces.contains { if case .pattern = $0 { true } else { false } } }

    /// The text, where it is known.
    var path: ByteString? {
        var path = ByteString()
        for piece in pieces {
            guard case .byte(let byte) = piece else { return nil }
            path.append(byte)
        }
        return path
    }

    /// The variable whose value is all of it.
    var onlyVariable: ByteString? {
        guard pieces.count == 1, case .value(let variable) = pieces[0] else { return nil }
        return variable
    }

    /// A variable in it is called as one for a terminal or another device.
    var mayBeDevice: Bool {
        pieces.contains { piece in
            guard case .value(let variable) = piece else { return false }
            let names: [ByteString] = ["dev", "device", "console", "port", "serial", "term", "terminal", "pty"]
            return variable.lowercased.split(on: 0x5F).contains { names.contains($0) || $0.hasPrefix("tty") }
        }
    }

    var isAbsolute: Bool { pieces.first == .byte(0x2F) }

    /// The name without the values of `variables` in front, which may be empty.
    func without(_ variables: (ByteString) -> Bool) -> FileName? {
        guard case .value(let first)? = pieces.first, variables(first), pieces.count > 1 else { return nil }
        var name = self
        name.pieces.removeFirst()
        name.stripDot()
        return name
    }

    /// With the values that are known.
    func resolved(_ values: [ByteString: ByteString]) -> FileName {
        guard !values.isEmpty else { return self }
        var name = self
        name.pieces = pieces.flatMap { piece -> [Piece] in
            guard case .value(let variable) = piece, let value = values[variable] else { return [piece] }
            return value.map(Piece.byte)
        }
        name.stripDot()
        return name
    }

    /// Without `./` in front.
    private mutating func stripDot() {
        while pieces.count > 2, pieces[0].isByte(0x2E), pieces[1].isByte(0x2F) { pieces.removeFirst(2) }
    }

    private static func pieces(of part: WordPart, isQuoted: Bool) -> [Piece]? {
        switch part {
        case .literal(let bytes):
            let special = !isQuoted && bytes.contains { [0x2A, 0x3F, 0x5B].contains($0) }
            return bytes.map { special ? Piece.pattern($0) : Piece.byte($0) }
        case .quoted(let bytes, _): return bytes.map(Piece.byte)
        case .doubleQuoted(let parts):
            var all: [Piece] = []
            for part in parts {
                guard let pieces = pieces(of: part, isQuoted: true) else { return nil }
                all += pieces
            }
            return all
        case .tilde(let name): return [.value("~" + name)]
        case .variable(let name): return value(name.bytes)
        case .parameter(let expansion): return value(expansion)
        case .command, .arithmetic, .process, .array: return nil
        }
    }

    private static func value(_ name: ByteString) -> [Piece]? {
        ["RANDOM", "SECONDS", "LINENO"].contains(name) ? nil : [.value(name)]
    }

    private static func value(_ expansion: ParameterExpansion) -> [Piece]? {
        switch (expansion.modifier, expansion.parameter) {
        case (.none, .variable(let name)): return value(name.bytes)
        case (.none, .special(.at)), (.none, .special(.star)), (_, .element): return nil
        case (.none, .positional(let number)): return [.value("\(number)")]
        case (.none, .special): return [.value(Printer.print(expansion))]
        case (.useDefault(let word, _), _), (.useAlternative(let word, _), _), (.remove(_, let word), _):
            return FileName(word) == nil ? nil : [.value(Printer.print(expansion))]
        case (.length, _), (.assignDefault, _), (.indicateError, _), (.replace, _), (.substring, _), (.indices, _),
            (.unknown, _):
            return nil
        }
    }
}

// Patterns.
extension FileName {
    /// The pattern may give `other`, which has none: the values in both are the same.
    func matches(_ other: FileName) -> Bool {
        // Few stars, so that the search is short.
        let stars = pieces.count { $0 == .pattern(0x2A) }
        return hasPattern && !other.hasPattern && stars <= 3 && matches(0, other, 0, isStart: true)
    }

    private func matches(_ index: Int, _ other: FileName, _ place: Int, isStart: Bool) -> Bool {
        guard index < pieces.count else { return place == other.pieces.count }
        let next = place < other.pieces.count ? other.pieces[place] : nil
        // A dot in front of a name is matched by a dot alone.
        let isHidden = isStart && next == .byte(0x2E)
        switch pieces[index] {
        case .byte, .value:
            return next == pieces[index] && matches(index &+ 1, other, place &+ 1, isStart: next == .byte(0x2F))
        case .pattern(0x2A):
            if isHidden { return false }
            var place = place
            while true {
                if matches(index &+ 1, other, place, isStart: false) { return true }
                guard place < other.pieces.count, other.pieces[place] != .byte(0x2F) else { return false }
                place &+= 1
            }
        case .pattern(0x3F):
            guard let next, next != .byte(0x2F), !isHidden else { return false }
            return matches(index &+ 1, other, place &+ 1, isStart: false)
        case .pattern(0x5B):
            guard case .byte(let byte)? = next, byte != 0x2F, !isHidden, let (end, isMember) = bracket(index, byte)
            else { return false }
            return isMember && matches(end, other, place &+ 1, isStart: false)
        case .pattern(let byte):
            return next == .byte(byte) && matches(index &+ 1, other, place &+ 1, isStart: byte == 0x2F)
        }
    }

    /// The index behind a bracket expression, and whether it matches; nil for one with classes.
    private func bracket(_ start: Int, _ byte: UInt8) -> (end: Int, isMember: Bool)? {
        var members: [UInt8] = []
        var index = start &+ 1
        while index < pieces.count {
            guard case .pattern(let member) = pieces[index], member != 0x5B else { return nil }
            index &+= 1
            if member == 0x5D, !members.isEmpty { break }
            members.append(member)
        }
        var isMember = false
        let isNegated = members.first == 0x21 || members.first == 0x5E
        let listed = isNegated ? Array(members.dropFirst()) : members
        for (place, member) in listed.enumerated() {
            isMember = isMember || member == byte
            if member == 0x2D, place > 0, place &+ 1 < listed.count {
                isMember = isMember || listed[place &- 1] <= byte && byte <= listed[place &+ 1]
            }
        }
        return (index, isMember != isNegated)
    }
}

extension ByteString {
    /// With small letters of ASCII.
    var lowercased: ByteString { ByteString(map { $0 &- 0x41 < 26 ? $0 | 0x20 : $0 }) }
}

extension FileName {
    /// Without the first bytes; nil where they are not known.
    func dropFirst(_ count: Int) -> FileName? {
        guard pieces.count > count, pieces.prefix(count).allSatisfy({ if case .byte = $0 { true } else { false } })
        else { return nil }
        var name = self
        name.pieces.removeFirst(count)
        name.stripDot()
        return name
    }
}
