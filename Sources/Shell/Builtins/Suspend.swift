// suspend: stops the shell itself. An extension, as in bash.

import Bytes
import Kernel

extension Shell {
    /// Stops the shell's process group until it gets SIGCONT. A login shell refuses without `-f`: no process may be there to
    /// continue it.
    func suspendUtility(_ arguments: [ByteString]) throws(ExitStatus) -> ExitStatus {
        let (options, operands) = try parse(arguments, "f")
        guard operands.isEmpty else { return misuse("suspend", "too many operands") }
        guard !options.isEmpty || !state.name.hasPrefix("-") else {
            return fail("suspend", "a login shell is not suspended without -f")
        }
        flushOutput()
        do {
            try Kernel.sendSignal(Signals.number(named: "STOP") ?? 0, to: 0)
            return .success
        } catch {
            return fail("suspend", error.message)
        }
    }
}
