// Question: what seesh is asked by people whose shell is another one. No script is read, no start-up file executed, and
// nothing interactive.

import Bytes
import Shell

enum Question {
    /// `--why [operand...]`, and so for each mode of `see` that is an option.
    case view(option: ByteString, arguments: [ByteString])
    /// `--after SECONDS [--json] [--] command [argument...]`
    case command(arguments: [ByteString])

    /// nil where the option is none that takes all that follows.
    init?(option: ByteString, arguments: [ByteString]) {
        if option == "--after" {
            self = .command(arguments: arguments)
        } else if Shell.isQuestion(option) {
            self = .view(option: option, arguments: arguments)
        } else {
            return nil
        }
    }

    /// Answers it, and ends with the status of the answer.
    func answer(_ shell: Shell) -> Never {
        switch self {
        case .view(let option, let arguments): shell.leave(shell.answer(option, arguments))
        case .command(let arguments): shell.runWatched(arguments)
        }
    }
}
