// `see plan`: what a pipeline would be wired to, with nothing done.
//
// For each stage the redirections stand in their order with what each one makes of the table, then the table that the
// command would get. What is not known before the pipeline runs stands in single angle quotes.

public import Bytes
public import Wiring

public enum PlanView {
    /// For people: each plan as a block, a blank line between two, the source line in front where there are several.
    ///
    /// With `words`, the fields of each command and what its name stands for are shown too.
    public static func text(_ plans: [PipelinePlan], words: Bool = false, style: Style) -> [UInt8] {
        text(plans, words: words, style: style) { $0.warnings }
    }

    public static func text(
        _ script: ScriptPlan, _ findings: PlanFindings, words: Bool = false, style: Style
    ) -> [UInt8] {
        text(script.pipelines, words: words, style: style) { findings.warnings(of: $0) }
    }

    private static func text(
        _ plans: [PipelinePlan], words: Bool, style: Style, _ warnings: (PipelinePlan) -> [PlanWarning]
    ) -> [UInt8] {
        var page = Page(style)
        for (index, plan) in plans.enumerated() {
            if index > 0 { page.line() }
            if plans.count > 1 { page.line("line \(plan.pipeline.position.line)", .faint) }
            plan.write(words: words, warnings(plan), to: &page)
        }
        return page.bytes
    }

    /// For programs: one object a line for each plan.
    public static func json(_ plans: [PipelinePlan]) -> [UInt8] {
        plans.flatMap { $0.json($0.warnings).line }
    }

    public static func json(_ script: ScriptPlan, _ findings: PlanFindings) -> [UInt8] {
        script.pipelines.flatMap { $0.json(findings.warnings(of: $0)).line }
    }

    /// For editors: `file:line: kind: text` for each warning, and nothing else.
    public static func lines(_ findings: PlanFindings, file: ByteString) -> [UInt8] {
        findings.all.flatMap { warning in
            ("\(name: file):\(warning.line): \(warning.kind.rawValue): \(warning.text)\n" as ByteString).array
        }
    }

    /// The status of `see plan`: 0, or 1 with a warning.
    public static func status(_ plans: [PipelinePlan]) -> Int32 {
        plans.contains { !$0.warnings.isEmpty } ? 1 : 0
    }

    public static func status(_ findings: PlanFindings) -> Int32 { findings.all.isEmpty ? 0 : 1 }
}

// Text.
extension PipelinePlan {
    fileprivate func write(words: Bool, _ warnings: [PlanWarning], to page: inout Page) {
        writeHeading(to: &page)
        let labels = commands.map { "\($0.stage) \($0.label(columns: 28))" as ByteString }
        let actions = commands.map { $0.actionTexts.joined(separator: "    ") }
        let start = (labels.map(Display.width).max() ?? 0) &+ 3
        let end = start &+ (actions.map(Display.width).filter { $0 <= 80 }.max() ?? 0)
        for (index, command) in commands.enumerated() {
            page.text(labels[index], .heading)
            page.pad(to: start)
            page.text(actions[index])
            page.pad(to: end &+ 2, gap: 2)
            page.line("=> \(command.table.shown)")
            for substitution in command.substitutions { substitution.write(to: &page) }
            if words { command.writeWords(to: &page) }
            for warning in warnings where warning.stage == command.stage {
                page.line("  ! \(warning.kind.rawValue): \(warning.text)", .warning)
            }
        }
        let ways = commands.map { "\($0.stage) \($0.wayShown)" as ByteString }
        page.line("ways \(ways.joined(separator: ", "))")
        page.line("shell \(closing)")
        writeDiagram(to: &page)
    }

