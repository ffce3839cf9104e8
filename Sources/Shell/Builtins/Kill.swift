// kill: sends a signal to processes, process groups and jobs, or lists the names of signals.
//
// POSIX: XCU kill

import Bytes
import Kernel

extension Shell {
    /// Sends SIGTERM or the named signal. The status is 1 where an operand is wrong or no process of it got the signal.
    func killUtility(_ arguments: [ByteString]) -> ExitStatus {
        descriptors.othersMayRead()
        // `while kill -0 $!` must end: reap processes that have ended.
        reapChildren()
        var operands = arguments.dropFirst()
        var signal = Signals.terminate
        if let option = operands.first, option.count > 1, option[0] == UInt8(ascii: "-"), option != "--" {
            if option == "--help" { return showHelp("kill") }
            operands = operands.dropFirst()
            if option == "-l" || option == "-L" {
                return listSignals(operands.first == "--" ? operands.dropFirst() : operands)
            }
            guard let name = signalName(option, &operands) else {
                return misuse("kill", "option " + option + " needs an argument")
            }
            guard let number = Signals.number(named: name) else { return fail("kill", name + ": no such signal") }
            signal = number
        }
        if operands.first == "--" { operands = operands.dropFirst() }
        guard !operands.isEmpty else { return misuse("kill", "processes are missing") }
        flushOutput()
        return forEach(operands) { send(signal, to: $0) }
    }

    /// The signal's name in `-s NAME`, `-sNAME`, `-n NUMBER` or `-NAME`; nil where it is missing.
    private func signalName(_ option: ByteString, _ operands: inout ArraySlice<ByteString>) -> ByteString? {
        let text = option.dropFirst(1)
        // `-stop` and `-segv` are signals, `-sTERM` is an option with its argument.
        if Signals.number(named: text) != nil { return text }
        guard text[0] == UInt8(ascii: "s") || text == "n" else { return text }
        guard text.count == 1 else { return text.dropFirst(1) }
        return operands.popFirst()
    }

    private func send(_ signal: Int32, to operand: ByteString) -> ExitStatus {
        let isJob = operand.first == UInt8(ascii: "%")
        let processes: [Int32]
        if isJob {
            guard let found = self.processes(ofJob: operand) else {
                return fail("kill", operand + ": " + missingJob(operand))
            }
            processes = found
        } else {
            guard let number = operand.decimalValue else {
                return fail("kill", operand + ": neither a process ID nor a job")
            }
            processes = Int32(exactly: number).map { [$0] } ?? []
        }
        // A stopped job must continue to receive the signal. As bash.
        let job = isJob ? jobNumber(operand) : nil
        let isStopped = job.flatMap { jobs[$0]?.stopSignal } != nil
        let wakes = isStopped && (signal == Signals.terminate || signal == Signals.hangup)
        var isSent = false
        var failure = Errno.ESRCH
        for process in processes {
            do {
                try Kernel.sendSignal(signal, to: process)
                if wakes { try? Kernel.sendSignal(Signals.proceed, to: process) }
                tracer?.did(.signal(number: signal, pid: process), at: nil)
                isSent = true
            } catch {
                failure = error
            }
        }
        // `wait` must not take the job for stopped before the kernel reports that it continues.
        if isStopped, wakes || signal == Signals.proceed || signal == Signals.kill, let job {
            jobs[job]?.noteContinued()
        }
        return isSent ? .success : fail("kill", operand + ": " + failure.message)
    }

    /// `kill -l`: all names, the name for each exit status or number, or the number for each name.
    private func listSignals(_ operands: ArraySlice<ByteString>) -> ExitStatus {
        if operands.isEmpty { for name in Signals.all.compactMap(Signals.name) { write(name + "\n") } }
        return forEach(operands) { operand in
            let text =
                if let status = operand.unsignedDecimalValue {
                    Self.signalName(ofStatus: status)
                } else {
                    Signals.number(named: operand).map { ByteString(decimal: $0) }
                }
            guard let text else { return fail("kill", operand + ": no such signal") }
            write(text + "\n")
            return .success
        }
    }

    /// The name of a signal by its number or by the exit status of a process that it killed.
    static func signalName(ofStatus status: Int) -> ByteString? {
        if status == 0 { return "EXIT" }
        return Int32(exactly: status > 128 ? status - 128 : status).flatMap { Signals.name(of: $0) }
    }
}
