// The operands of `see fds`, `see graph` and `see why`: a process by its number or its name, a file by its path, a job.
//
// A number is always a process, and what has a slash and exists is a file. A name is enough where one process has it, or one
// that has started all others; otherwise it is said which there are.

import Bytes
import Kernel
import Wiring
import XRay

/// What the operands of a view name.
struct SeenOperands {
    var jobs: [JobRecord] = []
    var files: [FileUsers] = []
}

extension Shell {
    /// What the operands name; the jobs that go on, where there is none.
    func operands(of request: ViewRequest) throws(ViewMisuse) -> SeenOperands {
        guard !request.operands.isEmpty else { return SeenOperands(jobs: livingJobs) }
        var seen = SeenOperands()
        for operand in request.operands {
            if operand.first == UInt8(ascii: "%") {
                seen.jobs.append(facts(of: try job(operand)))
            } else if operand.allSatisfy(\.isDigit), !operand.isEmpty {
                seen.jobs.append(unknown(try process(numbered: operand)))
            } else if operand.contains(UInt8(ascii: "/")), (try? Kernel.status(operand)) != nil {
                seen.files.append(try use(of: operand))
            } else if let pid = try process(named: operand) {
                seen.jobs.append(unknown(pid))
            } else {
                seen.files.append(try use(of: operand))
            }
        }
        return seen
    }

    func job(_ operand: ByteString) throws(ViewMisuse) -> Job {
        if let number = jobNumber(operand), let job = jobs[number] { return job }
        if let job = inheritedJob(operand) { return job }
        guard seenJobs.isEmpty, !isInteractive else { throw ViewMisuse(text: "\(operand): no such job") }
        // Who asks may mean a job of the shell that has started this one.
        throw ViewMisuse(
            text: "\(operand): no such job of this shell; `jobs -p \(operand)` in another one tells its process",
            showsUsage: false)
    }

    private func inheritedJob(_ operand: ByteString) -> Job? {
        let specification = operand.dropFirst(1)
        if specification.isEmpty || specification == "%" || specification == "+" { return jobs.inherited.last }
        if let number = specification.unsignedDecimalValue { return jobs.inherited.first { $0.number == number } }
        let matching = jobs.inherited.filter { text(of: $0).hasPrefix(specification) }
        return matching.count == 1 ? matching[0] : nil
    }

    // MARK: Processes

    private func process(numbered operand: ByteString) throws(ViewMisuse) -> Int32 {
        guard let number = operand.unsignedDecimalValue, let id = Int32(exactly: number), id > 0,
            let pid = Proc.process(ofThread: id)
        else { throw ViewMisuse(text: "\(operand): no such process", showsUsage: false) }
        return pid
    }

    /// nil where no process has the name. Those of the user count before others, and the shell itself counts only where it is the only one.
    private func process(named name: ByteString) throws(ViewMisuse) -> Int32? {
        let all = Proc.processes(called: name)
        let others = all.filter { $0.pid != Kernel.processID }
        let own = others.filter { Proc.isOfUser($0.pid) }
        let found = !own.isEmpty ? own : others.isEmpty ? all : others
        guard found.count > 1 else { return found.first?.pid }
        if let first = found.first(where: { ancestor in
            found.allSatisfy { $0.pid == ancestor.pid || Proc.ancestors(of: $0.pid).contains(ancestor.pid) }
        }) {
            return first.pid
        }
        var details = found.prefix(Self.mostNames).map { process -> ByteString in
            "\(process.pid) \(name: process.commandText, columns: 70)"
        }
        if found.count > Self.mostNames { details.append("and \(found.count - Self.mostNames) more") }
        throw ViewMisuse(
            text: "\(name: name): \(found.count) processes have this name", details: details, showsUsage: false)
    }

    private static var mostNames: Int { 10 }

    // MARK: Files

    private func use(of path: ByteString) throws(ViewMisuse) -> FileUsers {
        do throws(Errno) {
            return try Proc.use(of: path)
        } catch .ENOENT where !path.contains(UInt8(ascii: "/")) {
            throw ViewMisuse(text: "\(name: path): no process has this name, and no file", showsUsage: false)
        } catch {
            throw ViewMisuse(text: "\(name: path): \(error.message)", showsUsage: false)
        }
    }
}
