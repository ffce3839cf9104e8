// `see plan`: what a pipeline would be wired to, with nothing done.
//
// For each stage the redirections stand in their order with what each one makes of the table, then the table that the
// command would get. What is not known before the pipeline runs stands in single angle quotes.

import Bytes
public import Wiring

public enum PlanView {
    /// For people: each plan as a block, a blank line between two, the source line in front where there are several.
    ///
    /// With `words`, the fields of each command and what its name stands for are shown too.
    public static func text(_ plans: [PipelinePlan], words: Bool = false, style: Style) -> [UInt8] {
        var page = Page(style)
        for (index, plan) in plans.enumerated() {
            if index > 0 { page.endLine() }
            if plans.count > 1 {
                page.text("line " + ByteString(decimal: plan.pipeline.position.line), .faint)
                page.endLine()
            }
            write(plan, words: words, to: &page)
        }
        return page.bytes
    }

    /// For programs: one object a line for each plan.
    public static func json(_ plans: [PipelinePlan]) -> [UInt8] {
        plans.flatMap(json)
    }

    /// The status of `see plan`: 0, or 1 with a warning.
    public static func status(_ plans: [PipelinePlan]) -> UInt8 {
        plans.contains { !$0.warnings.isEmpty } ? 1 : 0
    }
}

// Text.
extension PlanView {
    private static func write(_ plan: PipelinePlan, words: Bool, to page: inout Page) {
        writeHeading(plan, to: &page)
        let labels = plan.commands.map { ByteString(decimal: $0.stage) + " " + $0.label(columns: 28) }
        let actions = plan.commands.map { $0.actionTexts }
        let joined = actions.map { $0.joined(separator: "    ") }
        let labelWidth = labels.map(Display.width).max() ?? 0
        let actionWidth = joined.map(Display.width).filter { $0 <= 80 }.max() ?? 0
        let warnings = plan.warnings
        for (index, command) in plan.commands.enumerated() {
            page.text(labels[index], .heading)
            let start = labelWidth &+ 3
            page.pad(to: start)
            page.text(joined[index])
            page.pad(to: start &+ actionWidth &+ 2, gap: 2)
            page.text("=> " + command.table.shown)
            page.endLine()
            for substitution in command.substitutions { write(substitution, to: &page) }
            if words { writeWords(of: command, to: &page) }
            for warning in warnings where warning.stage == command.stage {
                page.line("  ! " + warning.kind.name + ": " + warning.text, .warning)
            }
        }
        page.line(
            "ways " + plan.commands.map { ByteString(decimal: $0.stage) + " " + $0.wayShown }.joined(separator: ", "))
        page.line(closing(plan))
        writeDiagram(plan, to: &page)
    }

    private static func writeHeading(_ plan: PipelinePlan, to page: inout Page) {
        var facts: ByteString
        let (forks, isCertain) = plan.forks
        switch (isCertain, forks) {
        case (true, _): facts = "forks " + ByteString(decimal: forks)
        case (false, 0): facts = "forks as its commands need"
        case (false, _): facts = "forks at most " + ByteString(decimal: forks)
        }
        facts += plan.processGroup == .own ? ", new process group" : ", process group of the shell"
        facts += plan.wiring.isAsynchronous ? ", background" : ", foreground"
        let pipes = plan.wiring.edges
        let others = plan.commands.flatMap(\.substitutions)
        if pipes.isEmpty, others.isEmpty { page.text("no pipe") }
        for (index, pipe) in pipes.enumerated() {
            page.text("pipe " + pipe.name + "  " + plan.commands[Int(pipe.number) &- 1].label(columns: 20) + " -> ")
            page.text(plan.commands[Int(pipe.number)].label(columns: 20))
            if index == 0 {
                page.pad(to: 36, gap: 3)
                page.text(facts)
            }
            page.endLine()
        }
        for command in plan.commands {
            for substitution in command.substitutions {
                let own = command.label(columns: 20)
                let its = Display.escaped(substitution.text, columns: 20)
                page.text("pipe " + substitution.edge.name + "  ")
                page.text(substitution.isInput ? its + " -> " + own : own + " -> " + its)
                page.endLine()
            }
        }
        if pipes.isEmpty {
            page.pad(to: 36)
            page.line(facts)
        }
    }

