// The report of a copy of the shell: written into its own memory, and read there by whoever looks.

public import Bytes
import CSeesh

extension Kernel {
    /// Adds a line to what this process tells of itself.
    public static func report(_ line: ByteString) {
        unsafe line.withCString { unsafe seesh_report_append($0, line.count) }
    }

    /// This process has nothing to tell yet.
    public static func clearReport() {
        seesh_report_clear()
    }
}

extension Proc {
    /// What a copy of this shell tells of itself; nil where the process is none, or may not be read.
    public static func report(of pid: Int32) -> ByteString? {
        let address = seesh_report_address()
        guard let head = memory(of: pid, at: address, count: Int(SEESH_REPORT_HEAD)), head.count == SEESH_REPORT_HEAD
        else { return nil }
        let length = head.withUnsafeBytes { bytes in
            unsafe bytes.withMemoryRebound(to: CChar.self) { memory in
                guard let start = memory.baseAddress else { return 0 }
                return unsafe seesh_report_length(start)
            }
        }
        guard length > 0, let bytes = memory(of: pid, at: address + UInt64(SEESH_REPORT_HEAD), count: length) else {
            return nil
        }
        return ByteString(bytes)
    }
}
