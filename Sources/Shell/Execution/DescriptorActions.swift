// Descriptor actions of redirections: which descriptors one of them uses, and which of them make a descriptor what it is.
//
// POSIX: XCU 2.7

import Wiring

extension ArraySlice<DescriptorAction> {
    /// Those that make the descriptor what it is after all of them: that change it, or what is copied to it.
    func making(_ fd: Int32) -> [DescriptorAction] {
        var wanted = [fd]
        var actions: [DescriptorAction] = []
        for action in reversed() where wanted.contains(action.target) {
            actions.append(action)
            if case .duplicate(let from, _) = action { wanted.append(from) }
        }
        return actions.reversed()
    }
}

extension DescriptorAction {
    /// The action changes or copies the descriptor.
    func uses(_ fd: Int32) -> Bool {
        switch self {
        case .open(_, _, let to), .close(let to): to == fd
        case .duplicate(let from, let to): from == fd || to == fd
        }
    }

    /// The descriptor that the action changes.
    var target: Int32 {
        switch self {
        case .open(_, _, let to), .duplicate(_, let to), .close(let to): to
        }
    }
}

extension PlannedAction {
    init(_ action: DescriptorAction) {
        self =
            switch action {
            case .open(let path, let mode, let to): .open(path: .known(path), mode: mode, to: .number(to), fact: nil)
            case .duplicate(let from, let to): .duplicate(from: from, to: .number(to))
            case .close(let fd): .close(.number(fd))
            }
    }
}
