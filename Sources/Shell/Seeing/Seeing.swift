// `see`: what the shell shows on request. This file: which mode is asked for, in which form, and where the view goes.
//
// In front of a pipeline `see` is part of the grammar, and comes here as `executeSeen`; the snapshots come as a utility.
// Each mode has a file here, which gathers its facts; what they look like is a pure function of XRay. Views go to standard
// error, because standard output is the pipeline's own.

public import Bytes
import Kernel
import Syntax
import XRay

/// The options and operands of one `see`.
struct ViewRequest {
    let mode: ViewMode
    /// Those without an operand, as written.
    var options: [ByteString] = []
    /// The operands of `-o`, `-c` and `-f`.
    var values: [ByteString: ByteString] = [:]
    var operands: [ByteString] = []
    /// The descriptor that the view goes to: standard output where nothing else was asked for.
    var descriptor: Int32 = 2

    /// Where the view goes instead.
    var file: ByteString? { values["-o"] }

    func has(_ option: ByteString) -> Bool { options.contains(option) }
}

/// Why `see` was called wrongly.
struct ViewMisuse: Error {
    let text: ByteString
    /// Lines that follow.
    var details: [ByteString] = []
    /// The form of the call was wrong.
    var showsUsage = true
}

extension ExitStatus {
    /// What was asked for could not be seen as a whole.
    static let incomplete = ExitStatus(4)
}

// The utility.
extension Shell {
    /// `see [MODE [option...] [operand...]]`. Where the word is no mode, a utility of that name is meant.
    func seeUtility(_ arguments: [ByteString]) -> ExitStatus {
        guard arguments.count > 1 else { return seeHelp([]) }
        if arguments[1] == "help" { return seeHelp(Array(arguments.dropFirst(2))) }
        guard let mode = ViewMode.named(arguments[1]) else {
            _ = runInForeground(arguments, ResolvedRedirections())
            return state.status
        }
        if arguments.dropFirst(2) == ["--help"] { return seeHelp([mode.name]) }
        do throws(ViewMisuse) {
            return try seeSnapshot(try viewRequest(mode, Array(arguments.dropFirst(2))))
        } catch {
            return misuse(mode, error)
        }
    }

    private func seeSnapshot(_ request: ViewRequest) throws(ViewMisuse) -> ExitStatus {
        guard ["plan", "trace", "waits"].contains(request.mode.name) || Kernel.isAccessible("/proc/self/stat", .read)
        else {
            report("see \(request.mode.name)", "/proc is not mounted here: nothing can be seen")
            return .incomplete
        }
        switch request.mode.name {
        case "fds": return try seeDescriptors(request)
        case "waits": return try seeWaits(request)
        case "graph": return try seeGraph(request)
        case "why": return try seeWhy(request)
        case "plan": return try seePlan(request)
        case "trace": return try seeTrace(request)
        default: throw ViewMisuse(text: "a pipeline is expected")
        }
    }

    /// `see help [MODE]`: what was asked for, so that it goes to standard output.
    private func seeHelp(_ operands: [ByteString]) -> ExitStatus {
        let mode = operands.first.flatMap(ViewMode.named)
        if mode == nil, let name = operands.first {
            report("see", "\(name): no such mode; `see help` lists them")
            return .usage
        }
        write(ByteString(mode?.help(style: style()) ?? ViewMode.list(style: style())))
        return .success
    }

    private func misuse(_ mode: ViewMode, _ misuse: ViewMisuse) -> ExitStatus {
        report("see \(mode.name)", misuse.text)
        for line in misuse.details { writeError("  \(line)\n") }
        if misuse.showsUsage { writeError("usage: see \(mode.name) \(mode.synopsis)\n") }
        return .usage
    }
}

// From another shell.
extension Shell {
    /// True for `--why` and its like.
    public static func isQuestion(_ option: ByteString) -> Bool {
        option.hasPrefix("--") && ViewMode.named(option.dropFirst(2))?.isOption ?? false
    }

    /// `seesh --MODE [option...] [operand...]`: as `see MODE`, but the view goes to standard output.
    public func answer(_ option: ByteString, _ arguments: [ByteString]) -> ExitStatus {
        guard let mode = ViewMode.named(option.dropFirst(2)) else { return .usage }
        if arguments == ["--help"] {
            write(ByteString(mode.help(style: style(at: 1))))
            return .success
        }
        do throws(ViewMisuse) {
            var request = try viewRequest(mode, arguments)
            request.descriptor = 1
            // There are no jobs to speak of.
            if mode.name == "why", request.operands.isEmpty, !request.has("-a") { request.options.append("-a") }
            return try seeSnapshot(request)
        } catch {
            return misuse(mode, error)
        }
    }
}

