// The modes of a terminal: whether it shows what is typed, and hands it on by lines or byte by byte.
//
// POSIX: XBD 11.2

import Glibc

/// A copy of a terminal's settings.
public struct TerminalModes {
    fileprivate var settings: termios

    /// What is typed is shown.
    public var echoes: Bool {
        get { settings.c_lflag & tcflag_t(ECHO) != 0 }
        set { set(tcflag_t(ECHO), newValue) }
    }

    /// Input comes by lines that can be edited; otherwise each byte comes at once.
    public var readsLines: Bool {
        get { settings.c_lflag & tcflag_t(ICANON) != 0 }
        set { set(tcflag_t(ICANON), newValue) }
    }

    private mutating func set(_ flag: tcflag_t, _ isOn: Bool) {
        if isOn { settings.c_lflag |= flag } else { settings.c_lflag &= ~flag }
    }
}

extension Kernel {
    /// The modes of the terminal that `fd` is open on; nil where it is on none.
    public static func terminalModes(_ fd: Int32) -> TerminalModes? {
        var settings = termios()
        guard unsafe tcgetattr(fd, &settings) == 0 else { return nil }
        return TerminalModes(settings: settings)
    }

    /// Sets the modes once all output has been sent. A terminal that is gone is no error.
    ///
    /// SIGTTOU stops a background process that calls this.
    public static func setTerminalModes(_ fd: Int32, _ modes: TerminalModes) {
        var settings = modes.settings
        while unsafe tcsetattr(fd, TCSADRAIN, &settings) != 0, errno == EINTR { continue }
    }
}
