// What a process is called by who asks for it: its own name, the program that it executes, or the script that an interpreter
// reads.

public import Bytes

extension ProcessSnapshot {
    /// True where `name` is one of its names.
    public func isCalled(_ name: ByteString) -> Bool {
        guard !name.isEmpty else { return false }
        // The kernel keeps 15 bytes.
        if self.name == (self.name.count == 15 ? name.prefix(15) : name) { return true }
        guard let first = arguments.first else { return false }
        // A login shell has a minus in front.
        let program = Self.base(first.first == UInt8(ascii: "-") ? first.dropFirst(1) : first)
        return program == name || (Self.isInterpreter(program) && script == name)
    }

    /// The last part of a path.
    private static func base(_ path: ByteString) -> ByteString {
        guard let slash = path.lastIndex(of: UInt8(ascii: "/")) else { return path }
        return path.dropFirst(slash &+ 1)
    }

    /// The script without its directory, or the module of `-m`; nil where the commands come from elsewhere.
    private var script: ByteString? {
        var rest = arguments.dropFirst()
        while let option = rest.first, option.count > 1, option.first == UInt8(ascii: "-") {
            rest = rest.dropFirst()
            switch option {
            case "-m": return rest.first
            case "-c", "-e", "-s": return nil
            case "--": return rest.first.map(Self.base)
            // What stands behind `seesh --why` is no script.
            case _ where option.hasPrefix("--") && arguments.first.map(Self.base) == "seesh": return nil
            default: continue
            }
        }
        return rest.first.map(Self.base)
    }

    /// By the name of the program, without a version.
    private static func isInterpreter(_ program: ByteString) -> Bool {
        let version = program.lastIndex { !$0.isDigit && $0 != UInt8(ascii: ".") }
        switch version.map({ program.prefix($0 &+ 1) }) ?? "" {
        case "sh", "bash", "dash", "ash", "ksh", "mksh", "zsh", "yash", "fish", "seesh", "python", "pypy", "perl",
            "ruby",
            "node", "nodejs", "php", "lua", "luajit", "tclsh", "expect", "Rscript", "guile":
            return true
        default: return false
        }
    }
}
