import Bytes
import Foundation
import Testing
import Wiring

@testable import Kernel

extension KernelTests {
    @Suite struct ProcReaders {
        func fact(_ fd: Int32) throws -> DescriptorSnapshot { try Proc.descriptor(fd, of: Kernel.processID) }

        @Test func `a pipe is seen with its ends, its fill and its capacity`() throws {
            let (reading, writing) = try Kernel.pipe()
            defer {
                Kernel.close(reading)
                Kernel.close(writing)
            }
            try Kernel.writeAll(writing, Array("12345".utf8))
            let read = try fact(reading)
            let write = try fact(writing)
            #expect(read.kind == .pipe && read.mode == .read && read.closeOnExec && read.fill == 5)
            #expect(write.kind == .pipe && write.mode == .write && write.inode == read.inode)
            #expect(read.name == "pipe:[" + ByteString(decimal: Int(read.inode)) + "]")
            #expect(try #require(read.capacity) >= 4096)
            let sampled = try #require(Proc.pipeFill(Kernel.processID, writing))
            #expect(sampled.fill == 5 && sampled.capacity == read.capacity)
        }

        @Test func `a file is seen with its offset, size and flags`() throws {
            let scratch = try Scratch()
            try scratch.write("1234567890", to: "file")
            let fd = try Kernel.open(scratch["file"], mode: .append)
            defer { Kernel.close(fd) }
            try Kernel.writeAll(fd, Array("ab".utf8))
            let seen = try fact(fd)
            #expect(seen.kind == .file && seen.mode == .write && seen.flags == [.append] && !seen.closeOnExec)
            #expect(seen.offset == 12 && seen.size == 12 && seen.name == scratch["file"])
            #expect(seen.inode == (try Kernel.status(descriptor: fd).inode))
        }

        @Test func `sharing of an open file description is seen`() throws {
            let fd = try Kernel.openPrivate("/dev/null")
            let copy = try Kernel.duplicatePrivately(fd)
            let other = try Kernel.openPrivate("/dev/null")
            defer { for fd in [fd, copy, other] { Kernel.close(fd) } }
            let own = Kernel.processID
            #expect(Proc.openFileDescriptionOrder(own, fd, own, copy) == .same)
            #expect([.before, .after].contains(Proc.openFileDescriptionOrder(own, fd, own, other)))
            #expect(Proc.openFileDescriptionOrder(own, fd, Int32.max, other) == nil)
        }

