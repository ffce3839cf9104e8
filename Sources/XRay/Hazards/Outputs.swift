// Output that goes where it is hardly meant: two offsets in one file, a file that is called as a descriptor, a pipe into which
// nobody writes, or from which nobody reads.

import Bytes
import Syntax
import Wiring

// Two offsets.
extension CommandPlan {
    /// `>log 2>log`: each has an offset of its own, and what one writes the other overwrites.
    func twoOffsetWarnings(_ facts: ScriptFacts) -> [PlanWarning] {
        guard let first = table[1]?.entry.written, let second = table[2]?.entry.written,
            first.serial != second.serial, first.mode != .append || second.mode != .append,
            !first.path.hasPrefix("/dev/"), let name = openedName(1), name == openedName(2)
        else { return [] }
        // The name means the same both times.
        let own = [1, 2].filter { startTable[$0]?.entry != table[$0]?.entry } as [Int32]
        guard !own.isEmpty, own.count == 2 || name.path != nil && facts.isFixed(name, to: command.position)
        else { return [] }
        let file = Display.escaped(first.path, columns: 40)
        let text: ByteString = "standard output and standard error write to \(file) each at an offset of its own"
        let index = lastOpen(of: own.contains(2) ? 2 : 1)
        let cure = index.flatMap { sharing($0) }.map { "try: \($0)" as ByteString } ?? "try: >\(file) 2>&1"
        let site: FileUse.Site = index.map { .redirection($0) } ?? .elsewhere
        return [warning(.twoOffsets, at: site, "\(text), so that one overwrites the other; \(cure)")]
    }

    /// The name of the file that a descriptor is at the end.
    private func openedName(_ fd: Int32) -> FileName? {
        if let index = lastOpen(of: fd), startTable[fd]?.entry != table[fd]?.entry {
            return opens.first { $0.site == .redirection(index) }?.name
        }
        guard case .opened(let path, false, _, _)? = table[fd]?.entry else { return nil }
        return FileName(path)
    }

    /// The index of the redirection that opens what a descriptor is at the end.
    private func lastOpen(of fd: Int32) -> Int? {
        for (action, origin) in zip(actions, origins).reversed() {
            if case .open(_, _, .number(fd), _) = action { return origin < 0 ? nil : origin }
        }
        return nil
    }

    /// The command with other redirections, or the function whose body it is.
    private func definition(_ redirections: [Redirection]) -> ByteString? {
        let text = Advice.text([command.with(redirections: redirections)])
        return function.map { name in text.map { "\(name)() \($0)" as ByteString } } ?? text
    }

    /// The command with `2>&1`, or `>&2`, in place of that redirection.
    private func sharing(_ index: Int) -> ByteString? {
        var redirections = command.redirections
        let old = redirections[index]
        guard old.target == 2 || old.target == 1 else { return nil }
        let other: ByteString = old.target == 2 ? "1" : "2"
        redirections.remove(at: index)
        redirections.append(
            Redirection(
                descriptor: old.descriptor, operator: .duplicateOutput, operand: .literal(other, at: old.position),
                position: old.position))
        return definition(redirections)
    }
}

extension DescriptorTable.Entry {
    /// What is written to by a name.
    fileprivate var written: (path: ByteString, isDeferred: Bool, mode: OpenMode, serial: Int32)? {
        guard case .opened(let path, let isDeferred, let mode, let serial) = self else { return nil }
        switch mode {
        case .write, .writeNew, .append: return (path, isDeferred, mode, serial)
        case .read, .readWrite: return nil
        }
    }
}

// Files that are called as descriptors.
extension CommandPlan {
    /// `2>1`, and `>2` where nothing else speaks of such a file.
    func digitFileWarnings(_ facts: ScriptFacts) -> [PlanWarning] {
        command.redirections.enumerated().compactMap { index, redirection in
            guard let digit = redirection.digit else { return nil }
            switch redirection.descriptor {
            case .number(0...2): break
            // What else the script says tells whether there is such a file.
            case .implied:
                guard digit > 0, facts.isScript, !facts.mentions.contains("\(digit)") else { return nil }
            case .number, .variable: return nil
            }
            var redirections = command.redirections
            redirections[index] = redirection.copying(digit)
            let typed = comparison(index, digit) ?? definition(redirections)
            let cure = typed.map { "; try: \($0)" as ByteString } ?? ""
            let text: ByteString = "\(digit) is here the name of a file, and not descriptor \(digit)\(cure)"
            return warning(.digitFile, at: .redirection(index), text)
        }
    }
}

