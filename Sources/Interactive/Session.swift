// Session: the state of the interactive part of a shell, and its beginning. The other files extend it.

package import Bytes
import Kernel
package import Shell

package final class Session: InteractiveSession {
    unowned let shell: Shell
    /// The commands that were typed.
    var history = History()
    /// The rules of `complete`, by the command.
    var completionRules: [ByteString: CompletionRule] = [:]
    /// The lines of the current command so far.
    var typedText = ByteString()
    /// The typed command that is executed, with the number of its entry in the history.
    var typedCommand: (number: Int, execution: History.Execution)?
    /// When the last typed command began, on the monotonic clock.
    var typedAt = 0
    /// The measurements of that command, with REPORTTIME.
    var measure: TypedMeasure?
    /// The number of the next typed command.
    var commandNumber = 1
    /// SIGINT has ended the input of the current command.
    var isInterrupted = false
    /// A typed command was executed since the last prompt.
    var hasExecuted = false
    /// The number of consecutive ends of file at the prompt.
    var endOfFileCount = 0
    /// Watches the output of other processes to the terminal, while a line is edited and jobs run.
    var outputWatch: WriteWatch?
    /// The source of the typed lines; nil in a script.
    var source: TypedSource?

    package init(_ shell: Shell) {
        self.shell = shell
    }

    /// Makes the shell interactive: its signals and options, and the variables that are not set.
    ///
    /// Implementation-defined: with posix PS1 is `# ` for a user with all privileges, else `$ `; as dash, mksh and ksh93.
    ///
    /// Implementation-defined: HISTFILE where it is not set is `seesh/history` in `~/.local/state` or XDG_STATE_HOME; with posix
    /// `~/.sh_history`, as ksh.
    ///
    /// POSIX: XCU sh -i, HISTFILE, 2.5.3 PS1
    package func begin(monitor: Bool) {
        shell.setInteractiveSignals()
        if monitor { _ = shell.setOption(named: "monitor", true) }
        func setDefault(_ name: ByteString, _ value: ByteString) {
            if shell.variable(name) == nil { shell.setVariable(name, value) }
        }
        let isPosix = shell.isOn("posix")
        setDefault("PS1", !isPosix ? Self.defaultPrompt : Kernel.effectiveUserID == 0 ? "# " : "$ ")
        setDefault("PS2", "> ")
        if !isPosix { setDefault("COMP_WORDBREAKS", Self.defaultBreaks) }
        guard let home = nonEmpty("HOME") else { return }
        let state = (nonEmpty("XDG_STATE_HOME") ?? home + "/.local/state") + "/seesh/history"
        setDefault("HISTFILE", isPosix ? home + "/.sh_history" : state)
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

    /// The value of a variable that is set and not null.
    func nonEmpty(_ name: ByteString) -> ByteString? {
        shell.variable(name).flatMap { $0.isEmpty ? nil : $0 }
    }
}
