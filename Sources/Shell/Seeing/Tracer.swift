// The log of events: what the shell itself does, and what its subshells do between fork and the command.
//
// Off, `Shell.tracer` is nil and each site costs that branch: what it leads to stands in functions of its own, which are
// not inlined, so that the way without them keeps its registers. On, it holds one private descriptor, which forked subshells
// inherit and which is closed on exec; each event is one line, written by one write(2), so that the log of all processes
// never tears. Utilities that are started without a fork of the interpreter write their own lines in C (SpawnTrace).

import Bytes
import Kernel
import Syntax
import Wiring
import XRay

/// Where events go, and whose they are. A reference, so that asking for it is the test of one pointer.
final class Tracer {
    /// What becomes of the log.
    enum Purpose {
        /// One pipeline's, shown at its end.
        case prefix(ViewRequest)
        /// `set -o trace`: shown as text after each complete command.
        case option
        /// SEESH_TRACE: left in a file.
        case file
    }

    var log: Int32
    let purpose: Purpose
    /// The process that shows it.
    let owner = Kernel.processID
    /// So much of the log has been shown.
    var shown = 0
    /// The places of the pipelines that are being started, the innermost last.
    private var places = [Place()]

    var place: Place {
        get { places[places.count - 1] }
        set { places[places.count - 1] = newValue }
    }

    func enter(_ place: Place) { places.append(place) }

    func leave() {
        // Tracing may have been switched on inside of it.
        if places.count > 1 { places.removeLast() }
    }

    /// Whose the events are that come next.
    struct Place {
        /// The number of the background job that is being started, or 0.
        var job: Int32 = 0
        /// The stage of the pipeline that this process is, or that is being started; 0 for the shell's own.
        var stage: Int32 = 0
    }

    init(log: Int32, purpose: Purpose) {
        self.log = log
        self.purpose = purpose
    }
}

// Emitting.
extension Shell {
    /// Writes an event; to be called where `tracer` is not nil.
    ///
    /// `time` in nanoseconds of CLOCK_MONOTONIC, where the event was before now.
    @inline(never)
    func emit(_ detail: Event.Detail, stage: Int32? = nil, time: Int? = nil) {
        guard let tracer else { return }
        let event = Event(
            time: Int64(time ?? Kernel.monotonicNanoseconds()), pid: Kernel.processID, ppid: Kernel.parentProcessID,
            job: tracer.place.job, stage: stage ?? tracer.place.stage, line: Int32(clamping: state.line), detail: detail
        )
        // A log that cannot be written must not stop the command.
        _ = try? Kernel.writeAll(tracer.log, event.encoded)
    }

    /// Starts a utility that logs what it does. A child that borrows the shell's memory has done so before the shell can
    /// tell that it was started: the time is that of before.
    @inline(never)
    func spawnTraced(_ request: SpawnRequest) throws(SpawnFailure) -> Int32 {
        var request = request
        request.trace = spawnTrace(request.actions)
        let began = Kernel.monotonicNanoseconds()
        func noteFailed(_ child: Int32) {
            emitFork(child, began: began)
            // What a child of vfork ends with where it has not become the command; it was waited for at once.
            emit(.reap(pid: child, rawStatus: 127 << 8), stage: 0)
        }
        let pid = try Kernel.spawn(request, noteFailed: noteFailed) { self.reportInChild(request, $0) }
        emitFork(pid, began: began)
        return pid
    }

    private func emitFork(_ child: Int32, began: Int) {
        emit(.fork(child: child), stage: 0, time: began)
    }

    /// `Kernel.fork`. The child may be quicker to log what it does: the time is that of before.
    @inline(never)
    func forkTraced() throws(Errno) -> Int32 {
        let began = Kernel.monotonicNanoseconds()
        let pid = try Kernel.fork()
        if pid != 0 { emitFork(pid, began: began) }
        return pid
    }

    /// What a subshell has done with its process group.
    @inline(never)
    func emitGroup() {
        emit(.setProcessGroup(pid: 0, pgid: Kernel.processGroup))
    }

    /// What wait4 has said.
    @inline(never)
    func emitChange(_ change: Kernel.ChildChange?) {
        guard let change else { return }
        if let signal = change.status.stopSignal { return emit(.stop(pid: change.pid, signal: signal), stage: 0) }
        if change.status.isContinued { return emit(.resume(pid: change.pid), stage: 0) }
        let exited = Kernel.exitTime(ofWatched: change.pid)
        if exited > 0 { emit(.exit(pid: change.pid, rawStatus: change.status.raw), stage: 0, time: exited) }
        emit(.reap(pid: change.pid, rawStatus: change.status.raw), stage: 0)
    }

