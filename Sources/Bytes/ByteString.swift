// ByteString: the shell's one type for data.
//
// Shell data are bytes, not text: arguments, the environment, file names and pipes may hold any byte but NUL. Up to 14 bytes
// are stored in the value itself and need no allocation; longer strings share a copy-on-write array. The form is canonical:
// a string of at most 14 bytes is always inline, so that two machine words decide equality.

@frozen
public struct ByteString: Sendable {
    public static let inlineCapacity = 14

    // 15 bytes of payload and one of tag.
    @usableFromInline
    @frozen
    enum Storage: Sendable {
        /// Bytes 0-7, 8-11, 12-13 in little-endian order, zero beyond the count; the count.
        case small(UInt64, UInt32, UInt16, UInt8)
        case large([UInt8])
    }

    @usableFromInline var storage: Storage

    @inlinable @inline(__always)
    public init() {
        storage = .small(0, 0, 0, 0)
    }

    @inlinable @inline(__always)
    init(storage: Storage) {
        self.storage = storage
    }

    @inlinable @inline(__always)
    init(low: UInt64, high: UInt64, count: Int) {
        storage = .small(
            low, UInt32(truncatingIfNeeded: high), UInt16(truncatingIfNeeded: high &>> 32),
            UInt8(truncatingIfNeeded: count))
    }

    /// Shares the storage of `bytes` where they do not fit inline.
    @inlinable
    public init(_ bytes: [UInt8]) {
        if bytes.count > Self.inlineCapacity {
            self.init(storage: .large(bytes))
        } else {
            self = unsafe bytes.withUnsafeBufferPointer { unsafe ByteString(copying: $0) }
        }
    }

    /// A copy of the bytes that `buffer` points at.
    @inlinable
    @unsafe
    public init(copying buffer: UnsafeBufferPointer<UInt8>) {
        let count = buffer.count
        guard count <= Self.inlineCapacity else {
            unsafe self.init(storage: .large([UInt8](buffer)))
            return
        }
        let bytes = UnsafeRawBufferPointer(buffer)
        if count >= 8 {
            // The last eight bytes, without those that are among the first eight.
            let tail = unsafe UInt64(littleEndian: bytes.loadUnaligned(fromByteOffset: count &- 8, as: UInt64.self))
            let low = unsafe UInt64(littleEndian: bytes.loadUnaligned(as: UInt64.self))
            self.init(low: low, high: tail >> UInt64((16 &- count) &* 8), count: count)
            return
        }
        var low: UInt64 = 0
        if count >= 4 {
            let tail = unsafe UInt32(littleEndian: bytes.loadUnaligned(fromByteOffset: count &- 4, as: UInt32.self))
            low = unsafe UInt64(UInt32(littleEndian: bytes.loadUnaligned(as: UInt32.self)))
            low |= UInt64(tail) &<< UInt64((count &- 4) &* 8)
        } else {
            var index = 0
            while index < count {
                low |= unsafe UInt64(bytes[index]) &<< UInt64(index &* 8)
                index &+= 1
            }
        }
        self.init(low: low, high: 0, count: count)
    }

    @inlinable
    public init(_ bytes: borrowing Span<UInt8>) {
        self = unsafe bytes.withUnsafeBufferPointer { unsafe ByteString(copying: $0) }
    }

    @inlinable
    public init(_ bytes: ArraySlice<UInt8>) {
        self = unsafe bytes.withUnsafeBufferPointer { unsafe ByteString(copying: $0) }
    }

    /// The bytes of both, with at most one allocation.
    @inlinable
    public init(_ first: borrowing Span<UInt8>, _ second: borrowing Span<UInt8>) {
        let total = first.count &+ second.count
        guard total > Self.inlineCapacity, !first.isEmpty else {
            self.init(second)
            if !first.isEmpty { self = ByteString(first) + self }
            return
        }
        // unsafeUninitializedCapacity would look its type up in the runtime each time.
        var joined: [UInt8] = []
        joined.reserveCapacity(total)
        unsafe first.withUnsafeBufferPointer { unsafe joined.append(contentsOf: $0) }
        unsafe second.withUnsafeBufferPointer { unsafe joined.append(contentsOf: $0) }
        self.init(storage: .large(joined))
    }

    /// The bytes up to the terminating NUL of a C string.
    @inlinable
    @unsafe
    public init(cString: UnsafePointer<CChar>) {
        var count = 0
        while unsafe cString[count] != 0 { count &+= 1 }
        self = unsafe cString.withMemoryRebound(to: UInt8.self, capacity: count) {
            unsafe ByteString(copying: UnsafeBufferPointer(start: $0, count: count))
        }
    }

    @inlinable @inline(__always)
    public init(byte: UInt8) {
        storage = .small(UInt64(byte), 0, 0, 1)
    }

    /// The UTF-8 bytes of `text`.
    @inlinable
    public init(_ text: String) {
        self.init([UInt8](text.utf8))
    }
}

extension ByteString: ExpressibleByStringLiteral {
    @inlinable
    public init(stringLiteral value: StaticString) {
        if value.hasPointerRepresentation {
            self = unsafe ByteString(
                copying: UnsafeBufferPointer(start: value.utf8Start, count: value.utf8CodeUnitCount))
        } else {
            self.init(String(value.unicodeScalar))
        }
    }
}

extension ByteString {
    @inlinable @inline(__always)
    public var count: Int {
        switch storage {
        case .small(_, _, _, let count): Int(count)
        case .large(let bytes): bytes.count
        }
    }

