// What keys do with the line that is being edited: an editor works on it, a command of the user changes it, its parts are told
// apart for their colours. `$?` stays what it was.

public import Bytes
import Kernel
public import Syntax

extension Shell {
    /// Lets VISUAL or EDITOR work on a line; nil where it failed. The last newline is dropped.
    ///
    /// Implementation-defined: `v` leaves the line to VISUAL or EDITOR, and to vi only where neither is set; as bash and ksh.
    ///
    /// POSIX: XCU sh, vi line editing command mode, v
    public func editTyped(_ line: ByteString) -> ByteString? {
        let outer = (state.status, state.pipelineStatuses)
        defer { (state.status, state.pipelineStatuses) = outer }
        let editors = ["VISUAL", "EDITOR"].lazy.compactMap { self.variable($0) }.filter { !$0.isEmpty }
        switch edit(line + "\n", with: editors.first ?? "vi", for: "edit") {
        case .ended(.exiting): leave(state.status)
        case .ended: return nil
        case .edited(let text): return text.last == UInt8(ascii: "\n") ? text.prefix(text.count - 1) : text
        }
    }

    /// Executes a command with the line in READLINE_LINE and the number of characters in front of the cursor in
    /// READLINE_POINT. Returns what it has made of the two.
    public func runKeyCommand(
        _ command: ByteString, on line: (text: ByteString, point: Int)
    ) -> (text: ByteString, point: Int) {
        let (text, point) = (names.intern("READLINE_LINE"), names.intern("READLINE_POINT"))
        let before = line.text.prefix(line.point)
        state.variables.set(text, .string(line.text))
        state.variables.set(point, .string(ByteString(decimal: isUTF8 ? UTF8Decoder.count(before) : before.count)))
        if runTrap(command) == .exiting { leave(state.status) }
        flushOutput()
        let changed = value(of: text) ?? line.text
        let characters = value(of: point)?.unsignedDecimalValue ?? changed.count
        state.variables.unset(text)
        state.variables.unset(point)
        var place = 0
        for _ in 0..<min(characters, changed.count) where place < changed.count {
            place += isUTF8 ? UTF8Decoder.length(at: place, of: changed) : 1
        }
        return (changed, place)
    }

    /// What the parts of a command are that is being typed.
    public func syntaxMarks(of text: ByteString) -> [SyntaxMark] {
        // The names in a text that may never be executed are not kept.
        let parser = Parser(
            source: StringSource(text), names: NameTable(), dialect: dialect, stackLimit: stackLimit)
        if !state.aliases.isEmpty { parser.aliases = { [unowned self] in self.state.aliases[$0] } }
        return parser.marks(of: text)
    }
}
