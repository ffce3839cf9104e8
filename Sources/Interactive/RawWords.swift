// RawWords: the words of a line with their quotes, unexpanded: for COMP_WORDS, and for the list of `complete -W`.

import Bytes

/// The atoms of a text: each is a plain byte, a quoted text or a substitution.
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

    /// Reads one byte or escape; `closers` are the bytes that close the open quotes and substitutions.
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
    /// The words of a command line, and the index of the word at the cursor. Between blanks that word is empty.
    static func ofLine(_ line: ByteString, point: Int, breaks: ByteString) -> (words: [ByteString], current: Int) {
        let begun = ofLine(line.prefix(point), breaks: breaks)
        let current = begun.count - 1
        var words = ofLine(line, breaks: breaks)
        let standsFree = begun[current].isEmpty && point < line.count && (line[point] == 0x20 || line[point] == 0x09)
        if standsFree { words.insert("", at: current) }
        if words.count - 1 > current, words.last?.isEmpty ?? false { words.removeLast() }
        return (words, current)
    }

    /// The words of a command line for COMP_WORDS: blanks separate them, and a run of `breaks` is a word. The last word, at the
    /// end of the text, may be empty.
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

    /// The text of a command `: word...` for a list of words. Quotes and expansions stay, and all other special bytes are quoted.
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
