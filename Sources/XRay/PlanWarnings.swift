// What a plan warns of: wiring that is legal and seldom meant.
//
// Each warning is found in the plan alone, says what will happen, and what to type instead. The idioms that look alike
// and are meant (`2>&1 >/dev/null |`, `3>&1 1>&2 2>&3`) are left in peace.

public import Bytes
public import Wiring

public struct PlanWarning: Hashable, Sendable {
    public enum Kind: UInt8, Hashable, Sendable {
        case order, direction, sameFile, truncated, fifo, fault

        /// The name in JSON and in front of the text.
        public var name: ByteString {
            switch self {
            case .order: "order"
            case .direction: "direction"
            case .sameFile: "same-file"
            case .truncated: "truncated"
            case .fifo: "fifo"
            case .fault: "fault"
            }
        }
    }

    public var kind: Kind
    public var stage: Int
    public var text: ByteString

    public init(kind: Kind, stage: Int, text: ByteString) {
        self.kind = kind
        self.stage = stage
        self.text = text
    }
}

extension PipelinePlan {
    /// All warnings, by stage.
    public var warnings: [PlanWarning] {
        var warnings: [PlanWarning] = []
        for command in commands {
            warnings += command.faultWarnings
            warnings += command.orderWarnings
            warnings += command.directionWarnings
            warnings += command.sameFileWarnings
        }
        warnings += truncationWarnings
        warnings += fifoWarnings
        return warnings.sorted { $0.stage < $1.stage }
    }
}

extension CommandPlan {
    /// The name in the texts.
    fileprivate var subject: ByteString {
        Display.escaped(knownFields.first ?? "the command", columns: 24)
    }

    fileprivate var faultWarnings: [PlanWarning] {
        var warnings: [PlanWarning] = []
        if let fault {
            switch fault.1 {
            case .notOpen(let fd):
                let text = "descriptor " + ByteString(decimal: fd) + " is not open when it is copied: " + subject
                warnings.append(PlanWarning(kind: .fault, stage: stage, text: text + " does not run"))
            }
        }
        for case .fault(.notADescriptor(let operand), _) in actions {
            let name = Display.escaped(operand, columns: 24)
            let text: ByteString = "after & stands " + name + ", which is neither a number nor -: " + subject
            warnings.append(PlanWarning(kind: .fault, stage: stage, text: text + " does not run"))
        }
        return warnings
    }

    /// `2>&1 >log`: the copy is made before what it copies is redirected.
    fileprivate var orderWarnings: [PlanWarning] {
        var warnings: [PlanWarning] = []
        for (index, action) in actions.enumerated() {
            guard case .duplicate(let from, .number(let to)) = action, from != to, (1...2).contains(from),
                (1...2).contains(to), let copied = tables[index][to]?.entry, table[to]?.entry == copied
            else { continue }
            for later in (index &+ 1)..<actions.endIndex {
                guard case .open(let path, let mode, .number(from), _) = actions[later], mode != .read,
                    let opened = tables[later][from]?.entry, table[from]?.entry == opened
                else { continue }
                // Standard error alone into the pipe, and standard output thrown away, is a known idiom.
                if path.value == "/dev/null", case .pipe = copied { continue }
                let name = path.shown
                var text = streamName(to) + " goes " + place(copied) + " and " + streamName(from) + " to " + name
                text += "; both to " + name + " is: " + number(from, unless: 1) + mode.operatorText + name
                text += " " + number(to, unless: 1) + ">&" + ByteString(decimal: from)
                warnings.append(PlanWarning(kind: .order, stage: stage, text: text))
            }
        }
        return warnings
    }

    /// `3<f >&3`: the copy succeeds, and each write to it fails.
    fileprivate var directionWarnings: [PlanWarning] {
        (0...2 as ClosedRange<Int32>).compactMap { fd in
            let isCopied = actions.contains { action in
                if case .duplicate(let from, .number(fd)) = action { from != fd } else { false }
            }
            guard isCopied, let entry = table[fd]?.entry, let direction = entry.onlyDirection,
                direction != (fd == 0 ? .read : .write)
            else { return nil }
            let (has, wants): (ByteString, ByteString) =
                direction == .read ? ("reading", "writing to") : ("writing", "reading from")
            var text = "descriptor " + ByteString(decimal: fd) + " is a copy of what is open for " + has
            text += " only, " + entry.shown + ": " + wants + " it fails"
            return PlanWarning(kind: .direction, stage: stage, text: text)
        }
    }

    private func number(_ fd: Int32, unless implied: Int32) -> ByteString {
        fd == implied ? "" : ByteString(decimal: fd)
    }

    private func streamName(_ fd: Int32) -> ByteString {
        fd == 1 ? "standard output" : "standard error"
    }

