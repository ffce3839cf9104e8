import Bytes
import Syntax
import Testing
import Wiring

@Suite struct WiringTests {
    private func commands(_ script: ByteString) throws -> OneOrMore<Command> {
        let parser = Parser(
            source: StringSource(script), names: NameTable(), dialect: Dialect(), stackLimit: .none)
        let list = try #require(try parser.nextCompleteCommand())
        return list.andOrLists[0].first.commands
    }

    /// Each end is open in the shell from when its edge is made until its stage has started.
    @Test(arguments: [1, 2, 3, 10]) func `after launch the shell has no end but those that it keeps`(count: Int) throws
    {
        for readsOutput in [false, true] {
            let wiring = Wiring.pipeline(
                try commands(ByteString(Array(String(repeating: "a | ", count: count - 1).utf8)) + "a"),
                readsOutput: readsOutput)
            var open: Set<EdgeEnd> = []
            let ends = Set(wiring.stages.flatMap { $0.connections.map(\.end) } + wiring.kept)
            var started: [Int] = []
            for step in wiring.steps {
                switch step {
                case .make(let edge):
                    for end in ends where end.edge == edge { #expect(open.insert(end).inserted) }
                case .start(let index):
                    for connection in wiring.stages[index].connections { #expect(open.contains(connection.end)) }
                    // No more than the two edges of the stage.
                    #expect(open.count <= 3)
                    started.append(index)
                case .close(let end): #expect(open.remove(end) != nil)
                case .fill: Issue.record("nothing is filled here")
                }
            }
            #expect(started == Array(0..<count))
            #expect(open == Set(wiring.kept))
        }
    }

    @Test func `a stage that the shell executes fills its edge`() throws {
        var wiring = Wiring.pipeline(try commands("a | b"))
        wiring.fillHere(0)
        #expect(
            wiring.steps == [
                .fill(0, edge: 1), .start(1), .close(EdgeEnd(edge: 1, side: .read)),
            ])
    }

    @Test func `a coprocess has an edge for each direction`() throws {
        let wiring = Wiring.coprocess(try commands("a")[0], jobControl: false)
        let its = [EdgeEnd(edge: 1, side: .read, use: .coprocess), EdgeEnd(edge: 2, side: .write, use: .coprocess)]
        #expect(wiring.stages[0].connections.map(\.end) == its)
        #expect(
            wiring.kept == [
                EdgeEnd(edge: 2, side: .read, use: .coprocess), EdgeEnd(edge: 1, side: .write, use: .coprocess),
            ])
        #expect(wiring.steps == [.make(edge: 1), .make(edge: 2), .start(0)] + its.map { .close($0) })
    }

    @Test func `a list in the background reads nothing without job control`() throws {
        for (jobControl, count) in [(false, 1), (true, 0)] {
            let wiring = Wiring.pipeline(try commands("a"), isAsynchronous: true, jobControl: jobControl)
            #expect(wiring.actions(ofStage: 0).count == count)
        }
    }
}
