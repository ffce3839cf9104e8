// Builtin: the built-in utilities, and which of them are special.
//
// POSIX: XCU 2.9.1.1, 2.15, 1.7

package import Bytes

package enum Builtin: UInt8, CaseIterable {
    // POSIX: XCU 2.15 Special built-in utilities
    case `break`, colon, `continue`, dot, eval, exec, exit, export, readonly, `return`, set, shift, times, trap, unset
    // POSIX: XCU 1.7 Intrinsic utilities, and utilities that are builtins for speed
    case alias, bg, cd, command, fc, fg, getopts, hash, jobs, kill, read, type, ulimit, umask, unalias, wait
    case bracket, echo, `false`, printf, pwd, test, `true`
    // Extensions
    case bind, compgen, complete, dirs, disown, history, `let`, local, mapfile, popd, pushd, see, source, suspend

    var isSpecial: Bool { rawValue <= Builtin.unset.rawValue }

    /// In the order of the cases.
    private static let names: [ByteString] = [
        "break", ":", "continue", ".", "eval", "exec", "exit", "export", "readonly", "return", "set", "shift",
        "times", "trap", "unset", "alias", "bg", "cd", "command", "fc", "fg", "getopts", "hash", "jobs", "kill",
        "read", "type", "ulimit", "umask", "unalias", "wait", "[", "echo", "false", "printf", "pwd", "test", "true",
        "bind", "compgen", "complete", "dirs", "disown", "history", "let", "local", "mapfile", "popd", "pushd", "see",
        "source", "suspend",
    ]

    package var name: ByteString { Self.names[Int(rawValue)] }

    init?(named name: ByteString) {
        guard let number = Self.names.firstIndex(of: name) else { return nil }
        self.init(rawValue: UInt8(number))
    }
}
