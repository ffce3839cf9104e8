// VariableTable: the variables of one execution environment, indexed by the number of their name.
//
// It is a value: a subshell is a copy. Restoring what `local` and `name=value command` covered is done with a stack of
// the covered variables, whose height a scope remembers. Assigning goes through the Shell where a variable is watched.
//
// In a subshell without a process a journal is kept of what it changes, since a copy of a thousand variables costs
// 9 us.
//
// POSIX: XCU 2.5, 2.12

import Bytes
import Syntax

struct VariableTable {
    private var variables: [Variable] = []
    private var covered: [(name: Name, variable: Variable)] = []
    private var journal = VariableJournal()

    /// Counts every change of what the environment of a command would be.
    private(set) var exportGeneration = 0

    @inline(__always)
    subscript(name: Name) -> Variable {
        name.number < variables.count ? variables[name.number] : Variable()
    }

    @inline(__always)
    func bytes(of name: Name) -> ByteString? {
        name.number < variables.count ? variables[name.number].bytes : nil
    }

    func isSet(_ name: Name) -> Bool {
        name.number < variables.count && variables[name.number].isSet
    }

    func attributes(of name: Name) -> Variable.Attributes {
        name.number < variables.count ? variables[name.number].attributes : []
    }

    /// Sets the value, keeping the attributes. The caller has seen to it that the variable is not readonly.
    @inline(__always)
    mutating func set(_ name: Name, _ value: Variable.Value) {
        if name.number >= variables.count { grow(to: name.number) }
        note(name.number)
        if case .array = variables[name.number].value {
            setArray(name, value)
        } else {
            variables[name.number].value = value
        }
        if variables[name.number].attributes.contains(.exported) { exportGeneration &+= 1 }
    }

    /// What is assigned to the name of an array becomes its element 0.
    private mutating func setArray(_ name: Name, _ value: Variable.Value) {
        switch value {
        case .unset, .array: variables[name.number].value = value
        case .string(let bytes): setFirstElement(of: name, bytes)
        case .number(let number): setFirstElement(of: name, ByteString(decimal: number))
        }
    }

    private mutating func setFirstElement(of name: Name, _ bytes: ByteString) {
        guard case .array(var array) = variables[name.number].value else { return }
        // The array must have one owner for the change to be in place.
        variables[name.number].value = .unset
        array[0] = bytes
        variables[name.number].value = .array(array)
    }

    /// Appends in place, so that a loop of appends is linear.
    mutating func append(_ name: Name, _ bytes: ByteString) {
        if name.number >= variables.count { grow(to: name.number) }
        guard case .string(var value) = variables[name.number].value else {
            set(name, .string((self.bytes(of: name) ?? ByteString()) + bytes))
            return
        }
        note(name.number)
        // The string must have one owner for the append to be in place.
        variables[name.number].value = .unset
        value.append(bytes)
        set(name, .string(value))
    }

    mutating func insert(_ attributes: Variable.Attributes, for name: Name) {
        if name.number >= variables.count { grow(to: name.number) }
        note(name.number)
        variables[name.number].attributes.insert(attributes)
        exportGeneration &+= 1
    }

    mutating func remove(_ attributes: Variable.Attributes, for name: Name) {
        guard name.number < variables.count else { return }
        note(name.number)
        variables[name.number].attributes.remove(attributes)
        exportGeneration &+= 1
    }

    /// Makes the variable unset, without attributes.
    mutating func unset(_ name: Name) {
        guard name.number < variables.count else { return }
        note(name.number)
        variables[name.number] = Variable()
        exportGeneration &+= 1
    }

    private mutating func grow(to number: Int) {
        if variables.isEmpty { variables.reserveCapacity(120) }
        while variables.count <= number { variables.append(Variable()) }
    }
}

// Scopes.
extension VariableTable {
    /// A height of the stack of covered variables.
    var scope: Int { covered.count }

    /// Remembers the variable as it is, to be put back by `leave`.
    mutating func cover(_ name: Name) {
        if name.number >= variables.count { grow(to: name.number) }
        covered.append((name, variables[name.number]))
    }

