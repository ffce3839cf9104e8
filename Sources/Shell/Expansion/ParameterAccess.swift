// Reading and assigning parameters: computed values, attributes, and the effects of assignments to special variables.
//
// POSIX: XCU 2.5

import Bytes
import Kernel
import Syntax

extension Shell {
    /// The value of a variable; nil where it is unset.
    @inline(__always)
    func value(of name: Name) -> ByteString? {
        SpecialVariable.computesValue(name) ? computedValue(of: name) : state.variables.bytes(of: name)
    }

    /// The value of a variable in an expansion.
    ///
    /// - Throws: `unset` where it is unset and nounset is on.
    @inline(__always)
    func expandVariable(_ name: Name) throws(ShellError) -> ByteString {
        if let value = value(of: name) { return value }
        if state.options.contains(.nounset) { throw .unset(name.bytes) }
        return ByteString()
    }

    /// The value of a parameter that is no list; nil where unset.
    func value(of parameter: Parameter) throws(ShellError) -> ByteString? {
        switch parameter {
        case .variable(let name):
            return value(of: name)
        case .positional(let number):
            return state.positional[number]
        case .special(let special):
            return value(of: special)
        case .element(let name, .index(let index)):
            return try element(of: name, at: index)
        case .element(_, .at), .element(_, .star):
            return nil
        }
    }

    private func value(of special: Parameter.Special) -> ByteString? {
        switch special {
        case .at, .star: nil
        case .numberSign: ByteString(decimal: state.positional.count)
        case .questionMark: ByteString(decimal: state.status.rawValue)
        case .hyphen: state.options.letters
        case .dollar: ByteString(decimal: mainProcess)
        case .exclamationMark: state.lastAsynchronousProcess.map { ByteString(decimal: $0) }
        case .zero: state.name
        }
    }

    private func element(of name: Name, at index: ArithmeticExpansion) throws(ShellError) -> ByteString? {
        self.element(of: name, at: Int(try evaluate(index)))
    }

    /// A negative index counts from the end.
    func element(of name: Name, at index: Int) -> ByteString? {
        let array = elements(of: name)
        return array[index < 0 ? index + array.nextIndex : index]
    }

    /// Takes the array out of a variable that is about to be assigned the changed array, so that the change is in place. A
    /// readonly variable keeps its array.
    func takeElements(of name: Name) -> IndexedArray {
        let array = elements(of: name)
        if !state.variables.attributes(of: name).contains(.readonly) { state.variables.set(name, .unset) }
        return array
    }

    /// The variable as an array: a string is its element 0.
    func elements(of name: Name) -> IndexedArray {
        if name == SpecialVariable.PIPESTATUS.name, !state.options.contains(.posix) {
            return IndexedArray(statuses.map { ByteString(decimal: $0.rawValue) })
        }
        if case .array(let array) = state.variables[name].value { return array }
        return value(of: name).map { IndexedArray([$0]) } ?? IndexedArray()
    }

    private func computedValue(of name: Name) -> ByteString? {
        guard let variable = SpecialVariable(rawValue: name.number) else { return nil }
        if variable == .LINENO {
            if case .unset = state.variables[name].value, state.computed.tellsLineNumber {
                return ByteString(decimal: state.line)
            }
            return state.variables.bytes(of: name)
        }
        guard !state.options.contains(.posix) else { return state.variables.bytes(of: name) }
        switch variable {
        case .PIPESTATUS:
            return elements(of: name)[0]
        case .RANDOM:
            state.computed.random = state.computed.random &* 1_103_515_245 &+ 12345
            return ByteString(decimal: Int(state.computed.random >> 16 & 0x7FFF))
        case .SECONDS:
            return ByteString(decimal: Kernel.monotonicNanoseconds() / 1_000_000_000 &- state.computed.secondsOrigin)
        case .EPOCHSECONDS:
            return ByteString(decimal: Kernel.wallClock().seconds)
        case .EPOCHREALTIME:
            let clock = Kernel.wallClock()
            let micros = ByteString(decimal: 1_000_000 + clock.microseconds).dropFirst(1)
            return ByteString(decimal: clock.seconds) + "." + micros
        case .BASHPID:
            return ByteString(decimal: Kernel.processID)
        default:
            return state.variables.bytes(of: name)
        }
    }
}

