import Bytes
import Foundation
import Kernel
import Testing
import Wiring

extension KernelTests {
    @Suite struct Descriptors {
        @Test(arguments: [0, 1, 4096, 4097, 65536, 65537, 1 << 20, 10_000_000])
        func `a here-document of any size is read back`(size: Int) throws {
            let before = openDescriptors()
            let bytes = (0..<size).map { UInt8(truncatingIfNeeded: $0 &* 31) }
            let fd = try Kernel.fillHereDocument(bytes)
            #expect(fd >= 10)
            #expect(try Kernel.isCloseOnExec(fd))
            #expect(throws: Errno.EBADF) { try Kernel.write(fd, [0], from: 0, count: 1) }
            let (reading, writing) = try Kernel.pipe()
            let pid = try spawn(
                SpawnRequest(
                    path: "/bin/cat", arguments: ["cat"], environment: environment,
                    actions: [.duplicate(from: fd, to: 0), .duplicate(from: writing, to: 1)]))
            Kernel.close(writing)
            Kernel.close(fd)
            #expect(try readAll(reading) == bytes)
            Kernel.close(reading)
            #expect(try reap(pid).exitCode == 0)
            #expect(openDescriptors() == before)
        }

        @Test func `noclobber refuses regular files only`() throws {
            let scratch = try Scratch()
            let made = try Kernel.open(scratch["new"], mode: .writeNew)
            #expect(try Kernel.write(made, Array("kept".utf8), from: 0, count: 4) == 4)
            Kernel.close(made)
            symlink("new", scratch.path + "/link")
            symlink("nothing", scratch.path + "/dangling")
            symlink("/dev/null", scratch.path + "/null")
            for name in ["new", "link", "dangling"] {
                #expect(throws: Errno.EEXIST) { try Kernel.open(scratch[name], mode: .writeNew) }
            }
            #expect(try scratch.read("new") == "kept")
            #expect(throws: Errno.ENOENT) { try Kernel.status(scratch["nothing"]) }
            for path in ["/dev/null" as ByteString, scratch["null"]] {
                Kernel.close(try Kernel.open(path, mode: .writeNew))
            }
            #expect(throws: Errno.ENOENT) { try Kernel.open(scratch["no/such"], mode: .writeNew) }
            #expect(throws: Errno.EISDIR) { try Kernel.open(ByteString(scratch.path), mode: .writeNew) }
        }

        @Test func `each open mode does what its operator says`() throws {
            let scratch = try Scratch()
            func put(_ text: String, _ mode: OpenMode) throws {
                let fd = try Kernel.open(scratch["file"], mode: mode)
                defer { Kernel.close(fd) }
                try Kernel.writeAll(fd, Array(text.utf8))
            }
            try put("one two", .write)
            try put("ONE", .readWrite)
            #expect(try scratch.read("file") == "ONE two")
            try put("!", .append)
            #expect(try scratch.read("file") == "ONE two!")
            try put("x", .write)
            #expect(try scratch.read("file") == "x")
            #expect(throws: Errno.EBADF) { try put("y", .read) }
            let mask = Kernel.umask()
            Kernel.setUmask(0o027)
            defer { Kernel.setUmask(mask) }
            #expect(Kernel.umask() == 0o027)
            Kernel.close(try Kernel.open(scratch["masked"], mode: .write))
            #expect(try Kernel.status(scratch["masked"]).mode == 0o640)
        }

        @Test func `a copy onto itself loses close-on-exec and keeps everything else`() throws {
            let fd = try Kernel.openPrivate("/dev/null")
            defer { Kernel.close(fd) }
            #expect(fd >= 10)
            #expect(try Kernel.isCloseOnExec(fd))
            try Kernel.duplicate(fd, to: fd)
            #expect(try !Kernel.isCloseOnExec(fd))
            let copy = try Kernel.duplicateAtLeast10(fd)
            #expect(copy >= 10)
            #expect(try !Kernel.isCloseOnExec(copy))
            Kernel.close(copy)
            #expect(!Kernel.isOpen(copy))
            #expect(throws: Errno.EBADF) { try Kernel.duplicate(copy, to: copy) }
        }

