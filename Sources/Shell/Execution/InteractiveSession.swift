// InteractiveSession: what the shell asks of its interactive part, which is the module Interactive, and what that asks of the
// shell beyond the functions that the shell has for itself.
//
// A script makes no session before it calls a builtin of the interactive part.

package import Bytes
package import Kernel
package import Syntax
import XRay

/// The interactive part of a shell.
package protocol InteractiveSession: AnyObject {
    /// Executes bind, compgen, complete, fc or history.
    func run(_ builtin: Builtin, _ arguments: [ByteString]) -> Completion
    /// The command that was being typed is complete, or wrong: it goes into the history before it is executed.
    func recordTyped()
    /// True where SIGINT has ended the input of the command that was being typed. Asked once.
    func takeInterruption() -> Bool
    /// The command that was typed is about to be executed.
    func beginCommand()
    /// A child was reaped.
    func note(_ usage: ResourceUsage)
    /// The command that was typed has ended: its entries are appended to HISTFILE.
    func endCommand()
    /// `; did you mean NAME?`, or nothing where no name is near, or no person would read it.
    func hint(for name: ByteString) -> ByteString
    /// The shell ends.
    func end()
}

extension Shell {
    /// The session; made where the shell is a script and has none.
    func madeSession() -> any InteractiveSession {
        if let session { return session }
        let made = makeSession(self)
        session = made
        return made
    }
}

// Variables and options by their names.
extension Shell {
    package func variable(_ name: ByteString) -> ByteString? { value(of: names.intern(name)) }

    /// The variable as an array: a string is its element 0.
    package func elements(_ name: ByteString) -> [ByteString] { elements(of: names.intern(name)).elements }

    /// Makes a variable anew, or unset.
    package func setVariable(_ name: ByteString, _ value: ByteString?, isExported: Bool = false) {
        replace(name, value.map { .string($0) } ?? .unset, isExported)
    }

    package func setVariable(_ name: ByteString, elements: [ByteString], isExported: Bool) {
        replace(name, .array(IndexedArray(elements)), isExported)
    }

    private func replace(_ name: ByteString, _ value: Variable.Value, _ isExported: Bool) {
        let name = names.intern(name)
        state.variables.unset(name)
        state.variables.set(name, value)
        if isExported { state.variables.insert(.exported, for: name) }
    }

    package var isUTF8: Bool { state.isUTF8 }

    /// Whether the option with this name is on.
    package func isOn(_ name: ByteString) -> Bool {
        ShellOptions(named: name).map { state.options.contains($0) } ?? false
    }

    /// Whether IFS has this byte.
    package func separatesFields(_ byte: UInt8) -> Bool { state.separators[byte] != .none }

    /// `$0`
    package var name: ByteString { state.name }

    package var logicalDirectory: ByteString? { state.logicalDirectory }
}

// Statuses.
extension Shell {
    /// `$?`
    public package(set) var status: ExitStatus {
        get { state.status }
        set {
            state.status = newValue
            state.pipelineStatuses = []
        }
    }

    /// PIPESTATUS
    package var statuses: [ExitStatus] { state.pipelineStatuses.isEmpty ? [state.status] : state.pipelineStatuses }

    /// `$?` and PIPESTATUS are afterwards what they were before.
    package func keepingStatus<R>(_ body: () -> R) -> R {
        let outer = (state.status, state.pipelineStatuses)
        defer { (state.status, state.pipelineStatuses) = outer }
        return body()
    }

    /// What is executed leaves the terminal alone, and ends no shell with errexit.
    package func withoutJobControl<R>(_ body: () -> R) -> R {
        let isMonitored = state.options.remove(.monitor) != nil
        state.frames.enter(.condition)
        defer {
            state.frames.leaveCondition()
            if isMonitored { state.options.insert(.monitor) }
        }
        return body()
    }
}

// Signals and jobs.
extension Shell {
    package func isTrapped(_ signal: Int32) -> Bool { state.traps[signal] != .initial }

    package var distrustsTerminalModes: Bool { terminal.distrustsModes }

    package var hasJobNews: Bool { jobs.hasNews }

    package var unfinishedJobCount: Int { jobs.all.count { !$0.isDone } }
}

// What a word may be completed to.
extension Shell {
    package var aliasNames: [ByteString] { state.aliases.sorted.map(\.name) }

    package var functionNames: [ByteString] { state.functions.all.map(\.name.bytes) }

    /// The names of variables that are set.
    package var variableNames: [ByteString] {
        (0..<names.count).map { names[$0] }.filter { state.variables[$0].isSet }.map(\.bytes)
    }

    /// `%n` of each job with its command.
    package var jobNames: [(ByteString, ByteString)] {
        jobs.all.map { ("%" + ByteString(decimal: $0.number), text(of: $0)) }
    }

    /// The processes of jobs, with what they execute.
    package var jobProcesses: [(ByteString, ByteString)] {
        jobs.all.flatMap { job in
            job.processes.filter { !$0.isOver }.map { (ByteString(decimal: $0.pid), text(of: $0.text)) }
        }
    }

    /// The names that `set -o` knows, and what the usage of `set` says of them.
    package static var optionNames: [(ByteString, ByteString)] {
        let texts = Builtin.set.optionMeanings
        return ShellOptions.named.map { option in
            let prefix = option.name + ": "
            let text = texts.first { $0.hasPrefix(prefix) } ?? prefix
            return (option.name, text.dropFirst(prefix.count))
        }
    }

    /// The modes of `see`, with a line on each, and whether a command follows.
    package static var seeModes: [(name: ByteString, summary: ByteString, options: [ByteString], isPrefix: Bool)] {
        ViewMode.all.map { ($0.name, $0.summary, $0.options, $0.isPrefix) }
    }

    /// A text from outside made safe to show, and cut to what a list has room for.
    package static func shown(_ text: ByteString) -> ByteString { Display.escaped(text, columns: 72) }
}

// Texts that are no commands yet.
extension Shell {
    /// What the parts of a command are that is being typed.
    package func syntaxMarks(of text: ByteString) -> [SyntaxMark] {
        // The names in a text that may never be executed are not kept.
        let parser = Parser(source: StringSource(text), names: NameTable(), dialect: dialect, stackLimit: stackLimit)
        if !state.aliases.isEmpty { parser.aliases = { [unowned self] in self.state.aliases[$0] } }
        return parser.marks(of: text)
    }

    /// The operands of a simple command, expanded, but not to pathnames.
    package func operands(of command: ByteString) -> [ByteString] {
        guard let parsed = try? makeParser(StringSource(command)).nextCompleteCommand(),
            case .simple(let simple)? = parsed.andOrLists.first?.first.commands.first
        else { return [] }
        let expandsPathnames = state.options.insert(.noglob).inserted
        defer { if expandsPathnames { state.options.remove(.noglob) } }
        return Array(((try? expandFields(simple.words)) ?? []).dropFirst())
    }
}