    /// What a utility needs to log the actions that lead to it.
    func spawnTrace(_ actions: [DescriptorAction]) -> SpawnTrace? {
        guard let tracer else { return nil }
        // What stands at a number changes with each action before.
        var objects: [Int32: ByteString] = [:]
        func object(_ fd: Int32) -> ByteString { objects[fd] ?? tracedObject(fd) }
        let names = actions.map { action -> ByteString in
            switch action {
            case .open(let path, _, let to):
                objects[to] = path
                return path
            case .duplicate(let from, let to):
                objects[to] = object(from)
                return object(from)
            case .close(let fd):
                defer { objects[fd] = "" }
                return object(fd)
            }
        }
        let context = Event.context(
            ppid: Kernel.processID, job: tracer.place.job, stage: tracer.place.stage, line: Int32(clamping: state.line))
        return SpawnTrace(log: tracer.log, context: context, objects: names)
    }
}

// Plans. Each is begun, and ended when all of its stages have been started.
extension Shell {
    /// The plan of a pipeline, whose stages are told by `beginStage`.
    @inline(never)
    func beginPlan(of commands: OneOrMore<Command>, isAsynchronous: Bool = false) {
        guard let tracer else { return }
        var place = tracer.place
        if isAsynchronous { place.job = Int32(clamping: jobs.nextNumber) }
        tracer.enter(place)
        emitPlan(stages: commands.count, join(commands.map { Printer.print($0) }, " | "))
    }

    /// The plan of a command that is alone.
    @inline(never)
    func beginPlan(ofSubshell command: CompoundCommand) {
        beginOnly(Printer.print(.compound(command)))
    }

    @inline(never)
    func beginPlan(of fields: [ByteString]) {
        beginOnly(join(fields.map(\.shellQuoted), " "))
    }

    private func beginOnly(_ text: ByteString) {
        guard let tracer else { return }
        tracer.enter(tracer.place)
        emitPlan(stages: 1, text)
        tracer.place.stage = 1
    }

    private func emitPlan(stages: Int, _ text: ByteString) {
        emit(.plan(stages: Int32(clamping: stages), text: text), stage: 0)
    }

    @inline(never)
    func beginStage(_ number: Int) { tracer?.place.stage = Int32(clamping: number) }

    @inline(never)
    func endPlan() { tracer?.leave() }
}

// On and off.
extension Shell {
    /// `set -o trace`: into the file that SEESH_TRACE names, or shown on standard error after each complete command.
    func startTracing() {
        guard tracer == nil else { return }
        let path = names.find("SEESH_TRACE").flatMap { value(of: $0) } ?? ""
        do throws(Errno) {
            if !path.isEmpty {
                tracer = Tracer(log: try Kernel.openLog(path), purpose: .file)
            } else {
                tracer = Tracer(log: try Kernel.openMemoryLog(), purpose: .option)
            }
            Kernel.watchChildren()
        } catch {
            let cause = error == .ELOOP ? "a symbolic link is not followed" : error.message
            report("trace", path.isEmpty ? cause : Display.escaped(path) + ": " + cause)
        }
    }

    func stopTracing() {
        guard let tracer else { return }
        if case .prefix = tracer.purpose { return }
        showTrace()
        Kernel.close(tracer.log)
        self.tracer = nil
        Kernel.stopWatchingChildren()
    }

    /// Shows what `set -o trace` has logged since it was called last.
    func showTrace() {
        guard let tracer, case .option = tracer.purpose else { return }
        showLog()
    }

    /// Shows what has been logged since it was called last, in the process whose log it is: also where another program
    /// is about to take its place.
    func showLog() {
        guard let tracer, tracer.owner == Kernel.processID else { return }
        switch tracer.purpose {
        case .option:
            guard let log = traceLog(tracer, from: tracer.shown), !log.isEmpty else { return }
            tracer.shown += log.count
            writeError(ByteString(TraceView.text(Event.decode(log).events, style: style(for: nil))))
        case .prefix(let request):
            // A file is written anew with all of it.
            guard let log = traceLog(tracer, from: request.file == nil ? tracer.shown : 0) else { return }
            tracer.shown += log.count
            _ = showEvents(log, request)
        case .file: return
        }
    }

    /// The bytes of the log from `start` on.
    func traceLog(_ tracer: Tracer, from start: Int = 0) -> ByteString? {
        let path = "/proc/self/fd/" + ByteString(decimal: tracer.log)
        guard let fd = try? Kernel.openPrivate(path) else { return nil }
        defer { Kernel.close(fd) }
        Kernel.seek(fd, by: start)
        return ByteString(readAll(fd))
    }
}
