// Completer: what may stand at the cursor, from what the shell knows and from the file system.

import Bytes
import Kernel
import LineEditing
import Shell

struct Completer {
    typealias Candidate = Completion.Candidate

    let shell: Shell

    /// Commands whose operands are a command themselves.
    private static let prefixes: [ByteString] = [
        "builtin", "command", "coproc", "env", "exec", "nice", "nohup", "setsid", "strace", "sudo", "time", "xargs",
    ]

    func complete(_ text: ByteString) -> (CompletionContext, Completion)? {
        guard let context = CompletionContext(text, variable: { shell.variable($0) }) else { return nil }
        return (context, complete(context))
    }

    private func complete(_ context: CompletionContext) -> Completion {
        switch context.place {
        case .variable(let isBraced):
            let names = shell.variableNames.map { Candidate($0, suffix: isBraced ? "}" : "") }
            return Completion(start: context.start, matching(names, context.value), needsQuotes: false)
        case .redirection(let isDuplication):
            guard isDuplication else { return files(context) }
            let open = (0..<10 as Range<Int32>).filter { Kernel.isOpen($0) }.map { Candidate(ByteString(decimal: $0)) }
            let found = matching(open + [Candidate("-", description: "close")], context.value)
            return found.isEmpty ? files(context) : Completion(start: context.start, found, needsQuotes: false)
        case .command:
            if let operand = context.operand { return files(context, from: operand) }
            return commands(context)
        case .argument:
            return argument(context, context.words)
        }
    }

    private func matching(_ candidates: [Candidate], _ prefix: ByteString) -> [Candidate] {
        candidates.filter { $0.text.hasPrefix(prefix) }.sorted { $0.text < $1.text }
    }

    private func plain(_ candidates: [Candidate], _ context: CompletionContext) -> Completion {
        Completion(start: context.start, matching(candidates, context.value), needsQuotes: false)
    }

    // MARK: Commands

    private func commands(_ context: CompletionContext) -> Completion {
        if context.value.contains(UInt8(ascii: "/")) { return files(context, accepts: .executable) }
        if context.value.first == UInt8(ascii: "~"), context.quote == .none { return users(context) }
        var found = Set(shell.commandNames.map(\.name).filter { $0.hasPrefix(context.value) })
        for folder in (shell.variable("PATH") ?? "").split(on: UInt8(ascii: ":")) {
            let folder = folder.isEmpty ? "." : folder
            for name in Kernel.directoryEntries(folder) ?? [] where name.hasPrefix(context.value) {
                if name == "." || name == ".." || found.contains(name) { continue }
                let path = folder + "/" + name
                if Kernel.isAccessible(path, .execute), !isFolder(path) { found.insert(name) }
            }
        }
        return Completion(start: context.start, found.sorted().map { Candidate($0) })
    }

    // MARK: Arguments

    private func argument(_ context: CompletionContext, _ words: [ByteString]) -> Completion {
        guard let command = words.first else { return commands(context) }
        let operands = words.dropFirst()
        if Self.prefixes.contains(command) {
            let rest = operands.drop { $0.hasPrefix("-") || $0.contains(UInt8(ascii: "=")) }
            if !context.value.hasPrefix("-") { return argument(context, Array(rest)) }
        }
        if context.value.first == UInt8(ascii: "~"), context.quote == .none,
            !context.value.contains(UInt8(ascii: "/"))
        {
            return users(context)
        }
        switch command {
        case "cd", "pushd", "rmdir", "chdir":
            return files(context, accepts: .folder)
        case "kill":
            if context.value.hasPrefix("-") { return plain(Shell.signalNames.map { Candidate("-" + $0) }, context) }
            if operands.last == "-s" { return plain(Shell.signalNames.map { Candidate($0) }, context) }
            return plain(context.value.hasPrefix("%") ? jobs : jobs + processes, context)
        case "trap" where !operands.isEmpty:
            return plain((["EXIT", "ERR"] + Shell.signalNames).map { Candidate($0) }, context)
        case "fg", "bg", "jobs", "disown":
            return plain(jobs, context)
        case "wait":
            return plain(context.value.hasPrefix("%") ? jobs : jobs + processes, context)
        case "set" where operands.last == "-o" || operands.last == "+o":
            return plain(Shell.optionNames.map { Candidate($0) }, context)
        case "export", "readonly", "local", "unset", "read":
            if let operand = context.operand { return files(context, from: operand) }
            if operands.contains("-f") { return plain(shell.functionNames.map { Candidate($0) }, context) }
            return plain(shell.variableNames.map { Candidate($0) }, context)
        case "alias", "unalias":
            return plain(shell.aliasNames.map { Candidate($0) }, context)
        case "type", "hash", "which", "man":
            return commands(context)
        case "see":
            return see(context, Array(operands))
        case "ssh", "scp", "sftp":
            let hosts = plain(knownHosts.map { Candidate($0) }, context)
            return hosts.candidates.isEmpty ? files(context) : hosts
        default:
            if let operand = context.operand { return files(context, from: operand) }
            return files(context)
        }
    }