        @Test func `reading appends, seeking moves, the end is 0`() throws {
            let scratch = try Scratch()
            try scratch.write("abcdef", to: "file")
            let fd = try Kernel.open(scratch["file"], mode: .read)
            defer { Kernel.close(fd) }
            var buffer: [UInt8] = [0x3C]
            #expect(try Kernel.read(fd, into: &buffer, limit: 3) == 3)
            #expect(buffer == Array("<abc".utf8))
            #expect(Kernel.seek(fd, by: -1))
            #expect(try Kernel.read(fd, into: &buffer, limit: 100) == 4)
            #expect(buffer == Array("<abccdef".utf8))
            #expect(try Kernel.read(fd, into: &buffer, limit: 1) == 0)
            #expect(Kernel.isSeekable(fd))
            let (reading, writing) = try Kernel.pipe()
            #expect(!Kernel.isSeekable(reading) && !Kernel.seek(reading, by: 1))
            Kernel.close(reading)
            Kernel.close(writing)
            #expect(throws: Errno.EISDIR) {
                let directory = try Kernel.open("/", mode: .read)
                defer { Kernel.close(directory) }
                _ = try Kernel.read(directory, into: &buffer, limit: 1)
            }
            #expect(buffer == Array("<abccdef".utf8))
        }
    }

    @Suite struct Files {
        @Test func `the status tells kind, mode and size`() throws {
            let scratch = try Scratch()
            try scratch.write("12345", to: "file", mode: 0o751)
            symlink("file", scratch.path + "/link")
            let status = try Kernel.status(scratch["link"])
            #expect(status.kind == .regular && status.mode == 0o751 && status.size == 5)
            #expect(try Kernel.status(scratch["link"], followLinks: false).kind == .symbolicLink)
            #expect(try Kernel.linkTarget(scratch["link"]) == "file")
            #expect(try Kernel.status(scratch["file"]).isSameFile(as: status))
            #expect(try Kernel.status("/").kind == .directory)
            #expect(try Kernel.status("/dev/null").kind == .characterDevice)
            #expect(throws: Errno.ENOENT) { try Kernel.status(scratch["nothing"]) }
            #expect(Kernel.isAccessible(scratch["file"], .execute))
            #expect(!Kernel.isAccessible("/etc/passwd", .execute))
        }

        @Test func `a directory lists each name once, bytes and all`() throws {
            let scratch = try Scratch()
            let name = ByteString([0xFF, 0x20, 0x0A])
            Kernel.close(try Kernel.open(ByteString(scratch.path + "/") + name, mode: .write))
            #expect(Set(Kernel.directoryEntries(ByteString(scratch.path)) ?? []) == [".", "..", name])
            #expect(Kernel.directoryEntries(scratch["nothing"]) == nil)
        }

        @Test func `a NUL in the first line makes a file binary`() throws {
            let scratch = try Scratch()
            try scratch.write("echo\n\0", to: "script")
            try scratch.write("ec\0ho\n", to: "binary")
            try scratch.write("", to: "empty")
            for (path, isBinary) in [
                (scratch["script"], false), (scratch["binary"], true), (scratch["empty"], false), ("/bin/sh", true),
            ] {
                let fd = try Kernel.openPrivate(path)
                defer { Kernel.close(fd) }
                #expect(Kernel.readsBinary(fd) == isBinary)
            }
        }

        @Test func `the way back to a directory does not need its name`() throws {
            let status = try inChild {
                guard let back = try? Kernel.openCurrentDirectory(), back >= 10,
                    let here = try? Kernel.currentDirectory(), (try? Kernel.changeDirectory("/")) != nil,
                    (try? Kernel.currentDirectory()) == "/", (try? Kernel.changeDirectory(descriptor: back)) != nil
                else { return 1 }
                return (try? Kernel.currentDirectory()) == here ? 0 : 2
            }
            #expect(status.exitCode == 0)
        }
    }
}
