import Bytes
import Testing

@testable import Shell

@Suite struct OptionScannerTests {
    /// The letters with their arguments, and the operands.
    private func scan(_ words: [ByteString], _ letters: ByteString) -> (options: [ByteString], operands: [ByteString]) {
        var scanner = OptionScanner(["utility"] + words, letters)
        var options: [ByteString] = []
        while let option = scanner.next() {
            if option == OptionScanner.problem {
                switch scanner.problem {
                case .unknown(let text): options.append("unknown " + text)
                case .missingArgument(let letter): options.append("missing " + ByteString(byte: letter))
                case .help: options.append("help")
                case nil: options.append("nothing")
                }
                break
            }
            options.append(ByteString(byte: option) + scanner.argument)
        }
        return (options, Array(scanner.operands))
    }

    @Test func `letters come one by one, apart or combined`() {
        let (options, operands) = scan(["-a", "-bc", "x", "-d"], "abcd")
        #expect(options == ["a", "b", "c"])
        #expect(operands == ["x", "-d"])
    }

    @Test func `an argument is the rest of the word or the next word`() {
        #expect(scan(["-avalue", "-a", "value", "x"], "a:").options == ["avalue", "avalue"])
        #expect(scan(["-ba", "-x", "y"], "a:b").options == ["b", "a-x"])
        #expect(scan(["-a", "--", "y"], "a:").operands == ["y"])
        #expect(scan(["-a", ""], "a:").options == ["a"])
    }

    @Test func `a double hyphen ends the options, a single one is an operand`() {
        #expect(scan(["-a", "--", "-b"], "ab").operands == ["-b"])
        #expect(scan(["-", "-a"], "a").operands == ["-", "-a"])
        #expect(scan([], "a").operands == [])
    }

    @Test func `what is wrong is told`() {
        #expect(scan(["-ax", "y"], "a").options == ["a", "unknown -x"])
        #expect(scan(["-a"], "a:").options == ["missing a"])
        #expect(scan(["-:"], "a:").options == ["unknown -:"])
        #expect(scan(["--long"], "l").options == ["unknown --long"])
        #expect(scan(["--help"], "h").options == ["help"])
    }

    @Test func `every utility that takes --help has a text`() {
        for builtin in Builtin.allCases {
            let hasNone = [Builtin.colon, .bracket, .echo, .false, .test, .true].contains(builtin)
            #expect(builtin.help.isEmpty == hasNone, "\(builtin)")
            if !hasNone { #expect(builtin.help.count > builtin.synopsis.count, "a summary follows") }
        }
    }
}
