// TrapTable: what each condition of `trap` does, in one execution environment. Execution/SignalHandling.swift sets the
// dispositions of signals in the kernel.
//
// POSIX: XCU trap, 2.12, 2.15

import Bytes
import Kernel

enum TrapAction: Equatable {
    case initial
    case ignore
    case command(ByteString)
}

struct TrapTable {
    /// The condition 0: EXIT.
    static let exit: Int32 = 0
    /// A condition beyond the signals: ERR, an extension.
    static let error: Int32 = 65

    private var actions: [TrapAction] = []
    /// What `trap` shows in a subshell that has not set a trap yet: the parent's commands, which no longer act.
    private(set) var inherited: [TrapAction]?
    /// True where some condition has a command.
    private(set) var hasCommands = false
    /// How many function calls surrounded the command that set the trap for ERR.
    var errorDepth: Int32 = 0

    subscript(condition: Int32) -> TrapAction {
        let index = Int(condition)
        return index < actions.count ? actions[index] : .initial
    }

    mutating func set(_ condition: Int32, _ action: TrapAction) {
        if actions.isEmpty { actions = [TrapAction](repeating: .initial, count: Int(Self.error) + 1) }
        actions[Int(condition)] = action
        inherited = nil
        if condition > Self.exit, condition < Self.error {
            if action == .ignore { ignoredSignals.insert(condition) } else { ignoredSignals.remove(condition) }
        }
        updateHasCommands()
    }

    /// What `trap` without operands lists: condition and action.
    var listed: [(condition: Int32, action: TrapAction)] {
        (inherited ?? actions).enumerated().compactMap { index, action in
            action == .initial ? nil : (Int32(index), action)
        }
    }

    /// The conditions that have a command.
    var conditionsWithCommands: [Int32] {
        actions.enumerated().compactMap { index, action in
            if case .command = action { Int32(index) } else { nil }
        }
    }

    /// Entering a subshell: commands are forgotten (but still listed), ignored signals stay ignored.
    mutating func enterSubshell() {
        guard hasCommands else { return }
        inherited = inherited ?? actions
        for index in actions.indices {
            if case .command = actions[index] { actions[index] = .initial }
        }
        hasCommands = false
    }

    /// An asynchronous list and what it starts ignore SIGINT and SIGQUIT, as long as no trap is set for them.
    ///
    /// POSIX: XCU 2.12
    mutating func ignoreInAsynchronousList() {
        if self[Signals.interrupt] == .initial { ignoredSignals.insert(Signals.interrupt) }
        if self[Signals.quit] == .initial { ignoredSignals.insert(Signals.quit) }
    }

    /// Signals that a `trap ''` ignores, or that are ignored in an asynchronous list.
    private(set) var ignoredSignals = SignalSet()

    private mutating func updateHasCommands() {
        hasCommands = actions.contains { action in
            if case .command = action { true } else { false }
        }
    }
}
