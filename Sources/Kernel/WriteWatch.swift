// WriteWatch: whether other processes write to a terminal.
//
// inotify reports each write to the file of a terminal, own writes included: `take` drops those before `waitForInput`.

import Bytes
import CSeesh
import Glibc

public struct WriteWatch: ~Copyable {
    private let watch: Int32

    /// Watches the file that `fd` is open on; nil where inotify is not available.
    public init?(_ fd: Int32) {
        let flags = Int32(IN_CLOEXEC | IN_NONBLOCK)
        guard let watch = try? Kernel.makePrivate(Kernel.checkErrno(inotify_init1(flags))) else { return nil }
        let path = "/proc/self/fd/" + ByteString(decimal: fd)
        guard unsafe path.withCString({ unsafe inotify_add_watch(watch, $0, UInt32(IN_MODIFY)) }) >= 0 else {
            Kernel.close(watch)
            return nil
        }
        self.watch = watch
    }

    deinit {
        Kernel.close(watch)
    }

    /// True where a process has written to the file since the last call.
    public func take() -> Bool {
        var hasEvents = false
        var events: [UInt8] = []
        while let count = try? Kernel.read(watch, into: &events, limit: 4096), count > 0 {
            hasEvents = true
            events.removeAll(keepingCapacity: true)
        }
        return hasEvents
    }

    /// Waits until `input` is readable (true) or a process has written to the file (false).
    ///
    /// Throws EINTR where a caught signal has arrived, also before the call, and was not taken.
    public func waitForInput(_ input: Int32) throws(Errno) -> Bool {
        var remaining: Int64 = 0
        return try Kernel.check(unsafe seesh_wait_readable(input, watch, -1, &remaining)) == 1
    }
}
