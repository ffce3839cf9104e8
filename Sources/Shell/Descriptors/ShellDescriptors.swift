// ShellDescriptors: the descriptors of the shell itself, with what waits in front of them. What a redirection covers is put back
// in reverse order; output waits in a buffer, and input is read in blocks, only as long as no other process can notice.
//
// `perform` makes each change that a script asks for, and keeps three rules: output for the old file is written first, input read too
// far is given back first, and a private descriptor moves away from the number that the script asks for.
//
// POSIX: XCU 2.7, 2.13

import Bytes
import Kernel
import Wiring

/// A descriptor that a redirection in the shell has replaced: where its old file waits; nil where it was closed.
struct CoveredDescriptor {
    let fd: Int32
    var saved: Int32?
    /// What had been done to it before.
    let change: DescriptorChanges.Row?
    /// What standard output was where it was memory.
    var capture: OutputBuffer?

    /// Nothing is to be put back: the parent of this process covered it.
    static var released: CoveredDescriptor { CoveredDescriptor(fd: -1, saved: nil, change: nil) }
}

final class ShellDescriptors {
    var output = OutputBuffer()
    /// What standard output was outside of the command substitutions without a process that surround the command.
    private var outerOutputs: [OutputBuffer] = []
    /// Output may wait in the buffer: SIGPIPE ends the shell, so that a pipe without readers is not noticed too late.
    var outputMayWait = false
    /// What `read` and the like read with; nil before the first of them.
    private var input: InputReader?
    /// Standard input was opened by a redirection of this shell, and no other process has its open file description.
    private(set) var ownsInput = false
    /// Descriptors that redirections of the shell's own have covered, to be put back.
    private(set) var covered: [CoveredDescriptor] = []
    /// Process substitutions of the command that is being executed: descriptors to close, processes to wait for.
    var substitutions: [ActiveProcessSubstitution] = []
    /// The shell's ends of pipes to and from coprocesses.
    var coprocesses: [Int32] = []
    /// The files that the shell reads its commands from, the innermost last: a script, and what `.` executes.
    var scripts: [ScriptSource] = []
    /// What the shell has done to its own descriptors.
    var changes = DescriptorChanges()
    /// The process is a copy of another shell, and tells what it does.
    private var isCopy = false
    private var hasUntoldChanges = false
    /// `exec` has asked for its redirections to stay.
    var keepsRedirections = false
    /// Reports an error that belongs to no command at hand.
    var report: (ShellError) -> Void = { _ in }
    /// Moves a private descriptor that this does not know away from a number.
    var makeRoomElsewhere: (Int32) -> Void = { _ in }
}

// Output.
extension ShellDescriptors {
    /// Writes all that waits. What cannot be written is dropped, with a message: the builtins that wrote it have ended.
    func flush() {
        guard !output.isEmpty || output.isCaptured else { return }
        if let errno = writeOutput() { report(.cannotWrite(errno)) }
    }

    /// Writes all that waits. What cannot be written is dropped; the error is the caller's to report.
    func writeOutput() -> Errno? {
        if output.isCaptured { return writeOuterOutput() }
        guard !output.isEmpty else { return nil }
        let failure = writeAll(output.bytes, to: output.fd)
        output.removeAll()
        output.patience = 0
        output.isTrusted = outputMayWait && failure == nil
        return failure
    }

    /// Writes what waits outside of the memory that is standard output now.
    private func writeOuterOutput() -> Errno? {
        guard let index = outerOutputs.lastIndex(where: { !$0.isCaptured }) else { return nil }
        swap(&output, &outerOutputs[index])
        defer { swap(&output, &outerOutputs[index]) }
        return writeOutput()
    }

    func writeAll(_ bytes: [UInt8], to fd: Int32) -> Errno? {
        othersMayRead()
        var written = 0
        while written < bytes.count {
            do {
                written += try Kernel.write(fd, bytes, from: written, count: bytes.count - written)
            } catch .EINTR {
                continue
            } catch {
                return error
            }
        }
        return nil
    }

    /// Standard output is about to be another file: nothing may be left for the old one.
    func outputChanges() {
        flush()
        output.isTrusted = false
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
}

// Input.
extension ShellDescriptors {
    /// The reader of a descriptor, made at its first use.
    func reader(usesHints: Bool) -> InputReader {
        let reader = input ?? InputReader(usesHints: usesHints)
        input = reader
        reader.isOwn = ownsInput
        return reader
    }

    /// Standard input has just become a pipe or a file with these bytes, which no other process has open.
    func expectInput(_ bytes: [UInt8], usesHints: Bool) {
        reader(usesHints: usesHints).expect(bytes)
    }

    /// Something is about to happen that others may wait for: a process starts, something is written, a file is opened. What
    /// is in a pipe may be theirs from now on.
    @inline(__always)
    func othersMayRead() {
        input?.forget()
    }

    /// A process is about to start that has the descriptors of the shell, or one of them is about to be copied.
    func inputIsShared() {
        ownsInput = false
        othersMayRead()
    }

