import Bytes
import Testing

struct NumberMapTests {
    @Test func `an empty map has nothing`() {
        var map = NumberMap()
        #expect(map[1] == nil)
        #expect(map.take(1) == nil)
        map[1] = nil
        #expect(map.count == 0)
    }

    @Test func `0 has none`() {
        var map = NumberMap()
        map[8] = 5
        #expect(map[0] == nil)
        #expect(map.take(0) == nil)
        map[0] = nil
        #expect(map.count == 1)
        #expect(map[8] == 5)
    }

    @Test func `a number is replaced, taken once, and gone with all others`() {
        var map = NumberMap()
        map[7] = 1
        map[7] = 2
        map[-7] = 3
        #expect(map.count == 2)
        #expect(map[7] == 2)
        #expect(map.take(7) == 2)
        #expect(map.take(7) == nil)
        #expect(map[-7] == 3)
        map.removeAll()
        #expect(map[-7] == nil)
        #expect(map.count == 0)
    }

    @Test func `whatever comes and goes, it is what a dictionary is`() {
        var random = SystemRandomNumberGenerator()
        for keys: Int32 in [6, 40, 3000] {
            var map = NumberMap()
            var dictionary: [Int32: Int32] = [:]
            for step: Int32 in 0..<20_000 {
                // Keys that begin at the same place too.
                let key = Int32.random(in: 1...keys, using: &random) &* (step % 3 == 0 ? 64 : 1)
                switch step % 5 {
                case 0, 1, 2:
                    map[key] = step
                    dictionary[key] = step
                case 3: #expect(map.take(key) == dictionary.removeValue(forKey: key))
                default:
                    map[key] = nil
                    dictionary[key] = nil
                }
                #expect(map.count == dictionary.count)
            }
            for key in 1...(keys * 64) { #expect(map[key] == dictionary[key]) }
        }
    }
}
