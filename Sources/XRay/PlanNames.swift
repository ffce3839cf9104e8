// The words for the parts of a plan, shared by its text, its JSON and its warnings.
//
// `shown` is escaped and for people; `name` is raw and for JSON, whose writer escapes.

import Bytes
import Wiring

/// A source that is not expanded yet, marked as such.
func marked(_ source: ByteString) -> ByteString {
    "\u{2039}\(source)\u{203A}"
}

extension PlannedValue<ByteString> {
    var name: ByteString {
        switch self {
        case .known(let value): value
        case .deferred(_, let source): marked(source)
        }
    }

    var shown: ByteString { Display.escaped(name) }
}

extension PlannedValue<[ByteString]> {
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
        case .inherited(let origin, _): origin == fd ? "inherited" : "inherited:\(origin)"
        case .opened(let path, let isDeferred, _, _): isDeferred ? marked(path) : path
        case .pipe(let end): end.name
        case .outer(let end, _): end.use == .substitution ? "$( )" : "outer \(end.name)"
        case .document: "here-document"
        case .unknown(let source): marked(source)
        }
    }

    var shown: ByteString {
        if case .inherited(_, let name) = self { return Display.escaped(name) }
        return Display.escaped(name(at: 0))
    }
}

extension DescriptorTable {
    /// What the command gets.
    var inheritable: [Row] { rows.filter { !$0.closeOnExec } }

    /// The table on one line.
    var shown: ByteString {
        inheritable.map { "\($0.fd) \($0.entry.shown)" }.joined(separator: "  ")
    }
}

extension PlannedTarget {
    fileprivate var shown: ByteString {
        switch self {
        case .number(let number): "\(number)"
        case .picked(let name, let number): "{\(name: name)}\(number < 0 ? "" : " \(number)")"
        }
    }
}

extension CommandKind {
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
        if case .external(let path) = self { Display.escaped(path) } else { kind }
    }
}

extension Way {
    var name: ByteString {
        switch self {
        case .here: "here"
        case .spawn: "spawn"
        case .fork: "fork"
        case .replace: "replace"
        }
    }
}

extension Way {
    /// What the shell does to start it, in JSON.
    var operation: ByteString {
        switch self {
        case .here: "run"
        case .spawn, .fork: "fork"
        case .replace: "replace"
        }
    }
}

extension WayReason {
    /// The name in JSON, and what the text says behind the way.
    var words: (json: ByteString, text: ByteString) {
        switch self {
        case .shell: ("shell", "")
        case .compound: ("compound", "")
        case .contained: ("contained", " (a copy of the state will do)")
        case .filled: ("filled", " (before its reader starts)")
        case .utility: ("utility", "")
        case .expansion: ("expansion", " (it expands its words), exec")
        case .notFound: ("not-found", " (not found, status 127)")
        case .subshell: ("subshell", "")
        case .last: ("last", " (nothing follows in its process)")
        case .plain: ("plain", " (SEESH_NO_FAST)")
        }
    }
}

extension CommandPlan {
    /// How the command is executed, in a few words.
    var wayShown: ByteString { way.map { "\($0.way.name)\($0.reason.words.text)" } ?? "not known yet" }

    /// What stands for the stage in headings and diagrams.
    func label(columns: Int) -> ByteString {
        guard target == .nothing || !words.isEmpty else { return Display.escaped(text, columns: columns) }
        let assigned = assignments.map { "\($0.name)=\($0.value.name)" as ByteString }
        return Display.escaped((assigned + words.flatMap(\.strings)).joined(separator: " "), columns: columns)
    }

    /// Each action in a few words, in order.
    var actionTexts: [ByteString] {
        zip(actions, [startTable] + tables).map { $0.shown(before: $1) }
    }
}

// The same facts for people and in JSON.
extension PlannedAction {
    /// `before` is the table without it.
    fileprivate func shown(before: DescriptorTable) -> ByteString {
        func opened(_ path: ByteString, _ mode: OpenMode) -> ByteString {
            "open \(path) (\(mode.flags.joined(separator: ", ")))"
        }
        switch self {
        case .connect(let end, let to): return "\(to) = \(end.name)"
        case .null(let to): return "\(to) = \(opened("/dev/null", .read))"
        case .open(let path, let mode, let to, _): return "\(to.shown) = \(opened(path.shown, mode))"
        case .openEnd(let end, let mode, let to): return "\(to.shown) = \(opened(end.name, mode))"
        case .duplicate(let from, let to):
            return "\(to.shown) = copy of \(from) (\(before[from]?.entry.shown ?? "not open"))"
        case .close(let target): return "close \(target.shown)"
        case .document(let text, let to):
            return "\(to.shown) = here-document\(text.value.map { " of \($0.count) bytes" } ?? ", deferred")"
        case .deferredDuplicate(_, let source, let to): return "\(to.shown) = copy of \(name: marked(source))"
        case .fault(.notADescriptor(let operand), let to):
            return "\(to.shown) = copy of \(name: operand) (no descriptor)"
        }
    }

    var json: JSON {
        switch self {
        case .connect(let end, let to): ["op": "dup2", "from": end.name, "to": to]
        case .null(let to): ["op": "open", "path": "/dev/null", "flags": OpenMode.read.flags, "to": to]
        case .open(let path, let mode, let to, _):
            ["op": "open", "path": path.name, "flags": mode.flags, "to": to.number]
        case .openEnd(let end, let mode, let to):
            ["op": "open", "path": end.name, "flags": mode.flags, "to": to.number]
        case .duplicate(let from, let to): ["op": "dup2", "from": from, "to": to.number]
        case .close(let target): ["op": "close", "fd": target.number]
        case .document(let text, let to): ["op": "here-document", "text": text.name, "to": to.number]
        case .deferredDuplicate(_, let source, let to): ["op": "dup2", "from": marked(source), "to": to.number]
        case .fault(.notADescriptor(let operand), let to): ["op": "fault", "from": operand, "to": to.number]
        }
    }
}
