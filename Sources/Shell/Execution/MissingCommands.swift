// Missing commands: what is said where no utility has the name, and which names are builtins of bash that are left out.
//
// Unspecified: a script that relies on `declare`, `typeset` and others of those, whose results the standard
// leaves open, is told so, with status 2, instead of being told to search for a utility. With posix they are names like
// any other.
//
// Left to Utilities: the search.
//
// POSIX: XCU 2.8.2

import Bytes

extension Shell {
    /// Reports that there is no utility `name`.
    ///
    /// - Returns: the status of the command, 127, or 2 for a builtin of bash.
    func reportMissing(_ name: ByteString) -> ExitStatus {
        guard !state.options.contains(.posix), Self.isLeftOut(name) else {
            report(name, "not found" + suggestion(for: name))
            return .notFound
        }
        report(name, "not supported")
        return .usage
    }

    private static func isLeftOut(_ name: ByteString) -> Bool {
        switch name {
        case "builtin", "caller", "compopt", "declare", "enable", "help", "logout", "readarray", "shopt", "typeset":
            true
        default: false
        }
    }
}
