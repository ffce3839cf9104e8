// The modes of a terminal: echo, and input by lines or by bytes.
//
// POSIX: XBD 11.2

import Glibc

public struct TerminalModes {
    fileprivate var settings: termios

    /// ECHO
    public var echoes: Bool {
        get { settings.c_lflag & tcflag_t(ECHO) != 0 }
        set { set(tcflag_t(ECHO), newValue) }
    }

    /// ICANON: input comes by lines that can be edited, and otherwise by bytes.
    public var readsLines: Bool {
        get { settings.c_lflag & tcflag_t(ICANON) != 0 }
        set { set(tcflag_t(ICANON), newValue) }
    }

    private mutating func set(_ flag: tcflag_t, _ isOn: Bool) {
        if isOn { settings.c_lflag |= flag } else { settings.c_lflag &= ~flag }
    }
}

extension Kernel {
    /// The modes of the terminal that `fd` is open on; nil for no terminal.
    public static func terminalModes(_ fd: Int32) -> TerminalModes? {
        var settings = termios()
        guard unsafe tcgetattr(fd, &settings) == 0 else { return nil }
        return TerminalModes(settings: settings)
    }

    /// Sets the modes once all output has been sent; errors are ignored. SIGTTOU stops a background process that calls this.
    public static func setTerminalModes(_ fd: Int32, _ modes: TerminalModes) {
        var settings = modes.settings
        while unsafe tcsetattr(fd, TCSADRAIN, &settings) != 0, errno == EINTR { continue }
    }
}
