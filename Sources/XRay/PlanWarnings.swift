// What a plan warns of: wiring that is legal and seldom meant.
//
// Each warning is found in the plan alone, says what will happen, and what to type instead. The idioms that look alike
// and are meant (`2>&1 >/dev/null |`, `3>&1 1>&2 2>&3`) are left in peace.

import Bytes
import Wiring

struct PlanWarning {
    /// The raw value is the name in JSON and in front of the text.
    enum Kind: ByteString {
        case order, direction
        case sameFile = "same-file"
        case truncated, fifo, fault
    }

    let kind: Kind
    let stage: Int
    let text: ByteString
}

extension PipelinePlan {
    /// All warnings, by stage.
    var warnings: [PlanWarning] {
        let ofCommands = commands.flatMap { command in
            command.faultWarnings + command.orderWarnings + command.directionWarnings + command.sameFileWarnings
        }
        return (ofCommands + truncationWarnings + fifoWarnings).sorted { $0.stage < $1.stage }
    }
}

extension CommandPlan {
    /// The name in the texts.
    private var subject: ByteString {
        Display.escaped(knownFields.first ?? "the command", columns: 24)
    }

    private func warning(_ kind: PlanWarning.Kind, _ text: ByteString) -> PlanWarning {
        PlanWarning(kind: kind, stage: stage, text: text)
    }

    fileprivate var faultWarnings: [PlanWarning] {
        var faults: [ByteString] = []
        if case .notOpen(let fd)? = fault?.1 { faults.append("descriptor \(fd) is not open when it is copied") }
        for case .fault(.notADescriptor(let operand), _) in actions {
            faults.append("after & stands \(name: operand, columns: 24), which is neither a number nor -")
        }
        return faults.map { warning(.fault, "\($0): \(subject) does not run") }
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
                var place: ByteString = "to \(copied.shown)"
                if case .pipe = copied {
                    // Standard error alone into the pipe, and standard output thrown away, is a known idiom.
                    if path.value == "/dev/null" { continue }
                    place = "into the pipe"
                }
                let file = path.shown
                let (one, other): (ByteString, ByteString) =
                    to == 1 ? ("standard output", "standard error") : ("standard error", "standard output")
                let cure: ByteString =
                    to == 1 ? "2\(mode.operatorText)\(file) >&2" : "\(mode.operatorText)\(file) 2>&1"
                let text: ByteString = "\(one) goes \(place) and \(other) to \(file); both to \(file) is: \(cure)"
                warnings.append(warning(.order, text))
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
            let what: ByteString = "a copy of what is open for \(has) only, \(entry.shown)"
            return warning(.direction, "descriptor \(fd) is \(what): \(wants) it fails")
        }
    }

    /// `sort f >f`
    fileprivate var sameFileWarnings: [PlanWarning] {
        let uses = fileUses
        for output in uses where output.mode == .write || output.mode == .append && writesWhileItReads {
            guard uses.contains(where: { $0.mode == .read && $0.isSameFile(as: output) }) else { continue }
            let effect: ByteString =
                output.mode == .append
                ? "what is written is read again, perhaps without end; write to another file"
                : "it is emptied before \(subject) starts; \(output.cure)"
            return [warning(.sameFile, "\(output.name) is both read and written by \(subject): \(effect)")]
        }
        return []
    }
}

extension FileUse {
    fileprivate var name: ByteString { Display.escaped(path, columns: 40) }
    /// How to read a file and write it, one after the other.
    fileprivate var cure: ByteString { "try: >\(name).new && mv \(name).new \(name)" }

    /// True where this open of a FIFO is one that `other` waits for.
    fileprivate func meets(_ other: FileUse) -> Bool {
        isSameFile(as: other) && (mode == .readWrite || (mode == .read) != (other.mode == .read))
    }
}

extension PipelinePlan {
    /// `sort f | uniq >f`
    fileprivate var truncationWarnings: [PlanWarning] {
        var warnings: [PlanWarning] = []
        guard commands.count > 1 else { return [] }
        let uses = commands.map(\.fileUses)
        for (writer, outputs) in uses.enumerated() {
            for output in outputs where output.mode == .write {
                for (reader, inputs) in uses.enumerated() where reader != writer {
                    guard inputs.contains(where: { $0.mode == .read && $0.isSameFile(as: output) }) else { continue }
                    let effect: ByteString = "empties \(output.name) while stage \(reader &+ 1) has yet to read it"
                    warnings.append(
                        PlanWarning(
                            kind: .truncated, stage: writer &+ 1,
                            text: "stage \(writer &+ 1) \(effect); \(output.cure)"))
                }
            }
        }
        return warnings
    }

    /// Two stages that open two FIFOs in opposite order, or one that is its own partner.
    ///
    /// Each open for reading waits for one for writing, and the other way round. All stages go as far as they can, where
    /// an end that no stage opens is taken to be opened outside of the pipeline.
    fileprivate var fifoWarnings: [PlanWarning] {
        let opens = commands.map { $0.opens.filter { $0.fact?.kind == .fifo } }
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
            let purpose: ByteString = stuck.mode == .read ? "reading" : "writing"
            let cause: ByteString =
                "its partner in this pipeline waits too; open the FIFOs in the same order everywhere"
            return PlanWarning(
                kind: .fifo, stage: stage &+ 1,
                text: "waits for ever in opening the FIFO \(stuck.name) for \(purpose): \(cause)")
        }
    }

    private func canOpen(_ open: FileUse, _ stage: Int, _ opens: [[FileUse]], _ next: [Int]) -> Bool {
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
        case .opened(_, _, .readWrite, _): nil
        case .opened(_, _, let mode, _): mode == .read ? .read : .write
        case .pipe(let end): end.side
        case .document: .read
        case .inherited, .unknown: nil
        }
    }
}
