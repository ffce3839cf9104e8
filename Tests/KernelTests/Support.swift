// What the tests of the OS border share: a scratch folder, and commands started through Kernel.spawn.
//
// The suites run one after the other: descriptors, children, limits and dispositions belong to the whole process.

import Bytes
import Foundation
import Kernel
import Testing
import Wiring

@Suite(.serialized, .timeLimit(.minutes(2))) enum KernelTests {}

/// A folder that goes when the value goes.
final class Scratch {
    let path: String

    init() throws {
        let temporary = URL(fileURLWithPath: NSTemporaryDirectory()).resolvingSymlinksInPath().path
        path = temporary + "/seesh-kernel-\(UUID().uuidString)"
        try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
    }

    deinit { try? FileManager.default.removeItem(atPath: path) }

    subscript(name: String) -> ByteString { ByteString(path + "/" + name) }

    func write(_ text: String, to name: String, mode: Int = 0o644) throws {
        try text.write(toFile: path + "/" + name, atomically: false, encoding: .utf8)
        try FileManager.default.setAttributes([.posixPermissions: mode], ofItemAtPath: path + "/" + name)
    }

    func read(_ name: String) throws -> String { try String(contentsOfFile: path + "/" + name, encoding: .utf8) }
}

let environment = EnvironmentBlock(["PATH=/usr/bin:/bin", "LC_ALL=C"])

func shell(
    _ script: String, actions: [DescriptorAction] = [], processGroup: ProcessGroupPolicy = .inherit,
    ignoredSignals: SignalSet = []
) -> SpawnRequest {
    SpawnRequest(
        path: "/bin/sh", arguments: ["sh", "-c", ByteString(script)], environment: environment, actions: actions,
        processGroup: processGroup, ignoredSignals: ignoredSignals)
}

/// Everything up to the end of the file.
func readAll(_ fd: Int32) throws(Errno) -> [UInt8] {
    var bytes: [UInt8] = []
    while true {
        do throws(Errno) {
            if try Kernel.read(fd, into: &bytes, limit: 65536) == 0 { return bytes }
        } catch .EINTR {
            continue
        }
    }
}

/// Waits for the end of a child.
func reap(_ pid: Int32) throws(Errno) -> WaitStatus {
    while true {
        do throws(Errno) {
            if let change = try Kernel.wait(for: pid) { return change.status }
        } catch .EINTR {
            continue
        }
    }
}

/// Starts a request whose step fails in the new process; the status is 42 where it is this failure.
func spawn(_ request: SpawnRequest, failingWith failure: SpawnFailure) throws -> WaitStatus {
    try reap(try Kernel.spawn(request) { $0 == failure ? 42 : 43 })
}

/// Starts a request that is to succeed: where a step fails the status is 127.
func spawn(_ request: SpawnRequest) throws(Errno) -> Int32 {
    try Kernel.spawn(request) { _ in 127 }
}

/// Opens a file to write as `fd`; false where that fails.
func replaceDescriptor(_ fd: Int32, by path: ByteString) -> Bool {
    guard let opened = try? Kernel.open(path, mode: .write) else { return false }
    defer { Kernel.close(opened) }
    return (try? Kernel.duplicate(opened, to: fd)) != nil
}

/// Runs a request with its standard output in a pipe; the pipe is descriptor 1 before the request's actions.
func output(of request: SpawnRequest) throws -> (text: String, status: WaitStatus) {
    let (reading, writing) = try Kernel.pipe()
    defer { Kernel.close(reading) }
    var request = request
    request.actions.insert(.duplicate(from: writing, to: 1), at: 0)
    let pid: Int32
    do {
        pid = try spawn(request)
    } catch {
        Kernel.close(writing)
        throw error
    }
    Kernel.close(writing)
    let bytes = try readAll(reading)
    return (String(decoding: bytes, as: UTF8.self), try reap(pid))
}

/// Runs `body` in a forked child, which has one thread, as the shell has; returns its status.
func inChild(_ body: () -> Int32) throws -> WaitStatus {
    let pid = try Kernel.fork()
    if pid == 0 {
        alarm(60)
        Signals.resetForChild(ignoring: [])
        Kernel.exit(body())
    }
    return try reap(pid)
}

func openDescriptors() -> [Int32] {
    (Proc.descriptors(of: Kernel.processID) ?? []).map(\.fd)
}
