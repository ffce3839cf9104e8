// Builtin: the built-in utilities, which of them are special, and the switch to the function of each.
//
// POSIX: XCU 2.9.1.1, 2.15, 1.7

package import Bytes
import Syntax

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

/// The builtins by the number of the name, each looked up once.
struct BuiltinTable {
    private static let unknown: UInt8 = 0xFF
    private static let none: UInt8 = 0xFE

    /// The number of the builtin, `none` or `unknown`.
    private var entries: [UInt8] = []

    @inline(__always)
    mutating func find(_ name: Name) -> Builtin? {
        let entry = name.number < entries.count ? entries[name.number] : Self.unknown
        return entry == Self.unknown ? learn(name) : Builtin(rawValue: entry)
    }

    private mutating func learn(_ name: Name) -> Builtin? {
        while entries.count <= name.number { entries.append(Self.unknown) }
        let builtin = Builtin(named: name.bytes)
        entries[name.number] = builtin?.rawValue ?? Self.none
        return builtin
    }
}

extension Shell {
    /// Executes a builtin; `arguments[0]` is its name.
    ///
    /// - Parameter isFinal: no command follows in this process.
    ///
    /// POSIX: XCU colon, true, false
    func run(_ builtin: Builtin, _ arguments: [ByteString], isFinal: Bool = false) -> Completion {
        if arguments.count == 2, arguments[1] == "--help", !builtin.help.isEmpty {
            return returning(showHelp(builtin.name))
        }
        do throws(ExitStatus) {
            switch builtin {
            case .colon, .true: return returning(.success)
            case .false: return returning(.failure)
            case .echo: return returning(echoUtility(arguments))
            case .test, .bracket: return returning(testUtility(arguments))
            case .printf: return returning(printfUtility(arguments))
            case .break: return try breakUtility(arguments)
            case .continue: return try continueUtility(arguments)
            case .return: return try returnUtility(arguments)
            case .exit: return try exitUtility(arguments)
            case .eval: return evalUtility(arguments, isFinal && endsInside)
            case .dot, .source: return try dotUtility(arguments, isFinal && endsInside)
            case .exec: return try execUtility(arguments)
            case .command: return try commandUtility(arguments, isFinal)
            case .bind, .compgen, .complete, .fc, .history: return madeSession().run(builtin, arguments)
            case .set:
                let completion = special(setUtility(arguments))
                return completion == .normal && isIdle ? .idle : completion
            case .shift: return special(try shiftUtility(arguments))
            case .unset: return special(try unsetUtility(arguments))
            case .export: return special(try exportUtility(arguments))
            case .readonly: return special(try readonlyUtility(arguments))
            case .times: return special(try timesUtility(arguments))
            // An unknown condition is no error of a special builtin.
            case .trap: return returning(try trapUtility(arguments))
            case .alias: return returning(try aliasUtility(arguments))
            case .bg: return returning(try bgUtility(arguments))
            case .cd: return returning(try cdUtility(arguments))
            case .fg: return try fgUtility(arguments)
            case .getopts: return returning(try getoptsUtility(arguments))
            case .hash: return returning(try hashUtility(arguments))
            case .jobs: return returning(try jobsUtility(arguments))
            case .kill: return returning(killUtility(arguments))
            case .read: return returning(try readUtility(arguments))
            case .type: return returning(try typeUtility(arguments))
            case .ulimit: return returning(try ulimitUtility(arguments))
            case .umask: return returning(try umaskUtility(arguments))
            case .unalias: return returning(try unaliasUtility(arguments))
            case .wait: return try waitUtility(arguments)
            case .pwd: return returning(try pwdUtility(arguments))
            case .dirs: return returning(dirsUtility(arguments))
            case .disown: return returning(try disownUtility(arguments))
            case .let: return returning(letUtility(arguments))
            case .local: return returning(try localUtility(arguments))
            case .mapfile: return returning(mapfileUtility(arguments))
            case .popd: return returning(try popdUtility(arguments))
            case .pushd: return returning(try pushdUtility(arguments))
            case .see: return returning(seeUtility(arguments))
            case .suspend: return returning(try suspendUtility(arguments))
            }
        } catch {
            return builtin.isSpecial ? special(error) : returning(error)
        }
    }

    /// The completion of a special builtin: an error ends a non-interactive shell. A feature of bash that is left out ends it
    /// only where no command tests the status.
    ///
    /// POSIX: XCU 2.8.1
    private func special(_ status: ExitStatus) -> Completion {
        state.status = status
        return status.isSuccess || hasMetLeftOut ? .normal : .aborting
    }

    @inline(__always)
    func returning(_ status: ExitStatus) -> Completion {
        state.status = status
        return .normal
    }
}
