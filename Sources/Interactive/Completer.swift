// Completer: what may stand at the cursor, from what the shell knows and from the file system.

import Bytes
import Kernel
import LineEditing
import Shell

struct Completer {
    let session: Session
    let shell: Shell

    /// Commands whose operands are a command themselves.
    private static let prefixes: [ByteString] = [
        "builtin", "command", "coproc", "env", "exec", "nice", "nohup", "setsid", "strace", "sudo", "time", "xargs",
    ]

    init(_ session: Session) {
        self.session = session
        shell = session.shell
    }

    /// - Parameters:
    ///   - text: the command as it has been typed, up to the cursor; the line that is edited begins at `lineStart`.
    ///   - rest: what of the line stands behind the cursor.
    func matches(_ text: ByteString, from lineStart: Int, rest: ByteString) -> LineEditor.Matches? {
        let breaks = session.completionBreaks
        let context = CompletionContext(text, rest: rest, breaks: breaks) { shell.variable($0) }
        guard let context else { return nil }
        let line = text.dropFirst(context.commandStart) + rest.prefix(context.restLength)
        return candidates(context, line, rest, point: text.count - context.commandStart)
            .matches(context, typed: text, from: lineStart)
    }

    private func candidates(
        _ context: CompletionContext, _ line: ByteString, _ rest: ByteString, point: Int
    ) -> Candidates {
        switch context.place {
        case .variable(let isBraced):
            return variables(context, isBraced: isBraced, rest)
        case .redirection(let isDuplication):
            guard isDuplication else { return files(context) }
            let found = matching(openDescriptors + [Candidate("-", "close")], context.value)
            return found.isEmpty ? files(context) : Candidates(start: context.start, found, needsQuotes: false)
        case .command:
            if let operand = context.operand { return files(context, from: operand) }
            return commands(context)
        case .argument:
            return programmed(context, line, point) ?? argument(context, context.words)
        }
    }

    /// A slash comes behind what stands for a folder, and nothing that stands behind the cursor already.
    private func variables(_ context: CompletionContext, isBraced: Bool, _ rest: ByteString) -> Candidates {
        var found = matching(shell.variableNames.map { Candidate($0, suffix: "") }, context.value)
        for index in found.indices {
            let isFolder = shell.variable(found[index].text).map { self.isFolder($0) } ?? false
            let suffix = (isBraced ? "}" : "") + (isFolder ? "/" : "") as ByteString
            let isClosed = isBraced && rest.first == UInt8(ascii: "}")
            let hasSlash = isFolder && rest.first == UInt8(ascii: "/")
            found[index].suffix = isClosed ? "" : hasSlash ? suffix.prefix(suffix.count - 1) : suffix
        }
        return Candidates(start: context.start, found, needsQuotes: false)
    }

    /// As `complete` has arranged it for the command; nil where it has not.
    private func programmed(_ context: CompletionContext, _ line: ByteString, _ point: Int) -> Candidates? {
        let (start, offset) = context.part
        guard let command = context.words.first,
            let found = session.programmedCandidates(
                of: command, line: line, point: point, word: context.value.dropFirst(offset))
        else { return nil }
        if found.texts.isEmpty, found.options.contains(.default) { return files(context) }
        let areFiles = found.options.contains(.filenames)
        let suffix: ByteString = found.options.contains(.nospace) ? "" : " "
        let candidates = Set(found.texts).map { text in
            Candidate(text, suffix: areFiles && isFolder(expandingHome(text)) ? "/" : suffix)
        }
        return Candidates(start: start, candidates.sorted { $0.text < $1.text })
    }

    func matching(_ candidates: [Candidate], _ prefix: ByteString) -> [Candidate] {
        candidates.filter { $0.text.hasPrefix(prefix) }.sorted { left, right in
            // Process IDs by their number, behind all names.
            let numbers = (left.text.unsignedDecimalValue ?? -1, right.text.unsignedDecimalValue ?? -1)
            return numbers.0 == numbers.1 ? left.text < right.text : numbers.0 < numbers.1
        }
    }

    func plain(_ candidates: [Candidate], _ context: CompletionContext) -> Candidates {
        Candidates(start: context.start, matching(candidates, context.value), needsQuotes: false)
    }

    private func plain(_ names: [ByteString], _ context: CompletionContext) -> Candidates {
        plain(names.map { Candidate($0) }, context)
    }

    // MARK: Commands

    private func commands(_ context: CompletionContext) -> Candidates {
        if context.value.contains(UInt8(ascii: "/")) { return files(context, accepts: .executable) }
        if context.value.first == UInt8(ascii: "~"), context.quote == .none { return users(context) }
        let found = session.commandNames { $0.hasPrefix(context.value) }
        return Candidates(start: context.start, found.map { Candidate($0) })
    }

    // MARK: Arguments

