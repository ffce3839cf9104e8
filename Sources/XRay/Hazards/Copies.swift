// Copies of descriptors that cannot be made, are made too early, or are open in the wrong direction.

import Bytes
import Syntax
import Wiring

extension CommandPlan {
    /// `>&3` with nothing at 3.
    var faultWarnings: [PlanWarning] {
        var warnings: [PlanWarning] = []
        if case .notOpen(let fd)? = fault?.1, let index = fault?.action {
            let cure = closedLast(fd).map { "; try: \($0)" as ByteString } ?? ""
            let text: ByteString = "descriptor \(fd) is not open when it is copied: \(subject) does not run\(cure)"
            let site: FileUse.Site = origins[index] < 0 ? .elsewhere : .redirection(origins[index])
            warnings.append(warning(cure.isEmpty ? .fault : .restore, at: site, text))
        }
        for (action, origin) in zip(actions, origins) {
            guard case .fault(.notADescriptor(let operand), _) = action else { continue }
            let what: ByteString = "after & stands \(name: operand, columns: 24), which is neither a number nor -"
            let cure = opened(origin).map { "; try: \($0)" as ByteString } ?? ""
            warnings.append(warning(.fault, "\(what): \(subject) does not run\(cure)"))
        }
        return warnings
    }

    /// `2>log` for `2>&log`
    private func opened(_ index: Int) -> ByteString? {
        guard index >= 0 else { return nil }
        if let moved = moved(index) { return moved }
        let operation: Redirection.Operator
        switch command.redirections[index].operator {
        case .duplicateInput: operation = .input
        case .duplicateOutput: operation = .output
        case .input, .output, .clobber, .append, .readWrite, .hereDocument, .hereString, .outputAndError,
            .appendOutputAndError:
            return nil
        }
        return command.changing(.redirection(index), operation, to: { $0 }).flatMap { Advice.text([$0]) }
    }

    /// `3>&1 1>&-` for the `3>&1-` of bash.
    private func moved(_ index: Int) -> ByteString? {
        var redirections = command.redirections
        let old = redirections[index]
        guard let operand = old.operand.unquotedLiteral, operand.hasSuffix("-"),
            let source = operand.prefix(operand.count &- 1).unsignedDecimalValue
        else { return nil }
        func copy(_ descriptor: Redirection.Descriptor, _ operand: ByteString) -> Redirection {
            Redirection(
                descriptor: descriptor, operator: old.operator, operand: .literal(operand, at: old.position),
                position: old.position)
        }
        redirections[index] = copy(old.descriptor, "\(source)")
        redirections.insert(copy(.number(source), "-"), at: index &+ 1)
        return Advice.text([command.with(redirections: redirections)])
    }

    /// `3>&- 1>&3` the other way round.
    private func closedLast(_ fd: Int32) -> ByteString? {
        let closes = command.redirections.filter { $0.closes(fd) }
        guard !closes.isEmpty else { return nil }
        return Advice.text([command.with(redirections: command.redirections.filter { !$0.closes(fd) } + closes)])
    }

    /// `2>&1 >log`: the copy is made before what it copies is redirected.
    func orderWarnings(_ facts: ScriptFacts) -> [PlanWarning] {
        var warnings: [PlanWarning] = []
        for (index, action) in actions.enumerated() {
            guard case .duplicate(let from, .number(let to)) = action, from != to, (1...2).contains(from),
                (1...2).contains(to), let copied = tables[index][to]?.entry, table[to]?.entry == copied
            else { continue }
            for later in (index &+ 1)..<actions.endIndex {
                guard case .open(let path, let mode, .number(from), _) = actions[later], mode != .read,
                    let opened = tables[later][from]?.entry, table[from]?.entry == opened,
                    let place = place(of: copied, path, facts)
                else { continue }
                let file = path.shown
                let name = path.source
                let (one, other): (ByteString, ByteString) =
                    to == 1 ? ("standard output", "standard error") : ("standard error", "standard output")
                let cure: ByteString =
                    to == 1 ? "2\(mode.operatorText)\(name) >&2" : "\(mode.operatorText)\(name) 2>&1"
                let text: ByteString = "\(one) goes \(place) and \(other) to \(file); both to \(file) is: \(cure)"
                warnings.append(warning(.order, text))
            }
        }
        return warnings
    }

    /// Where the copy goes; nil where that is likely meant.
    private func place(
        of copied: DescriptorTable.Entry, _ path: PlannedValue<ByteString>, _ facts: ScriptFacts
    ) -> ByteString? {
        switch copied {
        // Standard error alone into the pipe, and standard output thrown away, is a known idiom.
        case .pipe: path.value?.hasPrefix("/dev/") == true ? nil : "into the pipe"
        // Standard error alone into `$( )` as well.
        case .outer: nil
        case .inherited where facts.isScript:
            "to where standard \(copied.isError ? "error" : "output") of the script goes"
        case .inherited, .opened, .document, .unknown: "to \(copied.shown)"
        }
    }

    /// `3<f >&3`: the copy succeeds, and each write to it fails.
    var directionWarnings: [PlanWarning] {
        (0...2 as ClosedRange<Int32>).compactMap { fd in
            let isCopied = actions.contains { action in
                if case .duplicate(let from, .number(fd)) = action { from != fd } else { false }
            }
            guard isCopied, let entry = table[fd]?.entry, let direction = entry.onlyDirection,
                direction != (fd == 0 ? .read : .write)
            else { return nil }
            let (has, wants): (ByteString, ByteString) =
                direction == .read ? ("reading", "writing to") : ("writing", "reading from")
            let what: ByteString = "a copy of what is open for \(has) only, \(entry.shown)"
            return warning(.direction, "descriptor \(fd) is \(what): \(wants) it fails")
        }
    }
}

extension Redirection {
    /// `3>&-`
    func closes(_ fd: Int32) -> Bool {
        switch `operator` {
        case .duplicateInput, .duplicateOutput: target == fd && operand.unquotedLiteral == "-"
        case .input, .output, .clobber, .append, .readWrite, .hereDocument, .hereString, .outputAndError,
            .appendOutputAndError:
            false
        }
    }

    /// `3>&1`: the descriptor that is copied.
    var copied: Int32? {
        switch `operator` {
        case .duplicateInput, .duplicateOutput:
            operand.unquotedLiteral?.unsignedDecimalValue.flatMap { Int32(exactly: $0) }
        case .input, .output, .clobber, .append, .readWrite, .hereDocument, .hereString, .outputAndError,
            .appendOutputAndError:
            nil
        }
    }
}

extension DescriptorTable.Entry {
    fileprivate var isError: Bool {
        if case .inherited(2, _) = self { true } else { false }
    }

    /// The direction that this is known to be open in, where it is one alone.
    fileprivate var onlyDirection: EdgeEnd.Side? {
        switch self {
        case .opened(_, _, .readWrite, _): nil
        case .opened(_, _, let mode, _): mode == .read ? .read : .write
        case .pipe(let end), .outer(let end, _): end.side
        case .document: .read
        case .inherited, .unknown: nil
        }
    }
}
