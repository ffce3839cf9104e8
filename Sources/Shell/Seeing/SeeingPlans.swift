// `see plan`: what would be done, with nothing done. The Planner asks here what words and names mean.
//
// A word is expanded only where that can have no effect and cannot fail; and because even a pure expansion may touch what
// the shell remembers ($RANDOM, where a utility was found), the state is put back afterwards.

public import Bytes
import Kernel
public import Syntax
import Wiring
import XRay

// Showing.
extension Shell {
    /// `see plan -c STRING`
    func seePlan(_ request: ViewRequest) throws(ViewMisuse) -> ExitStatus {
        guard let string = request.values["-c"] else { throw ViewMisuse(text: "a pipeline is expected") }
        guard request.operands.isEmpty else { throw ViewMisuse(text: "-c stands alone") }
        guard let script = script(of: StringSource(string)) else { return .usage }
        return showScript(script, request)
    }

    private func showScript(_ script: ScriptPlan, _ request: ViewRequest) -> ExitStatus {
        let findings = PlanFindings(script)
        let status = ExitStatus(PlanView.status(findings))
        if request.has("-q") { return deliver(PlanView.lines(findings, file: "-c"), request, status: status) }
        return deliver(
            request, status: status, json: { PlanView.json(script, findings) },
            text: { PlanView.text(script, findings, words: request.has("--words"), style: $0) })
    }

    /// `see plan -q PIPELINE`: the warnings of the pipeline and of what is inside.
    func showWarnings(of pipeline: Pipeline, isAsynchronous: Bool, _ request: ViewRequest) -> ExitStatus {
        let andOr = AndOrList(first: pipeline.bare, rest: [], isAsynchronous: isAsynchronous)
        return showScript(Planner(plannerFacts(words: .constant)).script([List([andOr])]), request)
    }

    func showPlans(_ plans: [PipelinePlan], _ request: ViewRequest) -> ExitStatus {
        deliver(
            request, status: ExitStatus(PlanView.status(plans)), json: { PlanView.json(plans) },
            text: { PlanView.text(plans, words: request.has("--words"), style: $0) })
    }

    /// `seesh --plan FILE`: the plans of a whole script go to standard output, nothing of it is executed.
    ///
    /// - Parameter file: what is planned; nil for a string.
    public func showPlans(of source: any InputSource, file: ByteString?, _ form: PlanForm) -> ExitStatus {
        guard let script = script(of: source, isFile: file != nil) else { return .usage }
        let findings = PlanFindings(script)
        switch form {
        case .text:
            let style = Style(directory: (try? Kernel.currentDirectory()) ?? "")
            write(ByteString(PlanView.text(script, findings, style: style)))
        case .json: write(ByteString(PlanView.json(script, findings)))
        case .warnings: write(ByteString(PlanView.lines(findings, file: file ?? "-c")))
        }
        return descriptors.writeOutput() == nil ? ExitStatus(PlanView.status(findings)) : .usage
    }

    /// Shows the plans of a command that is still being typed, or what is wrong with it; nothing else changes.
    public func showPreview(of text: ByteString) {
        let status = state.status
        defer { state.status = status }
        guard let script = script(of: StringSource(text)) else { return }
        writeError(ByteString(PlanView.text(script, PlanFindings(script), style: style())))
    }

    /// The plans of all pipelines of a text; nil where it has an error, which is reported.
    ///
    /// - Parameter isFile: whoever executes it may have other descriptors.
    private func script(of source: any InputSource, isFile: Bool = false) -> ScriptPlan? {
        let line = state.line
        defer { state.line = line }
        let parser = makeParser(source)
        // What a variable will hold when a later command is reached is not known.
        var facts = plannerFacts(words: .constant)
        facts.isOpenEnded = isFile
        let saved = state
        var lists: [List] = []
        do throws(SyntaxError) {
            while let list = try parser.nextCompleteCommand() { lists.append(list) }
        } catch {
            state = saved
            reportSyntaxError(error)
            return nil
        }
        let script = Planner(facts).script(lists)
        state = saved
        return script
    }
}

// Planning.
extension Shell {
    /// Which words a plan may expand.
    enum PlannableWords {
        /// All that have no effects.
        case pure
        /// Those that always mean the same: for commands that were started some time ago, or will be reached later.
        case constant
    }

    func plan(of pipeline: Pipeline, isAsynchronous: Bool) -> PipelinePlan {
        let saved = state
        defer { state = saved }
        // The plan is of the pipeline alone: `see` in front of it is not part of it.
        return Planner(plannerFacts(words: .pure)).plan(pipeline.bare, isAsynchronous: isAsynchronous)
    }

