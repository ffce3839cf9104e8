// jobs, fg, bg, disown and suspend, and the job IDs and descriptions of jobs.
//
// POSIX: XCU jobs, fg, bg

import Bytes
import Kernel
import Syntax

extension Shell {
    /// `jobs [-l | -p] [%job...]`
    ///
    /// POSIX: XCU jobs
    func jobsUtility(_ arguments: [ByteString]) throws(ExitStatus) -> ExitStatus {
        let (options, operands) = try parse(arguments, "lp")
        let style: JobStyle = options.isEmpty ? .brief : options.last == UInt8(ascii: "l") ? .long : .processes
        reapChildren()
        let isInherited = jobs.showInherited()
        defer { if isInherited { jobs.hideInherited() } }
        var numbers = operands.isEmpty ? jobs.all.filter { !$0.isDisowned }.map(\.number) : []
        let status = forEach(operands) { operand in
            guard let number = jobNumber(operand) else { return fail("jobs", operand + ": " + missingJob(operand)) }
            numbers.append(number)
            return .success
        }
        for number in numbers {
            guard let job = jobs[number] else { continue }
            write(line(of: job, style))
            guard !isInherited else { continue }
            jobs[number]?.hasNews = false
            if job.isDone, style != .processes { jobs.retire(number) }
        }
        return status
    }

    /// `fg [%job]`
    ///
    /// POSIX: XCU fg
    func fgUtility(_ arguments: [ByteString]) throws(ExitStatus) -> Completion {
        guard let number = try controlledJobs(arguments).first, var job = jobs[number] else { throw .failure }
        write(text(of: job).shown + "\n")
        flushOutput()
        job.isForeground = true
        if let terminal = terminal.fd {
            if let modes = job.terminalModes { Kernel.setTerminalModes(terminal, modes) }
            try? Kernel.setTerminalProcessGroup(terminal, job.group)
        }
        resume(&job)
        jobs.remove(number)
        return afterCommand(waitInForeground(&job))
    }

    /// `bg [%job...]`
    ///
    /// POSIX: XCU bg
    func bgUtility(_ arguments: [ByteString]) throws(ExitStatus) -> ExitStatus {
        for number in try controlledJobs(arguments) {
            guard var job = jobs[number] else { continue }
            write("[" + ByteString(decimal: number) + "] " + text(of: job).shown + "\n")
            job.isForeground = false
            resume(&job)
            jobs[number] = job
            jobs.makeCurrent(number)
            state.lastAsynchronousProcess = job.lastProcess
        }
        return .success
    }

    private func resume(_ job: inout Job) {
        job.noteContinued()
        try? Kernel.sendSignal(Signals.proceed, to: job.group == 0 ? job.lastProcess : -job.group)
    }

    /// The jobs that the operands name, or the current one.
    private func controlledJobs(_ arguments: [ByteString]) throws(ExitStatus) -> [Int] {
        guard state.options.contains(.monitor) else { throw fail(arguments[0], "no job control") }
        reapChildren()
        let operands = Self.operands(arguments)
        var numbers: [Int] = []
        for operand in operands.isEmpty ? ["%+"] : operands {
            guard let number = jobNumber(operand), let job = jobs[number], !job.isDone else {
                throw fail(arguments[0], operands.isEmpty ? "no current job" : operand + ": " + missingJob(operand))
            }
            guard job.hasOwnGroup else { throw fail(arguments[0], operand + ": started without job control") }
            numbers.append(number)
        }
        return numbers
    }

    /// `disown [-ahr] [job...]`: the shell neither reports the jobs nor sends them SIGHUP; with `-h` it only sends no SIGHUP.
    func disownUtility(_ arguments: [ByteString]) throws(ExitStatus) -> ExitStatus {
        var (options, operands) = try parse(arguments, "ahr")
        let onlyRunning = options.contains("r")
        reapChildren()
        let takesAll = operands.isEmpty && (onlyRunning || options.contains("a"))
        var numbers = takesAll ? jobs.all.map(\.number) : []
        if operands.isEmpty, !takesAll { operands = ["%+"] }
        let status = forEach(operands) { operand in
            // A number without `%` may be a process ID.
            let process = operand.unsignedDecimalValue.flatMap { Int32(exactly: $0) }
            guard let number = process.flatMap({ jobs.number(ofProcess: $0) }) ?? jobNumber(operand) else {
                return fail("disown", operand == "%+" ? "no current job" : operand + ": " + missingJob(operand))
            }
            numbers.append(number)
            return .success
        }
        for number in numbers {
            if onlyRunning, let job = jobs[number], job.isDone || job.stopSignal != nil { continue }
            if options.contains("h") {
                jobs[number]?.outlivesShell = true
            } else {
                jobs[number]?.isDisowned = true
            }
        }
        return status
    }

