// Input: the source of the text of commands, and its dialect.

public import Bytes

/// A source of the text of commands, in chunks: lines of interactive input and of standard input, so that the shell reads no
/// further than a command needs, or a whole file.
public protocol InputSource: AnyObject {
    /// The next chunk, which is not empty; nil at the end. `isContinuation` is true inside a command.
    func nextChunk(isContinuation: Bool) -> [UInt8]?

    /// True where certainly no chunk follows.
    var hasEnded: Bool { get }
}

extension InputSource {
    public var hasEnded: Bool { false }
}

/// Text in memory.
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

/// The language: POSIX alone, or with the extensions.
public struct Dialect: Sendable {
    /// Extensions are off.
    public var isPosix: Bool
    /// `see MODE` may stand in front of a pipeline.
    var recognizesSee = true

    public init(isPosix: Bool = false) {
        self.isPosix = isPosix
    }
}
