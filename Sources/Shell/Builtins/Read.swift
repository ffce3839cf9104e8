// read: a logical line, split into variables.
//
// Descriptors/InputReader provides the bytes, Descriptors/InputLine splits them. A trapped signal ends a read that waits; the
// interpreter then executes the trap.
//
// POSIX: XCU read

package import Bytes
import Kernel
import Syntax

private struct ReadRequest {
    var isRaw = false
    var delimiter = UInt8(ascii: "\n")
    /// The most characters; with `isExact`, delimiters are ordinary.
    var limit: Int?
    var isExact = false
    var prompt: ByteString?
    var isSilent = false
    var seconds: Int?
    var fd: Int32 = 0
    var array: ByteString?
    var operands: ArraySlice<ByteString> = []
}

private enum LineEnd {
    case delimiter
    case endOfFile
    case timeout
    case failure(Errno)
}

extension Shell {
    /// Reads a logical line and assigns its fields to variables, or the whole line to REPLY.
    ///
    /// The status is 1 at the end of the file, 142 after the timeout of `-t`, 128+n after a trapped signal, 2 after an error.
    /// Unspecified: with `-d`, a backslash and a newline still continue the line, as in bash.
    func readUtility(_ arguments: [ByteString]) throws(ExitStatus) -> ExitStatus {
        var request = ReadRequest()
        try parse(arguments, &request)
        var line = InputLine()
        let end: LineEnd
        do throws(ShellError) {
            // Empty where all operands are variables, which is faster.
            var targets: [VariableTarget] = []
            let areVariables = request.operands.allSatisfy { $0.isName }
            for operand in request.operands where !areVariables {
                guard let target = try target(operand) else { return fail("read", operand + ": not a name", .usage) }
                targets.append(target)
            }
            end = readLine(request, into: &line)
            if case .failure(let errno) = end, errno != .EINTR {
                return fail("read", (request.fd == 0 ? "" : ByteString(decimal: request.fd) + ": ") + errno.message)
            }
            try assign(line, to: targets, request)
        } catch {
            return fail("read", error.message, .usage)
        }
        return switch end {
        case .delimiter: .success
        case .timeout: ExitStatus(142)
        case .endOfFile: .failure
        case .failure: pendingTrappedSignal().map { .signal($0) } ?? .failure
        }
    }

    private func parse(_ arguments: [ByteString], _ request: inout ReadRequest) throws(ExitStatus) {
        var scanner = OptionScanner(arguments, "rd:a:n:N:p:st:u:")
        while let option = scanner.next() {
            let argument = scanner.argument
            switch option {
            case UInt8(ascii: "r"): request.isRaw = true
            case UInt8(ascii: "d"): request.delimiter = argument.first ?? 0
            case UInt8(ascii: "a"):
                guard argument.isName else { throw fail("read", argument + ": not a name", .usage) }
                request.array = argument
            case UInt8(ascii: "n"), UInt8(ascii: "N"):
                guard let count = argument.unsignedDecimalValue else { throw misuse("read", argument + ": no count") }
                request.limit = count
                request.isExact = option == UInt8(ascii: "N")
            case UInt8(ascii: "p"): request.prompt = argument
            case UInt8(ascii: "s"): request.isSilent = true
            case UInt8(ascii: "t"):
                guard let time = Self.nanoseconds(argument) else { throw misuse("read", argument + ": no time") }
                request.seconds = time
            case UInt8(ascii: "u"):
                guard let fd = argument.unsignedDecimalValue.flatMap({ Int32(exactly: $0) }) else {
                    throw misuse("read", argument + ": no file descriptor")
                }
                request.fd = fd
            default: throw refuse(scanner)
            }
        }
        request.operands = scanner.operands
    }

    /// The nanoseconds of decimal seconds with a fraction; nil where `bytes` are none.
    package static func nanoseconds(_ bytes: ByteString) -> Int? {
        let point = bytes.firstIndex(of: UInt8(ascii: ".")) ?? bytes.count
        let whole = bytes.prefix(point)
        var fraction = bytes.dropFirst(point + 1).prefix(9)
        guard !(whole.isEmpty && fraction.isEmpty) else { return nil }
        while fraction.count < 9 { fraction.append(UInt8(ascii: "0")) }
        guard let seconds = whole.isEmpty ? 0 : whole.unsignedDecimalValue, seconds < 1_000_000_000,
            let rest = fraction.unsignedDecimalValue
        else { return nil }
        return seconds &* 1_000_000_000 &+ rest
    }

    private func readLine(_ request: ReadRequest, into line: inout InputLine) -> LineEnd {
        if request.limit == 0 { return .delimiter }
        let reader = descriptors.reader(usesHints: isFast)
        reader.begin(request.fd, delimiter: request.delimiter, isBounded: request.limit != nil)
        if reader.mayWait { flushOutput() }
        if let prompt = request.prompt, Kernel.isTerminal(request.fd) { writeError(prompt) }
        if let time = request.seconds {
            guard time > 0 else { return probe(request.fd) }
            reader.deadline = Kernel.monotonicNanoseconds() &+ time
        }
        let modes = changeTerminal(request)
        defer {
            reader.giveBack()
            if let modes { Kernel.setTerminalModes(request.fd, modes) }
        }
        do {
            return try fill(&line, from: reader, request) ? .delimiter : .endOfFile
        } catch {
            switch error {
            case .timeout: return .timeout
            case .system(let errno): return .failure(errno)
            }
        }
    }

