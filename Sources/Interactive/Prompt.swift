// Prompts: the values of PS1 and PS2, with bash's backslash escapes and the expansions of the standard.
//
// Escapes are replaced first; the text that they insert is not expanded. As `sh` there are no escapes, and `!` is the number of
// the command.
//
// POSIX: XCU 2.5.3, PS1 and PS2

import Bytes
import Kernel
import Shell

extension Session {
    /// The default of PS1: failures of the last pipeline, jobs, directory.
    static let defaultPrompt: ByteString = "\\S\\J\\w \\$ "

    /// Executes PROMPT_COMMAND.
    func runPromptCommands() {
        for command in shell.elements("PROMPT_COMMAND") { _ = shell.runTrap(command) }
    }

    /// The prompt for the next line. `\[` and `\]` become the bytes 1 and 2 where `marksInvisible`, and nothing otherwise.
    func prompt(isContinuation: Bool, marksInvisible: Bool) -> ByteString {
        let template = shell.variable(isContinuation ? "PS2" : "PS1") ?? ""
        let text = shell.keepingStatus {
            shell.expandPrompt(shell.isOn("posix") ? numbered(template) : decode(template, marksInvisible))
        }
        shell.flushOutput()
        return text
    }

    /// POSIX: XCU 2.5.3, PS1: `!` is the history number of the command to be typed, `!!` an exclamation mark.
    private func numbered(_ template: ByteString) -> ByteString {
        var text = ByteString()
        var index = 0
        while index < template.count {
            let isMark = template[index] == UInt8(ascii: "!")
            let isDoubled = isMark && index + 1 < template.count && template[index + 1] == UInt8(ascii: "!")
            text += isMark && !isDoubled ? ByteString(decimal: history.nextNumber) : ByteString(byte: template[index])
            index += isDoubled ? 2 : 1
        }
        return text
    }

    private func decode(_ template: ByteString, _ marksInvisible: Bool) -> ByteString {
        var text = ByteString()
        var index = 0
        while index < template.count {
            let byte = template[index]
            index += 1
            guard byte == UInt8(ascii: "\\"), index < template.count else {
                text.append(byte)
                continue
            }
            let digits = template.dropFirst(index).prefix(3)
            if digits.count == 3, digits.allSatisfy({ "01234567".utf8.contains($0) }) {
                let value = digits.reduce(0) { $0 &* 8 &+ ($1 &- UInt8(ascii: "0")) }
                text += Self.protected(ByteString(byte: value))
                index += 3
                continue
            }
            let letter = template[index]
            index += 1
            switch letter {
            case UInt8(ascii: "["): if marksInvisible { text.append(1) }
            case UInt8(ascii: "]"): if marksInvisible { text.append(2) }
            default: text += Self.protected(part(letter) ?? "\\" + ByteString(byte: letter))
            }
        }
        return text
    }

    /// Protects the text of an escape from expansion.
    private static func protected(_ text: ByteString) -> ByteString { text.escaping("$`\\") }

    /// The text of an escape; nil where there is no such escape.
    private func part(_ letter: UInt8) -> ByteString? {
        switch letter {
        case UInt8(ascii: "a"): ByteString(byte: 7)
        case UInt8(ascii: "e"): ByteString(byte: 0x1B)
        case UInt8(ascii: "n"): "\n"
        case UInt8(ascii: "r"): "\r"
        case UInt8(ascii: "\\"): "\\"
        case UInt8(ascii: "$"): Kernel.effectiveUserID == 0 ? "#" : "$"
        case UInt8(ascii: "?"): ByteString(decimal: shell.status.rawValue)
        case UInt8(ascii: "!"): ByteString(decimal: history.nextNumber)
        case UInt8(ascii: "#"): ByteString(decimal: commandNumber)
        case UInt8(ascii: "j"): ByteString(decimal: shell.unfinishedJobCount)
        case UInt8(ascii: "J"): jobsPart
        case UInt8(ascii: "S"): statusPart
        case UInt8(ascii: "h"): Kernel.hostName.split(on: UInt8(ascii: ".")).first?.shown
        case UInt8(ascii: "H"): Kernel.hostName.shown
        case UInt8(ascii: "s"): shell.name.split(on: UInt8(ascii: "/")).last?.shown
        case UInt8(ascii: "u"): Kernel.userName.shown
        case UInt8(ascii: "w"): shortDirectory.shown
        case UInt8(ascii: "W"): (shortDirectory.split(on: UInt8(ascii: "/")).last { !$0.isEmpty } ?? "/").shown
        default: timePart(letter)
        }
    }

    /// `0|141|2 ` after a pipeline in which something failed.
    private var statusPart: ByteString {
        let statuses = shell.statuses
        guard statuses.contains(where: { !$0.isSuccess }) || !shell.status.isSuccess else { return "" }
        return shell.join(statuses.map { ByteString(decimal: $0.rawValue) }, "|") + " "
    }

    private var jobsPart: ByteString {
        switch shell.unfinishedJobCount {
        case 0: ""
        case 1: "[1 job] "
        case let count: "[" + ByteString(decimal: count) + " jobs] "
        }
    }

    private var shortDirectory: ByteString {
        shell.abbreviated(shell.variable("PWD") ?? shell.logicalDirectory ?? "?")
    }

    private func timePart(_ letter: UInt8) -> ByteString? {
        let time = Kernel.localTime()
        let hour = time.hour % 12 == 0 ? 12 : time.hour % 12
        switch letter {
        case UInt8(ascii: "t"): return digits([time.hour, time.minute, time.second], ":")
        case UInt8(ascii: "T"): return digits([hour, time.minute, time.second], ":")
        case UInt8(ascii: "A"): return digits([time.hour, time.minute], ":")
        case UInt8(ascii: "@"): return digits([hour, time.minute], ":") + (time.hour < 12 ? " AM" : " PM")
        case UInt8(ascii: "d"):
            let weekday = ("SunMonTueWedThuFriSat" as ByteString).dropFirst(3 * time.weekday).prefix(3)
            let month = ("JanFebMarAprMayJunJulAugSepOctNovDec" as ByteString).dropFirst(3 * time.month).prefix(3)
            return weekday + " " + month + " " + digits([time.day], "")
        default: return nil
        }
    }

    /// The numbers of a date or a time, of two digits at least.
    func digits(_ numbers: [Int], _ separator: ByteString) -> ByteString {
        shell.join(numbers.map { ($0 < 10 ? "0" : "") + ByteString(decimal: $0) }, separator)
    }
}
