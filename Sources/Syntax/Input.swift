// Input: where the text of commands comes from, and which language it is written in.
//
// A source gives bytes a piece at a time, so that a shell that reads commands from its standard input or from a person
// reads no further than the command at hand needs. What the bytes mean is the Parser's business.

public import Bytes

/// Where the text of commands comes from, a piece at a time.
///
/// A piece is one line with its newline for interactive input and for standard input, or a whole file at once.
public protocol InputSource: AnyObject {
    /// The next piece, which is not empty; nil at the end. `isContinuation` is true where the parser is inside a command.
    func nextChunk(isContinuation: Bool) -> [UInt8]?

    /// True where no piece follows. False where that shows only after waiting for more.
    var hasEnded: Bool { get }
}

extension InputSource {
    public var hasEnded: Bool { false }
}

/// Text that is in memory as a whole.
public final class StringSource: InputSource {
    private var bytes: [UInt8]?

    public init(_ bytes: ByteString) {
        self.bytes = bytes.array
    }

    init(array: [UInt8]) {
        bytes = array
    }

    public func nextChunk(isContinuation: Bool) -> [UInt8]? {
        defer { bytes = nil }
        return bytes
    }

    public var hasEnded: Bool { bytes?.isEmpty ?? true }
}

/// Which language is spoken: POSIX alone, or with the extensions.
public struct Dialect: Sendable {
    /// Extensions are off: their syntax means what POSIX says, or is an error.
    public var isPosix: Bool
    /// `see MODE` may stand in front of a pipeline.
    var recognizesSee = true

    public init(isPosix: Bool = false) {
        self.isPosix = isPosix
    }
}
