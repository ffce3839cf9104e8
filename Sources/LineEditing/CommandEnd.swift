// CommandEnd: where the command at the cursor ends. It is asked for with what stands behind the cursor, for programmed
// completion, which is told the whole command.

public import Bytes

extension CompletionContext {
    /// How many bytes of `rest`, which stands behind the cursor, belong to the same command: up to an operator that ends it.
    public func commandLength(in rest: ByteString) -> Int {
        var quote = quote
        var depth = 0
        var index = 0
        while index < rest.count {
            let byte = rest[index]
            switch quote {
            case .single:
                if byte == UInt8(ascii: "'") { quote = .none }
            case .double, .dollarSingle:
                let end = quote == .double ? UInt8(ascii: "\"") : UInt8(ascii: "'")
                if byte == end { quote = .none }
                if byte == UInt8(ascii: "\\") { index += 1 }
            case .none:
                switch byte {
                case UInt8(ascii: "\\"): index += 1
                case UInt8(ascii: "'"): quote = .single
                case UInt8(ascii: "\""): quote = .double
                case UInt8(ascii: "("): depth += 1
                case UInt8(ascii: ")"), UInt8(ascii: ";"), UInt8(ascii: "|"), UInt8(ascii: "&"), UInt8(ascii: "\n"):
                    if depth == 0, !Self.isInRedirection(rest, index) { return index }
                    if byte == UInt8(ascii: ")") { depth -= 1 }
                default: break
                }
            }
            index += 1
        }
        return rest.count
    }

    /// Whether the byte at `index` belongs to `>&`, `<&`, `>|` or `&>`.
    private static func isInRedirection(_ text: ByteString, _ index: Int) -> Bool {
        let previous = index > 0 ? text[index - 1] : 0
        let next = index + 1 < text.count ? text[index + 1] : 0
        return switch text[index] {
        case UInt8(ascii: "&"):
            previous == UInt8(ascii: ">") || previous == UInt8(ascii: "<") || next == UInt8(ascii: ">")
        case UInt8(ascii: "|"): previous == UInt8(ascii: ">")
        default: false
        }
    }
}
