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

    static func bit(_ signal: Int32) -> UInt64 {
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
        guard isPending else { return [] }
        let taken = seesh_signals_take()
        return (1...64).filter { taken & SignalSet.bit($0) != 0 }
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
        [Int32](1...31) + [Int32](firstRealTime...lastRealTime)
    }

    /// SIGRTMIN and SIGRTMAX, which are macros.
    private static var firstRealTime: Int32 { __libc_current_sigrtmin() }
    private static var lastRealTime: Int32 { __libc_current_sigrtmax() }

    /// The name without SIG: `INT`, `RTMIN+3`, `RTMAX`; nil where there is no such signal.
    public static func name(of number: Int32) -> ByteString? {
        if let name = standardName(number) { return name }
        let (above, below) = (number &- firstRealTime, lastRealTime &- number)
        guard above >= 0, below >= 0 else { return nil }
        if above == 0 { return "RTMIN" }
        if below == 0 { return "RTMAX" }
        return above <= (above + below) / 2
            ? "RTMIN+" + ByteString(decimal: above) : "RTMAX-" + ByteString(decimal: below)
    }

    /// The number of a signal named with or without SIG, in any case, or by its digits; `EXIT` and `0` are 0.
    public static func number(named name: ByteString) -> Int32? {
        if let value = name.unsignedDecimalValue {
            guard value <= Int(lastRealTime) else { return nil }
            return Int32(value)
        }
        let upper = name.uppercased
        let wanted = upper.hasPrefix("SIG") ? upper.dropFirst(3) : upper
        switch wanted {
        case "EXIT": return 0
        case "IOT": return SIGABRT
        case "CLD": return SIGCHLD
        case "POLL": return SIGIO
        case "RTMIN": return firstRealTime
        case "RTMAX": return lastRealTime
        default: break
        }
        let distance = wanted.dropFirst(6).unsignedDecimalValue ?? Int.max
        if distance <= Int(lastRealTime - firstRealTime) {
            if wanted.hasPrefix("RTMIN+") { return firstRealTime + Int32(distance) }
            if wanted.hasPrefix("RTMAX-") { return lastRealTime - Int32(distance) }
        }
        return (1...31).first { standardName($0) == wanted }
    }

    /// "Terminated", "Killed", in English.
    public static func description(of number: Int32) -> ByteString {
        if let text = unsafe seesh_signal_description(number) { return unsafe ByteString(cString: text) }
        return number >= firstRealTime && number <= lastRealTime
            ? "Real-time signal " + ByteString(decimal: number - firstRealTime)
            : "Unknown signal " + ByteString(decimal: number)
    }

    private static func standardName(_ number: Int32) -> ByteString? {
        guard let name = unsafe seesh_signal_name(number) else { return nil }
        return unsafe ByteString(cString: name)
    }
}

// The signals that the shell treats specially.
extension Signals {
    public static var interrupt: Int32 { SIGINT }
    public static var quit: Int32 { SIGQUIT }
    public static var terminate: Int32 { SIGTERM }
    public static var kill: Int32 { SIGKILL }
    public static var hangup: Int32 { SIGHUP }
    public static var brokenPipe: Int32 { SIGPIPE }
    public static var child: Int32 { SIGCHLD }
    public static var windowChange: Int32 { SIGWINCH }
    /// SIGCONT
    public static var proceed: Int32 { SIGCONT }
    public static var terminalInput: Int32 { SIGTTIN }
    /// The signals that one who waits for a command in its own place passes on to it.
    public static var passedOn: [Int32] { [SIGHUP, SIGINT, SIGQUIT, SIGTERM, SIGUSR1, SIGUSR2] }
    /// The signals that stop a job.
    public static var jobControl: [Int32] { [SIGTSTP, SIGTTIN, SIGTTOU] }
}
