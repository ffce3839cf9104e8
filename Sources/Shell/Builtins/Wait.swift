// wait: waits until jobs or processes have ended, or a trapped signal arrives.
//
// POSIX: XCU wait

import Bytes
import Kernel
import Syntax

extension Shell {
    /// `wait [-fn] [-p NAME] [pid | %job]...`: -n waits for any one, -p assigns its process number to NAME.
    func waitUtility(_ arguments: [ByteString]) throws(ExitStatus) -> Completion {
        var scanner = OptionScanner(arguments, state.options.contains(.posix) ? "" : "fnp:")
        var waitsForAny = false
        var variable: Name?
        while let option = scanner.next() {
            switch option {
            case UInt8(ascii: "n"): waitsForAny = true
            case UInt8(ascii: "p"): variable = names.intern(scanner.argument)
            case UInt8(ascii: "f"): continue
            default: throw refuse(scanner)
            }
        }
        let operands = Array(scanner.operands)
        var completion = Completion.normal
        if let variable { try? unsetVariable(variable) }
        if waitsForAny {
            completion = waitForAny(operands, variable)
        } else if operands.isEmpty {
            completion = waitForAll()
        } else {
            for operand in operands {
                completion = wait(operand, variable)
                if completion != .normal || wasInterrupted { break }
            }
        }
        wasInterrupted = false
        return completion
    }

    private func waitForAll() -> Completion {
        state.status = .success
        var start = 0
        if let signal = waitForChildren(until: { !self.jobs.isAnyRunning(from: &start) }) {
            return interrupted(by: signal)
        }
        for job in jobs.all where job.isDone { forget(job.number) }
        return .normal
    }

    private func wait(_ operand: ByteString, _ variable: Name?) -> Completion {
        if let pid = retiredProcess(operand) {
            let isOver = { !self.jobs.isUnlisted(pid) }
            if let signal = waitForChildren([], until: isOver) { return interrupted(by: signal) }
            if let status = jobs.takeRetired(pid) {
                state.status = ExitStatus(status.exitStatus)
                return .normal
            }
        }
        guard let (number, pid) = awaited(operand) else { return .normal }
        let isOver = { self.state(of: pid, in: number) != .running }
        if let signal = waitForChildren([number], until: isOver) { return interrupted(by: signal) }
        return finish(number, pid, variable)
    }

    /// Takes the status of a process for which `wait` has waited.
    private func finish(_ number: Int, _ pid: Int32, _ variable: Name?) -> Completion {
        setStatus(of: number, pid)
        reportDeaths(ofAwaited: number, pid)
        if let variable { try? assign(variable, ByteString(decimal: pid)) }
        if jobs[number]?.isDone ?? false { forget(number) }
        return .normal
    }

    /// The process that the operand names, where no job of the table has it.
    private func retiredProcess(_ operand: ByteString) -> Int32? {
        guard operand.first == UInt8(ascii: "%") else {
            let pid = operand.unsignedDecimalValue.flatMap { Int32(exactly: $0) }
            return pid.flatMap { jobs.number(ofProcess: $0) == nil ? $0 : nil }
        }
        guard let number = operand.dropFirst(1).unsignedDecimalValue, jobs[number] == nil else { return nil }
        return jobs.processOfRetired(number)
    }

    private func state(of pid: Int32, in number: Int) -> Job.ProcessState? {
        jobs[number]?.processes.first { $0.pid == pid }?.state
    }

    /// The job and the process to wait for; nil after a report where the operand names none.
    private func awaited(_ operand: ByteString) -> (number: Int, pid: Int32)? {
        if operand.first == UInt8(ascii: "%") {
            guard let number = jobNumber(operand), let job = jobs[number] else {
                state.status = fail("wait", operand + ": " + missingJob(operand), .notFound)
                return nil
            }
            return (number, job.lastProcess)
        }
        guard let value = operand.unsignedDecimalValue, let pid = Int32(exactly: value) else {
            state.status = fail("wait", operand + ": not a process number or job", .usage)
            return nil
        }
        guard let number = jobs.number(ofProcess: pid) else {
            state.status = .notFound
            return nil
        }
        return (number, pid)
    }

    private func setStatus(of number: Int, _ pid: Int32) {
        guard let job = jobs[number] else { return }
        if pid == job.lastProcess, state.options.contains(.pipefail) {
            state.status = job.status(pipefail: true)
            return
        }
        switch state(of: pid, in: number) {
        case .done(let status): state.status = ExitStatus(status.exitStatus)
        case .stopped(let signal): state.status = .signal(signal)
        case .running, nil: state.status = .notFound
        }
    }

    /// `wait -n`: the next job that ends, of those named or of all.
    private func waitForAny(_ operands: [ByteString], _ variable: Name?) -> Completion {
        let numbers = operands.isEmpty ? jobs.all.map(\.number) : operands.compactMap { awaited($0)?.number }
        guard !numbers.isEmpty else { return returning(.notFound) }
        let finished = { numbers.first { self.jobs[$0]?.isDone ?? false } }
        if let signal = waitForChildren(numbers, until: { finished() != nil }) { return interrupted(by: signal) }
        guard let number = finished(), let job = jobs[number] else { return returning(.notFound) }
        return finish(number, job.lastProcess, variable)
    }

    /// A trapped signal ends `wait`; then its trap is executed.
    private func interrupted(by signal: Int32) -> Completion {
        wasInterrupted = true
        return returning(.signal(signal))
    }

    private func forget(_ number: Int) {
        if let job = jobs[number] { childRecords.add(job) }
        jobs.remove(number)
    }
}