    private var jobs: [Candidate] { shell.jobNames.map { Candidate($0.name, description: $0.text) } }

    private var processes: [Candidate] { shell.jobProcesses.map { Candidate($0.name, description: $0.text) } }

    private func see(_ context: CompletionContext, _ operands: [ByteString]) -> Completion {
        let modes = Shell.seeModes
        guard let name = operands.first, name != "help" || operands.count > 1 else {
            let help = operands.isEmpty ? [Candidate("help", description: "explains a mode")] : []
            return plain(modes.map { Candidate($0.name, description: $0.summary) } + help, context)
        }
        guard let mode = modes.first(where: { $0.name == name }) else { return files(context) }
        if context.value.hasPrefix("-") { return plain(mode.options.map { Candidate($0) }, context) }
        let rest = operands.dropFirst().drop { $0.hasPrefix("-") }
        if mode.isPrefix, !rest.isEmpty || !context.value.isEmpty { return argument(context, Array(rest)) }
        if mode.isPrefix { return commands(context) }
        return plain(jobs + processes, context)
    }

    /// The hosts that ~/.ssh/known_hosts names openly.
    private var knownHosts: [ByteString] {
        guard let home = shell.variable("HOME"), let fd = try? Kernel.openPrivate(home + "/.ssh/known_hosts") else {
            return []
        }
        defer { Kernel.close(fd) }
        var bytes: [UInt8] = []
        while let count = try? Kernel.read(fd, into: &bytes, limit: 65_536), count > 0 { continue }
        var hosts = Set<ByteString>()
        for line in ByteString(bytes).split(on: 0x0A) {
            guard let names = line.split(on: 0x20).first, let first = names.first else { continue }
            // Comments, marks and hashes are no names.
            if "#@|".utf8.contains(first) { continue }
            for name in names.split(on: UInt8(ascii: ",")) where name.first != UInt8(ascii: "[") { hosts.insert(name) }
        }
        return hosts.sorted()
    }

    // MARK: Files

    private enum Accepted { case all, folder, executable }

    private func users(_ context: CompletionContext) -> Completion {
        guard let fd = try? Kernel.openPrivate("/etc/passwd") else { return Completion(start: context.start, []) }
        defer { Kernel.close(fd) }
        var bytes: [UInt8] = []
        while let count = try? Kernel.read(fd, into: &bytes, limit: 65_536), count > 0 { continue }
        let names = ByteString(bytes).split(on: 0x0A).compactMap { $0.split(on: UInt8(ascii: ":")).first }
        return plain(names.filter { !$0.isEmpty }.map { Candidate("~" + $0, suffix: "/") }, context)
    }

    private func files(_ context: CompletionContext, accepts: Accepted = .all) -> Completion {
        files(context, from: (context.start, 0), accepts: accepts)
    }

    /// Files whose path is the part of the word that begins at `begin`.
    private func files(
        _ context: CompletionContext, from begin: (start: Int, offset: Int), accepts: Accepted = .all
    ) -> Completion {
        let (start, offset) = context.lastName.offset > begin.offset ? context.lastName : begin
        let folder = expandingHome(context.value[begin.offset..<offset])
        let prefix = context.value.dropFirst(offset)
        var found: [Candidate] = []
        for name in Kernel.directoryEntries(folder.isEmpty ? "." : folder) ?? [] where name.hasPrefix(prefix) {
            if name == "." || name == ".." || (prefix.isEmpty && name.first == UInt8(ascii: ".")) { continue }
            let path = folder + name
            let isFolder = isFolder(path)
            switch accepts {
            case .all: break
            case .folder: if !isFolder { continue }
            case .executable: if !isFolder, !Kernel.isAccessible(path, .execute) { continue }
            }
            found.append(Candidate(name, suffix: isFolder ? "/" : " "))
        }
        return Completion(start: start, found.sorted { $0.text < $1.text })
    }

    private func isFolder(_ path: ByteString) -> Bool {
        (try? Kernel.status(path))?.kind == .directory
    }

    /// A tilde in front of the first slash stands for a home directory.
    private func expandingHome(_ path: ByteString) -> ByteString {
        guard path.first == UInt8(ascii: "~"), let slash = path.firstIndex(of: UInt8(ascii: "/")) else { return path }
        let login = path[1..<slash]
        let home = login.isEmpty ? shell.variable("HOME") : Kernel.homeDirectory(of: login)
        return home.map { $0 + path.dropFirst(slash) } ?? path
    }
}
