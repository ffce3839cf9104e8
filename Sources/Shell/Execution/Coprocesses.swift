// Coprocesses, an extension as in bash: `coproc [NAME] command` runs the command with a pipe to it and one from it, whose
// other ends are NAME[1] and NAME[0]. They are private: no other child inherits them.

import Bytes
import Kernel
import Syntax
import Wiring

extension Shell {
    func startCoprocess(_ name: Name, _ command: Command) -> Completion {
        do {
            let hasOwnGroup = state.options.contains(.monitor)
            var job = Job(isForeground: false, hasOwnGroup: hasOwnGroup)
            let wiring = Wiring.coprocess(command, jobControl: hasOwnGroup)
            var ends = try launch(wiring, &job)
            let numbers = wiring.kept.map { ends.take($0)?.release() ?? -1 }
            descriptors.coprocesses += numbers
            try assign(name, .array(IndexedArray(numbers.map { ByteString(decimal: $0) })))
            try assign(names.intern(name.bytes + "_PID"), ByteString(decimal: job.lastProcess))
            state.lastAsynchronousProcess = job.lastProcess
            _ = jobs.add(job)
            state.status = .success
            return .normal
        } catch {
            return redirectionFailed(error)
        }
    }
}
