// break, continue, return, exit, eval, dot, exec and command: builtins that change the flow of control.
//
// POSIX: XCU 2.15

import Bytes
import Kernel
import Syntax

extension Shell {
    /// POSIX: XCU break
    func breakUtility(_ arguments: [ByteString]) throws(ExitStatus) -> Completion {
        try leaveLoops(arguments) { .breaking($0) }
    }

    /// POSIX: XCU continue
    func continueUtility(_ arguments: [ByteString]) throws(ExitStatus) -> Completion {
        try leaveLoops(arguments) { .continuing($0) }
    }

    private func leaveLoops(
        _ arguments: [ByteString], _ completion: (Int) -> Completion
    ) throws(ExitStatus) -> Completion {
        let operands = Self.operands(arguments)
        // Unspecified: further operands are ignored, as in dash, mksh, ksh93 and yash.
        guard let count = operands.first.map(\.unsignedDecimalValue) ?? 1, count > 0 else {
            throw fail(arguments[0], (operands.first ?? "") + ": a number above 0 is expected", .usage)
        }
        state.status = .success
        // Unspecified: break and continue outside of any loop are ignored, as dash and bash do.
        return state.frames.loops == 0 ? .normal : completion(min(count, state.frames.loops))
    }

    /// POSIX: XCU return
    func returnUtility(_ arguments: [ByteString]) throws(ExitStatus) -> Completion {
        state.status = try status(of: arguments, endingTrap: state.frames.statusBeforeTrap)
        if state.frames.canReturn { return .returning }
        // Unspecified: return outside of a function and a sourced file is `exit` where not interactive, as in dash.
        return isInteractive ? .normal : .exiting
    }

    /// POSIX: XCU exit
    func exitUtility(_ arguments: [ByteString]) throws(ExitStatus) -> Completion {
        let status = try status(of: arguments, endingTrap: state.frames.statusBeforeAnyTrap)
        if isInteractive, !isSubshell, warnsOfStoppedJobs() { return .normal }
        state.status = status
        return .exiting
    }

    /// The status of the operand, or of the last command; at the end of a trap action, of the last command before the trap.
    ///
    /// Unspecified: of a number above 255 the eight low bits, as in all peers; one below 0 is an error, as in dash.
    private func status(of arguments: [ByteString], endingTrap before: ExitStatus?) throws(ExitStatus) -> ExitStatus {
        let operands = Self.operands(arguments)
        guard let operand = operands.first else {
            return before ?? state.status
        }
        guard let number = operand.decimalValue, operands.count == 1, number >= 0 else {
            throw fail(arguments[0], join(Array(operands), " ") + ": a number is expected", .usage)
        }
        return ExitStatus(Int32(truncatingIfNeeded: number & 0xFF))
    }

    /// POSIX: XCU eval
    func evalUtility(_ arguments: [ByteString], _ isFinal: Bool) -> Completion {
        let operands = Self.operands(arguments)
        let text = operands.count == 1 ? operands[operands.startIndex] : join(Array(operands), " ")
        return evaluate(commands: text, isFinal: isFinal)
    }

    /// POSIX: XCU dot
    func dotUtility(_ arguments: [ByteString], _ isFinal: Bool) throws(ExitStatus) -> Completion {
        let operands = Self.operands(arguments)
        guard let name = operands.first else {
            throw fail(arguments[0], "a file name is expected", .usage)
        }
        guard let path = sourcedPath(name) else { throw fail(arguments[0], name + ": not found") }
        let positional = state.positional
        let outer = state.frames
        // Unspecified: further operands; the positional parameters while the file is executed, as bash and ksh.
        if operands.count > 1 { state.positional = PositionalParameters(Array(operands.dropFirst())) }
        state.frames.enter(.dot)
        defer {
            state.frames = outer
            if operands.count > 1 { state.positional = positional }
        }
        do throws(Errno) {
            let completion = try source(path, isFinal: isFinal)
            return completion == .returning ? .normal : completion
        } catch {
            throw fail(arguments[0], name + ": " + error.message)
        }
    }

    /// Searches PATH for a name without a slash; the file need not be executable.
    private func sourcedPath(_ name: ByteString) -> ByteString? {
        if name.contains(UInt8(ascii: "/")) { return name }
        for directory in (value(of: SpecialVariable.PATH.name) ?? Self.defaultPath).split(on: UInt8(ascii: ":")) {
            let path = directory.isEmpty ? name : directory + "/" + name
            if let status = try? Kernel.status(path), status.kind != .directory,
                Kernel.isAccessible(path, .read)
            {
                return path
            }
        }
        // Unspecified: a file in the working directory that PATH does not have; taken outside posix, as bash.
        if !state.options.contains(.posix), Kernel.isAccessible(name, .read) { return name }
        return nil
    }

    /// POSIX: XCU exec
    func execUtility(_ arguments: [ByteString]) throws(ExitStatus) -> Completion {
        var scanner = OptionScanner(arguments, state.options.contains(.posix) ? "" : "ca:")
        var name: ByteString?
        while let option = scanner.next() {
            switch option {
            case UInt8(ascii: "a"): name = scanner.argument
            case UInt8(ascii: "c"): environment.made = (EnvironmentBlock([]), state.variables.exportGeneration)
            default: throw refuse(scanner)
            }
        }
        descriptors.keepsRedirections = true
        let operands = Array(scanner.operands)
        guard !operands.isEmpty else { return returning(.success) }
        // A new process image cannot keep the command in the history.
        if isInteractive, let path = utilityPath(operands[0]), Kernel.isAccessible(path, .execute) {
            status = .success
            session?.endCommand()
        }
        let completion = replaceProcess(operands, named: name)
        if isInteractive {
            setInteractiveSignals()
            descriptors.keepsRedirections = false
            return .normal
        }
        return completion
    }

    /// `command` passes over functions; a special builtin loses its special properties.
    ///
    /// POSIX: XCU command
    func commandUtility(_ arguments: [ByteString], _ isFinal: Bool) throws(ExitStatus) -> Completion {
        let (options, rest) = try parse(arguments, "pvV")
        let usesDefaultPath = options.contains("p")
        let operands = Array(rest)
        if let letter = options.last(where: { $0 != UInt8(ascii: "p") }) {
            return returning(
                forEach(operands) { name in
                    letter == UInt8(ascii: "v")
                        ? describe(name, \.definition, defaultPath: usesDefaultPath, for: nil)
                        : describe(name, \.sentence, defaultPath: usesDefaultPath, for: "command")
                })
        }
        guard let name = operands.first else { return returning(.success) }
        if let builtin = Builtin(named: name) {
            let completion = run(builtin, operands, isFinal: isFinal)
            return completion == .aborting && builtin.isSpecial ? .normal : completion
        }
        var path: ByteString?
        if usesDefaultPath, !name.contains(UInt8(ascii: "/")) {
            path = findUtility(name, defaultPath: true)
            if path == nil { return returning(reportMissing(name)) }
        }
        return isFinal && isReplaceable
            ? replaceProcess(operands, path: path) : runInForeground(operands, ResolvedRedirections(), path: path)
    }
}
