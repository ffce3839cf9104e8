// LogicalPath: the name of a directory with its dot and dot-dot components resolved in the name, as `cd -L` does: after a
// symbolic link dot-dot leads back to the directory of the link. No function here accesses files.
//
// POSIX: XCU cd, step 8

package import Bytes

package enum LogicalPath {
    /// The canonical form of an absolute `path`.
    ///
    /// - Parameter check: called with each directory that a dot-dot leaves.
    static func canonical<Failure: Error>(
        _ path: ByteString, check: (ByteString) throws(Failure) -> Void
    ) throws(Failure) -> ByteString {
        // Implementation-defined: exactly two leading slashes stay two; as dash, bash, yash, mksh and busybox.
        let root: ByteString = path.hasPrefix("//") && !path.hasPrefix("///") ? "/" : ""
        var result = root
        // The index of the slash of each component of `result`.
        var starts: [Int] = []
        for component in path.split(on: UInt8(ascii: "/")) {
            switch component {
            case "", ".":
                continue
            case "..":
                guard let start = starts.popLast() else { continue }
                try check(result)
                result = result.prefix(start)
            default:
                starts.append(result.count)
                result.append(UInt8(ascii: "/"))
                result.append(component)
            }
        }
        return result == root ? root + "/" : result
    }

    /// True for an absolute path without dot and dot-dot components.
    static func isCanonical(_ path: ByteString) -> Bool {
        guard path.first == UInt8(ascii: "/") else { return false }
        return !path.split(on: UInt8(ascii: "/")).contains { $0 == "." || $0 == ".." }
    }

    /// `directory`, a slash unless it ends in one, and `name`.
    package static func join(_ directory: ByteString, _ name: ByteString) -> ByteString {
        directory.hasSuffix("/") ? directory + name : directory + "/" + name
    }

    /// True for a path that CDPATH does not apply to: absolute, or with dot or dot-dot as its first component.
    static func isAnchored(_ path: ByteString) -> Bool {
        path.hasPrefix("/") || path == "." || path == ".." || path.hasPrefix("./") || path.hasPrefix("../")
    }
}
