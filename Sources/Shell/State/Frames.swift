// Frames: what surrounds the command that is executed, for `break`, `continue`, `return`, `local`, and for what a failure means.
//
// A frame changes the value when it is entered; the function that entered it puts the outer value back. So a frame that is left in any
// way leaves nothing behind, and a copy of the state has its own.
//
// POSIX: XCU 2.8.1, 2.15

/// What can surround a command.
enum Frame {
    case loop
    /// A function call; `variables`: the scope that its local variables begin at.
    case function(variables: Int)
    /// A file that `.` executes.
    case dot
    /// The command of a trap; `status`: `$?` before it.
    case trap(status: ExitStatus)
    /// The command of a trap for ERR: a failure in it does not call it again.
    case errorTrap
    /// A command whose failure does not end a shell with errexit: a condition, or what `!`, `&&` or `||` tests.
    case condition
    /// A subshell environment, in a process of its own or in this one.
    case subshell
}

struct Frames {
    /// How many loops surround the command in this function call.
    private(set) var loops = 0
    /// How many function calls, and how many function calls and sourced files surround it.
    private(set) var functions: Int32 = 0
    private var calls: Int32 = 0
    /// Where the local variables of the innermost function call begin.
    private(set) var variables = 0
    /// How many conditions surround it, and how many of them surround the innermost function call or subshell.
    private var conditions: Int32 = 0
    private var outerConditions: Int32 = 0
    /// The innermost trap whose command is executed, with the calls that surrounded it then.
    private var trap: (status: ExitStatus, calls: Int32)?
    private(set) var isInErrorTrap = false

    @inline(__always)
    mutating func enter(_ frame: Frame) {
        switch frame {
        case .loop:
            loops &+= 1
        case .function(let variables):
            loops = 0
            functions &+= 1
            calls &+= 1
            self.variables = variables
            outerConditions = conditions
        case .dot:
            calls &+= 1
        case .trap(let status):
            trap = (status, calls)
        case .errorTrap:
            isInErrorTrap = true
        case .condition:
            conditions &+= 1
        case .subshell:
            outerConditions = conditions
            trap = nil
        }
    }

    /// The end of the innermost condition: the one frame that is entered too often to keep all of the outer value.
    @inline(__always)
    mutating func leaveCondition() {
        conditions &-= 1
    }

    /// Nothing tests the commands of a trap for EXIT.
    mutating func leaveConditions() {
        conditions = 0
    }

    /// A failure does not end a shell with errexit.
    var toleratesFailure: Bool { conditions > 0 }

    /// What tests the command is in the same function call or subshell: not the call as a whole is tested.
    var isTestedHere: Bool { conditions > outerConditions }

    var isInFunction: Bool { functions > 0 }

    /// There is something that `return` can end.
    var canReturn: Bool { calls > 0 || trap != nil }

    /// `$?` before the trap that the next `return` ends; nil where it ends something else.
    var statusBeforeTrap: ExitStatus? {
        trap.flatMap { $0.calls == calls ? $0.status : nil }
    }

    /// `$?` before the innermost trap.
    var statusBeforeAnyTrap: ExitStatus? { trap?.status }
}
