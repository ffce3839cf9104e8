// The read-eval loop: complete commands from a source, one after the other, and what an error in one of them ends.
//
// POSIX: XCU 2.1, 2.8.1

package import Bytes
import Kernel
public import Syntax

extension Shell {
    /// Executes all commands of a source. An interactive shell survives errors.
    ///
    /// - Returns: the status of the last command.
    public func run(_ source: any InputSource, isMain: Bool = true) -> ExitStatus {
        let parser = makeParser(source)
        _ = loop(parser, survives: isMain && isInteractive, echoes: true, isFinal: isMain && !isInteractive)
        return state.status
    }

    /// Notes that the shell reads this script.
    public func reading(_ script: ScriptSource) -> ScriptSource {
        descriptors.scripts.append(script)
        return script
    }

    func makeParser(_ source: any InputSource, firstLine: Int = 1) -> Parser {
        let parser = Parser(
            source: source, names: names, dialect: dialect, stackLimit: stackLimit, firstLine: firstLine)
        parser.aliases = { [unowned self] name in self.state.aliases[name] }
        parser.usesAliases = !state.aliases.isEmpty
        return parser
    }

    var dialect: Dialect { Dialect(isPosix: state.options.contains(.posix)) }

    /// - Parameter isFinal: nothing follows in this process.
    private func loop(
        _ parser: Parser, survives: Bool, echoes: Bool = false, isFinal: Bool = false
    ) -> Completion {
        let session = survives ? session : nil
        var hasExecuted = false
        while true {
            parser.dialect = dialect
            parser.usesAliases = !state.aliases.isEmpty
            parser.recognizesSee = names.find("see").map { state.functions[$0] == nil } ?? true
            parser.isChecking = isIdle
            let list: List?
            let isVerbose = echoes && state.options.contains(.verbose)
            do {
                list = try parser.nextCompleteCommand()
                if isVerbose { writeError(parser.commandText) }
                session?.recordTyped()
                warn(of: parser.takeCutOffDocuments())
            } catch {
                if takeInterruption(of: parser, session) { continue }
                session?.recordTyped()
                if isVerbose { writeError(parser.commandText) }
                warn(of: parser.takeCutOffDocuments())
                reportSyntaxError(error)
                guard survives, isTyped else { return .aborting }
                session?.endCommand()
                parser.discardLine()
                continue
            }
            guard let list else {
                if takeInterruption(of: parser, session) { continue }
                // An interactive shell tells what was last: also an error, an interrupted line, a start-up file.
                if !hasExecuted, !survives { state.status = .success }
                return isIdle ? .idle : .normal
            }
            if list.andOrLists.isEmpty || isIdle { continue }
            hasExecuted = true
            let warnedOfStoppedJobs = terminal.hasWarnedOfStoppedJobs
            session?.beginCommand()
            let completion = execute(list, isFinal: isFinal && !isVerbose && parser.isAtEnd)
            if tracer != nil { showTrace() }
            // A second attempt to leave succeeds only right after the first.
            if warnedOfStoppedJobs { terminal.hasWarnedOfStoppedJobs = false }
            session?.endCommand()
            switch completion {
            case .normal, .idle:
                continue
            case .aborting where survives:
                if isTyped { parser.discardLine() }
                abandonCommand()
            case .breaking, .continuing:
                guard state.frames.loops == 0 else { return completion }
            case .returning, .exiting, .aborting:
                return completion
            }
        }
    }

    /// Commands are read and not executed.
    ///
    /// POSIX: XCU set -n
    var isIdle: Bool { state.options.contains(.noexec) && !isInteractive }

    /// Commands come from standard input, a piece at a time. The rest of a script or a string is not typed anew: it goes on
    /// behind the line of an error, and ends with a syntax error, behind which nothing is sure to be a command.
    ///
    /// Unspecified: a syntax error ends an interactive shell that executes a script or `-c`; as dash, bash, ksh93 and busybox.
    private var isTyped: Bool { state.options.contains(.standardInput) }

    /// True where the source has ended its input because SIGINT has come: what was typed of the command is forgotten.
    private func takeInterruption(of parser: Parser, _ session: (any InteractiveSession)?) -> Bool {
        guard let session, session.takeInterruption() else { return false }
        parser.discardLine()
        return true
    }

    /// Back at the prompt after an error: whatever surrounded the command is gone.
    package func abandonCommand() {
        state.frames = Frames()
        leaveVariableScope(0)
        descriptors.restore(downTo: 0)
    }

    /// Executes commands that are in memory: eval, traps, PROMPT_COMMAND.
    package func evaluate(commands text: ByteString, isFinal: Bool = false) -> Completion {
        if stackLimit.isReached { return aborted(.tooDeep) }
        return loop(over: text, firstLine: max(1, state.line), isFinal: isFinal)
    }

    /// Executes a text with the parser that is kept for texts; one inside of another has its own.
    private func loop(
        over text: ByteString, firstLine: Int = 1, echoes: Bool = false, isFinal: Bool
    ) -> Completion {
        let parser = spareParser ?? makeParser(StringSource(""))
        spareParser = nil
        parser.restart(text, firstLine: firstLine)
        let completion = loop(parser, survives: false, echoes: echoes, isFinal: isFinal)
        if text.count <= Self.keptText { spareParser = parser }
        return completion
    }

    /// A longer text is not worth to be kept in memory.
    private static let keptText = 1 << 14

    /// A script that was cut off goes on with what there is, as in all peers.
    private func warn(of documents: [CutOffDocument]) {
        for document in documents {
            state.line = Int(document.position.line)
            report("warning", "here-document delimited by end-of-file, wanted `" + document.delimiter + "'")
        }
    }

    func reportSyntaxError(_ error: SyntaxError) {
        state.line = Int(error.position.line)
        report(error)
        state.status = .usage
    }

    /// Executes a file in this environment: `.`, ENV.
    func source(_ path: ByteString, isFinal: Bool = false) throws(Errno) -> Completion {
        flushOutput()
        descriptors.othersMayRead()
        let fd = try Wire.open(path, mode: .read, closeOnExec: true)
        let outer = (name: sourceName, line: state.line)
        defer { (sourceName, state.line) = outer }
        let status = try? Kernel.status(descriptor: fd)
        guard status?.kind != .directory else {
            Wire.close(fd)
            throw .EISDIR
        }
        guard let status, status.kind == .regular else {
            let script = try privateScript(fd)
            sourceName = path
            return execute(script)
        }
        // Closed before anything else is done: it need not be moved to a private number.
        let text = readAll(fd, size: status.size)
        Wire.close(fd)
        sourceName = path
        return loop(over: ByteString(text), echoes: true, isFinal: isFinal)
    }

    /// Takes over `fd`.
    private func privateScript(_ fd: Int32) throws(Errno) -> ScriptSource {
        defer { Wire.close(fd) }
        return ScriptSource(try Wire.duplicatePrivately(fd), shell: self)
    }

    /// Executes commands as they come: who sends them may wait for what the last has done.
    private func execute(_ script: ScriptSource) -> Completion {
        if stackLimit.isReached { return aborted(.tooDeep) }
        descriptors.scripts.append(script)
        defer {
            script.close()
            descriptors.scripts.removeAll { $0 === script }
        }
        return loop(makeParser(script), survives: false, echoes: true)
    }
}
