// LogicalPath: the name of a directory after its dot and dot-dot components have been worked off in the name itself, as
// `cd -L` does. A symbolic link counts as the directory that it stands for, so that dot-dot leads back along the way that
// was taken.
//
// Whether a component that dot-dot takes back is a directory at all is asked of the caller; nothing else here looks at files.
//
// POSIX: XCU cd, step 8

package import Bytes

package enum LogicalPath {
    /// The canonical form of an absolute `path`.
    ///
    /// - Parameter check: called with each directory that a dot-dot leaves; what it throws ends the work.
    static func canonical<Failure: Error>(
        _ path: ByteString, check: (ByteString) throws(Failure) -> Void
    ) throws(Failure) -> ByteString {
        // Implementation-defined: two slashes at the beginning, and no more, stay two; as dash, bash, yash, mksh and busybox.
        let keepsTwoSlashes = path.hasPrefix("//") && !path.hasPrefix("///")
        let root: ByteString = keepsTwoSlashes ? "/" : ""
        var result = root
        // Where each component of `result` begins, with its slash.
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

    /// True where a search does not apply: the first component is dot or dot-dot, or the path is absolute.
    static func isAnchored(_ path: ByteString) -> Bool {
        path.hasPrefix("/") || path == "." || path == ".." || path.hasPrefix("./") || path.hasPrefix("../")
    }
}
