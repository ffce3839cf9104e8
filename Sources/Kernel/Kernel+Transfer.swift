// Reading, writing, seeking, and the text of here-documents.
//
// EINTR is thrown by read and write: a trap may have to run before they are tried again.

import Bytes
import CSeesh
import Glibc

extension Kernel {
    /// Appends up to `limit` bytes to `buffer`. Returns their number, 0 at the end of the file.
    public static func read(_ fd: Int32, into buffer: inout [UInt8], limit: Int) throws(Errno) -> Int {
        var result = 0
        buffer.append(addingCapacity: limit) { output in
            unsafe output.withUnsafeMutableBufferPointer { memory, initialized in
                guard let start = memory.baseAddress else { return }
                result = unsafe Glibc.read(fd, start + initialized, limit)
                if result > 0 { initialized += result }
            }
        }
        guard result >= 0 else { throw Errno.last }
        return result
    }

    /// tee: copies up to `limit` bytes from one pipe to an empty one. Waits for data. Returns the number of bytes, 0 at the end
    /// of the file. Throws EINVAL where one is no pipe.
    public static func copyPipe(from: Int32, to: Int32, limit: Int) throws(Errno) -> Int {
        Int(try check(seesh_copy_pipe(from, to, limit)))
    }

    /// Writes up to `count` bytes from the index `from`. Returns the number written.
    public static func write(_ fd: Int32, _ bytes: [UInt8], from: Int, count: Int) throws(Errno) -> Int {
        precondition(from >= 0 && count >= 0 && count <= bytes.count - from, "write outside of the buffer")
        let result = unsafe bytes.withUnsafeBytes { memory -> Int in
            guard let start = memory.baseAddress else { return 0 }
            return unsafe Glibc.write(fd, start + from, count)
        }
        guard result >= 0 else { throw Errno.last }
        return result
    }

    /// Writes all of `bytes`, over interruptions.
    public static func writeAll(_ fd: Int32, _ bytes: [UInt8]) throws(Errno) {
        var done = 0
        while done < bytes.count {
            done += try uninterrupted { () throws(Errno) in
                try write(fd, bytes, from: done, count: bytes.count - done)
            }
        }
    }

    /// Appends all bytes up to the end of the file to `buffer`, over interruptions.
    static func readAll(_ fd: Int32, into buffer: inout [UInt8]) throws(Errno) {
        while try uninterrupted({ () throws(Errno) in try read(fd, into: &buffer, limit: 4096) }) > 0 { continue }
    }

    /// Calls `body` again for as long as signals interrupt it.
    static func uninterrupted<Result>(_ body: () throws(Errno) -> Result) throws(Errno) -> Result {
        while true {
            do throws(Errno) {
                return try body()
            } catch .EINTR {
                continue
            }
        }
    }

    /// Moves the file offset; false where the file is not seekable.
    @discardableResult
    public static func seek(_ fd: Int32, by offset: Int) -> Bool {
        lseek(fd, offset, SEEK_CUR) >= 0
    }

    /// The file offset; 0 where there is none.
    public static func offset(_ fd: Int32) -> Int {
        max(lseek(fd, 0, SEEK_CUR), 0)
    }

    public static func isSeekable(_ fd: Int32) -> Bool {
        lseek(fd, 0, SEEK_CUR) >= 0
    }

    public static func isTerminal(_ fd: Int32) -> Bool {
        isatty(fd) == 1
    }

    /// The size of a terminal's window; nil where it is unknown.
    public static func windowSize(_ fd: Int32) -> (rows: Int, columns: Int)? {
        var size = winsize()
        guard unsafe ioctl(fd, UInt(TIOCGWINSZ), &size) == 0, size.ws_row > 0, size.ws_col > 0 else { return nil }
        return (Int(size.ws_row), Int(size.ws_col))
    }

    /// Waits until `fd` is readable or `nanoseconds` have passed; false after a timeout.
    ///
    /// Throws EINTR where a caught signal has arrived, also before the call, and was not taken.
    public static func waitUntilReadable(_ fd: Int32, nanoseconds: Int? = nil) throws(Errno) -> Bool {
        var remaining: Int64 = 0
        let time = Int64(nanoseconds.map { max($0, 0) } ?? -1)
        return try check(unsafe seesh_wait_readable(fd, -1, time, &remaining)) != 0
    }

    /// poll without waiting: true where reading would not wait.
    public static func isReadable(_ fd: Int32) -> Bool {
        var descriptor = pollfd(fd: fd, events: Int16(POLLIN), revents: 0)
        return unsafe poll(&descriptor, 1, 0) > 0
    }
}

// Here-documents.
extension Kernel {
    /// The capacity that every pipe has.
    private static let smallestPipe = 4096
    /// The capacity of a pipe whose user does not have too many pipes.
    public static let usualPipe = 65536

    /// A descriptor (10 or above, close-on-exec) that reads `bytes`: of a pipe where they fit, otherwise of a file in memory.
    ///
    /// So no process has to write the text.
    ///
    /// POSIX: XCU 2.7.4
    public static func fillHereDocument(_ bytes: [UInt8]) throws(Errno) -> Int32 {
        if let fd = try fillPipe(bytes) { return fd }
        return try fillMemoryFile(bytes)
    }

    /// The read end of a new pipe that holds `bytes` and has no writer; nil where they do not fit.
    public static func fillPipe(_ bytes: [UInt8]) throws(Errno) -> Int32? {
        guard bytes.count <= usualPipe else { return nil }
        let (reading, writing) = try Wire.pipeToFill()
        defer { Wire.close(writing) }
        do throws(Errno) {
            // A user with many pipes gets small ones: fail instead of waiting for a reader.
            if bytes.count > smallestPipe { try setNonBlocking(writing, true) }
            try writeAll(writing, bytes)
            return reading
        } catch .EAGAIN {
            Wire.close(reading)
            return nil
        } catch {
            Wire.close(reading)
            throw error
        }
    }

    private static func fillMemoryFile(_ bytes: [UInt8]) throws(Errno) -> Int32 {
        let fd = try makePrivate(check(seesh_temporary_file()))
        do throws(Errno) {
            try writeAll(fd, bytes)
            // A new open file description cannot write, and its offset is at the start.
            _ = seesh_memory_file_seal(fd)
            let link = ByteString("/proc/self/fd/") + ByteString(decimal: fd)
            if let reader = try? open(link, mode: .read, closeOnExec: true) {
                close(fd)
                return try makePrivate(reader)
            }
            guard lseek(fd, 0, SEEK_SET) == 0 else { throw Errno.last }
            return fd
        } catch {
            close(fd)
            throw error
        }
    }
}