// In front of a pipeline.
extension Shell {
    /// `isAsynchronous` tells of the `&` behind a pipeline that is shown and not executed.
    func executeSeen(
        _ pipeline: Pipeline, _ mode: SeeMode, _ options: [Word], isAsynchronous: Bool = false
    ) -> Completion {
        state.line = Int(pipeline.position.line)
        guard let view = ViewMode.named(mode.name) else { return .normal }
        // Each is one string, as the operand of a redirection.
        var arguments: [ByteString] = []
        for option in options {
            do throws(ShellError) {
                arguments.append(try expandString(option))
            } catch {
                return aborted(error)
            }
        }
        do throws(ViewMisuse) {
            let request = try viewRequest(view, arguments)
            switch mode {
            case .plan where request.has("-q"):
                state.status = showWarnings(of: pipeline, isAsynchronous: isAsynchronous, request)
            case .plan: state.status = showPlans([plan(of: pipeline, isAsynchronous: isAsynchronous)], request)
            case .graph: state.status = showGraph(of: plan(of: pipeline, isAsynchronous: isAsynchronous), request)
            case .waits: return executeWatched(pipeline, request)
            case .trace: return executeTraced(pipeline, request)
            }
        } catch {
            state.status = misuse(view, error)
        }
        return .normal
    }
}

// Options.
extension Shell {
    private func viewRequest(_ mode: ViewMode, _ arguments: [ByteString]) throws(ViewMisuse) -> ViewRequest {
        var request = ViewRequest(mode: mode)
        var index = 0
        func operand() throws(ViewMisuse) -> ByteString {
            index += 1
            guard index < arguments.count else { throw ViewMisuse(text: "\(arguments[index - 1]) needs an operand") }
            return arguments[index]
        }
        while index < arguments.count, arguments[index].count > 1, arguments[index].first == UInt8(ascii: "-") {
            let option = arguments[index]
            switch option {
            case "--":
                request.operands = Array(arguments[(index + 1)...])
                return request
            case _ where option != "-o" && !mode.options.contains(option):
                throw ViewMisuse(text: "unknown option \(option)")
            case "-o", "-c", "-f": request.values[option] = try operand()
            default: request.options.append(option)
            }
            index += 1
        }
        request.operands = Array(arguments[index...])
        return request
    }
}

// Where the view goes.
extension Shell {
    /// How a view is to look where it goes: to the file, or to the descriptor.
    func style(for file: ByteString? = nil, at descriptor: Int32 = 2) -> Style {
        let directory = (try? Kernel.currentDirectory()) ?? ""
        guard file == nil, Kernel.isTerminal(descriptor) else {
            return Style(width: 120, directory: directory)
        }
        let isColorless = names.find("NO_COLOR").flatMap { value(of: $0) }.map { !$0.isEmpty } ?? false
        let isDumb = names.find("TERM").flatMap { value(of: $0) } == "dumb"
        return Style(
            width: Kernel.windowSize(descriptor)?.columns ?? 80, color: !isColorless && !isDumb, directory: directory)
    }

    /// Shows a view in the form that was asked for.
    func deliver(
        _ request: ViewRequest, status: ExitStatus, json: () -> [UInt8], text: (Style) -> [UInt8]
    ) -> ExitStatus {
        let view = request.has("--json") ? json() : text(style(for: request.file, at: request.descriptor))
        return deliver(view, request, status: status)
    }

    /// Writes a view where it goes; the status that it is to have, or another where that failed.
    func deliver(_ view: [UInt8], _ request: ViewRequest, status: ExitStatus) -> ExitStatus {
        guard request.file != nil || request.descriptor != 2 else {
            writeError(ByteString(view))
            return status
        }
        do throws(Errno) {
            let fd = try request.file.map(Kernel.openForOwner) ?? request.descriptor
            defer { if request.file != nil { Kernel.close(fd) } }
            try Kernel.writeAll(fd, view)
            return status
        } catch {
            report("see \(request.mode.name)", "\(name: request.file ?? "standard output"): \(error.message)")
            return .usage
        }
    }
}

// When the word counts.
extension Shell {
    /// True where `see` was written without quotes and a mode follows; otherwise a utility of that name is meant.
    func isView(_ command: SimpleCommand, _ fields: [ByteString]) -> Bool {
        guard fields.count < 2 || fields[1] == "help" || ViewMode.named(fields[1]) != nil else { return false }
        guard let first = command.words.first, case .literal = first.shape else { return true }
        guard first.parts.count == 1, case .literal = first.parts[0] else { return false }
        return true
    }
}
