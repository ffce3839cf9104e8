// Invocation: the command line of the shell.
//
// POSIX: XCU sh

import Bytes
import Interactive
import Kernel
import Shell
import Syntax

struct Invocation {
    private enum Commands {
        case string(ByteString)
        case script(ByteString)
        case standardInput
    }

    /// One each, `-e` or `+e`: an array of pairs has a type that is made when it is first used, for nine page faults.
    private var options: [ByteString] = []
    private var namedOptions: [(name: ByteString, on: Bool)] = []
    private var commands = Commands.standardInput
    private var name: ByteString
    private var parameters: [ByteString] = []
    private var isInteractive: Bool?
    private var monitor: Bool?
    private var readsStandardInput = false
    private var editsLines = true
    /// `--plan`: nothing is executed.
    private var showsPlans = false
    private var plansAsJSON = false
    private var isLogin: Bool
    private let isPosix: Bool

    private enum Problem: Error {
        case unknown(ByteString)
        case missing(ByteString)
    }

    init(_ arguments: [ByteString]) {
        name = arguments.first ?? "seesh"
        let base = name.split(on: UInt8(ascii: "/")).last ?? name
        isPosix = base == "sh" || base == "-sh"
        isLogin = name.first == UInt8(ascii: "-")
        do throws(Problem) {
            try parse(Array(arguments.dropFirst()))
        } catch {
            switch error {
            case .unknown(let option): Self.fail("unknown option " + option)
            case .missing(let what): Self.fail(what + " needs an argument")
            }
        }
    }

    private mutating func parse(_ arguments: [ByteString]) throws(Problem) {
        var index = 0
        var wantsCommandString = false
        while index < arguments.count {
            let argument = arguments[index]
            guard let sign = argument.first, sign == UInt8(ascii: "-") || sign == UInt8(ascii: "+") else { break }
            index += 1
            if argument == "--" || argument == "-" { break }
            if argument.hasPrefix("--") {
                try takeLong(argument)
                continue
            }
            let on = sign == UInt8(ascii: "-")
            for letter in argument.dropFirst(1) {
                switch letter {
                // Unspecified: `+c` is `-c`, as in dash, bash, ksh93 and busybox.
                case UInt8(ascii: "c"): wantsCommandString = true
                case UInt8(ascii: "s"): readsStandardInput = on
                case UInt8(ascii: "i"): isInteractive = on
                case UInt8(ascii: "l"): isLogin = on
                case UInt8(ascii: "o"):
                    guard index < arguments.count else { throw .missing("-o") }
                    namedOptions.append((arguments[index], on))
                    index += 1
                default: options.append(argument.prefix(1) + ByteString(byte: letter))
                }
            }
        }
        try takeOperands(Array(arguments[index...]), wantsCommandString)
    }

    private mutating func takeLong(_ argument: ByteString) throws(Problem) {
        switch argument {
        case "--help": Self.finish(Self.help)
        case "--version": Self.finish(Self.version)
        case "--login": isLogin = true
        case "--noediting": editsLines = false
        case "--plan": showsPlans = true
        case "--json" where showsPlans: plansAsJSON = true
        case "--posix": namedOptions.append(("posix", true))
        default: throw .unknown(argument)
        }
    }

    private mutating func takeOperands(_ operands: [ByteString], _ wantsCommandString: Bool) throws(Problem) {
        if wantsCommandString {
            guard let string = operands.first else { throw .missing("-c") }
            commands = .string(string)
            if operands.count > 1 { name = operands[1] }
            parameters = Array(operands.dropFirst(2))
        } else if !readsStandardInput, let script = operands.first {
            commands = .script(script)
            name = script
            parameters = Array(operands.dropFirst())
        } else {
            parameters = operands
        }
    }

    /// Runs the shell to its end.
    func run(stackBytes: Int) -> Never {
        let shell = Shell(stackLimit: StackLimit(bytesFromHere: stackBytes)) { Session($0) }
        if isPosix { shell.becomePosix() }
        shell.importEnvironment(Kernel.rawEnvironment)
        shell.setParameters(name: name, parameters)
        let isInteractive = decidesInteractive
        shell.noteInvocation(
            isInteractive: isInteractive, readsStandardInput: readsFromStandardInput,
            hasCommandString: hasCommandString)
        let editsLines = isInteractive && editsLines && readsFromStandardInput && !showsPlans
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
            Kernel.exit(shell.showPlans(of: source(shell), asJSON: plansAsJSON).rawValue)
        }
        guard isInteractive else {
            if isLogin { shell.runLoginFiles() }
            shell.leave(shell.run(source(shell)))
        }
        let session = Session(shell)
        shell.session = session
        session.begin(monitor: !options.contains("+m"))
        // Made first: start-up files may bind keys.
        let typed = readsFromStandardInput ? session.makeSource(editsLines: editsLines) : nil
        if isLogin { shell.runLoginFiles() }
        session.runStartUpFiles()
        shell.leave(shell.run(typed ?? source(shell)))
    }

    private var hasCommandString: Bool {
        if case .string = commands { true } else { false }
    }

    private var readsFromStandardInput: Bool {
        if case .standardInput = commands { true } else { false }
    }

    /// POSIX: XCU sh -i
    private var decidesInteractive: Bool {
        if let isInteractive { return isInteractive }
        return readsFromStandardInput && Kernel.isTerminal(0) && Kernel.isTerminal(2)
    }

    private func source(_ shell: Shell) -> any InputSource {
        switch commands {
        case .string(let text):
            shell.setSourceName(name)
            return StringSource(text)
        case .script(let path):
            shell.setSourceName(path)
            do {
                return shell.reading(ScriptSource(try Self.openScript(path), shell: shell))
            } catch {
                Self.fail(path + ": " + error.message, status: error == .ENOENT ? .notFound : .notExecutable)
            }
        case .standardInput:
            shell.setSourceName(name)
            return StandardInputSource(shell: shell)
        }
    }

    /// A script is a file as it is named, or else one of that name in PATH.
    private static func openScript(_ path: ByteString) throws(Errno) -> Int32 {
        let status = try Kernel.status(path)
        guard status.kind != .directory else { throw .EISDIR }
        return try Kernel.openPrivate(path)
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
