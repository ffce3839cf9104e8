// ShellOptions: the options of `set` and of the command line, and their letters and long names.
//
// POSIX: XCU set, sh

import Bytes

struct ShellOptions: OptionSet, Sendable {
    let rawValue: UInt32

    static let allexport = ShellOptions(rawValue: 1 << 0)
    static let errexit = ShellOptions(rawValue: 1 << 1)
    static let ignoreeof = ShellOptions(rawValue: 1 << 2)
    static let monitor = ShellOptions(rawValue: 1 << 3)
    static let noclobber = ShellOptions(rawValue: 1 << 4)
    static let noglob = ShellOptions(rawValue: 1 << 5)
    static let noexec = ShellOptions(rawValue: 1 << 6)
    static let nolog = ShellOptions(rawValue: 1 << 7)
    static let notify = ShellOptions(rawValue: 1 << 8)
    static let nounset = ShellOptions(rawValue: 1 << 9)
    static let pipefail = ShellOptions(rawValue: 1 << 10)
    static let verbose = ShellOptions(rawValue: 1 << 11)
    static let vi = ShellOptions(rawValue: 1 << 12)
    static let xtrace = ShellOptions(rawValue: 1 << 13)
    static let hashall = ShellOptions(rawValue: 1 << 14)
    static let emacs = ShellOptions(rawValue: 1 << 15)
    static let posix = ShellOptions(rawValue: 1 << 16)
    static let lastpipe = ShellOptions(rawValue: 1 << 17)
    static let nullglob = ShellOptions(rawValue: 1 << 18)
    static let dotglob = ShellOptions(rawValue: 1 << 19)
    static let globstar = ShellOptions(rawValue: 1 << 20)
    /// Says which command has ended the shell with errexit.
    static let explain = ShellOptions(rawValue: 1 << 25)
    static let trace = ShellOptions(rawValue: 1 << 24)
    /// Says why nothing moves, after so many seconds as the state has in `hangSeconds`.
    static let hangwatch = ShellOptions(rawValue: 1 << 26)
    /// Colours, and suggestions from the history, while a line is edited.
    static let highlight = ShellOptions(rawValue: 1 << 27)
    static let suggest = ShellOptions(rawValue: 1 << 28)
    /// Not to be set, only read in `$-` and by `set -o`.
    static let interactive = ShellOptions(rawValue: 1 << 21)
    static let standardInput = ShellOptions(rawValue: 1 << 22)
    static let commandString = ShellOptions(rawValue: 1 << 23)

    /// What the parent of a subshell has of these two, which do nothing in the subshell but to be shown.
    private static let outerMonitor = ShellOptions(rawValue: 1 << 29)
    private static let outerInteractive = ShellOptions(rawValue: 1 << 30)

    /// A subshell controls no jobs and has no prompt.
    mutating func enterSubshell() {
        if contains(.monitor) { insert(.outerMonitor) }
        if contains(.interactive) { insert(.outerInteractive) }
        subtract([.monitor, .interactive])
    }

    mutating func switchOff(_ option: ShellOptions) {
        remove(option)
        if option == .monitor { remove(.outerMonitor) }
    }

    /// As `$-` and `set -o` show them.
    ///
    /// Unspecified: monitor and interactive in a subshell are shown as they are outside of it; as dash, bash, yash, ksh93
    /// and busybox.
    var shown: ShellOptions {
        var options = self
        if contains(.outerMonitor) { options.insert(.monitor) }
        if contains(.outerInteractive) { options.insert(.interactive) }
        return options
    }

    /// In the order of `set -o`.
    static let named: [(name: ByteString, option: ShellOptions)] = [
        ("allexport", .allexport),
        ("dotglob", .dotglob),
        ("emacs", .emacs),
        ("errexit", .errexit),
        ("explain", .explain),
        ("globstar", .globstar),
        ("hangwatch", .hangwatch),
        ("hashall", .hashall),
        ("highlight", .highlight),
        ("ignoreeof", .ignoreeof),
        ("lastpipe", .lastpipe),
        ("monitor", .monitor),
        ("noclobber", .noclobber),
        ("noexec", .noexec),
        ("noglob", .noglob),
        ("nolog", .nolog),
        ("notify", .notify),
        ("nounset", .nounset),
        ("nullglob", .nullglob),
        ("pipefail", .pipefail),
        ("posix", .posix),
        ("suggest", .suggest),
        ("trace", .trace),
        ("verbose", .verbose),
        ("vi", .vi),
        ("xtrace", .xtrace),
    ]

    init(rawValue: UInt32) {
        self.rawValue = rawValue
    }

    /// The option of `set -LETTER`.
    init?(letter: UInt8) {
        switch letter {
        case UInt8(ascii: "a"): self = .allexport
        case UInt8(ascii: "e"): self = .errexit
        case UInt8(ascii: "h"): self = .hashall
        case UInt8(ascii: "m"): self = .monitor
        case UInt8(ascii: "C"): self = .noclobber
        case UInt8(ascii: "n"): self = .noexec
        case UInt8(ascii: "f"): self = .noglob
        case UInt8(ascii: "b"): self = .notify
        case UInt8(ascii: "u"): self = .nounset
        case UInt8(ascii: "v"): self = .verbose
        case UInt8(ascii: "x"): self = .xtrace
        default: return nil
        }
    }

    /// The option of `set -o NAME`.
    init?(named name: ByteString) {
        guard let entry = Self.named.first(where: { $0.name == name }) else { return nil }
        self = entry.option
    }

    /// The value of `$-`.
    /// POSIX: XCU 2.5.2
    var letters: ByteString {
        let shown = shown
        var letters = ByteString()
        for letter in "aehmCnfbuvx" as ByteString {
            if let option = ShellOptions(letter: letter), shown.contains(option) { letters.append(letter) }
        }
        if shown.contains(.interactive) { letters.append(UInt8(ascii: "i")) }
        if contains(.standardInput) { letters.append(UInt8(ascii: "s")) }
        if contains(.commandString) { letters.append(UInt8(ascii: "c")) }
        return letters
    }
}

/// What `set -o NAME`, `set -o NAME=SECONDS` or `set +o NAME` asks for. An object, since an array of structures would have the
/// runtime make a type at the first `set`.
final class OptionChange {
    enum Failure: Error, Equatable {
        case unknownName(ByteString)
        case badValue(ByteString)
    }

    let option: ShellOptions
    let isOn: Bool
    /// Of the one option that has a value, where it is switched on.
    private(set) var seconds = 0

    init(_ option: ShellOptions, _ isOn: Bool) {
        self.option = option
        self.isOn = isOn
    }

    init(named word: ByteString, _ isOn: Bool) throws(Failure) {
        let sign = word.firstIndex(of: UInt8(ascii: "="))
        guard let option = ShellOptions(named: word.prefix(sign ?? word.count)), sign == nil || option == .hangwatch
        else { throw .unknownName(word) }
        self.option = option
        self.isOn = isOn
        guard option == .hangwatch, isOn || sign != nil else { return }
        let value = sign.flatMap { word.dropFirst($0 + 1).unsignedDecimalValue } ?? 0
        guard isOn, value > 0, value < 1_000_000_000 else { throw .badValue(word) }
        seconds = value
    }
}
