// WaitTime: how long a system call waits at most, from its arguments.
//
// A relative time is the length of the whole wait. A point in time is compared with its clock at the moment of the look.

import Bytes
import Glibc
import Wiring

enum WaitTime {
    /// A timespec at an address; nil where there is none, which means no limit.
    static func length(_ arguments: WaitCall.Arguments, at address: UInt64) -> WaitLimit? {
        address == 0 ? nil : nanoseconds(arguments, address, unit: 1).map { WaitLimit(nanoseconds: $0) }
    }

    /// A timeval at an address.
    static func interval(_ arguments: WaitCall.Arguments, at address: UInt64) -> WaitLimit? {
        address == 0 ? nil : nanoseconds(arguments, address, unit: 1000).map { WaitLimit(nanoseconds: $0) }
    }

    /// The operand of poll; a negative one is no limit.
    static func milliseconds(_ number: Int32) -> WaitLimit? {
        number < 0 ? nil : WaitLimit(nanoseconds: Int64(number) &* 1_000_000)
    }

    /// clock_nanosleep(CLOCK, FLAGS, REQUEST, ...)
    static func sleep(_ arguments: WaitCall.Arguments) -> WaitLimit? {
        guard arguments.integer(1) & 1 != 0 else { return length(arguments, at: arguments[2]) }
        return rest(arguments, until: arguments[2], clock: arguments.integer(0))
    }

    /// futex(ADDRESS, OPERATION, VALUE, TIME, ...)
    static func futex(_ arguments: WaitCall.Arguments) -> WaitLimit? {
        let operation = arguments.integer(1)
        // FUTEX_WAIT has a length, the others a point in time: by CLOCK_REALTIME with that flag, and for FUTEX_LOCK_PI.
        switch operation & 127 {
        case 0: return length(arguments, at: arguments[3])
        case 6, 9, 11, 13:
            guard arguments[3] != 0 else { return nil }
            let isReal = operation & 256 != 0 || operation & 127 == 6
            return rest(arguments, until: arguments[3], clock: isReal ? CLOCK_REALTIME : CLOCK_MONOTONIC)
        default: return nil
        }
    }

    private static func rest(_ arguments: WaitCall.Arguments, until address: UInt64, clock: Int32) -> WaitLimit? {
        guard let end = nanoseconds(arguments, address, unit: 1) else { return nil }
        // Only these are clocks of the whole machine; that of a process is not known here.
        guard (0...11).contains(clock), clock != CLOCK_PROCESS_CPUTIME_ID, clock != CLOCK_THREAD_CPUTIME_ID else {
            return nil
        }
        let now = Int64(Kernel.nanoseconds(clock))
        return WaitLimit(nanoseconds: max(end.subtractingReportingOverflow(now).partialValue, 0), isRest: true)
    }

    /// A number of seconds and one of a smaller `unit` in nanoseconds, at an address.
    private static func nanoseconds(_ arguments: WaitCall.Arguments, _ address: UInt64, unit: Int64) -> Int64? {
        guard let bytes = Proc.memory(of: arguments.pid, at: address, count: 16), bytes.count == 16 else { return nil }
        let seconds = Int64(bitPattern: Proc.word(bytes[..<8])).multipliedReportingOverflow(by: 1_000_000_000)
        if seconds.overflow { return Int64.max }
        let sum = seconds.partialValue.addingReportingOverflow(Int64(bitPattern: Proc.word(bytes[8...])) &* unit)
        return sum.overflow ? Int64.max : sum.partialValue
    }
}
