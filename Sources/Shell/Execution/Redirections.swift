// Redirections: from the tree to descriptor actions with everything resolved, and those performed in the shell itself, under
// a journal that puts the descriptors back.
//
// POSIX: XCU 2.7

import Bytes
import Kernel
import Syntax
import Wiring

/// A descriptor that a redirection in the shell has replaced: where its old file waits; nil where it was closed.
struct CoveredDescriptor {
    let fd: Int32
    var saved: Int32?
}

/// The redirections of one command, resolved.
struct ResolvedRedirections {
    var actions: [DescriptorAction] = []
    /// Descriptors of here-documents, to be closed once the actions have been performed.
    var temporaries: [Int32] = []

    func closeTemporaries() {
        for fd in temporaries { Kernel.close(fd) }
    }
}

// Resolving.
extension Shell {
    /// Expands every operand before any file is opened, as dash does.
    func resolve(_ redirections: [Redirection]) throws(ShellError) -> ResolvedRedirections {
        var resolved = ResolvedRedirections()
        do {
            for redirection in redirections { try resolve(redirection, into: &resolved) }
        } catch {
            resolved.closeTemporaries()
            throw error
        }
        return resolved
    }

    private func resolve(
        _ redirection: Redirection, into resolved: inout ResolvedRedirections
    ) throws(ShellError) {
        let to = try target(of: redirection)
        switch redirection.operator {
        case .input:
            resolved.actions.append(.open(path: try operand(redirection), mode: .read, to: to))
        case .output:
            let mode: OpenMode = state.options.contains(.noclobber) ? .writeNew : .write
            resolved.actions.append(.open(path: try operand(redirection), mode: mode, to: to))
        case .clobber:
            resolved.actions.append(.open(path: try operand(redirection), mode: .write, to: to))
        case .append:
            resolved.actions.append(.open(path: try operand(redirection), mode: .append, to: to))
        case .readWrite:
            resolved.actions.append(.open(path: try operand(redirection), mode: .readWrite, to: to))
        case .duplicateInput, .duplicateOutput:
            let access: Kernel.Access = if case .duplicateInput = redirection.operator { .read } else { .write }
            resolved.actions.append(try duplication(try operand(redirection), to: to, access, resolved.actions))
        case .hereDocument(let document):
            try appendDocument(try expandString(document.body), to, into: &resolved)
        case .hereString:
            try appendDocument(try expandString(redirection.operand) + "\n", to, into: &resolved)
        case .outputAndError:
            resolved.actions.append(.open(path: try operand(redirection), mode: .write, to: 1))
            resolved.actions.append(.duplicate(from: 1, to: 2))
        case .appendOutputAndError:
            resolved.actions.append(.open(path: try operand(redirection), mode: .append, to: 1))
            resolved.actions.append(.duplicate(from: 1, to: 2))
        }
    }

    private func target(of redirection: Redirection) throws(ShellError) -> Int32 {
        switch redirection.descriptor {
        case .number(let number):
            guard let fd = Int32(exactly: number) else { throw .badDescriptor(ByteString(decimal: number)) }
            return fd
        case .implied:
            switch redirection.operator {
            case .input, .readWrite, .duplicateInput, .hereDocument, .hereString: return 0
            case .output, .clobber, .append, .duplicateOutput, .outputAndError, .appendOutputAndError: return 1
            }
        case .variable(let name):
            return try targetInVariable(name, redirection)
        }
    }

    /// `{name}>file` takes a new descriptor, `{name}>&-` the one that the variable holds.
    private func targetInVariable(_ name: Name, _ redirection: Redirection) throws(ShellError) -> Int32 {
        switch redirection.operator {
        case .duplicateInput, .duplicateOutput:
            guard try operand(redirection) == "-" else { break }
            guard let value = value(of: name), let number = value.unsignedDecimalValue,
                let fd = Int32(exactly: number)
            else { throw .badDescriptor(name.bytes) }
            return fd
        case .input, .output, .clobber, .append, .readWrite, .hereDocument, .hereString, .outputAndError,
            .appendOutputAndError:
            break
        }
        do {
            // Reserves the number: the redirection replaces the copy.
            let fd = try Kernel.duplicateAtLeast10(openDescriptor())
            try assign(name, ByteString(decimal: fd))
            return fd
        } catch let error as Errno {
            throw .cannotDuplicate(name.bytes, error)
        } catch let error as ShellError {
            throw error
        } catch {
            throw .badDescriptor(name.bytes)
        }
    }

    /// Some descriptor that is open, to make a copy of.
    private func openDescriptor() throws(Errno) -> Int32 {
        for fd: Int32 in 0...2 where Kernel.isOpen(fd) { return fd }
        return try Kernel.open("/dev/null", mode: .read, closeOnExec: true)
    }

    /// The operand of a redirection: no field splitting; pathname expansion only in an interactive shell and where
    /// it gives one name, which is left out as the other shells leave it out.
    private func operand(_ redirection: Redirection) throws(ShellError) -> ByteString {
        try expandString(redirection.operand)
    }

