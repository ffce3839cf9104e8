// What the tests of the parser share: parsing a text to its printed form, and to its error.

import Bytes
import Syntax

/// A limit for a text that is parsed on the stack of a test: those are small.
func freshLimit() -> StackLimit { StackLimit(bytesFromHere: 200 << 10) }

func makeParser(_ text: ByteString, posix: Bool = false, aliases: [ByteString: ByteString] = [:]) -> Parser {
    let parser = Parser(
        source: StringSource(text), names: NameTable(), dialect: Dialect(isPosix: posix), stackLimit: freshLimit())
    if !aliases.isEmpty { parser.aliases = { aliases[$0] } }
    return parser
}

/// Each complete command of `text` printed on a line of its own; the error's text where it is wrong.
func printed(_ text: ByteString, posix: Bool = false, aliases: [ByteString: ByteString] = [:]) -> String {
    let parser = makeParser(text, posix: posix, aliases: aliases)
    var lines: [String] = []
    do {
        while let list = try parser.nextCompleteCommand() {
            if !list.andOrLists.isEmpty { lines.append(Printer.print(list).text) }
        }
    } catch {
        lines.append("\(error.position.line):\(error.position.column): \(error.message.text)")
    }
    return lines.joined(separator: "\n")
}

/// The error of `text`; nil where there is none.
func syntaxError(_ text: ByteString, posix: Bool = false) -> SyntaxError? {
    let parser = makeParser(text, posix: posix)
    do {
        while try parser.nextCompleteCommand() != nil {}
        return nil
    } catch {
        return error
    }
}

/// The only simple command of `text`.
func simpleCommand(_ text: ByteString, posix: Bool = false) -> SimpleCommand? {
    guard let list = try? makeParser(text, posix: posix).nextCompleteCommand(),
        case .simple(let command) = list.andOrLists.first?.first.commands.first
    else { return nil }
    return command
}

/// Numbers that look random, the same in every run.
struct Xorshift {
    private var state: UInt64 = 0x2545_F491_4F6C_DD1D

    mutating func next(_ bound: Int) -> Int {
        state ^= state << 13
        state ^= state >> 7
        state ^= state << 17
        return Int(state % UInt64(bound))
    }
}
