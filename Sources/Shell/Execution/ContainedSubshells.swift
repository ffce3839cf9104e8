// Contained subshells: `$( )` and `( )` that run only builtins and functions, without a process.
//
// The state is copied, the commands are executed here, with standard output caught in memory for `$( )`, and the copy is put
// back. `x=$(echo a)` takes 1 us where a fork takes 100 or more. What a subshell may do that its parent must not see is
// all in the state, as long as nothing changes what the kernel keeps for the process: such builtins are not contained.
// The slow way, in Subshells.swift, is the definition; SEESH_NO_FAST in the environment makes it the only one.
//
// POSIX: XCU 2.6.3, 2.9.4.1, 2.13

import Bytes
import Kernel
import Syntax

extension Shell {
    /// True where the list may be executed here: what the tree says holds for the names as they are now.
    func isContained(_ containment: Containment) -> Bool {
        !containment.needsProcess && isFast && areContained(containment.commandNames, depth: 0)
    }

    private func areContained(_ commandNames: [Name], depth: Int) -> Bool {
        for name in commandNames {
            switch target(of: name) {
            case .builtin(let builtin):
                guard builtin.touchesStateOnly else { return false }
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

    /// The output of a contained list.
    func substituteHere(_ list: List) -> [UInt8] {
        let outer = output
        output = OutputBuffer(isCaptured: true)
        executeHere(list)
        var bytes = output.bytes
        output = outer
        if bytes.contains(0) { bytes.removeAll { $0 == 0 } }
        return bytes
    }

    /// Executes a contained list in a copy of the state, of which only `$?` remains.
    func executeHere(_ list: List) {
        let saved = state
        state.subshellDepth += 1
        state.traps.enterSubshell()
        let outerStatus = statusBeforeTrap
        statusBeforeTrap = nil
        containedDepth += 1
        _ = execute(list)
        containedDepth -= 1
        statusBeforeTrap = outerStatus
        let status = state.status
        // The block may have been made from variables that are no more.
        if state.variables.exportGeneration != saved.variables.exportGeneration { environment = nil }
        state = saved
        state.status = status
    }
}

extension Builtin {
    /// Executing it reads and changes nothing of the process but standard input, output and error.
    fileprivate var touchesStateOnly: Bool {
        switch self {
        case .colon, .true, .false, .echo, .printf, .test, .bracket, .read, .pwd, .type, .getopts, .shift, .local,
            .export,
            .readonly, .alias, .unalias, .break, .continue, .return, .exit:
            true
        case .dot, .eval, .exec, .set, .times, .trap, .unset, .bg, .cd, .command, .fc, .fg, .hash, .jobs, .kill,
            .ulimit,
            .umask, .wait, .sleep, .dirs, .disown, .history, .mapfile, .popd, .pushd, .see, .source, .suspend:
            false
        }
    }
}
