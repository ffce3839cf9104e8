// ShellState: a shell execution environment, as a value. A subshell is a copy of it: what it changes ends with it.
//
// The parts that the kernel keeps (open files, the working directory, the umask, limits, signal dispositions) are not in
// here; a subshell within the process has to put those back itself.
//
// POSIX: XCU 2.13

import Bytes
import Syntax

struct ShellState {
    var options: ShellOptions = []
    /// After how many seconds the shell says why it waits, with hangwatch.
    var hangSeconds = 0
    var variables = VariableTable()
    var functions = FunctionTable()
    var aliases = AliasTable()
    var positional = PositionalParameters()
    var traps = Traps()
    var utilities = UtilityTable()
    var separators = FieldSeparators()

    /// `$0`
    var name: ByteString = "seesh"
    /// `$?`
    var status: ExitStatus = .success
    /// The statuses of the last pipeline's stages, where it had several; a single stage's is `status`.
    var pipelineStatuses: [ExitStatus] = []
    /// `$!`: nil before the first asynchronous list.
    var lastAsynchronousProcess: Int32?
    /// The line of the command that is executed.
    var line = 0

    /// The name of the working directory as it was reached; nil where it is unknown.
    var logicalDirectory: ByteString?
    var directoryStack: [ByteString] = []

    /// How many loops surround the command, for `break` and `continue`.
    var loopDepth = 0
    /// How many function calls and sourced files surround it, for `return`.
    var returnDepth = 0
    /// How many function calls surround it, and where the variables begin that the innermost has covered with `local`.
    var functionDepth = 0
    var functionScope = 0
    /// Above 0 where a failure does not end a shell with errexit.
    var toleratesFailure = 0
    /// Position inside an argument that getopts has reached, and for which OPTIND that holds.
    var optionCursor = (index: 1, offset: 0)
    var isUTF8 = false
    /// Where RANDOM stands, and when SECONDS began.
    var random: UInt32 = 0
    var secondsOrigin = 0
    /// False once LINENO has been unset: as in all peers it is an ordinary variable then.
    var tellsLineNumber = true
    /// How many functions were being executed when the ERR trap was set.
    var errorTrapDepth = 0
    /// The ERR trap is being executed: a failure in it does not call it again.
    var isInErrorTrap = false
}

/// Functions by the number of their name.
struct FunctionTable {
    private var definitions: [FunctionDefinition?] = []
    /// Of the functions that contained subshells have called.
    private var containments: [Int: Containment] = [:]

    @inline(__always)
    subscript(name: Name) -> FunctionDefinition? {
        get { name.number < definitions.count ? definitions[name.number] : nil }
        set {
            while definitions.count <= name.number { definitions.append(nil) }
            definitions[name.number] = newValue
            if !containments.isEmpty { containments[name.number] = nil }
        }
    }

    mutating func containment(of name: Name) -> Containment? {
        if let known = containments[name.number] { return known }
        guard let definition = self[name] else { return nil }
        let containment = Containment(definition.body)
        containments[name.number] = containment
        return containment
    }

    var all: [FunctionDefinition] { definitions.compactMap(\.self) }
}

/// POSIX: XCU 2.3.1
struct AliasTable {
    private var values: [ByteString: ByteString] = [:]

    var isEmpty: Bool { values.isEmpty }

    subscript(name: ByteString) -> ByteString? {
        get { values[name] }
        set { values[name] = newValue }
    }

    var sorted: [(name: ByteString, value: ByteString)] {
        values.sorted { $0.key < $1.key }.map { (name: $0.key, value: $0.value) }
    }

    mutating func removeAll() {
        values = [:]
    }
}

/// The locations of utilities that a search of PATH has found.
/// POSIX: XCU hash
struct UtilityTable {
    private var paths: [ByteString: (path: ByteString, hits: Int)] = [:]

    subscript(name: ByteString) -> ByteString? { paths[name]?.path }

    mutating func remember(_ name: ByteString, at path: ByteString, hits: Int) {
        paths[name] = (path, (paths[name]?.hits ?? 0) + hits)
    }

    mutating func forget(_ name: ByteString) {
        paths[name] = nil
    }

    mutating func forgetAll() {
        if !paths.isEmpty { paths = [:] }
    }

    var sorted: [(name: ByteString, path: ByteString, hits: Int)] {
        paths.sorted { $0.key < $1.key }.map { (name: $0.key, path: $0.value.path, hits: $0.value.hits) }
    }
}

/// IFS as a table: which bytes separate fields, and how.
/// POSIX: XCU 2.6.5
struct FieldSeparators {
    enum Kind: UInt8 { case none, whitespace, other }

    private let bytes: ByteString
    private let isUTF8: Bool
    private var kinds: [Kind]
    /// What `"$*"` puts between the parameters.
    private(set) var joiner: ByteString
    /// False where IFS is null: nothing is split.
    private(set) var splits: Bool
    /// The characters of several bytes in IFS; each of them separates, none is white space.
    private(set) var wide: [ByteString] = []

    /// IFS unset, or with its value at the start.
    init() {
        self.init(" \t\n", isUTF8: false)
    }

    init(_ separators: ByteString, isUTF8: Bool) {
        bytes = separators
        self.isUTF8 = isUTF8
        kinds = [Kind](repeating: .none, count: 256)
        var index = 0
        while index < separators.count {
            let length = isUTF8 ? UTF8Decoder.length(at: index, of: separators) : 1
            if length == 1 {
                let byte = separators[index]
                let isWhitespace = byte == 0x20 || byte == 0x09 || byte == 0x0A
                kinds[Int(byte)] = isWhitespace ? .whitespace : .other
            } else {
                wide.append(separators[index..<index + length])
            }
            index += length
        }
        splits = !separators.isEmpty
        joiner = separators.prefix(isUTF8 ? UTF8Decoder.length(at: 0, of: separators) : 1)
    }

    /// True where it was made of the same.
    func isTable(of separators: ByteString, isUTF8: Bool) -> Bool {
        bytes == separators && self.isUTF8 == isUTF8
    }

    @inline(__always)
    subscript(byte: UInt8) -> Kind { kinds[Int(byte)] }

    /// The length of the character of several bytes at `index` that is a separator; 0 where there is none.
    func wideLength(at index: Int, of bytes: ByteString) -> Int {
        wide.first { bytes.dropFirst(index).hasPrefix($0) }?.count ?? 0
    }
}
