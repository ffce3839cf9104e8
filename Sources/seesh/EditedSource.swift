// Commands from a person at a terminal, edited. Without a terminal, or with neither set of keys on, lines are read plainly.

import Bytes
import Kernel
import LineEditing
import Shell
import Syntax

final class EditedSource: InputSource {
    private let shell: Shell
    private let plain: StandardInputSource
    private var editor: LineEditor?
    /// What of the shell's history the editor has.
    private var knownHistory = (last: 0, removals: 0)

    init(shell: Shell) {
        self.shell = shell
        plain = StandardInputSource(shell: shell)
    }

    func nextChunk(isContinuation: Bool) -> [UInt8]? {
        guard Kernel.isTerminal(0), Kernel.isTerminal(2) else { return plain.nextChunk(isContinuation: isContinuation) }
        repeat {
            if !isContinuation {
                if shell.takeHasExecuted() { editor?.markUnfinishedLine() }
                shell.reportBeforePrompt()
            }
            let prompt = shell.prompt(isContinuation: isContinuation, marksInvisible: true)
            guard let editor = preparedEditor() else { return plain.nextChunk(isContinuation: isContinuation) }
            editor.linesAbove = isContinuation ? shell.typedLines : ""
            switch editor.readLine(prompt: prompt) {
            case .text(let text):
                let line = (text + "\n").array
                shell.noteTyped(line)
                return line
            case .interrupted:
                shell.interruptPrompt()
                return nil
            case .endOfFile:
                break
            }
        } while !isContinuation && shell.survivesEndOfFile()
        return nil
    }

    /// The editor with the shell's settings and history; nil where `set +o emacs +o vi` has switched editing off.
    private func preparedEditor() -> LineEditor? {
        let settings = LineEditor.Settings(
            terminal: shell.variable("TERM"), home: shell.variable("HOME"),
            initializationFile: shell.variable("INPUTRC"), isUTF8: shell.isUTF8)
        guard let editor else {
            let editor = LineEditor(settings) { [unowned shell] in Self.wait(shell, $0) }
            self.editor = editor
            editor.preview = { [unowned shell] in shell.showPreview(of: $0) }
            editor.complete = { [unowned shell] in Completer(shell: shell).complete($0) }
            // Without a word of the shell's start-up files, the keys are what readline's init file says.
            if shell.usesViKeys == true { editor.usesViKeys = true } else { shell.usesViKeys = editor.usesViKeys }
            shareHistory(editor)
            return editor
        }
        guard let usesViKeys = shell.usesViKeys else { return nil }
        editor.update(settings)
        editor.usesViKeys = usesViKeys
        shareHistory(editor)
        return editor
    }

    private func shareHistory(_ editor: LineEditor) {
        if shell.historyRemovals != knownHistory.removals {
            editor.clearHistory()
            knownHistory.last = 0
        }
        for text in shell.historyTexts(after: knownHistory.last) { editor.addHistory(text) }
        knownHistory = (shell.lastHistoryNumber, shell.historyRemovals)
    }

    private static func wait(_ shell: Shell, _ editor: LineEditor) -> LineEditor.Wake {
        while true {
            switch shell.waitAtPrompt() {
            case .input: return .input
            case .interrupt: return .interrupted
            case .windowChange: editor.resize()
            case .attention:
                editor.hidingLine { shell.attend() }
                editor.resize()
            }
        }
    }
}
