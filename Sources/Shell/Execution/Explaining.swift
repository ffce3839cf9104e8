// Explaining: with `set -o explain`, an extension, a shell that errexit ends says which command of which stage was the reason.

import Bytes
import Syntax

extension Shell {
    /// Reports the stage whose status has become that of the pipeline with these commands.
    func explainExit(_ commands: OneOrMore<Command>) {
        let reason = statuses.lastIndex { $0 == state.status } ?? statuses.count - 1
        let stages = commands.count
        let command = commands[min(reason, stages - 1)]
        var text: ByteString = "errexit: "
        if stages > 1 {
            text += "stage " + ByteString(decimal: reason + 1) + " of " + ByteString(decimal: stages) + ", "
        }
        text += "`" + Printer.print(command, showsBodies: false) + "', ended with status "
        text += ByteString(decimal: state.status.rawValue)
        report(text)
    }
}