    private func writeHeading(to page: inout Page) {
        let (count, isCertain) = forks
        let needed: ByteString = isCertain ? "\(count)" : count == 0 ? "as its commands need" : "at most \(count)"
        let group: ByteString = processGroup == .own ? "new process group" : "process group of the shell"
        let place: ByteString = wiring.isAsynchronous ? "background" : "foreground"
        let facts: ByteString = "forks \(needed), \(group), \(place)"
        let labels = commands.map { $0.label(columns: 20) }
        for (index, pipe) in wiring.edges.enumerated() {
            let number = Int(pipe.number)
            page.text("pipe \(pipe.name)  \(labels[number &- 1]) -> \(labels[number])")
            if index == 0 {
                page.pad(to: 36, gap: 3)
                page.text(facts)
            }
            page.line()
        }
        for (command, own) in zip(commands, labels) {
            for substitution in command.substitutions {
                let its = Display.escaped(substitution.text, columns: 20)
                let (from, to) = substitution.isInput ? (its, own) : (own, its)
                page.line("pipe \(substitution.edge.name)  \(from) -> \(to)")
            }
        }
        guard wiring.edges.isEmpty else { return }
        if commands.allSatisfy(\.substitutions.isEmpty) { page.text("no pipe") }
        page.pad(to: 36)
        page.line(facts)
    }

    /// What the shell does once all stages have started.
    private var closing: ByteString {
        let count = wiring.stages.count
        let isHere = count > 1 && forks == (0, true)
        var text: ByteString = isHere ? "runs all of them itself, one after the other" : ""
        if count > 1, !isHere {
            let ends = wiring.edges.flatMap { [$0.read.name, $0.write.name] }
            let closed: ByteString =
                ends.count > 8 ? "both ends of P1 to P\(wiring.edges.count)" : ends.joined(separator: " ")
            text = "closes \(closed), then "
        }
        guard !wiring.isAsynchronous else { return "\(text)does not wait; status is 0" }
        if count == 1 {
            let isMissing = commands[0].way?.reason == .notFound
            text +=
                commands[0].way?.way == .replace
                ? "is replaced by 1"
                : forks.count > 0 ? "waits for 1" : isMissing ? "finds no such command" : "runs it itself"
        } else if !isHere {
            text += "waits for 1 \(count == 2 ? "and" : "to") \(count)"
        }
        return pipeline.isNegated
            ? "\(text); status is 1 if that of \(count) is 0, otherwise 0" : "\(text); status is that of \(count)"
    }

    private func writeDiagram(to page: inout Page) {
        guard commands.count > 1 else { return }
        page.text(" ")
        for command in commands {
            let arrow: ByteString = command.stage > 1 ? " --P\(command.stage &- 1)--> " : " "
            let part: ByteString = "\(arrow)\(command.label(columns: 20))"
            if page.column &+ Display.width(part) > max(page.style.width, 60) {
                page.line()
                page.text("   ")
            }
            page.text(part)
        }
        page.line()
    }
}

extension SubstitutionPlan {
    fileprivate func write(to page: inout Page) {
        let end = isInput ? edge.read : edge.write
        page.line("  /dev/fd/\(marked(end.name))  \(isInput ? "<--" : "-->") \(name: text, columns: 40)")
    }
}

extension CommandPlan {
    fileprivate func writeWords(to page: inout Page) {
        page.text("  words ")
        for assignment in assignments { page.text(" [\(name: assignment.name)=\(assignment.value.shown)]") }
        for word in words {
            switch word {
            case .known(let fields): for field in fields { page.text(" [\(name: field)]") }
            case .deferred(_, let source): page.text(" \(name: marked(source))")
            }
        }
        page.line("  runs \(target.shown)")
    }
}

// JSON.
extension PipelinePlan {
    fileprivate func json(_ warnings: [PlanWarning]) -> JSON {
        [
            "line": pipeline.position.line, "depth": depth, "background": wiring.isAsynchronous,
            "negated": pipeline.isNegated, "forks": forks.count,
            "process_group": processGroup == .own ? "new" : "shell",
            "pipes": wiring.edges.map { pipe -> JSON in
                [
                    "id": pipe.name, "from": ["stage": pipe.number, "fd": 1] as JSON,
                    "to": ["stage": pipe.number &+ 1, "fd": 0] as JSON,
                ]
            },
            "stages": commands.map(\.json),
            "steps": steps.map(json),
            "warnings": warnings.map {
                ["kind": $0.kind.rawValue, "stage": $0.stage, "line": $0.line, "text": $0.text] as JSON
            },
            "src": "plan",
        ]
    }

