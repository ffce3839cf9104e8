// The words in front of a pipeline that ask for a report about it: `time` and `see`. Extensions.
//
// Unspecified: `time` in front of a pipeline is a reserved word, so that it measures all stages, and builtins and
// functions too; as bash, ksh93 and mksh. With posix it is the utility.
//
// POSIX: XCU time

import Bytes
import Kernel
import Syntax

extension Shell {
    func executePrefixed(_ pipeline: Pipeline) -> Completion {
        switch pipeline.prefix {
        case .none: executeUnprefixed(pipeline)
        case .time(let portableFormat): executeTimed(pipeline, portableFormat: portableFormat)
        case .see(let mode, let options): executeSeen(pipeline, mode, options)
        }
    }

    /// POSIX: XCU time
    private func executeTimed(_ pipeline: Pipeline, portableFormat: Bool) -> Completion {
        let before = Kernel.processTimes()
        let start = Kernel.monotonicNanoseconds()
        let completion = executeUnprefixed(pipeline)
        let real = Kernel.monotonicNanoseconds() - start
        let after = Kernel.processTimes()
        let second = 1_000_000_000
        func nanoseconds(_ ticks: Int) -> Int { ticks * second / after.ticksPerSecond }
        let user = nanoseconds(after.user + after.childrenUser - before.user - before.childrenUser)
        let system = nanoseconds(after.system + after.childrenSystem - before.system - before.childrenSystem)
        var text: ByteString = portableFormat ? "" : "\n"
        for (name, duration) in [("real", real), ("user", user), ("sys", system)] as [(ByteString, Int)] {
            text += name + (portableFormat ? " " : "\t") + Self.duration(duration, portableFormat) + "\n"
        }
        writeError(text)
        return completion
    }

    private static func duration(_ nanoseconds: Int, _ portableFormat: Bool) -> ByteString {
        let digits = portableFormat ? 2 : 3
        let unit = portableFormat ? 10_000_000 : 1_000_000
        let scale = portableFormat ? 100 : 1000
        let seconds = nanoseconds / 1_000_000_000
        let fraction = ByteString(decimal: scale + nanoseconds / unit % scale).dropFirst(1).prefix(digits)
        if portableFormat { return ByteString(decimal: seconds) + "." + fraction }
        return ByteString(decimal: seconds / 60) + "m" + ByteString(decimal: seconds % 60) + "." + fraction + "s"
    }
}
