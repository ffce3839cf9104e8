// OptionScanner: the options of a utility by the syntax guidelines of XBD 12.2: combined letters, arguments attached or
// apart, `--`, and options before operands. What an option means is the utility's; so is the decision to take a number
// such as `-5` for an operand.
//
// The scanner hands out one letter after the other. What is no option of the utility comes as `problem`, which matches
// none of its letters: the utility returns `refuse(scanner)`, and that prints the help or the message.
//
// POSIX: XBD 12.2

import Bytes

struct OptionScanner {
    enum Problem {
        case unknown(ByteString)
        case missingArgument(UInt8)
        /// `--help`
        case help
    }

    /// What `next` returns where `problem` says more.
    static let problem: UInt8 = 0

    let arguments: [ByteString]
    /// The letters; one that takes an argument has a colon behind it.
    private let letters: ByteString
    /// Where the scan is: an argument, and a byte in it; 0 between two arguments.
    private var index = 1
    private var offset = 0
    private var isAtEnd = false

    /// The argument of the option that `next` returned last.
    private(set) var argument = ByteString()
    private(set) var problem: Problem?

    /// A scan of `arguments`, the first of which is the utility's name, for `letters` in the form of getopts.
    init(_ arguments: [ByteString], _ letters: ByteString) {
        self.arguments = arguments
        self.letters = letters
    }

    /// What follows the options; complete when `next` has returned nil.
    var operands: ArraySlice<ByteString> { arguments[Swift.min(index, arguments.count)...] }

    var name: ByteString { arguments[0] }

    /// The next option's letter; nil where operands begin.
    mutating func next() -> UInt8? {
        guard !isAtEnd else { return nil }
        guard offset > 0 || enterArgument() else { return problem == nil ? nil : Self.problem }
        let word = arguments[index]
        let letter = word[offset]
        offset &+= 1
        guard letter != UInt8(ascii: ":"), let place = letters.firstIndex(of: letter) else {
            return fail(.unknown("-" + ByteString(byte: letter)))
        }
        if place &+ 1 < letters.count, letters[place &+ 1] == UInt8(ascii: ":") { return takeArgument(of: letter) }
        if offset == word.count { leaveArgument() }
        return letter
    }

    /// The letters of all options in order, for a utility whose options take no arguments; nil where `problem` says more.
    mutating func flags() -> ByteString? {
        var flags = ByteString()
        while let letter = next() {
            guard letter != Self.problem else { return nil }
            flags.append(letter)
        }
        return flags
    }

    /// Goes into the next argument where it holds options.
    private mutating func enterArgument() -> Bool {
        guard index < arguments.count, arguments[index].count > 1, arguments[index][0] == UInt8(ascii: "-") else {
            isAtEnd = true
            return false
        }
        guard arguments[index][1] == UInt8(ascii: "-") else {
            offset = 1
            return true
        }
        isAtEnd = true
        switch arguments[index] {
        case "--": index &+= 1
        case "--help": problem = .help
        default: problem = .unknown(arguments[index])
        }
        return false
    }

    private mutating func leaveArgument() {
        index &+= 1
        offset = 0
    }

    private mutating func takeArgument(of letter: UInt8) -> UInt8 {
        let rest = arguments[index].dropFirst(offset)
        leaveArgument()
        if !rest.isEmpty {
            argument = rest
            return letter
        }
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

extension Shell {
    /// Answers what the scanner could not hand out: prints the help on request, or else the message and the usage.
    func refuse(_ scanner: OptionScanner) -> ExitStatus {
        switch scanner.problem {
        case .help:
            return showHelp(scanner.name)
        case .unknown(let option):
            if isLeftOut(option, of: scanner.name) { return leaveOut(scanner.name + ": " + option) }
            return misuse(scanner.name, "unknown option " + option)
        case .missingArgument(let letter):
            return misuse(scanner.name, "option -" + ByteString(byte: letter) + " needs an argument")
        case nil:
            return misuse(scanner.name, "wrong use")
        }
    }

    /// True for an option of bash that the utility has not.
    func isLeftOut(_ option: ByteString, of name: ByteString) -> Bool {
        guard option.count == 2, !state.options.contains(.posix) else { return false }
        return Builtin(named: name)?.optionsLeftOut.contains(option[1]) ?? false
    }

    /// Reports why a utility fails. Returns `status`.
    func fail(_ utility: ByteString, _ why: ByteString, _ status: ExitStatus = .failure) -> ExitStatus {
        report(utility, why)
        return status
    }

    /// The operands of a utility without options.
    static func operands(_ arguments: [ByteString]) -> ArraySlice<ByteString> {
        arguments.dropFirst(arguments.count > 1 && arguments[1] == "--" ? 2 : 1)
    }

    /// Reports a utility that was called wrongly, with the lines of its usage.
    func misuse(_ name: ByteString, _ why: ByteString) -> ExitStatus {
        report(name, why)
        if let usage = Builtin(named: name)?.usage { writeError(usage.synopsis(of: name)) }
        return .usage
    }
}
