// Invocation: the command line of the shell.
//
// POSIX: XCU sh

import Bytes
import Interactive
import Kernel
import Shell
import Syntax

struct Invocation {
    /// One each, `-e` or `+e`: an array of pairs has a type that is made when it is first used, for nine page faults.
    private var options: [ByteString] = []
    private var namedOptions: [(name: ByteString, on: Bool)] = []
    /// The operand of `-c`.
    private var commandString: ByteString?
    private var script: ByteString?
    private var name: ByteString
    private var parameters: [ByteString] = []
    private var isInteractive: Bool?
    /// `-s`
    private var readsStandardInput = false
    private var editsLines = true
    /// `--plan`: nothing is executed.
    private var showsPlans = false
    private var question: Question?
    private var planForm = PlanForm.text
    private var isLogin: Bool
    private let isPosix: Bool

    init(_ arguments: [ByteString]) {
        name = arguments.first ?? "seesh"
        let base = name.split(on: UInt8(ascii: "/")).last ?? name
        isPosix = base == "sh" || base == "-sh"
        isLogin = name.first == UInt8(ascii: "-")
        parse(Array(arguments.dropFirst()))
    }

    private mutating func parse(_ arguments: [ByteString]) {
        var index = 0
        var wantsCommandString = false
        while index < arguments.count {
            let argument = arguments[index]
            guard let sign = argument.first, sign == UInt8(ascii: "-") || sign == UInt8(ascii: "+") else { break }
            index += 1
            if argument == "--" || argument == "-" { break }
            if argument.hasPrefix("--") {
                question = Question(option: argument, arguments: Array(arguments[index...]))
                if question != nil { return }
                takeLong(argument)
                continue
            }
            let on = sign == UInt8(ascii: "-")
            for letter in argument.dropFirst(1) {
                switch letter {
                case UInt8(ascii: "q") where showsPlans && on: planForm = .warnings
                // Unspecified: `+c` is `-c`, as in dash, bash, ksh93 and busybox.
                case UInt8(ascii: "c"): wantsCommandString = true
                case UInt8(ascii: "s"): readsStandardInput = on
                case UInt8(ascii: "i"): isInteractive = on
                case UInt8(ascii: "l"): isLogin = on
                case UInt8(ascii: "o"):
                    guard index < arguments.count else { Self.fail("-o needs an argument") }
                    namedOptions.append((arguments[index], on))
                    index += 1
                default: options.append(argument.prefix(1) + ByteString(byte: letter))
                }
            }
        }
        takeOperands(Array(arguments[index...]), wantsCommandString)
    }

    private mutating func takeLong(_ argument: ByteString) {
        switch argument {
        case "--help": Self.finish(Self.help)
        case "--version": Self.finish(Self.version)
        case "--login": isLogin = true
        case "--noediting": editsLines = false
        case "--plan": showsPlans = true
        case "--json" where showsPlans: planForm = .json
        case "--posix": namedOptions.append(("posix", true))
        default: Self.fail("unknown option " + argument)
        }
    }

    private mutating func takeOperands(_ operands: [ByteString], _ wantsCommandString: Bool) {
        if wantsCommandString {
            guard let string = operands.first else { Self.fail("-c needs an argument") }
            commandString = string
            readsStandardInput = false
            if operands.count > 1 { name = operands[1] }
            parameters = Array(operands.dropFirst(2))
        } else if !readsStandardInput, let path = operands.first {
            script = path
            name = path
            parameters = Array(operands.dropFirst())
        } else {
            readsStandardInput = true
            parameters = operands
        }
    }

