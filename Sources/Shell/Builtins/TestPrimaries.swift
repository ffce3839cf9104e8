// The primaries of test and of `[[ ]]`, on strings, integers and files.
//
// Access is that of the effective user and group. Symbolic links are followed except by -h and -L. A file that does not exist
// is older than one that does. Unspecified: strings are ordered by their bytes.
//
// POSIX: XCU test

import Bytes
import Kernel
import Syntax

extension Shell {
    /// Evaluates `-LETTER operand`. -G, -N, -O, -a, -k, -o and -v are extensions; only `[[ ]]` has -a, which is -e.
    func testUnary(_ letter: UInt8, _ operand: ByteString) -> Bool {
        if letter == UInt8(ascii: "n") { return !operand.isEmpty }
        if letter == UInt8(ascii: "z") { return operand.isEmpty }
        descriptors.othersMayRead()
        switch letter {
        case UInt8(ascii: "r"): return Kernel.isAccessible(operand, .read)
        case UInt8(ascii: "w"): return Kernel.isAccessible(operand, .write)
        case UInt8(ascii: "x"): return Kernel.isAccessible(operand, .execute)
        case UInt8(ascii: "o"): return ShellOptions(named: operand).map { state.options.contains($0) } ?? false
        case UInt8(ascii: "t"):
            guard let number = Self.testInteger(operand), let fd = Int32(exactly: number), fd >= 0 else { return false }
            return !(fd == 1 && descriptors.output.isCaptured) && Kernel.isTerminal(fd)
        case UInt8(ascii: "v"):
            guard let target = try? target(operand) else { return false }
            guard let index = target.index else { return value(of: target.name) != nil }
            return elements(of: target.name)[index] != nil
        default:
            let followsLinks = letter != UInt8(ascii: "h") && letter != UInt8(ascii: "L")
            return withDescriptors(for: operand) {
                guard let status = try? Kernel.status(operand, followLinks: followsLinks) else { return false }
                return Self.test(letter, status)
            }
        }
    }

    private static func test(_ letter: UInt8, _ status: Kernel.FileStatus) -> Bool {
        switch letter {
        case UInt8(ascii: "b"): status.kind == .blockDevice
        case UInt8(ascii: "c"): status.kind == .characterDevice
        case UInt8(ascii: "d"): status.kind == .directory
        case UInt8(ascii: "a"), UInt8(ascii: "e"): true
        case UInt8(ascii: "f"): status.kind == .regular
        case UInt8(ascii: "g"): status.mode & 0o2000 != 0
        case UInt8(ascii: "h"), UInt8(ascii: "L"): status.kind == .symbolicLink
        case UInt8(ascii: "k"): status.mode & 0o1000 != 0
        case UInt8(ascii: "p"): status.kind == .fifo
        case UInt8(ascii: "s"): status.size > 0
        case UInt8(ascii: "S"): status.kind == .socket
        case UInt8(ascii: "u"): status.mode & 0o4000 != 0
        case UInt8(ascii: "G"): status.group == Kernel.effectiveGroupID
        case UInt8(ascii: "N"): status.accessed < status.modified
        case UInt8(ascii: "O"): status.owner == Kernel.effectiveUserID
        default: false
        }
    }

    /// Compares two files: `-ef`, `-nt`, `-ot`; false for other operators.
    func testFiles(
        _ comparison: ConditionalExpression.Comparison, _ left: ByteString, _ right: ByteString
    ) -> Bool {
        descriptors.othersMayRead()
        let first = withDescriptors(for: left) { try? Kernel.status(left) }
        let second = withDescriptors(for: right) { try? Kernel.status(right) }
        switch comparison {
        case .sameFile:
            guard let first, let second else { return false }
            return first.isSameFile(as: second)
        case .newer: return Self.isNewer(first, than: second)
        case .older: return Self.isNewer(second, than: first)
        default: return false
        }
    }

    private static func isNewer(_ file: Kernel.FileStatus?, than other: Kernel.FileStatus?) -> Bool {
        guard let file else { return false }
        return other.map { $0.modified < file.modified } ?? true
    }

    /// The value of a decimal integer; nil for anything else and where it does not fit.
    ///
    /// Unspecified: white space may surround the integer, as in dash, bash and ksh93.
    static func testInteger(_ operand: ByteString) -> Int? {
        if let value = operand.decimalValue { return value }
        guard let start = operand.firstIndex(where: { !$0.isSpace }),
            let last = operand.lastIndex(where: { !$0.isSpace })
        else { return nil }
        return operand[start..<last + 1].decimalValue
    }
}
