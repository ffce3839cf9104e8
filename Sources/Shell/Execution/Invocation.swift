// Entering the shell: the environment becomes variables, and what the standard says of their values at the start.
//
// POSIX: XCU 2.5.3, sh

public import Bytes
import Kernel
import Syntax

extension Shell {
    /// Takes over the environment. Entries whose names are no names of variables are passed on to utilities untouched.
    public func importEnvironment(_ entries: [ByteString]) {
        for entry in entries {
            guard let end = entry.firstIndex(of: UInt8(ascii: "=")) else {
                environment.foreign.append(entry)
                continue
            }
            let bytes = entry.prefix(end)
            if bytes == "SEESH_NO_FAST" { isFast = false }
            guard bytes.isName else {
                environment.foreign.append(entry)
                continue
            }
            let name = names.intern(bytes)
            // IFS and OPTIND from the environment are not trusted.
            let isOwn = name == SpecialVariable.IFS.name || name == SpecialVariable.OPTIND.name
            if isOwn || SpecialVariable.computesValue(name) { continue }
            state.variables.set(name, .string(entry.dropFirst(end + 1)))
            state.variables.insert(.exported, for: name)
            if SpecialVariable.watchesAssignment(name) { variableChanged(name) }
        }
        updateOutputMayWait()
        set(.IFS, " \t\n")
        set(.PPID, ByteString(decimal: Kernel.parentProcessID))
        set(.OPTIND, "1")
        state.computed.secondsOrigin = Kernel.monotonicNanoseconds() / 1_000_000_000
        if !state.variables[SpecialVariable.PS4.name].isSet { set(.PS4, "+ ") }
        if !state.variables[SpecialVariable.PATH.name].isSet { set(.PATH, Self.defaultPath) }
        initializeWorkingDirectory()
        if !state.options.contains(.posix), names.find("SEESH_TRACE") != nil { setOption(.trace, true) }
    }

    private func set(_ variable: SpecialVariable, _ value: ByteString) {
        state.variables.set(variable.name, .string(value))
    }

    /// `$0` and the positional parameters.
    public func setParameters(name: ByteString, _ parameters: [ByteString]) {
        state.name = name
        state.positional = PositionalParameters(parameters)
    }

    /// What messages name before the line; nil at a terminal.
    public func setSourceName(_ name: ByteString?) {
        sourceName = name
    }

    /// Sets an option by its letter: `-e`, `+e`. False where there is none.
    public func setOption(letter: UInt8, _ on: Bool) -> Bool {
        guard let option = ShellOptions(letter: letter) else { return false }
        setOption(option, on)
        return true
    }

    /// Sets an option by its name: `-o errexit`. False where there is none.
    public func setOption(named name: ByteString, _ on: Bool) -> Bool {
        guard let change = try? OptionChange(named: name, on) else { return false }
        setOption(change)
        return true
    }

    /// Strictly POSIX: invoked as `sh`.
    public func becomePosix() {
        state.options.insert(.posix)
    }

    /// Notes how the shell was invoked, for `$-` and for what depends on it.
    public func noteInvocation(isInteractive: Bool, readsStandardInput: Bool, hasCommandString: Bool) {
        if isInteractive { state.options.insert(.interactive) }
        if readsStandardInput { state.options.insert(.standardInput) }
        if hasCommandString { state.options.insert(.commandString) }
    }

    /// Executes the start-up files of a login shell.
    package func runLoginFiles() {
        let home = value(of: SpecialVariable.HOME.name)
        runStartUpFile("/etc/profile")
        if let home { runStartUpFile(home + "/.profile") }
    }

    /// An error in a start-up file never prevents a prompt; `exit` does.
    package func runStartUpFile(_ path: ByteString) {
        guard Kernel.isAccessible(path, .read) else { return }
        let completion = (try? source(path)) ?? .normal
        abandonCommand()
        guard completion == .exiting else { return }
        guard state.options.contains(.errexit), !state.status.isSuccess, isInteractive else { leave(state.status) }
        // The first failure at the prompt would end the shell.
        setOption(.errexit, false)
        report(path, "a command has failed; errexit is off again")
    }
}
