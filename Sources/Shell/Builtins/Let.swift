// let, an extension: arithmetic expressions for their effects and their truth; `((expression))` is parsed as one.

import Bytes

extension Shell {
    /// Evaluates its operands as arithmetic expressions.
    ///
    /// - Returns: failure where the last one is zero, or one is in error.
    func letUtility(_ arguments: [ByteString]) -> ExitStatus {
        let operands = Self.operands(arguments)
        guard !operands.isEmpty else { return misuse("let", "the expression is missing") }
        var value: Int64 = 0
        for operand in operands {
            do {
                value = try evaluate(text: operand)
            } catch {
                if case .notSupported(let what) = error { return leaveOut(what) }
                report(error)
                return .failure
            }
        }
        return value == 0 ? .failure : .success
    }
}
