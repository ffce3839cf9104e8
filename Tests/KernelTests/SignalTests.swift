import Bytes
import Foundation
import Kernel
import Testing
import Wiring

extension KernelTests {
    @Suite struct SignalBehaviour {
        /// The set in a line such as `SigIgn:\t0000000000000004` of the child's own status.
        func signalSet(_ name: String, ignoring: SignalSet) throws -> SignalSet {
            let request = SpawnRequest(
                path: "/bin/cat", arguments: ["cat", "/proc/self/status"], environment: environment,
                ignoredSignals: ignoring)
            let text = try output(of: request).text
            let line = try #require(text.split(separator: "\n").first { $0.hasPrefix(name + ":") })
            let digits = try #require(line.split(separator: "\t").last)
            return SignalSet(bits: try #require(UInt64(digits, radix: 16)))
        }

        @Test func `a command gets no signal that the shell caught or ignored for itself`() throws {
            Signals.catchSignal(SIGUSR1)
            Signals.catchSignal(SIGCHLD)
            Signals.ignore(SIGTSTP)
            Signals.ignore(SIGTTOU)
            defer { for signal in [SIGUSR1, SIGCHLD, SIGTSTP, SIGTTOU] { Signals.setDefault(signal) } }
            let ignored = try signalSet("SigIgn", ignoring: [SIGINT, SIGQUIT, SIGTTOU, SIGCHLD])
            for signal in [SIGINT, SIGQUIT, SIGTTOU, SIGCHLD] { #expect(ignored.subtracting([signal]) != ignored) }
            for signal in [SIGUSR1, SIGTSTP] { #expect(ignored.subtracting([signal]) == ignored) }
            #expect(try signalSet("SigCgt", ignoring: []) == [])
            #expect(try signalSet("SigBlk", ignoring: []) == [])
            #expect(try output(of: shell("kill -USR1 $$; echo alive")).status.signal == SIGUSR1)
            #expect(try output(of: shell("kill -USR1 $$; echo alive", ignoredSignals: [SIGUSR1])).text == "alive\n")
        }

        @Test func `an ignored SIGCHLD loses no status`() throws {
            Signals.ignore(SIGCHLD)
            defer { Signals.setDefault(SIGCHLD) }
            #expect(try output(of: shell("exit 5")).status.exitCode == 5)
        }

        @Test func `a caught signal is pending until it is taken`() throws {
            let status = try inChild {
                Signals.catchSignal(SIGUSR1)
                Signals.catchSignal(SIGHUP)
                guard !Signals.isPending else { return 1 }
                for signal in [SIGUSR1, SIGHUP, SIGUSR1] { raise(signal) }
                guard Signals.isPending else { return 2 }
                guard Signals.takePending() == [SIGHUP, SIGUSR1] else { return 3 }
                guard !Signals.isPending, Signals.takePending().isEmpty else { return 4 }
                return 0
            }
            #expect(status.exitCode == 0)
        }

        @Test func `a forked child has default dispositions and nothing pending`() throws {
            Signals.catchSignal(SIGUSR1)
            defer { Signals.setDefault(SIGUSR1) }
            let status = try inChild {
                raise(SIGUSR1)
                return 1
            }
            #expect(status.signal == SIGUSR1)
        }

        @Test func `waiting loses no end of a child and no signal`() throws {
            let status = try inChild {
                Signals.catchSignal(SIGUSR1)
                for _ in 0..<200 {
                    guard let pid = try? spawn(shell("kill -USR1 $PPID")) else { return 1 }
                    var signalled = false
                    var ended = false
                    while !(signalled && ended) {
                        if Signals.takePending() == [SIGUSR1] { signalled = true }
                        if !ended, (try? Kernel.wait(for: pid, options: .noHang)) != nil {
                            ended = true
                            continue
                        }
                        if !(signalled && ended) { Kernel.waitForSignalOrChild() }
                    }
                }
                return 0
            }
            #expect(status.exitCode == 0)
        }

        @Test func `a signal that came before a wait ends it at once`() throws {
            let status = try inChild {
                Signals.catchSignal(SIGUSR1)
                raise(SIGUSR1)
                guard Kernel.pause(nanoseconds: 30_000_000_000) > 29_000_000_000 else { return 1 }
                guard let (reading, _) = try? Kernel.pipe() else { return 2 }
                do throws(Errno) {
                    _ = try Kernel.waitUntilReadable(reading, nanoseconds: 30_000_000_000)
                    return 3
                } catch {
                    guard error == .EINTR else { return 4 }
                }
                _ = Signals.takePending()
                guard Kernel.pause(nanoseconds: 1_000_000) == 0 else { return 5 }
                return (try? Kernel.waitUntilReadable(reading, nanoseconds: 1_000_000)) == false ? 0 : 6
            }
            #expect(status.exitCode == 0)
        }

        @Test func `death by a signal is seen as that`() throws {
            #expect(try inChild { Signals.dieBy(SIGTERM) }.signal == SIGTERM)
            let caught = try inChild {
                Signals.catchSignal(SIGINT)
                Signals.dieBy(SIGINT)
            }
            #expect(caught.signal == SIGINT)
            #expect(try inChild { Signals.dieBy(SIGURG) }.exitCode == 128 + SIGURG)
        }

        /// The status and the standard error of a child.
        func dying(_ body: () -> Void) throws -> (status: WaitStatus, message: String) {
            let scratch = try Scratch()
            let status = try inChild {
                var none = rlimit()
                _ = setrlimit(__rlimit_resource_t(RLIMIT_CORE.rawValue), &none)
                _ = replaceDescriptor(2, by: scratch["message"])
                Signals.installCrashHandler()
                body()
                return 0
            }
            return (status, try scratch.read("message"))
        }

        @Test func `an error of the shell itself leaves a message and dies by its signal`() throws {
            let (status, message) = try dying { unsafe UnsafeMutablePointer<Int>(bitPattern: 8)?.pointee = 1 }
            #expect(status.signal == SIGSEGV)
            #expect(message == "seesh: internal error (SIGSEGV); please report it\n")
        }

        @Test func `a fault signal that somebody sent is no error of the shell`() throws {
            let sent = try dying { kill(getpid(), SIGSEGV) }
            #expect(sent.status.signal == SIGSEGV)
            #expect(sent.message == "")
            let trapped = try dying {
                Signals.catchSignal(SIGSEGV)
                kill(getpid(), SIGSEGV)
                if Signals.takePending() != [SIGSEGV] { Kernel.exit(1) }
            }
            #expect(trapped.status.exitCode == 0)
        }

        @Test func `recursion without end is told apart`() throws {
            func descend(_ depth: Int) -> [Int] {
                guard depth >= 0 else { return [] }
                var deeper = descend(depth &+ 1)
                deeper.append(depth)
                return deeper
            }
            let (status, message) = try dying { _ = descend(0) }
            #expect(status.signal == SIGSEGV)
            #expect(message == "seesh: recursion too deep\n")
        }
    }

    @Suite struct SignalNames {
        @Test func `each signal is found by its name`() throws {
            #expect(Signals.all.count >= 31 + 30)
            for number in Signals.all {
                let name = try #require(Signals.name(of: number))
                #expect(Signals.number(named: name) == number)
                #expect(Signals.number(named: "SIG" + name) == number)
                #expect(Signals.number(named: ByteString(name.text.lowercased())) == number)
                #expect(!Signals.description(of: number).isEmpty)
            }
        }

        @Test(arguments: [
            ("INT", 2), ("sigint", 2), ("Kill", 9), ("15", 15), ("0", 0), ("EXIT", 0), ("CLD", 17), ("IOT", 6),
            ("RTMIN", 34), ("RTMAX", 64), ("RTMIN+1", 35), ("rtmax-1", 63), ("RTMIN+30", 64),
        ])
        func `names have the numbers of Linux`(name: String, number: Int32) {
            #expect(Signals.number(named: ByteString(name)) == number)
        }

        @Test(arguments: [
            "", "SIG", "65", "-1", "+2", "INTX", "RTMIN+31", "RTMIN+-1", "RTMAX-31", "9999999999999999999",
        ])
        func `what is no name has no number`(name: String) {
            #expect(Signals.number(named: ByteString(name)) == nil)
        }

        @Test func `descriptions are those that shells print`() {
            #expect(Signals.description(of: SIGTERM) == "Terminated")
            #expect(Signals.description(of: SIGKILL) == "Killed")
            #expect(Signals.description(of: 36) == "Real-time signal 2")
            #expect(Signals.name(of: 36) == "RTMIN+2")
            #expect(Signals.name(of: 62) == "RTMAX-2")
            #expect(Signals.name(of: 32) == nil)
        }
    }
}
