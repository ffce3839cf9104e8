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

    /// Parses the arguments of pushd and popd: `-n` and at most one operand; a status where they are wrong.
    private func stackArguments(
        _ arguments: [ByteString]
    ) -> (stays: Bool, operand: ByteString?, status: ExitStatus?) {
        var rest = arguments.dropFirst()
        var stays = false
        while let word = rest.first, word.count > 1, word.hasPrefix("-"), Self.directoryPlace(word, count: 0) == nil {
            rest = rest.dropFirst()
            switch word {
            case "-n": stays = true
            case "--": return (stays, rest.first, rest.count > 1 ? misuse(arguments[0], "too many operands") : nil)
            case "--help": return (stays, nil, showHelp(arguments[0]))
            default: return (stays, nil, misuse(arguments[0], "unknown option " + word))
            }
        }
        return (stays, rest.first, rest.count > 1 ? misuse(arguments[0], "too many operands") : nil)
    }

    /// Pushes a directory and changes to it; rotates the stack for `+n` and `-n`; swaps the first two without an operand.
    func pushdUtility(_ arguments: [ByteString]) -> ExitStatus {
        let (stays, operand, refusal) = stackArguments(arguments)
        if let refusal { return refusal }
        var stack = directories
        if let operand, Self.directoryPlace(operand, count: stack.count) == nil {
            guard !stays else {
                state.directoryStack.insert(operand, at: 0)
                return listDirectories()
            }
            return go(to: operand == "-" ? value(of: SpecialVariable.OLDPWD.name) ?? "" : operand, "pushd") {
                state.directoryStack = stack
            }
        }
        let place = operand.flatMap { Self.directoryPlace($0, count: stack.count) } ?? 1
        guard stack.count > 1 else { return fail("pushd", "no other directory on the stack") }
        guard stack.indices.contains(place) else { return fail("pushd", (operand ?? "") + ": no such entry") }
        if operand == nil {
            stack.swapAt(0, 1)
        } else {
            stack = Array(stack[place...] + stack[..<place])
        }
        if stays {
            state.directoryStack = Array(stack.dropFirst())
            return listDirectories()
        }
        return go(to: stack[0], "pushd") { state.directoryStack = Array(stack.dropFirst()) }
    }

    /// Removes an entry; where that is the first, changes to the new first one.
    func popdUtility(_ arguments: [ByteString]) -> ExitStatus {
        let (stays, operand, refusal) = stackArguments(arguments)
        if let refusal { return refusal }
        let stack = directories
        var place = stays ? 1 : 0
        if let operand {
            guard let named = Self.directoryPlace(operand, count: stack.count) else {
                return misuse("popd", operand + ": not +n or -n")
            }
            place = named
        }
        guard stack.count > 1 else { return fail("popd", "no other directory on the stack") }
        guard stack.indices.contains(place) else { return fail("popd", (operand ?? "") + ": no such entry") }
        if place == 0, !stays {
            return go(to: stack[1], "popd") { state.directoryStack = Array(stack.dropFirst(2)) }
        }
        if place > 0 { state.directoryStack.remove(at: place &- 1) }
        return listDirectories()
    }

    private func go(to directory: ByteString, _ utility: ByteString, then change: () -> Void) -> ExitStatus {
        let status = changeDirectory(to: directory, .logical, for: utility, searches: true, announces: false)
        guard status.isSuccess else { return status }
        change()
        return listDirectories()
    }

    /// Writes the stack on one line.
    private func listDirectories() -> ExitStatus {
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
        var isLong = false
        var isVertical = false
        var isNumbered = false
        var place: Int?
        let stack = directories
        for word in arguments.dropFirst() {
            if let named = Self.directoryPlace(word, count: stack.count) {
                guard stack.indices.contains(named) else { return fail("dirs", word + ": no such entry") }
                place = named
                continue
            }
            guard word.count > 1, word.hasPrefix("-"), word != "--help" else {
                return word == "--help" ? showHelp("dirs") : misuse("dirs", "too many operands")
            }
            for letter in word.dropFirst(1) {
                switch letter {
                case UInt8(ascii: "c"):
                    state.directoryStack = []
                    return .success
                case UInt8(ascii: "l"): isLong = true
                case UInt8(ascii: "p"): isVertical = true
                case UInt8(ascii: "v"):
                    isVertical = true
                    isNumbered = true
                default: return misuse("dirs", "unknown option " + word)
                }
            }
        }
        let shown = isLong ? stack : stack.map(abbreviated)
        if let place {
            write(shown[place] + "\n")
        } else if isVertical {
            for (number, directory) in shown.enumerated() {
                write((isNumbered ? " " + ByteString(decimal: number) + "  " : "") + directory + "\n")
            }
        } else {
            write(join(shown, " ") + "\n")
        }
        return .success
    }
}
