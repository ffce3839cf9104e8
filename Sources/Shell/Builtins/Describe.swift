// type, command -v and command -V, hash: the meaning of a name as a command, and the locations of utilities.
//
// The order is that of the shell: alias, reserved word, special builtin, function, builtin, utility.
// Execution/SimpleCommands decides what is executed.
//
// POSIX: XCU command, type, hash, 2.9.1.4

package import Bytes
import Kernel
import Syntax

/// What a name means as a command, in each style.
struct Meaning {
    /// `type -t`: one word.
    let kind: ByteString
    /// `command -v`: the path or the definition.
    let definition: ByteString
    /// `command -V` and `type`
    let sentence: ByteString
    fileprivate let function: FunctionDefinition?

    /// `type -p`: the path of a utility, otherwise nothing.
    var path: ByteString { kind == "file" ? definition : "" }

    /// `type -f`: the sentence, and the definition of a function.
    var sentenceAndBody: ByteString {
        guard let function else { return sentence }
        return sentence + "\n" + Printer.print(function, style: .block).shown(keepsLines: true)
    }
}

extension Shell {
    /// Writes the meaning of `name` as a command. The status is 1 where it has none, which is reported for `utility`.
    ///
    /// POSIX: XCU command
    func describe(
        _ name: ByteString, _ style: (Meaning) -> ByteString, defaultPath: Bool = false, all: Bool = false,
        for utility: ByteString?
    ) -> ExitStatus {
        let meanings = meanings(of: name, defaultPath: defaultPath, all: all)
        guard !meanings.isEmpty else {
            if let utility { report(utility, name + ": not found") }
            return .failure
        }
        for text in meanings.map(style) where !text.isEmpty { write(text + "\n") }
        return .success
    }

    /// The meaning that counts, or with `all` every meaning in order.
    private func meanings(of name: ByteString, defaultPath: Bool, all: Bool) -> [Meaning] {
        var meanings: [Meaning] = []
        func add(
            _ kind: ByteString, _ sentence: ByteString, definition: ByteString? = nil,
            function: FunctionDefinition? = nil
        ) {
            meanings.append(
                Meaning(
                    kind: kind, definition: definition ?? name, sentence: name.shown + sentence, function: function))
        }
        if let value = state.aliases[name] {
            add("alias", " is an alias for " + value.shellQuoted, definition: "alias " + Self.aliasText(name, value))
        }
        if Self.isReservedWord(name, isPosix: state.options.contains(.posix)) { add("keyword", " is a shell keyword") }
        if !name.contains(UInt8(ascii: "/")) {
            let builtin = Builtin(named: name)
            if builtin?.isSpecial == true { add("builtin", " is a special shell builtin") }
            if let function = state.functions[names.intern(name)] {
                add("function", " is a function", function: function)
            }
            if builtin?.isSpecial == false { add("builtin", " is a shell builtin") }
        }
        if !all, !meanings.isEmpty { return [meanings[0]] }
        for path in locate(name, defaultPath: defaultPath, all: all) {
            add("file", " is " + path.shown, definition: path)
        }
        return meanings
    }

    /// True where a command of that name would be found.
    package func isCommand(_ name: ByteString) -> Bool {
        if name.contains(UInt8(ascii: "/")) { return isUtility(name) }
        if Builtin(named: name) != nil || state.aliases[name] != nil { return true }
        if let function = names.find(name), state.functions[function] != nil { return true }
        return !locate(name, defaultPath: false, all: false).isEmpty
    }

    /// The absolute paths of the utility `name`.
    private func locate(_ name: ByteString, defaultPath: Bool, all: Bool) -> [ByteString] {
        if name.contains(UInt8(ascii: "/")) { return isUtility(name) ? [absolute(name)] : [] }
        if !all, !defaultPath, let remembered = state.utilities[name], isUtility(remembered) { return [remembered] }
        guard !name.isEmpty else { return [] }
        let path = defaultPath ? Self.defaultPath : value(of: SpecialVariable.PATH.name) ?? Self.defaultPath
        var found: [ByteString] = []
        for directory in path.split(on: UInt8(ascii: ":")) {
            let candidate = directory.isEmpty ? "./" + name : LogicalPath.join(directory, name)
            guard isUtility(candidate) else { continue }
            found.append(absolute(candidate))
            if !all { break }
        }
        return found
    }

    private func isUtility(_ path: ByteString) -> Bool {
        guard let status = try? Kernel.status(path), status.kind != .directory else { return false }
        return Kernel.isAccessible(path, .execute)
    }

    private func absolute(_ path: ByteString) -> ByteString {
        guard !path.hasPrefix("/"), let directory = state.logicalDirectory else { return path }
        return LogicalPath.join(directory, path.hasPrefix("./") ? path.dropFirst(2) : path)
    }

    /// POSIX: XCU 2.4
    static func isReservedWord(_ word: ByteString, isPosix: Bool) -> Bool {
        let reserved: [ByteString] = [
            "!", "{", "}", "case", "do", "done", "elif", "else", "esac", "fi", "for", "if", "in", "then", "until",
            "while",
        ]
        let extensions: [ByteString] = ["[[", "coproc", "function", "time"]
        return reserved.contains(word) || !isPosix && extensions.contains(word)
    }

    /// POSIX: XCU type
    func typeUtility(_ arguments: [ByteString]) throws(ExitStatus) -> ExitStatus {
        let (options, operands) = try parse(arguments, "afpt")
        guard !operands.isEmpty else { return misuse("type", "a name is missing") }
        let all = options.contains("a")
        return forEach(operands) { name in
            switch options.last(where: { $0 != UInt8(ascii: "a") }) {
            case UInt8(ascii: "f"): describe(name, \.sentenceAndBody, all: all, for: "type")
            case UInt8(ascii: "p"): describe(name, \.path, all: all, for: nil)
            case UInt8(ascii: "t"): describe(name, \.kind, all: all, for: nil)
            default: describe(name, \.sentence, all: all, for: "type")
            }
        }
    }

    /// POSIX: XCU hash
    func hashUtility(_ arguments: [ByteString]) throws(ExitStatus) -> ExitStatus {
        let (options, operands) = try parse(arguments, "r")
        if !options.isEmpty {
            state.utilities.forgetAll()
        } else if operands.isEmpty {
            listUtilities()
        }
        return forEach(operands) { remember($0) ? .success : fail("hash", $0 + ": not found") }
    }

    private func listUtilities() {
        for location in state.utilities.sorted {
            var count = ByteString(decimal: location.hits)
            while count.count < 4 { count = " " + count }
            write(count + "\t" + location.name.shown + "\t" + location.path.shown + "\n")
        }
    }

    /// Searches for a utility again. A name for which PATH is not searched counts as found.
    private func remember(_ name: ByteString) -> Bool {
        guard !name.contains(UInt8(ascii: "/")) else { return isUtility(name) }
        if Builtin(named: name) != nil || state.functions[names.intern(name)] != nil { return true }
        state.utilities.forget(name)
        guard let path = locate(name, defaultPath: false, all: false).first else { return false }
        state.utilities.remember(name, at: path, hits: 0)
        return true
    }
}
