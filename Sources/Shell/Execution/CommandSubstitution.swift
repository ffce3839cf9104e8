// Command substitution: the output of a list, from memory where it needs no process, else through a pipe.
//
// A list that is one utility is started without a copy of the shell, and of one that is a pipeline the stages.
//
// POSIX: XCU 2.6.3

import Bytes
import Kernel
import Syntax
import Wiring

extension Shell {
    /// The output of the list, without the newlines at its end.
    ///
    /// Unspecified: `$?` in the same command is still the status from before it, as in dash, mksh, yash and busybox.
    ///
    /// POSIX: XCU 2.6.3
    func substitute(_ substitution: CommandSubstitution) throws(ShellError) -> ByteString {
        let status = state.status
        defer { state.status = status }
        guard !substitution.list.andOrLists.isEmpty || substitution.source != nil else {
            substitutionStatus = .success
            return ByteString()
        }
        if let bytes = contents(ofFileIn: substitution.list) {
            substitutionStatus = state.status
            return Self.withoutFinalNewlines(bytes)
        }
        if let bytes = substituteHere(substitution) {
            substitutionStatus = state.status
            return Self.withoutFinalNewlines(bytes)
        }
        var job = Job(isForeground: true, hasOwnGroup: false)
        let pipe = try makePipe()
        defer {
            closeEnd(pipe.read)
            waitUntilSettled(&job)
        }
        do {
            defer { closeEnd(pipe.write) }
            try start(substitution, pipe, &job)
        }
        let bytes = readAll(pipe.read)
        waitUntilSettled(&job)
        reportDeaths(in: &job)
        substitutionStatus = job.status(pipefail: state.options.contains(.pipefail))
        return Self.withoutFinalNewlines(bytes)
    }

    private static func withoutFinalNewlines(_ bytes: consuming [UInt8]) -> ByteString {
        var bytes = bytes
        while bytes.last == UInt8(ascii: "\n") { bytes.removeLast() }
        return ByteString(bytes)
    }

    /// The output where no process is needed; sets `$?`.
    private func substituteHere(_ substitution: CommandSubstitution) -> [UInt8]? {
        guard substitution.source == nil else { return nil }
        let list = substitution.list
        let bytes: [UInt8]
        if isContained(substitution.containment) {
            bytes = capture { _ = executeHere(.subshell(list)) { execute(list) } }
        } else if let commands = list.onlyStages, areContained(commands) {
            let statuses = state.pipelineStatuses
            bytes = capture { _ = executeStagesHere(commands) }
            state.pipelineStatuses = statuses
        } else {
            return nil
        }
        return Self.withoutNULs(bytes)
    }

    /// No string of the shell can hold a NUL.
    private static func withoutNULs(_ bytes: consuming [UInt8]) -> [UInt8] {
        var bytes = bytes
        if bytes.contains(0) { bytes.removeAll { $0 == 0 } }
        return bytes
    }

    private func start(
        _ substitution: CommandSubstitution, _ pipe: PipeEnds, _ job: inout Job
    ) throws(ShellError) {
        let wiring = [DescriptorAction.duplicate(from: pipe.write, to: 1)]
        if isFast, substitution.source == nil {
            // Stages are subshells already: a pipeline of three takes 0.69 of the time without another around them.
            if let commands = substitution.list.onlyStages, tracer == nil, !state.options.contains(.lastpipe) {
                let policy = LaunchPolicy(isAsynchronous: false, hasOwnGroup: false)
                return try startStages(commands, policy, &job, into: pipe)
            }
            if let command = substitution.list.onlyCommand, let pid = startUtility(command, wiring: wiring) {
                return job.add(pid, text: .command(command))
            }
        }
        do throws(Errno) {
            let pid = try forkSubshell {
                self.wire(wiring)
                closeEnds(pipe)
                if let source = substitution.source {
                    self.state.line = Int(substitution.position.line)
                    _ = self.evaluate(commands: source)
                } else {
                    _ = self.executeFinally(substitution.list)
                }
            }
            job.add(pid, text: Self.text(of: substitution))
        } catch {
            throw .noProcess(error)
        }
    }

    private static func text(of substitution: CommandSubstitution) -> Job.Text {
        guard substitution.source == nil else { return .fields([]) }
        return substitution.list.onlyCommand.map { .command($0) } ?? .subshell(substitution.list)
    }

    /// All that can be read until the end of file, without NULs.
    func readAll(_ fd: Int32, size: Int = 0) -> [UInt8] {
        Self.withoutNULs(readAllBytes(fd, size: size))
    }

    /// All that can be read until the end of file. A file of `size` bytes ends there where not one more is read with them.
    func readAllBytes(_ fd: Int32, size: Int = 0) -> [UInt8] {
        var bytes: [UInt8] = []
        var limit = max(2048, min(size, 1 << 20) + 1)
        while true {
            if watchesHangs { watchForInput(fd) }
            do {
                if try Kernel.read(fd, into: &bytes, limit: limit) == 0 { break }
                if bytes.count == size, size < limit { break }
                limit = min(limit * 2, 1 << 20)
            } catch .EINTR {
                continue
            } catch {
                break
            }
        }
        return bytes
    }
}
