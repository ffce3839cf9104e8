// CandidateSearch: the possible completions of the word at the cursor, from the state of the shell and from the file system.

import Bytes
import Kernel
import LineEditing
import Shell

extension Session {
    /// The possible completions of the line that is edited.
    ///
    /// - Parameters:
    ///   - text: the command as it has been typed, up to the cursor; the line that is edited begins at `lineStart`.
    ///   - rest: the line behind the cursor.
    func matches(_ text: ByteString, from lineStart: Int, rest: ByteString) -> LineEditor.Matches? {
        let context = CursorContext(text, rest: rest, breaks: completionBreaks) { [shell] in shell.variable($0) }
        guard let context else { return nil }
        let line = text.dropFirst(context.commandStart) + rest.prefix(context.restLength)
        return CandidateSearch(session: self, context: context, rest: rest)
            .candidates(line, point: text.count - context.commandStart)
            .matches(context, typed: text, from: lineStart)
    }
}

struct CandidateSearch {
    let session: Session
    let context: CursorContext
    /// The line behind the cursor.
    let rest: ByteString

    private var shell: Shell { session.shell }
    private var value: ByteString { context.value }

    /// Commands whose operands are another command.
    private static let prefixes: [ByteString] = [
        "builtin", "command", "coproc", "env", "exec", "nice", "nohup", "setsid", "strace", "sudo", "time", "xargs",
    ]

    /// The candidates for a command that is typed as `line`; `point` bytes of it stand in front of the cursor.
    fileprivate func candidates(_ line: ByteString, point: Int) -> Candidates {
        switch context.place {
        case .variable(let isBraced):
            return variables(isBraced: isBraced)
        case .redirection(isDuplication: false):
            return files()
        case .redirection(isDuplication: true):
            let descriptors = plain(openDescriptors + [Candidate("-", "close")])
            return descriptors.all.isEmpty ? files() : descriptors
        case .command:
            return context.operand.map { files(from: $0) } ?? commands()
        case .argument:
            return programmed(line, point) ?? argument(context.words[...])
        }
    }

    /// A slash follows a variable whose value is a directory. What already stands behind the cursor is not added.
    private func variables(isBraced: Bool) -> Candidates {
        plain(
            shell.variableNames.filter { $0.hasPrefix(value) }.map { name in
                let isFolder = shell.variable(name).map { self.isFolder($0) } ?? false
                let brace: ByteString = isBraced ? "}" : ""
                let slash: ByteString = isFolder && rest.first != UInt8(ascii: "/") ? "/" : ""
                return Candidate(name, suffix: isBraced && rest.first == UInt8(ascii: "}") ? "" : brace + slash)
            })
    }

    /// The candidates of the rule that `complete` set for the command; nil where there is none.
    private func programmed(_ line: ByteString, _ point: Int) -> Candidates? {
        let (start, offset) = context.part
        guard let command = context.words.first,
            let found = session.programmedCandidates(
                of: command, line: line, point: point, word: value.dropFirst(offset))
        else { return nil }
        if found.texts.isEmpty, found.options.contains(.default) { return files() }
        let areFiles = found.options.contains(.filenames)
        let suffix: ByteString = found.options.contains(.nospace) ? "" : " "
        let candidates = Set(found.texts).sorted().map { text in
            Candidate(text, suffix: areFiles && isFolder(expandingHome(text)) ? "/" : suffix)
        }
        return Candidates(start: start, all: candidates)
    }

    /// The candidates that begin with the word: names, then process IDs in numeric order.
    private func plain(_ candidates: [Candidate]) -> Candidates {
        let found = candidates.filter { $0.text.hasPrefix(value) }.sorted { left, right in
            let numbers = (left.text.unsignedDecimalValue ?? -1, right.text.unsignedDecimalValue ?? -1)
            return numbers.0 == numbers.1 ? left.text < right.text : numbers.0 < numbers.1
        }
        return Candidates(start: context.start, all: found, needsQuotes: false)
    }

    private func plain(_ names: [ByteString]) -> Candidates { plain(names.map { Candidate($0) }) }

    // MARK: Commands

    private func commands() -> Candidates {
        if value.contains(UInt8(ascii: "/")) { return files(accepts: .executable) }
        if context.isLogin { return users }
        let found = session.commandNames { $0.hasPrefix(value) }
        return Candidates(start: context.start, all: found.map { Candidate($0) })
    }

    // MARK: Arguments

    private func argument(_ words: ArraySlice<ByteString>) -> Candidates {
        guard let command = words.first else { return commands() }
        let operands = words.dropFirst()
        if Self.prefixes.contains(command), !value.hasPrefix("-") {
            return argument(operands.drop { $0.hasPrefix("-") || $0.contains(UInt8(ascii: "=")) })
        }
        if context.isLogin { return users }
        switch command {
        case "cd", "pushd", "rmdir", "chdir":
            return files(accepts: .folder)
        case "kill":
            if value.hasPrefix("-") { return plain(signals(sign: "-")) }
            if operands.last == "-s" { return plain(signals()) }
            return plain(value.hasPrefix("%") ? jobs : jobs + processes)
        case "trap" where !operands.isEmpty:
            return plain([Candidate("EXIT", "the shell's end"), Candidate("ERR", "a failure")] + signals())
        case "fg", "bg", "jobs", "disown":
            return plain(jobs)
        case "wait":
            return plain(value.hasPrefix("%") ? jobs : jobs + jobProcesses)
        case "set" where operands.last == "-o" || operands.last == "+o":
            return plain(Shell.optionNames.map { Candidate($0, $1) })
        case "export", "readonly", "local", "unset", "read":
            if let operand = context.operand { return files(from: operand) }
            return plain(operands.contains("-f") ? shell.functionNames : shell.variableNames)
        case "alias", "unalias":
            return plain(shell.aliasNames)
        case "type", "hash", "which", "man":
            return commands()
        case "see":
            return see(operands)
        case "seesh":
            return seesh(operands)
        case "ssh", "scp", "sftp":
            let hosts = plain(knownHosts)
            return hosts.all.isEmpty ? files() : hosts
        default:
            return files(from: context.operand)
        }
    }

