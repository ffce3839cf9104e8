// Redirections: from the tree to descriptor actions with everything resolved. Those of the shell itself are performed by
// ShellDescriptors, which puts the descriptors back.
//
// POSIX: XCU 2.7

import Bytes
import Kernel
import Syntax
import Wiring

/// The redirections of one command, resolved.
struct ResolvedRedirections {
    var actions: [DescriptorAction] = []
    /// The actions whose descriptor stays open after the command: those of `{name}>file`.
    var lasting: [Int] = []
    /// Why the redirection behind the actions could not be resolved: it fails when those before it have been performed.
    var failure: ShellError?
    /// Here-documents, with the index of the action that copies the descriptor: -1 until they are opened.
    fileprivate var documents: [(action: Int, text: ByteString)] = []
    /// The actions that open an end of a process substitution by its name.
    fileprivate var ends: [(action: Int, end: EdgeEnd)] = []

    /// Puts what is to be performed before these in front of them.
    mutating func prepend(_ outer: ResolvedRedirections) {
        let count = outer.actions.count
        lasting = outer.lasting + lasting.map { $0 + count }
        documents = outer.documents + documents.map { ($0.action + count, $0.text) }
        ends = outer.ends + ends.map { ($0.action + count, $0.end) }
        actions = outer.actions + actions
    }

    /// What is done, without the numbers of here-documents.
    var symbolic: [PlannedAction] {
        actions.indices.map { symbol(of: $0) ?? PlannedAction(actions[$0]) }
    }

    /// What an action means where its numbers and names alone do not tell.
    fileprivate func symbol(of action: Int) -> PlannedAction? {
        if documents.isEmpty, ends.isEmpty { return nil }
        let target = PlannedTarget.number(actions[action].target)
        if let text = text(ofDocument: action) { return .document(text: .known(text), to: target) }
        guard let end = ends.first(where: { $0.action == action })?.end, case .open(_, let mode, _) = actions[action]
        else { return nil }
        return .openEnd(end, mode: mode, to: target)
    }

    fileprivate func text(ofDocument action: Int) -> ByteString? {
        documents.isEmpty ? nil : documents.first { $0.action == action }?.text
    }
}

// Resolving.
extension Shell {
    /// Expands the operands before any file is opened: the caller knows that none can see what those before it do.
    func resolve(_ redirections: [Redirection]) throws(ShellError) -> ResolvedRedirections {
        var resolved = ResolvedRedirections()
        do {
            for redirection in redirections { try resolve(redirection, into: &resolved) }
        } catch {
            resolved.failure = error
        }
        return resolved
    }

    private func resolve(
        _ redirection: Redirection, into resolved: inout ResolvedRedirections
    ) throws(ShellError) {
        let to = try target(of: redirection)
        if case .variable = redirection.descriptor { resolved.lasting.append(resolved.actions.count) }
        switch redirection.operator {
        case .hereDocument(let document):
            resolved.appendDocument(try expandDocument(document), to)
        case .hereString:
            resolved.appendDocument(try expandString(redirection.operand) + "\n", to)
        case .duplicateInput, .duplicateOutput, .input, .output, .clobber, .append, .readWrite, .outputAndError,
            .appendOutputAndError:
            try append(redirection, to, &resolved)
        }
    }

    /// Unspecified: an error in a here-document is one of the redirection, and ends no shell that another expansion error
    /// would end; as dash, mksh, ksh93 and busybox.
    private func expandDocument(_ document: HereDocument) throws(ShellError) -> ByteString {
        do {
            return try expandString(document.body)
        } catch {
            if case .ended = error { throw error }
            throw .inHereDocument(error)
        }
    }

    /// What the operator does to the table, Wiring knows: the same function makes the actions of a plan.
    ///
    /// Unspecified: `<&n` copies a descriptor that is open for writing only, and `>&n` one that is open for reading only:
    /// the first use fails, and not the redirection. POSIX makes it an error of the redirection; all peers copy.
    ///
    /// POSIX: XCU 2.7.5, 2.7.6
    private func append(
        _ redirection: Redirection, _ to: Int32, _ resolved: inout ResolvedRedirections
    ) throws(ShellError) {
        let operand = try operand(redirection)
        let count = resolved.actions.count
        do throws(RedirectionFault) {
            try resolved.actions.append(
                redirection, target: to, operand: operand, noclobber: state.options.contains(.noclobber),
                isPosix: state.options.contains(.posix))
        } catch {
            throw .ambiguousOperand(operand)
        }
        if !descriptors.substitutions.isEmpty,
            let end = descriptors.substitutions.first(where: { $0.name == operand })?.end
        {
            resolved.ends.append((count, end))
        }
        guard case .duplicate(let from, _) = resolved.actions[count], descriptors.isPrivate(from) else { return }
        let isReplaced = resolved.actions[..<count].contains { $0.target == from }
        guard isReplaced else { throw .badDescriptor(operand) }
    }

    /// Implementation-defined: a redirection may name any descriptor below the limit of open files; as bash, yash and
    /// busybox.
    ///
    /// POSIX: XCU 2.7
    private func target(of redirection: Redirection) throws(ShellError) -> Int32 {
        switch redirection.descriptor {
        case .number(let number):
            guard let fd = Int32(exactly: number) else { throw .badDescriptor(ByteString(decimal: number)) }
            return fd
        case .implied:
            return redirection.operator.impliedTarget
        case .variable(let name):
            return try targetInVariable(name, redirection)
        }
    }

