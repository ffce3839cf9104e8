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
    /// What that was where the innermost function call or subshell began.
    var toleranceOfCall = 0
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
    private var copies = 0

    @inline(__always)
    subscript(name: Name) -> FunctionDefinition? {
        get { name.number < definitions.count ? definitions[name.number] : nil }
        set {
            // To the number at once, and for many definitions not one by one.
            if name.number >= definitions.capacity {
                definitions.reserveCapacity(max(name.number &+ 1, definitions.capacity &* 2))
            }
            while definitions.count <= name.number { definitions.append(nil) }
            definitions[name.number] = newValue
        }
    }

    /// To be called before a copy of the shell is made. A body that is parsed where it is first called would be parsed in each
    /// copy that calls it: so now and then all are parsed here.
    mutating func prepareForCopy() {
        copies &+= 1
        guard copies & 15 == 0 else { return }
        for definition in definitions { definition?.keepBody() }
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

/// The locations of utilities that a search of PATH has found, in the order of their names: few, and a dictionary would have
/// the runtime make types for it, for 120,000 instructions at the first utility.
/// POSIX: XCU hash
struct UtilityTable {
    final class Location {
        let name: ByteString
        let path: ByteString
        let hits: Int

        init(name: ByteString, path: ByteString, hits: Int) {
            self.name = name
            self.path = path
            self.hits = hits
        }
    }

    private(set) var sorted: [Location] = []

    subscript(name: ByteString) -> ByteString? {
        let position = position(of: name)
        return isAt(position, name) ? sorted[position].path : nil
    }

    mutating func remember(_ name: ByteString, at path: ByteString, hits: Int) {
        let position = position(of: name)
        let isKnown = isAt(position, name)
        let location = Location(name: name, path: path, hits: hits + (isKnown ? sorted[position].hits : 0))
        if isKnown { sorted[position] = location } else { sorted.insert(location, at: position) }
    }

    mutating func forget(_ name: ByteString) {
        let position = position(of: name)
        if isAt(position, name) { sorted.remove(at: position) }
    }

    mutating func forgetAll() {
        sorted = []
    }

    private func isAt(_ position: Int, _ name: ByteString) -> Bool {
        position < sorted.count && sorted[position].name == name
    }

    /// Where `name` is, or would be inserted.
    private func position(of name: ByteString) -> Int {
        sorted.lowerBound { $0.name < name }
    }
}
