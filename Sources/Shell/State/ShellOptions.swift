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

    /// In the order of `set -o`; the letter is 0 where there is none.
    static let named: [(name: ByteString, letter: UInt8, option: ShellOptions)] = [
        ("allexport", UInt8(ascii: "a"), .allexport),
        ("dotglob", 0, .dotglob),
        ("emacs", 0, .emacs),
        ("errexit", UInt8(ascii: "e"), .errexit),
        ("explain", 0, .explain),
        ("globstar", 0, .globstar),
        ("hangwatch", 0, .hangwatch),
        ("hashall", UInt8(ascii: "h"), .hashall),
        ("highlight", 0, .highlight),
        ("ignoreeof", 0, .ignoreeof),
        ("lastpipe", 0, .lastpipe),
        ("monitor", UInt8(ascii: "m"), .monitor),
        ("noclobber", UInt8(ascii: "C"), .noclobber),
        ("noexec", UInt8(ascii: "n"), .noexec),
        ("noglob", UInt8(ascii: "f"), .noglob),
        ("nolog", 0, .nolog),
        ("notify", UInt8(ascii: "b"), .notify),
        ("nounset", UInt8(ascii: "u"), .nounset),
        ("nullglob", 0, .nullglob),
        ("pipefail", 0, .pipefail),
        ("posix", 0, .posix),
        ("suggest", 0, .suggest),
        ("trace", 0, .trace),
        ("verbose", UInt8(ascii: "v"), .verbose),
        ("vi", 0, .vi),
        ("xtrace", UInt8(ascii: "x"), .xtrace),
    ]

    init(rawValue: UInt32) {
        self.rawValue = rawValue
    }

    /// The option of `set -LETTER`.
    init?(letter: UInt8) {
        guard let entry = Self.named.first(where: { $0.letter == letter && letter != 0 }) else { return nil }
        self = entry.option
    }

    /// The option of `set -o NAME`.
    init?(named name: ByteString) {
        guard let entry = Self.named.first(where: { $0.name == name }) else { return nil }
        self = entry.option
    }

    /// The value of `$-`.
    /// POSIX: XCU 2.5.2
    var letters: ByteString {
        var letters = ByteString()
        for entry in Self.named where entry.letter != 0 && contains(entry.option) { letters.append(entry.letter) }
        if contains(.interactive) { letters.append(UInt8(ascii: "i")) }
        if contains(.standardInput) { letters.append(UInt8(ascii: "s")) }
        if contains(.commandString) { letters.append(UInt8(ascii: "c")) }
        return letters
    }
}

/// What `set -o NAME`, `set -o NAME=SECONDS` or `set +o NAME` asks for.
struct OptionChange: Equatable {
    enum Failure: Error, Equatable {
        case unknownName(ByteString)
        case badValue(ByteString)
    }

    let option: ShellOptions
    let isOn: Bool
    /// Of the one option that has a value, where it is switched on.
    var seconds = 0

    init(_ option: ShellOptions, _ isOn: Bool) {
        self.option = option
        self.isOn = isOn
    }

    init(named word: ByteString, _ isOn: Bool) throws(Failure) {
        let sign = word.firstIndex(of: UInt8(ascii: "="))
        guard let option = ShellOptions(named: word.prefix(sign ?? word.count)), sign == nil || option == .hangwatch
        else { throw .unknownName(word) }
        self.init(option, isOn)
        guard option == .hangwatch, isOn || sign != nil else { return }
        let value = sign.flatMap { word.dropFirst($0 + 1).unsignedDecimalValue } ?? 0
        guard isOn, value > 0, value < 1_000_000_000 else { throw .badValue(word) }
        seconds = value
    }
}
