// VariableTarget: the variable or array element (an extension) that an operand of a utility names.
//
// POSIX: XBD 3.216

import Bytes
import Syntax

struct VariableTarget {
    let name: Name
    /// nil for the variable itself.
    let index: Int?
}

extension Shell {
    /// The variable or element that `operand` names; nil where it names neither. Throws the errors of the index.
    func target(_ operand: ByteString) throws(ShellError) -> VariableTarget? {
        if operand.isName { return VariableTarget(name: names.intern(operand), index: nil) }
        guard !state.options.contains(.posix), let bracket = operand.firstIndex(of: UInt8(ascii: "[")),
            operand.hasSuffix("]"), operand.prefix(bracket).isName, bracket + 2 < operand.count
        else { return nil }
        let index = try evaluate(text: operand[(bracket + 1)..<(operand.count - 1)])
        return VariableTarget(name: names.intern(operand.prefix(bracket)), index: Int(index))
    }

    func assign(_ target: VariableTarget, _ value: ByteString) throws(ShellError) {
        if let index = target.index {
            try assignElement(target.name, index: index, value)
        } else {
            try assign(target.name, value)
        }
    }

    /// Cuts `name=value` at the first equals sign; the value is nil where there is none.
    static func cutAssignment(_ operand: ByteString) -> (name: ByteString, value: ByteString?) {
        guard let equals = operand.firstIndex(of: UInt8(ascii: "=")) else { return (operand, nil) }
        return (operand.prefix(equals), operand.dropFirst(equals + 1))
    }
}