    private static func write(_ substitution: SubstitutionPlan, to page: inout Page) {
        let end = substitution.isInput ? substitution.edge.read : substitution.edge.write
        let text = Display.escaped(substitution.text, columns: 40)
        page.text("  /dev/fd/" + ByteString("\u{2039}") + end.name + ByteString("\u{203A}") + "  ")
        page.text(substitution.isInput ? "<-- " + text : "--> " + text)
        page.endLine()
    }

    private static func writeWords(of command: CommandPlan, to page: inout Page) {
        page.text("  words ")
        for assignment in command.assignments {
            page.text(" [" + Display.escaped(assignment.name) + "=" + assignment.value.shown + "]")
        }
        for word in command.words {
            switch word {
            case .known(let fields): for field in fields { page.text(" [" + Display.escaped(field) + "]") }
            case .deferred(_, let source): page.text(" " + Display.escaped(marked(source)))
            }
        }
        page.text("  runs " + command.target.shown)
        page.endLine()
    }

    /// What the shell does once all stages have started.
    private static func closing(_ plan: PipelinePlan) -> ByteString {
        let wiring = plan.wiring
        var text: ByteString = "shell "
        let isHere = wiring.stages.count > 1 && plan.forks == (0, true)
        if isHere {
            text += "runs all of them itself, one after the other"
        } else if wiring.stages.count > 1 {
            let ends = wiring.edges.flatMap { [$0.read, $0.write] }
            text += "closes "
            text +=
                ends.count > 8
                ? "both ends of P1 to " + wiring.edges[wiring.edges.count &- 1].name
                : ends.map(\.name).joined(separator: " ")
            text += ", then "
        }
        guard !wiring.isAsynchronous else { return text + "does not wait; status is 0" }
        let last = ByteString(decimal: wiring.stages.count)
        switch wiring.stages.count {
        case 1:
            let isMissing = plan.commands[0].way.map { $0.reason == .notFound } ?? false
            text += plan.forks.count > 0 ? "waits for 1" : isMissing ? "finds no such command" : "runs it itself"
        case _ where isHere: break
        case 2: text += "waits for 1 and 2"
        default: text += "waits for 1 to " + last
        }
        text +=
            plan.pipeline.isNegated
            ? "; status is 1 if that of " + last + " is 0, otherwise 0" : "; status is that of " + last
        return text
    }

    private static func writeDiagram(_ plan: PipelinePlan, to page: inout Page) {
        guard plan.commands.count > 1 else { return }
        page.text(" ")
        for command in plan.commands {
            let label = command.label(columns: 20)
            let arrow = command.stage > 1 ? " --P" + ByteString(decimal: command.stage &- 1) + "--> " : " "
            if page.column &+ Display.width(arrow) &+ Display.width(label) > max(page.style.width, 60) {
                page.endLine()
                page.text("   ")
            }
            page.text(arrow + label)
        }
        page.endLine()
    }
}

// JSON.
extension PlanView {
    private static func json(_ plan: PipelinePlan) -> [UInt8] {
        JSON.line { json in
            json.key("line", plan.pipeline.position.line)
            json.key("depth", plan.depth)
            json.key("background", plan.wiring.isAsynchronous)
            json.key("negated", plan.pipeline.isNegated)
            json.key("forks", plan.forks.count)
            json.key("process_group", plan.processGroup == .own ? "new" : "shell")
            json.array("pipes") { json in
                for pipe in plan.wiring.edges {
                    json.object { json in
                        json.key("id", pipe.name)
                        json.object("from") { writeEnd(stage: Int(pipe.number), fd: 1, to: &$0) }
                        json.object("to") { writeEnd(stage: Int(pipe.number) &+ 1, fd: 0, to: &$0) }
                    }
                }
            }
            json.array("stages") { json in
                for command in plan.commands { json.object { write(command, to: &$0) } }
            }
            json.array("steps") { json in
                for step in plan.steps { json.object { write(step, in: plan, to: &$0) } }
            }
            json.array("warnings") { json in
                for warning in plan.warnings {
                    json.object { json in
                        json.key("kind", warning.kind.name)
                        json.key("stage", warning.stage)
                        json.key("text", warning.text)
                    }
                }
            }
            json.key("src", "plan")
        }
    }