    /// A descriptor is about to be another file.
    private func inputChanges(_ fd: Int32) {
        if fd == 0 { ownsInput = false }
        guard let input else { return }
        if input.fd == fd { input.reset() } else { input.forget() }
    }
}

// Changing descriptors.
extension ShellDescriptors {
    /// Performs one action; `symbol` says what it means where the numbers alone do not tell.
    func perform(
        _ action: DescriptorAction, as symbol: PlannedAction? = nil, covering: Bool = true
    ) throws(ShellError) {
        let to = action.target
        if to == 1 { outputChanges() }
        inputChanges(to)
        if to >= 10 { makeRoom(for: to) }
        do throws(Errno) {
            if covering { try cover(to) }
        } catch {
            throw .cannotDuplicate(ByteString(decimal: to), error)
        }
        let wasOpen =
            if covering {
                covered.last?.saved != nil
            } else if case .close = action {
                Kernel.isOpen(to)
            } else {
                to <= 2
            }
        switch action {
        case .open(let path, let mode, _):
            // The reader of a FIFO may wait for it, and a file may be emptied that it is meant for.
            flush()
            // Opening a FIFO may wait.
            tellChanges()
            do throws(Errno) {
                let fd = try Wire.open(path, mode: mode)
                if fd != to {
                    defer { Wire.close(fd) }
                    try Wire.duplicate(fd, to: to)
                }
                if to == 0 { ownsInput = mode == .read }
            } catch {
                throw .cannotOpen(path, error)
            }
        case .duplicate(let from, _):
            if from == 0 { inputIsShared() }
            do throws(Errno) {
                try Wire.duplicate(from, to: to)
            } catch {
                throw error == .EBADF
                    ? .badDescriptor(ByteString(decimal: from)) : .cannotDuplicate(ByteString(decimal: from), error)
            }
        case .close:
            if wasOpen { Wire.close(to) }
        }
        if let symbol {
            changes.note(symbol, wasOpen: wasOpen)
        } else {
            changes.note(action, wasOpen: wasOpen)
        }
        hasUntoldChanges = isCopy
    }

    /// Tells who looks what this copy of the shell has done to its descriptors.
    @inline(__always)
    func tellChanges() {
        if hasUntoldChanges { tell() }
    }

    private func tell() {
        hasUntoldChanges = false
        Kernel.reportOwn(ProcessReport(own: changes.own).encoded)
    }

    private func cover(_ fd: Int32) throws(Errno) {
        var descriptor = CoveredDescriptor(fd: fd, saved: nil, change: changes[fd])
        do throws(Errno) {
            descriptor.saved = try Wire.duplicatePrivately(fd)
        } catch {
            // It was not open.
            guard error == .EBADF else { throw error }
        }
        if fd == 1, output.isCaptured {
            descriptor.capture = output
            output = OutputBuffer()
        }
        covered.append(descriptor)
    }

    /// Moves a descriptor of the shell's own away from the number that a redirection asks for.
    private func makeRoom(for fd: Int32) {
        coprocesses.removeAll { $0 == fd }
        for index in covered.indices where covered[index].saved == fd {
            covered[index].saved = try? Wire.duplicatePrivately(fd)
            Wire.close(fd)
        }
        for script in scripts { script.makeRoom(for: fd) }
        input?.makeRoom(for: fd)
        makeRoomElsewhere(fd)
    }

    /// Puts back what was covered since, the last first.
    func restore(downTo mark: Int) {
        while covered.count > mark {
            let descriptor = covered.removeLast()
            guard descriptor.fd >= 0 else { continue }
            if descriptor.fd == 1 { outputChanges() }
            inputChanges(descriptor.fd)
            if let capture = descriptor.capture { output = capture }
            let isOpen = changes[descriptor.fd]?.entry != nil
            changes[descriptor.fd] = descriptor.change
            hasUntoldChanges = isCopy
            guard let saved = descriptor.saved else {
                if isOpen { Wire.close(descriptor.fd) }
                continue
            }
            do {
                try Wire.duplicate(saved, to: descriptor.fd)
            } catch {
                report(.cannotDuplicate(ByteString(decimal: descriptor.fd), error))
            }
            Wire.close(saved)
        }
        tellChanges()
    }

    /// Lets the redirections since stay: `exec >file`.
    func keep(downTo mark: Int) {
        while covered.count > mark {
            let descriptor = covered.removeLast()
            if let saved = descriptor.saved { Wire.close(saved) }
            changes.forgetClosed(descriptor.fd)
        }
    }

    /// The shell's own descriptors are none of the script's business. They are close-on-exec, as only the ends of
    /// coprocesses are too.
    func isPrivate(_ fd: Int32) -> Bool {
        guard fd >= 10, !coprocesses.contains(fd) else { return false }
        return (try? Kernel.isCloseOnExec(fd)) ?? false
    }

    /// Standard error is a file that a redirection of the shell's own has put there.
    var coversStandardError: Bool { covered.contains { $0.fd == 2 } }

    /// To be called in a copy of the shell.
    ///
    /// - Parameter isNew: it is a new process.
    /// - Parameter isAsynchronous: it may outlive the command at hand, and must not hold back a coprocess's end of file.
    func enterSubshell(isNew: Bool, isAsynchronous: Bool) {
        if isNew {
            Kernel.enterReports()
            changes.enterSubshell()
            isCopy = true
            hasUntoldChanges = false
        }
        if output.isCaptured { output = OutputBuffer() }
        outerOutputs = []
        input?.reset()
        // The copies of what the parent has covered would keep pipes open that the parent closes. Their places stay: what
        // the subshell itself has covered is undone by its place.
        for place in covered.indices {
            if let saved = covered[place].saved { Wire.close(saved) }
            covered[place] = .released
        }
        if isAsynchronous {
            for fd in coprocesses { Wire.close(fd) }
            coprocesses = []
        }
        for script in scripts { script.close() }
        scripts = []
    }
}
