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
        let context = CompletionContext(text, breaks: session.completionBreaks, variable: { shell.variable($0) })
        guard let context else { return nil }
        let line = text.dropFirst(context.commandStart) + rest.prefix(context.commandLength(in: rest))
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
            let found = matching(openDescriptors + [Candidate("-", description: "close")], context.value)
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
            let others = [
                Candidate("EXIT", description: "the shell's end"), Candidate("ERR", description: "a failure"),
            ]
            return plain(others + signals(context), context)
        case "fg", "bg", "jobs", "disown":
            return plain(jobs, context)
        case "wait":
            let ofJobs = shell.jobProcesses.map { Candidate($0.name, description: $0.text) }
            return plain(context.value.hasPrefix("%") ? jobs : jobs + ofJobs, context)
        case "set" where operands.last == "-o" || operands.last == "+o":
            return plain(Shell.optionNames.map { Candidate($0.name, description: $0.meaning) }, context)
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
            return hosts.all.isEmpty ? files(context) : hosts
        default:
            if let operand = context.operand { return files(context, from: operand) }
            return files(context)
        }
    }

    private var jobs: [Candidate] { shell.jobNames.map { Candidate($0.name, description: $0.text) } }

    /// The processes of jobs, and all others of this user with their names.
    private var processes: [Candidate] {
        let ofJobs = shell.jobProcesses.map { Candidate($0.name, description: $0.text) }
        let known = Set(ofJobs.map(\.text))
        let others = Proc.processes(ofUser: Kernel.effectiveUserID).map {
            Candidate(ByteString(decimal: $0.pid), description: $0.name)
        }
        return ofJobs + others.filter { !known.contains($0.text) }
    }

    /// The signals; those for real time only where one of them has been begun.
    private func signals(_ context: CompletionContext, sign: ByteString = "") -> [Candidate] {
        let isRealTime = context.value.hasPrefix(sign + "R")
        return Signals.all.compactMap { number in
            guard let name = Signals.name(of: number), name.hasPrefix("RT") == isRealTime else { return nil }
            return Candidate(sign + name, description: Signals.description(of: number))
        }
    }

    /// With what they are connected to.
    private var openDescriptors: [Candidate] {
        (0..<10 as Range<Int32>).filter { Kernel.isOpen($0) }.map { fd in
            let number = ByteString(decimal: fd)
            return Candidate(number, description: (try? Kernel.linkTarget("/proc/self/fd/" + number)) ?? "")
        }
    }

    private func see(_ context: CompletionContext, _ operands: [ByteString]) -> Candidates {
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
}