    /// Stops the shell's process group until it gets SIGCONT. An extension, as in bash. A login shell refuses without `-f`: no
    /// process may be there to continue it.
    func suspendUtility(_ arguments: [ByteString]) throws(ExitStatus) -> ExitStatus {
        let (options, operands) = try parse(arguments, "f")
        guard operands.isEmpty else { return misuse("suspend", "too many operands") }
        guard !options.isEmpty || !state.name.hasPrefix("-") else {
            return fail("suspend", "a login shell is not suspended without -f")
        }
        flushOutput()
        do {
            try Kernel.sendSignal(Signals.number(named: "STOP") ?? 0, to: 0)
            return .success
        } catch {
            return fail("suspend", error.message)
        }
    }
}

extension Shell {
    enum JobStyle { case brief, long, processes }

    /// The number of the job with the ID `%n`, `%+`, `%-`, `%string` or `%?string`.
    ///
    /// POSIX: XBD 3.182
    func jobNumber(_ operand: ByteString) -> Int? {
        let specification = operand.first == UInt8(ascii: "%") ? operand.dropFirst(1) : operand
        switch specification {
        case "", "%", "+": return jobs.current
        case "-": return jobs.previous ?? jobs.current
        default: break
        }
        if let number = specification.unsignedDecimalValue { return jobs[number].map(\.number) }
        let matching = jobs(named: specification)
        return matching.count == 1 ? matching[0].number : nil
    }

    /// The jobs that `string` or `?string` matches.
    private func jobs(named specification: ByteString) -> [Job] {
        let searches = specification.first == UInt8(ascii: "?")
        let wanted = searches ? specification.dropFirst(1) : specification
        return jobs.all.filter { job in
            let text = text(of: job)
            return searches ? text.contains(wanted) : text.hasPrefix(wanted)
        }
    }

    /// Why `operand` names no job.
    func missingJob(_ operand: ByteString) -> ByteString {
        let specification = operand.first == UInt8(ascii: "%") ? operand.dropFirst(1) : operand
        let isNumber = specification.isEmpty || specification.unsignedDecimalValue != nil
        return !isNumber && jobs(named: specification).count > 1 ? "several jobs begin or match so" : "no such job"
    }

    /// The operands of kill(2) for a job: its process group where it has one.
    func processes(ofJob specification: ByteString) -> [Int32]? {
        guard let number = jobNumber(specification), let job = jobs[number] else { return nil }
        if job.hasOwnGroup { return [-job.group] }
        return job.processes.filter { !$0.isOver }.map(\.pid)
    }

    func text(of job: Job) -> ByteString {
        join(job.processes.map { self.text(of: $0.text) }, " | ")
    }

    func text(of text: Job.Text) -> ByteString {
        switch text {
        case .fields(let fields): join(fields.map(\.shellQuoted), " ")
        case .content(let content): content.text
        }
    }

    /// POSIX: XCU jobs, STDOUT
    func line(of job: Job, _ style: JobStyle) -> ByteString {
        guard style != .processes else { return ByteString(decimal: job.processes[0].pid) + "\n" }
        let mark: ByteString = job.number == jobs.current ? "+" : job.number == jobs.previous ? "-" : " "
        var line = "[" + ByteString(decimal: job.number) + "] " + mark + " "
        if style == .long { line += ByteString(decimal: job.processes[0].pid) + " " }
        return line + describe(job) + " " + text(of: job).shown + "\n"
    }

    private func describe(_ job: Job) -> ByteString {
        if let signal = job.stopSignal {
            let name = Signals.name(of: signal) ?? ByteString(decimal: signal)
            return "Stopped (SIG" + name + ")"
        }
        guard job.isDone, case .done(let status)? = job.processes.last?.state else { return "Running" }
        if status.signal != nil { return description(of: status) }
        return status.exitStatus == 0 ? "Done" : "Done(" + ByteString(decimal: status.exitStatus) + ")"
    }
}
