// JSON: what each `--json` writes, as values.
//
// Names are strings: bytes that are not UTF-8 become \xHH in the value of the string, and so do DEL and characters that
// reorder text, so that JSON is harmless on a terminal.

import Bytes

/// What can stand as a value in JSON.
protocol JSONValue {
    func write(to json: inout [UInt8])
}

/// An object. Its members stay in order; nil is null.
struct JSON: JSONValue, ExpressibleByDictionaryLiteral {
    typealias Member = (name: ByteString, value: (any JSONValue)?)

    private(set) var members: [Member]

    init(members: [Member]) {
        self.members = members
    }

    init(dictionaryLiteral members: (ByteString, (any JSONValue)?)...) {
        self.members = members.map { (name: $0, value: $1) }
    }

    static func + (left: JSON, right: JSON) -> JSON {
        JSON(members: left.members + right.members)
    }

    /// Without the members that are null.
    var known: JSON { JSON(members: members.filter { $0.value != nil }) }

    /// On a line of its own, with the version of all views in front.
    var line: [UInt8] {
        var bytes: [UInt8] = []
        (["v": 1] + self).write(to: &bytes)
        bytes.append(0x0A)
        return bytes
    }

    func write(to json: inout [UInt8]) {
        json.appendList(members, between: "{", "}") { member, json in
            member.name.write(to: &json)
            json.append(0x3A)
            if let value = member.value { value.write(to: &json) } else { json.append("null") }
        }
    }
}

extension Array: JSONValue where Element: JSONValue {
    func write(to json: inout [UInt8]) {
        json.appendList(self, between: "[", "]") { $0.write(to: &$1) }
    }
}

extension [UInt8] {
    fileprivate mutating func appendList<Item>(
        _ items: [Item], between start: ByteString, _ end: ByteString,
        _ write: (Item, inout [UInt8]) -> Void
    ) {
        append(start)
        for (index, item) in items.enumerated() {
            if index > 0 { append(0x2C) }
            write(item, &self)
        }
        append(end)
    }
}

extension JSONValue where Self: BinaryInteger {
    func write(to json: inout [UInt8]) {
        json.append(ByteString(decimal: self))
    }
}

extension Int: JSONValue {}
extension Int32: JSONValue {}
extension Int64: JSONValue {}
extension UInt64: JSONValue {}

extension Bool: JSONValue {
    func write(to json: inout [UInt8]) {
        json.append(self ? "true" : "false")
    }
}

/// A literal.
extension String: JSONValue {
    func write(to json: inout [UInt8]) {
        ByteString(self).write(to: &json)
    }
}

extension ByteString: JSONValue {
    func write(to json: inout [UInt8]) {
        json.append(0x22)
        forEachCharacter { bytes, isHidden in
            let first = self[bytes.lowerBound]
            switch first {
            case 0x22, 0x5C: json += [0x5C, first]
            case 0x0A: json.append("\\n")
            case 0x09: json.append("\\t")
            case 0..<0x20:
                json.append(first < 0x10 ? "\\u000" : "\\u00")
                json.append(ByteString(UInt64(first), radix: 16))
            case _ where !isHidden: json.append(self[bytes])
            default:
                for byte in self[bytes] {
                    json.append(0x5C)
                    Self.appendHexadecimal(byte, to: &json)
                }
            }
        }
        json.append(0x22)
    }
}
