// Descriptors that are saved too late, or put back crosswise.

import Bytes
import Syntax
import Wiring

extension HazardSearch {
    func restores(_ command: CommandPlan, _ place: HazardPlace) -> [PlanWarning] {
        guard command.knownFields == ["exec"], command.words.allSatisfy({ $0.value != nil }) else { return [] }
        return savedLate(command, place) + crossed(command) + closedBefore(command, place)
    }

    /// `exec >log 3>&1; exec 1>&3`
    private func savedLate(_ command: CommandPlan, _ place: HazardPlace) -> [PlanWarning] {
        var table = command.startTable
        for (index, action) in command.actions.enumerated() {
            defer { table = command.tables[index] }
            guard case .duplicate(let from, .number(let to)) = action, from > 2, to < 3, let saved = table[from]?.entry,
                table[to]?.entry == saved, case .opened(let path, let isDeferred, let mode, _) = saved
            else { continue }
            let number: ByteString = to == 1 && mode != .read || to == 0 && mode == .read ? "" : "\(to)"
            let name = isDeferred ? path : path.shellQuoted
            let cure = "exec \(from)\(to == 0 ? "<" : ">")&\(to) \(number)\(mode.operatorText)\(name)" as ByteString
            let text: ByteString =
                "\(to) stays \(Display.escaped(path, columns: 40)): \(from) was saved when \(to) was that already"
            return [command.warning(.restore, "\(text); try, where it is saved: \(cure)")]
        }
        return []
    }

    /// `exec 3>&1 4>&2 >log 2>&1; exec 1>&4 2>&3`
    private func crossed(_ command: CommandPlan) -> [PlanWarning] {
        let redirections = command.command.redirections
        func source(of fd: Int32) -> (index: Int, from: Int32)? {
            for (index, redirection) in redirections.enumerated() where redirection.target == fd {
                if let from = redirection.copied, from > 2 { return (index, from) }
            }
            return nil
        }
        guard let one = source(of: 1), let two = source(of: 2), let first = command.startTable[one.from]?.entry,
            let second = command.startTable[two.from]?.entry, first.origin == 2, second.origin == 1,
            command.startTable[1]?.entry.origin != 1, command.startTable[2]?.entry.origin != 2
        else { return [] }
        var cured = redirections
        for (index, from) in [(one.index, two.from), (two.index, one.from)] {
            let old = redirections[index]
            cured[index] = Redirection(
                descriptor: old.descriptor, operator: old.operator, operand: .literal("\(from)", at: old.position),
                position: old.position)
        }
        let cure = Advice.text([command.command.with(redirections: cured)]).map { "; try: \($0)" as ByteString } ?? ""
        let text: ByteString = "\(one.from) was saved from 2 and \(two.from) from 1: both are put back crosswise"
        return [command.warning(.restore, text + cure)]
    }

    /// `exec 3>&1 >log; exec 3>&-; exec 1>&3`
    private func closedBefore(_ command: CommandPlan, _ place: HazardPlace) -> [PlanWarning] {
        guard case .notOpen(let fd)? = command.fault?.1, let index = command.fault?.action, fd > 2,
            command.origins[index] >= 0,
            !command.command.redirections.contains(where: { $0.closes(fd) }), let step = place.steps.last,
            step.list.pipelines.prefix(step.index).contains(where: {
                $0.commands[0].command.redirections.contains { $0.closes(fd) }
            })
        else { return [] }
        let closed = command.command.adding(Int(fd), .duplicateOutput, "-")
        guard let cure = Advice.text([closed]) else { return [] }
        return [command.warning(.restore, "\(fd) was closed before it is put back; try, in place of both: \(cure)")]
    }
}

extension DescriptorTable.Entry {
    /// The number that was inherited.
    fileprivate var origin: Int32? {
        if case .inherited(let fd, _) = self { fd } else { nil }
    }
}
