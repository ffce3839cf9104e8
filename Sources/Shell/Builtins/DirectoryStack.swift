// pushd, popd and dirs: a stack of directories. The first is the working directory; `state.directoryStack` holds the others.
// An extension, as in bash.

package import Bytes
import Kernel
import Syntax

extension Shell {
    /// The whole stack, the working directory first.
    private var directories: [ByteString] {
        [state.logicalDirectory ?? (try? Kernel.currentDirectory()) ?? "."] + state.directoryStack
    }

    /// The place of `+n` (from the front) or `-n` (from the back); nil where `word` has another form.
    static func directoryPlace(_ word: ByteString, count: Int) -> Int? {
        guard let sign = word.first, sign == UInt8(ascii: "+") || sign == UInt8(ascii: "-"),
            let number = word.dropFirst(1).unsignedDecimalValue
        else { return nil }
        return sign == UInt8(ascii: "+") ? number : count &- 1 &- number
    }

    /// The arguments of pushd and popd: `-n` and at most one operand.
    private func stackArguments(
        _ arguments: [ByteString]
    ) throws(ExitStatus) -> (stays: Bool, operand: ByteString?) {
        var rest = arguments.dropFirst()
        var stays = false
        while let word = rest.first, word.count > 1, word.hasPrefix("-"), Self.directoryPlace(word, count: 0) == nil {
            rest = rest.dropFirst()
            if word == "--" { break }
            if word == "--help" { throw showHelp(arguments[0]) }
            guard word == "-n" else { throw misuse(arguments[0], "unknown option " + word) }
            stays = true
        }
        if rest.count > 1 { throw misuse(arguments[0], "too many operands") }
        return (stays, rest.first)
    }

    /// Pushes a directory and changes to it; rotates the stack for `+n` and `-n`; swaps the first two without an operand.
    func pushdUtility(_ arguments: [ByteString]) throws(ExitStatus) -> ExitStatus {
        let (stays, operand) = try stackArguments(arguments)
        var stack = directories
        guard let place = operand.map({ Self.directoryPlace($0, count: stack.count) }) ?? 1 else {
            let directory = operand == "-" ? value(of: SpecialVariable.OLDPWD.name) : operand
            stack.insert(stays ? operand ?? "" : directory ?? "", at: stays ? 1 : 0)
            return replaceStack(stack, stays: stays, for: "pushd")
        }
        try check(place, operand, in: stack, for: "pushd")
        if operand == nil { stack.swapAt(0, 1) } else { stack = Array(stack[place...] + stack[..<place]) }
        return replaceStack(stack, stays: stays, for: "pushd")
    }

    /// Removes an entry; where that is the first, changes to the new first one.
    func popdUtility(_ arguments: [ByteString]) throws(ExitStatus) -> ExitStatus {
        let (stays, operand) = try stackArguments(arguments)
        var stack = directories
        guard let place = operand.map({ Self.directoryPlace($0, count: stack.count) }) ?? (stays ? 1 : 0) else {
            return misuse("popd", (operand ?? "") + ": not +n or -n")
        }
        try check(place, operand, in: stack, for: "popd")
        if place > 0 || !stays { stack.remove(at: place) }
        return replaceStack(stack, stays: stays || place > 0, for: "popd")
    }

    private func check(
        _ place: Int, _ operand: ByteString?, in stack: [ByteString], for utility: ByteString
    ) throws(ExitStatus) {
        if stack.count == 1 { throw fail(utility, "no other directory on the stack") }
        if !stack.indices.contains(place) { throw fail(utility, (operand ?? "") + ": no such entry") }
    }

    /// Changes to the first directory of `stack`, unless `stays`, and writes the new stack on one line.
    private func replaceStack(_ stack: [ByteString], stays: Bool, for utility: ByteString) -> ExitStatus {
        if !stays {
            let status = changeDirectory(to: stack[0], .logical, for: utility)
            guard status.isSuccess else { return status }
        }
        state.directoryStack = Array(stack.dropFirst())
        write(join(directories.map(abbreviated), " ") + "\n")
        return .success
    }

    /// HOME becomes a tilde.
    package func abbreviated(_ directory: ByteString) -> ByteString {
        guard let home = value(of: SpecialVariable.HOME.name), home.count > 1 else { return directory }
        if directory == home { return "~" }
        return directory.hasPrefix(home + "/") ? "~" + directory.dropFirst(home.count) : directory
    }

    func dirsUtility(_ arguments: [ByteString]) -> ExitStatus {
        var options = ByteString()
        var place: Int?
        let stack = directories
        for word in arguments.dropFirst() {
            if let named = Self.directoryPlace(word, count: stack.count) {
                guard stack.indices.contains(named) else { return fail("dirs", word + ": no such entry") }
                place = named
                continue
            }
            if word == "--help" { return showHelp("dirs") }
            guard word.count > 1, word.hasPrefix("-") else { return misuse("dirs", "too many operands") }
            for letter in word.dropFirst(1) {
                switch letter {
                case UInt8(ascii: "c"):
                    state.directoryStack = []
                    return .success
                case UInt8(ascii: "l"), UInt8(ascii: "p"), UInt8(ascii: "v"): options.append(letter)
                default: return misuse("dirs", "unknown option " + word)
                }
            }
        }
        let shown = options.contains("l") ? stack : stack.map(abbreviated)
        if let place {
            write(shown[place] + "\n")
        } else if options.contains("p") || options.contains("v") {
            for (number, directory) in shown.enumerated() {
                write((options.contains("v") ? " " + ByteString(decimal: number) + "  " : "") + directory + "\n")
            }
        } else {
            write(join(shown, " ") + "\n")
        }
        return .success
    }
}
