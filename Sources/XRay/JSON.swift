// JSON: the writer of each `--json`.
//
// Names are strings: bytes that are not UTF-8 become \xHH in the value of the string, and so do DEL and characters that
// reorder text, so that JSON is harmless on a terminal.

import Bytes

struct JSON {
    private(set) var bytes: [UInt8] = []
    private var needsComma = false

    /// An object on a line of its own: `{"v":1` and the members that `body` adds.
    static func line(_ body: (inout JSON) -> Void) -> [UInt8] {
        var json = JSON()
        json.object {
            $0.key("v", 1)
            body(&$0)
        }
        json.bytes.append(0x0A)
        return json.bytes
    }

    mutating func object(_ body: (inout JSON) -> Void) {
        enclose(0x7B, 0x7D, body)
    }

    mutating func array(_ body: (inout JSON) -> Void) {
        enclose(0x5B, 0x5D, body)
    }

    private mutating func enclose(_ open: UInt8, _ close: UInt8, _ body: (inout JSON) -> Void) {
        separate()
        bytes.append(open)
        needsComma = false
        body(&self)
        bytes.append(close)
        needsComma = true
    }

    mutating func key(_ name: ByteString) {
        string(name)
        bytes.append(0x3A)
        needsComma = false
    }

    mutating func number(_ value: Int64) {
        separate()
        bytes.append(ByteString(decimal: value))
    }

    /// A number with a fraction, in its final form.
    mutating func literal(_ digits: ByteString) {
        separate()
        bytes.append(digits)
    }

    mutating func boolean(_ value: Bool) {
        separate()
        bytes.append(value ? "true" : "false")
    }

    mutating func null() {
        separate()
        bytes.append("null")
    }

    mutating func string(_ value: ByteString) {
        separate()
        bytes.append(0x22)
        var index = 0
        while index < value.count {
            let (scalar, length) = value.withSpan { UTF8Decoder.character(at: index, of: $0) }
            append(scalar, of: value[index..<index &+ length])
            index &+= length
        }
        bytes.append(0x22)
    }

    private mutating func append(_ scalar: UInt32?, of source: ByteString) {
        switch scalar {
        case 0x22, 0x5C:
            bytes.append(0x5C)
            bytes.append(source)
        case 0x0A: bytes.append("\\n")
        case 0x09: bytes.append("\\t")
        case .some(let control) where control < 0x20:
            bytes.append(control < 0x10 ? "\\u000" : "\\u00")
            bytes.append(ByteString(UInt64(control), radix: 16))
        case .some(let shown) where ByteString.isShown(shown):
            bytes.append(source)
        case .some, .none:
            for byte in source {
                bytes.append(0x5C)
                ByteString.appendHexadecimal(byte, to: &bytes)
            }
        }
    }

    mutating func key(_ name: ByteString, _ value: some BinaryInteger) {
        key(name)
        number(Int64(truncatingIfNeeded: value))
    }

    mutating func key(_ name: ByteString, _ value: Bool) {
        key(name)
        boolean(value)
    }

    mutating func key(_ name: ByteString, _ value: ByteString) {
        key(name)
        string(value)
    }

    mutating func array(_ name: ByteString, _ body: (inout JSON) -> Void) {
        key(name)
        array(body)
    }

    mutating func object(_ name: ByteString, _ body: (inout JSON) -> Void) {
        key(name)
        object(body)
    }

    mutating func strings(_ name: ByteString, _ values: [ByteString]) {
        array(name) { json in
            for value in values { json.string(value) }
        }
    }

    mutating func key(_ name: ByteString, optional value: (some BinaryInteger)?) {
        key(name)
        guard let value else {
            null()
            return
        }
        number(Int64(truncatingIfNeeded: value))
    }

    private mutating func separate() {
        if needsComma { bytes.append(0x2C) }
        needsComma = true
    }
}
