// trap: sets and lists the actions of conditions. `setTrap` changes the dispositions of signals; the interpreter executes the
// actions.
//
// POSIX: XCU trap

import Bytes
import Kernel

extension Shell {
    /// Sets, resets or lists traps. An unknown condition has the status 1 and is no error of a special built-in utility.
    func trapUtility(_ arguments: [ByteString]) throws(ExitStatus) -> ExitStatus {
        let (options, operands) = try parse(arguments, "p")
        guard let first = operands.first else {
            let all = [TrapTable.exit] + Signals.all.filter(Self.canBeTrapped)
            for condition in options.isEmpty ? state.traps.listed.map(\.condition) : all { listTrap(condition) }
            return .success
        }
        guard options.isEmpty else { return forEachCondition(operands) { listTrap($0) } }
        // Unspecified: one operand that is no number is a condition to reset, as in dash and bash.
        if first.isAllDigits || operands.count == 1 { return forEachCondition(operands) { setTrap($0, .initial) } }
        let action: TrapAction = first == "-" ? .initial : first.isEmpty ? .ignore : .command(first)
        return forEachCondition(operands.dropFirst()) { setTrap($0, action) }
    }

    private func forEachCondition(_ operands: ArraySlice<ByteString>, _ body: (Int32) -> Void) -> ExitStatus {
        var status = ExitStatus.success
        for operand in operands {
            guard let condition = condition(named: operand) else {
                // Unspecified: conditions beyond the standard. Those of bash that are left out have a message of their own.
                if operand == "DEBUG" || operand == "RETURN", !state.options.contains(.posix) {
                    return leaveOut("trap: " + operand)
                }
                status = fail("trap", operand + ": not a condition")
                continue
            }
            // Unspecified: SIGKILL and SIGSTOP, which cannot be caught, are ignored, as in all peers but yash.
            if Self.canBeTrapped(condition) { body(condition) }
        }
        return status
    }

    private func condition(named operand: ByteString) -> Int32? {
        if operand == "ERR", !state.options.contains(.posix) { return TrapTable.error }
        guard let number = Signals.number(named: operand) else { return nil }
        return number == TrapTable.exit || Signals.name(of: number) != nil ? number : nil
    }

    private static func canBeTrapped(_ condition: Int32) -> Bool {
        let name = Signals.name(of: condition)
        return name != "KILL" && name != "STOP"
    }

    private func listTrap(_ condition: Int32) {
        let text: ByteString =
            switch state.traps.listed.first(where: { $0.condition == condition })?.action {
            case .initial, nil: "-"
            case .ignore: "''"
            case .command(let command): command.shellQuoted(always: true)
            }
        let name = condition == TrapTable.exit ? "EXIT" : Signals.name(of: condition) ?? "ERR"
        write("trap -- " + text + " " + name + "\n")
    }
}
