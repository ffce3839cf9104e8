// Which variables a command reads and sets, from its tree.

import Bytes
import Syntax
import Wiring

/// What a command does first with a variable.
enum VariableUse {
    case none, read, set
    /// Something is executed that is not known.
    case unknown
}

extension SimpleCommand {
    /// The variables that the words name for being set: `read x`, `export x=1`, `printf -v x`.
    var variablesSet: [ByteString] {
        guard let name = words.first?.unquotedLiteral else { return [] }
        let arguments = words.dropFirst()
        switch name {
        case "read", "mapfile", "readarray", "unset", "local", "export", "readonly", "declare", "typeset":
            return arguments.compactMap { word in
                let name = FileName(word)?.leadingName
                return name?.isEmpty == false ? name : nil
            }
        case "getopts": return (arguments.dropFirst().first?.unquotedLiteral.map { [$0] } ?? []) + ["OPTARG", "OPTIND"]
        case "printf":
            guard arguments.first?.unquotedLiteral == "-v" else { return [] }
            return arguments.dropFirst().first?.unquotedLiteral.map { [$0] } ?? []
        case "let": return arguments.flatMap { $0.arithmeticNames ?? [] }
        default: return []
        }
    }
}

extension FileName {
    /// The name of a variable at the start, in front of `=` or the end.
    fileprivate var leadingName: ByteString {
        var name = ByteString()
        for piece in pieces {
            guard case .byte(let byte) = piece, byte == 0x5F || (byte | 0x20) &- 0x61 < 26 || byte &- 0x30 < 10 else {
                return piece == .byte(0x3D) ? name : ""
            }
            name.append(byte)
        }
        return name
    }
}

extension Word {
    /// The variables of an arithmetic text: each may be set and read. nil where the text is not known.
    var arithmeticNames: [ByteString]? {
        guard let pieces = FileName(self)?.pieces else { return nil }
        var names: [ByteString] = []
        var name = ByteString()
        func end() {
            if let first = name.first, !(first &- 0x30 < 10) { names.append(name) }
            name = ByteString()
        }
        for piece in pieces {
            if case .value(let value) = piece { names.append(value) }
            guard let byte = piece.byte, byte == 0x5F || (byte | 0x20) &- 0x61 < 26 || byte &- 0x30 < 10 else {
                end()
                continue
            }
            name.append(byte)
        }
        end()
        return names
    }

    /// An expansion of the word reads the variable, outside of substitutions or in them.
    func reads(_ name: ByteString) -> Bool {
        var found = false
        forEachPart { part in
            switch part {
            case .variable(let variable): found = found || variable.bytes == name
            case .parameter(let expansion): found = found || expansion.parameter.names(name)
            case .arithmetic(let expansion): found = found || expansion.expression?.reads(name) ?? false
            case .command(let substitution): found = found || substitution.list.firstUse(of: name) == .read
            case .process(let process): found = found || process.list.firstUse(of: name) == .read
            case .literal, .quoted, .doubleQuoted, .tilde, .array: break
            }
        }
        return found
    }

    /// `${name=word}` or arithmetic sets the variable.
    fileprivate func sets(_ name: ByteString) -> Bool {
        var found = false
        forEachPart { part in
            switch part {
            case .parameter(let expansion):
                if case .assignDefault = expansion.modifier { found = found || expansion.parameter.names(name) }
            case .arithmetic(let expansion):
                found = found || expansion.expression?.assigned.contains(name) ?? false
            case .literal, .quoted, .doubleQuoted, .tilde, .variable, .command, .process, .array: break
            }
        }
        return found
    }
}

extension Parameter {
    var name: ByteString? {
        switch self {
        case .variable(let variable), .element(let variable, _): variable.bytes
        case .positional, .special: nil
        }
    }

    fileprivate func names(_ name: ByteString) -> Bool { self.name == name }
}

extension ArithmeticExpression {
    /// The variables that it sets.
    var assigned: [ByteString] {
        switch self {
        case .number, .value, .parameter: []
        case .unary(_, let operand): operand.assigned
        case .binary(_, let left, let right), .logicalAnd(let left, let right), .logicalOr(let left, let right),
            .comma(let left, let right):
            left.assigned + right.assigned
        case .conditional(let condition, let then, let otherwise):
            condition.assigned + then.assigned + otherwise.assigned
        case .assign(let target, _, let value): [target.name] + value.assigned
        case .prefixStep(let target, _), .postfixStep(let target, _): [target.name]
        }
    }

    fileprivate func reads(_ name: ByteString) -> Bool {
        switch self {
        case .number: false
        case .value(let target): target.name == name
        case .parameter(let parameter): parameter.names(name)
        case .unary(_, let operand): operand.reads(name)
        case .binary(_, let left, let right), .logicalAnd(let left, let right), .logicalOr(let left, let right),
            .comma(let left, let right):
            left.reads(name) || right.reads(name)
        case .conditional(let condition, let then, let otherwise):
            condition.reads(name) || then.reads(name) || otherwise.reads(name)
        case .assign(let target, let operation, let value): value.reads(name) || operation != nil && target.name == name
        case .prefixStep(let target, _), .postfixStep(let target, _): target.name == name
        }
    }
}

extension ArithmeticExpression.Target {
    fileprivate var name: ByteString {
        switch self {
        case .variable(let name), .element(let name, _): name.bytes
        }
    }
}

// The first use of a variable.
extension List {
    func firstUse(of name: ByteString) -> VariableUse {
        for andOr in andOrLists {
            for pipeline in [andOr.first] + andOr.rest.map(\.pipeline) {
                let use = pipeline.firstUse(of: name)
                if use != .none { return use }
            }
        }
        return .none
    }
}

extension Pipeline {
    func firstUse(of name: ByteString) -> VariableUse {
        for command in commands {
            let use = command.firstUse(of: name)
            // What a stage sets is not set behind it.
            if use == .set, commands.count > 1 { return .unknown }
            if use != .none { return use }
        }
        return .none
    }
}

extension Command {
    func firstUse(of name: ByteString) -> VariableUse {
        if case .function = self { return .none }
        if words.contains(where: { $0.reads(name) }) { return .read }
        if words.contains(where: { $0.sets(name) }) { return .set }
        switch self {
        case .function: return .none
        case .simple(let simple): return simple.firstUse(of: name)
        case .compound(let compound):
            if case .forClause(let clause) = compound.kind, clause.variable.bytes == name { return .set }
            for list in lists {
                let use = list.firstUse(of: name)
                if use != .none { return use }
            }
            return .none
        }
    }
}

extension SimpleCommand {
    fileprivate func firstUse(of name: ByteString) -> VariableUse {
        if assignments.contains(where: { $0.name.bytes == name }) { return words.isEmpty ? .set : .unknown }
        guard let word = words.first else { return .none }
        guard let command = word.unquotedLiteral else { return .unknown }
        switch command {
        case "eval", ".", "source", "exec", "exit", "return", "break", "continue", "trap", "command", "builtin":
            return .unknown
        case "let":
            return variablesSet.contains(name) ? .read : .none
        case "export", "readonly": return .none
        default: return variablesSet.contains(name) ? .set : .none
        }
    }
}
