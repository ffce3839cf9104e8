// HistoryFile: the history as it is kept, a line for each command.
//
//     : SECONDS:MILLISECONDS:STATUSES:DIRECTORY;COMMAND
//
// The statuses are joined by `|`. Newlines and backslashes are written `\n` and `\\`, and in the directory a semicolon `\s`. A line
// that does not begin like this is a command as it stands, so that the files of other shells can be taken over.

import Bytes

enum HistoryFile {
    /// The line of a command, with its newline.
    static func line(of text: ByteString, _ execution: HistoryList.Execution) -> ByteString {
        var line: ByteString = ": " + ByteString(decimal: execution.began)
        line += ":" + ByteString(decimal: execution.milliseconds) + ":"
        for (index, status) in execution.statuses.enumerated() {
            line += (index == 0 ? "" : "|") + ByteString(decimal: status)
        }
        return line + ":" + escaped(execution.directory, ";") + ";" + escaped(text) + "\n"
    }

    /// The command of a line without its newline, and what is known of it; nil for an empty line.
    static func entry(of line: ByteString) -> (text: ByteString, execution: HistoryList.Execution?)? {
        guard !line.isEmpty else { return nil }
        guard line.hasPrefix(": "), let end = line.firstIndex(of: UInt8(ascii: ";")) else { return (line, nil) }
        let fields = line[2..<end].split(on: UInt8(ascii: ":"))
        guard fields.count >= 4, let began = fields[0].unsignedDecimalValue,
            let milliseconds = fields[1].unsignedDecimalValue
        else { return (line, nil) }
        let statuses = fields[2].split(on: UInt8(ascii: "|")).compactMap(\.unsignedDecimalValue).map {
            Int32(truncatingIfNeeded: $0)
        }
        // A directory may hold colons itself.
        let directory = line[2..<end].dropFirst(fields[0].count + fields[1].count + fields[2].count + 3)
        let execution = HistoryList.Execution(
            began: began, milliseconds: milliseconds, statuses: statuses, directory: unescaped(directory))
        let text = unescaped(line.dropFirst(end + 1))
        return text.isEmpty ? nil : (text, execution)
    }

    private static func escaped(_ text: ByteString, _ separator: ByteString = "") -> ByteString {
        var result = ByteString()
        for byte in text {
            switch byte {
            case UInt8(ascii: "\n"): result += "\\n"
            case UInt8(ascii: "\\"): result += "\\\\"
            case separator.first: result += "\\s"
            default: result.append(byte)
            }
        }
        return result
    }

    private static func unescaped(_ text: ByteString) -> ByteString {
        var result = ByteString()
        var isEscaped = false
        for byte in text {
            if isEscaped {
                isEscaped = false
                switch byte {
                case UInt8(ascii: "n"): result.append(UInt8(ascii: "\n"))
                case UInt8(ascii: "s"): result.append(UInt8(ascii: ";"))
                default: result.append(byte)
                }
            } else if byte == UInt8(ascii: "\\") {
                isEscaped = true
            } else {
                result.append(byte)
            }
        }
        return result
    }
}
