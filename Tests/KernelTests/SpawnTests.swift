import Bytes
import Foundation
import Testing
import Wiring

@testable import Kernel

extension KernelTests {
    @Suite struct Spawn {
        @Test func `the child gets the table that the actions say, in their order`() throws {
            let scratch = try Scratch()
            try scratch.write("in", to: "in")
            let script = "for fd in 0 2 5 7 8; do readlink /proc/$$/fd/$fd || echo none; done"
            let result = try output(
                of: shell(
                    script,
                    actions: [
                        .open(path: scratch["in"], mode: .read, to: 0),
                        .open(path: scratch["log"], mode: .append, to: 5),
                        .duplicate(from: 5, to: 7),
                        .open(path: scratch["log"], mode: .write, to: 5),
                        .duplicate(from: 5, to: 2),
                        .close(5),
                        .close(5),
                        .open(path: scratch["both"], mode: .readWrite, to: 8),
                    ]))
            let expected = ["in", "log", "none", "log", "both"].map { $0 == "none" ? $0 : scratch[$0].text }
            #expect(result.text.split(separator: "\n").map(String.init) == expected)
            #expect(result.status.exitCode == 0)
        }

        @Test func `a descriptor copied onto itself is inherited`() throws {
            let fd = try Kernel.openPrivate("/dev/null")
            defer { Kernel.close(fd) }
            let script = "test -e /proc/self/fd/\(fd) && echo there"
            #expect(try output(of: shell(script)).text == "")
            #expect(try output(of: shell(script, actions: [.duplicate(from: fd, to: fd)])).text == "there\n")
        }

        @Test func `private descriptors do not reach the command`() throws {
            let (reading, writing) = try Kernel.pipe()
            defer {
                Kernel.close(reading)
                Kernel.close(writing)
            }
            #expect(reading >= 10 && writing >= 10)
            let result = try output(
                of: shell("ls /proc/self/fd/\(reading) /proc/self/fd/\(writing) 2>/dev/null | wc -l"))
            #expect(result.text.trimmingCharacters(in: .whitespacesAndNewlines) == "0")
        }

        static let failures: [(String, String, [DescriptorAction], SpawnFailure)] = [
            ("no such program", "/nonexistent/program", [], SpawnFailure(errno: .ENOENT, step: .execute)),
            ("not executable", "/etc/passwd", [], SpawnFailure(errno: .EACCES, step: .execute)),
            ("a directory", "/", [], SpawnFailure(errno: .EACCES, step: .execute)),
            ("below a file", "/etc/passwd/x", [], SpawnFailure(errno: .ENOTDIR, step: .execute)),
            (
                "no such file", "/bin/true",
                [.close(9), .open(path: "/nonexistent", mode: .read, to: 0)],
                SpawnFailure(errno: .ENOENT, step: .action(index: 1))
            ),
            (
                "a closed source", "/bin/true", [.close(9), .close(8), .duplicate(from: 9, to: 1)],
                SpawnFailure(errno: .EBADF, step: .action(index: 2))
            ),
            (
                "a directory to write", "/bin/true", [.open(path: "/tmp", mode: .write, to: 1)],
                SpawnFailure(errno: .EISDIR, step: .action(index: 0))
            ),
            (
                "a file that exists", "/bin/true", [.open(path: "/etc/passwd", mode: .writeNew, to: 1)],
                SpawnFailure(errno: .EEXIST, step: .action(index: 0))
            ),
        ]

        @Test(arguments: failures)
        func `a failing step is named in the process, and leaves no descriptor`(
            title: String, path: String, actions: [DescriptorAction], failure: SpawnFailure
        ) throws {
            let before = openDescriptors()
            let request = SpawnRequest(
                path: ByteString(path), arguments: ["x"], environment: environment, actions: actions)
            #expect(try spawn(request, failingWith: failure).exitCode == 42)
            #expect(openDescriptors() == before)
            #expect(throws: Errno.ECHILD) { try Kernel.wait(for: -1, options: .noHang) }
        }

        @Test func `what is no program and has a NUL in its first line is ENOEXEC`() throws {
            let scratch = try Scratch()
            try scratch.write("echo script\n", to: "script", mode: 0o755)
            try scratch.write("a\0b\n", to: "binary", mode: 0o755)
            let request = SpawnRequest(path: scratch["binary"], arguments: ["x"], environment: environment)
            #expect(try spawn(request, failingWith: SpawnFailure(errno: .ENOEXEC, step: .execute)).exitCode == 42)
        }

