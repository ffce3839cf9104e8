import Bytes
import Testing
import Wiring

@Suite struct ProcessNameTests {
    private func process(_ name: ByteString, _ arguments: ByteString...) -> ProcessSnapshot {
        ProcessSnapshot(pid: 7, ppid: 1, arguments: arguments, name: name)
    }

    @Test func `a process is called by its own name and by its program`() {
        let process = process("worker", "/usr/sbin/server", "-x")
        #expect(process.isCalled("worker") && process.isCalled("server"))
        #expect(!process.isCalled("/usr/sbin/server") && !process.isCalled("-x") && !process.isCalled(""))
    }

    @Test func `a long name counts as far as the kernel keeps it`() {
        let long = process("a-name-of-more-", "other")
        #expect(long.isCalled("a-name-of-more-than-that") && long.isCalled("a-name-of-more-"))
        #expect(!long.isCalled("a-name-of-more"))
        #expect(!process("short", "other").isCalled("shorter"))
    }

    @Test func `a login shell is called without its minus`() {
        #expect(process("bash", "-bash").isCalled("bash"))
        #expect(process("x", "-zsh").isCalled("zsh"))
    }

    @Test(
        arguments: [
            (["/bin/sh", "dir/build.sh", "a"], "build.sh"), (["python3.12", "-u", "-W", "x.py"], "x.py"),
            (["perl", "--", "-odd"], "-odd"), (["python3", "-m", "http.server"], "http.server"),
            (["bash", "--norc", "job"], "job"),
        ] as [([ByteString], ByteString)])
    func `what an interpreter reads is a name`(arguments: [ByteString], script: ByteString) {
        let process = ProcessSnapshot(pid: 7, ppid: 1, arguments: arguments, name: "x")
        #expect(process.isCalled(script))
    }

    @Test(
        arguments: [
            (["/bin/sh", "-c", "build.sh"], "build.sh"), (["cat", "build.sh"], "build.sh"), (["sh"], "sh2"),
            (["seesh", "--why", "make"], "make"), ([], "x.sh"),
        ] as [([ByteString], ByteString)])
    func `other operands are none`(arguments: [ByteString], operand: ByteString) {
        let process = ProcessSnapshot(pid: 7, ppid: 1, arguments: arguments, name: "x")
        #expect(!process.isCalled(operand))
    }

    @Test(
        arguments: [
            "/docker/ID", "/system.slice/docker-ID.scope", "/kubepods/burstable/pod7/cri-containerd-ID.scope",
            "/user.slice/libpod-ID.scope/container", "/kubepods/pod7/ID",
        ] as [ByteString])
    func `a container is known by its control group`(form: ByteString) {
        let id = ByteString(Array(repeating: UInt8(ascii: "7"), count: 62)) + "ab"
        let parts = form.split(on: UInt8(ascii: "I"))
        let path = parts[0] + id + parts[1].dropFirst(1)
        #expect(ProcessPlace(controlGroup: path).container == id)
    }

    @Test func `another control group is no container`() {
        let place = ProcessPlace(controlGroup: "/user.slice/user-1000.slice/session-4.scope")
        #expect(place.container == nil && place.unit == "session-4.scope")
        #expect(ProcessPlace().container == nil && ProcessPlace().unit == nil)
    }
}