    func plannerFacts(words: PlannableWords) -> PlannerContext {
        var facts = PlannerContext(
            table: presentTable(), jobControl: state.options.contains(.monitor),
            noclobber: state.options.contains(.noclobber),
            fields: { self.mayExpand($0, words) ? try? self.expandFields([$0]) : nil },
            value: { self.mayExpand($0, words) ? try? self.expandString($0) : nil },
            held: { name in
                guard let number = self.names.find(name).flatMap({ self.value(of: $0) })?.unsignedDecimalValue else {
                    return nil
                }
                return Int32(exactly: number)
            },
            target: { self.plannedTarget($0) },
            path: { self.pathFact($0) },
            ways: { self.ways(of: $0, $1) })
        facts.lastpipe = state.options.contains(.lastpipe)
        facts.isPosix = state.options.contains(.posix)
        return facts
    }

    private func mayExpand(_ word: Word, _ words: PlannableWords) -> Bool {
        switch words {
        case .pure: word.isSideEffectFree
        case .constant: if case .literal = word.shape { true } else { false }
        }
    }

    /// How the stages of a pipeline are executed, as far as can be told; `targets` are what they name.
    private func ways(of wiring: Wiring, _ targets: [CommandKind]) -> [(Way, WayReason)?] {
        guard !wiring.isAlone else { return [way(ofAlone: wiring.stages[0].content, targets[0])] }
        if !wiring.isAsynchronous, !wiring.endsInShell, let commands = wiring.commands, areContained(commands) {
            return wiring.stages.map { _ in (.here, .contained) }
        }
        return wiring.stages.enumerated().map { index, stage in
            if index == wiring.stages.count - 1, wiring.endsInShell {
                return way(ofAlone: stage.content, targets[index])
            }
            return index == 0 && fillsPipe(wiring) ? (.here, .filled) : way(ofProcess: stage.content).named
        }
    }

    private func way(ofAlone content: Wiring.Content, _ target: CommandKind) -> (Way, WayReason)? {
        switch target {
        case .specialBuiltin, .builtin, .function, .nothing, .definition: return (.here, .shell)
        case .compound: return (.here, .compound)
        case .external: return isFast ? (.spawn, .utility) : (.fork, .plain)
        case .notFound:
            guard case .command(.simple(let command)) = content, let word = command.words.first,
                let name = (try? expandFields([word]))?.first
            else { return nil }
            // A path name is tried.
            return name.contains(UInt8(ascii: "/")) ? (.spawn, .notFound) : (.here, .notFound)
        case .deferred: return nil
        case .subshell:
            if case .command(.compound(let command)) = content, !state.options.contains(.monitor),
                isContained(command.effects)
            {
                return (.here, .contained)
            }
            return way(ofProcess: content).named
        }
    }

    private func plannedTarget(_ name: ByteString) -> CommandKind {
        switch target(of: names.intern(name)) {
        case .builtin(let builtin): return builtin.isSpecial ? .specialBuiltin : .builtin
        case .function: return .function
        case .utility: break
        }
        let path = name.contains(UInt8(ascii: "/")) ? name : utilityPath(name)
        guard let path, (try? Kernel.status(path)) != nil else { return .notFound }
        return .external(path: path)
    }

    private func pathFact(_ path: ByteString) -> PathStatus? {
        guard let status = try? Kernel.status(path) else { return nil }
        let kind: DescriptorKind =
            switch status.kind {
            case .regular: .file
            case .directory: .directory
            case .fifo: .fifo
            case .socket: .socket
            case .characterDevice, .blockDevice: .device
            case .symbolicLink, .unknown: .other
            }
        return PathStatus(kind: kind, inode: status.inode, device: status.device)
    }

    /// The shell's own table as its commands inherit it, with what each descriptor is called.
    private func presentTable() -> DescriptorTable {
        let style = Style(directory: (try? Kernel.currentDirectory()) ?? "")
        let rows = (Proc.descriptors(of: Kernel.processID) ?? []).filter { !$0.closeOnExec }
        return DescriptorTable(
            rows.map { row in
                let name = row.kind == .terminal ? "tty" : style.short(row.name)
                return DescriptorTable.Row(fd: row.fd, entry: .inherited(row.fd, name: name))
            })
    }

    /// What the shell itself has inherited, as far as it still has it.
    func inheritedTable() -> DescriptorTable { descriptors.changes.inherited(presentTable()) }
}

/// In which form `seesh --plan` shows plans.
public enum PlanForm: Sendable {
    case text, json
    /// `-q`: the warnings alone.
    case warnings
}

extension Pipeline {
    /// Without what is in front of it.
    fileprivate var bare: Pipeline {
        Pipeline(prefix: .none, isNegated: isNegated, commands: commands, position: position)
    }
}

extension Decision {
    fileprivate var named: (Way, WayReason) { (way, reason) }
}
