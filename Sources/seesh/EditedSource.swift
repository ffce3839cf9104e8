// Commands from a person at a terminal, edited. Without a terminal, or with neither set of keys on, lines are read plainly.

import Bytes
import Kernel
import LineEditing
import Shell
import Syntax

final class EditedSource: InputSource {
    private let shell: Shell
    private let plain: StandardInputSource
    private let highlighter: Highlighter
    private var editor: LineEditor?
    /// What of the shell's history the editor has.
    private var knownHistory = (last: 0, removals: 0)

    init(shell: Shell) {
        self.shell = shell
        plain = StandardInputSource(shell: shell)
        highlighter = Highlighter(shell: shell)
        shell.bindKeys = { [unowned self] in self.bind($0, $1, keymap: $2) }
    }

    func nextChunk(isContinuation: Bool) -> [UInt8]? {
        guard Kernel.isTerminal(0), Kernel.isTerminal(2) else { return plain.nextChunk(isContinuation: isContinuation) }
        repeat {
            if !isContinuation {
                if shell.takeHasExecuted() { editor?.markUnfinishedLine() }
                shell.reportBeforePrompt()
            }
            let prompt = shell.prompt(isContinuation: isContinuation, marksInvisible: true)
            guard shell.usesViKeys != nil || editor == nil else {
                return plain.nextChunk(isContinuation: isContinuation)
            }
            let editor = preparedEditor()
            shell.watchOutput()
            editor.linesAbove = isContinuation ? shell.typedLines : ""
            let line = editor.readLine(prompt: prompt)
            // A key may have chosen the other set of keys.
            shell.usesViKeys = editor.usesViKeys
            switch line {
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

    /// The editor with the shell's settings and history.
    private func preparedEditor() -> LineEditor {
        let settings = LineEditor.Settings(
            terminal: shell.variable("TERM"), home: shell.variable("HOME"),
            initializationFile: shell.variable("INPUTRC"), isUTF8: shell.isUTF8)
        let editor = self.editor ?? madeEditor(settings)
        editor.update(settings)
        if let usesViKeys = shell.usesViKeys { editor.usesViKeys = usesViKeys }
        let isPlain = shell.variable("NO_COLOR").map { !$0.isEmpty } ?? false
        highlighter.begin()
        let highlights = !isPlain && shell.isOn("highlight")
        editor.colours = highlights ? { [highlighter] in highlighter.colours(of: $0) } : nil
        editor.suggests = !isPlain && shell.isOn("suggest")
        shareHistory(editor)
        return editor
    }

    private func madeEditor(_ settings: LineEditor.Settings) -> LineEditor {
        let editor = LineEditor(settings) { [unowned shell] in Self.wait(shell, $0) }
        self.editor = editor
        editor.perform = { [unowned self] in self.perform($0) }
        editor.complete = { [unowned shell] in Completer(shell: shell).complete($0, rest: $1) }
        // Without a word of the shell's start-up files, the keys are what readline's init file says.
        if shell.usesViKeys == nil { shell.usesViKeys = editor.usesViKeys }
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

    private func perform(_ command: LineEditor.Command) {
        guard let editor else { return }
        switch command {
        case .showPlan(let text): shell.showPreview(of: text)
        case .showWaits: shell.showTypedWaits()
        case .edit(let text):
            if let edited = shell.editTyped(text) { editor.replaceLine(edited, point: edited.count) }
        case .run(let command):
            let line = shell.runKeyCommand(command, on: editor.line)
            editor.replaceLine(line.text, point: line.point)
        }
    }

    /// The builtin `bind`.
    private func bind(
        _ option: UInt8, _ argument: ByteString, keymap: ByteString?
    ) -> (text: ByteString, problem: ByteString?) {
        guard let binding = LineEditor.Binding(rawValue: option), Kernel.isTerminal(0), Kernel.isTerminal(2) else {
            return ("", "no lines are edited")
        }
        if binding == .readFile {
            do {
                Kernel.close(try Kernel.openPrivate(argument))
            } catch {
                return ("", argument + ": " + error.message)
            }
        }
        let editor = preparedEditor()
        let (result, text) = editor.bind(binding, argument, keymap: keymap)
        shell.usesViKeys = editor.usesViKeys
        return switch result {
        case .done: (text, nil)
        case .failed: (text, "")
        case .unknownKeymap: (text, (keymap ?? "") + ": unknown keymap")
        case .unknownFunction: (text, argument + ": unknown function")
        case .malformed: (text, argument + ": wrong keys, or not of the form \"keys\": command")
        }
    }

    private static func wait(_ shell: Shell, _ editor: LineEditor) -> LineEditor.Wake {
        while true {
            switch shell.waitAtPrompt() {
            case .input: return .input
            case .interrupt: return .interrupted
            case .windowChange: editor.resize()
            case .foreignOutput: editor.showAgain()
            case .attention:
                editor.hidingLine { shell.attend() }
                editor.resize()
            }
        }
    }
}
