// Utilities that execute another one, as `sudo sort f` and `env LC_ALL=C sort f`: what they execute is looked at in their place.

import Bytes

/// A utility that executes another one, with its own standard input.
struct Wrapper {
    /// The letters of options that take an argument.
    var taking: ByteString = ""
    /// How many operands stand in front of the command.
    var operands = 0
    /// `NAME=value` may stand in front of it.
    var assigns = false

    static func named(_ name: ByteString) -> Wrapper? {
        switch name {
        case "sudo", "doas": Wrapper(taking: "ugpCcrTtUDRh", assigns: true)
        case "env": Wrapper(taking: "uCS", assigns: true)
        case "nohup", "setsid", "command", "exec", "time", "chronic": Wrapper(taking: "a")
        case "nice", "ionice", "chrt", "stdbuf": Wrapper(taking: "ncpoei")
        case "timeout": Wrapper(taking: "ks", operands: 1)
        case "chroot": Wrapper(operands: 1)
        default: nil
        }
    }

    func skip(_ words: inout ArraySlice<Argument>) {
        var left = operands
        while let word = words.first {
            let start = word.start
            if start.count > 1, start[0] == 0x2D {
                words.removeFirst()
                if start.count == 2, taking.contains(start[1]) { _ = words.popFirst() }
            } else if assigns, start.contains(0x3D) {
                words.removeFirst()
            } else if left > 0 {
                left &-= 1
                words.removeFirst()
            } else {
                return
            }
        }
    }
}

extension Wrapper {
    /// The name of the utility that is executed at last, and its arguments; nil where the name is not known.
    static func unwrapped(_ words: ArraySlice<Argument>) -> (name: ByteString, arguments: ArraySlice<Argument>)? {
        var words = words
        while let first = words.popFirst() {
            guard let name = first.text?.baseName else { return nil }
            guard let wrapper = Wrapper.named(name) else { return (name, words) }
            wrapper.skip(&words)
        }
        return nil
    }
}
