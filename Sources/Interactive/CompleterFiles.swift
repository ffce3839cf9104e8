// Files, users and hosts to complete to.

import Bytes
import Kernel
import LineEditing
import Shell

extension Completer {
    enum Accepted { case all, folder, executable }

    func users(_ context: CompletionContext) -> Candidates {
        let lines = Self.lines(of: "/etc/passwd")
        let names = lines.compactMap { $0.split(on: UInt8(ascii: ":")).first }
        return plain(names.filter { !$0.isEmpty }.map { Candidate("~" + $0, suffix: "/") }, context)
    }

    /// The hosts that ~/.ssh/known_hosts names openly.
    var knownHosts: [ByteString] {
        guard let home = shell.variable("HOME") else { return [] }
        var hosts = Set<ByteString>()
        for line in Self.lines(of: home + "/.ssh/known_hosts") {
            guard let names = line.split(on: 0x20).first, let first = names.first else { continue }
            // Comments, marks and hashes are no names.
            if "#@|".utf8.contains(first) { continue }
            for name in names.split(on: UInt8(ascii: ",")) where name.first != UInt8(ascii: "[") { hosts.insert(name) }
        }
        return hosts.sorted()
    }

    /// Empty where the file cannot be read.
    private static func lines(of path: ByteString) -> [ByteString] { HistoryFile(path: path).lines ?? [] }

    func files(_ context: CompletionContext, accepts: Accepted = .all) -> Candidates {
        files(context, from: (context.start, 0), accepts: accepts)
    }

    /// Files whose path is the part of the word that begins at `begin`.
    func files(
        _ context: CompletionContext, from begin: (start: Int, offset: Int), accepts: Accepted = .all
    ) -> Candidates {
        let (start, offset) = context.lastName.offset > begin.offset ? context.lastName : begin
        let folder = expandingHome(context.value[begin.offset..<offset])
        let prefix = context.value.dropFirst(offset)
        var found: [Candidate] = []
        for name in Kernel.directoryEntries(folder.isEmpty ? "." : folder) ?? [] where name.hasPrefix(prefix) {
            if name == "." || name == ".." || (prefix.isEmpty && name.first == UInt8(ascii: ".")) { continue }
            let path = folder + name
            let isFolder = isFolder(path)
            switch accepts {
            case .all: break
            case .folder: if !isFolder { continue }
            case .executable: if !isFolder, !Kernel.isAccessible(path, .execute) { continue }
            }
            found.append(Candidate(name, suffix: isFolder ? "/" : " "))
        }
        return Candidates(start: start, found.sorted { $0.text < $1.text })
    }

    func isFolder(_ path: ByteString) -> Bool {
        (try? Kernel.status(path))?.kind == .directory
    }

    /// A tilde in front of the first slash stands for a home directory.
    func expandingHome(_ path: ByteString) -> ByteString {
        guard path.first == UInt8(ascii: "~"), let slash = path.firstIndex(of: UInt8(ascii: "/")) else { return path }
        let login = path[1..<slash]
        let home = login.isEmpty ? shell.variable("HOME") : Kernel.homeDirectory(of: login)
        return home.map { $0 + path.dropFirst(slash) } ?? path
    }
}
