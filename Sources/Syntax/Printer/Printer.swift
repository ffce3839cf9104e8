// Printer: from the tree back to shell text, for `jobs`, `type` and `see`.
//
// The text parses to the same tree again, except for positions, backquotes, which become `$( )`, and patterns, which get their
// opening parenthesis. The body of a here-document needs a newline before it, also in the one-line form.

public import Bytes

public struct Printer {
    public enum Style: Sendable {
        /// One line, for `jobs`.
        case line
        /// Compound commands over several lines, indented by four spaces.
        case block
    }

    private var output: [UInt8] = []
    private var style: Style
    private let showsBodies: Bool
    private var indentation = 0
    private var pendingBodies: [HereDocument] = []

    init(style: Style = .line, showsBodies: Bool = true) {
        self.style = style
        self.showsBodies = showsBodies
    }

    public static func print(_ list: List, style: Style = .line) -> ByteString {
        Printer(style: style).text { $0.write(list) }
    }

    /// The text of `list`, without the `&` that may end it.
    public static func print(_ list: AndOrList) -> ByteString {
        Printer().text { $0.writePipelines(of: list) }
    }

    /// `(list)`
    public static func print(subshell list: List) -> ByteString {
        Printer().text(subshell: list)
    }

    /// Without bodies, here-documents show their operator alone, and the text may not parse again.
    public static func print(_ command: Command, showsBodies: Bool = true) -> ByteString {
        Printer(showsBodies: showsBodies).text { $0.write(command) }
    }

    public static func print(_ definition: FunctionDefinition, style: Style = .line) -> ByteString {
        Printer(style: style).text { $0.write(.function(definition)) }
    }

    public static func print(_ word: Word) -> ByteString {
        Printer().text(word)
    }

    public static func print(_ expansion: ParameterExpansion) -> ByteString {
        Printer().text(expansion)
    }

    /// `(list)` on one line, with the bodies of its here-documents before the parenthesis.
    func text(subshell list: List) -> ByteString {
        Printer(showsBodies: showsBodies).text { $0.writeSubshell(list) }
    }

    private consuming func text(_ write: (inout Printer) -> Void) -> ByteString {
        write(&self)
        writePendingBodies()
        return ByteString(output)
    }

    private mutating func write(_ text: ByteString) {
        output.append(text)
    }

    // MARK: Lines

    /// A newline with the bodies that belong after it.
    private mutating func newline() {
        write("\n")
        let documents = pendingBodies
        pendingBodies = []
        for document in documents {
            write(text(document.body))
            if let last = output.last, last != Byte.newline { write("\n") }
            write(document.delimiter + "\n")
        }
        guard style == .block else { return }
        output.append(contentsOf: repeatElement(Byte.space, count: indentation * 4))
    }

    private mutating func writePendingBodies() {
        if !pendingBodies.isEmpty { newline() }
    }

    /// A newline in a block, a blank in a line.
    private mutating func breakLine() {
        if style == .block { newline() } else { write(" ") }
    }

    /// Separates two commands, or a command and a word such as `fi`.
    private mutating func separate(after list: AndOrList?) {
        if style == .block || !pendingBodies.isEmpty {
            newline()
        } else {
            write(list?.isAsynchronous == true ? " " : "; ")
        }
    }

    // MARK: Lists

    private mutating func write(_ list: List) {
        for (number, andOrList) in list.andOrLists.enumerated() {
            if number > 0 { separate(after: list.andOrLists[number - 1]) }
            writePipelines(of: andOrList)
            if andOrList.isAsynchronous { write(" &") }
        }
    }

    private mutating func writePipelines(of list: AndOrList) {
        write(list.first)
        for continuation in list.rest {
            write(continuation.operator == .and ? " && " : " || ")
            write(continuation.pipeline)
        }
    }

