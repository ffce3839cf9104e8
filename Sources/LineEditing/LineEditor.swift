// LineEditor: reads edited lines from a terminal.
//
// GNU readline edits; the rest of the shell sees `readLine` and `addHistory`. The owner of the editor waits for keys, because it
// handles signals, traps and jobs meanwhile.

public import Bytes
import CReadline

/// The text, empty for NULL.
private func text(_ string: UnsafePointer<CChar>?) -> ByteString {
    unsafe string.map { unsafe ByteString(cString: $0) } ?? ""
}

/// Calls `body` with the text, or NULL for nil.
private func withCString<Result>(_ text: ByteString?, _ body: (UnsafePointer<CChar>?) -> Result) -> Result {
    guard let text else { return body(nil) }
    return unsafe text.withCString { unsafe body($0) }
}

public final class LineEditor {
    /// The completions of the line from `start` up to the cursor: a single text, or the common beginning and then each text.
    public typealias Matches = (start: Int, texts: [(text: ByteString, description: ByteString)])

    /// The variables that readline uses: TERM, HOME, INPUTRC and the locale.
    public typealias Settings = (
        terminal: ByteString?, home: ByteString?, initializationFile: ByteString?, isUTF8: Bool
    )

    /// readline's callbacks have no context; there is one editor in a process.
    nonisolated(unsafe) private static var current: LineEditor?

    private let wait: (LineEditor) -> Bool
    /// Returns the completions, for the line up to the cursor and the rest of the line.
    public var complete: ((ByteString, ByteString) -> Matches?)?
    /// Performs a command of a key with the line, or for `run` with the command of `bind -x`. True where it replaced the line.
    public var perform: ((Command, ByteString) -> Bool)?
    /// The colours of the line; of overlapping parts the first counts. nil for none.
    public var colours: ((ByteString) -> [(range: Range<Int>, colour: Colour)])?
    /// Suggests the rest of the line. nil for no suggestions.
    public var suggest: ((ByteString) -> ByteString?)?
    private var settings: Settings
    private var isInterrupted = false

    /// Reads the terminal's description and the init file.
    ///
    /// - Parameter wait: returns when there is input on descriptor 0; false where the line is to be given up.
    public init(_ settings: Settings, wait: @escaping (LineEditor) -> Bool) {
        self.settings = settings
        self.wait = wait
        pushSettings()
        unsafe Self.current = self
        let callbacks = unsafe seesh_editor_callbacks(
            wait: { unsafe LineEditor.current?.waitForKey() ?? false },
            complete: { unsafe LineEditor.current?.offerMatches(text($0)) },
            paint: { unsafe LineEditor.current?.paint(text($0)) },
            perform: { command, line in
                guard let command = Command(rawValue: command) else { return false }
                return unsafe LineEditor.current?.perform?(command, text(line)) ?? false
            })
        seesh_editor_initialize(callbacks)
    }

    /// Passes the completions of `line`, which ends at the cursor, to readline.
    private func offerMatches(_ line: ByteString) {
        guard let matches = complete?(line, self.line.text.dropFirst(line.count)) else { return }
        seesh_editor_begin_matches(matches.start, matches.texts.count)
        for (text, description) in matches.texts {
            unsafe text.withCString { text in
                unsafe description.withCString { unsafe seesh_editor_add_match(text, $0) }
            }
        }
    }

    private func waitForKey() -> Bool {
        isInterrupted = isInterrupted || !wait(self)
        return !isInterrupted
    }

    /// Reads and edits one line after `prompt`, in which the bytes 1 and 2 enclose text without width.
    ///
    /// - Returns: the line with a newline; empty at the end of the input, nil where the line was given up.
    public func readLine(prompt: ByteString) -> ByteString? {
        isInterrupted = false
        unsafe prompt.withCString { unsafe seesh_editor_begin($0, colours != nil || suggest != nil) }
        while waitForKey() {
            let hasEnded = seesh_editor_take_key()
            if isInterrupted { break }
            if hasEnded { return unsafe seesh_editor_line().map { unsafe ByteString(cString: $0) + "\n" } ?? "" }
        }
        seesh_editor_abandon()
        return nil
    }

