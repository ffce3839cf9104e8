// WaitTraits: what can be said of one process, of one thread or of one descriptor by itself, whoever waits for it.

import Bytes
import Wiring

extension WaitGraph {
    /// Processor time in clock ticks after which a process that only computes is worth a word.
    static let longComputation: UInt64 = 50

    /// True where one process may be seen to do nothing but compute, if it is looked at for longer.
    var hasComputing: Bool { look.processes.values.contains(where: computesWithoutBytes) }

    /// An opener that waits for a lease is woken at each tick of the clock by some kernels.
    func waitsForLease(_ process: WaitingProcess) -> Bool {
        guard case .opens(let opened) = process.operation, !opened.isFIFO else { return false }
        return process.on.isEmpty == false && first.processes[process.pid]?.operation == process.operation
    }

    /// Output that waits at a terminal which is read all the same: somebody has stopped it by Ctrl-S.
    func isStoppedOutput(_ target: WaitTarget) -> Bool {
        guard target.use == .output, target.object?.kind == .terminal else { return false }
        return target.on.contains { partner in
            process(partner.pid)?.waits.contains { $0.targets.contains { $0.fd == partner.fd && $0.use != .output } }
                ?? false
        }
    }

    func computesOnly(_ process: WaitingProcess) -> Bool {
        computesWithoutBytes(process) && process.movement.ticks > first.processes[process.pid]?.movement.ticks ?? 0
    }

    private func computesWithoutBytes(_ process: WaitingProcess) -> Bool {
        guard process.operation == .runs, let before = first.processes[process.pid], before.operation == .runs,
            before.facts.startTime == process.facts.startTime
        else { return false }
        return process.movement.ticks >= Self.longComputation
            && process.movement.bytesRead == before.movement.bytesRead
            && process.movement.bytesWritten == before.movement.bytesWritten
    }
}

extension WaitingProcess {
    /// Stopped when it read from its terminal in the background.
    var isStoppedByTerminal: Bool {
        guard case .stopped(let inner) = operation, inner.isRead, mainWait?.targets.first?.object?.kind == .terminal
        else { return false }
        return terminalGroup > 0 && terminalGroup != facts.pgid
    }

    /// Stopped in an ioctl on the terminal in the background.
    var isStoppedByTerminalChange: Bool {
        guard case .stopped(.controls) = operation else { return false }
        return terminalGroup > 0 && terminalGroup != facts.pgid
    }

    /// A timer or a message may interrupt its wait. What collects its input catches such signals to remove its files.
    var mayInterruptItself: Bool { isInterruptible && !collectsInput && !catchesAlarmIdly }

    /// mksh catches SIGALRM from its start, for TMOUT at a prompt.
    private var catchesAlarmIdly: Bool { facts.name == "mksh" || facts.name == "lksh" }

    /// It goes on by itself in a moment.
    var isShortlyAwake: Bool { waits.contains { $0.limit?.isShort ?? false } }

    /// It runs, as the process does that looks.
    var isLooking: Bool { operation == .runs }
}

extension WaitingProcess {
    /// What it is where each thread waits for another one, or for a descriptor of its own; nil where a signal may be what it
    /// waits for.
    var ownHang: WaitVerdict.Kind? {
        if waits.contains(where: { $0.owner != nil }), waits.allSatisfy(\.isForThread) { return .deadlock }
        guard isDeaf, !isInterruptible else { return waits.count > 1 ? .unknown : nil }
        if waits.allSatisfy(\.isForThread) { return waits.count > 1 ? .deadlock : .unknown }
        // What waits for a signal, a timer or an event of its own has an object that tells so.
        // A FIFO may be opened by its name at any time, and by a pair of sockets a program wakes itself.
        let isOnlyForPipes = waits.allSatisfy { wait in
            wait.isForThread
                || wait.targets.allSatisfy { target in
                    target.object?.kind == .pipe && target.on.allSatisfy { $0.pid == pid }
                }
        }
        return isOnlyForPipes && waits.contains { $0.operation.isPoll } ? .selfHeld : nil
    }
}

extension ThreadWait {
    /// A client, a person or a change of files may end it.
    var isForOutside: Bool {
        targets.contains { [.clients, .person, .files].contains($0.outside) }
    }

    /// The clocks of language runtimes strike more often than this, in nanoseconds; the threads of programs do not.
    private static let tick: Int64 = 100_000_000

    /// It sleeps very shortly, or waits so for another thread.
    var isTicker: Bool {
        switch operation {
        case .sleeps, .waitsForThread: limit.map { $0.nanoseconds < Self.tick } ?? false
        case .runs, .reads, .writes, .accepts, .connects, .opens, .waitsForChild, .locks, .traced, .controls, .polls,
            .waitsForSignal, .stopped, .zombie, .waitsInKernel, .other, .unseen:
            false
        }
    }

    /// For ever, for another thread of the process.
    var isForThread: Bool {
        guard case .waitsForThread(let futex) = operation else { return false }
        return futex.isPrivate && limit == nil
    }

    var owner: Int32? { if case .waitsForThread(let futex) = operation { futex.owner } else { nil } }

    /// It polls, and for what is not known.
    var isUnknown: Bool { operation == .polls(nil) || targets.contains { $0.outside == .unknown } }
}

extension DescriptorSnapshot {
    /// A pipe, a FIFO or a socket: what one writes, another reads.
    var isChannel: Bool { isPipe || kind == .socket }

    /// A connection to who listens at an address; a pair of sockets has none.
    var isForStrangers: Bool {
        guard let socket else { return false }
        return socket.family != .unix || !socket.local.isEmpty || !socket.remote.isEmpty
    }
}