extension CommandPlan {
    /// `[ $n -gt 2 ]` for `[ $n > 2 ]`
    private func comparison(_ index: Int, _ digit: Int) -> ByteString? {
        guard case .simple(let simple) = command, case .implied = simple.redirections[index].descriptor,
            let name = knownFields.first, name == "[" || name == "test", simple.words.count == (name == "[" ? 3 : 2)
        else { return nil }
        var words = simple.words
        let position = simple.position
        words.insert(contentsOf: [.literal("-gt", at: position), .literal("\(digit)", at: position)], at: 2)
        var redirections = simple.redirections
        redirections.remove(at: index)
        return Advice.text([.simple(simple.with(words: words, redirections: redirections))])
    }
}

extension Redirection {
    /// The operand is the number of a standard descriptor, and means a file.
    fileprivate var digit: Int? {
        guard let operand = operand.unquotedLiteral, operand.count == 1, let digit = operand.unsignedDecimalValue,
            digit < 3
        else { return nil }
        switch `operator` {
        case .output, .append, .clobber, .outputAndError, .appendOutputAndError: return digit
        case .input, .readWrite, .duplicateInput, .duplicateOutput, .hereDocument, .hereString: return nil
        }
    }

    /// The copy that was meant.
    fileprivate func copying(_ digit: Int) -> Redirection {
        let descriptor: Descriptor = `operator`.includesError && digit == 1 ? .number(2) : self.descriptor
        return Redirection(
            descriptor: descriptor, operator: .duplicateOutput, operand: .literal("\(digit)", at: position),
            position: position)
    }
}

// Pipes without a writer or reader.
extension PipelinePlan {
    /// `a >out | b`
    func emptyPipeWarnings(_ facts: ScriptFacts) -> [PlanWarning] {
        commands.dropLast().compactMap { command in
            let end = EdgeEnd(edge: Int32(clamping: command.stage), side: .write)
            guard command.table.rows.allSatisfy({ $0.entry != .pipe(end) }), !command.actions.hasUnknown,
                command.fault == nil, let index = command.openIndex(of: 1),
                command.command.redirections[index].isPlainFile, !command.opensFifo(index, facts)
            else { return nil }
            let redirection = command.command.redirections[index]
            let next = commands[command.stage].subject
            let text: ByteString =
                "the output of \(command.subject) goes to \(name: Printer.print(redirection.operand), columns: 40), and \(next) reads an empty pipe"
            let cure = teed(command, index).map { "; try: \($0)" as ByteString } ?? ""
            return command.warning(.emptyPipe, at: .redirection(index), text + cure)
        }
    }

    /// `a | tee out | b`
    private func teed(_ command: CommandPlan, _ index: Int) -> ByteString? {
        var redirections = command.command.redirections
        let removed = redirections.remove(at: index)
        var all = commands.map(\.command)
        all[command.stage &- 1] = command.command.with(redirections: redirections)
        if removed.takesBoth { all[command.stage &- 1] = all[command.stage &- 1].adding(2, .duplicateOutput, "1") }
        if removed.operand.unquotedLiteral != "/dev/null" {
            var words: [Word] = [.literal("tee", at: removed.position)]
            if removed.appends { words.append(.literal("-a", at: removed.position)) }
            let tee = SimpleCommand(
                assignments: [], words: words + [removed.operand], redirections: [], position: removed.position,
                name: nil)
            all.insert(.simple(tee), at: command.stage)
        }
        return Advice.text(all)
    }

    /// `a | b <f`
    func unreadPipeWarnings(_ facts: ScriptFacts) -> [PlanWarning] {
        commands.dropFirst().compactMap { command in
            let end = EdgeEnd(edge: Int32(clamping: command.stage &- 1), side: .read)
            guard command.table.rows.allSatisfy({ $0.entry != .pipe(end) }), !command.actions.hasUnknown,
                command.fault == nil, let index = command.openIndex(of: 0),
                command.command.redirections[index].isPlainInput, !command.opensFifo(index, facts)
            else { return nil }
            let redirection = command.command.redirections[index]
            let file: ByteString =
                redirection.isDocument
                ? "its here-document" : Display.escaped(Printer.print(redirection.operand), columns: 40)
            let writer = commands[command.stage &- 2].subject
            let text: ByteString = "\(command.subject) reads \(file), and not what \(writer) writes into the pipe"
            let cure = joined(command, index).map { "try: \($0)" as ByteString } ?? "leave out one of both"
            return command.warning(.unreadPipe, at: .redirection(index), "\(text); \(cure)")
        }
    }

