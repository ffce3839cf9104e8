// The tree of redirections: an operator, the descriptor that it changes, and its operand.
//
// POSIX: XCU 2.7

public import Bytes

// io_redirect : io_file | IO_NUMBER io_file | IO_LOCATION io_file | io_here | ...
public final class Redirection: Sendable {
    public enum Descriptor: Sendable {
        /// Not written: 0 or 1, by the operator.
        case implied
        case number(Int)
        /// `{name}>file`, an extension: the shell chooses a descriptor from 10 up and assigns it to the name, which may be that
        /// of an element, `name[index]`.
        case variable(Name)
    }

    public enum Operator: Sendable {
        /// `<`
        case input
        /// `>`
        case output
        /// `>|`
        case clobber
        /// `>>`
        case append
        /// `<>`
        case readWrite
        /// `<&`
        case duplicateInput
        /// `>&`
        case duplicateOutput
        /// `<<` and `<<-`; the operand is the body.
        case hereDocument(HereDocument)
        /// `<<<`, an extension.
        case hereString
        /// `&>`, an extension: standard output and standard error.
        case outputAndError
        /// `&>>`, an extension.
        case appendOutputAndError
    }

    public let descriptor: Descriptor
    public let `operator`: Operator
    /// The word after the operator; of a here-document the delimiter as it was written.
    public let operand: Word
    public let position: Position

    public init(descriptor: Descriptor, `operator`: Operator, operand: Word, position: Position) {
        self.descriptor = descriptor
        self.operator = `operator`
        self.operand = operand
        self.position = position
    }
}

extension Redirection.Operator {
    /// The operator as written.
    public var text: ByteString {
        switch self {
        case .input: "<"
        case .output: ">"
        case .clobber: ">|"
        case .append: ">>"
        case .readWrite: "<>"
        case .duplicateInput: "<&"
        case .duplicateOutput: ">&"
        case .hereDocument(let document): document.stripsTabs ? "<<-" : "<<"
        case .hereString: "<<<"
        case .outputAndError: "&>"
        case .appendOutputAndError: "&>>"
        }
    }
}

/// The body follows the line with the operator, so that it is set after the node is made. It does not change after parsing.
///
/// POSIX: XCU 2.7.4
public final class HereDocument: @unchecked Sendable {
    /// The delimiter without its quotes.
    public let delimiter: ByteString
    /// A part of the delimiter was quoted: the body is not expanded.
    public let isQuoted: Bool
    /// `<<-`: leading tabs are removed.
    public let stripsTabs: Bool
    /// A literal, or the parts as inside double quotes.
    public internal(set) var body: Word

    init(delimiter: ByteString, isQuoted: Bool, stripsTabs: Bool, body: Word) {
        self.delimiter = delimiter
        self.isQuoted = isQuoted
        self.stripsTabs = stripsTabs
        self.body = body
    }
}

/// A here-document that the end of the input has cut off.
public struct CutOffDocument: Equatable, Sendable {
    public let delimiter: ByteString
    /// The position of the delimiter.
    public let position: Position
}
