// TypedSource: the lines of an interactive shell, with a prompt before each. Lines from a terminal are edited, unless both
// `set -o emacs` and `set -o vi` are off.

import Bytes
import Kernel
import LineEditing
import Shell
import Syntax

package final class TypedSource: InputSource {
    private let session: Session
    private let shell: Shell
    private let editsLines: Bool
    private let plain: StandardInputSource
    private var highlighter: Highlighter
    private var editor: LineEditor?
    private var suggestions = HistorySuggestions()
    /// The part of the history that the editor has.
    private var knownHistory = (last: 0, removals: 0)
    /// The earlier lines of the current command.
    private var linesAbove = ByteString()

    package init(_ session: Session, editsLines: Bool) {
        self.session = session
        self.editsLines = editsLines
        shell = session.shell
        plain = StandardInputSource(shell: shell) { [unowned session] in session.reachesInput() }
        highlighter = Highlighter(shell: shell)
        session.source = self
    }

    var isAtTerminal: Bool { editsLines && Kernel.isTerminal(0) && Kernel.isTerminal(2) }

    package func nextChunk(isContinuation: Bool) -> [UInt8]? {
        repeat {
            if !isContinuation {
                if isAtTerminal {
                    shell.flushOutput()
                    if session.hasExecuted { editor?.markUnfinishedLine() }
                    session.hasExecuted = false
                }
                session.reportTimes()
                shell.reportJobs()
                session.runPromptCommands()
            }
            let edits = isAtTerminal && (usesViKeys != nil || editor == nil)
            let prompt = session.prompt(isContinuation: isContinuation, marksInvisible: edits)
            guard let line = edits ? edited(prompt, isContinuation) : plainLine(prompt) else {
                session.interruptPrompt()
                return nil
            }
            if !line.isEmpty {
                session.endOfFileCount = 0
                session.typedText += line
                return line.array
            }
        } while !isContinuation && session.survivesEndOfFile()
        return nil
    }

    /// A line with its newline; empty at the end of the input, nil on SIGINT.
    private func plainLine(_ prompt: ByteString) -> ByteString? {
        shell.writeError(prompt)
        return plain.readLine().map { ByteString($0) }
    }

    /// As `plainLine`, edited.
    private func edited(_ prompt: ByteString, _ isContinuation: Bool) -> ByteString? {
        let editor = preparedEditor()
        session.watchOutput()
        linesAbove = isContinuation ? session.typedText : ""
        // A key may switch between emacs and vi.
        defer { usesViKeys = editor.usesViKeys }
        return editor.readLine(prompt: prompt)
    }

    /// `set -o vi`, `set -o emacs`; nil where neither is on.
    private var usesViKeys: Bool? {
        get { shell.isOn("vi") ? true : shell.isOn("emacs") ? false : nil }
        set {
            if let newValue { _ = shell.setOption(named: newValue ? "vi" : "emacs", true) }
        }
    }

    /// The editor with the shell's settings and history.
    private func preparedEditor() -> LineEditor {
        let settings = (shell.variable("TERM"), shell.variable("HOME"), shell.variable("INPUTRC"), shell.isUTF8)
        let editor = self.editor ?? madeEditor(settings)
        editor.update(settings)
        if let usesViKeys { editor.usesViKeys = usesViKeys }
        highlighter = Highlighter(shell: shell)
        let paints = session.nonEmpty("NO_COLOR") == nil
        let highlights = paints && shell.isOn("highlight")
        editor.colours =
            highlights ? { [unowned self] in highlighter.colours(of: linesAbove + $0, from: linesAbove.count) } : nil
        let suggests = paints && shell.isOn("suggest")
        editor.suggest = suggests ? { [unowned self] in suggestions.rest(of: linesAbove + $0) } : nil
        shareHistory(editor)
        return editor
    }

    private func madeEditor(_ settings: LineEditor.Settings) -> LineEditor {
        let editor = LineEditor(settings) { [unowned session] in session.reachesInput($0) }
        self.editor = editor
        editor.perform = { [unowned self] in self.perform($0, $1) }
        editor.complete = { [unowned self] line, rest in
            session.matches(linesAbove + line, from: linesAbove.count, rest: rest)
        }
        // readline's init file decides where the start-up files of the shell do not.
        if usesViKeys == nil { usesViKeys = editor.usesViKeys }
        return editor
    }

    private func shareHistory(_ editor: LineEditor) {
        let history = session.history
        if history.removals != knownHistory.removals {
            editor.clearHistory()
            suggestions = HistorySuggestions()
            knownHistory.last = 0
        }
        for entry in history.entries.drop(while: { $0.number <= knownHistory.last }) {
            editor.addHistory(entry.text)
            suggestions.add(entry.text)
        }
        knownHistory = (history.nextNumber - 1, history.removals)
    }

    private func perform(_ command: LineEditor.Command, _ text: ByteString) -> Bool {
        guard let editor else { return false }
        switch command {
        case .showPlan: shell.showPreview(of: linesAbove + text)
        case .showWaits: shell.showWaits(since: session.typedAt)
        case .edit:
            guard let edited = session.editTyped(text) else { return false }
            editor.replaceLine(edited, point: edited.count)
            return true
        case .run:
            let line = session.runKeyCommand(text, on: editor.line)
            editor.replaceLine(line.text, point: line.point)
            return true
        }
        return false
    }

    /// As `LineEditor.bind`.
    func bind(
        _ option: UInt8, _ argument: ByteString, _ keymap: ByteString?
    ) -> (text: ByteString, problem: ByteString?) {
        if option == UInt8(ascii: "f") {
            do {
                Kernel.close(try Kernel.openPrivate(argument))
            } catch {
                return ("", argument + ": " + error.message)
            }
        }
        let editor = preparedEditor()
        defer { usesViKeys = editor.usesViKeys }
        return editor.bind(option, argument, keymap: keymap)
    }
}
