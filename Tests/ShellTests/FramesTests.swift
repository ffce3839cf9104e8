import Testing

@testable import Shell

@Suite struct FramesTests {
    private func frames(_ entered: Frame...) -> Frames {
        var frames = Frames()
        for frame in entered { frames.enter(frame) }
        return frames
    }

    @Test func `a function call hides the loops around it, and what . executes does not`() {
        #expect(frames(.loop, .loop).loops == 2)
        #expect(frames(.loop, .function(variables: 0)).loops == 0)
        #expect(frames(.loop, .function(variables: 0), .loop).loops == 1)
        #expect(frames(.loop, .dot).loops == 1)
    }

    @Test func `return needs a function, a sourced file or a trap`() {
        #expect(!frames(.loop, .condition, .subshell).canReturn)
        #expect(frames(.function(variables: 0)).canReturn)
        #expect(frames(.dot).canReturn)
        #expect(frames(.trap(status: .success)).canReturn)
    }

    @Test func `return ends a trap only where no call began in it`() {
        let status = ExitStatus(7)
        #expect(frames(.dot, .trap(status: status)).statusBeforeTrap == status)
        #expect(frames(.trap(status: status), .dot).statusBeforeTrap == nil)
        #expect(frames(.trap(status: status), .dot).statusBeforeAnyTrap == status)
        #expect(frames(.trap(status: status), .subshell).statusBeforeAnyTrap == nil)
    }

    @Test func `a failure in a condition is tolerated, and tested where the condition is`() {
        #expect(frames(.condition).toleratesFailure)
        #expect(frames(.condition).isTestedHere)
        let inside = frames(.condition, .function(variables: 0))
        #expect(inside.toleratesFailure)
        #expect(!inside.isTestedHere)
        #expect(frames(.condition, .subshell, .condition).isTestedHere)
        var left = inside
        left.leaveConditions()
        #expect(!left.toleratesFailure)
    }

    @Test func `the local variables are those of the innermost call`() {
        let frames = frames(.function(variables: 3), .loop, .function(variables: 8), .dot)
        #expect(frames.variables == 8)
        #expect(frames.functions == 2)
    }

    @Test func `the trap for ERR is not called in itself, subshells among it`() {
        #expect(frames(.errorTrap, .trap(status: .failure), .subshell).isInErrorTrap)
        #expect(!frames(.trap(status: .failure)).isInErrorTrap)
    }
}
