// bind: the keys with which lines are edited. An extension, as bash's.
//
// The line editor is no part of the shell: whoever edits lines sets `bindKeys`, and knows what the options mean.

public import Bytes

extension Shell {
    /// What `bind` asks the line editor: an option's letter, 0 for a line of an init file, with its argument and a keymap. The
    /// answer is what to write, and what is wrong; "" for a failure that needs no more words.
    public typealias KeyBinder = (
        _ option: UInt8, _ argument: ByteString, _ keymap: ByteString?
    ) -> (text: ByteString, problem: ByteString?)

    func bindUtility(_ arguments: [ByteString]) -> ExitStatus {
        var scanner = OptionScanner(arguments, "f:lm:pPq:r:sSu:vVx:X")
        var requests: [(option: UInt8, argument: ByteString)] = []
        var keymap: ByteString?
        while let option = scanner.next() {
            switch option {
            case OptionScanner.problem: return refuse(scanner)
            case UInt8(ascii: "m"): keymap = scanner.argument
            default: requests.append((option, scanner.argument))
            }
        }
        requests += scanner.operands.map { (0, $0) }
        guard let bindKeys else {
            report("bind", "no lines are edited")
            return .failure
        }
        var status = ExitStatus.success
        for (option, argument) in requests {
            flushOutput()
            let (text, problem) = bindKeys(option, argument, keymap)
            write(text)
            guard let problem else { continue }
            if !problem.isEmpty { report("bind", problem) }
            status = .failure
        }
        return status
    }
}
