// The log of events: what the shell itself does, and what its subshells do between fork and the command.
//
// It holds one private descriptor, which forked subshells inherit and which is closed on exec; each event is one line,
// written by one write(2), so that the log of all processes never tears. Utilities that are started without a copy of the
// shell write their own lines in C (SpawnTrace).

import Bytes
import Kernel
import Syntax
import Wiring
import XRay

/// Observes the wiring, and logs it.
final class Tracer: WiringObserver {
    /// What becomes of the log.
    enum Purpose {
        /// One pipeline's, shown at its end.
        case prefix(ViewRequest)
        /// `set -o trace`: shown as text after each complete command.
        case option
        /// SEESH_TRACE: left in a file.
        case file
    }

    private unowned let shell: Shell
    private(set) var log: Int32
    let purpose: Purpose
    /// The process that shows it.
    let owner = Kernel.processID
    /// So much of the log has been shown.
    var shown = 0
    /// The number of the background job that this process belongs to, and the stage of the pipeline that it is; 0 for the
    /// shell's own.
    private var job: Int32 = 0
    private var stage: Int32 = 0
    /// The jobs of the wirings that are being launched, the innermost last, and the stage that is being started.
    private var launching: [Int32] = []
    var starting: Int32 = 0

    init(log: Int32, purpose: Purpose, of shell: Shell) {
        self.shell = shell
        self.log = log
        self.purpose = purpose
    }

    /// A redirection asks for the number at which the log is.
    func makeRoom(for fd: Int32) {
        guard log == fd, let other = try? Kernel.duplicatePrivately(fd) else { return }
        log = other
        Kernel.close(fd)
    }

    // MARK: Whose the events are

    /// Begins a wiring; nil: the job of this process.
    func enter(_ wiring: Wiring, job: Int32?) {
        enter(job ?? self.job, stages: wiring.stages.count, wiring.text)
    }

    /// Begins the start of a utility that is alone.
    func enter(_ fields: [ByteString]) {
        enter(job, stages: 1, shell.join(fields.map(\.shellQuoted), " "))
        starting = 1
    }

    private func enter(_ job: Int32, stages: Int, _ text: ByteString) {
        launching.append(job)
        emit(.plan(stages: Int32(clamping: stages), text: text), at: nil)
    }

    func leave() {
        // Tracing may have been switched on inside of it.
        if !launching.isEmpty { launching.removeLast() }
        starting = 0
    }

    /// This process is the stage that was being started.
    func enterChild() {
        if let job = launching.last { self.job = job }
        stage = starting
        launching = []
        starting = 0
    }

    // MARK: Events

    func will(_ call: Event.Detail) {}

    func did(_ call: Event.Detail, at time: Int?) {
        emit(call, at: time)
        // Where the program takes the place of the shell, nothing is shown behind it.
        if case .exec = call { shell.showLog() }
    }

    private var line: Int32 { Int32(clamping: shell.state.line) }

    private func emit(_ detail: Event.Detail, at time: Int?) {
        let event = Event(
            time: Int64(time ?? Kernel.monotonicNanoseconds()), pid: Kernel.processID, ppid: Kernel.parentProcessID,
            job: launching.last ?? job, stage: stage, line: line, detail: detail)
        // A log that cannot be written must not stop the command.
        _ = try? Kernel.writeAll(log, event.encoded)
    }

    func trace(of actions: [DescriptorAction]) -> SpawnTrace {
        // What stands at a number changes with each action before.
        var objects: [Int32: ByteString] = [:]
        func object(_ fd: Int32) -> ByteString { objects[fd] ?? Wire.object(fd) }
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
            ppid: Kernel.processID, job: launching.last ?? job, stage: starting, line: line)
        return SpawnTrace(log: log, context: context, objects: names)
    }
}

// On and off.
extension Shell {
    /// `set -o trace`: into the file that SEESH_TRACE names, or shown on standard error after each complete command.
    func startTracing() {
        guard tracer == nil else { return }
        let path = names.find("SEESH_TRACE").flatMap { value(of: $0) } ?? ""
        do throws(Errno) {
            if !path.isEmpty {
                tracer = Tracer(log: try Kernel.openLog(path), purpose: .file, of: self)
            } else {
                tracer = Tracer(log: try Kernel.openMemoryLog(), purpose: .option, of: self)
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
            writeError(ByteString(TraceView.text(Event.decode(log).events, style: style())))
        case .prefix(let request):
            // A file is written anew with all of it.
            guard let log = traceLog(tracer, from: request.file == nil ? tracer.shown : 0) else { return }
            tracer.shown += log.count
            _ = showEvents(log, request)
        case .file: return
        }
    }

    /// The bytes of the log from `start` on.
    private func traceLog(_ tracer: Tracer, from start: Int = 0) -> ByteString? {
        let path = "/proc/self/fd/" + ByteString(decimal: tracer.log)
        guard let fd = try? Kernel.openPrivate(path) else { return nil }
        defer { Kernel.close(fd) }
        Kernel.seek(fd, by: start)
        return ByteString(readAll(fd))
    }
}