extension Shell {
    @inline(__always)
    func assign(_ name: Name, _ value: ByteString) throws(ShellError) {
        try assign(name, .string(value))
    }

    /// Assigns, exports with allexport, and applies the effects of a watched variable.
    ///
    /// POSIX: XCU 2.5.3, 2.9.1
    @inline(__always)
    func assign(_ name: Name, _ value: Variable.Value) throws(ShellError) {
        if state.variables.attributes(of: name).contains(.readonly) { throw .readonly(name.bytes) }
        state.variables.set(name, value)
        wasAssigned(name)
    }

    /// `name+=value`
    func append(_ name: Name, _ value: ByteString) throws(ShellError) {
        if state.variables.attributes(of: name).contains(.readonly) { throw .readonly(name.bytes) }
        state.variables.append(name, value)
        wasAssigned(name)
    }

    @inline(__always)
    private func wasAssigned(_ name: Name) {
        if state.options.contains(.allexport) { state.variables.insert(.exported, for: name) }
        if SpecialVariable.watchesAssignment(name) { variableChanged(name) }
    }

    /// `name[index]=value`
    func assignElement(_ name: Name, index: Int, _ value: ByteString) throws(ShellError) {
        let position = index < 0 ? index + elements(of: name).nextIndex : index
        guard (0..<IndexedArray.indexLimit).contains(position) else {
            throw .badAssignment(name.bytes + "[" + ByteString(decimal: index) + "]")
        }
        var array = takeElements(of: name)
        array[position] = value
        try assign(name, .array(array))
    }

    func unsetVariable(_ name: Name) throws(ShellError) {
        if state.variables.attributes(of: name).contains(.readonly) { throw .readonly(name.bytes) }
        state.variables.unset(name)
        if SpecialVariable.watchesAssignment(name) { variableChanged(name) }
    }

    func export(_ name: Name) {
        state.variables.insert(.exported, for: name)
    }

    /// Restores the variables covered since, and applies the effects of watched ones.
    func leaveVariableScope(_ scope: Int) {
        for name in state.variables.leave(scope) where SpecialVariable.watchesAssignment(name) {
            variableChanged(name)
        }
    }

    /// Applies the effects of an assignment to a watched variable.
    func variableChanged(_ name: Name) {
        guard let variable = SpecialVariable(rawValue: name.number) else { return }
        switch variable {
        case .IFS:
            separatorsChanged()
        case .PATH:
            state.utilities.forgetAll()
        case .OPTIND:
            let index = state.variables.bytes(of: name)?.decimalValue ?? 1
            state.optionCursor = (index: index, offset: 0)
        case .LC_ALL, .LC_CTYPE, .LANG:
            localeChanged()
        case .POSIXLY_CORRECT:
            if state.variables[name].isSet { state.options.insert(.posix) }
        case .RANDOM:
            state.computed.random = UInt32(truncatingIfNeeded: state.variables.bytes(of: name)?.decimalValue ?? 0)
        case .SECONDS:
            let start = state.variables.bytes(of: name)?.decimalValue ?? 0
            state.computed.secondsOrigin = Kernel.monotonicNanoseconds() / 1_000_000_000 &- start
        default:
            break
        }
    }

    /// Keeps the former table, since IFS often changes back, as for `IFS= read -r line` in a loop.
    private func separatorsChanged() {
        let bytes = state.variables.bytes(of: SpecialVariable.IFS.name) ?? " \t\n"
        let current = state.separators
        if let former = expansion.formerSeparators, former.isTable(of: bytes, isUTF8: state.isUTF8) {
            state.separators = former
        } else {
            state.separators = FieldSeparators(bytes, isUTF8: state.isUTF8)
        }
        expansion.formerSeparators = current
    }

    /// POSIX: XBD 8.2
    private func localeChanged() {
        let variables: [SpecialVariable] = [.LC_ALL, .LC_CTYPE, .LANG]
        let locale = variables.lazy.compactMap { self.state.variables.bytes(of: $0.name) }.first { !$0.isEmpty }
        state.isUTF8 = Kernel.localeIsUTF8(locale ?? "")
        separatorsChanged()
    }
}
