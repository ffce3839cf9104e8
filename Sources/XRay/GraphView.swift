// `see graph`: a graph as text, for Graphviz, for Mermaid, and as JSON.
//
// Each form has its own rules for what a label may hold; a name is made safe for a terminal first, and then for the
// form.

public import Bytes

public enum GraphView {
    /// The forms that `see graph` can take.
    public enum Form: Sendable, CaseIterable {
        case ascii, dot, svg, mermaid, json

        /// The option that asks for it.
        public var option: ByteString {
            switch self {
            case .ascii: "--ascii"
            case .dot: "--dot"
            case .svg: "--svg"
            case .mermaid: "--mermaid"
            case .json: "--json"
            }
        }
    }

    public static func render(_ graph: Graph, as form: Form, style: Style) -> [UInt8] {
        switch form {
        case .ascii: ascii(graph, style: style)
        case .dot: dot(graph)
        case .svg: GraphDrawing(graph).svg
        case .mermaid: mermaid(graph)
        case .json: json(graph)
        }
    }
}

extension Graph.Node {
    /// Safe for a terminal.
    var label: ByteString {
        let text = Display.escaped(name, columns: 40)
        switch kind {
        case .process(let pid, _): return ByteString(decimal: pid) + " " + text
        case .stage(let number): return ByteString(decimal: number) + " " + text
        case .object: return text
        }
    }

    var kindName: ByteString {
        switch kind {
        case .process: "process"
        case .stage: "stage"
        case .object(let kind): kind.name
        }
    }

    var isProcess: Bool {
        switch kind {
        case .process, .stage: true
        case .object: false
        }
    }

    /// True for a process that is no part of the job.
    var isOutside: Bool {
        guard case .process(_, let isMember) = kind else { return false }
        return !isMember
    }
}

extension Graph.Edge {
    /// What carries the bytes, and how full it is.
    var label: ByteString {
        var text = Display.escaped(name)
        if let fill {
            text += (text.isEmpty ? "" : " ") + humanSize(fill)
            if let capacity { text += "/" + humanSize(capacity) }
        }
        return text
    }

    var fromText: ByteString { fromDescriptor < 0 ? "" : ByteString(decimal: fromDescriptor) }
    var toText: ByteString { toDescriptor < 0 ? "" : ByteString(decimal: toDescriptor) }
}

// Text.
extension GraphView {
    private static func ascii(_ graph: Graph, style: Style) -> [UInt8] {
        var page = Page(style)
        var edges = [[Graph.Edge]](repeating: [], count: graph.nodes.count)
        var isReached = [Bool](repeating: false, count: graph.nodes.count)
        for edge in graph.edges {
            edges[edge.from].append(edge)
            isReached[edge.to] = true
        }
        for (index, node) in graph.nodes.enumerated() {
            let leaving = edges[index]
            // Who only receives is shown at the other end of its edges.
            guard !leaving.isEmpty || !isReached[index] else { continue }
            page.text(node.label, .heading)
            if !node.isProcess { page.text(" (" + node.kindName + ")", .faint) }
            if node.isOutside { page.text(" (not of this job)", .warning) }
            page.endLine()
            for edge in leaving {
                page.text("  " + (edge.fromText.isEmpty ? "" : edge.fromText + " ") + "--")
                page.text(edge.label.isEmpty ? "" : edge.label + "--")
                page.text("> " + (edge.toText.isEmpty ? "" : edge.toText + " of ") + graph.nodes[edge.to].label)
                page.endLine()
            }
        }
        return page.bytes
    }
}

// Graphviz.
extension GraphView {
    private static func dot(_ graph: Graph) -> [UInt8] {
        var bytes: [UInt8] = []
        bytes.append("digraph seesh {\n  rankdir=LR;\n  node [shape=box];\n")
        for (index, node) in graph.nodes.enumerated() {
            bytes.append("  n" + ByteString(decimal: index) + " [label=" + quoted(node.label))
            if !node.isProcess { bytes.append(node.kindName == "fifo" ? ", shape=cds" : ", shape=note") }
            if node.isOutside { bytes.append(", style=dashed") }
            bytes.append("];\n")
        }
        for edge in graph.edges {
            bytes.append("  n" + ByteString(decimal: edge.from) + " -> n" + ByteString(decimal: edge.to))
            bytes.append(" [label=" + quoted(edge.label))
            if !edge.fromText.isEmpty { bytes.append(", taillabel=" + quoted(edge.fromText)) }
            if !edge.toText.isEmpty { bytes.append(", headlabel=" + quoted(edge.toText)) }
            bytes.append("];\n")
        }
        bytes.append("}\n")
        return bytes
    }