    /// Makes an array a variable whose value is that of its element 0.
    mutating func dropElements(of name: Name) {
        guard name.number < variables.count, case .array(let array) = variables[name.number].value else { return }
        note(name.number)
        variables[name.number].value = array[0].map { .string($0) } ?? .unset
    }

    /// True where `name` has been covered since the scope was entered.
    func isCovered(_ name: Name, since scope: Int) -> Bool {
        covered[scope...].contains { $0.name == name }
    }

    /// Puts back what was covered since; returns the names.
    mutating func leave(_ scope: Int) -> [Name] {
        var restored: [Name] = []
        while covered.count > scope {
            let (name, variable) = covered.removeLast()
            note(name.number)
            variables[name.number] = variable
            restored.append(name)
        }
        exportGeneration &+= 1
        return restored
    }
}

// Subshells.
extension VariableTable {
    /// The table itself, for a moment in which no other copy of it may be.
    mutating func take() -> VariableTable {
        var taken = VariableTable()
        swap(&taken, &self)
        return taken
    }

    /// From now on all changes can be taken back.
    mutating func enterSubshell() {
        journal.begin(coveredCount: covered.count)
    }

    /// Takes back all that has changed since the subshell was entered.
    mutating func leaveSubshell() {
        guard let frame = journal.end() else { return }
        covered.removeLast(covered.count - frame.coveredCount)
        for entry in journal.removeEntries(of: frame) {
            if !entry.variable.attributes.union(variables[entry.number].attributes).isDisjoint(with: .exported) {
                exportGeneration &+= 1
            }
            variables[entry.number] = entry.variable
        }
    }

    /// To be called before the variable is changed.
    @inline(__always)
    private mutating func note(_ number: Int) {
        if journal.isKept { journal.note(number, variables[number]) }
    }
}

/// What subshells without processes have changed: variables as they were before.
struct VariableJournal {
    struct Frame {
        let start: Int
        let serial: Int
        /// How many variables were covered when the subshell began.
        let coveredCount: Int
    }

    private var frames: [Frame] = []
    private var entries: [(number: Int, variable: Variable)] = []
    /// For each variable the last subshell that has noted it.
    private var noted: [Int] = []
    private var lastSerial = 0
    private(set) var isKept = false

    mutating func begin(coveredCount: Int) {
        lastSerial += 1
        frames.append(Frame(start: entries.count, serial: lastSerial, coveredCount: coveredCount))
        isKept = true
    }

    mutating func end() -> Frame? {
        let frame = frames.popLast()
        isKept = !frames.isEmpty
        return frame
    }

    mutating func note(_ number: Int, _ variable: Variable) {
        guard let serial = frames.last?.serial else { return }
        while noted.count <= number { noted.append(0) }
        guard noted[number] != serial else { return }
        noted[number] = serial
        entries.append((number, variable))
    }

    /// The entries of a frame that has ended, the last first.
    mutating func removeEntries(of frame: Frame) -> [(number: Int, variable: Variable)] {
        let ended = Array(entries[frame.start...].reversed())
        entries.removeLast(entries.count - frame.start)
        return ended
    }
}

// Listing.
extension VariableTable {
    /// The numbers of all variables that are set or have attributes.
    var numbers: [Int] {
        variables.indices.filter { index in
            if case .unset = variables[index].value { return !variables[index].attributes.isEmpty }
            return true
        }
    }

    /// The entries `name=value` of the exported variables; arrays stay in the shell.
    func environmentEntries(names: NameTable) -> [ByteString] {
        var entries: [ByteString] = []
        for (number, variable) in variables.enumerated() where variable.attributes.contains(.exported) {
            if case .array = variable.value { continue }
            guard let bytes = variable.bytes else { continue }
            var entry = names[number].bytes
            entry.append(UInt8(ascii: "="))
            entry.append(bytes)
            entries.append(entry)
        }
        return entries
    }
}
