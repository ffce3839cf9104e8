// times: the processor time of the shell and its children.
//
// POSIX: XCU times

import Bytes
import Kernel

extension Shell {
    /// Writes the user and system times of the shell, and on a second line those of its reaped children.
    func timesUtility(_ arguments: [ByteString]) throws(ExitStatus) -> ExitStatus {
        guard try parse(arguments, "").operands.isEmpty else { return misuse("times", "too many operands") }
        let times = Kernel.processTimes()
        let text = { (ticks: Int) in Self.minutesAndSeconds(ticks, ticksPerSecond: times.ticksPerSecond) }
        write(text(times.user) + " " + text(times.system) + "\n")
        write(text(times.childrenUser) + " " + text(times.childrenSystem) + "\n")
        return .success
    }

    /// `%dm%fs`
    static func minutesAndSeconds(_ ticks: Int, ticksPerSecond: Int) -> ByteString {
        let (seconds, rest) = ticks.quotientAndRemainder(dividingBy: ticksPerSecond)
        let fraction = ByteString(decimal: 1_000_000 + rest * 1_000_000 / ticksPerSecond).dropFirst(1)
        return ByteString(decimal: seconds / 60) + "m" + ByteString(decimal: seconds % 60) + "." + fraction + "s"
    }
}