    private mutating func write(_ pipeline: Pipeline) {
        switch pipeline.prefix {
        case .none: break
        case .time(let portableFormat): write(portableFormat ? "time -p " : "time ")
        case .see(let mode, let options):
            write("see " + mode.name + " ")
            for option in options { write(text(option) + " ") }
        }
        if pipeline.isNegated { write("! ") }
        for (number, command) in pipeline.commands.enumerated() {
            if number > 0 { write(" | ") }
            write(command)
        }
    }

    // MARK: Commands

    private mutating func write(_ command: Command) {
        switch command {
        case .simple(let command):
            let words = command.assignments.map { text($0) } + command.words.map { text($0) }
            write(joined(words + command.redirections.map { text($0) }))
            notePending(command.redirections)
        case .compound(let command): write(command)
        case .function(let definition):
            write(definition.name.bytes + "() ")
            write(definition.body)
        }
    }

    private mutating func notePending(_ redirections: [Redirection]) {
        for redirection in redirections {
            if showsBodies, case .hereDocument(let document) = redirection.operator { pendingBodies.append(document) }
        }
    }

    private mutating func write(_ command: CompoundCommand) {
        switch command.kind {
        case .braceGroup(let list):
            write("{")
            writeBlock(list)
            write("}")
        case .subshell(let list): writeSubshell(list)
        case .forClause(let clause): write(clause)
        case .caseClause(let clause): write(clause)
        case .ifClause(let clause): write(clause)
        case .whileClause(let condition, let body): writeLoop("while ", condition, body)
        case .untilClause(let condition, let body): writeLoop("until ", condition, body)
        case .conditional(let expression): write("[[ " + text(expression) + " ]]")
        case .coprocess(let name, let command):
            write("coproc ")
            if case .compound = command { write(name.bytes + " ") }
            write(command)
        }
        for redirection in command.redirections { write(" " + text(redirection)) }
        notePending(command.redirections)
    }

    /// A list between the words that open and close it.
    private mutating func writeBlock(_ list: List) {
        indentation += 1
        breakLine()
        write(list)
        indentation -= 1
        separate(after: list.andOrLists.last)
    }

    /// A condition on one line, and the word after it.
    private mutating func writeCondition(_ list: List, _ word: ByteString) {
        let outerStyle = style
        style = .line
        write(list)
        separate(after: list.andOrLists.last)
        write(word)
        style = outerStyle
    }

    private mutating func writeSubshell(_ list: List) {
        write("(")
        if style == .block {
            writeBlock(list)
        } else {
            let start = output.count
            write(list)
            writePendingBodies()
            // `((` and `$((` would be arithmetic.
            if start < output.count, output[start] == Byte.leftParenthesis { output.insert(Byte.space, at: start) }
        }
        write(")")
    }

    private mutating func writeLoop(_ word: ByteString, _ condition: List, _ body: List) {
        write(word)
        writeCondition(condition, "do")
        writeBlock(body)
        write("done")
    }

    private mutating func write(_ clause: ForClause) {
        write("for " + clause.variable.bytes)
        if let words = clause.words { write(joined([" in"] + words.map { text($0) })) }
        write("; do")
        writeBlock(clause.body)
        write("done")
    }

    private mutating func write(_ clause: IfClause) {
        for (number, branch) in clause.branches.enumerated() {
            write(number == 0 ? "if " : "elif ")
            writeCondition(branch.condition, "then")
            writeBlock(branch.body)
        }
        if let body = clause.elseBody {
            write("else")
            writeBlock(body)
        }
        write("fi")
    }

    private mutating func write(_ clause: CaseClause) {
        write("case " + text(clause.word) + " in")
        for item in clause.items {
            breakLine()
            write("(" + joined(item.patterns.map { text($0) }, by: "|") + ")")
            indentation += 1
            breakLine()
            if !item.body.andOrLists.isEmpty {
                write(item.body)
                if style == .block || !pendingBodies.isEmpty { newline() } else { write(" ") }
            }
            indentation -= 1
            write(item.terminator == .leave ? ";;" : ";&")
        }
        breakLine()
        write("esac")
    }
}