    private func see(_ operands: ArraySlice<ByteString>) -> Candidates {
        let modes = Shell.seeModes
        guard let name = operands.first, name != "help" || operands.count > 1 else {
            let help = operands.isEmpty ? [Candidate("help", "explains a mode")] : []
            return plain(modes.map { Candidate($0.name, $0.summary) } + help)
        }
        guard let mode = modes.first(where: { $0.name == name }) else { return files() }
        if value.hasPrefix("-") { return plain(mode.options) }
        if value.contains(UInt8(ascii: "/")) { return files() }
        guard mode.isPrefix else { return plain(jobs + processes) }
        return argument(operands.dropFirst().drop { $0.hasPrefix("-") })
    }

    /// Its long options, and what stands behind those that take all the rest.
    private func seesh(_ operands: ArraySlice<ByteString>) -> Candidates {
        if let place = operands.firstIndex(where: Shell.isQuestion) {
            if value.hasPrefix("-") { return see([operands[place].dropFirst(2)]) }
            return value.contains(UInt8(ascii: "/")) ? files() : plain(processes)
        }
        if operands.first == "--after" {
            let command = operands.dropFirst(2).drop { $0.hasPrefix("-") }
            if !value.hasPrefix("-") { return operands.count < 2 ? plain([ByteString]()) : argument(command) }
        }
        guard value.hasPrefix("-") else { return files() }
        let questions = Shell.seeModes.map { "--" + $0.name }.filter(Shell.isQuestion)
        return plain(questions + Self.longOptions)
    }

    private static let longOptions: [ByteString] = [
        "--after", "--help", "--json", "--login", "--noediting", "--plan", "--posix", "--version",
    ]

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

    /// The signals; real-time signals only where the word begins one.
    private func signals(sign: ByteString = "") -> [Candidate] {
        let isRealTime = value.hasPrefix(sign + "R")
        return Signals.all.compactMap { number in
            guard let name = Signals.name(of: number), name.hasPrefix("RT") == isRealTime else { return nil }
            return Candidate(sign + name, Signals.description(of: number))
        }
    }

    /// The descriptors, each described by what it is connected to.
    private var openDescriptors: [Candidate] {
        (0..<10 as Range<Int32>).filter { Kernel.isOpen($0) }.map { fd in
            let number = ByteString(decimal: fd)
            return Candidate(number, (try? Kernel.linkTarget("/proc/self/fd/" + number)) ?? "")
        }
    }
}

// Files, users and hosts.
extension CandidateSearch {
    private enum Accepted { case all, folder, executable }

    private var users: Candidates {
        let lines = Kernel.lines(of: "/etc/passwd")
        let names = Set(lines.compactMap { $0.split(on: UInt8(ascii: ":")).first }).subtracting([""])
        return plain(names.map { Candidate("~" + $0, suffix: "/") })
    }

    /// The hosts that ~/.ssh/known_hosts names openly.
    private var knownHosts: [ByteString] {
        guard let home = shell.variable("HOME") else { return [] }
        // Comments, markers and hashed names are left out.
        let names = Kernel.lines(of: home + "/.ssh/known_hosts").compactMap { $0.split(on: 0x20).first }
            .filter { $0.first.map { !"#@|".utf8.contains($0) } ?? false }
        return Array(Set(names.flatMap { $0.split(on: UInt8(ascii: ",")) }.filter { $0.first != UInt8(ascii: "[") }))
    }

    /// Files whose path begins with the part of the word from `begin` on, or with the word.
    private func files(from begin: CursorContext.Part? = nil, accepts: Accepted = .all) -> Candidates {
        let begin = begin ?? (context.start, 0)
        let (start, offset) = context.lastName.offset > begin.offset ? context.lastName : begin
        let folder = expandingHome(value[begin.offset..<offset])
        let prefix = value.dropFirst(offset)
        var found: [Candidate] = []
        for name in Kernel.directoryEntries(folder.isEmpty ? "." : folder) ?? [] where name.hasPrefix(prefix) {
            if name == "." || name == ".." || (prefix.isEmpty && name.first == UInt8(ascii: ".")) { continue }
            let path = folder + name
            let isFolder = isFolder(path)
            let isAccepted =
                isFolder || accepts == .all || accepts == .executable && Kernel.isAccessible(path, .execute)
            if isAccepted { found.append(Candidate(name, suffix: isFolder ? "/" : " ")) }
        }
        return Candidates(start: start, all: found.sorted { $0.text < $1.text })
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
