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

    var output: [UInt8] = []
    private var style: Style
    private let showsBodies: Bool
    private var indentation = 0
    private var pendingBodies: [HereDocument] = []

    private init(style: Style, showsBodies: Bool) {
        self.style = style
        self.showsBodies = showsBodies
    }

    public static func print(_ list: List, style: Style = .line) -> ByteString {
        text(style) { $0.write(list) }
    }

    /// The text of `list`, without the `&` that may end it.
    public static func print(_ list: AndOrList) -> ByteString {
        text { $0.writePipelines(of: list) }
    }

    /// `(list)`
    public static func print(subshell list: List) -> ByteString {
        text { $0.writeSubshell(list) }
    }

    public static func print(_ pipeline: Pipeline) -> ByteString {
        text { $0.write(pipeline) }
    }

    /// Without bodies, here-documents show their operator alone, and the text may not parse again.
    public static func print(_ command: Command, showsBodies: Bool = true) -> ByteString {
        text(.line, showsBodies) { $0.write(command) }
    }

    public static func print(_ definition: FunctionDefinition, style: Style = .line) -> ByteString {
        text(style) { $0.write(definition) }
    }

    public static func print(_ word: Word) -> ByteString {
        text { $0.write(word) }
    }

    public static func print(_ expansion: ParameterExpansion) -> ByteString {
        text { $0.write(expansion) }
    }

    static func print(_ parameter: Parameter) -> ByteString {
        text { $0.write(parameter) }
    }

    static func print(_ part: WordPart) -> ByteString {
        text { $0.write(part) }
    }

    private static func text(
        _ style: Style = .line, _ showsBodies: Bool = true, _ write: (inout Printer) -> Void
    ) -> ByteString {
        var printer = Printer(style: style, showsBodies: showsBodies)
        write(&printer)
        printer.writePendingBodies()
        return ByteString(printer.output)
    }

    mutating func write(_ text: ByteString) {
        output.append(text)
    }

    // MARK: Lines

    /// A newline with the bodies that belong after it.
    private mutating func newline() {
        output.append(Byte.newline)
        let documents = pendingBodies
        pendingBodies = []
        for document in documents { writeBody(of: document) }
        guard style == .block else { return }
        output.append(contentsOf: repeatElement(Byte.space, count: indentation * 4))
    }

    private mutating func writePendingBodies() {
        if !pendingBodies.isEmpty { newline() }
    }

    /// A newline in a block, a blank in a line.
    private mutating func breakLine() {
        if style == .block { newline() } else { output.append(Byte.space) }
    }

    private mutating func writeBody(of document: HereDocument) {
        for part in document.body.parts { write(part) }
        if let last = output.last, last != Byte.newline { output.append(Byte.newline) }
        write(document.delimiter)
        output.append(Byte.newline)
    }

    /// Separates two commands, or a command and a word such as `fi`.
    private mutating func separate(afterAmpersand: Bool) {
        if style == .block || !pendingBodies.isEmpty {
            newline()
        } else {
            write(afterAmpersand ? " " : "; ")
        }
    }

    // MARK: Lists

    mutating func write(_ list: List) {
        for (number, andOrList) in list.andOrLists.enumerated() {
            if number > 0 { separate(afterAmpersand: list.andOrLists[number - 1].isAsynchronous) }
            write(andOrList)
        }
    }

    private mutating func write(_ list: AndOrList) {
        writePipelines(of: list)
        if list.isAsynchronous { write(" &") }
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
            write("see ")
            write(mode.name)
            output.append(Byte.space)
            for option in options {
                write(option)
                output.append(Byte.space)
            }
        }
        if pipeline.isNegated { write("! ") }
        for (number, command) in pipeline.commands.enumerated() {
            if number > 0 { write(" | ") }
            write(command)
        }
    }

    private mutating func write(_ command: Command) {
        switch command {
        case .simple(let command): write(command)
        case .compound(let command): write(command)
        case .function(let definition): write(definition)
        }
    }

    /// A list in parentheses after `$`, `<` or `>`. Bodies that are pending outside stay pending.
    mutating func writeParenthesized(_ list: List) {
        let outer = (pendingBodies, style)
        (pendingBodies, style) = ([], .line)
        writeSubshell(list)
        (pendingBodies, style) = outer
    }

    // MARK: Simple commands

    private mutating func write(_ command: SimpleCommand) {
        var isFirst = true
        for assignment in command.assignments {
            writeSpace(&isFirst)
            write(assignment)
        }
        for word in command.words {
            writeSpace(&isFirst)
            write(word)
        }
        for redirection in command.redirections {
            writeSpace(&isFirst)
            write(redirection)
        }
    }

    private mutating func writeSpace(_ isFirst: inout Bool) {
        if !isFirst { output.append(Byte.space) }
        isFirst = false
    }

    mutating func write(_ assignment: Assignment) {
        write(assignment.name.bytes)
        if let index = assignment.index {
            output.append(Byte.leftBracket)
            write(index.word)
            output.append(Byte.rightBracket)
        }
        write(assignment.appends ? "+=" : "=")
        switch assignment.value {
        case .word(let word): write(word)
        case .array(let words):
            output.append(Byte.leftParenthesis)
            var isFirst = true
            for word in words {
                writeSpace(&isFirst)
                write(word)
            }
            output.append(Byte.rightParenthesis)
        }
    }

    private mutating func write(_ redirections: [Redirection]) {
        for redirection in redirections {
            output.append(Byte.space)
            write(redirection)
        }
    }

    private mutating func write(_ redirection: Redirection) {
        switch redirection.descriptor {
        case .implied: break
        case .number(let number): write(ByteString(decimal: number))
        case .variable(let name):
            output.append(Byte.leftBrace)
            write(name.bytes)
            output.append(Byte.rightBrace)
        }
        write(redirection.operator.text)
        if needsSpace(redirection) { output.append(Byte.space) }
        write(redirection.operand)
        if showsBodies, case .hereDocument(let document) = redirection.operator { pendingBodies.append(document) }
    }

    /// `< <(a)` and `<< -E` would be other operators without the blank.
    private func needsSpace(_ redirection: Redirection) -> Bool {
        switch redirection.operand.parts.first {
        case .process: return true
        case .literal(let bytes):
            guard case .hereDocument = redirection.operator else { return false }
            return bytes.first == Byte.hyphen
        case .quoted, .doubleQuoted, .tilde, .variable, .parameter, .command, .arithmetic, .array, nil: return false
        }
    }

    // MARK: Compound commands

    private mutating func write(_ definition: FunctionDefinition) {
        write(definition.name.bytes)
        write("() ")
        write(definition.body)
    }

    private mutating func write(_ command: CompoundCommand) {
        switch command.kind {
        case .braceGroup(let list):
            output.append(Byte.leftBrace)
            writeBlock(list)
            output.append(Byte.rightBrace)
        case .subshell(let list): writeSubshell(list)
        case .forClause(let clause): write(clause)
        case .caseClause(let clause): write(clause)
        case .ifClause(let clause): write(clause)
        case .whileClause(let condition, let body): writeLoop("while ", condition, body)
        case .untilClause(let condition, let body): writeLoop("until ", condition, body)
        case .conditional(let expression):
            write("[[ ")
            write(expression)
            write(" ]]")
        case .coprocess(let name, let command): writeCoprocess(name, command)
        }
        write(command.redirections)
    }

    /// A list between the words that open and close it.
    private mutating func writeBlock(_ list: List) {
        indentation += 1
        breakLine()
        write(list)
        indentation -= 1
        separate(afterAmpersand: list.andOrLists.last?.isAsynchronous ?? false)
    }

    /// A condition on one line, and the word after it.
    private mutating func writeCondition(_ list: List, _ word: ByteString) {
        let outerStyle = style
        style = .line
        write(list)
        separate(afterAmpersand: list.andOrLists.last?.isAsynchronous ?? false)
        write(word)
        style = outerStyle
    }

    private mutating func writeSubshell(_ list: List) {
        output.append(Byte.leftParenthesis)
        if style == .block {
            writeBlock(list)
        } else {
            let start = output.count
            write(list)
            writePendingBodies()
            // `((` and `$((` would be arithmetic.
            if start < output.count, output[start] == Byte.leftParenthesis { output.insert(Byte.space, at: start) }
        }
        output.append(Byte.rightParenthesis)
    }

    private mutating func writeLoop(_ word: ByteString, _ condition: List, _ body: List) {
        write(word)
        writeCondition(condition, "do")
        writeBlock(body)
        write("done")
    }

    private mutating func write(_ clause: ForClause) {
        write("for ")
        write(clause.variable.bytes)
        if let words = clause.words {
            write(" in")
            for word in words {
                output.append(Byte.space)
                write(word)
            }
        }
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
        write("case ")
        write(clause.word)
        write(" in")
        for item in clause.items {
            breakLine()
            write(item)
        }
        breakLine()
        write("esac")
    }

    private mutating func write(_ item: CaseClause.Item) {
        output.append(Byte.leftParenthesis)
        for (number, pattern) in item.patterns.enumerated() {
            if number > 0 { output.append(Byte.verticalBar) }
            write(pattern)
        }
        output.append(Byte.rightParenthesis)
        indentation += 1
        breakLine()
        if !item.body.andOrLists.isEmpty {
            write(item.body)
            if style == .block || !pendingBodies.isEmpty { newline() } else { output.append(Byte.space) }
        }
        indentation -= 1
        write(item.terminator == .leave ? ";;" : ";&")
    }

    private mutating func writeCoprocess(_ name: Name, _ command: Command) {
        write("coproc ")
        switch command {
        case .simple, .function: break
        case .compound:
            write(name.bytes)
            output.append(Byte.space)
        }
        write(command)
    }
}
