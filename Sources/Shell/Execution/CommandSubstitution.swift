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
            expansion.substitutionStatus = .success
            return ByteString()
        }
        if let bytes = contents(ofFileIn: substitution.list) {
            expansion.substitutionStatus = state.status
            return Self.withoutFinalNewlines(bytes)
        }
        if let bytes = substituteHere(substitution) {
            expansion.substitutionStatus = state.status
            return Self.withoutFinalNewlines(bytes)
        }
        var job = Job(isForeground: true, hasOwnGroup: false)
        defer { waitUntilSettled(&job) }
        let wiring = wiring(of: substitution)
        let bytes = readAll(from: try launch(wiring, &job), wiring.kept[0])
        waitUntilSettled(&job)
        reportDeaths(in: &job)
        expansion.substitutionStatus = job.status(pipefail: state.options.contains(.pipefail))
        return Self.withoutFinalNewlines(bytes)
    }

    private func readAll(from ends: consuming OpenEnds, _ end: EdgeEnd) -> [UInt8] {
        readAll(ends[end])
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
        if isContained(substitution.effects) {
            bytes = descriptors.capture { executeHere { execute(list) } }
        } else if let commands = list.onlyStages, areContained(commands) {
            let statuses = state.pipelineStatuses
            bytes = descriptors.capture { executeStagesHere(commands) }
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

    /// Stages are subshells already: a pipeline needs no other around it.
    private func wiring(of substitution: CommandSubstitution) -> Wiring {
        if let source = substitution.source {
            return .substitution(.text(source, line: Int(substitution.position.line)))
        }
        guard isFast, !isObserved, !state.options.contains(.lastpipe), let commands = substitution.list.onlyStages
        else {
            return .substitution(.list(substitution.list))
        }
        return .pipeline(commands, readsOutput: true)
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