    /// POSIX: XCU 2.7.5, 2.7.6
    private func duplication(
        _ operand: ByteString, to: Int32, _ access: Kernel.Access, _ before: [DescriptorAction]
    ) throws(ShellError) -> DescriptorAction {
        if operand == "-" { return .close(to) }
        guard let number = operand.unsignedDecimalValue, let from = Int32(exactly: number) else {
            throw .ambiguousOperand(operand)
        }
        guard !isPrivate(from) else { throw .badDescriptor(operand) }
        // What 0, 1 and 2 are may be known only in the stage's own process, and so what an action before has made.
        let isKnown = from > 2 && !before.contains { $0.target == from }
        if isKnown, Kernel.isOpen(from), !Kernel.isOpen(from, for: access) { throw .badDescriptor(operand) }
        return .duplicate(from: from, to: to)
    }

    /// POSIX: XCU 2.7.4
    private func appendDocument(
        _ text: ByteString, _ to: Int32, into resolved: inout ResolvedRedirections
    ) throws(ShellError) {
        do {
            let fd = try Kernel.fillHereDocument(text.array)
            resolved.temporaries.append(fd)
            resolved.actions.append(.duplicate(from: fd, to: to))
        } catch {
            throw .hereDocument(error)
        }
    }

    /// The shell's own descriptors are none of the script's business.
    private func isPrivate(_ fd: Int32) -> Bool {
        guard fd >= 10 else { return false }
        return fd == controllingTerminal || coveredDescriptors.contains { $0.saved == fd }
    }
}

// Performing.
extension Shell {
    /// Performs redirections in the shell itself. The caller restores or keeps the descriptors covered, also after an
    /// error.
    func perform(_ redirections: [Redirection]) throws(ShellError) {
        guard !redirections.isEmpty else { return }
        let resolved = try resolve(redirections)
        defer { resolved.closeTemporaries() }
        for (index, action) in resolved.actions.enumerated() {
            try perform(action, covering: !persists(redirections, index, action))
        }
    }

    /// A descriptor in a variable stays open after the command.
    private func persists(_ redirections: [Redirection], _ index: Int, _ action: DescriptorAction) -> Bool {
        guard index < redirections.count else { return false }
        if case .variable = redirections[index].descriptor { return true }
        return false
    }

    func perform(_ action: DescriptorAction, covering: Bool = true) throws(ShellError) {
        let to = action.target
        if to == 1 { standardOutputChanges() }
        if to == 0 { standardInputChanges() }
        if to >= 10 { makeRoom(for: to) }
        do throws(Errno) {
            if covering { try cover(to) }
        } catch {
            throw .cannotDuplicate(ByteString(decimal: to), error)
        }
        switch action {
        case .open(let path, let mode, _):
            do throws(Errno) {
                let fd = try Kernel.open(path, mode: mode)
                guard fd != to else { return }
                defer { Kernel.close(fd) }
                try Kernel.duplicate(fd, to: to)
            } catch {
                throw .cannotOpen(path, error)
            }
        case .duplicate(let from, _):
            do throws(Errno) {
                try Kernel.duplicate(from, to: to)
            } catch {
                throw error == .EBADF
                    ? .badDescriptor(ByteString(decimal: from)) : .cannotDuplicate(ByteString(decimal: from), error)
            }
        case .close:
            Kernel.close(to)
        }
    }

    private func cover(_ fd: Int32) throws(Errno) {
        guard Kernel.isOpen(fd) else {
            coveredDescriptors.append(CoveredDescriptor(fd: fd, saved: nil))
            return
        }
        let saved = try Kernel.duplicatePrivately(fd)
        coveredDescriptors.append(CoveredDescriptor(fd: fd, saved: saved))
    }

    /// Moves a descriptor of the shell's own away from the number that a redirection asks for.
    private func makeRoom(for fd: Int32) {
        for index in coveredDescriptors.indices where coveredDescriptors[index].saved == fd {
            coveredDescriptors[index].saved = try? Kernel.duplicatePrivately(fd)
            Kernel.close(fd)
        }
        if controllingTerminal == fd {
            controllingTerminal = try? Kernel.duplicatePrivately(fd)
            Kernel.close(fd)
        }
    }

    /// Puts back what was covered since, the last first.
    func restoreDescriptors(downTo mark: Int) {
        while coveredDescriptors.count > mark {
            let covered = coveredDescriptors.removeLast()
            if covered.fd == 1 { standardOutputChanges() }
            if covered.fd == 0 { standardInputChanges() }
            guard let saved = covered.saved else {
                Kernel.close(covered.fd)
                continue
            }
            try? Kernel.duplicate(saved, to: covered.fd)
            Kernel.close(saved)
        }
    }

    /// Lets the redirections since stay: `exec >file`.
    func keepDescriptors(downTo mark: Int) {
        while coveredDescriptors.count > mark {
            if let saved = coveredDescriptors.removeLast().saved { Kernel.close(saved) }
        }
    }
}

extension DescriptorAction {
    /// The descriptor that the action changes.
    var target: Int32 {
        switch self {
        case .open(_, _, let to), .duplicate(_, let to), .close(let to): to
        }
    }
}
