// let, an extension: evaluates arithmetic expressions. `((expression))` is parsed as `let "expression"`.

import Bytes

extension Shell {
    /// The status is 1 where the last expression is zero or one is wrong.
    func letUtility(_ arguments: [ByteString]) -> ExitStatus {
        let operands = Self.operands(arguments)
        guard !operands.isEmpty else { return misuse("let", "the expression is missing") }
        var value: Int64 = 0
        do {
            for operand in operands { value = try evaluate(text: operand) }
            return value == 0 ? .failure : .success
        } catch {
            if case .notSupported(let what) = error { return leaveOut(what) }
            report(error)
            return .failure
        }
    }
}