    /// `a | cat - f | b`
    private func joined(_ command: CommandPlan, _ index: Int) -> ByteString? {
        var redirections = command.command.redirections
        let removed = redirections.remove(at: index)
        var all = commands.map(\.command)
        if case .hereString = removed.operator {
            let front = Advice.text(Array(all.prefix(command.stage &- 1)))
            all[command.stage &- 1] = command.command.with(redirections: redirections)
            let text = Printer.print(removed.operand)
            let rest = Advice.text(Array(all.dropFirst(command.stage &- 1)))
            guard let front, let rest else { return nil }
            return Advice.typed("{ \(front); cat <<<\(text); } | \(rest)")
        }
        guard case .input = removed.operator else { return nil }
        all[command.stage &- 1] = command.command.with(redirections: redirections)
        let words: [Word] = [
            .literal("cat", at: removed.position), .literal("-", at: removed.position), removed.operand,
        ]
        all.insert(
            .simple(
                SimpleCommand(
                    assignments: [], words: words, redirections: [], position: removed.position, name: nil)),
            at: command.stage &- 1)
        return Advice.text(all)
    }
}

extension CommandPlan {
    fileprivate func opensFifo(_ index: Int, _ facts: ScriptFacts) -> Bool {
        opens.contains { $0.site == .redirection(index) && facts.isFifo($0, self) }
    }

    /// The index of the command's own redirection that makes a descriptor what it is at the end.
    fileprivate func openIndex(of fd: Int32) -> Int? {
        for (action, origin) in zip(actions, origins).reversed() where action.number == fd {
            switch action {
            case .open, .document: return origin < 0 ? nil : origin
            case .connect, .null, .openEnd, .duplicate, .close, .deferredDuplicate, .fault: return nil
            }
        }
        return nil
    }
}

extension PlannedAction {
    fileprivate var number: Int32? {
        switch self {
        case .connect(_, let to), .null(let to): to
        case .open(_, _, let to, _), .openEnd(_, _, let to), .duplicate(_, let to), .close(let to),
            .document(_, let to), .deferredDuplicate(_, _, let to), .fault(_, let to):
            to.number
        }
    }
}

extension [PlannedAction] {
    /// A copy of a descriptor that is not known yet.
    fileprivate var hasUnknown: Bool {
        contains { action in
            switch action {
            case .deferredDuplicate, .fault, .openEnd: true
            case .connect, .null, .open, .duplicate, .close, .document: false
            }
        }
    }
}

extension Redirection {
    /// Output into a file that is written, or thrown away, and is no other name of a descriptor.
    fileprivate var isPlainFile: Bool {
        switch `operator` {
        case .output, .append, .clobber, .outputAndError, .appendOutputAndError, .duplicateOutput: break
        case .input, .readWrite, .duplicateInput, .hereDocument, .hereString: return false
        }
        guard let path = operand.unquotedLiteral else { return FileName(operand) != nil }
        return path == "/dev/null" || !path.hasPrefix("/dev/")
    }

    fileprivate var takesBoth: Bool {
        if case .duplicateOutput = `operator` { true } else { `operator`.includesError }
    }

    fileprivate var appends: Bool {
        switch `operator` {
        case .append, .appendOutputAndError: true
        case .input, .output, .clobber, .readWrite, .duplicateInput, .duplicateOutput, .hereDocument, .hereString,
            .outputAndError:
            false
        }
    }

    fileprivate var isPlainInput: Bool {
        switch `operator` {
        case .input: break
        case .hereDocument, .hereString: return true
        case .output, .append, .clobber, .readWrite, .duplicateInput, .duplicateOutput, .outputAndError,
            .appendOutputAndError:
            return false
        }
        guard let path = operand.unquotedLiteral else { return FileName(operand) != nil }
        return !path.hasPrefix("/dev/")
    }
}
