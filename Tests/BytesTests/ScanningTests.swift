import Bytes
import Testing

@Suite struct ScanningTests {
    @Test func `finds the first of three bytes at every place`() {
        for count in 0..<40 {
            for place in 0...count {
                var bytes = [UInt8](repeating: 0x81, count: count)
                if place < count { bytes[place] = UInt8([0, 0x5C, 0x0A][place % 3]) }
                if place + 1 < count { bytes[count - 1] = 0x0A }
                for start in 0...place {
                    #expect(bytes.firstIndex(of: 0x0A, 0x5C, 0, from: start) == place)
                }
            }
        }
    }

    @Test func `bytes that differ by one bit are not taken for each other`() {
        let bytes = (0...255).filter { $0 != 0x0A }.map { UInt8($0) }
        #expect(bytes.firstIndex(of: 0x0A, 0x0A, 0x0A, from: 0) == bytes.count)
    }
}
