// What keys and the builtin `bind` ask the line editor for, and the colours of the line.

public import Bytes
import CReadline

extension LineEditor {
    /// What a key asks the shell for. Below the line there is room for output.
    public enum Command {
        /// Of the line, with an empty one of the command before it.
        case showPlan(ByteString)
        case showWaits
        /// Ends with `replaceLine` where the text is to be entered.
        case edit(ByteString)
        /// `bind -x`; may end with `replaceLine`.
        case run(ByteString)
    }

    /// What a part of the line is coloured as.
    public enum Colour: Int32, Sendable {
        case none, missingCommand, reservedWord, redirection, comment, unclosed, misplaced
    }

    /// What the builtin `bind` asks for; the raw value is the letter of its option.
    public enum Binding: UInt8, Sendable {
        case functionNames = 0x6C
        case functions = 0x70
        case describedFunctions = 0x50
        case variables = 0x76
        case describedVariables = 0x56
        case macros = 0x73
        case describedMacros = 0x53
        case commands = 0x58
        case query = 0x71
        case unbindFunction = 0x75
        case unbindKeys = 0x72
        case readFile = 0x66
        case bindCommand = 0x78
        /// A line of an init file.
        case line = 0
    }

    public enum BindingResult: Sendable {
        case done, failed, unknownKeymap, unknownFunction, malformed
    }

    /// What is being edited, and how many bytes stand in front of the cursor.
    public var line: (text: ByteString, point: Int) {
        (unsafe seesh_editor_buffer().map { unsafe ByteString(cString: $0) } ?? "", Int(seesh_editor_point()))
    }

    /// Changes the line that is being edited.
    public func replaceLine(_ text: ByteString, point: Int) {
        isReplaced = true
        unsafe text.withCString { unsafe seesh_editor_replace_line($0, Int(max(0, point))) }
    }

    /// Does what `bind` asks for, in `keymap` or the one at hand. Returns what is to be written too.
    public func bind(
        _ binding: Binding, _ argument: ByteString, keymap: ByteString?
    ) -> (result: BindingResult, text: ByteString) {
        let status = unsafe argument.withCString { argument in
            guard let keymap else { return unsafe seesh_bind(Int32(binding.rawValue), argument, nil) }
            return unsafe keymap.withCString { unsafe seesh_bind(Int32(binding.rawValue), argument, $0) }
        }
        let result: BindingResult =
            switch Int(status) {
            case Int(SEESH_BIND_DONE): .done
            case Int(SEESH_BIND_UNKNOWN_KEYMAP): .unknownKeymap
            case Int(SEESH_BIND_UNKNOWN_FUNCTION): .unknownFunction
            case Int(SEESH_BIND_MALFORMED): .malformed
            default: .failed
            }
        return (result, unsafe seesh_bind_text().map { unsafe ByteString(cString: $0) } ?? "")
    }

    /// Does what a key asks for; true where the line was replaced.
    func perform(_ command: Int, _ text: ByteString) -> Bool {
        isReplaced = false
        switch command {
        case Int(SEESH_COMMAND_PLAN): perform?(.showPlan(text))
        case Int(SEESH_COMMAND_WAITS): perform?(.showWaits)
        case Int(SEESH_COMMAND_EDIT): perform?(.edit(text))
        default: perform?(.run(text))
        }
        return isReplaced
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
