// cd and pwd: the working directory and its logical name.
//
// `state.logicalDirectory` is the name by which the directory was reached; PWD and OLDPWD follow it. A subshell without a
// process restores the directory itself.
//
// POSIX: XCU cd, pwd, 2.5.3

import Bytes
import Kernel
import Syntax

/// How `cd` takes symbolic links.
enum DirectoryMode: Equatable {
    case logical
    /// `requiresName`: it is an error where the name of the new directory cannot be determined.
    case physical(requiresName: Bool)
}

extension Shell {
    /// Changes the working directory. The status is 1 with `-Pe` where the new directory has no name, 2 where the directory was
    /// not changed.
    ///
    /// Unspecified: an unset or null HOME is an error, as in bash and yash.
    ///
    /// POSIX: XCU cd
    func cdUtility(_ arguments: [ByteString]) throws(ExitStatus) -> ExitStatus {
        let (options, operands) = try parse(arguments, "LPe")
        let isPhysical = options.last { $0 != UInt8(ascii: "e") } == UInt8(ascii: "P")
        let mode: DirectoryMode = isPhysical ? .physical(requiresName: options.contains("e")) : .logical
        guard operands.count <= 1 else { return misuse("cd", "too many operands") }
        let variable: SpecialVariable? = operands.isEmpty ? .HOME : operands.first == "-" ? .OLDPWD : nil
        let directory = variable.map { value(of: $0.name) } ?? operands.first
        guard let directory, !directory.isEmpty else {
            let why = variable.map { $0.bytes + " is not set" } ?? "the directory's name is empty"
            return fail("cd", why, .usage)
        }
        return changeDirectory(to: directory, mode, for: "cd", isFormer: variable == .OLDPWD)
    }

    /// Changes to `operand`. It is searched for in CDPATH, unless it is the former directory, which is always written.
    ///
    /// POSIX: XCU cd, steps 3 to 10
    func changeDirectory(
        to operand: ByteString, _ mode: DirectoryMode, for utility: ByteString, isFormer: Bool = false
    ) -> ExitStatus {
        var target = operand
        var isAnnounced = isFormer
        if !isFormer, !LogicalPath.isAnchored(operand), let found = searchDirectory(operand) {
            (target, isAnnounced) = found
        }
        let old = state.logicalDirectory ?? value(of: SpecialVariable.PWD.name)
        do {
            if mode == .logical { try enterLogically(target) } else { try enterPhysically(target) }
        } catch {
            return fail(utility, operand + ": " + error.message, .usage)
        }
        guard directoryChanged(from: old, for: utility) else { return .failure }
        if let directory = state.logicalDirectory {
            if isAnnounced { write(directory + "\n") }
        } else if mode == .physical(requiresName: true) {
            return fail(utility, operand + ": the new directory has no name")
        }
        return .success
    }

    /// Searches CDPATH for a directory.
    private func searchDirectory(_ operand: ByteString) -> (path: ByteString, isElsewhere: Bool)? {
        guard let list = value(of: SpecialVariable.CDPATH.name), !list.isEmpty else { return nil }
        for prefix in list.split(on: UInt8(ascii: ":")) {
            let path = prefix.isEmpty ? "./" + operand : LogicalPath.join(prefix, operand)
            guard let status = try? Kernel.status(path), status.kind == .directory else { continue }
            return (path, !prefix.isEmpty)
        }
        return nil
    }

    private func enterLogically(_ target: ByteString) throws(Errno) {
        var path = target
        if !path.hasPrefix("/") {
            guard let current = state.logicalDirectory ?? (try? Kernel.currentDirectory()) else {
                // Without a name of the current directory dot-dot cannot be resolved logically.
                return try enterPhysically(target)
            }
            path = LogicalPath.join(current, path)
        }
        path = try LogicalPath.canonical(path) { (directory) throws(Errno) in
            guard try Kernel.status(directory).kind == .directory else { throw .ENOTDIR }
        }
        try keepDirectory()
        try Kernel.changeDirectory(shortened(path))
        state.logicalDirectory = path
    }

    /// A path that is too long for the kernel, made relative to the working directory where that is a prefix.
    private func shortened(_ path: ByteString) -> ByteString {
        let longest = 4095
        guard path.count > longest, let current = state.logicalDirectory else { return path }
        let prefix = current == "/" ? current : current + "/"
        return path.hasPrefix(prefix) && path.count > prefix.count ? path.dropFirst(prefix.count) : path
    }

    private func enterPhysically(_ target: ByteString) throws(Errno) {
        try keepDirectory()
        try Kernel.changeDirectory(target)
        state.logicalDirectory = try? Kernel.currentDirectory()
    }

    /// Sets OLDPWD and PWD; false where one of them is readonly.
    private func directoryChanged(from old: ByteString?, for utility: ByteString) -> Bool {
        do {
            if let old { try assignExported(.OLDPWD, old) }
            if let directory = state.logicalDirectory {
                try assignExported(.PWD, directory)
            } else {
                try unsetVariable(SpecialVariable.PWD.name)
            }
            return true
        } catch {
            report(utility, error.message)
            return false
        }
    }

    private func assignExported(_ variable: SpecialVariable, _ value: ByteString) throws(ShellError) {
        try assign(variable.name, value)
        if !state.variables.attributes(of: variable.name).contains(.exported) { export(variable.name) }
    }

    /// Sets PWD after the import of the environment: its value stays where it names the working directory.
    ///
    /// POSIX: XCU 2.5.3 PWD
    func initializeWorkingDirectory() {
        let given = state.variables.bytes(of: SpecialVariable.PWD.name).flatMap { namesCurrentDirectory($0) ? $0 : nil }
        state.logicalDirectory = given ?? (try? Kernel.currentDirectory())
        if let directory = state.logicalDirectory {
            state.variables.set(SpecialVariable.PWD.name, .string(directory))
        } else {
            state.variables.unset(SpecialVariable.PWD.name)
        }
        export(SpecialVariable.PWD.name)
    }

    /// True where `path` is an absolute name of the working directory without dot and dot-dot.
    private func namesCurrentDirectory(_ path: ByteString) -> Bool {
        guard LogicalPath.isCanonical(path), let named = try? Kernel.status(path), let here = try? Kernel.status(".")
        else { return false }
        return named.isSameFile(as: here)
    }

    /// Writes the working directory. A logical name that has become wrong, because a directory was renamed, is not used.
    ///
    /// POSIX: XCU pwd
    func pwdUtility(_ arguments: [ByteString]) throws(ExitStatus) -> ExitStatus {
        let isPhysical = try parse(arguments, "LP").options.last == UInt8(ascii: "P")
        do throws(Errno) {
            if !isPhysical, let directory = state.logicalDirectory, namesCurrentDirectory(directory) {
                write(directory + "\n")
            } else {
                write(try Kernel.currentDirectory() + "\n")
            }
            return .success
        } catch {
            return fail("pwd", error.message)
        }
    }
}
