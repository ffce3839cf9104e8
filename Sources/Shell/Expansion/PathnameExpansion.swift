// PathnameExpansion: the existing pathnames that a pattern matches.
//
// Slashes, quoted or not, divide the pattern into components, which extend the list of paths one after the other: a component
// without special bytes is appended to each path, so that the directory needs no read permission; any other is matched with
// the names in each directory. The existence of a path is checked once, at its end.
//
// Only an explicit dot matches a leading dot, unless dotglob is set; only a literal matches `.` and `..`.
// With globstar, an extension, a component `**` matches directories at any depth.
//
// Implementation-defined: the order is that of the bytes, in all locales.
//
// POSIX: XCU 2.6.6, 2.14.3

import Bytes
import Kernel

extension Shell {
    /// The pathnames in order; none where nothing matches or the pattern has no special byte.
    func expandPathname(_ pattern: ByteString) -> [ByteString] {
        guard PatternMatching.hasSpecial(pattern) else { return [] }
        expansion.hasLookedForPathnames = true
        descriptors.othersMayRead()
        let expansion = PathnameExpansion(
            isUTF8: state.isUTF8, matchesDots: state.options.contains(.dotglob),
            hasAnyDepth: state.options.contains(.globstar))
        return expansion.paths(pattern)
    }
}

struct PathnameExpansion {
    private enum Matcher {
        case literal(ByteString)
        case pattern(ByteString)
        /// `**`
        case anyDepth
    }

    /// A component and the slashes behind it, as they are written.
    private typealias Component = (matcher: Matcher, slashes: ByteString)

    let isUTF8: Bool
    let matchesDots: Bool
    let hasAnyDepth: Bool

    func paths(_ pattern: ByteString) -> [ByteString] {
        var paths: [ByteString] = [""]
        var areKnownToExist = true
        var mayRepeat = false
        let components = components(of: pattern)
        for (index, component) in components.enumerated() {
            switch component.matcher {
            case .literal(let text):
                let tail = text + component.slashes
                for index in paths.indices { paths[index] += tail }
                areKnownToExist = false
            case .pattern(let text):
                let isLast = index == components.count - 1
                paths = matches(text, in: paths, slashes: component.slashes, isLast: isLast)
                areKnownToExist = true
            case .anyDepth:
                paths = descendants(of: paths, slashes: component.slashes)
                areKnownToExist = true
                mayRepeat = true
            }
        }
        if !areKnownToExist { paths.removeAll { !exists($0) } }
        // Other paths are in order already.
        guard mayRepeat else { return paths }
        paths.sort()
        var unique: [ByteString] = []
        for path in paths where !path.isEmpty && path != unique.last { unique.append(path) }
        return unique
    }

    private func components(of pattern: ByteString) -> [Component] {
        let slash = UInt8(ascii: "/")
        var components: [Component] = []
        var start = 0
        var index = 0
        while start < pattern.count {
            while index < pattern.count, pattern[index] != slash {
                let isQuoting = pattern[index] == PatternMatching.backslash && index + 1 < pattern.count
                if isQuoting && pattern[index + 1] == slash { break }
                index += isQuoting ? 2 : 1
            }
            let text = pattern[start..<index]
            var slashes = ByteString()
            while index < pattern.count {
                if pattern[index] == slash {
                    slashes.append(slash)
                } else if pattern[index] != PatternMatching.backslash || index + 1 >= pattern.count
                    || pattern[index + 1] != slash
                {
                    break
                }
                index += 1
            }
            start = index
            if hasAnyDepth, text == "**" {
                if case .anyDepth? = components.last?.matcher { components.removeLast() }
                components.append((.anyDepth, slashes))
            } else if PatternMatching.hasSpecial(text) {
                components.append((.pattern(text), slashes))
            } else {
                components.append((.literal(PatternMatching.unquote(text)), slashes))
            }
        }
        return components
    }

    /// The paths of the matching names in each directory, in order.
    private func matches(
        _ pattern: ByteString, in directories: [ByteString], slashes: ByteString, isLast: Bool
    ) -> [ByteString] {
        let skipsDots = !matchesDots && !pattern.hasPrefix(".") && !pattern.hasPrefix("\\.")
        var paths: [ByteString] = []
        pattern.withSpan { pattern in
            let star = PatternMatching.nextAsterisk(pattern, from: 0)
            for directory in directories {
                var names = DirectoryNames(directory: directory, slashes: slashes)
                // The search permission of the directory is checked with one name.
                var isSearchable: Bool?
                visitNames(in: directory) { name, kind in
                    if skipsDots, name[0] == UInt8(ascii: ".") { return }
                    guard PatternMatching.matches(pattern, firstAsterisk: star, name, isUTF8: isUTF8) else { return }
                    if !slashes.isEmpty, kind != .directory, kind != .symbolicLink, kind != .unknown { return }
                    // The next component checks those that are not last.
                    if isLast, !slashes.isEmpty {
                        let known = kind == .directory ? isSearchable : nil
                        let isThere = known ?? exists(directory + ByteString(name) + slashes)
                        if kind == .directory { isSearchable = isThere }
                        guard isThere else { return }
                    }
                    names.append(name)
                }
                names.appendPaths(to: &paths)
            }
        }
        return paths
    }

    private func exists(_ path: ByteString) -> Bool {
        (try? Kernel.status(path, followLinks: false)) != nil
    }

    /// `**`: the directories and all directories below them; at the end of the pattern also all other files below them. Symbolic
    /// links are not followed.
    private func descendants(of directories: [ByteString], slashes: ByteString) -> [ByteString] {
        var paths: [ByteString] = []
        var pending = directories
        while let directory = pending.popLast() {
            if !slashes.isEmpty || directories.contains(directory) { paths.append(directory) }
            visitNames(in: directory) { name, kind in
                guard matchesDots || name[0] != UInt8(ascii: ".") else { return }
                let path = directory + ByteString(name)
                if slashes.isEmpty { paths.append(path) }
                let kind = kind != .unknown ? kind : (try? Kernel.status(path, followLinks: false))?.kind
                if kind == .directory { pending.append(path + (slashes.isEmpty ? "/" : slashes)) }
            }
        }
        // The start of the pattern may be no directory or not exist.
        return paths.filter { path in
            !directories.contains(path) || path.isEmpty || (try? Kernel.status(path)) != nil
        }
    }

    /// Calls `visit` with each name in the directory except `.` and `..`, without a string for it, since most do not match.
    private func visitNames(in directory: ByteString, _ visit: (borrowing Span<UInt8>, Kernel.FileKind) -> Void) {
        let dot = UInt8(ascii: ".")
        _ = Kernel.visitDirectory(directory.isEmpty ? "." : directory) { name, kind in
            let isSelfOrParent = name[0] == dot && (name.count == 1 || name.count == 2 && name[1] == dot)
            if !isSelfOrParent { visit(name, kind) }
        }
    }
}
