// Where a process is: its working directory, its terminal, its control group, and what its environment says of a job of
// continuous integration or of a test.

public import Bytes
import CSeesh
public import Wiring

extension Proc {
    /// nil where it may not be read.
    public static func workingDirectory(of pid: Int32) -> ByteString? { try? Kernel.linkTarget(path(pid, "cwd")) }

    public static func place(of process: ProcessSnapshot) -> ProcessPlace {
        ProcessPlace(
            directory: workingDirectory(of: process.pid), terminal: terminalName(process.terminal),
            controlGroup: controlGroup(of: process.pid), job: jobNames(of: process.pid))
    }

    /// Nanoseconds since the Epoch when the machine was started.
    public static var bootTime: Int64 {
        let now = Kernel.wallClock()
        let wall = Int64(now.seconds) &* 1_000_000_000 &+ Int64(now.microseconds) &* 1000
        return wall &- Int64(Kernel.nanosecondsSinceBoot)
    }

    /// The name of a terminal below /dev, by its device number as /proc/PID/stat has it.
    static func terminalName(_ device: Int32) -> ByteString? {
        guard device != 0 else { return nil }
        let number = UInt32(bitPattern: device)
        let major = number >> 8 & 0xFFF
        let minor = number & 0xFF | number >> 12 & 0xFFF00
        switch major {
        case 136...143: return "pts/" + ByteString(decimal: (major - 136) << 8 + minor)
        case 4 where minor < 64: return "tty" + ByteString(decimal: minor)
        case 4: return "ttyS" + ByteString(decimal: minor - 64)
        case 5 where minor == 1: return "console"
        default: return "terminal " + ByteString(decimal: major) + ":" + ByteString(decimal: minor)
        }
    }

    /// The control group of the second version, or that of systemd, or the first that is not the root.
    private static func controlGroup(of pid: Int32) -> ByteString? {
        guard let text = try? contents(path(pid, "cgroup")) else { return nil }
        // A line is `NUMBER:CONTROLLERS:PATH`.
        let groups = text.split(on: 0x0A).compactMap { line -> (controllers: ByteString, path: ByteString)? in
            guard let first = line.firstIndex(of: 0x3A), case let rest = line.dropFirst(first + 1),
                let second = rest.firstIndex(of: 0x3A), rest.count > second + 2
            else { return nil }
            return (rest.prefix(second), rest.dropFirst(second + 1))
        }
        let best = groups.first { $0.controllers.isEmpty } ?? groups.first { $0.controllers == "name=systemd" }
        return (best ?? groups.first)?.path
    }

    /// The entries of the environment that name a job or a test.
    private static func jobNames(of pid: Int32) -> [ByteString] {
        guard let text = try? contents(path(pid, "environ")) else { return [] }
        let entries = text.split(on: 0)
        return jobVariables.compactMap { name in entries.first { $0.hasPrefix(name + "=") && $0.count > name.count + 1 }
        }
    }

    /// The most telling last.
    private static let jobVariables: [ByteString] = [
        "CI", "GITHUB_WORKFLOW", "GITHUB_JOB", "CI_JOB_NAME", "CIRCLE_JOB", "BUILDKITE_LABEL", "DRONE_STEP_NAME",
        "AGENT_JOBNAME", "JOB_NAME", "BUILD_TAG", "TEST_NAME", "BATS_TEST_NAME", "PYTEST_CURRENT_TEST",
    ]
}
