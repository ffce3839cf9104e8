// Session: the interactive part of one shell. What it holds is here. What it does at the prompt and with what was typed is in
// the extensions of the other files.

package import Bytes
import Kernel
package import Shell

package final class Session: InteractiveSession {
    unowned let shell: Shell
    /// The commands that were typed.
    var history = HistoryList()
    /// What `complete` has said, by the command.
    var completionRules: [ByteString: CompletionRule] = [:]
    /// What was typed of the command at hand.
    var typedText = ByteString()
    /// The command that was typed last, while it is executed.
    var typedCommand: TypedCommand?
    /// When the command that was typed last began.
    var typedAt = 0
    /// What is measured of it.
    var measure: TypedMeasure?
    /// How many commands were typed.
    var commandNumber = 1
    /// SIGINT has ended the input of the command that was being typed.
    var isInterrupted = false
    /// A command that was typed has been executed since the last prompt.
    var hasExecuted = false
    /// How many ends of file have come one after the other at the prompt.
    var endOfFileCount = 0
    /// Tells what others write to the terminal, while a line is edited and jobs run.
    var outputWatch: WriteWatch?
    /// What reads the lines; nil where they are those of a script.
    var source: TypedSource?

    package init(_ shell: Shell) {
        self.shell = shell
    }

    /// Makes the shell interactive: its signals and options, and the variables that nobody has set.
    ///
    /// Implementation-defined: with posix PS1 is `# ` for whoever has all privileges, else `$ `; as dash, mksh and ksh93.
    ///
    /// POSIX: XCU sh -i, 2.5.3 PS1
    package func begin(monitor: Bool) {
        shell.setInteractiveSignals()
        if monitor { _ = shell.setOption(named: "monitor", true) }
        let isPosix = shell.isOn("posix")
        let prompt = !isPosix ? Self.defaultPrompt : Kernel.effectiveUserID == 0 ? "# " : "$ "
        var defaults = [("PS1", prompt), ("PS2", "> ")] as [(ByteString, ByteString)]
        if !isPosix { defaults.append(("COMP_WORDBREAKS", Self.defaultBreaks)) }
        for (name, value) in defaults where shell.variable(name) == nil { shell.setVariable(name, value) }
        setDefaultHistoryFile()
    }

    /// Executes the start-up files of an interactive shell, and reads the history.
    ///
    /// Implementation-defined: the start-up files are `/etc/profile` and `~/.profile` of a login shell, then `seesh/seeshrc`
    /// in `~/.config` or XDG_CONFIG_HOME (not with posix) and the file that ENV names.
    ///
    /// POSIX: XCU sh, ENV
    package func runStartUpFiles() {
        let folder = nonEmpty("XDG_CONFIG_HOME") ?? shell.variable("HOME").map { $0 + "/.config" }
        if !shell.isOn("posix"), let folder { shell.runStartUpFile(folder + "/seesh/seeshrc") }
        // POSIX: XCU sh, ENV is ignored where the real and the effective user or group differ.
        let isTrusted = Kernel.realUserID == Kernel.effectiveUserID && Kernel.realGroupID == Kernel.effectiveGroupID
        if isTrusted, let path = nonEmpty("ENV") { shell.runStartUpFile(shell.expandPrompt(path)) }
        loadHistory()
    }

    /// What reads the commands from standard input.
    package func makeSource(editsLines: Bool) -> TypedSource {
        let source = TypedSource(self, editsLines: editsLines)
        self.source = source
        return source
    }

    /// Executes one of the builtins of the interactive part.
    package func run(_ builtin: Builtin, _ arguments: [ByteString]) -> Completion {
        switch builtin {
        case .fc: fcUtility(arguments)
        case .bind: ended(bindUtility(arguments))
        case .compgen: ended(compgenUtility(arguments))
        case .complete: ended(completeUtility(arguments))
        default: ended(historyUtility(arguments))
        }
    }

    func ended(_ status: ExitStatus) -> Completion {
        shell.status = status
        return .normal
    }
}
