// GraphDrawing: a graph as SVG, without Graphviz.
//
// Nodes stand in layers from left to right, each one layer after the last of those that feed it; a cycle is cut where
// it is met. Edges are curves; one that goes back bends below. Nothing but text that was made safe gets into the file.

import Bytes

struct GraphDrawing {
    private struct Box {
        var x = 0
        var y = 0
        var width = 0
    }

    private static let rowHeight = 64
    private static let boxHeight = 32
    private static let gap = 150
    private static let margin = 20

    private let graph: Graph
    private let boxes: [Box]
    private let width: Int
    private let height: Int

    init(_ graph: Graph) {
        self.graph = graph
        let layers = Self.layers(of: graph)
        var boxes = graph.nodes.map { Box(width: Display.width($0.label) &* 8 &+ 16) }
        let count = (layers.max() ?? 0) &+ 1
        var members = [[Int]](repeating: [], count: count)
        for (index, layer) in layers.enumerated() { members[layer].append(index) }
        var left = Self.margin
        var lowest = 0
        for layer in members {
            let widest = layer.map { boxes[$0].width }.max() ?? 0
            for (row, index) in layer.enumerated() {
                boxes[index].x = left &+ (widest &- boxes[index].width) / 2
                boxes[index].y = Self.margin &+ row &* Self.rowHeight
                lowest = max(lowest, boxes[index].y)
            }
            left &+= widest &+ Self.gap
        }
        self.boxes = boxes
        width = max(left &- Self.gap, 0) &+ Self.margin
        height = lowest &+ Self.rowHeight &+ Self.margin &* 2
    }

    /// The layer of each node, from 0.
    private static func layers(of graph: Graph) -> [Int] {
        var incoming = [Int](repeating: 0, count: graph.nodes.count)
        var leaving = [[Int]](repeating: [], count: graph.nodes.count)
        for edge in graph.edges where edge.from != edge.to {
            incoming[edge.to] &+= 1
            leaving[edge.from].append(edge.to)
        }
        var layers = [Int](repeating: 0, count: graph.nodes.count)
        var isPlaced = [Bool](repeating: false, count: graph.nodes.count)
        var ready = graph.nodes.indices.filter { incoming[$0] == 0 }
        var next = 0
        var unplaced = 0
        while true {
            while next < ready.count {
                let node = ready[next]
                next &+= 1
                guard !isPlaced[node] else { continue }
                isPlaced[node] = true
                for successor in leaving[node] where !isPlaced[successor] {
                    layers[successor] = max(layers[successor], layers[node] &+ 1)
                    incoming[successor] &-= 1
                    if incoming[successor] == 0 { ready.append(successor) }
                }
            }
            // Only cycles are left: the first of them is let in.
            while unplaced < isPlaced.count, isPlaced[unplaced] { unplaced &+= 1 }
            guard unplaced < isPlaced.count else { return layers }
            ready.append(unplaced)
        }
    }

    var svg: [UInt8] {
        var bytes: [UInt8] = []
        bytes.append(
            """
            <?xml version="1.0" encoding="UTF-8"?>
            <svg xmlns="http://www.w3.org/2000/svg" width="\(width)" height="\(height)" font-family="monospace" font-size="13">
            <defs><marker id="head" markerWidth="10" markerHeight="8" refX="9" refY="4" orient="auto">\
            <path d="M0,0 L10,4 L0,8 z"/></marker></defs>
            <rect width="100%" height="100%" fill="white"/>

            """)
        for edge in graph.edges { bytes.append(draw(edge)) }
        for (index, node) in graph.nodes.enumerated() { bytes.append(draw(node, in: boxes[index])) }
        bytes.append("</svg>\n")
        return bytes
    }

    private func draw(_ node: Graph.Node, in box: Box) -> ByteString {
        let (corner, fill): (Int, ByteString) = node.isProcess ? (0, "#eef") : (12, "#efe")
        let dashes: ByteString = node.isOutside ? " stroke-dasharray=\"4\"" : ""
        return """
            <rect x="\(box.x)" y="\(box.y)" width="\(box.width)" height="\(Self.boxHeight)" rx="\(corner)" \
            fill="\(fill)" stroke="black"\(dashes)/>
            \(label(node.label, x: box.x &+ box.width / 2, y: box.y &+ 21, anchor: "middle"))
            """
    }

    private func draw(_ edge: Graph.Edge) -> ByteString {
        let from = boxes[edge.from]
        let to = boxes[edge.to]
        let startX = from.x &+ from.width
        let startY = from.y &+ Self.boxHeight / 2
        let endY = to.y &+ Self.boxHeight / 2
        let isForward = to.x > startX
        let bend = isForward ? (to.x &- startX) / 2 : 60
        let drop = isForward ? 0 : Self.rowHeight / 2 &+ 16
        let path: ByteString = """
            M\(startX),\(startY) C\(startX &+ bend),\(startY &+ drop) \(to.x &- bend),\(endY &+ drop) \(to.x),\(endY)
            """
        let middle = label(
            edge.label, x: (startX &+ to.x) / 2, y: (startY &+ endY) / 2 &+ drop &- 4, anchor: "middle")
        let start = label(edge.fromText, x: startX &+ 4, y: startY &- 4, anchor: "start")
        let end = label(edge.toText, x: to.x &- 12, y: endY &- 4, anchor: "end")
        return """
            <path fill="none" stroke="black" marker-end="url(#head)" d="\(path)"/>
            \(middle)\(start)\(end)
            """
    }

    private func label(_ text: ByteString, x: Int, y: Int, anchor: ByteString) -> ByteString {
        guard !text.isEmpty else { return "" }
        let xml = text.replacing([0x26: "&amp;", 0x3C: "&lt;", 0x3E: "&gt;", 0x22: "&quot;"])
        return "<text x=\"\(x)\" y=\"\(y)\" text-anchor=\"\(anchor)\">\(xml)</text>\n"
    }
}
