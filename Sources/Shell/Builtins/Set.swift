// set and shift: options and positional parameters, and the list of all variables.
//
// All arguments are parsed before an option is set, so that a wrong one changes nothing. `setOption` applies the effects.
//
// POSIX: XCU set, shift

import Bytes
import Syntax

/// The parsed arguments of `set`.
struct SetRequest {
    enum Failure: Error, Equatable {
        case option(OptionScanner.Problem)
        case named(OptionChange.Failure)
    }

    private(set) var changes: [OptionChange] = []
    /// `-o` and `+o` without a name: as a table, as commands.
    private(set) var lists: [Bool] = []
    /// nil where the positional parameters do not change.
    private(set) var parameters: ArraySlice<ByteString>?

    /// `arguments` do not include the name `set`.
    init(_ arguments: ArraySlice<ByteString>) throws(Failure) {
        var rest = arguments
        while let word = rest.first, word.hasPrefix("-") || word.hasPrefix("+") {
            if word == "--help" { throw .option(.help) }
            rest = rest.dropFirst()
            if word == "--" {
                parameters = rest
                return
            }
            // Unspecified: a lone hyphen turns the traces off and ends the options, as in all peers.
            if word == "-" {
                changes += [OptionChange(.xtrace, false), OptionChange(.verbose, false)]
                break
            }
            try readOptions(word, isOn: word[0] == UInt8(ascii: "-"), &rest)
        }
        if !rest.isEmpty { parameters = rest }
    }

    private mutating func readOptions(
        _ word: ByteString, isOn: Bool, _ rest: inout ArraySlice<ByteString>
    ) throws(Failure) {
        for letter in word.dropFirst(1) {
            if letter != UInt8(ascii: "o") {
                guard let option = ShellOptions(letter: letter) else {
                    throw .option(.unknown(word.prefix(1) + ByteString(byte: letter)))
                }
                changes.append(OptionChange(option, isOn))
            } else if let name = rest.popFirst() {
                do throws(OptionChange.Failure) {
                    changes.append(try OptionChange(named: name, isOn))
                } catch {
                    throw .named(error)
                }
            } else {
                lists.append(isOn)
            }
        }
    }
}

extension Shell {
    /// Sets options and positional parameters, or lists variables or options.
    ///
    /// POSIX: XCU set
    func setUtility(_ arguments: [ByteString]) -> ExitStatus {
        if arguments.count == 1 { for name in sortedVariables() { write(assignmentText(of: name)) } }
        do {
            let request = try SetRequest(arguments.dropFirst())
            for change in request.changes { setOption(change) }
            for isTable in request.lists { listOptions(isTable: isTable) }
            if let parameters = request.parameters {
                state.positional = PositionalParameters(arguments, from: parameters.startIndex)
            }
            return .success
        } catch {
            switch error {
            case .option(let problem): return refuse("set", problem)
            case .named(.unknownName(let name)):
                if ShellOptions.isLeftOut(name), !state.options.contains(.posix) { return leaveOut("set: " + name) }
                return misuse("set", "unknown option name " + name)
            case .named(.badValue(let word)):
                return misuse("set", word + ": `-o hangwatch=SECONDS` or `+o hangwatch` is expected")
            }
        }
    }

    /// `set -o` as a table, `set +o` as commands that restore the options.
    private func listOptions(isTable: Bool) {
        let shown = state.options.shown
        for (name, option) in ShellOptions.named {
            let isOn = shown.contains(option)
            let value = isOn && option == .hangwatch ? ByteString(decimal: state.hangSeconds) : ""
            if isTable {
                var line = name
                while line.count < 16 { line.append(UInt8(ascii: " ")) }
                write(line + (isOn ? value.isEmpty ? "on" : value : "off") + "\n")
            } else {
                write((isOn ? "set -o " : "set +o ") + name + (value.isEmpty ? "" : "=" + value) + "\n")
            }
        }
    }

    /// All variables that are set or have attributes, in the order of their names.
    func sortedVariables() -> [Name] {
        state.variables.numbers.map { names[$0] }.sorted { $0.bytes < $1.bytes }
    }

    /// Assignments of the value of a variable, each on a line after `prefix`; empty where it is unset. An array with holes needs
    /// an assignment for each element.
    func assignmentText(of name: Name, prefix: ByteString = "") -> ByteString {
        let start = prefix + name.bytes
        switch state.variables[name].value {
        case .unset:
            return ByteString()
        case .string, .number:
            return start + "=" + (state.variables.bytes(of: name) ?? ByteString()).shellQuoted + "\n"
        case .array(let array) where array.nextIndex == array.count:
            return start + "=(" + join(array.elements.map(\.shellQuoted), " ") + ")\n"
        case .array(let array):
            return zip(array.indices, array.elements).reduce(into: ByteString()) { text, element in
                text += start + "[" + ByteString(decimal: element.0) + "]=" + element.1.shellQuoted + "\n"
            }
        }
    }

    /// Drops positional parameters.
    ///
    /// Unspecified: an operand that is no number or too large is an error of a special built-in utility and drops nothing; as
    /// dash.
    ///
    /// POSIX: XCU shift
    func shiftUtility(_ arguments: [ByteString]) throws(ExitStatus) -> ExitStatus {
        let operand = try parse(arguments, "").operands.first
        guard let amount = operand.map(\.unsignedDecimalValue) ?? 1 else {
            return misuse("shift", (operand ?? "") + ": not a number")
        }
        guard amount <= state.positional.count else {
            return fail("shift", ByteString(decimal: amount) + ": there are not so many parameters")
        }
        state.positional.shift(amount)
        return .success
    }
}
