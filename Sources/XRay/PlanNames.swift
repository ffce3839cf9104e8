// The words for the parts of a plan, shared by its text, its JSON and its warnings.
//
// `shown` is escaped and for people; `name` is raw and for JSON, whose writer escapes.

import Bytes
import Wiring

/// A source that is not expanded yet, marked as such.
func marked(_ source: ByteString) -> ByteString {
    ByteString("\u{2039}") + source + ByteString("\u{203A}")
}

extension Planned<ByteString> {
    var name: ByteString {
        switch self {
        case .known(let value): value
        case .deferred(_, let source): marked(source)
        }
    }

    var shown: ByteString { Display.escaped(name) }
}

extension Planned<[ByteString]> {
    var strings: [ByteString] {
        switch self {
        case .known(let fields): fields
        case .deferred(_, let source): [marked(source)]
        }
    }
}

extension OpenMode {
    var flags: [ByteString] {
        switch self {
        case .read: ["read"]
        case .write: ["write", "create", "truncate"]
        case .writeNew: ["write", "create", "noclobber"]
        case .append: ["write", "create", "append"]
        case .readWrite: ["read", "write", "create"]
        }
    }
}

extension DescriptorTable.Entry {
    /// What the entry is called in JSON, where it stands at `fd`.
    func name(at fd: Int32) -> ByteString {
        switch self {
        case .inherited(let origin, _): origin == fd ? "inherited" : "inherited:" + ByteString(decimal: origin)
        case .opened(let path, let isDeferred, _, _): isDeferred ? marked(path) : path
        case .pipe(let end): end.name
        case .document: "here-document"
        case .unknown(let source): marked(source)
        }
    }

    var shown: ByteString {
        switch self {
        case .inherited(_, let name): Display.escaped(name)
        case .opened(let path, let isDeferred, _, _): Display.escaped(isDeferred ? marked(path) : path)
        case .pipe(let end): end.name
        case .document: "here-document"
        case .unknown(let source): Display.escaped(marked(source))
        }
    }
}

extension DescriptorTable {
    /// The table on one line; what is closed on exec is not for the command.
    var shown: ByteString {
        rows.filter { !$0.closeOnExec }.map { ByteString(decimal: $0.fd) + " " + $0.entry.shown }
            .joined(separator: "  ")
    }
}

extension PlannedTarget {
    var shown: ByteString {
        switch self {
        case .number(let number): ByteString(decimal: number)
        case .picked(let name, let number):
            "{" + Display.escaped(name) + "}" + (number < 0 ? "" : " " + ByteString(decimal: number))
        }
    }
}

extension CommandTarget {
    var kind: ByteString {
        switch self {
        case .specialBuiltin: "special builtin"
        case .builtin: "builtin"
        case .function: "function"
        case .external: "external"
        case .notFound: "not found"
        case .nothing: "nothing"
        case .deferred: "deferred"
        case .compound: "compound command"
        case .subshell: "subshell"
        case .definition: "function definition"
        }
    }

    var shown: ByteString {
        switch self {
        case .external(let path): Display.escaped(path)
        case .specialBuiltin, .builtin, .function, .notFound, .nothing, .deferred, .compound, .subshell, .definition:
            kind
        }
    }
}

extension Way {
    var name: ByteString {
        switch self {
        case .here: "here"
        case .spawn: "spawn"
        case .fork: "fork"
        }
    }
}

extension WayReason {
    /// The name in JSON.
    var name: ByteString {
        switch self {
        case .shell: "shell"
        case .compound: "compound"
        case .contained: "contained"
        case .filled: "filled"
        case .utility: "utility"
        case .expansion: "expansion"
        case .notFound: "not-found"
        case .subshell: "subshell"
        case .plain: "plain"
        }
    }
}

extension CommandPlan {
    /// How the command is executed, in a few words.
    var wayShown: ByteString {
        guard let (way, reason) = way else { return "not known yet" }
        switch reason {
        case .shell, .compound, .utility, .subshell: return way.name
        case .contained: return way.name + " (a copy of the state will do)"
        case .filled: return way.name + " (before its reader starts)"
        case .expansion: return way.name + " (it expands its words), exec"
        case .notFound: return way.name + " (not found, status 127)"
        case .plain: return way.name + " (SEESH_NO_FAST)"
        }
    }
}

extension CommandPlan {
    /// What stands for the stage in headings and diagrams.
    func label(columns: Int) -> ByteString {
        guard target == .nothing || !words.isEmpty else { return Display.escaped(text, columns: columns) }
        let assigned = assignments.map { $0.name + "=" + $0.value.name }
        return Display.escaped((assigned + words.flatMap(\.strings)).joined(separator: " "), columns: columns)
    }

    /// Each action in a few words, in order.
    var actionTexts: [ByteString] {
        var before = startTable
        return actions.enumerated().map { index, action in
            defer { before = tables[index] }
            return describe(action, before: before)
        }
    }

    private func describe(_ action: PlannedAction, before: DescriptorTable) -> ByteString {
        switch action {
        case .connect(let end, let to): return ByteString(decimal: to) + " = " + end.name
        case .null(let to): return ByteString(decimal: to) + " = open /dev/null (read)"
        case .open(let path, let mode, let to, _):
            return to.shown + " = open " + path.shown + " (" + mode.flags.joined(separator: ", ") + ")"
        case .openEnd(let end, let mode, let to):
            return to.shown + " = open " + end.name + " (" + mode.flags.joined(separator: ", ") + ")"
        case .duplicate(let from, let to):
            let source = before[from]?.entry.shown ?? "not open"
            return to.shown + " = copy of " + ByteString(decimal: from) + " (" + source + ")"
        case .close(let target): return "close " + target.shown
        case .document(let text, let to):
            guard let value = text.value else { return to.shown + " = here-document, deferred" }
            return to.shown + " = here-document of " + ByteString(decimal: value.count) + " bytes"
        case .deferredDuplicate(_, let source, let to):
            return to.shown + " = copy of " + Display.escaped(marked(source))
        case .fault(.notADescriptor(let operand), let to):
            return to.shown + " = copy of " + Display.escaped(operand) + " (no descriptor)"
        }
    }
}

extension [ByteString] {
    func joined(separator: ByteString) -> ByteString {
        var result: [UInt8] = []
        for (index, element) in enumerated() {
            if index > 0 { result.append(separator) }
            result.append(element)
        }
        return ByteString(result)
    }
}
