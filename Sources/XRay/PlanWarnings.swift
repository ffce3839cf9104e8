// What a plan warns of: wiring that is legal and seldom meant.
//
// Each warning says what will happen, and what to type instead. Each kind is found in a file of its own, in the folder Hazards:
// in one pipeline, or in a script around it. The idioms that look alike and are meant (`2>&1 >/dev/null |`,
// `3>&1 1>&2 2>&3`) are left in peace; so is whatever is not sure.

import Bytes
import Wiring

struct PlanWarning: Hashable {
    /// The raw value is the name in JSON and in front of the text.
    enum Kind: ByteString {
        case order, direction
        case sameFile = "same-file"
        case truncated, fifo, fault
        case twoOffsets = "two-offsets"
        case digitFile = "digit-file"
        case emptyPipe = "empty-pipe"
        case unreadPipe = "unread-pipe"
        case loopInput = "loop-input"
        case lostVariable = "lost-variable"
        case heldLock = "held-lock"
        case heldPipe = "held-pipe"
        case restore
    }

    let kind: Kind
    let stage: Int
    /// Of the source.
    let line: Int32
    let text: ByteString
}

extension PipelinePlan {
    /// All warnings that need nothing around the pipeline, by stage.
    var warnings: [PlanWarning] { warnings(ScriptFacts()) }

    func warnings(_ facts: ScriptFacts) -> [PlanWarning] {
        var all: [PlanWarning] = []
        for command in commands + commands.flatMap(\.bodies) {
            all += command.faultWarnings
            all += command.orderWarnings(facts)
            all += command.directionWarnings
            all += sameFileWarnings(command, facts)
            all += command.twoOffsetWarnings(facts)
            all += command.digitFileWarnings(facts)
        }
        all += truncationWarnings(facts)
        all += fifoWarnings(facts)
        all += emptyPipeWarnings(facts)
        all += unreadPipeWarnings(facts)
        return all.sorted { $0.stage < $1.stage }
    }
}

extension CommandPlan {
    /// The name in the texts.
    var subject: ByteString {
        guard let first = words.first else { return "the command" }
        switch first {
        case .known(let fields): return Display.escaped(fields.first ?? "the command", columns: 24)
        case .deferred(_, let source): return Display.escaped(source, columns: 24)
        }
    }

    /// - Parameter site: where the cause is written; the line of the command where that is none of its redirections.
    func warning(_ kind: PlanWarning.Kind, at site: FileUse.Site = .elsewhere, _ text: ByteString) -> PlanWarning {
        PlanWarning(kind: kind, stage: stage, line: line(of: site), text: text)
    }

    /// The redirections of a compound command stand behind it.
    private func line(of site: FileUse.Site) -> Int32 {
        guard case .compound = command, case .redirection(let index) = site, index < command.redirections.count else {
            return command.position.line
        }
        return command.redirections[index].position.line
    }
}
