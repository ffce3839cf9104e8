// Shell: one running shell. It joins the owners of what it has: the state, its descriptors, its jobs. What it does with them
// is in the extensions: Expansion/, Execution/ and Builtins/.
//
// One thread, one Shell in a process; a forked subshell goes on with its copy.

package import Bytes
import Kernel
import Syntax
import Wiring
import XRay

public final class Shell {
    var state = ShellState()
    let names = SpecialVariable.makeNameTable()
    let descriptors = ShellDescriptors()
    var jobs = JobTable()
    var terminal = JobTerminal()
    var builtins = BuiltinTable()
    var environment = Environment()
    /// Signals that were taken from the kernel's flags, and not acted on yet.
    package var arrivedSignals: [Int32] = []
    var observation = Observation()
    var expansion = ExpansionRecord()
    let stackLimit: StackLimit

    /// `$$`: the process that is not a subshell.
    let mainProcess: Int32
    /// True in a process that was forked to be a subshell.
    package var isSubshell = false
    /// False where SEESH_NO_FAST asks for the plain way of everything.
    var isFast = true
    /// What messages name as the source: a file, or nil for what is typed.
    var sourceName: ByteString?
    /// The command at hand has met what is left out of bash, and has said so.
    var metLeftOut: MetLeftOut?
    /// The innermost subshell without a process that surrounds the command.
    var contained: ContainedSubshell?
    /// A parser that is not in use, for the next text of `eval` and the like.
    var spareParser: Parser?
    /// The interactive part; nil in a script.
    package var session: (any InteractiveSession)?
    let makeSession: (Shell) -> any InteractiveSession

    /// - Parameter makeSession: makes the interactive part, where that is needed.
    package init(stackLimit: StackLimit, makeSession: @escaping (Shell) -> any InteractiveSession) {
        self.stackLimit = stackLimit
        self.makeSession = makeSession
        mainProcess = Kernel.processID
        descriptors.report = { [unowned self] in report($0) }
        descriptors.makeRoomElsewhere = { [unowned self] in makeRoom(for: $0) }
    }

    public var isInteractive: Bool { state.options.contains(.interactive) }
    /// Also true in a subshell of an interactive shell.
    package var wasInteractive: Bool { state.options.shown.contains(.interactive) }

    /// Moves the descriptors of the observer and of job control away from a number that the script wants.
    private func makeRoom(for fd: Int32) {
        tracer?.makeRoom(for: fd)
        guard terminal.fd == fd else { return }
        terminal.fd = try? Wire.duplicatePrivately(fd)
        Wire.close(fd)
    }
}

/// The environment of utilities.
struct Environment {
    /// The block of C strings that was made last, and the generation of the variables that it was made from.
    var made: (block: EnvironmentBlock, generation: Int)?
    /// Entries that the shell was given whose names are no names of variables: passed on untouched.
    var foreign: [ByteString] = []
}

/// What the expansions of the command at hand have left.
struct ExpansionRecord {
    /// Arrays among the arguments of the command.
    var arrayArguments: [ArrayArgument] = []
    /// The status of the last command substitution, for a command that is nothing but assignments.
    var substitutionStatus: ExitStatus?
    /// Patterns have been compared with what there is, since this was false.
    var hasLookedForPathnames = false
    /// What IFS was before it changed.
    var formerSeparators: FieldSeparators?
}

/// What watches the shell and its children.
struct Observation {
    /// Where events are logged; nil where nothing is traced.
    var tracer: Tracer? { didSet { unsafe Wire.observer = tracer } }
    /// The hangs that hangwatch has told, as long as they last.
    var toldHangs: [WaitVerdict] = []
    /// What was recorded of children, for `see waits`.
    var children = ChildLog()
}

extension Shell {
    var tracer: Tracer? {
        get { observation.tracer }
        set { observation.tracer = newValue }
    }
}