    /// Turns off echo or input by lines. Returns the modes to restore; nil where none changed.
    private func changeTerminal(_ request: ReadRequest) -> TerminalModes? {
        let readsLines = request.limit == nil && request.delimiter == UInt8(ascii: "\n")
        guard request.isSilent || !readsLines, let modes = Kernel.terminalModes(request.fd) else { return nil }
        var changed = modes
        if request.isSilent { changed.echoes = false }
        if !readsLines { changed.readsLines = false }
        Kernel.setTerminalModes(request.fd, changed)
        return modes
    }

    /// `read -t 0`: tells whether input is available.
    private func probe(_ fd: Int32) -> LineEnd {
        do {
            return try Kernel.waitUntilReadable(fd, nanoseconds: 0) ? .delimiter : .endOfFile
        } catch {
            return .failure(error)
        }
    }

    /// Reads up to the delimiter, which is dropped; false at the end of the file.
    private func fill(
        _ line: inout InputLine, from reader: InputReader, _ request: ReadRequest
    ) throws(InputReader.Failure) -> Bool {
        var counter = CharacterCounter(isUTF8: state.isUTF8)
        while true {
            if request.limit == nil {
                guard try load(reader) else { return false }
                line.append(plain: reader.takePlain())
            }
            guard let byte = try nextByte(of: reader) else { return false }
            if byte == request.delimiter, !request.isExact { return true }
            // Values hold no NUL.
            if byte == 0 { continue }
            if byte == UInt8(ascii: "\\"), !request.isRaw {
                guard var escaped = try nextByte(of: reader) else { return false }
                while escaped == 0, request.delimiter != 0 {
                    guard let following = try nextByte(of: reader) else { return false }
                    escaped = following
                }
                if escaped == UInt8(ascii: "\n") {
                    promptForContinuation(request.fd)
                    continue
                }
                if escaped == 0 { return true }
                line.append(escaped, isEscaped: true)
                counter.count(escaped)
            } else {
                line.append(byte)
                counter.count(byte)
            }
            if let limit = request.limit, counter.characters >= limit { return true }
        }
    }

    /// The next byte; nil at the end of the file.
    @inline(__always)
    func nextByte(of reader: InputReader) throws(InputReader.Failure) -> UInt8? {
        try load(reader) ? reader.take() : nil
    }

    /// Loads a byte to take; false at the end of the file. Continues after a signal without a trap.
    @inline(__always)
    private func load(_ reader: InputReader) throws(InputReader.Failure) -> Bool {
        while true {
            do {
                return try reader.load()
            } catch {
                guard case .system(.EINTR) = error, pendingTrappedSignal() == nil else { throw error }
            }
        }
    }

    /// POSIX: XCU read, 2.5.3 PS2
    private func promptForContinuation(_ fd: Int32) {
        guard isInteractive, Kernel.isTerminal(fd) else { return }
        writeError(value(of: SpecialVariable.PS2.name) ?? "> ")
    }

    private func assign(_ line: InputLine, to targets: [VariableTarget], _ request: ReadRequest) throws(ShellError) {
        if let array = request.array {
            let fields = request.isExact ? [line.whole] : line.fields(state.separators, limit: Int.max)
            return try assign(names.intern(array), .array(IndexedArray(fields)))
        }
        let operands = request.operands
        guard !operands.isEmpty else { return try assign(SpecialVariable.REPLY.name, line.whole) }
        let fields = request.isExact ? [line.whole] : line.fields(state.separators, limit: operands.count)
        for (index, operand) in operands.enumerated() {
            let value = index < fields.count ? fields[index] : ByteString()
            if targets.isEmpty {
                try assign(names.intern(operand), value)
            } else {
                try assign(targets[index], value)
            }
        }
    }
}

/// Counts characters while their bytes arrive.
struct CharacterCounter {
    let isUTF8: Bool
    private(set) var characters = 0
    private var missing = 0

    init(isUTF8: Bool) {
        self.isUTF8 = isUTF8
    }

    mutating func count(_ byte: UInt8) {
        if missing > 0, byte & 0xC0 == 0x80 {
            missing &-= 1
        } else {
            // An incomplete sequence counts as one character.
            if missing > 0 { characters &+= 1 }
            switch byte {
            case 0xC2...0xDF where isUTF8: missing = 1
            case 0xE0...0xEF where isUTF8: missing = 2
            case 0xF0...0xF4 where isUTF8: missing = 3
            default: missing = 0
            }
        }
        if missing == 0 { characters &+= 1 }
    }
}
