// Extended regular expressions, by the C library.
//
// POSIX: XBD 9.4, XSH regcomp

public import Bytes
import CSeesh
import Glibc

extension Kernel {
    /// Matches `subject` against an extended regular expression.
    ///
    /// - Returns: the match and its groups, unmatched ones empty; nil where there is no match.
    /// - Throws: EINVAL where the expression is not valid.
    public static func matchExtendedExpression(
        _ expression: ByteString, _ subject: ByteString, isUTF8: Bool
    ) throws(Errno) -> [ByteString]? {
        seesh_characters_are_utf8(isUTF8)
        var compiled = unsafe regex_t()
        let status = unsafe expression.withCString { unsafe regcomp(&compiled, $0, REG_EXTENDED) }
        guard status == 0 else { throw .EINVAL }
        defer { unsafe regfree(&compiled) }
        var matches = unsafe [regmatch_t](repeating: regmatch_t(), count: compiled.re_nsub + 1)
        let result = unsafe subject.withCString { unsafe regexec(&compiled, $0, matches.count, &matches, 0) }
        guard result == 0 else { return nil }
        return matches.map { match in
            match.rm_so < 0 ? ByteString() : subject[Int(match.rm_so)..<Int(match.rm_eo)]
        }
    }
}
