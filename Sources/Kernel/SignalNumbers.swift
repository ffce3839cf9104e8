// The signals that a shell treats in its own way, by name.

import Glibc

extension Signals {
    public static var interrupt: Int32 { SIGINT }
    public static var quit: Int32 { SIGQUIT }
    public static var terminate: Int32 { SIGTERM }
    public static var kill: Int32 { SIGKILL }
    public static var hangup: Int32 { SIGHUP }
    public static var brokenPipe: Int32 { SIGPIPE }
    /// A child has changed its state.
    public static var child: Int32 { SIGCHLD }
    /// The terminal's window has another size.
    public static var windowChange: Int32 { SIGWINCH }
    /// Continues a stopped process.
    public static var proceed: Int32 { SIGCONT }
    /// A background process has read from the terminal.
    public static var terminalInput: Int32 { SIGTTIN }
    /// Those that stop a job: typed, or for using the terminal from the background.
    public static var jobControl: [Int32] { [SIGTSTP, SIGTTIN, SIGTTOU] }
}