    @inlinable @inline(__always)
    public var isEmpty: Bool {
        switch storage {
        case .small(_, _, _, let count): count == 0
        case .large: false
        }
    }

    /// Calls `body` with the bytes, contiguous in memory.
    @inlinable @inline(__always)
    public func withSpan<R, E: Error>(_ body: (borrowing Span<UInt8>) throws(E) -> R) throws(E) -> R {
        try unsafe withUnsafeBytes { (buffer) throws(E) -> R in
            let span = unsafe Span(_unsafeElements: buffer)
            return try body(span)
        }
    }

    /// Calls `body` with a pointer to the bytes, which are not NUL-terminated.
    @inlinable @inline(__always)
    @unsafe
    public func withUnsafeBytes<R, E: Error>(
        _ body: (UnsafeBufferPointer<UInt8>) throws(E) -> R
    ) throws(E) -> R {
        switch storage {
        case .small(let first, let second, let third, let count):
            let words = (first, UInt64(second) | UInt64(third) &<< 32)
            return try unsafe Swift.withUnsafeBytes(of: words) { (raw) throws(E) -> R in
                try unsafe raw.withMemoryRebound(to: UInt8.self) { (bytes) throws(E) -> R in
                    try unsafe body(UnsafeBufferPointer(start: bytes.baseAddress, count: Int(count)))
                }
            }
        case .large(let bytes):
            return try unsafe bytes.withUnsafeBufferPointer(body)
        }
    }

    /// Calls `body` with the bytes as a NUL-terminated C string.
    @inlinable
    @unsafe
    public func withCString<R>(_ body: (UnsafePointer<CChar>) -> R) -> R {
        switch storage {
        case .small(let first, let second, let third, _):
            // At most 14 of 16 bytes are used: the words hold the terminating NUL.
            let words = (first, UInt64(second) | UInt64(third) &<< 32)
            return unsafe Swift.withUnsafeBytes(of: words) { raw in
                unsafe raw.withMemoryRebound(to: CChar.self) { unsafe body($0.baseAddress.unsafelyUnwrapped) }
            }
        case .large(let bytes):
            return unsafe withUnsafeTemporaryAllocation(of: CChar.self, capacity: bytes.count &+ 1) { buffer in
                var index = 0
                while index < bytes.count {
                    unsafe buffer[index] = CChar(bitPattern: bytes[index])
                    index &+= 1
                }
                unsafe buffer[index] = 0
                return unsafe body(UnsafePointer(buffer.baseAddress.unsafelyUnwrapped))
            }
        }
    }

    @inlinable
    public var array: [UInt8] {
        switch storage {
        case .small: unsafe withUnsafeBytes { unsafe [UInt8]($0) }
        case .large(let bytes): bytes
        }
    }

    /// The bytes decoded as UTF-8, for tests and debugging only.
    public var text: String {
        String(decoding: array, as: UTF8.self)
    }
}

extension ByteString: CustomStringConvertible {
    public var description: String { text }
}

extension ByteString {
    @inlinable
    public mutating func append(_ byte: UInt8) {
        switch storage {
        case .small(let first, let second, let third, let count):
            guard Int(count) < Self.inlineCapacity else {
                var bytes = array
                bytes.append(byte)
                storage = .large(bytes)
                return
            }
            var low = first
            var high = UInt64(second) | UInt64(third) &<< 32
            if count < 8 {
                low |= UInt64(byte) &<< (UInt64(count) &* 8)
            } else {
                high |= UInt64(byte) &<< ((UInt64(count) &- 8) &* 8)
            }
            self = ByteString(low: low, high: high, count: Int(count) &+ 1)
        case .large(var bytes):
            // With a second owner, the append would copy the array.
            storage = .small(0, 0, 0, 0)
            bytes.append(byte)
            storage = .large(bytes)
        }
    }

    @inlinable
    public mutating func append(_ other: ByteString) {
        switch storage {
        case .small(_, _, _, 0):
            self = other
        case .small(let first, let second, let third, let count):
            let total = Int(count) &+ other.count
            if total <= Self.inlineCapacity, case .small(let otherLow, let fourth, let fifth, _) = other.storage {
                let shift = UInt64(count) &* 8
                let otherHigh = UInt64(fourth) | UInt64(fifth) &<< 32
                // A shift by 64 or more gives 0, a negative one shifts the other way.
                let low = first | otherLow << shift
                let high =
                    UInt64(second) | UInt64(third) &<< 32 | otherHigh << shift
                    | (shift < 64 ? otherLow >> (64 &- shift) : otherLow &<< (shift &- 64))
                self = ByteString(low: low, high: high, count: total)
                return
            }
            var bytes: [UInt8] = []
            bytes.reserveCapacity(total)
            bytes.append(self)
            bytes.append(other)
            storage = .large(bytes)
        case .large(var bytes):
            storage = .small(0, 0, 0, 0)
            bytes.append(other)
            storage = .large(bytes)
        }
    }

    @inlinable
    public mutating func append(_ bytes: [UInt8]) {
        append(ByteString(bytes))
    }

    @inlinable
    public static func + (left: ByteString, right: ByteString) -> ByteString {
        var result = left
        result.append(right)
        return result
    }

    @inlinable
    public static func += (left: inout ByteString, right: ByteString) {
        left.append(right)
    }
}

extension [UInt8] {
    @inlinable
    public mutating func append(_ string: ByteString) {
        switch string.storage {
        case .small: unsafe string.withUnsafeBytes { unsafe self.append(contentsOf: $0) }
        case .large(let bytes): append(contentsOf: bytes)
        }
    }
}
