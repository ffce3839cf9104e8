// WhyContext: what the looking shell knows beside the waits, for the views of `see why`.

public import Bytes

public struct WhyContext {
    /// The arguments of the shell: its subshells are called by what they execute.
    public var shellArguments: [ByteString]
    /// When the machine was started, in nanoseconds since the Epoch; nil where that is not known.
    public var boot: Int64?
    /// The working directory of a process; nil where it may not be read.
    public var directory: (_ pid: Int32) -> ByteString?

    public init(
        shellArguments: [ByteString] = [], boot: Int64? = nil,
        directory: @escaping (_ pid: Int32) -> ByteString? = { _ in nil }
    ) {
        self.shellArguments = shellArguments
        self.boot = boot
        self.directory = directory
    }

    /// A time in clock ticks since boot, as UTC.
    func time(ticks: UInt64) -> ByteString? {
        boot.map { ByteString(utc: $0 &+ Int64(truncatingIfNeeded: ticks) &* 10_000_000) }
    }
}

extension ByteString {
    /// Nanoseconds since the Epoch in the form of ISO 8601, to the hundredth of a second: `2026-11-28T14:03:05.12Z`.
    init(utc nanoseconds: Int64) {
        let seconds = nanoseconds / 1_000_000_000
        let hundredths = nanoseconds % 1_000_000_000 / 10_000_000
        let (year, month, day) = Self.date(days: seconds / 86400)
        let rest = seconds % 86400
        func two(_ number: Int64) -> ByteString { number < 10 ? "0\(number)" : "\(number)" }
        self =
            "\(year)-\(two(month))-\(two(day))T\(two(rest / 3600)):\(two(rest / 60 % 60)):\(two(rest % 60)).\(two(hundredths))Z"
    }

    /// The date of a day, counted from the Epoch. Years begin in March here, so that a leap day ends one.
    private static func date(days: Int64) -> (year: Int64, month: Int64, day: Int64) {
        let shifted = Swift.max(days, 0) &+ 719_468
        let era = shifted / 146_097
        let dayOfEra = shifted % 146_097
        let yearOfEra = (dayOfEra &- dayOfEra / 1460 &+ dayOfEra / 36524 &- dayOfEra / 146_096) / 365
        let dayOfYear = dayOfEra &- (365 &* yearOfEra &+ yearOfEra / 4 &- yearOfEra / 100)
        let part = (5 &* dayOfYear &+ 2) / 153
        let month = part < 10 ? part &+ 3 : part &- 9
        return (yearOfEra &+ era &* 400 &+ (month <= 2 ? 1 : 0), month, dayOfYear &- (153 &* part &+ 2) / 5 &+ 1)
    }
}
