// ShellError: why an expansion, an assignment, an arithmetic expression or a redirection failed. Causes here, all of their
// text in `message`; what follows from them (2.8.1) is decided where they are caught.
//
// POSIX: XCU 2.8

import Bytes
import Kernel
import Syntax

enum ShellError: Error {
    case unset(ByteString)
    /// `${parameter?message}`
    case indicated(ByteString, message: ByteString)
    case readonly(ByteString)
    case badAssignment(ByteString)
    case badSubstitution(ByteString)
    case arithmeticSyntax(SyntaxError)
    case divisionByZero
    case arithmeticOverflow
    case notANumber(ByteString)
    case cannotOpen(ByteString, Errno)
    case badDescriptor(ByteString)
    case cannotDuplicate(ByteString, Errno)
    case ambiguousOperand(ByteString)
    case noProcess(Errno)
    case noPipe(Errno)
    case cannotWrite(Errno)
    case hereDocument(Errno)
    /// An expansion in a here-document has failed, which makes the redirection fail.
    indirect case inHereDocument(ShellError)
    case badPattern(ByteString)
    case tooDeep
    case notSupported(ByteString)
    /// The expansion was cut short by an end of the shell that has been reported already.
    case ended(Completion)

    /// What `${parameter?message}` says.
    var indication: (name: ByteString, message: ByteString)? {
        switch self {
        case .indicated(let name, let message): (name, message)
        case .inHereDocument(let error): error.indication
        default: nil
        }
    }

    var message: ByteString {
        switch self {
        case .unset(let name): name + ": parameter not set"
        case .indicated(let name, let message): name + ": " + message
        case .readonly(let name): name + ": is read only"
        case .badAssignment(let name): name + ": bad assignment"
        case .badSubstitution(let text): text + ": bad substitution"
        case .arithmeticSyntax(let error): "arithmetic expression: " + error.reason
        case .divisionByZero: "arithmetic expression: division by zero"
        case .arithmeticOverflow: "arithmetic expression: result does not fit into 64 bits"
        case .notANumber(let text): "arithmetic expression: " + text + ": not a number"
        case .cannotOpen(let path, let errno): "cannot open " + path + ": " + errno.message
        case .badDescriptor(let text): text + ": bad file descriptor"
        case .cannotDuplicate(let text, let errno): text + ": " + errno.message
        case .ambiguousOperand(let text): text + ": ambiguous redirection"
        case .noProcess(let errno): "cannot start a process: " + errno.message
        case .cannotWrite(let errno): "standard output: write error: " + errno.message
        case .noPipe(let errno): "cannot make a pipe: " + errno.message
        case .hereDocument(let errno): "cannot make a here-document: " + errno.message
        case .inHereDocument(let error): error.message
        case .badPattern(let text): text + ": bad regular expression"
        case .tooDeep: "commands or expressions nested too deep"
        case .notSupported(let what): what + ": not supported"
        case .ended: ""
        }
    }
}
