// Memory input: standard input that only `read` reads stays in memory, be it a here-document or what the stage before wrote.
//
// `read a b <<E` needs no pipe then: it takes 0.14 of the time. What cannot be known before it is executed, such as the path
// names that `[` is asked about, may still want a descriptor: what is left of the bytes becomes one then.
//
// SEESH_NO_FAST in the environment, and whoever wants to see the descriptors, gets real ones.
//
// POSIX: XCU 2.7.4

import Bytes
import Kernel
import Syntax

extension Shell {
    /// Makes standard input these bytes until the descriptors are put back.
    func coverInput(with bytes: [UInt8]) {
        coveredDescriptors.append(CoveredDescriptor(fd: 0, saved: nil, input: memoryInput, isMemory: true))
        memoryInput = InputReader(bytes)
    }

    /// True where nothing but the builtin reads what its redirections make standard input.
    func readsMemory(_ builtin: Builtin, _ command: SimpleCommand) -> Bool {
        isFast && tracer == nil && (builtin == .read || builtin == .mapfile) && command.assignments.allSatisfy(\.isPure)
    }

    /// True where nothing but `read` in the command reads what its redirections make standard input.
    func readsMemory(_ command: CompoundCommand) -> Bool {
        command.redirections.contains(where: \.hasText) && tracer == nil && !state.traps.hasCommands
            && isHermetic(Containment(insideOf: command))
    }

    /// Executing it starts no process as long as the names mean what they do now, and no other reader of standard input.
    func isHermetic(_ containment: Containment) -> Bool {
        guard !containment.needsProcess, !containment.sharesInput, isFast else { return false }
        return containment.commandNames.allSatisfy {
            if case .builtin(let builtin) = target(of: $0) { builtin.isHermetic } else { false }
        }
    }

    /// Something follows that needs the process, or the descriptors, that the shell has done without until now.
    func leaveMemory() throws(ShellError) {
        guard becomeProcess() else { throw .ended(.exiting) }
        guard let memoryInput else { return }
        do throws(Errno) {
            try makeDescriptor(of: memoryInput)
        } catch {
            throw .hereDocument(error)
        }
    }

    /// Makes standard input what a here-document of the bytes that are left would be.
    func makeDescriptor(of reader: InputReader) throws(Errno) {
        let fd = try Kernel.fillHereDocument(Array(reader.rest))
        defer { Kernel.close(fd) }
        // None is left in a process that was forked meanwhile.
        if let index = coveredDescriptors.lastIndex(where: \.isMemory) {
            coveredDescriptors[index].saved = Kernel.isOpen(0) ? try Kernel.duplicatePrivately(0) : nil
            coveredDescriptors[index].isMemory = false
        }
        inputChanges(0)
        try Kernel.duplicate(fd, to: 0)
        memoryInput = nil
    }
}

extension ByteString {
    /// The path name may be that of a descriptor, which memory has none of.
    var mayNameDescriptor: Bool { hasPrefix("/dev/") || hasPrefix("/proc/") }
}

extension Redirection {
    /// A text is what is read.
    fileprivate var hasText: Bool {
        switch `operator` {
        case .hereDocument, .hereString: true
        case .input, .output, .clobber, .append, .readWrite, .duplicateInput, .duplicateOutput, .outputAndError,
            .appendOutputAndError:
            false
        }
    }
}
