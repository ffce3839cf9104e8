// times and sleep: processor time that was used, and time that is let pass.
//
// POSIX: XCU times, sleep

package import Bytes
import Kernel

extension Shell {
    /// Writes the user and system times of the shell, and on a second line those of its children that were waited for.
    ///
    /// POSIX: XCU times
    func timesUtility(_ arguments: [ByteString]) -> ExitStatus {
        var scanner = OptionScanner(arguments, "")
        if scanner.next() != nil { return refuse(scanner) }
        guard scanner.operands.isEmpty else { return misuse("times", "too many operands") }
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

    /// Waits for the sum of its operands, in seconds. Fractions, the suffixes `s`, `m`, `h` and `d`, and `infinity` are
    /// those of GNU. SIGINT and SIGQUIT with a trap end the waiting, with their number in the status: a terminal sends them
    /// to a utility as well. Other traps wait until it is over.
    ///
    /// POSIX: XCU sleep
    func sleepUtility(_ arguments: [ByteString]) -> ExitStatus {
        var scanner = OptionScanner(arguments, "")
        if scanner.next() != nil { return refuse(scanner) }
        guard !scanner.operands.isEmpty else { return misuse("sleep", "the time is missing") }
        var nanoseconds = 0
        for operand in scanner.operands {
            guard let time = Self.sleepingTime(operand) else { return misuse("sleep", operand + ": not a time") }
            let (sum, overflow) = nanoseconds.addingReportingOverflow(time)
            nanoseconds = overflow ? Int.max : sum
        }
        flushOutput()
        othersMayRead()
        while nanoseconds > 0 {
            nanoseconds = Kernel.pause(nanoseconds: nanoseconds)
            guard nanoseconds > 0, let signal = pendingTrappedSignal() else { continue }
            if signal == Signals.interrupt || signal == Signals.quit { return .signal(signal) }
        }
        return .success
    }

    /// The time that an operand of sleep names; Int.max for what does not fit. Nil where it names none.
    package static func sleepingTime(_ operand: ByteString) -> Int? {
        if operand == "inf" || operand == "infinity" { return Int.max }
        let unit: Double
        switch operand.last {
        case UInt8(ascii: "s"): unit = 1
        case UInt8(ascii: "m"): unit = 60
        case UInt8(ascii: "h"): unit = 3600
        case UInt8(ascii: "d"): unit = 86_400
        default: unit = 0
        }
        let number = unit > 0 ? operand.prefix(operand.count - 1) : operand
        var digits = 0
        for (index, byte) in number.enumerated() {
            if byte &- 0x30 < 10 {
                digits += 1
            } else if byte != UInt8(ascii: ".") || number.firstIndex(of: byte) != index {
                return nil
            }
        }
        guard digits > 0 else { return nil }
        let value = Kernel.parseDouble(number).number * (unit > 0 ? unit : 1) * 1e9
        return value < Double(Int.max) ? Int(value.rounded(.up)) : Int.max
    }
}
