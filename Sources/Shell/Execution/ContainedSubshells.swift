// Contained subshells: `$( )` and `( )` that run only builtins and functions, without a process.
//
// The state is copied, the commands are executed here, with standard output caught in memory for `$( )`, and the copy is put
// back; so are the working directory and the umask, which the kernel keeps. `x=$(echo a)` takes 1 us and `(cd /)` 4 us
// where a fork takes 100 or more: the rows "( cd )" and "log summary" went from 14 and 13 times ksh93 to below 1.
//
// What the tree says decides before the first effect. What only shows later (the text of `eval`, a sourced file, a
// function that was unset) may still need a process: the rest of the subshell goes on in one, in Successor.swift.
// The slow way, in Subshells.swift, is the definition; SEESH_NO_FAST in the environment makes it the only one.
//
// POSIX: XCU 2.6.3, 2.9.4.1, 2.13

import Bytes
import Kernel
import Syntax

/// What the innermost contained subshell has to put back.
struct ContainedSubshell {
    /// Descriptors covered since belong to the subshell.
    let coveredMark: Int
    /// Scripts that were opened since are the subshell's to read.
    let scriptMark: Int
    /// Standard output is memory.
    let isCaptured: Bool
    /// The working directory outside, once the subshell has left it.
    var directory: Int32?
    /// The umask outside, once the subshell has changed it.
    var mask: UInt32?
    /// The process that goes on in its place.
    var successor: Successor?
}

extension Shell {
    /// True where the list may be executed here: what the tree says holds for the names as they are now.
    func isContained(_ containment: Containment) -> Bool {
        !containment.needsProcess && isFast && areContained(containment.commandNames, depth: 0)
    }

    private func areContained(_ commandNames: [Name], depth: Int) -> Bool {
        for name in commandNames {
            switch target(of: name) {
            case .builtin(let builtin):
                guard builtin.isContained else { return false }
            case .function:
                // A function that calls itself ends up here too; deep chains are not worth the search.
                guard depth < 4, let containment = state.functions.containment(of: name), !containment.needsProcess,
                    areContained(containment.commandNames, depth: depth + 1)
                else { return false }
            case .utility:
                return false
            }
        }
        return true
    }

    /// What is written to standard output meanwhile, which is memory.
    func capture(_ body: () -> Void) -> [UInt8] {
        let patience = output.patience
        outerOutputs.append(output)
        output = OutputBuffer(isCaptured: true)
        output.patience = patience
        body()
        let bytes = output.bytes
        output = outerOutputs.removeLast()
        return bytes
    }

    /// Executes contained commands in a copy of the state, of which only `$?` remains.
    func executeHere(_ text: Job.Text, _ body: () -> Completion) -> Completion {
        var variables = state.variables.take()
        let saved = state
        variables.enterSubshell()
        state.variables = variables.take()
        state.traps.enterSubshell()
        state.options.enterSubshell()
        state.toleranceOfCall = state.toleratesFailure
        let outerTrap = runningTrap
        runningTrap = nil
        let outer = contained
        contained = ContainedSubshell(
            coveredMark: coveredDescriptors.count, scriptMark: scripts.count, isCaptured: output.isCaptured)
        _ = body()
        // In the process of a successor they are all that was to be done.
        guard let inner = contained else { leave(state.status) }
        contained = outer
        runningTrap = outerTrap
        metLeftOut = nil
        let status = state.status
        putBack(inner)
        variables = state.variables.take()
        variables.leaveSubshell()
        state = saved
        state.variables = variables
        state.status = status
        return inner.successor.map { finish($0, text) } ?? .normal
    }
}

// What the kernel keeps.
extension Shell {
    /// To be called before a contained subshell changes the working directory; false where it could not come back.
    ///
    /// The descriptor holds the directory itself, so that one that was renamed, removed or made unreadable is found again.
    func keepDirectory() -> Bool {
        guard contained != nil, contained?.directory == nil else { return true }
        contained?.directory = try? Kernel.openCurrentDirectory()
        return contained?.directory != nil
    }

    func keepMask() {
        guard contained != nil, contained?.mask == nil else { return }
        contained?.mask = Kernel.umask()
    }

    private func putBack(_ subshell: ContainedSubshell) {
        if let mask = subshell.mask { Kernel.setUmask(mask) }
        guard let directory = subshell.directory else { return }
        do {
            try Kernel.changeDirectory(descriptor: directory)
            Kernel.close(directory)
        } catch {
            // Somebody has forbidden to enter it meanwhile. Nothing that the script says next is meant for where this is.
            report("the directory outside of the subshell", error.message)
            leave(.notExecutable)
        }
    }
}

extension Builtin {
    /// Contained, and no way to execute other commands.
    var isHermetic: Bool {
        switch self {
        case .eval, .dot, .source, .command: false
        default: isContained
        }
    }

    /// Executing it reads and changes nothing of the process but its standard files, its working directory and its umask, or
    /// that shows when its arguments are known: see `needsProcess`.
    fileprivate var isContained: Bool {
        switch self {
        case .colon, .true, .false, .echo, .printf, .test, .bracket, .read, .pwd, .type, .getopts, .shift, .let, .local,
            .export, .readonly, .alias, .unalias, .break, .continue, .return, .exit, .set, .unset, .cd, .umask, .eval,
            .dot, .source, .command, .hash:
            true
        case .exec, .times, .trap, .bg, .fc, .fg, .jobs, .kill, .ulimit, .wait, .bind, .compgen, .complete,
            .dirs, .disown, .history, .mapfile, .popd, .pushd, .see, .suspend:
            false
        }
    }
}

extension Shell {
    /// True where a contained subshell cannot execute the command with these fields.
    func needsProcess(_ target: CommandTarget, _ fields: [ByteString]) -> Bool {
        switch target {
        case .utility: return true
        case .function: return false
        case .builtin(let builtin): return !builtin.isContained || needsProcess(builtin, fields.dropFirst())
        }
    }

    private func needsProcess(_ builtin: Builtin, _ arguments: ArraySlice<ByteString>) -> Bool {
        switch builtin {
        case .cd:
            return !keepDirectory()
        case .umask:
            keepMask()
            return false
        case .command:
            return arguments.first != "-v" && arguments.first != "-V"
        case .set:
            // These change the process: its group, the terminal's, what it logs.
            guard let request = try? SetRequest(arguments) else { return false }
            return request.changes.contains { $0.option == .monitor || $0.option == .trace }
        case .test, .bracket:
            return arguments.contains(where: \.mayNameDescriptor)
        default:
            return false
        }
    }
}