    /// A label: Graphviz knows escapes and, as HTML, the names and numbers of characters.
    private static func quoted(_ text: ByteString) -> ByteString {
        var result: [UInt8] = [0x22]
        for byte in text {
            switch byte {
            case 0x22, 0x5C:
                result.append(0x5C)
                result.append(byte)
            case 0x26: result.append("&amp;")
            default: result.append(byte)
            }
        }
        result.append(0x22)
        return ByteString(result)
    }
}

// Mermaid.
extension GraphView {
    private static func mermaid(_ graph: Graph) -> [UInt8] {
        var bytes: [UInt8] = []
        bytes.append("flowchart LR\n")
        for (index, node) in graph.nodes.enumerated() {
            bytes.append("  n" + ByteString(decimal: index))
            bytes.append(node.isProcess ? "[\"" : "([\"")
            bytes.append(entities(node.label))
            bytes.append(node.isProcess ? "\"]\n" : "\"])\n")
        }
        for edge in graph.edges {
            bytes.append("  n" + ByteString(decimal: edge.from) + " -->")
            let parts = [edge.fromText, edge.label, edge.toText].filter { !$0.isEmpty }
            if !parts.isEmpty { bytes.append("|\"" + entities(parts.joined(separator: " ")) + "\"|") }
            bytes.append(" n" + ByteString(decimal: edge.to) + "\n")
        }
        return bytes
    }

    /// What could end a label or be taken for markup, as Mermaid's own entities.
    private static func entities(_ text: ByteString) -> ByteString {
        var result: [UInt8] = []
        for byte in text {
            switch byte {
            case 0x22, 0x23, 0x26, 0x3C, 0x3E, 0x5C, 0x60:
                result.append("#" + ByteString(decimal: byte) + ";")
            default: result.append(byte)
            }
        }
        return ByteString(result)
    }
}

// JSON.
extension GraphView {
    private static func json(_ graph: Graph) -> [UInt8] {
        JSON.line { json in
            json.array("nodes") { json in
                for (index, node) in graph.nodes.enumerated() { json.object { write(node, index, to: &$0) } }
            }
            json.array("edges") { json in
                for edge in graph.edges { json.object { write(edge, to: &$0) } }
            }
            json.key("src", graph.nodes.contains { $0.kindName == "stage" } ? "plan" : "seen")
        }
    }

    private static func write(_ node: Graph.Node, _ index: Int, to json: inout JSON) {
        json.key("id", index)
        json.key("type", node.kindName)
        json.key("name", node.name)
        switch node.kind {
        case .process(let pid, let isMember):
            json.key("pid", pid)
            json.key("member", isMember)
        case .stage(let number): json.key("stage", number)
        case .object: break
        }
    }

    private static func write(_ edge: Graph.Edge, to json: inout JSON) {
        json.key("from", edge.from)
        json.key("to", edge.to)
        json.key("from_fd", optional: edge.fromDescriptor < 0 ? nil : edge.fromDescriptor)
        json.key("to_fd", optional: edge.toDescriptor < 0 ? nil : edge.toDescriptor)
        json.key("name", edge.name)
        if let fill = edge.fill { json.key("fill", fill) }
        if let capacity = edge.capacity { json.key("capacity", capacity) }
    }
}

extension GraphView {
    static let mode = ViewMode(
        name: "graph",
        synopsis: "[-o FILE] [--ascii | --dot | --svg | --mermaid | --json] [-a] [PID | %job]... | PIPELINE",
        options: ["-a"] + GraphView.Form.allCases.map(\.option),
        summary: "processes, files, FIFOs and sockets, and the pipes between them", isPrefix: true,
        legend: """

            1 --pipe:[88121] 4K/64K--> 0 of 4102 uniq
                descriptor 1 writes into a pipe that holds 4096 of 65536 bytes, which descriptor 0 of 4102 reads
            (not of this job)   another process that holds an end of one of its pipes
            --dot is for Graphviz, --mermaid for Markdown, --svg for a browser.
            """)
}
