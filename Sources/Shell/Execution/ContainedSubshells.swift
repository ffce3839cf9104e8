// Contained subshells: `$( )` and `( )` that run only builtins and functions, without a process.
//
// The state is copied, the commands are executed here, with standard output caught in memory for `$( )`, and the copy is put
// back; so are the working directory and the umask, which the kernel keeps. What the tree says decides before the first
// effect: see Ways.swift.
//
// POSIX: XCU 2.6.3, 2.9.4.1, 2.13

import Bytes
import Kernel
import Syntax

/// What the innermost contained subshell has to put back.
struct ContainedSubshell {
    /// The working directory outside, once the subshell has left it.
    var directory: Int32?
    /// The umask outside, once the subshell has changed it.
    var mask: UInt32?
}

extension Shell {
    /// Executes contained commands in a copy of the state, of which only `$?` remains.
    func executeHere(_ body: () -> Completion) {
        var variables = state.variables.take()
        let saved = state
        variables.enterSubshell()
        state.variables = variables.take()
        state.traps.enterSubshell()
        state.options.enterSubshell()
        state.frames.enter(.subshell)
        let outer = contained
        contained = ContainedSubshell()
        _ = body()
        if let contained { putBack(contained) }
        contained = outer
        metLeftOut = nil
        let status = state.status
        variables = state.variables.take()
        variables.leaveSubshell()
        state = saved
        state.variables = variables
        state.status = status
    }
}

// What the kernel keeps.
extension Shell {
    /// To be called before the working directory changes. A contained subshell keeps the one outside.
    ///
    /// The descriptor holds the directory itself, so that one that was renamed, removed or made unreadable is found again.
    func keepDirectory() throws(Errno) {
        guard contained != nil, contained?.directory == nil else { return }
        contained?.directory = try Kernel.openCurrentDirectory()
    }

    /// To be called before the umask changes.
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
            // The directory's permissions changed in the meantime. What the script does next is not meant for where this is.
            report("the directory outside of the subshell", error.message)
            leave(.notExecutable)
        }
    }
}

// What has no descriptor.
extension Shell {
    /// Executes what looks at a path name, with a pipe as standard output where that is memory, and the name may be one of
    /// a descriptor.
    func withDescriptors<Result>(for path: ByteString, _ body: () -> Result) -> Result {
        guard descriptors.output.isCaptured, path.hasPrefix("/dev/") || path.hasPrefix("/proc/"),
            let pipe = try? Kernel.pipe()
        else {
            return body()
        }
        let mark = descriptors.covered.count
        defer { descriptors.restore(downTo: mark) }
        try? descriptors.perform(.duplicate(from: pipe.write, to: 1))
        Kernel.close(pipe.read)
        Kernel.close(pipe.write)
        return body()
    }
}