    private func place(_ entry: DescriptorTable.Entry) -> ByteString {
        switch entry {
        case .pipe: "into the pipe"
        case .inherited, .opened, .document, .unknown: "to " + entry.shown
        }
    }

    /// `sort f >f`
    fileprivate var sameFileWarnings: [PlanWarning] {
        let uses = fileUses
        for output in uses where output.way == .truncates || output.way == .appends && writesWhileItReads {
            for input in uses where input.way == .reads {
                guard input.isSameFile(as: output) else { continue }
                let name = Display.escaped(output.path, columns: 40)
                var text = name + " is both read and written by " + subject + ": "
                if output.way == .appends {
                    text += "what is written is read again, perhaps without end; write to another file"
                } else {
                    text += "it is emptied before " + subject + " starts; try: >" + name + ".new && mv " + name
                    text += ".new " + name
                }
                return [PlanWarning(kind: .sameFile, stage: stage, text: text)]
            }
        }
        return []
    }
}

extension PipelinePlan {
    /// `sort f | uniq >f`
    fileprivate var truncationWarnings: [PlanWarning] {
        var warnings: [PlanWarning] = []
        guard commands.count > 1 else { return [] }
        let uses = commands.map(\.fileUses)
        for (writer, outputs) in uses.enumerated() {
            for output in outputs where output.way == .truncates {
                for (reader, inputs) in uses.enumerated() where reader != writer {
                    guard inputs.contains(where: { $0.way == .reads && $0.isSameFile(as: output) }) else { continue }
                    let name = Display.escaped(output.path, columns: 40)
                    var text = "stage " + ByteString(decimal: writer &+ 1) + " empties " + name + " while stage "
                    text += ByteString(decimal: reader &+ 1) + " has yet to read it; try: >" + name + ".new && mv "
                    warnings.append(
                        PlanWarning(kind: .truncated, stage: writer &+ 1, text: text + name + ".new " + name))
                }
            }
        }
        return warnings
    }

    /// Two stages that open two FIFOs in opposite order, or one that is its own partner.
    ///
    /// Each open for reading waits for one for writing, and the other way round. All stages are let run as far as they
    /// can, where an end that nobody in the pipeline opens is left to somebody outside of it.
    fileprivate var fifoWarnings: [PlanWarning] {
        let opens = commands.map(\.fifoOpens)
        guard opens.contains(where: { !$0.isEmpty }) else { return [] }
        var next = opens.map { _ in 0 }
        var moved = true
        while moved {
            moved = false
            for stage in opens.indices {
                while next[stage] < opens[stage].count, canOpen(opens[stage][next[stage]], stage, opens, next) {
                    next[stage] &+= 1
                    moved = true
                }
            }
        }
        return opens.indices.compactMap { stage in
            guard next[stage] < opens[stage].count else { return nil }
            let stuck = opens[stage][next[stage]]
            let name = Display.escaped(stuck.path, columns: 40)
            var text =
                "waits for ever in opening the FIFO " + name + " for " + (stuck.mode == .read ? "reading" : "writing")
            text += ": its partner in this pipeline waits too; open the FIFOs in the same order everywhere"
            return PlanWarning(kind: .fifo, stage: stage &+ 1, text: text)
        }
    }

    private func canOpen(_ open: FIFOOpen, _ stage: Int, _ opens: [[FIFOOpen]], _ next: [Int]) -> Bool {
        guard open.mode != .readWrite else { return true }
        var hasPartner = false
        for other in opens.indices {
            for (index, candidate) in opens[other].enumerated() where candidate.meets(open) {
                // Opened already, or being opened right now by another stage.
                if index < next[other] || (index == next[other] && other != stage) { return true }
                hasPartner = true
            }
        }
        return !hasPartner
    }
}

extension DescriptorTable.Entry {
    /// The direction that this is known to be open in, where it is one alone.
    fileprivate var onlyDirection: EdgeEnd.Side? {
        switch self {
        case .opened(_, _, let mode, _):
            switch mode {
            case .read: .read
            case .write, .writeNew, .append: .write
            case .readWrite: nil
            }
        case .pipe(let end): end.side
        case .document: .read
        case .inherited, .unknown: nil
        }
    }
}

/// An open of a FIFO.
private struct FIFOOpen {
    let path: ByteString
    let inode: UInt64
    let device: UInt64
    let mode: OpenMode

    /// True where this open is one that `other` waits for.
    func meets(_ other: FIFOOpen) -> Bool {
        guard inode == other.inode, device == other.device else { return false }
        return mode == .readWrite || (mode == .read) != (other.mode == .read)
    }
}

extension CommandPlan {
    fileprivate var fifoOpens: [FIFOOpen] {
        actions.compactMap { action in
            guard case .open(.known(let path), let mode, _, let fact?) = action, fact.kind == .fifo else { return nil }
            return FIFOOpen(path: path, inode: fact.inode, device: fact.device, mode: mode)
        }
    }
}
