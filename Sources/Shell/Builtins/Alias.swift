// alias and unalias. The parser substitutes aliases.
//
// POSIX: XCU alias, unalias, 2.3.1

import Bytes

extension Shell {
    /// Defines aliases, or writes them as `name='value'`; `-p` writes them as commands.
    func aliasUtility(_ arguments: [ByteString]) throws(ExitStatus) -> ExitStatus {
        let (options, operands) = try parse(arguments, "p")
        let prefix: ByteString = options.isEmpty ? "" : "alias "
        if operands.isEmpty {
            for (name, value) in state.aliases.sorted { write(prefix + Self.aliasText(name, value) + "\n") }
        }
        return forEach(operands) { operand in
            let (name, newValue) = Self.cutAssignment(operand)
            if let newValue {
                guard Self.isAliasName(name) else { return fail("alias", name + ": not a name for an alias") }
                state.aliases[name] = newValue
            } else {
                guard let value = state.aliases[name] else { return fail("alias", name + ": not found") }
                write(prefix + Self.aliasText(name, value) + "\n")
            }
            return .success
        }
    }

    static func aliasText(_ name: ByteString, _ value: ByteString) -> ByteString {
        (name.hasHidden ? name.shellQuoted : name) + "=" + value.shellQuoted(always: true)
    }

    /// True for bytes that can be one unquoted word.
    ///
    /// Unspecified: names of aliases may have bytes beside letters, digits and `!%,-@_` that mean nothing to the shell, as in
    /// all peers.
    ///
    /// POSIX: XBD 3.10
    static func isAliasName(_ bytes: ByteString) -> Bool {
        let special: ByteString = " \t\n\"'\\$`/=|&;<>()#*?["
        return !bytes.isEmpty && !bytes.contains { special.contains($0) || $0 < 0x20 || $0 == 0x7F }
    }

    /// Removes aliases, all of them with `-a`.
    func unaliasUtility(_ arguments: [ByteString]) throws(ExitStatus) -> ExitStatus {
        let (options, operands) = try parse(arguments, "a")
        guard options.isEmpty else {
            state.aliases.removeAll()
            return .success
        }
        guard !operands.isEmpty else { return misuse("unalias", "a name is missing") }
        return forEach(operands) { name in
            guard state.aliases[name] != nil else { return fail("unalias", name + ": not found") }
            state.aliases[name] = nil
            return .success
        }
    }
}
