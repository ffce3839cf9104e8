// Direct output: a builtin that does nothing but write, with its standard output redirected, writes to the file itself.
//
// `echo "$x" >file` needs descriptor 1 only where somebody else could look at it. Without it three system calls are left of nine,
// and 0.8 of the time. Everything else, and SEESH_NO_FAST, performs the redirection and undoes it (Redirections.swift).
//
// POSIX: XCU 2.7

import Bytes
import Kernel
import Syntax
import Wiring

extension Shell {
    /// Executes the builtin where that is all it does; nil where it is not.
    func executeWriter(_ command: SimpleCommand, _ builtin: Builtin, _ fields: [ByteString]) -> Completion? {
        guard isFast, tracer == nil, builtin.onlyWrites, command.assignments.isEmpty, command.redirections.count == 1,
            command.redirections[0].isOutput
        else { return nil }
        let action: DescriptorAction
        let fd: Int32
        do throws(ShellError) {
            let resolved = try resolve(command.redirections)
            if let failure = resolved.failure { throw failure }
            action = resolved.actions[0]
            fd = try openOutput(action)
        } catch {
            let completion = redirectionFailed(error)
            return builtin.isSpecial && completion == .normal ? .aborting : completion
        }
        let outer = output
        output = OutputBuffer(fd: fd)
        let completion = finished(builtin, run(builtin, fields))
        output = outer
        if case .open = action { Kernel.close(fd) }
        return completion
    }

    private func openOutput(_ action: DescriptorAction) throws(ShellError) -> Int32 {
        flushOutput()
        othersMayRead()
        switch action {
        case .open(let path, let mode, _):
            do throws(Errno) {
                let fd = try Kernel.open(path, mode: mode, closeOnExec: true)
                guard fd == 2 else { return fd }
                // Standard error is closed: messages must not come to be in the file.
                defer { Kernel.close(fd) }
                return try Kernel.duplicatePrivately(fd)
            } catch {
                throw .cannotOpen(path, error)
            }
        case .duplicate(let fd, _), .close(let fd):
            guard Kernel.isOpen(fd) else { throw .badDescriptor(ByteString(decimal: fd)) }
            return fd
        }
    }
}

extension Builtin {
    fileprivate var onlyWrites: Bool {
        switch self {
        case .colon, .true, .false, .echo, .printf, .pwd: true
        default: false
        }
    }
}

extension Redirection {
    /// It makes standard output a file, or another descriptor of the script's.
    fileprivate var isOutput: Bool {
        switch descriptor {
        case .implied, .number(1): break
        case .number, .variable: return false
        }
        switch `operator` {
        case .output, .clobber, .append: return true
        case .duplicateOutput:
            guard case .literal(let bytes) = operand.shape, bytes.count == 1, bytes != "1" else { return false }
            return bytes.unsignedDecimalValue != nil
        case .input, .readWrite, .duplicateInput, .hereDocument, .hereString, .outputAndError, .appendOutputAndError:
            return false
        }
    }
}
