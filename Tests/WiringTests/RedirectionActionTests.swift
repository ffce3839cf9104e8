import Bytes
import Syntax
import Testing
import Wiring

@Suite struct RedirectionActionTests {
    private func redirection(_ fd: Int?, _ kind: Redirection.Operator) -> Redirection {
        let position = Position(line: 1, column: 1)
        return Redirection(
            descriptor: fd.map(Redirection.Descriptor.number) ?? .implied, operator: kind,
            operand: Word(parts: [], shape: .literal(""), position: position), position: position)
    }

    private func actions(
        _ redirection: Redirection, _ operand: ByteString, noclobber: Bool = false
    ) throws -> [DescriptorAction] {
        var actions: [DescriptorAction] = []
        let target = try #require(redirection.target)
        try actions.append(redirection, target: target, operand: operand, noclobber: noclobber)
        return actions
    }

    @Test func `each operator opens in its mode and at its implied descriptor`() throws {
        #expect(try actions(redirection(nil, .input), "f") == [.open(path: "f", mode: .read, to: 0)])
        #expect(try actions(redirection(nil, .output), "f") == [.open(path: "f", mode: .write, to: 1)])
        #expect(try actions(redirection(nil, .append), "f") == [.open(path: "f", mode: .append, to: 1)])
        #expect(
            try actions(redirection(nil, .readWrite), "f") == [.open(path: "f", mode: .readWrite, to: 0)])
        #expect(try actions(redirection(5, .input), "f") == [.open(path: "f", mode: .read, to: 5)])
    }

    @Test func `noclobber is for the plain output operator alone`() throws {
        #expect(
            try actions(redirection(nil, .output), "f", noclobber: true) == [
                .open(path: "f", mode: .writeNew, to: 1)
            ])
        #expect(
            try actions(redirection(nil, .clobber), "f", noclobber: true) == [
                .open(path: "f", mode: .write, to: 1)
            ])
        #expect(
            try actions(redirection(nil, .append), "f", noclobber: true) == [
                .open(path: "f", mode: .append, to: 1)
            ])
    }

    @Test func `output and error are one open and a copy`() throws {
        #expect(
            try actions(redirection(nil, .outputAndError), "f")
                == [.open(path: "f", mode: .write, to: 1), .duplicate(from: 1, to: 2)])
    }

    @Test func `a word that is no number takes both outputs, outside POSIX mode and for standard output alone`() throws
    {
        var actions: [DescriptorAction] = []
        try actions.append(
            redirection(nil, .duplicateOutput), target: 1, operand: "log", noclobber: true, isPosix: false)
        #expect(actions == [.open(path: "log", mode: .writeNew, to: 1), .duplicate(from: 1, to: 2)])
        for (fd, operand) in [(2, "log"), (3, "log"), (1, "")] as [(Int, ByteString)] {
            #expect(throws: RedirectionFault.notADescriptor(operand)) {
                try actions.append(
                    redirection(fd, .duplicateOutput), target: Int32(fd), operand: operand, noclobber: false,
                    isPosix: false)
            }
        }
        #expect(throws: RedirectionFault.notADescriptor("log")) {
            try actions.append(redirection(nil, .duplicateOutput), target: 1, operand: "log", noclobber: false)
        }
    }

    @Test func `copies and closes come from digits and a hyphen`() throws {
        #expect(try actions(redirection(2, .duplicateOutput), "1") == [.duplicate(from: 1, to: 2)])
        #expect(try actions(redirection(nil, .duplicateInput), "007") == [.duplicate(from: 7, to: 0)])
        #expect(try actions(redirection(3, .duplicateOutput), "-") == [.close(3)])
        #expect(
            try actions(redirection(nil, .duplicateInput), "99999999999999999999")
                == [.duplicate(from: Int32.max, to: 0)])
    }

    @Test(arguments: ["", "+1", "-1", "1-", "log", " 1"] as [ByteString])
    func `anything else after the ampersand is a fault`(operand: ByteString) {
        #expect(throws: RedirectionFault.notADescriptor(operand)) {
            try actions(redirection(nil, .duplicateOutput), operand)
        }
    }
}
