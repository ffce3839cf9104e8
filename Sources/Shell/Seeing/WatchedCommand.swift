// `seesh --after SECONDS -- command...`: a command that is watched. When nothing of it has moved for so long, standard error
// gets what `see why` would say, once for each hang.
//
// The command is a child in the process group of the shell, so that keys reach it as ever, and the kernel lets its parent look.
// It is never ended. The shell ends as the command has.

public import Bytes
import Kernel
import Wiring
import XRay

extension Shell {
    /// Runs a command to its end. `arguments` are those behind `--after`.
    public func runWatched(_ arguments: [ByteString]) -> Never {
        do throws(ViewMisuse) {
            let request = try WatchRequest(arguments)
            guard let path = utilityPath(request.command[0]) else { leave(reportMissing(request.command[0])) }
            runWatched(request, path)
        } catch {
            report("--after", error.text)
            writeError("usage: seesh --after SECONDS [--json] [--] command [argument...]\n")
            leave(.usage)
        }
    }

    private func runWatched(_ request: WatchRequest, _ path: ByteString) -> Never {
        // Caught before there is somebody to pass them on to. What was ignored stays so.
        for signal in Signals.passedOn where !Signals.wasIgnoredAtEntry(signal) { Signals.catchSignal(signal) }
        // A reader of standard error that has gone must not end the watch.
        if !Signals.wasIgnoredAtEntry(Signals.brokenPipe) { Signals.ignore(Signals.brokenPipe) }
        let utility = UtilityCommand(
            path: path, arguments: request.command, environment: environmentBlock(),
            redirections: ResolvedRedirections(), line: state.line)
        do throws(ShellError) {
            let pid = try spawn(utility, SubshellPolicy())
            var watch = CommandWatch(request, pid)
            end(as: watch.waitForEnd(self))
        } catch {
            report(error)
            leave(.notExecutable)
        }
    }

    /// Ends by the signal that the command was ended by, or with its exit status.
    private func end(as status: WaitStatus) -> Never {
        // The command has written its memory to a file, where that was asked for.
        if status.signal != nil { Kernel.forbidCoreFile() }
        leave(ExitStatus(status.exitStatus), by: status.signal)
    }
}

/// What stands behind `--after`.
private struct WatchRequest {
    /// In nanoseconds.
    let limit: Int
    var asJSON = false
    let command: [ByteString]

    init(_ arguments: [ByteString]) throws(ViewMisuse) {
        guard let seconds = arguments.first else { throw ViewMisuse(text: "a number of seconds is expected") }
        guard let limit = Self.nanoseconds(seconds), limit > 0 else {
            throw ViewMisuse(text: "\(name: seconds): not a number of seconds above 0")
        }
        self.limit = limit
        var rest = arguments.dropFirst()
        while let option = rest.first, option.count > 1, option.first == UInt8(ascii: "-") {
            rest = rest.dropFirst()
            if option == "--" { break }
            guard option == "--json" else { throw ViewMisuse(text: "\(name: option): unknown option") }
            asJSON = true
        }
        guard !rest.isEmpty else { throw ViewMisuse(text: "a command is expected") }
        command = Array(rest)
    }

    /// A decimal number of seconds, with a fraction or without; nil where it is none.
    private static func nanoseconds(_ text: ByteString) -> Int? {
        let parts = text.split(on: UInt8(ascii: "."))
        guard parts.count <= 2, text.contains(where: { $0.digitValue ?? 10 < 10 }) else { return nil }
        var whole = 0
        if !parts[0].isEmpty {
            guard let number = parts[0].unsignedDecimalValue, number < 1_000_000_000 else { return nil }
            whole = number
        }
        guard parts.count == 2, !parts[1].isEmpty else { return whole &* 1_000_000_000 }
        let digits = parts[1].prefix(9)
        guard parts[1].allSatisfy({ $0.digitValue ?? 10 < 10 }), var fraction = digits.unsignedDecimalValue else {
            return nil
        }
        for _ in digits.count..<9 { fraction &*= 10 }
        return whole &* 1_000_000_000 &+ fraction
    }
}

/// Waits for a command, and looks at it when it has rested.
private struct CommandWatch {
    let request: WatchRequest
    let pid: Int32
    /// The verdicts that were told, as long as they last.
    private var told: [WaitVerdict?] = []
    private var meter = Proc.RestMeter()
    /// When to look next, in nanoseconds of CLOCK_MONOTONIC.
    private var next: Int

    init(_ request: WatchRequest, _ pid: Int32) {
        self.request = request
        self.pid = pid
        next = Kernel.monotonicNanoseconds() + request.limit
    }

    mutating func waitForEnd(_ shell: Shell) -> WaitStatus {
        while true {
            while let change = try? Wire.wait(for: -1, options: .noHang) {
                // The shell may have children that it does not know of.
                if change.pid == pid, change.status.isFinal { return change.status }
            }
            if Kernel.waitForSignalOrChild(until: next, heedsSignals: true) {
                passOn(Signals.takePending())
            } else {
                look(shell)
            }
        }
    }

    /// What a key has sent, the command has got itself.
    private func passOn(_ signals: [Int32]) {
        for signal in signals where !Signals.cameFromTerminal(signal) {
            try? Kernel.sendSignal(signal, to: pid)
        }
    }

    /// Looks, and says when to look again.
    private mutating func look(_ shell: Shell) {
        let tree = Proc.descendants(of: pid)
        let rested = meter.rest(of: tree)
        guard rested >= request.limit else {
            return rest(request.limit - rested)
        }
        rest(request.limit)
        let reports = shell.hangs(of: pid, tree, request.limit)
        let new = reports.filter { !told.contains($0.verdict) }
        told = reports.map(\.verdict)
        if !new.isEmpty { shell.tell(new, request) }
    }

    private mutating func rest(_ nanoseconds: Int) {
        next = Kernel.monotonicNanoseconds() + max(nanoseconds, 50_000_000)
    }
}

extension Shell {
    /// What hangs of a command: what it waits for itself, or else each process that it has started. Where something of it may
    /// not be looked at, that counts as well.
    fileprivate func hangs(of pid: Int32, _ tree: [Int32], _ rested: Int) -> [WaitReport] {
        let own = ProcessSource.OwnWait(
            pid: Kernel.processID, operation: .waitsForChild(pid), children: [pid], time: Int64(rested))
        let whole = waitReports([unknown(pid)], own)
        if whole.contains(where: \.isHang) { return whole }
        let parts = waitReports(tree.filter { $0 != pid }.map(unknown), own).filter(\.isHang)
        return parts.isEmpty ? whole.filter { !$0.isComplete } : parts
    }

    fileprivate func tell(_ reports: [WaitReport], _ request: WatchRequest) {
        if request.asJSON { return writeError(ByteString(whyJSON(reports))) }
        report("after", "nothing has moved for \(duration: request.limit)")
        writeError(ByteString(whyText(reports, style: style())))
    }
}

extension ByteString.StringInterpolation {
    /// Nanoseconds as seconds, with up to three digits behind the point.
    fileprivate mutating func appendInterpolation(duration nanoseconds: Int) {
        var text = ByteString(decimal: nanoseconds / 1_000_000_000)
        let thousandths = nanoseconds / 1_000_000 % 1000
        if thousandths > 0 {
            let digits = ByteString(decimal: 1000 + thousandths).dropFirst(1)
            text +=
                "." + (digits.hasSuffix("00") ? digits.prefix(1) : digits.hasSuffix("0") ? digits.prefix(2) : digits)
        }
        appendInterpolation(text + " s")
    }
}
