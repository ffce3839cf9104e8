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
    func exportUtility(_ arguments: [ByteString]) -> ExitStatus {
        var scanner = OptionScanner(arguments, "np")
        guard let options = scanner.flags() else { return refuse(scanner) }
        guard !scanner.operands.isEmpty else {
            listVariables(with: .exported, as: "export ")
            return .success
        }
        return declare(scanner.operands, for: "export", failure: .usage) { (name, value) throws(ShellError) in
            try assignArgument(name, value)
            if options.contains("n") { self.state.variables.remove(.exported, for: name) } else { self.export(name) }
        }
    }

    /// Protects variables against assignment and unset.
    ///
    /// POSIX: XCU readonly
    func readonlyUtility(_ arguments: [ByteString]) -> ExitStatus {
        var scanner = OptionScanner(arguments, "p")
        guard scanner.flags() != nil else { return refuse(scanner) }
        guard !scanner.operands.isEmpty else {
            listVariables(with: .readonly, as: "readonly ")
            return .success
        }
        return declare(scanner.operands, for: "readonly", failure: .usage) { (name, value) throws(ShellError) in
            try assignArgument(name, value)
            self.state.variables.insert(.readonly, for: name)
        }
    }

    /// Calls `body` with the name and the value of each operand. Operands that fail are reported; the status is `failure`.
    private func declare(
        _ operands: ArraySlice<ByteString>, for utility: ByteString, failure: ExitStatus,
        body: (Name, ByteString?) throws(ShellError) -> Void
    ) -> ExitStatus {
        var status = ExitStatus.success
        for operand in operands {
            let (name, value) = Self.cutAssignment(operand)
            guard name.isName else {
                status = fail(utility, name + ": not a name", failure)
                continue
            }
            do {
                try body(names.intern(name), value)
            } catch {
                status = fail(utility, error.message, failure)
            }
        }
        return status
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
                write(assignmentText(of: name, prefix: "") + command + name.bytes + "\n")
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
    func unsetUtility(_ arguments: [ByteString]) -> ExitStatus {
        var scanner = OptionScanner(arguments, "fv")
        guard let options = scanner.flags() else { return refuse(scanner) }
        var status = ExitStatus.success
        for operand in scanner.operands {
            do {
                if options.last == UInt8(ascii: "f") {
                    state.functions[names.intern(operand)] = nil
                } else if try !unset(operand) {
                    status = fail("unset", operand + ": not a name", .usage)
                }
            } catch {
                status = fail("unset", error.message, .usage)
            }
        }
        return status
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
    func localUtility(_ arguments: [ByteString]) -> ExitStatus {
        var scanner = OptionScanner(arguments, "ar")
        guard let options = scanner.flags() else { return refuse(scanner) }
        guard state.frames.isInFunction else { return fail("local", "not in a function") }
        let scope = state.frames.variables
        guard !scanner.operands.isEmpty else {
            for name in sortedVariables() where state.variables.isCovered(name, since: scope) {
                write(assignmentText(of: name, prefix: ""))
            }
            return .success
        }
        return declare(scanner.operands, for: "local", failure: .failure) { (name, value) throws(ShellError) in
            try makeLocal(name, value, since: scope)
            if options.contains("r") { state.variables.insert(.readonly, for: name) }
        }
    }

    private func makeLocal(_ name: Name, _ value: ByteString?, since scope: Int) throws(ShellError) {
        let attributes = state.variables.attributes(of: name)
        if attributes.contains(.readonly) { throw .readonly(name.bytes) }
        if !state.variables.isCovered(name, since: scope) {
            state.variables.cover(name)
            try unsetVariable(name)
            if attributes.contains(.exported) { export(name) }
        }
        try assignArgument(name, value)
    }
}
