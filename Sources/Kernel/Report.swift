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
        let head = Int(SEESH_REPORT_HEAD)
        guard let bytes = memory(of: pid, at: address, count: head), bytes.count == head,
            ByteString(bytes).hasPrefix(ByteString(SEESH_REPORT_MAGIC))
        else { return nil }
        let length = Int(word(bytes[(head - 4)...]))
        guard length > 0, length <= SEESH_REPORT_SIZE else { return nil }
        return memory(of: pid, at: address + UInt64(head), count: length).map { ByteString($0) }
    }
}
