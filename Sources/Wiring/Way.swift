// Way: how a command is executed, decided once for it in its place, with the reason.

public enum Way: Hashable, Sendable {
    /// In the shell, without a process.
    case here
    /// A process that borrows the shell's memory until its program replaces it: vfork, then exec.
    case spawn
    /// A copy of the shell, which goes on with the command.
    case fork
    /// The program takes the place of the copy of the shell that has reached it.
    case replace
}

public enum WayReason: Hashable, Sendable {
    /// It is a builtin, a function, or assignments alone.
    case shell
    /// A compound command, which the shell executes itself.
    case compound
    /// It runs nothing but builtins and functions, which touch nothing but the state: a copy of the state will do.
    case contained
    /// It writes, comes to an end by itself, and what it writes waits in the pipe; above 64 KiB a process writes it.
    case filled
    /// A utility whose words and redirections are known beforehand.
    case utility
    /// Something is expanded, or a command is found out, in its own process.
    case expansion
    /// There is no utility of the name: the process says so.
    case notFound
    /// It runs commands of the shell in a process of its own.
    case subshell
    /// Nothing follows in its process.
    case last
    /// SEESH_NO_FAST asks for the plain way of everything.
    case plain
}
