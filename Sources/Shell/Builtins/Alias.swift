// alias and unalias. The parser substitutes aliases.
//
// POSIX: XCU alias, unalias, 2.3.1

import Bytes

extension Shell {
    /// Defines aliases, or writes them as `name='value'`; `-p` writes them as commands.
    func aliasUtility(_ arguments: [ByteString]) -> ExitStatus {
        var scanner = OptionScanner(arguments, "p")
        guard let options = scanner.flags() else { return refuse(scanner) }
        let prefix: ByteString = options.isEmpty ? "" : "alias "
        if scanner.operands.isEmpty {
            for (name, value) in state.aliases.sorted { write(prefix + Self.aliasText(name, value) + "\n") }
            return .success
        }
        var status = ExitStatus.success
        for operand in scanner.operands {
            let (name, value) = Self.cutAssignment(operand)
            if let value, Self.isAliasName(name) {
                state.aliases[name] = value
            } else if value != nil {
                status = fail("alias", name + ": not a name for an alias")
            } else if let value = state.aliases[name] {
                write(prefix + Self.aliasText(name, value) + "\n")
            } else {
                status = fail("alias", name + ": not found")
            }
        }
        return status
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
    func unaliasUtility(_ arguments: [ByteString]) -> ExitStatus {
        var scanner = OptionScanner(arguments, "a")
        guard let options = scanner.flags() else { return refuse(scanner) }
        guard options.isEmpty else {
            state.aliases.removeAll()
            return .success
        }
        guard !scanner.operands.isEmpty else { return misuse("unalias", "a name is missing") }
        var status = ExitStatus.success
        for name in scanner.operands {
            if state.aliases[name] == nil { status = fail("unalias", name + ": not found") }
            state.aliases[name] = nil
        }
        return status
    }
}