        @Test func `a group that does not exist cannot be joined`() throws {
            let request = shell(":", processGroup: .join(Int32.max))
            #expect(try spawn(request, failingWith: SpawnFailure(errno: .EPERM, step: .processGroup)).exitCode == 42)
        }

        @Test func `no descriptor left is EMFILE`() throws {
            let limit = try Kernel.resourceLimit(Int32(RLIMIT_NOFILE.rawValue))
            var taken: [Int32] = []
            try Kernel.setResourceLimit(Int32(RLIMIT_NOFILE.rawValue), soft: 200, hard: limit.hard)
            while let fd = try? Kernel.open("/dev/null", mode: .read, closeOnExec: true) { taken.append(fd) }
            let status = try spawn(
                shell(":", actions: [.open(path: "/dev/null", mode: .read, to: 0)]),
                failingWith: SpawnFailure(errno: .EMFILE, step: .action(index: 0)))
            let piped = Result { () throws(Errno) in _ = try Kernel.pipe() }
            let doubled = Result { () throws(Errno) in _ = try Kernel.duplicatePrivately(0) }
            for fd in taken { Kernel.close(fd) }
            try Kernel.setResourceLimit(Int32(RLIMIT_NOFILE.rawValue), soft: limit.soft, hard: limit.hard)
            #expect(status.exitCode == 42)
            #expect(throws: Errno.EMFILE) { try piped.get() }
            #expect(throws: Errno.EMFILE) { try doubled.get() }
        }

        @Test func `a child that waits for a FIFO does not hold up the parent`() throws {
            let scratch = try Scratch()
            #expect(mkfifo(scratch.path + "/fifo", 0o600) == 0)
            let (reading, writing) = try Kernel.pipe()
            defer { Kernel.close(reading) }
            let reader = try spawn(
                shell(
                    "cat",
                    actions: [
                        .duplicate(from: writing, to: 1), .open(path: scratch["fifo"], mode: .read, to: 0),
                    ], processGroup: .lead))
            Kernel.close(writing)
            #expect(try Kernel.processGroup(of: reader) == reader)
            let writer = try spawn(
                shell(
                    "echo through", actions: [.open(path: scratch["fifo"], mode: .write, to: 1)],
                    processGroup: .join(reader)))
            #expect(try readAll(reading) == Array("through\n".utf8))
            #expect(try reap(reader).exitCode == 0)
            #expect(try reap(writer).exitCode == 0)
        }

        @Test func `what fails after a FIFO is reported by the child`() throws {
            let scratch = try Scratch()
            #expect(mkfifo(scratch.path + "/fifo", 0o600) == 0)
            let other = try Kernel.spawn(
                shell(
                    ":",
                    actions: [
                        .open(path: scratch["fifo"], mode: .readWrite, to: 0),
                        .open(path: "/nonexistent/file", mode: .read, to: 0),
                    ])
            ) { failure in
                failure == SpawnFailure(errno: .ENOENT, step: .action(index: 1)) ? 42 : 43
            }
            #expect(try reap(other).exitCode == 42)
        }

        @Test func `arguments and environment arrive byte for byte`() throws {
            let long = String(repeating: "x", count: 100_000)
            let request = SpawnRequest(
                path: "/bin/sh",
                arguments: [
                    "sh", "-c", #"printf '<%s>' "$#" "$@" "$A""#, "x", "", ByteString([0xFF]), ByteString(long),
                ],
                environment: EnvironmentBlock(["A=\u{E4}"]))
            let (reading, writing) = try Kernel.pipe()
            defer { Kernel.close(reading) }
            var piped = request
            piped.actions = [.duplicate(from: writing, to: 1)]
            let pid = try spawn(piped)
            Kernel.close(writing)
            let expected = Array("<3><><".utf8) + [0xFF] + Array("><\(long)><\u{E4}>".utf8)
            #expect(try readAll(reading) == expected)
            #expect(try reap(pid).exitCode == 0)
        }

        @Test func `execve fails with its reason`() throws {
            let status = try inChild {
                Kernel.execute("/nonexistent", arguments: ["x"], environment: environment) == .ENOENT ? 7 : 8
            }
            #expect(status.exitCode == 7)
            let replaced = try inChild {
                _ = Kernel.execute("/bin/sh", arguments: ["sh", "-c", "exit 9"], environment: environment)
                return 1
            }
            #expect(replaced.exitCode == 9)
        }
    }
}