    /// Runs the shell to its end.
    func run(stackBytes: Int) -> Never {
        let shell = Shell(stackLimit: StackLimit(bytesFromHere: stackBytes)) { Session($0) }
        if isPosix { shell.becomePosix() }
        shell.importEnvironment(Kernel.rawEnvironment)
        shell.setParameters(name: name, parameters)
        if let question { question.answer(shell) }
        // POSIX: XCU sh -i
        let isInteractive =
            self.isInteractive ?? (readsStandardInput && Kernel.isTerminal(0) && Kernel.isTerminal(2))
        shell.noteInvocation(
            isInteractive: isInteractive, readsStandardInput: readsStandardInput,
            hasCommandString: commandString != nil)
        let editsLines = isInteractive && editsLines && readsStandardInput && !showsPlans
        for name in ["highlight", "suggest"] as [ByteString] where editsLines {
            _ = shell.setOption(named: name, true)
        }
        for option in options where !shell.setOption(letter: option[1], option[0] == UInt8(ascii: "-")) {
            Self.fail("unknown option " + option)
        }
        for (name, on) in namedOptions where !shell.setOption(named: name, on) {
            Self.fail("unknown option -o " + name)
        }
        if showsPlans {
            Kernel.exit(shell.showPlans(of: source(shell), file: planned, planForm).rawValue)
        }
        guard isInteractive else {
            if isLogin { shell.runLoginFiles() }
            shell.leave(shell.run(source(shell)))
        }
        let session = Session(shell)
        shell.session = session
        session.begin(monitor: !options.contains("+m"))
        // Made first: start-up files may bind keys.
        let typed = readsStandardInput ? TypedSource(session, editsLines: editsLines) : nil
        if isLogin { shell.runLoginFiles() }
        session.runStartUpFiles()
        shell.leave(shell.run(typed ?? source(shell)))
    }

    /// What `--plan` calls the text; nil for a string.
    private var planned: ByteString? { commandString == nil ? script ?? "-" : nil }

    private func source(_ shell: Shell) -> any InputSource {
        shell.setSourceName(name)
        if let commandString { return StringSource(commandString) }
        guard let script else { return StandardInputSource(shell: shell) }
        do throws(Errno) {
            guard try Kernel.status(script).kind != .directory else { throw .EISDIR }
            return shell.reading(ScriptSource(try Kernel.openPrivate(script), shell: shell))
        } catch {
            Self.fail(script + ": " + error.message, status: error == .ENOENT ? .notFound : .notExecutable)
        }
    }

    private static func fail(_ message: ByteString, status: ExitStatus = .usage) -> Never {
        try? Kernel.writeAll(2, ("seesh: " + message.shown + "\n").array)
        Kernel.exit(status.rawValue)
    }

    private static func finish(_ text: ByteString) -> Never {
        try? Kernel.writeAll(1, text.array)
        Kernel.exit(0)
    }
}

// The texts of the long options.
extension Invocation {
    static let version: ByteString = "seesh 0.1.0\n"

    static let help: ByteString = """
        usage: seesh [-abCefhimnuvx] [-o option]... [script [argument...]]
               seesh [option...] -c command_string [name [argument...]]
               seesh [option...] -s [argument...]
               seesh --why | --fds | --graph [option...] [PID | NAME | PATH]...
               seesh --after seconds [--json] [--] command [argument...]
        A POSIX shell that can show what it wires: type `see help` in it.

          -c             execute the commands in command_string
          -s             read commands from standard input
          -i             be interactive
          -l, --login    be a login shell, as under a name that begins with `-`
          -o option      switch an option on by its name (`set -o` lists them), +o off
          -abCefhmnuvx   switch options on as `set` does, + off
          --noediting    read lines at a terminal without editing
          --why          say why a process hangs, by its number, its name or a file; without one, what hangs of all
          --fds, --graph  show the descriptors of processes, or who is connected to whom, as `see fds` and `see graph`
          --after s      run a command; when nothing of it has moved for s seconds, say why on standard error
          --plan [--json | -q]  show what each pipeline would be wired to, -q its warnings alone, and execute
                         nothing
          --posix        switch off what is beyond POSIX, as under the name sh
          --help         this text
          --version      the version

        """
}
