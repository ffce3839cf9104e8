import Bytes
import Foundation
import Kernel
import Testing
import Wiring

extension KernelTests {
    @Suite struct Processes {
        @Test(arguments: [0, 1, 127, 128, 255]) func `an exit code arrives`(code: Int32) throws {
            let status = try output(of: shell("exit \(code)")).status
            #expect(status.exitCode == code && status.signal == nil && status.isFinal && status.exitStatus == code)
        }

        @Test(arguments: [SIGKILL, SIGTERM, SIGPIPE]) func `a death by a signal arrives`(signal: Int32) throws {
            let status = try output(of: shell("kill -\(signal) $$")).status
            #expect(status.exitCode == nil && status.signal == signal && status.isFinal)
            #expect(status.exitStatus == 128 + signal && !status.coreDumped)
        }

        @Test func `a stop, a continuation and an end are seen one after the other`() throws {
            // It ends only when it is told to: an end would take the place of the continuation.
            let script = "trap 'exit 3' TERM; kill -STOP $$; while :; do sleep 0.01; done"
            let pid = try spawn(shell(script, processGroup: .lead))
            let stopped = try #require(try Kernel.wait(for: pid, options: .untraced))
            #expect(stopped.status.stopSignal == SIGSTOP && !stopped.status.isFinal)
            #expect(stopped.status.exitStatus == 128 + SIGSTOP)
            #expect(try Proc.stat(pid).state == .stopped)
            #expect(try Proc.stat(pid).pgid == pid)
            #expect(try Kernel.wait(for: pid, options: [.noHang, .untraced]) == nil)
            try Kernel.sendSignal(SIGCONT, to: -pid)
            let continued = try #require(try Kernel.wait(for: pid, options: .continued))
            #expect(continued.status.isContinued && !continued.status.isFinal && continued.status.exitStatus == 0)
            try Kernel.sendSignal(SIGTERM, to: pid)
            let ended = try #require(try Kernel.wait(for: -pid))
            #expect(ended.pid == pid && ended.status.exitCode == 3)
            #expect(ended.usage.maximumResidentKiB > 0)
            #expect(throws: Errno.ECHILD) { try Kernel.wait(for: pid) }
            #expect(throws: Errno.ESRCH) { try Kernel.sendSignal(0, to: pid) }
        }

        @Test func `a limit that is set is the limit of commands`() throws {
            let before = try Kernel.resourceLimit(Int32(RLIMIT_CORE.rawValue))
            try Kernel.setResourceLimit(Int32(RLIMIT_CORE.rawValue), soft: 0, hard: before.hard)
            #expect(try Kernel.resourceLimit(Int32(RLIMIT_CORE.rawValue)).soft == 0)
            #expect(try output(of: shell("ulimit -c")).text == "0\n")
            try Kernel.setResourceLimit(Int32(RLIMIT_CORE.rawValue), soft: before.soft, hard: before.hard)
            #expect(throws: Errno.EINVAL) { try Kernel.resourceLimit(1000) }
        }

        @Test func `the limit of a larger stack is not inherited`() throws {
            let scratch = try Scratch()
            let before = try output(of: shell("ulimit -s")).text
            let status = try inChild {
                Kernel.runOnLargeStack { _ in
                    guard replaceDescriptor(1, by: scratch["spawned"]),
                        let pid = try? spawn(shell("ulimit -s")), (try? reap(pid)) != nil,
                        replaceDescriptor(1, by: scratch["executed"])
                    else { return 1 }
                    let request = shell("ulimit -s")
                    _ = Kernel.execute(request.path, arguments: request.arguments, environment: environment)
                    return 2
                }
            }
            #expect(status.exitCode == 0)
            #expect(try scratch.read("spawned") == before)
            #expect(try scratch.read("executed") == before)
        }

        @Test func `clocks go forward`() {
            let first = Kernel.monotonicNanoseconds()
            #expect(Kernel.pause(nanoseconds: 2_000_000) == 0)
            #expect(Kernel.monotonicNanoseconds() - first >= 2_000_000)
            #expect(abs(Double(Kernel.wallClock().seconds) - Date().timeIntervalSince1970) < 5)
            #expect(Kernel.processTimes().ticksPerSecond == 100)
        }
    }

    @Suite struct Identity {
        @Test func `home directories come from the user database`() {
            #expect(Kernel.homeDirectory(of: "root") == "/root")
            #expect(Kernel.homeDirectory(of: "no-such-user-anywhere") == nil)
            #expect(Kernel.homeDirectory(of: "0") == nil)
            #expect(Kernel.homeDirectory(of: "--help") == nil)
            #expect(Kernel.homeDirectory(of: "") == nil)
        }

        @Test func `the environment and the arguments are those of the process`() {
            #expect(Kernel.rawArguments.map(\.text) == CommandLine.arguments)
            #expect(Kernel.rawEnvironment.contains { $0.hasPrefix("PATH=") })
            #expect(Kernel.hostName.text == ProcessInfo.processInfo.hostName)
        }

        @Test(arguments: ["C.UTF-8", "C.utf8", "de_DE.UTF-8@euro", "en_US.utf-8", ".UTF8"])
        func `a codeset of UTF-8 is known`(name: String) {
            #expect(Kernel.localeIsUTF8(ByteString(name)))
        }

        @Test(arguments: ["", "C", "POSIX", "de_DE", "de_DE@utf8", "de_DE.ISO-8859-1", "ja_JP.UTF-16", "UTF-8"])
        func `everything else is bytes`(name: String) {
            #expect(!Kernel.localeIsUTF8(ByteString(name)))
        }

        @Test func `messages are those of the C library`() {
            #expect(Errno.ENOENT.message == "No such file or directory")
            #expect(Errno(4095).message == "Unknown error 4095")
        }
    }
}
