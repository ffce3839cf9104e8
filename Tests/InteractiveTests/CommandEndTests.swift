// Where the command at the cursor ends.

import Bytes
import Testing

@testable import Interactive

/// What of `rest` belongs to the command that begins with `line`.
private func belonging(_ line: ByteString, _ rest: ByteString) -> String {
    guard let context = CursorContext(line, rest: rest, variable: { _ in nil }) else { return "comment" }
    return String(decoding: rest.prefix(context.restLength).array, as: UTF8.self)
}

@Suite struct CommandEnds {
    @Test func operatorsEndIt() {
        for end in [";", "|", "&", "&&", "||", "\n", ")"] as [ByteString] {
            #expect(belonging("a b", " c" + end + " d") == " c")
        }
    }

    @Test func whatIsQuotedOrNestedDoesNot() {
        #expect(
            belonging("a b", "\\;c 'x;y' \"p|\\\"q\" $(d; e | f) (g;)h; i")
                == "\\;c 'x;y' \"p|\\\"q\" $(d; e | f) (g;)h")
        #expect(belonging("a 'b", ";c' d; e") == ";c' d")
        #expect(belonging("a \"b", "&\\\"c\" d; e") == "&\\\"c\" d")
        #expect(belonging("a $'b", "&\\'c' d; e") == "&\\'c' d")
    }

    @Test func redirectionsDoNot() {
        #expect(belonging("a", " 2>&1 <&3 >|f &>g & b") == " 2>&1 <&3 >|f &>g ")
    }

    @Test func textThatIsNotFinishedGoesToItsEnd() {
        #expect(belonging("a", " 'b; c") == " 'b; c")
        #expect(belonging("a", " b\\") == " b\\")
        #expect(belonging("a", "") == "")
    }
}
