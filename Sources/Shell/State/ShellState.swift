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
    var traps = TrapTable()
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

    /// What surrounds the command that is executed.
    var frames = Frames()
    /// Position inside an argument that getopts has reached, and for which OPTIND that holds.
    var optionCursor = (index: 1, offset: 0)
    var isUTF8 = false
    var computed = ComputedVariables()
}

/// What the values of variables are computed from that the shell itself sets.
struct ComputedVariables {
    /// Where RANDOM stands.
    var random: UInt32 = 0
    /// When SECONDS began, in seconds of the monotonic clock.
    var secondsOrigin = 0
    /// False once LINENO has been unset: as in all peers it is an ordinary variable then.
    var tellsLineNumber = true
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
