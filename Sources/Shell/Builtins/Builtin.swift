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

    package var name: ByteString {
        switch self {
        case .break: "break"
        case .colon: ":"
        case .continue: "continue"
        case .dot: "."
        case .eval: "eval"
        case .exec: "exec"
        case .exit: "exit"
        case .export: "export"
        case .readonly: "readonly"
        case .return: "return"
        case .set: "set"
        case .shift: "shift"
        case .times: "times"
        case .trap: "trap"
        case .unset: "unset"
        case .alias: "alias"
        case .bg: "bg"
        case .cd: "cd"
        case .command: "command"
        case .fc: "fc"
        case .fg: "fg"
        case .getopts: "getopts"
        case .hash: "hash"
        case .jobs: "jobs"
        case .kill: "kill"
        case .read: "read"
        case .type: "type"
        case .ulimit: "ulimit"
        case .umask: "umask"
        case .unalias: "unalias"
        case .wait: "wait"
        case .bracket: "["
        case .echo: "echo"
        case .false: "false"
        case .printf: "printf"
        case .pwd: "pwd"
        case .test: "test"
        case .true: "true"
        case .bind: "bind"
        case .compgen: "compgen"
        case .complete: "complete"
        case .dirs: "dirs"
        case .disown: "disown"
        case .history: "history"
        case .let: "let"
        case .local: "local"
        case .mapfile: "mapfile"
        case .popd: "popd"
        case .pushd: "pushd"
        case .see: "see"
        case .source: "source"
        case .suspend: "suspend"
        }
    }

    init?(named name: ByteString) {
        guard let first = name.first else { return nil }
        // `allCases` would create an array and its type.
        var number: UInt8 = 0
        while let builtin = Builtin(rawValue: number) {
            if builtin.name.first == first, builtin.name == name {
                self = builtin
                return
            }
            number += 1
        }
        return nil
    }
}
