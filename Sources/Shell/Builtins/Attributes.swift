// export, readonly, unset and local: the attributes of variables, and how long they live.
//
// The interpreter has expanded operands `name=value` as assignments, without field splitting. An operand that fails is
// reported and the others are still processed; the status is `usage`, which marks an error of a special built-in utility.
//
// POSIX: XCU export, readonly, unset

import Bytes
import Syntax

extension Shell {
    /// Exports variables, or with `-n` removes the attribute.
    ///
    /// POSIX: XCU export
    func exportUtility(_ arguments: [ByteString]) throws(ExitStatus) -> ExitStatus {
        let (options, operands) = try parse(arguments, "np")
        if operands.isEmpty { listVariables(with: .exported, as: "export ") }
        return declare(operands, for: "export") { (name, value) throws(ShellError) in
            try assignArgument(name, value)
            if options.contains("n") { self.state.variables.remove(.exported, for: name) } else { self.export(name) }
        }
    }

    /// Protects variables against assignment and unset.
    ///
    /// POSIX: XCU readonly
    func readonlyUtility(_ arguments: [ByteString]) throws(ExitStatus) -> ExitStatus {
        let operands = try parse(arguments, "p").operands
        if operands.isEmpty { listVariables(with: .readonly, as: "readonly ") }
        return declare(operands, for: "readonly") { (name, value) throws(ShellError) in
            try assignArgument(name, value)
            self.state.variables.insert(.readonly, for: name)
        }
    }

    /// Calls `body` with the name and the value of each operand. Operands that fail are reported; the status is `failure`.
    private func declare(
        _ operands: ArraySlice<ByteString>, for utility: ByteString, failure: ExitStatus = .usage,
        body: (Name, ByteString?) throws(ShellError) -> Void
    ) -> ExitStatus {
        forEach(operands) { operand in
            let (name, value) = Self.cutAssignment(operand)
            guard name.isName else { return fail(utility, name + ": not a name", failure) }
            do throws(ShellError) {
                try body(names.intern(name), value)
                return .success
            } catch {
                return fail(utility, error.message, failure)
            }
        }
    }

    private func assignArgument(_ name: Name, _ value: ByteString?) throws(ShellError) {
        if let value { try assign(name, value) } else { try assignArrayArgument(name) }
    }

    /// Lists the variables with an attribute as commands. An array is assigned before its declaration.
    private func listVariables(with attribute: Variable.Attributes, as command: ByteString) {
        for name in sortedVariables() where state.variables.attributes(of: name).contains(attribute) {
            switch state.variables[name].value {
            case .string, .number:
                write(assignmentText(of: name, prefix: command))
            case .array:
                write(assignmentText(of: name) + command + name.bytes + "\n")
            case .unset:
                write(command + name.bytes + "\n")
            }
        }
    }

    /// Removes variables, or functions with `-f`.
    ///
    /// Unspecified: without an option no function is removed, as in dash, mksh, ksh93 and yash.
    ///
    /// POSIX: XCU unset
    func unsetUtility(_ arguments: [ByteString]) throws(ExitStatus) -> ExitStatus {
        let (options, operands) = try parse(arguments, "fv")
        return forEach(operands) { operand in
            do throws(ShellError) {
                if options.last == UInt8(ascii: "f") {
                    state.functions[names.intern(operand)] = nil
                } else if try !unset(operand) {
                    return fail("unset", operand + ": not a name", .usage)
                }
                return .success
            } catch {
                return fail("unset", error.message, .usage)
            }
        }
    }

    /// Unsets a variable or an element; false where `operand` names neither.
    private func unset(_ operand: ByteString) throws(ShellError) -> Bool {
        guard let target = try target(operand) else { return false }
        if let index = target.index {
            try unsetElement(target.name, at: index)
        } else {
            try unsetVariable(target.name)
            if target.name == SpecialVariable.LINENO.name { state.computed.tellsLineNumber = false }
        }
        return true
    }

    private func unsetElement(_ name: Name, at index: Int) throws(ShellError) {
        switch state.variables[name].value {
        case .unset:
            return
        case .string, .number:
            if index == 0 { try unsetVariable(name) }
        case .array:
            let place = index < 0 ? index &+ elements(of: name).nextIndex : index
            guard place >= 0 else { throw .badAssignment(name.bytes) }
            var array = takeElements(of: name)
            array[place] = nil
            try assign(name, .array(array))
        }
    }

    /// Makes variables local to the function, with `-r` readonly; without operands lists them. An extension. `-a` has no
    /// effect: every variable can be an array.
    ///
    /// Unspecified: a local variable begins unset and keeps the export attribute, as in bash. A readonly one cannot be covered.
    func localUtility(_ arguments: [ByteString]) throws(ExitStatus) -> ExitStatus {
        let (options, operands) = try parse(arguments, "ar")
        guard state.frames.isInFunction else { return fail("local", "not in a function") }
        let scope = state.frames.variables
        if operands.isEmpty {
            for name in sortedVariables() where state.variables.isCovered(name, since: scope) {
                write(assignmentText(of: name))
            }
        }
        return declare(operands, for: "local", failure: .failure) { (name, value) throws(ShellError) in
            let attributes = state.variables.attributes(of: name)
            if attributes.contains(.readonly) { throw .readonly(name.bytes) }
            if !state.variables.isCovered(name, since: scope) {
                state.variables.cover(name)
                try unsetVariable(name)
                if attributes.contains(.exported) { export(name) }
            }
            try assignArgument(name, value)
            if options.contains("r") { state.variables.insert(.readonly, for: name) }
        }
    }
}
