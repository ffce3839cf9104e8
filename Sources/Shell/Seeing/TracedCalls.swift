// The calls of the wiring that the shell itself and its subshells make, each with its event where there is a log.
//
// Where there is none, a call is the plain one behind a branch; what is told of it stands in functions that are not inlined.
// They stand beside the plain ones of Kernel and take their place wherever a descriptor is wired: pipes, redirections and
// what undoes them. Opening a file to look something up is none of these, and goes to Kernel directly.

import Bytes
import Kernel
import Wiring

extension Shell {
    /// What a descriptor of this process refers to, as events name it.
    func tracedObject(_ fd: Int32) -> ByteString {
        (try? Kernel.linkTarget("/proc/self/fd/" + ByteString(decimal: fd))) ?? ""
    }

    @inline(__always)
    func openTraced(_ path: ByteString, mode: OpenMode, closeOnExec: Bool = false) throws(Errno) -> Int32 {
        do throws(Errno) {
            let fd = try Kernel.open(path, mode: mode, closeOnExec: closeOnExec)
            if tracer != nil { emitOpen(fd, mode, path) }
            return fd
        } catch {
            if tracer != nil { emitOpen(-1, mode, path, error) }
            throw error
        }
    }

    @inline(never)
    private func emitOpen(_ fd: Int32, _ mode: OpenMode, _ path: ByteString, _ error: Errno? = nil) {
        emit(.open(fd: fd, mode: mode, error: error?.name ?? "", path: path))
    }

    @inline(__always)
    func closeTraced(_ fd: Int32) {
        if tracer != nil { emitClose(fd) }
        Kernel.close(fd)
    }

    @inline(never)
    private func emitClose(_ fd: Int32, stage: Int32? = nil) {
        emit(.close(fd: fd, object: tracedObject(fd)), stage: stage)
    }

    @inline(__always)
    func duplicateTraced(_ from: Int32, to: Int32) throws(Errno) {
        try Kernel.duplicate(from, to: to)
        if tracer != nil { emitDuplicate(from, to) }
    }

    @inline(never)
    private func emitDuplicate(_ from: Int32, _ to: Int32) {
        emit(.duplicate(from: from, to: to, object: tracedObject(to)))
    }

    /// A redirection asks for the number at which the log is.
    func moveTrace(from fd: Int32) {
        guard let log = tracer?.log, log == fd, let other = try? Kernel.duplicatePrivately(fd) else { return }
        tracer?.log = other
        Kernel.close(fd)
    }

    /// Closes an end of a pipe that was for a stage.
    @inline(__always)
    func closeEnd(_ fd: Int32) {
        closeEnd(fd, isTraced: tracer != nil)
    }

    func closeEnds(_ pipe: PipeEnds) {
        closeEnd(pipe.read)
        closeEnd(pipe.write)
    }

    @inline(__always)
    func closeEnd(_ fd: Int32, isTraced: Bool) {
        if isTraced { emitClose(fd, stage: 0) }
        Kernel.close(fd)
    }

    /// `Kernel.pipe`, where there is a log.
    @inline(never)
    func pipeTraced() throws(Errno) -> PipeEnds {
        let ends = try Kernel.lowestPipe()
        emit(.pipe(read: ends.read, write: ends.write, object: tracedObject(ends.read)), stage: 0)
        var read = ends.read
        do throws(Errno) {
            read = try moveUpTraced(ends.read)
            return (read, try moveUpTraced(ends.write))
        } catch {
            closeEnd(read)
            closeEnd(ends.write)
            throw error
        }
    }

    /// Moves a descriptor to where those of the shell are.
    private func moveUpTraced(_ fd: Int32) throws(Errno) -> Int32 {
        guard fd < Kernel.lowestPrivateDescriptor else { return fd }
        let copy = try Kernel.duplicatePrivately(fd)
        emitDuplicateAbove(fd, copy, stage: 0)
        closeEnd(fd)
        return copy
    }

    @inline(__always)
    func duplicatePrivatelyTraced(_ fd: Int32) throws(Errno) -> Int32 {
        let copy = try Kernel.duplicatePrivately(fd)
        if tracer != nil { emitDuplicateAbove(fd, copy) }
        return copy
    }

    @inline(never)
    func emitDuplicateAbove(_ from: Int32, _ to: Int32, stage: Int32? = nil) {
        emit(.duplicateAbove(from: from, to: to, object: tracedObject(to)), stage: stage)
    }
}
