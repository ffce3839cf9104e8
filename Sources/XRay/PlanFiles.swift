// The files that a stage of a plan reads and writes, as far as its words and redirections tell.
//
// A redirection says it plainly. Of operands it is known only for the utilities of FileOperands: to whatever else a
// command does with a word that is also a file's name (a pattern, a subcommand, a file to be removed) no warning belongs.

import Bytes
import Syntax
import Wiring

/// A file that a stage opens, by its name and, where there is one, its inode.
struct FileUse {
    /// Where the name stands in the command.
    enum Site: Equatable {
        case redirection(Int)
        /// At the end of the word with this index.
        case word(Int)
        case elsewhere
    }

    let name: FileName
    /// As it is written, for texts.
    let source: ByteString
    let mode: OpenMode
    let fact: PathStatus?
    let site: Site

    fileprivate var isOrdinary: Bool {
        fact.map { $0.kind == .file } ?? !(name.path?.hasPrefix("/dev/") ?? name.mayBeDevice)
    }

    func isSameFile(as other: FileUse) -> Bool {
        if let fact, let otherFact = other.fact {
            return fact.inode == otherFact.inode && fact.device == otherFact.device
        }
        return !name.hasPattern && name == other.name
    }
}

extension CommandPlan {
    /// The files of the redirections, as far as they are known.
    var opens: [FileUse] {
        zip(actions, origins).compactMap { action, origin in
            guard case .open(let path, let mode, _, let fact) = action, let name = FileName(path) else { return nil }
            let site: FileUse.Site = origin < 0 ? .elsewhere : .redirection(origin)
            return FileUse(name: name, source: path.source, mode: mode, fact: fact, site: site)
        }
    }

    /// The ordinary files that it reads, empties or appends to, by redirections and operands.
    var fileUses: [FileUse] {
        (opens.filter { [.read, .write, .append].contains($0.mode) } + operandUses).filter(\.isOrdinary)
    }

    /// The files of the operands, in order, where the utility is known.
    var operandUses: [FileUse] {
        switch target {
        case .external, .notFound: break
        case .specialBuiltin, .builtin: if !["command", "exec"].contains(knownFields.first) { return [] }
        case .function, .nothing, .deferred, .compound, .subshell, .definition: return []
        }
        guard let utility, let arguments = executed?.arguments else { return [] }
        return utility.uses(arguments).map { use in
            FileUse(
                name: use.name, source: use.source, mode: use.mode, fact: use.name.path.flatMap { found[$0] },
                site: use.word.map { .word($0) } ?? .elsewhere)
        }
    }

    /// False for what has read all of its input before it writes: that may go to the end of the same file.
    var writesWhileItReads: Bool { utility?.collects != true }

    /// How the operands are read that are files; nil where that is not known of the utility.
    var utility: FileOperands? {
        guard let (name, arguments) = executed else { return nil }
        if name.hasPrefix("python"), arguments.contains(where: { $0.text == "json.tool" }) { return .jsonTool }
        return FileOperands.named(name)
    }

    /// The utility that is executed at last, and the words behind its name.
    var executed: (name: ByteString, arguments: ArraySlice<Argument>)? { Wrapper.unwrapped(allArguments) }

    /// The words behind the name.
    var arguments: ArraySlice<Argument> { allArguments.dropFirst() }

    private var allArguments: ArraySlice<Argument> {
        var arguments: [Argument] = []
        for (index, word) in words.enumerated() {
            switch word {
            case .known(let fields):
                let place = fields.count == 1 ? index : nil
                arguments += fields.map { Argument(text: $0, name: FileName($0), source: $0.shellQuoted, word: place) }
            case .deferred(let word, let source):
                arguments.append(Argument(text: nil, name: FileName(word), source: source, word: index))
            }
        }
        return ArraySlice(arguments)
    }
}

/// A field of a command, or a word that is not expanded yet.
struct Argument {
    let text: ByteString?
    let name: FileName?
    let source: ByteString
    /// The index of the word, where the field is all of it.
    let word: Int?

    /// What it begins with, as far as that is known.
    var start: ByteString {
        var start = ByteString()
        for case .byte(let byte) in (name?.pieces.prefix { if case .byte = $0 { true } else { false } }) ?? [] {
            start.append(byte)
        }
        return text ?? start
    }

    /// Without the first bytes.
    func dropFirst(_ count: Int) -> Argument? {
        guard let name = name?.dropFirst(count) else { return nil }
        return Argument(
            text: text?.dropFirst(count), name: name, source: text?.dropFirst(count).shellQuoted ?? "", word: word)
    }
}

extension PlannedValue<ByteString> {
    /// As it can be typed.
    var source: ByteString {
        switch self {
        case .known(let path): path.shellQuoted
        case .deferred(_, let source): source
        }
    }
}

extension ByteString {
    /// What is behind the last slash.
    var baseName: ByteString { lastIndex(of: 0x2F).map { dropFirst($0 &+ 1) } ?? self }
}
