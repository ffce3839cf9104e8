// getopts: the options of a script or function, one at each call.
//
// OPTIND is the number of the current argument; the cursor in the state also has the index in it, so that `-abc` is three
// options. An assignment to OPTIND moves the cursor to the start of that argument. Unspecified: while letters of an argument
// are left, OPTIND is that argument's number, as in bash and ksh93.
//
// POSIX: XCU getopts

import Bytes
import Syntax

extension Shell {
    /// Assigns the next option's letter to a variable and its argument to OPTARG. The status is 1 at the end of the options, 2
    /// after a usage error. OPTERR=0 suppresses messages, as in bash, ksh93 and mksh.
    func getoptsUtility(_ arguments: [ByteString]) throws(ExitStatus) -> ExitStatus {
        var scanner = OptionScanner(arguments, "")
        if scanner.next() != nil { throw refuse(scanner) }
        let operands = scanner.operands
        guard operands.count >= 2 else { return misuse("getopts", "operands are missing") }
        let letters = operands[operands.startIndex]
        let name = operands[operands.startIndex + 1]
        guard name.isName else { return fail("getopts", name + ": not a name", .usage) }
        let words = operands.count > 2 ? operands.dropFirst(2) : state.positional.all
        do throws(ShellError) {
            return try nextOption(of: words, letters: letters, into: names.intern(name)) ? .success : .failure
        } catch {
            report(error)
            return .usage
        }
    }

    /// - Returns: false where the options end.
    private func nextOption(
        of words: ArraySlice<ByteString>, letters: ByteString, into name: Name
    ) throws(ShellError) -> Bool {
        var cursor = state.optionCursor
        cursor.index = Swift.max(1, cursor.index)
        let first = words.startIndex
        // The arguments may differ from those of the last call.
        if cursor.offset > 0, cursor.index > words.count || cursor.offset >= words[first + cursor.index - 1].count {
            cursor.offset = 0
        }
        if cursor.offset == 0 {
            let word = cursor.index <= words.count ? words[first + cursor.index - 1] : ""
            guard word.count > 1, word[0] == UInt8(ascii: "-"), word != "--" else {
                cursor.index = Swift.min(cursor.index, words.count + 1) + (word == "--" ? 1 : 0)
                return try finish(cursor, name, "?", argument: nil, isOption: false)
            }
            cursor.offset = 1
        }
        let word = words[first + cursor.index - 1]
        let byte = word[cursor.offset]
        let letter = ByteString(byte: byte)
        cursor.offset += 1
        let rest = word.dropFirst(cursor.offset)
        if rest.isEmpty { cursor = (cursor.index + 1, 0) }

        guard byte != UInt8(ascii: ":"), let place = letters.firstIndex(of: byte) else {
            return try finishWrong(cursor, name, letters, "?", "unknown option -", letter)
        }
        guard place + 1 < letters.count, letters[place + 1] == UInt8(ascii: ":") else {
            return try finish(cursor, name, letter, argument: nil)
        }
        guard !rest.isEmpty || cursor.index <= words.count else {
            return try finishWrong(cursor, name, letters, ":", "an argument is missing for option -", letter)
        }
        let argument = rest.isEmpty ? words[first + cursor.index - 1] : rest
        return try finish((cursor.index + 1, 0), name, letter, argument: argument)
    }

    /// An unknown option, or one without its argument: OPTARG tells the script, where the letters begin with a colon, and a
    /// message tells the user otherwise.
    private func finishWrong(
        _ cursor: (index: Int, offset: Int), _ name: Name, _ letters: ByteString, _ value: ByteString,
        _ why: ByteString, _ letter: ByteString
    ) throws(ShellError) -> Bool {
        if letters.first == UInt8(ascii: ":") { return try finish(cursor, name, value, argument: letter) }
        if self.value(of: SpecialVariable.OPTERR.name) != "0" { report("getopts", why + letter) }
        return try finish(cursor, name, "?", argument: nil)
    }

    private func finish(
        _ cursor: (index: Int, offset: Int), _ name: Name, _ value: ByteString, argument: ByteString?,
        isOption: Bool = true
    ) throws(ShellError) -> Bool {
        if let argument {
            try assign(SpecialVariable.OPTARG.name, argument)
        } else {
            try unsetVariable(SpecialVariable.OPTARG.name)
        }
        try assign(SpecialVariable.OPTIND.name, ByteString(decimal: cursor.index))
        // The assignment has moved the cursor to the start of the argument.
        state.optionCursor = cursor
        try assign(name, value)
        return isOption
    }
}
