// LineEditor: a line from a person at a terminal, edited.
//
// GNU readline edits; the rest of the shell sees `readLine` and `addHistory`. The one who makes the editor waits for keys, because
// signals, traps and jobs want attention meanwhile.

public import Bytes
import CReadline

/// Nothing for NULL.
private func text(_ string: UnsafePointer<CChar>?) -> ByteString {
    unsafe string.map { unsafe ByteString(cString: $0) } ?? ""
}

/// Calls `body` with the text, or NULL for nil.
private func withCString<Result>(_ text: ByteString?, _ body: (UnsafePointer<CChar>?) -> Result) -> Result {
    guard let text else { return body(nil) }
    return unsafe text.withCString { unsafe body($0) }
}

public final class LineEditor {
    /// What may take the place of the line from `start` up to the cursor: one text, or what all have in common and then each.
    public typealias Matches = (start: Int, texts: [(text: ByteString, description: ByteString)])

    /// What readline asks the shell for: TERM, HOME, INPUTRC and the locale.
    public typealias Settings = (
        terminal: ByteString?, home: ByteString?, initializationFile: ByteString?, isUTF8: Bool
    )

    /// readline calls back without a context, and there is one terminal to edit on.
    nonisolated(unsafe) private static var current: LineEditor?

    private let wait: (LineEditor) -> Bool
    /// What may stand at the cursor, from the line up to there and the rest of it.
    public var complete: ((ByteString, ByteString) -> Matches?)?
    /// Does what a key asks for: of the line, or for `run` the command of `bind -x`. True where it has replaced the line.
    public var perform: ((Command, ByteString) -> Bool)?
    /// The colours of the line; where parts lie in each other, the first counts. nil for none.
    public var colours: ((ByteString) -> [(range: Range<Int>, colour: Colour)])?
    /// How the line may go on. nil where nothing is suggested.
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

    /// Hands readline what may take the place of `line`, which ends at the cursor.
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

    /// Reads and edits one line behind `prompt`, in which the bytes 1 and 2 enclose what has no width.
    ///
    /// - Returns: the line with a newline; nothing at the end of the input, nil where the line was given up.
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

    /// Takes the line off the screen, for others to write there.
    public func hide() {
        seesh_editor_hide()
    }

    public func show() {
        seesh_editor_show()
    }

    /// Begins a line in front of a prompt: where the cursor is not at the beginning of one, a mark shows that the output
    /// before has no newline at its end.
    public func markUnfinishedLine() {
        _ = seesh_editor_mark_unfinished_line()
    }

    /// Shows the line below what others have written over it.
    public func showAgain() {
        seesh_editor_show_again()
    }

    /// The window has another size.
    public func resize() {
        seesh_editor_resize()
    }

    /// What the arrow keys and searches go through gets another line, as the newest.
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

    /// Follows the shell's variables.
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
    /// What a key asks the shell for. Below the line there is room for output.
    public enum Command: Int32, Sendable {
        case showPlan, showWaits, edit, run
    }

    /// What a part of the line is coloured as.
    public enum Colour: Int32, Sendable {
        case none, missingCommand, reservedWord, redirection, comment, unclosed, misplaced
    }

    /// What is being edited, and how many bytes stand in front of the cursor.
    public var line: (text: ByteString, point: Int) {
        (unsafe text(seesh_editor_buffer()), Int(seesh_editor_point()))
    }

    /// Changes the line that is being edited.
    public func replaceLine(_ text: ByteString, point: Int) {
        unsafe text.withCString { unsafe seesh_editor_replace_line($0, Int(max(0, point))) }
    }

    /// Does what an option of the builtin `bind` asks for, named by its letter, 0 for a line of an init file; in `keymap` or the
    /// one at hand.
    ///
    /// - Returns: what to write, and what is wrong; "" for a failure that needs no more words.
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

    /// Tells the colours of a line that is shown for the first time, and what may follow it.
    func paint(_ line: ByteString) {
        for (range, colour) in colours?(line) ?? [] {
            seesh_editor_paint(range.lowerBound, range.upperBound, colour.rawValue)
        }
        guard let rest = suggest?(line) else { return }
        unsafe rest.withCString { unsafe seesh_editor_suggest($0) }
    }
}
