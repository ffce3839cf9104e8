import Bytes
import Foundation
import Syntax
import Testing
import Wiring

@testable import XRay

private func pipe(_ fd: Int32, _ mode: AccessMode) -> DescriptorSnapshot {
    DescriptorSnapshot(
        fd: fd, kind: .pipe, name: "pipe:[7]", inode: 7, device: 13, mode: mode, fill: 10, capacity: 65536)
}

private let snapshot = Snapshot(
    time: 0, shell: 1,
    processes: [
        ProcessSnapshot(
            pid: 10, ppid: 1, arguments: ["cat"], name: "cat",
            descriptors: [
                DescriptorSnapshot(fd: 0, kind: .file, name: "/tmp/a\"<b>\\\n", mode: .read), pipe(1, .write),
                DescriptorSnapshot(fd: 2, kind: .terminal, name: "/dev/pts/1", mode: .readWrite),
            ]),
        ProcessSnapshot(pid: 11, ppid: 1, arguments: ["wc"], name: "wc", descriptors: [pipe(0, .read)]),
        ProcessSnapshot(pid: 20, ppid: 1, arguments: ["sleep", "9"], name: "sleep", descriptors: [pipe(5, .write)]),
    ])

private let graph = Graph(
    snapshot,
    jobs: [
        JobRecord(
            number: 1, pgid: 10, text: "cat | wc",
            members: [.init(pid: 10, stage: 1, text: "cat"), .init(pid: 11, stage: 2, text: "wc")])
    ])

@Suite struct GraphViewTests {
    private func render(_ form: GraphView.Form) -> String {
        text(GraphView.render(graph, as: form, style: .plain))
    }

    @Test func `text has a line for each edge and marks who is no member`() {
        let expected = """
            10 cat
              1 --pipe:[7] 10/64K--> 0 of 11 wc
            /tmp/a"<b>\\\\\\x0A (file)
              --> 0 of 10 cat
            20 sleep 9 (not of this job)
              5 --pipe:[7] 10/64K--> 0 of 11 wc

            """
        #expect(render(.ascii) == expected)
    }

    @Test func `quotes and backslashes are escaped for Graphviz`() {
        let expected = """
            digraph seesh {
              rankdir=LR;
              node [shape=box];
              n0 [label="10 cat"];
              n1 [label="11 wc"];
              n2 [label="/tmp/a\\"<b>\\\\\\\\\\\\x0A", shape=note];
              n3 [label="20 sleep 9", style=dashed];
              n2 -> n0 [label="", headlabel="0"];
              n0 -> n1 [label="pipe:[7] 10/64K", taillabel="1", headlabel="0"];
              n3 -> n1 [label="pipe:[7] 10/64K", taillabel="5", headlabel="0"];
            }

            """
        #expect(render(.dot) == expected)
    }

    @Test func `labels for Mermaid hold nothing that ends them`() {
        #expect(render(.mermaid).contains(#"n2(["/tmp/a#34;#60;b#62;#92;#92;#92;x0A"])"#))
        #expect(render(.mermaid).contains(#"n0 -->|"1 pipe:[7] 10/64K 0"| n1"#))
    }

    @Test func `JSON has the nodes and edges with their descriptors`() throws {
        let object = try JSONSerialization.jsonObject(with: Data(render(.json).utf8)) as? [String: Any]
        let nodes = try #require(object?["nodes"] as? [[String: Any]])
        let edges = try #require(object?["edges"] as? [[String: Any]])
        #expect(nodes.compactMap { $0["name"] as? String } == ["cat", "wc", "/tmp/a\"<b>\\\n", "sleep 9"])
        #expect(edges.compactMap { $0["to_fd"] as? Int } == [0, 0, 0])
        #expect(edges.compactMap { $0["from_fd"] as? Int } == [1, 5])
    }

    @Test func `the drawing is well-formed XML and has every node`() throws {
        let drawing = render(.svg)
        var depth = 0
        for tag in drawing.matches(of: #/<(/?)([a-z?!][^>]*)>/#) {
            if tag.output.1 == "/" {
                depth -= 1
            } else if !tag.output.2.hasSuffix("/"), !tag.output.2.hasPrefix("?") {
                depth += 1
            }
            #expect(depth >= 0)
        }
        #expect(depth == 0)
        #expect(drawing.contains(">/tmp/a&quot;&lt;b&gt;\\\\\\x0A</text>"))
        #expect(drawing.contains(">20 sleep 9</text>"))
    }

    @Test func `a file with two names is one node`() {
        func fifo(_ fd: Int32, _ name: ByteString, _ mode: AccessMode) -> DescriptorSnapshot {
            DescriptorSnapshot(fd: fd, kind: .fifo, name: name, inode: 77, device: 1, mode: mode)
        }
        let snapshot = Snapshot(
            time: 0, shell: 1,
            processes: [
                ProcessSnapshot(pid: 10, ppid: 1, descriptors: [fifo(0, "/f", .read)]),
                ProcessSnapshot(pid: 11, ppid: 1, descriptors: [fifo(1, "/g", .write)]),
            ])
        let members = [10, 11].map { JobRecord.Member(pid: $0, stage: 1, text: "x") }
        let graph = Graph(snapshot, jobs: [JobRecord(number: 1, pgid: 10, text: "x", members: members)])
        #expect(graph.nodes.map(\.name) == ["x", "x", "/f"])
        #expect(graph.edges.map(\.from) == [2, 1] && graph.edges.map(\.to) == [0, 2])
    }

    @Test func `labels for Graphviz have no entities`() {
        let process = ProcessSnapshot(
            pid: 10, ppid: 1,
            descriptors: [DescriptorSnapshot(fd: 0, kind: .file, name: "a&#27;", inode: 1, mode: .read)])
        let job = JobRecord(number: 1, pgid: 10, text: "x", members: [.init(pid: 10, stage: 1, text: "x")])
        let graph = Graph(Snapshot(time: 0, shell: 1, processes: [process]), jobs: [job])
        #expect(text(GraphView.render(graph, as: .dot, style: .plain)).contains(#"label="a&amp;#27;""#))
    }

    @Test func `a plan is drawn with its files, and a ring of processes ends`() {
        let planned = Graph(
            plan(
                pipeline(
                    simple("cat", redirections: [redirect(nil, .input, "in")]),
                    simple("sort", redirections: [redirect(nil, .output, "out")])))[0])
        let expected = """
            1 cat
              1 --P1--> 0 of 2 sort
            2 sort
              1 --> out
            in (file)
              --> 0 of 1 cat

            """
        #expect(text(GraphView.render(planned, as: .ascii, style: .plain)) == expected)
        let ring = Snapshot(
            time: 0, shell: 1,
            processes: [
                ProcessSnapshot(
                    pid: 1, ppid: 0, descriptors: [pipe(0, .read), pipe(1, .write)])
            ])
        let job = JobRecord(number: 1, pgid: 1, text: "x", members: [.init(pid: 1, stage: 1, text: "x")])
        let own = Graph(ring, jobs: [job])
        #expect(own.edges.count == 1)
        #expect(!GraphView.render(own, as: .svg, style: .plain).isEmpty)
    }
}
