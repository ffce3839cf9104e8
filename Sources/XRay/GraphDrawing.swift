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
        bytes.append("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<svg xmlns=\"http://www.w3.org/2000/svg\"")
        bytes.append(attribute("width", width) + attribute("height", height))
        bytes.append(" font-family=\"monospace\" font-size=\"13\">\n")
        bytes.append(
            "<defs><marker id=\"head\" markerWidth=\"10\" markerHeight=\"8\" refX=\"9\" refY=\"4\" orient=\"auto\">")
        bytes.append("<path d=\"M0,0 L10,4 L0,8 z\"/></marker></defs>\n")
        bytes.append("<rect width=\"100%\" height=\"100%\" fill=\"white\"/>\n")
        for edge in graph.edges { bytes.append(draw(edge)) }
        for (index, node) in graph.nodes.enumerated() { bytes.append(draw(node, in: boxes[index])) }
        bytes.append("</svg>\n")
        return bytes
    }

    private func draw(_ node: Graph.Node, in box: Box) -> ByteString {
        var text: ByteString = "<rect"
        text += attribute("x", box.x) + attribute("y", box.y) + attribute("width", box.width)
        text += attribute("height", Self.boxHeight) + attribute("rx", node.isProcess ? 0 : 12)
        text += node.isProcess ? " fill=\"#eef\" stroke=\"black\"" : " fill=\"#efe\" stroke=\"black\""
        text += node.isOutside ? " stroke-dasharray=\"4\"/>\n" : "/>\n"
        return text + label(node.label, x: box.x &+ box.width / 2, y: box.y &+ 21, anchor: "middle")
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
        var path = "M" + point(startX, startY) + " C" + point(startX &+ bend, startY &+ drop)
        path += " " + point(to.x &- bend, endY &+ drop) + " " + point(to.x, endY)
        var text: ByteString = "<path fill=\"none\" stroke=\"black\" marker-end=\"url(#head)\" d=\""
        text += path + "\"/>\n"
        let middle = (startX &+ to.x) / 2
        text += label(edge.label, x: middle, y: (startY &+ endY) / 2 &+ drop &- 4, anchor: "middle")
        text += label(edge.fromText, x: startX &+ 4, y: startY &- 4, anchor: "start")
        return text + label(edge.toText, x: to.x &- 12, y: endY &- 4, anchor: "end")
    }

    private func label(_ text: ByteString, x: Int, y: Int, anchor: ByteString) -> ByteString {
        guard !text.isEmpty else { return "" }
        return "<text" + attribute("x", x) + attribute("y", y) + " text-anchor=\"" + anchor + "\">" + xml(text)
            + "</text>\n"
    }

    private func point(_ x: Int, _ y: Int) -> ByteString {
        ByteString(decimal: x) + "," + ByteString(decimal: y)
    }

    private func attribute(_ name: ByteString, _ value: Int) -> ByteString {
        " " + name + "=\"" + ByteString(decimal: value) + "\""
    }

    private func xml(_ text: ByteString) -> ByteString {
        var result: [UInt8] = []
        for byte in text {
            switch byte {
            case 0x26: result.append("&amp;")
            case 0x3C: result.append("&lt;")
            case 0x3E: result.append("&gt;")
            case 0x22: result.append("&quot;")
            default: result.append(byte)
            }
        }
        return ByteString(result)
    }
}
