// From a redirection and its expanded operand to descriptor actions.
//
// This is the one place that knows what each operator does to a descriptor table. The executor calls it for every
// redirection that it performs, and the Planner for every one that it foresees, so that plan and deed cannot differ.
// Expanding the operand, finding a free descriptor for `{name}>`, and making a descriptor that holds a here-document
// are the caller's.
//
// POSIX: XCU 2.7

public import Bytes
public import Syntax

/// Why the operand of a redirection names nothing that could be done.
public enum RedirectionFault: Error, Hashable, Sendable {
    /// The operand of `<&` or `>&` is neither a number nor `-`.
    case notADescriptor(ByteString)
}

extension Redirection {
    /// The descriptor that the redirection changes; nil for `{name}>`, where the shell picks a free one.
    ///
    /// A number too large for any descriptor becomes the largest one, which the kernel then refuses.
    @inlinable
    public var target: Int32? {
        switch descriptor {
        case .number(let number): Int32(clamping: number)
        case .implied: `operator`.impliedTarget
        case .variable: nil
        }
    }

    /// True where the operand is the text of a document and not a name: the caller makes a descriptor to read it from.
    @inlinable
    public var isDocument: Bool {
        switch `operator` {
        case .hereDocument, .hereString: true
        case .input, .output, .clobber, .append, .readWrite, .duplicateInput, .duplicateOutput, .outputAndError,
            .appendOutputAndError:
            false
        }
    }
}

extension Redirection.Operator {
    /// The descriptor that the operator changes where none is written.
    @inlinable
    public var impliedTarget: Int32 {
        switch self {
        case .input, .readWrite, .duplicateInput, .hereDocument, .hereString: 0
        case .output, .clobber, .append, .duplicateOutput, .outputAndError, .appendOutputAndError: 1
        }
    }

    /// How the operator opens its operand; nil where it opens nothing.
    ///
    /// POSIX: XCU 2.7.2
    @inlinable
    public func openMode(noclobber: Bool) -> OpenMode? {
        switch self {
        case .input: .read
        case .output, .outputAndError: noclobber ? .writeNew : .write
        case .clobber: .write
        case .append, .appendOutputAndError: .append
        case .readWrite: .readWrite
        case .duplicateInput, .duplicateOutput, .hereDocument, .hereString: nil
        }
    }

    /// `>&word` with a word that is no number and not `-`: as `>word 2>&1`, where standard output is meant.
    ///
    /// Unspecified: outside POSIX mode; as bash.
    @inlinable
    public func opensBoth(_ operand: ByteString, isPosix: Bool) -> Bool {
        guard case .duplicateOutput = self, !isPosix, !operand.isEmpty else { return false }
        return (try? DescriptorOperand(operand)) == nil
    }

    /// Standard error becomes a copy of what is opened.
    @inlinable
    public var includesError: Bool {
        switch self {
        case .outputAndError, .appendOutputAndError: true
        case .input, .output, .clobber, .append, .readWrite, .duplicateInput, .duplicateOutput, .hereDocument,
            .hereString:
            false
        }
    }
}

/// What the operand of `<&` or `>&` asks for.
///
/// POSIX: XCU 2.7.5
@frozen
public enum DescriptorOperand: Hashable, Sendable {
    case number(Int32)
    /// `-`
    case close

    @inlinable
    public init(_ operand: ByteString) throws(RedirectionFault) {
        if operand.count == 1, operand[0] == 0x2D {
            self = .close
            return
        }
        // One or more digits; a sign is none, and what is too large for an Int is no descriptor either.
        guard operand.allSatisfy({ $0 &- 0x30 < 10 }), !operand.isEmpty else {
            throw .notADescriptor(operand)
        }
        self = .number(Int32(clamping: operand.unsignedDecimalValue ?? Int.max))
    }
}

extension [DescriptorAction] {
    /// Appends what `redirection` does, in the order in which it is done.
    ///
    /// `target` is the redirection's own or the descriptor picked for `{name}>`; `operand` is the expanded word.
    /// Here-documents are excluded.
    ///
    /// POSIX: XCU 2.7.1 to 2.7.7
    @inlinable
    public mutating func append(
        _ redirection: Redirection, target: Int32, operand: ByteString, noclobber: Bool, isPosix: Bool = true
    ) throws(RedirectionFault) {
        if let mode = redirection.operator.openMode(noclobber: noclobber) {
            append(.open(path: operand, mode: mode, to: target))
            if redirection.operator.includesError { append(.duplicate(from: target, to: 2)) }
            return
        }
        do {
            switch try DescriptorOperand(operand) {
            case .number(let source): append(.duplicate(from: source, to: target))
            case .close: append(.close(target))
            }
        } catch {
            guard redirection.target == 1, redirection.operator.opensBoth(operand, isPosix: isPosix) else {
                throw error
            }
            append(.open(path: operand, mode: noclobber ? .writeNew : .write, to: target))
            append(.duplicate(from: target, to: 2))
        }
    }
}