    /// Removes the line from the screen, before other output.
    public func hide() {
        seesh_editor_hide()
    }

    public func show() {
        seesh_editor_show()
    }

    /// Begins a line before a prompt. Where the cursor is not in the first column, a mark shows that the output has no newline
    /// at its end.
    public func markUnfinishedLine() {
        _ = seesh_editor_mark_unfinished_line()
    }

    /// Shows the line below the output of other processes.
    public func showAgain() {
        seesh_editor_show_again()
    }

    /// Adapts to the new size of the window.
    public func resize() {
        seesh_editor_resize()
    }

    /// Adds the newest line to the history of the editor.
    public func addHistory(_ text: ByteString) {
        unsafe text.withCString { unsafe seesh_editor_add_history($0) }
    }

    public func clearHistory() {
        seesh_editor_clear_history()
    }

    /// vi's keys, or those of emacs.
    public var usesViKeys: Bool {
        get { seesh_editor_is_vi() }
        set { seesh_editor_set_vi(newValue) }
    }

    /// Adapts to the variables of the shell.
    public func update(_ settings: Settings) {
        guard settings != self.settings else { return }
        let isOtherTerminal = settings.terminal != self.settings.terminal
        self.settings = settings
        pushSettings()
        if isOtherTerminal { seesh_editor_reset_terminal() }
    }

    private func pushSettings() {
        push(settings.terminal, SEESH_VARIABLE_TERM)
        push(settings.home, SEESH_VARIABLE_HOME)
        push(settings.initializationFile, SEESH_VARIABLE_INPUTRC)
        push(settings.isUTF8 ? "C.UTF-8" : nil, SEESH_VARIABLE_LOCALE)
    }

    private func push(_ value: ByteString?, _ variable: Int) {
        unsafe withCString(value) { unsafe seesh_editor_set_variable(Int32(variable), $0) }
    }
}

// What keys and the builtin `bind` ask for, and the colours of the line.
extension LineEditor {
    /// A command of a key that the shell performs. The cursor is below the line, ready for output.
    public enum Command: Int32, Sendable {
        case showPlan, showWaits, edit, run
    }

    /// The meaning of a colour.
    public enum Colour: Int32, Sendable {
        case none, missingCommand, reservedWord, redirection, comment, unclosed, misplaced
    }

    /// The edited line, and the number of bytes before the cursor.
    public var line: (text: ByteString, point: Int) {
        (unsafe text(seesh_editor_buffer()), Int(seesh_editor_point()))
    }

    /// Replaces the edited line.
    public func replaceLine(_ text: ByteString, point: Int) {
        unsafe text.withCString { unsafe seesh_editor_replace_line($0, Int(max(0, point))) }
    }

    /// Performs an option of the builtin `bind`, named by its letter, or 0 for a line of an init file; in `keymap` or the current
    /// keymap.
    ///
    /// - Returns: the output, and the error message; an empty message for a failure without one.
    public func bind(
        _ option: UInt8, _ argument: ByteString, keymap: ByteString?
    ) -> (text: ByteString, problem: ByteString?) {
        let problem = unsafe argument.withCString { argument in
            unsafe withCString(keymap) {
                unsafe seesh_bind(Int32(option), argument, $0).map { unsafe ByteString(cString: $0) }
            }
        }
        return (unsafe text(seesh_bind_text()), problem)
    }

    /// Passes the colours and the suggestion of a line to the C part.
    func paint(_ line: ByteString) {
        for (range, colour) in colours?(line) ?? [] {
            seesh_editor_paint(range.lowerBound, range.upperBound, colour.rawValue)
        }
        guard let rest = suggest?(line) else { return }
        unsafe rest.withCString { unsafe seesh_editor_suggest($0) }
    }
}
