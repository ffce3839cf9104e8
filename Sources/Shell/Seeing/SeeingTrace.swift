// `see trace`: the events of one pipeline, shown when it has ended; and those of a log that SEESH_TRACE has left.

import Bytes
import Kernel
import Syntax
import Wiring
import XRay

extension Shell {
    /// `see trace PIPELINE`
    func executeTraced(_ pipeline: Pipeline, _ request: ViewRequest) -> Completion {
        let outer = tracer
        do throws(Errno) {
            tracer = Tracer(log: try Kernel.openMemoryLog(), purpose: .prefix(request), of: self)
        } catch {
            report("see trace", error.message)
            return executeUnprefixed(pipeline)
        }
        let isWatching = Kernel.watchesChildren
        if !isWatching { Kernel.watchChildren() }
        let completion = executeUnprefixed(pipeline)
        if !isWatching { Kernel.stopWatchingChildren() }
        if let tracer {
            showLog()
            Kernel.close(tracer.log)
            self.tracer = outer
            // The pipeline may have set the option.
            if state.options.contains(.trace) { startTracing() } else { stopTracing() }
        }
        return completion
    }

    /// `see trace [FORM] FILE`, with a file that SEESH_TRACE has left.
    func seeTrace(_ request: ViewRequest) throws(ViewMisuse) -> ExitStatus {
        guard let path = request.values["-f"] else { throw ViewMisuse(text: "a pipeline is expected") }
        guard request.operands.isEmpty else { throw ViewMisuse(text: "-f stands alone") }
        do throws(Errno) {
            let fd = try Kernel.openPrivate(path)
            defer { Kernel.close(fd) }
            return showEvents(ByteString(readAll(fd)), request)
        } catch {
            report("see trace", "\(path): \(error.message)")
            return .incomplete
        }
    }

    /// Status 4 where lines of the log are no events.
    func showEvents(_ log: ByteString, _ request: ViewRequest) -> ExitStatus {
        let (events, damaged) = Event.decode(log)
        if damaged > 0 { report("see trace", "lines of the log that are no events: \(damaged)") }
        let status: ExitStatus = damaged > 0 ? .incomplete : .success
        if request.has("--chrome") { return deliver(TraceView.chrome(events), request, status: status) }
        return deliver(
            request, status: status, json: { TraceView.json(events) }, text: { TraceView.text(events, style: $0) })
    }
}
