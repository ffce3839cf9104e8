// Which commands read standard input to its end, or as much of it as they get, by their names and words.
//
// What is not known to read is taken for one that does not.

import Bytes
import Wiring

enum InputReaders {
    /// The name of the utility that reads standard input; nil where none is known to.
    static func reader(_ command: CommandPlan) -> ByteString? {
        guard let first = command.words.first?.value?.first else { return nil }
        switch command.target {
        case .external, .notFound: break
        case .builtin where first == "read": return promptsForItself(command.arguments) ? first : nil
        case .builtin where first == "command", .specialBuiltin where first == "exec": break
        case .function, .specialBuiltin, .builtin, .nothing, .deferred, .compound, .subshell, .definition: return nil
        }
        guard let (name, arguments) = command.executed, reads(name, arguments) else { return nil }
        return name
    }

    private static func reads(_ name: ByteString, _ words: ArraySlice<Argument>) -> Bool {
        let hasOption = { (letters: ByteString) in words.contains { $0.hasLetter(of: letters) } }
        let has = { (names: [ByteString]) in words.contains { word in names.contains { word.text == $0 } } }
        if has(["--help", "--version"]) || words.contains(where: \.mayBeOptions) { return false }
        switch name {
        case "ssh", "slogin", "rsh", "remsh": return readsByShell(words)
        case "ffmpeg": return !has(["-nostdin"])
        case "mplayer", "mencoder": return !has(["-noconsolecontrols"])
        case "HandBrakeCLI": return true
        case "tr", "tee", "sponge": return true
        case "xargs": return !hasOption("a") && !has(["--arg-file"])
        case "bash", "sh", "dash", "ksh", "zsh", "mksh", "yash", "seesh":
            return words.allSatisfy { $0.start.first == 0x2D && $0.start != "-" } && !hasOption("ch") || has(["-s"])
        case "python", "python3", "perl", "ruby", "node", "php", "lua", "bc", "dc": return words.isEmpty || has(["-"])
        case "mail", "mailx", "sendmail", "msmtp": return !words.isEmpty && !hasOption("fbqe")
        case "at", "batch": return !words.isEmpty && !hasOption("flrdcqV")
        case "patch": return !hasOption("i") && !has(["--input"]) && words.count { $0.start.first != 0x2D } < 2
        case "dd": return !words.contains { $0.start.hasPrefix("if=") }
        case "crontab": return has(["-"])
        case "nc", "ncat", "netcat": return !hasOption("zdhl")
        case "telnet", "ftp": return true
        case "sftp": return !hasOption("b")
        case "docker", "podman", "kubectl", "oc", "lxc":
            return ["exec", "run", "attach"].contains(words.first?.text ?? "")
                && (hasOption("i") || has(["--stdin", "--interactive"]))
        case "adb": return words.first?.text == "shell" && !hasOption("n")
        case "mysql", "mariadb": return !hasOption("eV") && !words.contains { $0.start.hasPrefix("--execute") }
        case "psql":
            return !hasOption("cflV")
                && !words.contains {
                    $0.start.hasPrefix("--command") || $0.start.hasPrefix("--file") || $0.start.hasPrefix("--list")
                }
        case "awk", "gawk", "mawk", "sed", "grep", "egrep", "fgrep", "jq", "yq":
            return readsByScript(name, words)
        default: return readsWithoutOperands(name, words)
        }
    }

    /// ssh: a host, and none of the options that keep it from standard input.
    private static func readsByShell(_ words: ArraySlice<Argument>) -> Bool {
        var rest = words
        if words.contains(where: { $0.start.contains("StdinNull" as ByteString) }) { return false }
        while let word = rest.popFirst() {
            let start = word.start
            guard start.count > 1, start[0] == 0x2D else { return true }
            for (index, letter) in start.enumerated().dropFirst() {
                if ("nfVGQONW" as ByteString).contains(letter) { return false }
                guard ("BbcDEeFIiJLlmopRSw" as ByteString).contains(letter) else { continue }
                if index == start.count &- 1, word.text != nil { _ = rest.popFirst() }
                break
            }
        }
        return false
    }

    /// A script is the first operand; one that may end before its input does is taken for one that does not read.
    private static func readsByScript(_ name: ByteString, _ words: ArraySlice<Argument>) -> Bool {
        guard !words.isEmpty, let utility = FileOperands.named(name) else { return false }
        let (operands, _, options) = utility.separate(words)
        let scripts = words.compactMap(\.text)
        let isKnown = scripts.count == words.count
        switch name {
        case "awk", "gawk", "mawk":
            let ends = ["BEGIN", "getline", "exit"] as [ByteString]
            return isKnown && !options.contains(0x66) && operands.allSatisfy { $0.start.contains(0x3D) }
                && !scripts.contains { script in ends.contains { script.contains($0) } }
        case "sed": return isKnown && operands.isEmpty && !scripts.contains { $0.contains(0x71) }
        case "jq", "yq":
            return operands.isEmpty && !options.contains(0x6E) && !words.contains { $0.start.hasPrefix("--null") }
        default:
            // -r and -R read folders, -m and -q end early.
            return operands.isEmpty && !options.contains { [0x72, 0x52, 0x6D, 0x71].contains($0) }
                && !words.contains { $0.start.hasPrefix("--rec") }
        }
    }

    private static func readsWithoutOperands(_ name: ByteString, _ words: ArraySlice<Argument>) -> Bool {
        guard let utility = FileOperands.named(name), utility.readsAll else { return false }
        if words.contains(where: { $0.start.hasPrefix("--files0") }) { return false }
        // A word that is not known may expand to several operands, or to none.
        let (operands, _, _) = utility.separate(words)
        return operands.allSatisfy { $0.text == "-" }
    }

    /// `read -p PROMPT` is for a person.
    private static func promptsForItself(_ words: ArraySlice<Argument>) -> Bool {
        var isPrompt = false
        for word in words where word.start.first == 0x2D {
            if word.hasLetter(of: "u") { return false }
            isPrompt = isPrompt || word.start.hasSuffix("p")
        }
        return isPrompt
    }
}

extension Argument {
    /// An option of one dash with one of the letters.
    func hasLetter(of letters: ByteString) -> Bool {
        let start = start
        return start.count > 1 && start[0] == 0x2D && start[1] != 0x2D && start.contains { letters.contains($0) }
    }

    /// `$SSH_OPTIONS`
    fileprivate var mayBeOptions: Bool {
        guard text == nil, let name else { return text == nil }
        return name.pieces.contains { piece in
            guard case .value(let variable) = piece else { return false }
            return ["opt", "flag", "arg", "param"].contains { variable.lowercased.contains($0 as ByteString) }
        }
    }
}
