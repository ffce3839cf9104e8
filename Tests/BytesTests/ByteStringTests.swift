import Bytes
import Testing

@Suite struct ByteStringTests {
    @Test(arguments: [0, 1, 7, 8, 13, 14, 15, 16, 40])
    func `append keeps every byte at each length`(count: Int) {
        var string = ByteString()
        for index in 0..<count { string.append(UInt8(200 &+ index & 0x3F)) }
        #expect(string.count == count)
        #expect(string.array == (0..<count).map { UInt8(200 &+ $0 & 0x3F) })
        #expect(string == ByteString(string.array))
        #expect(string.quickHash == ByteString(string.array).quickHash)
    }

    @Test func `a part of a long string is equal to the same short string`() {
        let long: ByteString = "a string that is longer than fourteen"
        #expect(long[2..<8] == "string")
        #expect(long.dropFirst(long.count - 4) == "teen")
        #expect(long.prefix(1) == "a")
    }

    @Test func `order is byte by byte`() {
        #expect(("a" as ByteString) < "b")
        #expect(("a" as ByteString) < "aa")
        #expect(ByteString([0x7F]) < ByteString([0x80]))
        #expect(!(("same bytes in a longer string" as ByteString) < "same bytes in a longer string"))
    }

    @Test(arguments: [0, 9, 10, -1, -10, 99_999_999_999_999, 100_000_000_000_000, Int.max, Int.min])
    func `decimal numbers survive the way there and back`(number: Int) {
        #expect(ByteString(decimal: number).text == String(number))
        #expect(ByteString(decimal: number).decimalValue == number)
    }

    @Test(arguments: ["", "-", "+", "1x", "9223372036854775808", "-9223372036854775809", " 1"])
    func `what is no decimal number has no value`(text: String) {
        #expect(ByteString(text).decimalValue == nil)
    }

    @Test func `C strings end in NUL at every length`() {
        for count in [0, 13, 14, 15, 100] {
            let string = ByteString([UInt8](repeating: 0x61, count: count))
            let back = unsafe string.withCString { unsafe ByteString(cString: $0) }
            #expect(back == string)
        }
    }

    @Test func `split keeps empty pieces`() {
        #expect(("a::b:" as ByteString).split(on: 0x3A) == ["a", "", "b", ""])
        #expect(ByteString().split(on: 0x3A) == [""])
    }

    @Test func `the value has sixteen bytes`() {
        #expect(MemoryLayout<ByteString>.size == 16)
    }
}
