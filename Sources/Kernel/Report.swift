// The reports of copies of the shell: written into memory that they share, and read there by a view.

public import Bytes
import CSeesh

extension Kernel {
    /// To be called before a copy of the shell is made.
    public static func prepareReports() {
        seesh_report_prepare()
    }

    /// To be called in a copy of the shell.
    public static func enterReports() {
        seesh_report_enter()
    }

    /// Replaces what this process tells of itself.
    public static func reportOwn(_ line: ByteString) {
        unsafe line.withCString { unsafe seesh_report_own($0, line.count, Int64(monotonicNanoseconds())) }
    }

    /// Adds a line on a process that this one has started.
    public static func report(_ line: ByteString) {
        unsafe line.withCString { unsafe seesh_report_append($0, line.count, Int64(monotonicNanoseconds())) }
    }

    /// What a copy of this shell tells; nil where the process is none, or has told nothing.
    ///
    /// - Parameter since: when the process was started, in nanoseconds of the monotonic clock.
    public static func report(of pid: Int32, since: Int) -> ByteString? {
        // A copy may tell before the shell has noted when it was started. A number comes again much later.
        let slack = 1_000_000_000
        let bytes = unsafe [UInt8](unsafeUninitializedCapacity: Int(SEESH_REPORT_SIZE)) { buffer, count in
            unsafe buffer.withMemoryRebound(to: CChar.self) { memory in
                guard let start = memory.baseAddress else { return }
                count = unsafe seesh_report_read(pid, Int64(since - slack), start, memory.count)
            }
        }
        return bytes.isEmpty ? nil : ByteString(bytes)
    }
}
