// Session: the interactive part of one shell. What it holds is here. What it does at the prompt and with what was typed is in
// the extensions of the other files.

package import Bytes
import Kernel
package import Shell

package final class Session: InteractiveSession {
    unowned let shell: Shell
    /// The commands that were typed.
    var history = History()
    /// What `complete` has said, by the command.
    var completionRules: [ByteString: CompletionRule] = [:]
    /// What was typed of the command at hand.
    var typedText = ByteString()
    /// The command that was typed last, while it is executed, with the number of its entry in the history.
    var typedCommand: (number: Int, execution: History.Execution)?
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
