// trap: sets and lists the actions of conditions. `setTrap` changes the dispositions of signals; the interpreter executes the
// actions.
//
// POSIX: XCU trap

import Bytes
import Kernel

/// The parsed arguments of `trap`.
enum TrapRequest: Equatable {
    /// All conditions with an action.
    case listChanged
    /// `-p` without operands: all conditions.
    case listAll
    case list([ByteString])
    case set(TrapAction, [ByteString])

    init(operands: [ByteString], prints: Bool) {
        guard let first = operands.first else {
            self = prints ? .listAll : .listChanged
            return
        }
        if prints {
            self = .list(operands)
        } else if first.isAllDigits || operands.count == 1 {
            // Unspecified: one operand that is no number is a condition to reset, as in dash and bash.
            self = .set(.initial, operands)
        } else {
            self = .set(Self.action(first), Array(operands.dropFirst()))
        }
    }

    private static func action(_ operand: ByteString) -> TrapAction {
        switch operand {
        case "-": .initial
        case "": .ignore
        default: .command(operand)
        }
    }
}

extension Shell {
    /// Sets, resets or lists traps. An unknown condition has the status 1 and is no error of a special built-in utility.
    func trapUtility(_ arguments: [ByteString]) -> ExitStatus {
        var scanner = OptionScanner(arguments, "p")
        guard let options = scanner.flags() else { return refuse(scanner) }
        switch TrapRequest(operands: Array(scanner.operands), prints: !options.isEmpty) {
        case .listChanged:
            for (condition, action) in state.traps.listed { listTrap(condition, action) }
            return .success
        case .listAll:
            for condition in [Traps.exit] + Signals.all where Self.canBeTrapped(condition) {
                listTrap(condition, listedAction(of: condition))
            }
            return .success
        case .list(let operands):
            return forEachCondition(operands) { listTrap($0, listedAction(of: $0)) }
        case .set(let action, let operands):
            return forEachCondition(operands) { setTrap($0, action) }
        }
    }

    private func forEachCondition(_ operands: [ByteString], _ body: (Int32) -> Void) -> ExitStatus {
        var status = ExitStatus.success
        for operand in operands {
            guard let condition = condition(named: operand) else {
                if isLeftOut(operand) { return leaveOut("trap: " + operand) }
                status = fail("trap", operand + ": not a condition")
                continue
            }
            // Unspecified: SIGKILL and SIGSTOP, which cannot be caught, are ignored, as in all peers but yash.
            if Self.canBeTrapped(condition) { body(condition) }
        }
        return status
    }

    /// Unspecified: conditions beyond the standard. Those of bash that are left out have a message of their own.
    private func isLeftOut(_ operand: ByteString) -> Bool {
        (operand == "DEBUG" || operand == "RETURN") && !state.options.contains(.posix)
    }

    private func condition(named operand: ByteString) -> Int32? {
        if operand == "ERR", !state.options.contains(.posix) { return Traps.error }
        guard let number = Signals.number(named: operand) else { return nil }
        return number == Traps.exit || Signals.name(of: number) != nil ? number : nil
    }

    private static func canBeTrapped(_ condition: Int32) -> Bool {
        let name = Signals.name(of: condition)
        return name != "KILL" && name != "STOP"
    }

    private func listedAction(of condition: Int32) -> TrapAction {
        state.traps.listed.first { $0.condition == condition }?.action ?? .initial
    }

    private func listTrap(_ condition: Int32, _ action: TrapAction) {
        let text: ByteString =
            switch action {
            case .initial: "-"
            case .ignore: "''"
            case .command(let command): command.shellQuoted(always: true)
            }
        write("trap -- " + text + " " + Self.conditionName(condition) + "\n")
    }

    private static func conditionName(_ condition: Int32) -> ByteString {
        switch condition {
        case Traps.exit: "EXIT"
        case Traps.error: "ERR"
        default: Signals.name(of: condition) ?? ByteString(decimal: condition)
        }
    }
}
