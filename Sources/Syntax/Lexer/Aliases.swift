// Alias substitution: the value of an alias replaces the command name.
//
// The value becomes a frame on top of the input (InputBuffer), so that it may hold any text, from half an operator to an
// unfinished here-document. Where its last byte is a blank, the next token is a candidate too. An alias is not substituted
// inside its own value; each token has the aliases that it comes from.
//
// Aliases are not substituted while the end of `$( )` or backquotes is sought; where one was met, the text is parsed again
// when it is executed. See CommandSubstitutions.
//
// POSIX: XCU 2.3.1

import Bytes

/// An alias whose value is a part of the input, and the alias whose value that one stands in.
final class AliasOrigin {
    let name: ByteString
    let parent: AliasOrigin?

    init(name: ByteString, parent: AliasOrigin?) {
        self.name = name
        self.parent = parent
    }
}

/// What the parser knows of aliases.
struct AliasState {
    /// The value of an alias; nil where there is none.
    var value: (ByteString) -> ByteString? = { _ in nil }
    var areDefined = false
    var isNextTokenCandidate = false
    /// Inside a command substitution aliases are not substituted; that one was met is noted.
    var areOnlyNoted = false
    var haveBeenMet = false
    /// The text of the last command substitution inside the one that is parsed, where it does not mention aliases.
    var textWithout = 0..<0
}

extension ParserState {
    /// Replaces the plain word at hand by the value of an alias, repeatedly.
    mutating func substituteAlias(_ context: TokenContext) throws(SyntaxError) {
        while token.kind == .plainWord {
            let isCandidate = token.isAliasCandidate
            guard isCandidate || context == .command || context == .commandPrefix else { return }
            token.isAliasChecked = true
            guard !isReserved(token.literal, in: context), !comesFromAlias(token.literal),
                let value = aliases.value(token.literal)
            else { return }
            aliases.haveBeenMet = true
            guard !aliases.areOnlyNoted else { return }
            if frames.isEmpty { cursor.aliasPosition = token.position }
            pushFrame(value, origin: AliasOrigin(name: token.literal, parent: token.origin))
            // The first token of the value takes the place of the alias and is a candidate as the alias was.
            try fetchToken(context)
            token.isAliasCandidate = token.isAliasCandidate || isCandidate
        }
    }

    private mutating func comesFromAlias(_ name: ByteString) -> Bool {
        var origin = token.origin
        while let alias = origin {
            if alias.name == name { return true }
            origin = alias.parent
        }
        return false
    }

    mutating func isReserved(_ word: ByteString, in context: TokenContext) -> Bool {
        switch context {
        case .command, .afterCompound: reservedWord(word) != nil
        case .forIn: word == "in" || word == "do"
        case .doKeyword: word == "do"
        case .inKeyword: word == "in"
        case .caseItem: word == "esac"
        case .commandPrefix, .afterPrefix, .argument, .unread: false
        }
    }
}
