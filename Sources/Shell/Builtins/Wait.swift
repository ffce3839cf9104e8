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
        if let variable { try? unsetVariable(variable) }
        if waitsForAny {
            try waitForAny(scanner.operands, variable)
        } else if scanner.operands.isEmpty {
            try waitForAll()
        } else {
            for operand in scanner.operands { try wait(operand, variable) }
        }
        return .normal
    }

    /// Waits for children. A trapped signal ends the utility; then its trap is executed.
    private func waitForJobs(_ numbers: [Int]? = nil, until isOver: () -> Bool) throws(ExitStatus) {
        if let signal = waitForChildren(numbers, until: isOver) { throw .signal(signal) }
    }

    private func waitForAll() throws(ExitStatus) {
        state.status = .success
        var start = 0
        try waitForJobs { !self.jobs.isAnyRunning(from: &start) }
        for job in jobs.all where job.isDone { forget(job.number) }
    }

    private func wait(_ operand: ByteString, _ variable: Name?) throws(ExitStatus) {
        if let pid = retiredProcess(operand) {
            try waitForJobs([]) { !self.jobs.isUnlisted(pid) }
            if let status = jobs.takeRetired(pid) {
                state.status = ExitStatus(status.exitStatus)
                return
            }
        }
        guard let (number, pid) = awaited(operand) else { return }
        try waitForJobs([number]) { self.state(of: pid, in: number) != .running }
        finish(number, pid, variable)
    }

    /// Takes the status of a process for which `wait` has waited.
    private func finish(_ number: Int, _ pid: Int32, _ variable: Name?) {
        setStatus(of: number, pid)
        reportDeaths(ofAwaited: number, pid)
        if let variable { try? assign(variable, ByteString(decimal: pid)) }
        if jobs[number]?.isDone ?? false { forget(number) }
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
    private func waitForAny(_ operands: ArraySlice<ByteString>, _ variable: Name?) throws(ExitStatus) {
        let numbers = operands.isEmpty ? jobs.all.map(\.number) : operands.compactMap { awaited($0)?.number }
        guard !numbers.isEmpty else { throw .notFound }
        let finished = { numbers.first { self.jobs[$0]?.isDone ?? false } }
        try waitForJobs(numbers) { finished() != nil }
        guard let number = finished(), let job = jobs[number] else { throw .notFound }
        finish(number, job.lastProcess, variable)
    }

    private func forget(_ number: Int) {
        if let job = jobs[number] { observation.children.add(job) }
        jobs.remove(number)
    }
}
