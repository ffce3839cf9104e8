// Variable: a value and its attributes. A number that arithmetic has stored stays a number until its bytes are needed.
//
// POSIX: XCU 2.5

import Bytes

struct Variable {
    enum Value {
        case unset
        case string(ByteString)
        case number(Int64)
        /// An indexed array, an extension.
        case array(IndexedArray)
    }

    struct Attributes: OptionSet {
        let rawValue: UInt8

        static let exported = Attributes(rawValue: 1 << 0)
        static let readonly = Attributes(rawValue: 1 << 1)
    }

    var value: Value
    var attributes: Attributes

    init(value: Value = .unset, attributes: Attributes = []) {
        self.value = value
        self.attributes = attributes
    }

    /// The bytes; nil where the variable is unset. Of an array those of the element 0.
    @inline(__always)
    var bytes: ByteString? {
        switch value {
        case .unset: nil
        case .string(let bytes): bytes
        case .number(let number): ByteString(decimal: number)
        case .array(let array): array[0]
        }
    }

    var isSet: Bool {
        switch value {
        case .unset: false
        case .string, .number: true
        case .array(let array): array[0] != nil
        }
    }
}

/// Elements by index in growing order; arrays have few holes, so that an index mostly is a position.
struct IndexedArray: Sendable {
    /// Indices are below it, so that one more than the last always is a number.
    static let indexLimit = Int.max

    private(set) var indices: [Int] = []
    private(set) var elements: [ByteString] = []

    init() {}

    init(_ elements: [ByteString]) {
        self.elements = elements
        indices = Array(0..<elements.count)
    }

    var count: Int { elements.count }

    /// The index for `a+=(x)`: one more than the last.
    var nextIndex: Int { (indices.last ?? -1) &+ 1 }

    subscript(index: Int) -> ByteString? {
        get {
            let position = position(of: index)
            return position < indices.count && indices[position] == index ? elements[position] : nil
        }
        set {
            let position = position(of: index)
            let isPresent = position < indices.count && indices[position] == index
            switch (isPresent, newValue) {
            case (true, let value?):
                elements[position] = value
            case (false, let value?):
                elements.insert(value, at: position)
                indices.insert(index, at: position)
            case (true, nil):
                elements.remove(at: position)
                indices.remove(at: position)
            case (false, nil):
                break
            }
        }
    }

    /// Where `index` is, or would be inserted.
    private func position(of index: Int) -> Int {
        if indices.indices.contains(index), indices[index] == index { return index }
        return indices.lowerBound { $0 < index }
    }
}