    private func argument(_ context: CompletionContext, _ words: [ByteString]) -> Candidates {
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
            if context.value.hasPrefix("-") { return plain(signals(context, sign: "-"), context) }
            if operands.last == "-s" { return plain(signals(context), context) }
            return plain(context.value.hasPrefix("%") ? jobs : jobs + processes, context)
        case "trap" where !operands.isEmpty:
            let others = [Candidate("EXIT", "the shell's end"), Candidate("ERR", "a failure")]
            return plain(others + signals(context), context)
        case "fg", "bg", "jobs", "disown":
            return plain(jobs, context)
        case "wait":
            return plain(context.value.hasPrefix("%") ? jobs : jobs + jobProcesses, context)
        case "set" where operands.last == "-o" || operands.last == "+o":
            return plain(Shell.optionNames.map { Candidate($0, $1) }, context)
        case "export", "readonly", "local", "unset", "read":
            if let operand = context.operand { return files(context, from: operand) }
            if operands.contains("-f") { return plain(shell.functionNames, context) }
            return plain(shell.variableNames, context)
        case "alias", "unalias":
            return plain(shell.aliasNames, context)
        case "type", "hash", "which", "man":
            return commands(context)
        case "see":
            return see(context, Array(operands))
        case "ssh", "scp", "sftp":
            let hosts = plain(knownHosts, context)
            return hosts.all.isEmpty ? files(context) : hosts
        default:
            return files(context, from: context.operand)
        }
    }

    private var jobs: [Candidate] { shell.jobNames.map { Candidate($0, $1) } }

    private var jobProcesses: [Candidate] { shell.jobProcesses.map { Candidate($0, $1) } }

    /// The processes of jobs, and all others of this user with their names.
    private var processes: [Candidate] {
        let known = Set(jobProcesses.map(\.text))
        let others = Proc.processes(ofUser: Kernel.effectiveUserID).map {
            Candidate(ByteString(decimal: $0.pid), $0.name)
        }
        return jobProcesses + others.filter { !known.contains($0.text) }
    }

    /// The signals; those for real time only where one of them has been begun.
    private func signals(_ context: CompletionContext, sign: ByteString = "") -> [Candidate] {
        let isRealTime = context.value.hasPrefix(sign + "R")
        return Signals.all.compactMap { number in
            guard let name = Signals.name(of: number), name.hasPrefix("RT") == isRealTime else { return nil }
            return Candidate(sign + name, Signals.description(of: number))
        }
    }

    /// With what they are connected to.
    private var openDescriptors: [Candidate] {
        (0..<10 as Range<Int32>).filter { Kernel.isOpen($0) }.map { fd in
            let number = ByteString(decimal: fd)
            return Candidate(number, (try? Kernel.linkTarget("/proc/self/fd/" + number)) ?? "")
        }
    }

    private func see(_ context: CompletionContext, _ operands: [ByteString]) -> Candidates {
        let modes = Shell.seeModes
        guard let name = operands.first, name != "help" || operands.count > 1 else {
            let help = operands.isEmpty ? [Candidate("help", "explains a mode")] : []
            return plain(modes.map { Candidate($0.name, $0.summary) } + help, context)
        }
        guard let mode = modes.first(where: { $0.name == name }) else { return files(context) }
        if context.value.hasPrefix("-") { return plain(mode.options, context) }
        let rest = operands.dropFirst().drop { $0.hasPrefix("-") }
        if mode.isPrefix, !rest.isEmpty || !context.value.isEmpty { return argument(context, Array(rest)) }
        if mode.isPrefix { return commands(context) }
        return plain(jobs + processes, context)
    }
}

// Files, users and hosts.
extension Completer {
    enum Accepted { case all, folder, executable }

    func users(_ context: CompletionContext) -> Candidates {
        let lines = Kernel.lines(of: "/etc/passwd")
        let names = lines.compactMap { $0.split(on: UInt8(ascii: ":")).first }
        return plain(names.filter { !$0.isEmpty }.map { Candidate("~" + $0, suffix: "/") }, context)
    }

    /// The hosts that ~/.ssh/known_hosts names openly.
    var knownHosts: [ByteString] {
        guard let home = shell.variable("HOME") else { return [] }
        var hosts = Set<ByteString>()
        for line in Kernel.lines(of: home + "/.ssh/known_hosts") {
            guard let names = line.split(on: 0x20).first, let first = names.first else { continue }
            // Comments, marks and hashes are no names.
            if "#@|".utf8.contains(first) { continue }
            for name in names.split(on: UInt8(ascii: ",")) where name.first != UInt8(ascii: "[") { hosts.insert(name) }
        }
        return hosts.sorted()
    }

    /// Files whose path is the part of the word that begins at `begin`, or the word.
    func files(
        _ context: CompletionContext, from begin: (start: Int, offset: Int)? = nil, accepts: Accepted = .all
    ) -> Candidates {
        let begin = begin ?? (context.start, 0)
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
        return Candidates(start: start, found.sorted { $0.text < $1.text })
    }

    func isFolder(_ path: ByteString) -> Bool {
        (try? Kernel.status(path))?.kind == .directory
    }

    /// A tilde in front of the first slash stands for a home directory.
    func expandingHome(_ path: ByteString) -> ByteString {
        guard path.first == UInt8(ascii: "~"), let slash = path.firstIndex(of: UInt8(ascii: "/")) else { return path }
        let login = path[1..<slash]
        let home = login.isEmpty ? shell.variable("HOME") : Kernel.homeDirectory(of: login)
        return home.map { $0 + path.dropFirst(slash) } ?? path
    }
}
