// `$(<file)`, an extension as bash and ksh have it: the contents of the file, read by the shell itself.
//
// Unspecified: a substitution of a redirection alone is the contents of the file; as bash and ksh. With posix it is
// what any redirection without a command gives, which is nothing.
//
// POSIX: XCU 2.6.3

import Bytes
import Kernel
import Syntax

extension Shell {
    /// The bytes of the file, without NULs, where the list is one redirection of standard input and nothing else; nil
    /// where it is not. Sets `$?`; a file that cannot be opened is reported, and is empty.
    func contents(ofFileIn list: List) -> [UInt8]? {
        guard let redirection = list.onlyInput, !state.options.contains(.posix) else { return nil }
        // As in a subshell, expanding the name changes nothing here.
        let saved = state
        let mark = descriptors.covered.count
        var bytes: [UInt8] = []
        state.status = .success
        do {
            try perform([redirection])
            bytes = readAll(0)
        } catch {
            _ = redirectionFailed(error)
        }
        descriptors.restore(downTo: mark)
        let status = state.status
        state = saved
        state.status = status
        return bytes
    }
}

extension List {
    /// `<file`, where the list is that alone.
    fileprivate var onlyInput: Redirection? {
        guard case .simple(let command)? = onlyCommand, command.words.isEmpty, command.assignments.isEmpty,
            command.redirections.count == 1, case .input = command.redirections[0].operator
        else { return nil }
        switch command.redirections[0].descriptor {
        case .implied, .number(0): return command.redirections[0]
        case .number, .variable: return nil
        }
    }
}