    /// What the shell does for the wiring, in order.
    private static func write(_ step: Wiring.Step, in plan: PipelinePlan, to json: inout JSON) {
        switch step {
        case .make(let edge):
            json.key("op", "pipe")
            json.key("id", "P" + ByteString(decimal: edge))
        case .start(let index):
            json.key("op", plan.commands[index].way?.way == .here ? "run" : "fork")
            json.key("stage", index &+ 1)
        case .fill(let index, let edge):
            json.key("op", "fill")
            json.key("stage", index &+ 1)
            json.key("id", "P" + ByteString(decimal: edge))
        case .close(let end):
            json.key("op", "close")
            json.key("fd", end.name)
        }
    }

    private static func writeEnd(stage: Int, fd: Int, to json: inout JSON) {
        json.key("stage", stage)
        json.key("fd", fd)
    }

    private static func write(_ command: CommandPlan, to json: inout JSON) {
        json.key("stage", command.stage)
        json.key("command", command.text)
        json.strings("words", command.words.flatMap(\.strings))
        json.key("deferred", command.isDeferred)
        json.key("target", command.target.kind)
        if case .external(let path) = command.target { json.key("path", path) }
        json.key("way", command.way?.way.name ?? "unknown")
        json.key("reason", command.way?.reason.name ?? "unknown")
        json.array("actions") { json in
            for action in command.actions { json.object { write(action, to: &$0) } }
        }
        json.strings("closes", command.closes.map(\.name))
        json.array("substitutions") { json in
            for substitution in command.substitutions {
                json.object { json in
                    json.key("id", substitution.edge.name)
                    json.key("direction", substitution.isInput ? "<" : ">")
                    json.key("command", substitution.text)
                    json.key("way", substitution.way?.way.name ?? "unknown")
                }
            }
        }
        json.object("table") { json in
            for row in command.table.rows where !row.closeOnExec {
                json.key(ByteString(decimal: row.fd), row.entry.name(at: row.fd))
            }
        }
    }

    private static func write(_ action: PlannedAction, to json: inout JSON) {
        switch action {
        case .connect(let end, let to):
            json.key("op", "dup2")
            json.key("from", end.name)
            json.key("to", to)
        case .null(let to):
            json.key("op", "open")
            json.key("path", "/dev/null")
            json.strings("flags", OpenMode.read.flags)
            json.key("to", to)
        case .open(let path, let mode, let to, _):
            json.key("op", "open")
            json.key("path", path.name)
            json.strings("flags", mode.flags)
            json.key("to", to.number)
        case .openEnd(let end, let mode, let to):
            json.key("op", "open")
            json.key("path", end.name)
            json.strings("flags", mode.flags)
            json.key("to", to.number)
        case .duplicate(let from, let to):
            json.key("op", "dup2")
            json.key("from", from)
            json.key("to", to.number)
        case .close(let target):
            json.key("op", "close")
            json.key("fd", target.number)
        case .document(let text, let to):
            json.key("op", "here-document")
            json.key("text", text.name)
            json.key("to", to.number)
        case .deferredDuplicate(_, let source, let to):
            json.key("op", "dup2")
            json.key("from", marked(source))
            json.key("to", to.number)
        case .fault(.notADescriptor(let operand), let to):
            json.key("op", "fault")
            json.key("from", operand)
            json.key("to", to.number)
        }
    }
}

extension PlanView {
    static let mode = ViewMode(
        name: "plan", synopsis: "[-o FILE] [--words] [--json] PIPELINE | -c STRING",
        options: ["--words", "--json", "-c"],
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
                             is started at once; fork: a copy of the shell, which goes on by itself
            ! order          a copy is made before what it copies is redirected
            ! same-file      a command reads a file that is emptied before it starts
            ! truncated      another stage empties a file before it is read
            ! fifo           two opens of FIFOs wait for each other for ever
            ! fault          a redirection that cannot be done: the command does not run
            What follows `is:` or `try:` is what to type instead. --words shows each field of the command,
            and what its name runs. -c STRING plans all pipelines of a text, seesh --plan FILE those of a script.
            Redirections are evaluated from left to right, after the pipe. Status 1 with a warning.
            """)
}
