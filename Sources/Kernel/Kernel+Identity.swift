// The identity of the process: arguments, environment, users, the host.

public import Bytes
import CSeesh
import Glibc

extension Kernel {
    /// The arguments of the shell.
    public static var rawArguments: [ByteString] { unsafe strings(seesh_arguments()) }

    /// The entries of the environment, also those that are not of the form `NAME=value`.
    public static var rawEnvironment: [ByteString] { unsafe strings(seesh_environment()) }

    @unsafe
    private static func strings(_ pointer: UnsafePointer<UnsafeMutablePointer<CChar>?>?) -> [ByteString] {
        guard var next = unsafe pointer else { return [] }
        var strings: [ByteString] = []
        while let string = unsafe next.pointee {
            unsafe strings.append(ByteString(cString: string))
            unsafe next += 1
        }
        return strings
    }

    /// A path of the running program.
    public static var ownExecutable: ByteString { "/proc/self/exe" }

    public static var hostName: ByteString {
        var name = utsname()
        guard unsafe uname(&name) == 0 else { return "localhost" }
        return unsafe withUnsafePointer(to: &name.nodename) { tuple in
            unsafe tuple.withMemoryRebound(to: CChar.self, capacity: MemoryLayout.size(ofValue: tuple.pointee)) {
                unsafe ByteString(cString: $0)
            }
        }
    }

    /// The login name of the effective user, or its ID.
    public static var userName: ByteString {
        guard let user = unsafe getpwuid(geteuid()) else { return ByteString(decimal: geteuid()) }
        return unsafe ByteString(cString: user.pointee.pw_name)
    }

    /// The initial working directory of a user, from /etc/passwd or from `getent passwd`; nil where there is no such user.
    ///
    /// POSIX: XCU 2.6.1
    public static func homeDirectory(of login: ByteString) -> ByteString? {
        // The pattern of `case $x in ~*)` is no login name and not worth a process.
        guard !login.contains(where: { $0 == 0x2A || $0 == 0x3F || $0 == 0x5B }) else { return nil }
        if let user = unsafe login.withCString({ unsafe getpwnam($0) }) {
            return unsafe ByteString(cString: user.pointee.pw_dir)
        }
        // An entry is name:password:user:group:comment:home:shell. getent takes a number for a user ID, so compare the name.
        guard let entry = askDatabase(login)?.split(on: 0x3A), entry.count >= 7, entry[0] == login else { return nil }
        return entry[5]
    }

    /// The first line of `getent passwd LOGIN`.
    private static func askDatabase(_ login: ByteString) -> ByteString? {
        guard
            let program = (["/usr/bin/getent", "/bin/getent"] as [ByteString]).first(where: {
                isAccessible($0, .execute)
            }),
            let (reading, writing) = try? pipe()
        else { return nil }
        defer { close(reading) }
        let request = SpawnRequest(
            path: program, arguments: ["getent", "passwd", "--", login], environment: EnvironmentBlock([]),
            actions: [
                .open(path: "/dev/null", mode: .read, to: 0), .duplicate(from: writing, to: 1),
                .open(path: "/dev/null", mode: .write, to: 2),
            ])
        let pid = try? spawn(request) { _ in 127 }
        close(writing)
        guard let pid else { return nil }
        var output: [UInt8] = []
        try? readAll(reading, into: &output)
        _ = try? uninterrupted { () throws(Errno) in try wait(for: pid) }
        return ByteString(output).split(on: 0x0A).first
    }
}
