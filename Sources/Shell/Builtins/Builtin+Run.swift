// The switch from a builtin to its function.

import Bytes
import Syntax

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
        switch builtin {
        case .colon, .true: return returning(.success)
        case .false: return returning(.failure)
        case .echo: return returning(echoUtility(arguments))
        case .test, .bracket: return returning(testUtility(arguments))
        case .printf: return returning(printfUtility(arguments))
        case .break: return breakUtility(arguments)
        case .continue: return continueUtility(arguments)
        case .return: return returnUtility(arguments)
        case .exit: return exitUtility(arguments)
        case .eval: return evalUtility(arguments, isFinal && endsInside)
        case .dot, .source: return dotUtility(arguments, isFinal && endsInside)
        case .exec: return execUtility(arguments)
        case .command: return commandUtility(arguments, isFinal)
        case .bind, .compgen, .complete, .fc, .history: return madeSession().run(builtin, arguments)
        case .set:
            let completion = special(setUtility(arguments))
            return completion == .normal && isIdle ? .idle : completion
        case .shift: return special(shiftUtility(arguments))
        case .unset: return special(unsetUtility(arguments))
        case .export: return special(exportUtility(arguments))
        case .readonly: return special(readonlyUtility(arguments))
        case .times: return special(timesUtility(arguments))
        case .trap: return trapped(trapUtility(arguments))
        case .alias: return returning(aliasUtility(arguments))
        case .bg: return returning(bgUtility(arguments))
        case .cd: return returning(cdUtility(arguments))
        case .fg: return fgUtility(arguments)
        case .getopts: return returning(getoptsUtility(arguments))
        case .hash: return returning(hashUtility(arguments))
        case .jobs: return returning(jobsUtility(arguments))
        case .kill: return returning(killUtility(arguments))
        case .read: return returning(readUtility(arguments))
        case .type: return returning(typeUtility(arguments))
        case .ulimit: return returning(ulimitUtility(arguments))
        case .umask: return returning(umaskUtility(arguments))
        case .unalias: return returning(unaliasUtility(arguments))
        case .wait: return waitUtility(arguments)
        case .pwd: return returning(pwdUtility(arguments))
        case .dirs: return returning(dirsUtility(arguments))
        case .disown: return returning(disownUtility(arguments))
        case .let: return returning(letUtility(arguments))
        case .local: return returning(localUtility(arguments))
        case .mapfile: return returning(mapfileUtility(arguments))
        case .popd: return returning(popdUtility(arguments))
        case .pushd: return returning(pushdUtility(arguments))
        case .see: return returning(seeUtility(arguments))
        case .suspend: return returning(suspendUtility(arguments))
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

    /// An unknown condition is no error of a special builtin.
    private func trapped(_ status: ExitStatus) -> Completion {
        state.status = status
        return status == .usage && !hasMetLeftOut ? .aborting : .normal
    }

    @inline(__always)
    func returning(_ status: ExitStatus) -> Completion {
        state.status = status
        return .normal
    }

    /// The completion of a special builtin with a usage error.
    func aborting(_ status: ExitStatus) -> Completion {
        state.status = status
        return .aborting
    }
}
