// WriteWatch: whether somebody writes to a terminal that this process writes to as well.
//
// A terminal says nothing of what appears on it, but the kernel tells of each write to its file, whoever makes it. One's own
// writes are told too: they are to be taken away before the others are waited for.

import CSeesh

public struct WriteWatch: ~Copyable {
    private let watch: Int32

    /// Watches the file that `fd` is open on. nil where the system does not do that, or for nobody more.
    public init?(_ fd: Int32) {
        guard let watch = try? Kernel.check(seesh_watch_writes(fd)), let own = try? Kernel.makePrivate(watch) else {
            return nil
        }
        self.watch = own
    }

    deinit {
        Kernel.close(watch)
    }

    /// True where something has been written since this was asked last.
    public func take() -> Bool {
        var hasEvents = false
        var events: [UInt8] = []
        while let count = try? Kernel.read(watch, into: &events, limit: 4096), count > 0 {
            hasEvents = true
            events.removeAll(keepingCapacity: true)
        }
        return hasEvents
    }

    /// Waits until `input` can be read or something has been written; false where only that is so.
    ///
    /// EINTR is thrown where a caught signal has arrived, also one that came before the call and was not taken.
    public func waitForInput(_ input: Int32) throws(Errno) -> Bool {
        var remaining: Int64 = 0
        return try Kernel.check(unsafe seesh_wait_readable(input, watch, -1, &remaining)) == 1
    }
}
