import Bytes
import Testing

/// Counts how many of its kind there are.
private final class Counted {
    static nonisolated(unsafe) var alive = 0
    let number: Int

    init(_ number: Int) {
        self.number = number
        Self.alive += 1
    }

    deinit { Self.alive -= 1 }
}

@Suite(.serialized) struct StackTests {
    @Test func `an inner list is taken before the outer one goes on`() {
        var stack = Stack<Int>()
        for number in 0..<3 { stack.push(number) }
        let inner = stack.count
        for number in 10..<30 { stack.push(number) }
        #expect(stack.elements(from: inner) == Array(10..<30))
        #expect(stack.pop(from: inner) == Array(10..<30))
        stack.push(3)
        stack[0] = 9
        #expect(stack[0] == 9)
        #expect(stack.pop(from: 0) == [9, 1, 2, 3])
        #expect(stack.count == 0)
    }

    @Test func `a list that has no elements is empty`() {
        var stack = Stack<Int>()
        #expect(stack.pop(from: 0) == [])
        stack.push(1)
        #expect(stack.pop(from: 1) == [])
        stack.removeAll(from: 1)
        #expect(stack.count == 1)
    }

    @Test func `each element is dropped once`() {
        do {
            var stack = Stack<Counted>()
            for number in 0..<20 { stack.push(Counted(number)) }
            #expect(Counted.alive == 20)
            stack.removeAll(from: 15)
            #expect(Counted.alive == 15)
            stack[3] = Counted(100)
            #expect(Counted.alive == 15)
            #expect(stack.pop(from: 10).map(\.number) == Array(10..<15))
            #expect(Counted.alive == 10)
        }
        #expect(Counted.alive == 0)
    }

    @Test func `one or more elements are a collection`() {
        #expect(Array(OneOrMore(1)) == [1])
        let several = OneOrMore(1, [2, 3])
        #expect(several.count == 3)
        #expect(several.map { $0 * 2 } == [2, 4, 6])
        #expect(several.last == 3)
        #expect(several.dropFirst().first == 2)
    }
}
