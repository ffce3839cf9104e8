// The signals that the shell treats specially.

import Glibc

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
    /// The signals that stop a job.
    public static var jobControl: [Int32] { [SIGTSTP, SIGTTIN, SIGTTOU] }
}
