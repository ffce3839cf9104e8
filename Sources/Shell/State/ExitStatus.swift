// ExitStatus: what `$?` holds, and the table of those that the shell itself gives.
//
// POSIX: XCU 2.8.2

import Kernel

public struct ExitStatus: Hashable, Sendable {
    public let rawValue: Int32

    @inlinable @inline(__always)
    public init(_ rawValue: Int32) {
        self.rawValue = rawValue
    }

    public static let success = ExitStatus(0)
    public static let failure = ExitStatus(1)
    /// A syntax error, or a utility used wrongly.
    public static let usage = ExitStatus(2)
    /// The command was found, but is no executable utility.
    public static let notExecutable = ExitStatus(126)
    public static let notFound = ExitStatus(127)

    /// The command was ended by a signal.
    ///
    /// Implementation-defined: 128 and the signal's number, as all peers but ksh93 (256) and yash (384).
    public static func signal(_ number: Int32) -> ExitStatus { ExitStatus(128 &+ number) }

    @inlinable @inline(__always)
    public var isSuccess: Bool { rawValue == 0 }

    var negated: ExitStatus { isSuccess ? .failure : .success }

    /// As of a process that exited with it.
    var waitStatus: WaitStatus { WaitStatus(raw: rawValue << 8) }
}

/// How the execution of a command ended: as a value, so that `break` and its kin need no exceptions. The exit status is
/// in the state beside it.
package enum Completion: Equatable {
    case normal
    /// `break n` and `continue n` with so many loops still to leave.
    case breaking(Int)
    case continuing(Int)
    /// `return`: leave the function or the sourced file.
    case returning
    /// `exit`: leave this execution environment.
    case exiting
    /// An error that ends a non-interactive shell, and takes an interactive one back to its prompt.
    /// POSIX: XCU 2.8.1
    case aborting
    /// `set -n`: nothing more is executed of what has been read.
    case idle
}
