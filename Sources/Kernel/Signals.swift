// Signals: dispositions, pending signals, names.
//
// Handlers only set flags; the shell takes them between commands. All changes of dispositions are made here, because CSeesh
// notes what to undo in a child.
//
// POSIX: XCU 2.12, XBD <signal.h>

public import Bytes
public import CSeesh
import Glibc

/// A set of signal numbers, 1 to 64.
public struct SignalSet: Hashable, Sendable, ExpressibleByArrayLiteral {
    /// Bit n-1 stands for signal n.
    public var bits: UInt64

    @inlinable
    public init(bits: UInt64 = 0) {
        self.bits = bits
    }

    public init(_ signals: [Int32]) {
        bits = 0
        for signal in signals { insert(signal) }
    }

    public init(arrayLiteral signals: Int32...) {
        self.init(signals)
    }

    private static func bit(_ signal: Int32) -> UInt64 {
        signal >= 1 && signal <= 64 ? 1 << UInt64(signal - 1) : 0
    }

    public mutating func insert(_ signal: Int32) { bits |= Self.bit(signal) }

    public mutating func remove(_ signal: Int32) { bits &= ~Self.bit(signal) }

    public func subtracting(_ other: SignalSet) -> SignalSet { SignalSet(bits: bits & ~other.bits) }
}

public enum Signals {
    /// Installs a handler that notes the signal and interrupts waiting calls. SIGKILL and SIGSTOP stay as they are.
    public static func catchSignal(_ number: Int32) { seesh_signal_catch(number) }

    /// True where the last noted signal of this number came from a terminal, so that the foreground process group got it.
    public static func cameFromTerminal(_ number: Int32) -> Bool { seesh_signal_came_from_terminal(number) }

    /// Ignores a signal. SIGCHLD is only noted as ignored, so that children can be waited for.
    public static func ignore(_ number: Int32) { seesh_signal_ignore(number) }

    public static func setDefault(_ number: Int32) { seesh_signal_default(number) }

    /// Treats a signal as not ignored at entry: an interactive shell may trap it.
    public static func forgetEntry(_ number: Int32) { seesh_signal_forget_entry(number) }

    /// True where the signal was ignored at entry: a non-interactive shell cannot trap it.
    public static func wasIgnoredAtEntry(_ number: Int32) -> Bool { seesh_signal_was_ignored_at_entry(number) }

    /// True where a caught signal has arrived and was not taken.
    @inlinable
    public static var isPending: Bool { seesh_signals_pending() }

    /// The caught signals that have arrived since they were taken last, in the order of their numbers.
    public static func takePending() -> [Int32] {
        var pending: [Int32] = []
        guard seesh_signals_begin_take() else { return pending }
        for number in all where seesh_signal_take(number) { pending.append(number) }
        return pending
    }

    /// Prepares a child after `Kernel.fork`: caught signals become default, those in `ignoring` are ignored, those ignored at
    /// entry stay ignored except those in `initial`, no signal is pending, and the mask is that at entry.
    public static func resetForChild(ignoring: SignalSet, initial: SignalSet = SignalSet()) {
        seesh_signals_reset_after_fork(ignoring.bits, initial.bits)
    }

    /// Ends this process by a signal, or with the exit status 128+n where the signal does not kill.
    public static func dieBy(_ number: Int32) -> Never { seesh_die_by_signal(number) }

    /// Makes faults of the shell write a message before they kill it.
    public static func installCrashHandler() { seesh_install_crash_handler() }
}

extension Signals {
    /// All signals, without those that the C library reserves.
    public static var all: [Int32] {
        [Int32](1...31) + [Int32](seesh_first_real_time_signal()...seesh_last_real_time_signal())
    }

    /// The name without SIG: `INT`, `RTMIN+3`, `RTMAX`; nil where there is no such signal.
    public static func name(of number: Int32) -> ByteString? {
        if let name = standardName(number) { return name }
        let first = seesh_first_real_time_signal()
        let last = seesh_last_real_time_signal()
        guard number >= first, number <= last else { return nil }
        if number == first { return "RTMIN" }
        if number == last { return "RTMAX" }
        return number - first <= (last - first) / 2
            ? "RTMIN+" + ByteString(decimal: number - first) : "RTMAX-" + ByteString(decimal: last - number)
    }

    /// The number of a signal named with or without SIG, in any case, or by its digits; `EXIT` and `0` are 0.
    public static func number(named name: ByteString) -> Int32? {
        if let value = name.unsignedDecimalValue {
            guard value <= Int(seesh_last_real_time_signal()) else { return nil }
            return Int32(value)
        }
        let upper = name.uppercased
        let wanted = upper.hasPrefix("SIG") ? upper.dropFirst(3) : upper
        switch wanted {
        case "EXIT": return 0
        case "IOT": return SIGABRT
        case "CLD": return SIGCHLD
        case "POLL": return SIGIO
        case "RTMIN": return seesh_first_real_time_signal()
        case "RTMAX": return seesh_last_real_time_signal()
        default: break
        }
        if let distance = wanted.hasPrefix("RTMIN+") ? wanted.dropFirst(6).unsignedDecimalValue : nil {
            return realTime(Int(seesh_first_real_time_signal()).addingReportingOverflow(distance))
        }
        if let distance = wanted.hasPrefix("RTMAX-") ? wanted.dropFirst(6).unsignedDecimalValue : nil {
            return realTime(Int(seesh_last_real_time_signal()).subtractingReportingOverflow(distance))
        }
        return (1...31).first { standardName($0) == wanted }
    }

    private static func realTime(_ sum: (partialValue: Int, overflow: Bool)) -> Int32? {
        guard !sum.overflow, sum.partialValue >= seesh_first_real_time_signal(),
            sum.partialValue <= seesh_last_real_time_signal()
        else { return nil }
        return Int32(sum.partialValue)
    }

    /// "Terminated", "Killed", in English.
    public static func description(of number: Int32) -> ByteString {
        if let text = unsafe seesh_signal_description(number) { return unsafe ByteString(cString: text) }
        let first = seesh_first_real_time_signal()
        guard number >= first, number <= seesh_last_real_time_signal() else {
            return "Unknown signal " + ByteString(decimal: number)
        }
        return "Real-time signal " + ByteString(decimal: number - first)
    }

    private static func standardName(_ number: Int32) -> ByteString? {
        guard let name = unsafe seesh_signal_name(number) else { return nil }
        return unsafe ByteString(cString: name)
    }
}