    /// `{name}>file` takes a new descriptor, `{name}>&-` the one that the variable holds.
    private func targetInVariable(_ name: Name, _ redirection: Redirection) throws(ShellError) -> Int32 {
        guard let variable = try target(name.bytes) else { throw .badDescriptor(name.bytes) }
        switch redirection.operator {
        case .duplicateInput, .duplicateOutput:
            guard try operand(redirection) == "-" else { break }
            let value = variable.index.map { elements(of: variable.name)[$0] } ?? value(of: variable.name)
            guard let number = value?.unsignedDecimalValue, let fd = Int32(exactly: number) else {
                throw .badDescriptor(name.bytes)
            }
            return fd
        case .input, .output, .clobber, .append, .readWrite, .hereDocument, .hereString, .outputAndError,
            .appendOutputAndError:
            break
        }
        do {
            // Reserves the number: the redirection replaces the copy.
            descriptors.inputIsShared()
            let source = try openDescriptor()
            let fd = try Wire.duplicateAtLeast10(source)
            try assign(variable, ByteString(decimal: fd))
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

    /// The operand of a redirection: no field splitting.
    ///
    /// Unspecified: an operand is not subject to pathname expansion, in an interactive shell neither; as dash.
    ///
    /// POSIX: XCU 2.7
    private func operand(_ redirection: Redirection) throws(ShellError) -> ByteString {
        try expandString(redirection.operand)
    }

    /// A descriptor from which the bytes can be read.
    func openDocument(_ bytes: [UInt8]) throws(ShellError) -> Descriptor {
        do throws(Errno) {
            return Descriptor(owning: try Kernel.fillHereDocument(bytes))
        } catch {
            throw .hereDocument(error)
        }
    }

    /// Opens the here-documents for the time of the body, once it is known which numbers the redirections use: none of these
    /// may be taken, because an action would replace the document before it is copied, or copy it under a number that should
    /// be closed.
    ///
    /// POSIX: XCU 2.7.4
    func withDocuments<Result>(
        of resolved: ResolvedRedirections, _ body: ([DescriptorAction]) throws(ShellError) -> Result
    ) throws(ShellError) -> Result {
        guard !resolved.documents.isEmpty else { return try body(resolved.actions) }
        var actions = resolved.actions
        var opened: [Int32] = []
        defer { for fd in opened { Wire.close(fd) } }
        for document in resolved.documents {
            var inTheWay: [Int32] = []
            defer { for fd in inTheWay { Wire.close(fd) } }
            var fd = try openDocument(document.text.array).release()
            while resolved.actions.contains(where: { $0.uses(fd) }) {
                inTheWay.append(fd)
                do throws(Errno) { fd = try Wire.duplicatePrivately(fd) } catch { throw .hereDocument(error) }
            }
            opened.append(fd)
            actions[document.action] = .duplicate(from: fd, to: actions[document.action].target)
        }
        return try body(actions)
    }
}

extension ResolvedRedirections {
    fileprivate mutating func appendDocument(_ text: ByteString, _ to: Int32) {
        documents.append((actions.count, text))
        actions.append(.duplicate(from: -1, to: to))
    }
}

// Performing.
extension Shell {
    /// Performs redirections in the shell itself. The caller restores or keeps the descriptors covered, also after an
    /// error.
    func perform(_ redirections: [Redirection]) throws(ShellError) {
        let late = redirections.expandedLate
        guard !late.isEmpty else { return try performTogether(redirections) }
        var start = 0
        for end in late + [redirections.count] {
            try performTogether(Array(redirections[start..<end]))
            start = end
        }
    }

    private func performTogether(_ redirections: [Redirection]) throws(ShellError) {
        guard !redirections.isEmpty else { return }
        try perform(try resolve(redirections))
    }

    /// Performs resolved redirections in the shell itself.
    func perform(_ resolved: ResolvedRedirections, covering: Bool = true) throws(ShellError) {
        defer { descriptors.tellChanges() }
        try withDocuments(of: resolved) { (actions) throws(ShellError) in
            for (index, action) in actions.enumerated() {
                let text = resolved.text(ofDocument: index)
                // What this action or one before it covers may wait at a number that was free.
                if case .duplicate(let from, _) = action, from >= 10, text == nil,
                    descriptors.isPrivate(from) || !Kernel.isOpen(from)
                {
                    throw .badDescriptor(ByteString(decimal: from))
                }
                try descriptors.perform(
                    action, as: resolved.symbol(of: index), covering: covering && !resolved.lasting.contains(index))
                if let text, action.target == 0, text.count <= InputReader.largestBlock {
                    descriptors.expectInput(text.array, usesHints: isFast)
                }
            }
        }
        if let failure = resolved.failure { throw failure }
    }
}

extension [Redirection] {
    /// Those whose expansion may see what one before them has done: the order is from beginning to end.
    ///
    /// POSIX: XCU 2.7
    var expandedLate: [Int] {
        guard count > 1 else { return [] }
        return indices.dropFirst().filter { !self[$0].isSideEffectFree }
    }
}
