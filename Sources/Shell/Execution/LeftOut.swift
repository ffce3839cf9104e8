// Left out: the words of bash that seesh has not, and what follows where a script meets one. With posix they are names and
// options like any other.
//
// Unspecified: what the script would get without them is wrong, so it ends there, with status 2; but not where it tests the
// command, which is where errexit would not end it; the test of a function or a subshell is one of its last command. An
// interactive shell goes on.
//
// Syntax refuses what is left out of the grammar, and Utilities searches PATH.
//
// POSIX: XCU 2.8.1, 2.8.2

import Bytes

/// What the command at hand has met.
struct MetLeftOut {
    let what: ByteString
    /// Standard error was redirected when it was reported.
    let isHidden: Bool
}

extension Shell {
    /// Reports that there is no utility `name`.
    ///
    /// - Returns: the status of the command, 127, or 2 for a builtin of bash.
    func reportMissing(_ name: ByteString) -> ExitStatus {
        guard !state.options.contains(.posix), Self.isLeftOut(name) else {
            report(name, "not found" + (session?.hint(for: name) ?? ""))
            return .notFound
        }
        return leaveOut(name)
    }

    /// Reports what is left out, and lets the script end when the command does; see `endAtLeftOut`.
    func leaveOut(_ what: ByteString) -> ExitStatus {
        report(what, "not supported")
        metLeftOut = MetLeftOut(what: what, isHidden: descriptors.coversStandardError)
        return .usage
    }

    var hasMetLeftOut: Bool { metLeftOut != nil }

    /// Asked where a pipeline has ended that has met what is left out, and before the next list: whether the script ends here.
    /// A function that is tested as a whole tests its last command only.
    func endAtLeftOut() -> Completion? {
        guard let met = metLeftOut else { return nil }
        guard !isInteractive, !state.frames.isTestedHere else {
            metLeftOut = nil
            return nil
        }
        return state.frames.toleratesFailure ? nil : end(at: met)
    }

    /// The script ends, and not without a word.
    func end(at met: MetLeftOut) -> Completion {
        metLeftOut = nil
        if met.isHidden { report(met.what, "not supported") }
        return .exiting
    }

    private static func isLeftOut(_ name: ByteString) -> Bool {
        switch name {
        case "builtin", "caller", "compopt", "declare", "enable", "help", "logout", "readarray", "shopt", "typeset":
            true
        default: false
        }
    }
}

extension Builtin {
    /// The letters of bash's options that the utility has not.
    var optionsLeftOut: ByteString {
        switch self {
        case .cd: "@"
        case .compgen, .complete: "ADEGIPSVXabcdefgjksuv"
        case .exec: "l"
        case .export: "f"
        case .hash: "dlpt"
        case .history: "anprsw"
        case .jobs: "nrsx"
        case .local: "AFIfgilnptux"
        case .mapfile: "Cc"
        case .read: "ei"
        case .readonly: "Aaf"
        case .set: "BEHPTkpt"
        case .trap: "l"
        case .type: "Pf"
        case .ulimit: "PTbk"
        case .unset: "n"
        case .alias, .bg, .bind, .bracket, .break, .colon, .command, .continue, .dirs, .disown, .dot, .echo, .eval,
            .exit, .false, .fc, .fg, .getopts, .kill, .let, .popd, .printf, .pushd, .pwd, .return, .see, .shift,
            .source, .suspend, .test, .times, .true, .umask, .unalias, .wait:
            ""
        }
    }
}

extension ShellOptions {
    /// True for the names that `set -o` has in bash only.
    static func isLeftOut(_ name: ByteString) -> Bool {
        switch name {
        case "braceexpand", "errtrace", "functrace", "histexpand", "history", "interactive-comments", "keyword",
            "onecmd", "physical", "privileged":
            true
        default: false
        }
    }
}
