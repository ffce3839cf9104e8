// The files that a stage of a plan reads and writes, as far as its words and redirections tell.
//
// A redirection says it plainly. Of operands it is known only for the utilities in the table here: to whatever else a
// command does with a word that is also a file's name (a pattern, a subcommand, a file to be removed) no warning belongs.

import Bytes
import Wiring

/// A file that a stage opens, by its name and, where there is one, its inode.
struct FileUse {
    let path: ByteString
    let mode: OpenMode
    let fact: PathStatus?

    fileprivate var isOrdinary: Bool { fact.map { $0.kind == .file } ?? !path.hasPrefix("/dev/") }

    func isSameFile(as other: FileUse) -> Bool {
        if let fact, let otherFact = other.fact {
            return fact.inode == otherFact.inode && fact.device == otherFact.device
        }
        return plain(path) == plain(other.path)
    }

    /// Without `./` in front.
    private func plain(_ path: ByteString) -> ByteString {
        path.hasPrefix("./") ? plain(path.dropFirst(2)) : path
    }
}

extension CommandPlan {
    /// The files of the redirections, as far as they are known.
    var opens: [FileUse] {
        actions.compactMap { action in
            guard case .open(.known(let path), let mode, _, let fact) = action else { return nil }
            return FileUse(path: path, mode: mode, fact: fact)
        }
    }

    /// The ordinary files that it reads, empties or appends to, by redirections and operands.
    var fileUses: [FileUse] {
        var uses = opens.filter { [.read, .write, .append].contains($0.mode) }
        switch target {
        case .external, .notFound: uses += operandUses
        case .function, .specialBuiltin, .builtin, .nothing, .deferred, .compound, .subshell, .definition: break
        }
        return uses.filter(\.isOrdinary)
    }

    /// False for what has read all of its input before it writes: that may go to the end of the same file.
    var writesWhileItReads: Bool { utility?.collects != true }

    private var utility: FileOperands? {
        guard let first = words.first?.value?.first else { return nil }
        return FileOperands.named(first.lastIndex(of: 0x2F).map { first.dropFirst($0 &+ 1) } ?? first)
    }

    private var operandUses: [FileUse] {
        guard let utility else { return [] }
        var fields: [ByteString?] = []
        for word in words { fields += word.value ?? [nil] }
        let (operands, options) = utility.separate(fields.dropFirst())
        let mode: OpenMode = !utility.writes ? .read : options.contains(0x61) ? .append : .write
        return operands.compactMap { $0 }.filter { $0 != "-" && !$0.isEmpty }
            .map { FileUse(path: $0, mode: mode, fact: nil) }
    }
}

/// How to find the operands of a utility that are files which it reads.
private struct FileOperands {
    /// The letters of options that take an argument.
    var taking: ByteString = ""
    /// The first operand is no file but a pattern or a script, unless one of these options gives it.
    var scriptOptions: ByteString?
    /// It has read all before it writes.
    var collects = false
    /// tee: it writes them.
    var writes = false

    static func named(_ name: ByteString) -> FileOperands? {
        switch name {
        case "cat", "rev", "comm", "more", "less": FileOperands()
        case "tac", "wc", "cmp", "cksum", "md5sum", "sha1sum", "sha256sum", "tsort": FileOperands(collects: true)
        case "sort": FileOperands(taking: "koStT", collects: true)
        case "shuf": FileOperands(taking: "ino", collects: true)
        case "tail": FileOperands(taking: "nc", collects: true)
        case "head": FileOperands(taking: "nc")
        case "uniq": FileOperands(taking: "fsw")
        case "cut": FileOperands(taking: "bcdf")
        case "paste": FileOperands(taking: "d")
        case "join": FileOperands(taking: "12aejotv")
        case "fold", "fmt": FileOperands(taking: "w")
        case "expand", "unexpand": FileOperands(taking: "t")
        case "nl": FileOperands(taking: "bdfhilnsvw")
        case "od": FileOperands(taking: "AjNSt")
        case "diff": FileOperands(taking: "CFIUWxX")
        case "grep", "egrep", "fgrep": FileOperands(taking: "ABCDdefm", scriptOptions: "ef")
        case "sed": FileOperands(taking: "efl", scriptOptions: "ef")
        case "awk", "gawk", "mawk": FileOperands(taking: "Ffv", scriptOptions: "f")
        case "tee": FileOperands(writes: true)
        default: nil
        }
    }

    /// The operands that are files, and the letters of all options; nil is a word that is not expanded yet.
    func separate(_ arguments: ArraySlice<ByteString?>) -> (operands: [ByteString?], options: ByteString) {
        var operands: [ByteString?] = []
        var options: ByteString = ""
        var rest = arguments
        while let next = rest.popFirst() {
            guard let argument = next, argument.count > 1, argument[0] == 0x2D else {
                operands.append(next)
                continue
            }
            if argument == "--" {
                operands += rest
                break
            }
            guard argument[1] != 0x2D else { continue }
            let letters = argument.dropFirst(1)
            // An option's argument is the rest of the word, or the next one.
            let end = letters.firstIndex { taking.contains($0) }
            options += letters.prefix(end.map { $0 &+ 1 } ?? letters.count)
            if let end, end &+ 1 == letters.count { _ = rest.popFirst() }
        }
        if let scriptOptions, !scriptOptions.contains(where: { options.contains($0) }), !operands.isEmpty {
            operands.removeFirst()
        }
        return (operands, options)
    }
}
