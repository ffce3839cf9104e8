// OptionScanner: the options of a utility by the syntax guidelines of XBD 12.2: combined letters, arguments attached or
// separate, `--`, and options before operands.
//
// `next` returns one letter after the other, or `problem` for a word that is no option of the utility. The utility then
// returns `refuse(scanner)`, which prints the help or a message. `parse` does this for a utility whose options have no
// arguments.
//
// POSIX: XBD 12.2

package import Bytes

package struct OptionScanner {
    enum Problem: Equatable {
        case unknown(ByteString)
        case missingArgument(UInt8)
        /// `--help`
        case help
    }

    /// The result of `next` where the property `problem` is set.
    package static let problem: UInt8 = 0

    let arguments: [ByteString]
    /// The letters as in getopts: a colon follows each that takes an argument.
    private let letters: ByteString
    /// The current argument, and the index in it; 0 between two arguments.
    private var index = 1
    private var offset = 0
    private var isAtEnd = false

    /// The argument of the option that `next` returned last.
    package private(set) var argument = ByteString()
    private(set) var problem: Problem?

    /// `arguments` begin with the utility's name.
    package init(_ arguments: [ByteString], _ letters: ByteString) {
        self.arguments = arguments
        self.letters = letters
    }

    /// The operands, once `next` has returned nil.
    package var operands: ArraySlice<ByteString> { arguments[Swift.min(index, arguments.count)...] }

    package var name: ByteString { arguments[0] }

    /// The letter of the next option; nil at the first operand.
    package mutating func next() -> UInt8? {
        guard !isAtEnd else { return nil }
        guard offset > 0 || enterArgument() else { return problem == nil ? nil : Self.problem }
        let word = arguments[index]
        let letter = word[offset]
        offset &+= 1
        guard letter != UInt8(ascii: ":"), let place = letters.firstIndex(of: letter) else {
            return fail(.unknown("-" + ByteString(byte: letter)))
        }
        if place &+ 1 < letters.count, letters[place &+ 1] == UInt8(ascii: ":") { return takeArgument(of: letter) }
        if offset == word.count { (index, offset) = (index &+ 1, 0) }
        return letter
    }

    /// Enters the next argument where it holds options.
    private mutating func enterArgument() -> Bool {
        isAtEnd = true
        guard index < arguments.count, arguments[index].count > 1, arguments[index][0] == UInt8(ascii: "-") else {
            return false
        }
        switch arguments[index] {
        case "--": index &+= 1
        case "--help": problem = .help
        case let word where word[1] == UInt8(ascii: "-"): problem = .unknown(word)
        default: (isAtEnd, offset) = (false, 1)
        }
        return !isAtEnd
    }

    private mutating func takeArgument(of letter: UInt8) -> UInt8 {
        argument = arguments[index].dropFirst(offset)
        (index, offset) = (index &+ 1, 0)
        guard argument.isEmpty else { return letter }
        guard index < arguments.count else { return fail(.missingArgument(letter)) }
        argument = arguments[index]
        index &+= 1
        return letter
    }

    private mutating func fail(_ problem: Problem) -> UInt8 {
        self.problem = problem
        isAtEnd = true
        return Self.problem
    }
}

/// A utility throws the status with which it ends early, after its message.
extension ExitStatus: Error {}

extension Shell {
    /// The letters of the options in order, and the operands, of a utility whose options take no arguments.
    ///
    /// - Throws: the status after the help or a message.
    func parse(
        _ arguments: [ByteString], _ letters: ByteString
    ) throws(ExitStatus) -> (options: ByteString, operands: ArraySlice<ByteString>) {
        var scanner = OptionScanner(arguments, letters)
        var options = ByteString()
        while let letter = scanner.next() {
            guard letter != OptionScanner.problem else { throw refuse(scanner) }
            options.append(letter)
        }
        return (options, scanner.operands)
    }

    /// Calls `body` with each operand. Returns the last status of a failure.
    func forEach(_ operands: some Sequence<ByteString>, _ body: (ByteString) -> ExitStatus) -> ExitStatus {
        operands.reduce(.success) { status, operand in
            let next = body(operand)
            return next.isSuccess ? status : next
        }
    }

    /// Prints the help on request, or the message and the usage for a wrong option. Returns the status of the utility.
    package func refuse(_ scanner: OptionScanner) -> ExitStatus {
        refuse(scanner.name, scanner.problem ?? .help)
    }

    func refuse(_ name: ByteString, _ problem: OptionScanner.Problem) -> ExitStatus {
        switch problem {
        case .help:
            return showHelp(name)
        case .unknown(let option):
            let isLeftOut = option.count == 2 && Builtin(named: name)?.optionsLeftOut.contains(option[1]) ?? false
            if isLeftOut, !state.options.contains(.posix) { return leaveOut(name + ": " + option) }
            return misuse(name, "unknown option " + option)
        case .missingArgument(let letter):
            return misuse(name, "option -" + ByteString(byte: letter) + " needs an argument")
        }
    }

    /// Reports why a utility fails. Returns `status`.
    package func fail(_ utility: ByteString, _ why: ByteString, _ status: ExitStatus = .failure) -> ExitStatus {
        report(utility, why)
        return status
    }

    /// The operands of a utility without options.
    package static func operands(_ arguments: [ByteString]) -> ArraySlice<ByteString> {
        arguments.dropFirst(arguments.count > 1 && arguments[1] == "--" ? 2 : 1)
    }

    /// Reports a usage error with the synopsis of the utility.
    package func misuse(_ name: ByteString, _ why: ByteString) -> ExitStatus {
        report(name, why)
        for line in Builtin(named: name)?.synopsis ?? [] { writeError(line + "\n") }
        return .usage
    }
}