        @Test func `each kind of descriptor has its name`() throws {
            let scratch = try Scratch()
            #expect(mkfifo(scratch.path + "/fifo", 0o600) == 0)
            let fifo = try Kernel.open(scratch["fifo"], mode: .readWrite)
            let memory = try Kernel.fillHereDocument([UInt8](repeating: 0x78, count: 100_000))
            let directory = try Kernel.openCurrentDirectory()
            let null = try Kernel.openPrivate("/dev/null")
            let terminal = try Kernel.openPrivate("/dev/ptmx")
            let expected: [(Int32, DescriptorKind)] = [
                (fifo, .fifo), (memory, .memoryFile), (directory, .directory), (null, .device), (terminal, .terminal),
            ]
            defer { for (fd, _) in expected { Kernel.close(fd) } }
            for (fd, kind) in expected { #expect(try fact(fd).kind == kind) }
            #expect(try fact(directory).mode == .neither)
            #expect(try fact(memory).size == 100_000)
            #expect(try fact(fifo).mode == .readWrite)
        }

        @Test(arguments: [
            ("anon_inode:[eventfd]", DescriptorKind.eventCounter), ("anon_inode:[eventpoll]", .eventPoll),
            ("anon_inode:[signalfd]", .signals), ("anon_inode:[timerfd]", .timer), ("anon_inode:inotify", .fileWatch),
            ("anon_inode:[pidfd]", .process), ("pidfd:[123]", .process), ("anon_inode:[io_uring]", .other),
        ])
        func `what has no file is known by its link`(name: String, kind: DescriptorKind) {
            #expect(Proc.kind(of: ByteString(name), nil) == kind)
        }

        @Test func `a socket is seen with its family and type`() throws {
            var pair: [Int32] = [0, 0]
            #expect(unsafe socketpair(AF_UNIX, Int32(SOCK_STREAM.rawValue), 0, &pair) == 0)
            let internet = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
            #expect(listen(internet, 1) == 0)
            defer { for fd in pair + [internet] { Kernel.close(fd) } }
            let seen = try fact(pair[0])
            #expect(seen.kind == .socket && seen.socket?.family == .unix && seen.socket?.type == "stream")
            #expect(seen.socket?.state == "established")
            let listening = try #require(try fact(internet).socket)
            #expect(listening.family == .internet4 && listening.type == "tcp" && listening.state == "listen")
            #expect(listening.local.hasPrefix("0.0.0.0:"))
        }

        @Test func `a child is seen with its place among the processes`() throws {
            let pid = try spawn(
                SpawnRequest(
                    path: "/bin/sleep", arguments: ["sleep", "60"], environment: environment, processGroup: .lead))
            // The parent goes on a moment before the kernel has noted the new program's arguments.
            while Proc.arguments(of: pid) != ["sleep", "60"] { Kernel.pause(nanoseconds: 1_000_000) }
            let facts = try Proc.facts(of: pid)
            #expect(facts.ppid == Kernel.processID && facts.pgid == pid && facts.name == "sleep")
            #expect(facts.arguments == ["sleep", "60"] && facts.startTime > 0)
            #expect(facts.descriptors?.contains { $0.fd == 0 } == true)
            #expect(Proc.processes().contains(pid))
            try Kernel.sendSignal(SIGKILL, to: pid)
            // Until it is reaped it is a zombie.
            while try Proc.stat(pid).state != .zombie { Kernel.pause(nanoseconds: 1_000_000) }
            #expect(try Proc.facts(of: pid).arguments == [])
            _ = try reap(pid)
            #expect(throws: Errno.ENOENT) { try Proc.facts(of: pid) }
            #expect(Proc.descriptors(of: pid) == nil)
            #expect(Proc.reason(.ENOENT) == .gone && Proc.reason(.EACCES) == .noPermission)
        }

        @Test func `what a waiting process waits in is seen`() throws {
            let (reading, writing) = try Kernel.pipe()
            let pid = try spawn(
                SpawnRequest(
                    path: "/bin/cat", arguments: ["cat"], environment: environment,
                    actions: [.duplicate(from: reading, to: 0)]))
            Kernel.close(reading)
            var arguments: [UInt64]?
            for _ in 0..<2000 where arguments == nil {
                if case .call(_, let seen)? = Proc.systemCall(of: pid), seen[0] == 0, seen[2] > 1024 {
                    arguments = seen
                }
                Kernel.pause(nanoseconds: 1_000_000)
            }
            #expect(arguments != nil)
            guard case .seen(let waiting) = Proc.processSource.wait(pid) else {
                Issue.record("the process is not seen")
                return
            }
            #expect(waiting.operation == .reads(fd: 0) && waiting.movement.switches > 0)
            #expect(Proc.processSource.idle(pid) ?? 0 < 60_000_000_000)
            Kernel.close(writing)
            #expect(try reap(pid).exitCode == 0)
        }

        @Test func `a terminal is named by its device number`() {
            let names: [(Int32, ByteString?)] = [
                (0, nil), (34816 + 3, "pts/3"), (34816 + 256, "pts/256"), (4 << 8 | 2, "tty2"), (4 << 8 | 64, "ttyS0"),
                (5 << 8 | 1, "console"), (204 << 8 | 7, "terminal 204:7"),
            ]
            for (number, name) in names { #expect(Proc.terminalName(number) == name) }
        }

        @Test func `who has a file is seen by descriptor and by directory`() throws {
            let scratch = try Scratch()
            try scratch.write("x", to: "file")
            let fd = try Kernel.openPrivate(scratch["file"])
            defer { Kernel.close(fd) }
            let users = try Proc.use(of: scratch["file"])
            #expect(users.kind == .file && users.pids == [Kernel.processID] && users.users.first?.fds == [fd])
            #expect(try Proc.use(of: Kernel.currentDirectory()).users.contains { $0.ways == [.directory] })
            #expect(throws: Errno.ENOENT) { try Proc.use(of: scratch["nothing"]) }
        }

        @Test func `processes are found by name, by thread and as a tree`() throws {
            let own = Kernel.processID
            #expect(Proc.process(ofThread: own) == own && Proc.process(ofThread: Int32.max) == nil)
            #expect(Proc.threads(of: own).allSatisfy { Proc.process(ofThread: $0) == own })
            let name = try Proc.stat(own).name
            #expect(Proc.processes(called: name).contains { $0.pid == own })
            #expect(Proc.ancestors(of: own).first == Kernel.parentProcessID)
            #expect(Proc.descendants(of: Kernel.parentProcessID).contains(own))
            #expect(Proc.ownProcesses().contains(own))
            var meter = Proc.RestMeter()
            #expect(meter.rest(of: [own]) < 10_000_000_000)
        }

        @Test func `a name in stat may have anything in it`() throws {
            let tail = " S 1 2 3 34816 5 4194304 7 8 9 10 11 12 13 14 20 0 1 0 99 1000 200\n"
            let status = try #require(Proc.parseStat(ByteString("42 (a) R (b) " + ") c)" + tail)))
            #expect(status.name == "a) R (b) ) c" && status.pid == 42 && status.state == .sleeping)
            #expect(status.ppid == 1 && status.pgid == 2 && status.session == 3 && status.startTime == 99)
            #expect(status.userTicks == 11 && status.systemTicks == 12 && status.terminalGroup == 5)
            #expect(!status.isKernelThread)
            let kernel = "2 (kthreadd) S 0 0 0 0 -1 2129984 7 8 9 10 11 12 13 14 20 0 1 0 99 1000 200\n"
            #expect(Proc.parseStat(ByteString(kernel))?.isKernelThread == true)
            for text in ["", "42", "42 (", "42 (a)", "42 (a) S 1", ") S ("] {
                #expect(Proc.parseStat(ByteString(text)) == nil)
            }
        }

        @Test(arguments: [
            ("0100007F:1F90", "127.0.0.1:8080"), ("00000000:0000", "0.0.0.0:0"),
            ("00000000000000000000000001000000:0050", "[::1]:80"),
            ("00000000000000000000000000000000:0001", "[::]:1"),
            ("B80D01200000000000000000000000FF:0016", "[2001:db8::ff00:0]:22"),
            ("B80D0120010000000200000003000400:0016", "[2001:db8:0:1:0:2:4:3]:22"),
        ])
        func `addresses are shown as people write them`(text: String, shown: String) {
            #expect(SocketTable.address(ByteString(text)).text == shown)
        }

        @Test func `the line of a system call is read`() {
            func parse(_ line: ByteString) -> SystemCallState? { Proc.parseSystemCall(line.split(on: 0x20)) }
            #expect(parse("running") == .running)
            #expect(parse("-1 0x7ffd 0x7f00") == .blocked)
            #expect(
                parse("0 0x0 0x7f 0x20000 0x0 0x0 0xffffffffffffffff 0x1 0x2")
                    == .call(number: 0, arguments: [0, 0x7F, 0x20000, 0, 0, UInt64.max]))
            #expect(parse("") == nil)
            #expect(parse("0 0x0") == nil)
        }
    }
}
