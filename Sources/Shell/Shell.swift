// Shell: one running shell. It joins the state (a value), the names, the buffer of standard output and the jobs; what it
// does with them is in the extensions: Expansion/, Execution/ and Builtins/.
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
    var output = OutputBuffer()
    var jobs = JobTable()
    var terminal = JobTerminal()
    let stackLimit: StackLimit

    /// `$$`: the process that is not a subshell.
    let mainProcess: Int32
    /// True in a process that was forked to be a subshell.
    package var isSubshell = false
    /// The environment as a block of C strings, and the generation of the variables that it was made from.
    var environment: (block: EnvironmentBlock, generation: Int)?
    /// Entries that the shell was given whose names are no names of variables: passed on untouched.
    var foreignEnvironment: [ByteString] = []
    /// Descriptors that redirections of the shell's own have covered, to be put back.
    var coveredDescriptors: [CoveredDescriptor] = []
    /// Process substitutions of the command that is being executed: descriptors to close, processes to wait for.
    var processSubstitutions: [ActiveProcessSubstitution] = []
    /// Arrays among the arguments of the command that is being executed.
    var arrayArguments: [ArrayArgument] = []
    /// What messages name as the source: a file, or nil for what is typed.
    var sourceName: ByteString?
    /// The status of the last command substitution, for a command that is nothing but assignments.
    var substitutionStatus: ExitStatus?
    /// The trap whose command is being executed; nil outside of one.
    var runningTrap: RunningTrap?
    /// `exec` has asked for its redirections to stay.
    var keepsRedirections = false
    var builtins = BuiltinTable()
    /// The command at hand has met what is left out of bash, and has said so.
    var metLeftOut: MetLeftOut?
    /// `wait` was ended by a signal that is trapped.
    var wasInterrupted = false
    /// Signals that have been taken from the kernel's flags, but not acted on.
    package var arrivedSignals: [Int32] = []
    /// The interactive part; nil in a script.
    package var session: (any InteractiveSession)?
    let makeSession: (Shell) -> any InteractiveSession
    /// The shell's ends of pipes to and from coprocesses.
    var coprocessDescriptors: [Int32] = []
    /// The files that the shell reads its commands from, the innermost last: a script, and what `.` executes.
    var scripts: [ScriptSource] = []
    /// What parses the shell's own commands.
    var mainParser: Parser?
    /// Where events are logged; nil where nothing is traced.
    var tracer: Tracer? { didSet { unsafe Wire.observer = tracer } }
    /// What the shell has done to its own descriptors.
    var descriptorChanges = DescriptorChanges()
    /// The hangs that hangwatch has told, as long as they last.
    var toldHangs: [WaitVerdict] = []
    /// What was recorded of children, for `see waits`.
    var childRecords = ChildLog()

    /// - Parameter makeSession: makes the interactive part, where that is needed.
    package init(stackLimit: StackLimit, makeSession: @escaping (Shell) -> any InteractiveSession) {
        self.stackLimit = stackLimit
        self.makeSession = makeSession
        mainProcess = Kernel.processID
    }

    /// False where SEESH_NO_FAST asks for the plain way of everything.
    var isFast = true
    /// What `read` and the like read with; nil before the first of them.
    var inputReader: InputReader?
    /// Standard input was opened by a redirection of this shell, and nobody else has its open file description.
    var ownsInput = false
    /// Patterns have been compared with what there is, since this was false.
    var hasLookedForPathnames = false
    /// A parser that is not in use, for the next text of `eval` and the like.
    var spareParser: Parser?
    /// What IFS was before it changed.
    var formerSeparators: FieldSeparators?
    /// The innermost subshell without a process that surrounds the command.
    var contained: ContainedSubshell?
    /// What standard output was outside of the command substitutions without a process that surround the command.
    var outerOutputs: [OutputBuffer] = []

    public var isInteractive: Bool { state.options.contains(.interactive) }
    /// Also true in a subshell of an interactive shell.
    package var wasInteractive: Bool { state.options.shown.contains(.interactive) }
}
