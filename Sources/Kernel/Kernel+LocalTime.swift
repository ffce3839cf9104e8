// Local time, for prompts and lists.

import Glibc

public struct LocalTime: Sendable {
    public var year: Int
    /// 0 is January.
    public var month: Int
    public var day: Int
    /// 0 is Sunday.
    public var weekday: Int
    public var hour: Int
    public var minute: Int
    public var second: Int
}

extension Kernel {
    /// localtime_r of a time since the Epoch, or of the current time.
    public static func localTime(_ moment: Int? = nil) -> LocalTime {
        var seconds = moment ?? wallClock().seconds
        var parts = unsafe tm()
        _ = unsafe localtime_r(&seconds, &parts)
        return unsafe LocalTime(
            year: Int(parts.tm_year) + 1900, month: Int(parts.tm_mon), day: Int(parts.tm_mday),
            weekday: Int(parts.tm_wday), hour: Int(parts.tm_hour), minute: Int(parts.tm_min),
            second: Int(parts.tm_sec))
    }
}