    /// What the shell does for the wiring, in order.
    private func json(_ step: Wiring.Step) -> JSON {
        switch step {
        case .make(let edge): ["op": "pipe", "id": "P\(edge)" as ByteString]
        case .start(let index): ["op": commands[index].way?.way.operation ?? "fork", "stage": index &+ 1]
        case .fill(let index, let edge): ["op": "fill", "stage": index &+ 1, "id": "P\(edge)" as ByteString]
        case .close(let end): ["op": "close", "fd": end.name]
        }
    }
}

extension CommandPlan {
    fileprivate var json: JSON {
        var path: ByteString?
        if case .external(let found) = target { path = found }
        let command: JSON = [
            "stage": stage, "command": text, "words": words.flatMap(\.strings), "deferred": isDeferred,
            "target": target.kind, "path": path, "way": way?.way.name ?? "unknown",
            "reason": way?.reason.words.json ?? "unknown", "actions": actions.map(\.json),
            "closes": closes.map(\.name),
            "substitutions": substitutions.map { substitution -> JSON in
                [
                    "id": substitution.edge.name, "direction": substitution.isInput ? "<" : ">",
                    "command": substitution.text, "way": substitution.way?.way.name ?? "unknown",
                ]
            },
            "table": JSON(members: table.inheritable.map { ("\($0.fd)", $0.entry.name(at: $0.fd)) }),
        ]
        return command.known
    }
}

extension PlanView {
    static let mode = ViewMode(
        name: "plan", synopsis: "[-o FILE] [-q | --words] [--json] PIPELINE | -c STRING",
        options: ["-q", "--words", "--json", "-c"],
        summary: "what would be wired, with nothing done",
        isPrefix: true,
        legend: """

            pipe P1 a -> b   the first pipe, from the command a to the command b
            P1.r P1.w        its read end and its write end
            1 = P1.w         descriptor 1 becomes a copy of that end
            2 = copy of 1    2>&1: descriptor 2 refers to what 1 refers to at this moment
            1 = open f       >f: a new open file description
            => 0 tty 1 f     the descriptor table that the command gets
            \u{2039}$(date)\u{203A}        a word that is not expanded before the pipeline runs
            forks 2          the processes that the shell makes for it
            ways 1 spawn     how each command is executed. here: in the shell, without a process; spawn: a program
                             is started at once; fork: a copy of the shell, which goes on by itself; replace: the
                             program takes the place of such a copy, which has nothing else to do
            ! order          a copy is made before what it copies is redirected
            ! direction      a copy is written to, and open for reading only, or the other way round
            ! fault          a redirection that cannot be done: the command does not run
            ! same-file      a command reads a file that is emptied before it starts
            ! truncated      another stage empties a file before it is read
            ! two-offsets    standard output and standard error overwrite each other in one file
            ! digit-file     2>1: a file with the name 1
            ! empty-pipe     all output goes to a file, and the next stage reads an empty pipe
            ! unread-pipe    a redirection takes the place of the pipe: what is written to it is lost
            ! loop-input     a command in a loop reads the lines that are meant for the loop
            ! lost-variable  a stage sets a variable in its own process, and it is read behind the pipeline
            ! fifo           the opens of FIFOs wait for each other for ever, or for a later command
            ! held-lock      a process in the background keeps the descriptor of a lock
            ! held-pipe      a process in the background keeps the pipe of $( )
            ! restore        a descriptor is saved too late, or put back wrongly
            What follows `is:` or `try:` is what to type instead. --words shows each field of the command,
            and what its name runs. -c STRING plans all pipelines of a text, seesh --plan FILE those of a script.
            -q shows the warnings alone, one a line: FILE:LINE: KIND: TEXT.
            Redirections are evaluated from left to right, after the pipe. Status 1 with a warning.
            """)
}
