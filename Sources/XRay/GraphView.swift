// `see graph`: a graph as text, for Graphviz, for Mermaid, and as JSON.
//
// Each form has its own rules for what a label may hold; a name is made safe for a terminal first, and then for the
// form.

public import Bytes

public enum GraphView {
    /// The forms that `see graph` can take.
    public enum Form: ByteString, Sendable, CaseIterable {
        case ascii, dot, svg, mermaid, json

        /// The option that asks for it.
        public var option: ByteString { "--\(rawValue)" }
    }

    public static func render(_ graph: Graph, as form: Form, style: Style) -> [UInt8] {
        switch form {
        case .ascii: graph.ascii(style)
        case .dot: graph.dot
        case .svg: GraphDrawing(graph).svg
        case .mermaid: graph.mermaid
        case .json: graph.json.line
        }
    }
}

extension Graph.Node {
    /// Safe for a terminal.
    var label: ByteString {
        switch kind {
        case .process(let pid, _): "\(pid) \(name: name, columns: 40)"
        case .stage(let number): "\(number) \(name: name, columns: 40)"
        case .object: Display.escaped(name, columns: 40)
        }
    }

    fileprivate var kindName: ByteString {
        switch kind {
        case .process: "process"
        case .stage: "stage"
        case .object(let kind): kind.name
        }
    }

    var isProcess: Bool { if case .object = kind { false } else { true } }

    /// True for a process that is no part of the job.
    var isOutside: Bool { if case .process(_, isMember: false) = kind { true } else { false } }
}

extension Graph.Edge {
    /// What carries the bytes, and how full it is.
    var label: ByteString {
        guard let fill else { return Display.escaped(name) }
        let full: ByteString = "\(ByteString(size: fill))\(capacity.map { "/\(ByteString(size: $0))" } ?? "")"
        return name.isEmpty ? full : "\(name: name) \(full)"
    }

    var fromText: ByteString { fromDescriptor.map { "\($0)" } ?? "" }
    var toText: ByteString { toDescriptor.map { "\($0)" } ?? "" }
}

extension Graph {
    fileprivate func ascii(_ style: Style) -> [UInt8] {
        var page = Page(style)
        let leaving = Dictionary(grouping: edges, by: \.from)
        let reached = Set(edges.map(\.to))
        for (index, node) in nodes.enumerated() {
            // A node that only receives is shown at the other end of its edges.
            guard leaving[index] != nil || !reached.contains(index) else { continue }
            page.text(node.label, .heading)
            if !node.isProcess { page.text(" (\(node.kindName))", .faint) }
            if node.isOutside { page.text(" (not of this job)", .warning) }
            page.line()
            for edge in leaving[index] ?? [] {
                page.text("  \(edge.fromText)\(edge.fromText.isEmpty ? "" : " ")--")
                page.text("\(edge.label)\(edge.label.isEmpty ? "" : "--")> ")
                page.line("\(edge.toText)\(edge.toText.isEmpty ? "" : " of ")\(nodes[edge.to].label)")
            }
        }
        return page.bytes
    }

    /// For Graphviz, which knows escapes in a label and, as HTML, the names and numbers of characters.
    fileprivate var dot: [UInt8] {
        func quoted(_ text: ByteString) -> ByteString {
            "\"\(text.replacing([0x22: "\\\"", 0x5C: "\\\\", 0x26: "&amp;"]))\""
        }
        var bytes: [UInt8] = []
        bytes.append("digraph seesh {\n  rankdir=LR;\n  node [shape=box];\n")
        for (index, node) in nodes.enumerated() {
            bytes.append("  n\(index) [label=\(quoted(node.label))")
            if !node.isProcess { bytes.append(node.kindName == "fifo" ? ", shape=cds" : ", shape=note") }
            bytes.append(node.isOutside ? ", style=dashed];\n" : "];\n")
        }
        for edge in edges {
            bytes.append("  n\(edge.from) -> n\(edge.to) [label=\(quoted(edge.label))")
            if !edge.fromText.isEmpty { bytes.append(", taillabel=\(quoted(edge.fromText))") }
            if !edge.toText.isEmpty { bytes.append(", headlabel=\(quoted(edge.toText))") }
            bytes.append("];\n")
        }
        bytes.append("}\n")
        return bytes
    }

    fileprivate var mermaid: [UInt8] {
        // What could end a label or be taken for markup, as Mermaid's own entities.
        let markup: [UInt8] = [0x22, 0x23, 0x26, 0x3C, 0x3E, 0x5C, 0x60]
        let entities = Dictionary(uniqueKeysWithValues: markup.map { ($0, "#\($0);" as ByteString) })
        var bytes: [UInt8] = []
        bytes.append("flowchart LR\n")
        for (index, node) in nodes.enumerated() {
            let label = node.label.replacing(entities)
            bytes.append(node.isProcess ? "  n\(index)[\"\(label)\"]\n" : "  n\(index)([\"\(label)\"])\n")
        }
        for edge in edges {
            let parts = [edge.fromText, edge.label, edge.toText].filter { !$0.isEmpty }
            let label = parts.joined(separator: " ").replacing(entities)
            bytes.append("  n\(edge.from) -->\(label.isEmpty ? "" : "|\"\(label)\"|") n\(edge.to)\n")
        }
        return bytes
    }

    fileprivate var json: JSON {
        [
            "nodes": nodes.indices.map { index -> JSON in
                let node = nodes[index]
                let own: JSON =
                    switch node.kind {
                    case .process(let pid, let isMember): ["pid": pid, "member": isMember]
                    case .stage(let number): ["stage": number]
                    case .object: [:]
                    }
                return ["id": index, "type": node.kindName, "name": node.name] + own
            },
            "edges": edges.map { edge -> JSON in
                let fullness: JSON = ["fill": edge.fill, "capacity": edge.capacity]
                return [
                    "from": edge.from, "to": edge.to, "from_fd": edge.fromDescriptor, "to_fd": edge.toDescriptor,
                    "name": edge.name,
                ] + fullness.known
            },
            "src": nodes.contains { $0.kindName == "stage" } ? "plan" : "seen",
        ]
    }
}

extension GraphView {
    static let mode = ViewMode(
        name: "graph",
        synopsis:
            "[-o FILE] [--ascii | --dot | --svg | --mermaid | --json] [-a] [PID | NAME | PATH | %job]... | PIPELINE",
        options: ["-a"] + GraphView.Form.allCases.map(\.option),
        summary: "processes, files, FIFOs and sockets, and the pipes between them", isPrefix: true,
        legend: """

            1 --pipe:[88121] 4K/64K--> 0 of 4102 uniq
                descriptor 1 writes into a pipe that holds 4096 of 65536 bytes, which descriptor 0 of 4102 reads
            (not of this job)   another process that holds an end of one of its pipes
            --dot is for Graphviz, --mermaid for Markdown, --svg for a browser.
            """, isOption: true)
}
