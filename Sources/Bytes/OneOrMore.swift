// OneOrMore: a list that is never empty. A list of one element, the usual case, needs no array.

@frozen
public struct OneOrMore<Element> {
    public let first: Element
    public let others: [Element]

    @inlinable @inline(__always)
    public init(_ first: consuming Element, _ others: consuming [Element] = []) {
        self.first = first
        self.others = others
    }
}

extension OneOrMore: Sendable where Element: Sendable {}

extension OneOrMore: RandomAccessCollection {
    @inlinable @inline(__always)
    public var startIndex: Int { 0 }

    @inlinable @inline(__always)
    public var endIndex: Int { others.count &+ 1 }

    @inlinable @inline(__always)
    public var count: Int { others.count &+ 1 }

    @inlinable @inline(__always)
    public subscript(index: Int) -> Element {
        index == 0 ? first : others[index &- 1]
    }
}
