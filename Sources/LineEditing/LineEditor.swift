// LineEditor: a line from a person at a terminal, edited.
//
// GNU readline edits; the rest of the shell sees `readLine` and `addHistory`. Waiting for a key is left to whoever makes the
// editor, because signals, traps and jobs want attention meanwhile.

public import Bytes
import CReadline

public final class LineEditor {
    public enum Line {
        /// Without its newline.
        case text(ByteString)
        /// Given up, by SIGINT.
        case interrupted
        case endOfFile
    }

    /// What ended the waiting for a key.
    public enum Wake {
        case input
        /// The line is to be given up.
        case interrupted
    }

    /// What may take the place of the line from `start` up to the cursor: one text, or what all have in common and then each.
    public struct Matches {
        let start: Int
        let texts: [(text: ByteString, description: ByteString)]

        public init(start: Int, _ texts: [(text: ByteString, description: ByteString)]) {
            self.start = start
            self.texts = texts
        }
    }

    /// What readline asks the shell for.
    public struct Settings: Equatable {
        /// TERM
        public var terminal: ByteString?
        /// HOME
        public var home: ByteString?
        /// INPUTRC
        public var initializationFile: ByteString?
        public var isUTF8: Bool

        public init(terminal: ByteString?, home: ByteString?, initializationFile: ByteString?, isUTF8: Bool) {
            self.terminal = terminal
            self.home = home
            self.initializationFile = initializationFile
            self.isUTF8 = isUTF8
        }
    }

    /// readline calls back without a context, and there is one terminal to edit on.
    nonisolated(unsafe) private static var current: LineEditor?

    private let wait: (LineEditor) -> Wake
    /// What may stand at the cursor, from the line up to there and the rest of it.
    public var complete: ((ByteString, ByteString) -> Matches?)?
    /// Does what a key asks for.
    public var perform: ((Command) -> Void)?
    /// The colours of the line; where parts lie in each other, the first counts. nil for none.
    public var colours: ((ByteString) -> [(range: Range<Int>, colour: Colour)])?
    /// How the line may go on. nil where nothing is suggested.
    public var suggest: ((ByteString) -> ByteString?)?
    private var settings: Settings
    private var isInterrupted = false
    /// A command has changed the line.
    var isReplaced = false

    /// Reads the terminal's description and the init file.
    ///
    /// - Parameter wait: returns when there is input on descriptor 0.
    public init(_ settings: Settings, wait: @escaping (LineEditor) -> Wake) {
        self.settings = settings
        self.wait = wait
        pushSettings()
        unsafe Self.current = self
        seesh_editor_initialize {
            guard let editor = unsafe LineEditor.current else { return false }
            return editor.waitForKey()
        }
        unsafe seesh_editor_set_completer { line in
            guard let line = unsafe line, let editor = unsafe LineEditor.current else { return }
            editor.offerMatches(unsafe ByteString(cString: line))
        }
        unsafe seesh_editor_set_painter { line in
            guard let line = unsafe line, let editor = unsafe LineEditor.current else { return }
            editor.paint(unsafe ByteString(cString: line))
        }
        unsafe seesh_editor_set_commands { command, text in
            guard let text = unsafe text, let editor = unsafe LineEditor.current else { return false }
            return editor.perform(Int(command), unsafe ByteString(cString: text))
        }
    }

    /// Hands readline what may take the place of `line`, which ends at the cursor.
    private func offerMatches(_ line: ByteString) {
        guard let matches = complete?(line, self.line.text.dropFirst(line.count)) else { return }
        seesh_editor_begin_matches(matches.start)
        for (text, description) in matches.texts {
            unsafe (line.prefix(matches.start) + text).withCString { text in
                unsafe description.shown.withCString { unsafe seesh_editor_add_match(text, $0) }
            }
        }
    }

    private func waitForKey() -> Bool {
        guard !isInterrupted else { return false }
        switch wait(self) {
        case .input: return true
        case .interrupted:
            isInterrupted = true
            return false
        }
    }

    /// Reads and edits one line behind `prompt`, in which the bytes 1 and 2 enclose what has no width.
    public func readLine(prompt: ByteString) -> Line {
        isInterrupted = false
        seesh_editor_want_painting(colours != nil || suggest != nil)
        unsafe prompt.withCString { unsafe seesh_editor_begin($0) }
        while waitForKey() {
            let state = Int(seesh_editor_take_key())
            if isInterrupted { break }
            if state == Int(SEESH_LINE_END) { return .endOfFile }
            if state == Int(SEESH_LINE_COMPLETE) {
                return .text(unsafe seesh_editor_line().map { unsafe ByteString(cString: $0) } ?? "")
            }
        }
        seesh_editor_abandon()
        return .interrupted
    }

    /// Takes the line off the screen while `body` writes there.
    public func hidingLine<R>(_ body: () -> R) -> R {
        seesh_editor_hide()
        defer { seesh_editor_show() }
        return body()
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
        guard let value else { return seesh_editor_set_variable(Int32(variable), nil) }
        unsafe value.withCString { unsafe seesh_editor_set_variable(Int32(variable), $0) }
    }
}
