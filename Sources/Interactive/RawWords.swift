// RawWords: a line cut into words that stay as they were written, with their quotes. For what looks at a line without
// executing it: COMP_WORDS, and the list of `complete -W`.

import Bytes

/// The atoms of a text: a byte that stands for itself, or what is quoted or substituted, as a whole.
struct RawAtoms: Sequence, IteratorProtocol {
    private let text: ByteString
    private var index = 0

    init(_ text: ByteString) {
        self.text = text
    }

    mutating func next() -> ByteString? {
        guard index < text.count else { return nil }
        let start = index
        var closers: [UInt8] = []
        repeat { step(&closers) } while !closers.isEmpty && index < text.count
        return text[start..<Swift.min(index, text.count)]
    }

    /// Goes past one byte or escape; `closers` are the ends of what is open.
    private mutating func step(_ closers: inout [UInt8]) {
        let byte = text[index]
        let next = index &+ 1 < text.count ? text[index &+ 1] : 0
        index &+= 1
        let isSingle = closers.last == UInt8(ascii: "'")
        if byte == closers.last {
            closers.removeLast()
        } else if isSingle {
            return
        } else if byte == UInt8(ascii: "\\") {
            index &+= 1
        } else if byte == UInt8(ascii: "$"), next == UInt8(ascii: "(") || next == UInt8(ascii: "{") {
            closers.append(next == UInt8(ascii: "(") ? UInt8(ascii: ")") : UInt8(ascii: "}"))
            index &+= 1
        } else if byte == UInt8(ascii: "\"") || byte == UInt8(ascii: "`") {
            closers.append(byte)
        } else if byte == UInt8(ascii: "'"), closers.last != UInt8(ascii: "\"") {
            closers.append(byte)
        } else if byte == UInt8(ascii: "("), closers.last == UInt8(ascii: ")") {
            closers.append(UInt8(ascii: ")"))
        }
    }
}

enum RawWords {
    /// The words of a command line, and which of them the cursor is at: one that is empty where blanks are around it.
    static func ofLine(_ line: ByteString, point: Int, breaks: ByteString) -> (words: [ByteString], current: Int) {
        let begun = ofLine(line.prefix(point), breaks: breaks)
        let current = begun.count - 1
        var words = ofLine(line, breaks: breaks)
        let standsFree = begun[current].isEmpty && point < line.count && (line[point] == 0x20 || line[point] == 0x09)
        if standsFree { words.insert("", at: current) }
        if words.count - 1 > current, words.last?.isEmpty ?? false { words.removeLast() }
        return (words, current)
    }

    /// The words of a command line for COMP_WORDS: blanks part them, and runs of `breaks` are words of their own. The last
    /// one is the word at the end, and may be empty.
    private static func ofLine(_ text: ByteString, breaks: ByteString) -> [ByteString] {
        var words: [ByteString] = []
        var word = ByteString()
        var isBreak = false
        for atom in RawAtoms(text) {
            let isBlank = atom == " " || atom == "\t" || atom == "\n"
            let breaksHere = !isBlank && atom.count == 1 && breaks.contains(atom[0])
            if !word.isEmpty, isBlank || breaksHere != isBreak {
                words.append(word)
                word = ByteString()
            }
            if !isBlank { word += atom }
            isBreak = breaksHere
        }
        return words + [word]
    }

    /// The text of a command `: word...` for a list of words that separators part: what is quoted or expanded stays so, and no
    /// other byte has a meaning.
    static func command(ofList text: ByteString, isSeparator: (UInt8) -> Bool) -> ByteString {
        var command: ByteString = ":"
        var isInWord = false
        for atom in RawAtoms(text) {
            if atom.count == 1, isSeparator(atom[0]) {
                isInWord = false
                continue
            }
            if !isInWord { command += " " }
            isInWord = true
            command += atom.count == 1 && "|&;<>()# \t\n*?[".utf8.contains(atom[0]) ? "'" + atom + "'" : atom
        }
        return command
    }
}
