import Bytes
import Testing

@testable import Interactive

@Suite struct SimilarNamesTests {
    @Test(arguments: [
        ("", "", 0), ("a", "", 1), ("", "abc", 3), ("git", "git", 0), ("gti", "git", 1), ("grpe", "grep", 1),
        ("gerp", "grep", 1), ("sleeep", "sleep", 1), ("cta", "cat", 1), ("kitten", "sitting", 3), ("abc", "cba", 2),
    ])
    func `the distance counts what is inserted, removed, replaced and swapped`(
        left: String, right: String, distance: Int
    ) {
        #expect(Session.distance(ByteString(left), ByteString(right)) == distance)
        #expect(Session.distance(ByteString(right), ByteString(left)) == distance)
    }

    private func best(_ name: String, _ others: [String]) -> String? {
        let near = others.compactMap { other in
            Session.nearness(of: ByteString(other), to: ByteString(name)).map { (other, $0) }
        }
        return near.min { $0.1 < $1.1 }?.0
    }

    @Test func `swapped letters are nearest, then what begins alike`() {
        #expect(best("gti", ["gtk", "git", "gt"]) == "git")
        #expect(best("sl", ["sh", "ls", "sg"]) == "ls")
        #expect(best("mkae", ["make", "mkat"]) == "make")
        #expect(best("grop", ["drop", "grep"]) == "grep")
        #expect(best("sleeping", ["sleep", "weeping", "stepping"]) == "stepping")
    }

    @Test func `short names are not near each other`() {
        #expect(best("xy", ["xz", "x", "xyz"]) == nil)
        #expect(best("abc", ["xyc", "a"]) == nil)
        #expect(best("abcd", ["abxy"]) == nil)
    }
}
