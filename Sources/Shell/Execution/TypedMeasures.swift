// Typed measures: REPORTTIME. A command that was typed and took longer is followed by its times and the peak memory of its
// processes. An extension, as in zsh, but for the time that is compared: it is the one that has passed.

import Bytes
import Kernel

/// What was measured when a command that was typed began, and since.
struct TypedMeasure {
    let clock = Kernel.monotonicNanoseconds()
    let times = Kernel.processTimes()
    /// The greatest of its processes, in KiB.
    var memory = 0
}

extension Shell {
    /// The command that was typed is about to be executed.
    func beginMeasure() {
        let limit = value(of: names.intern("REPORTTIME")) ?? ""
        typedMeasure = limit.isEmpty ? nil : TypedMeasure()
    }

    /// Everything that is told in front of a prompt: the times of the last command, and jobs.
    public func reportBeforePrompt() {
        reportTimes()
        reportJobs()
    }

    private func reportTimes() {
        guard let measure = typedMeasure else { return }
        typedMeasure = nil
        let elapsed = Kernel.monotonicNanoseconds() - measure.clock
        let limit = value(of: names.intern("REPORTTIME")).flatMap { Self.nanoseconds($0) }
        guard let limit, elapsed > limit else { return }
        let times = Kernel.processTimes()
        let user = times.user + times.childrenUser - measure.times.user - measure.times.childrenUser
        let system = times.system + times.childrenSystem - measure.times.system - measure.times.childrenSystem
        let hundredth = 10_000_000
        func seconds(_ hundredths: Int) -> ByteString {
            let fraction = ByteString(decimal: 100 + hundredths % 100).dropFirst(1)
            return ByteString(decimal: hundredths / 100) + "." + fraction + " s"
        }
        func processor(_ ticks: Int) -> ByteString { seconds(ticks * 100 / times.ticksPerSecond) }
        var text = "real " + seconds(elapsed / hundredth) + ", user " + processor(user) + ", sys " + processor(system)
        if measure.memory > 0 {
            let tenths = measure.memory * 10 / 1024
            text +=
                ", peak memory " + ByteString(decimal: tenths / 10) + "." + ByteString(decimal: tenths % 10) + " MiB"
        }
        writeError(text + "\n")
    }

    /// True where a command that was typed has been executed since it was last asked; all of its output is written then.
    public func takeHasExecuted() -> Bool {
        flushOutput()
        defer { hasExecutedTyped = false }
        return hasExecutedTyped
    }
}
