"""Random scripts of quoting and expansions.

Each statement writes words, one in angle brackets each, and a mark with its status. Texts are made for the place in
which they stand: bare, in double quotes, in braces behind an operator, in a here-document, or in backquotes, for which
a finished command is escaped again.
"""

PRELUDE = """a='x y' b='*' c= d='a"b' e="it's" n=5 t='~' p=a:b:c q='a\\b' r='  l  r  ' s='[a-i]n' w='$a' nl='
'
set -- 'p 1' '' p3
"""
SET = ["a", "b", "c", "d", "e", "n", "t", "p", "q", "r", "s", "w", "nl", "1", "2", "3", "@", "*", "#", "HOME"]
UNSET = ["u", "u", "u2", "9"]
LITERALS = ["a", "b", "x", "in", "o1", "n", "1", "-", "/", ".", ":", "=", "a=b", "%", ",", "+", "^", "@", "}", "{", "]"]
GLOBS = ["*", "?", "i*", "[hi]n", "i?", "[!i]n*", "[a-z]n", "*2", "d*/i*", "[", "[x", "*[", "*/", "[[:alpha:]]n"]
TILDES = [
    "~", "~/", "~/x", "~nobody_here", "~nobody_here/", "~+", "~-", "~x", "~:", "~/*", "~*", "~'a'", "~\\a", "~$u",
    "~\"\"", "~1",
]
SPECIAL = [
    "\\*", "\\?", "\\[", "\\\\", "\\$", "\\`", "\\\"", "\\'", "\\ ", "\\~", "\\a", "\\n", "\\}", "\\{", "\\#", "\\|",
    "\\&", "\\;", "\\/",
]
FILES = ": >'s p' >'[x]' >'a\\b' >'~x' >'*'\n"
HOMES = ["HOME='/h m*'", "HOME=", "HOME='[a-i]n'", "HOME='\\a'"]
DOLLAR_SINGLE = [
    "$'a b'", "$'*'", "$'\\''", "$'\\\\'", "$'\\t'", "$'\\x41'", "$'\\101b'", "$'~'", "$''", "$'a\\nb'", "$'\\\"'",
]
SEPARATORS = ["'\\'", "'\\ '", "1", "'<'", ":", "': '", "''", "x", "' y'", "-", "'/*'", "$nl"]
FORMATS = ["%s", "'<%s>'", "'%s.'"]
FORMAT = "'<%s>\\n'"
PRINT = "printf '<%s>\\n' "
READERS = ["while read x y; do printf '<%s>\\n' \"$x\" \"$y\"; done", "while read -r x; do printf '<%s>\\n' $x; done"]
JOIN = "\\\n"


class QuotingScripts:
    """Writes one script; each call goes on with the same random numbers."""

    def __init__(self, random):
        self.random = random
        self.backquotes = 0
        self.joins = True

    def script(self):
        text = PRELUDE
        if self.chance(10):
            text += "set -u\n"
        if self.chance(15):
            text += FILES
        if self.chance(12):
            text += self.one(*HOMES) + "\n"
        if self.chance(8):
            text += self.one("set -f", "unset IFS", "p=':a::b:'", "p=' : a :: b '", "a='\\*' b='\\\\'", "set --",
                             "set -- ''") + "\n"
        if self.chance(30):
            text += f"IFS={self.one(*SEPARATORS)}\n"
        for number in range(1, self.random.randint(1, 3) + 1):
            statement = self.statement()
            if self.chance(20):
                at = self.random.randrange(len(statement))
                statement = statement[:at] + JOIN + statement[at:]
            text += statement + f'\ns=$?; echo "@no{number} $((s!=0))"; echo "@{number} $s"\n'
        return text

    def chance(self, percent):
        return self.random.random() * 100 < percent

    def one(self, *choices):
        return self.random.choice(choices)

    def join(self):
        """A backslash and a newline, now and then."""
        return JOIN if self.joins and self.chance(4) else ""

    # Statements.

    def statement(self):
        return self.random.choices(
            [self.print, self.assign, self.case, self.here_document, self.set, self.eval, self.loop, self.trim,
             self.alternate,
             self.arithmetic, self.function, self.comment, self.later, self.joined, self.read],
            [30, 10, 14, 14, 6, 8, 5, 10, 8, 4, 3, 2, 5, 4, 4])[0]()

    def words(self, depth=2, most=3):
        return " ".join(self.word(depth) for _ in range(self.random.randint(1, most)))

    def print(self):
        return f"pri{self.join()}ntf {self.join()}{FORMAT} {self.join()}{self.words()}{self.join()}"

    def assign(self):
        name = self.one("v", "v", "PATH_", "v2")
        value = self.word(2) if self.chance(85) else self.one("~:~/x:a", "a:~", "~nobody_here:~", "a=~", "$t:~",
                                                              "\\~:'~'", "~:$u")
        form = self.one("{}={}", "{}={}", "export {}={}", "readonly {}={}", "{}={} ", "command export {}={}")
        return f"{form.format(name, value)}; printf '<%s>\\n' \"${{{name}-unset}}\" ${{{name}-unset}}"

    def set(self):
        return f"set -- {self.words(2, 4)}; printf '<%s>\\n' $# \"$@\" {self.word(1)}"

    def eval(self):
        inner = self.print()
        if "'" not in inner.replace("'<%s>\\n'", "") and self.chance(50):
            return "eval " + self.single_quoted(inner)
        if self.chance(50):
            return f"eval \"printf '<%s>\\n' {self.double_text(1)}\""
        return f"eval printf '<%s>' {self.words(1, 2)}; echo"

    def later(self):
        """A command that is read when it runs: in a trap, an alias, a nested eval, a shell."""
        inner = self.print()
        form = self.one("(trap {} EXIT)", "alias do_it={}\ndo_it", "eval eval {}", "eval {} {}", "sh -c {}",
                        "sh -c {} name a 'b c'", "v3={}; eval \"$v3\"", "v3={}; eval $v3")
        text = self.single_quoted(inner)
        if form.startswith("eval eval"):
            text = self.single_quoted(text)
        return form.replace("{}", text)

    def joined(self):
        """Tokens, with backslashes and newlines inside them."""
        tokens = self.one("if : ; then echo a ; fi", "case a in a ) echo m ;; esac",
                          "for i in a b ; do echo $i ; done", "echo a && echo b || echo c", "( echo a ; echo b )",
                          "{ echo a ; }", "while false ; do : ; done", "f() { echo f ; } ; f",
                          "echo a >> o1 ; cat < o1", "cat <<- E\na\nE", "echo $( echo a )$(( 1 + 2 ))${a}${#a}${a:-b}",
                          "echo \"$( echo a )\"", "echo `echo a`", "! false", "echo $a$1$#$?", "v=a ; echo $v",
                          "echo a | cat | cat", "echo a >& 2 2>& 1", "echo ${u:-${a%%y*}}")
        for _ in range(self.random.randint(1, 4)):
            at = self.random.randrange(len(tokens))
            if "<<" not in tokens or at < tokens.index("\n"):
                tokens = tokens[:at] + JOIN + tokens[at:]
        return tokens

    def read(self):
        """Fields and backslashes of `read`."""
        letters = ["a", "b", " ", " ", ":", "\\", "\\ ", "\\:", "\\\\", "\\\n", "\t", "x", "*", "'"]
        line = "".join(self.one(*letters) for _ in range(self.random.randint(1, 8)))
        return (f"IFS={self.one(*SEPARATORS, '$IFS')} read {self.one('', '-r ')}v1 {self.one('', 'v2', 'v2 v4')} "
                f"<<'E'\n{line}\nmore\nE\n{PRINT}\"$v1\" \"$v2\" \"$v4\" $v1 $v2")

    def single_quoted(self, text):
        return "'" + text.replace("'", "'\\''") + "'"

    def loop(self):
        return f"for i in {self.words(2, 3)}; do printf '<%s>\\n' \"$i\" $i; done"

    def case(self):
        patterns = [self.pattern() for _ in range(self.random.randint(1, 3))]
        items = " ".join(f"{self.one('', '(')}{pattern}) echo m{number} ;;" for number, pattern in enumerate(patterns))
        return f"case {self.word(1)} in {items} *) echo none ;; esac"

    def trim(self):
        name = self.one("a", "b", "d", "e", "t", "p", "q", "r", "s", "w", "HOME", "1", "v")
        value = self.one("", "", f"v={self.word(1)}; ")
        use = f"${{{name}{self.join()}{self.one('#', '##', '%', '%%')}{self.join()}{self.pattern()}}}"
        return value + PRINT + (f'"{use}"' if self.chance(60) else use)

    def alternate(self):
        use = self.braces(2, self.chance(50))
        return PRINT + self.one(f'"{use}"', use, f"x{use}y", f'"x{use}y"')

    def arithmetic(self):
        inside = self.one("n+1", "$n+1", "\"$n\"+1", "${n}2", "n*\\\n2", "${u:-3}+1", "$(echo 4)*2", "`echo 4`-1",
                          "${#a}", "n>4?7:8",
                          "(n)", "'1'+1", "\"1\"+1", "${u-\"2\"}", " n ", "n # 1")
        return PRINT + self.one(f"$(({inside}))", f'"$(({inside}))"', f"a$(({inside}))b")

    def function(self):
        return f"f() {{ printf '<%s>\\n' $# \"$@\" $* \"$*\"; }}; f {self.words(2, 3)}"

    def comment(self):
        return self.one(f"printf '<%s>\\n' a#b #c '", f"printf '<%s>\\n' a \\\n#c", "printf '<%s>\\n' $c#d",
                        "printf '<%s>\\n' ''#d",
                        "printf '<%s>\\n' \"a\"#b", "printf '<%s>\\n' a# \\#b '#c'", "echo a;#b\\\necho c",
                        "# `x '\necho d",
                        "printf '<%s>\\n' $(echo a #b '\n)", "printf '<%s>\\n' `echo a #b\n`")

    def here_document(self):
        quoted = self.chance(20)
        lines = [self.document_line(1, quoted) for _ in range(self.random.randint(1, 3))]
        dash = self.one("", "", "-")
        tab = "\t" if dash and self.chance(60) else ""
        body = "".join(f"{tab}{line}\n" for line in lines)
        command = self.one("cat", "cat", *READERS)
        written, end = self.one(("'E'", "E"), ("E\\F", "EF")) if quoted else ("E", "E")
        return f"{command} <<{dash}{written}\n{body}{tab}{end}"

    def document_line(self, depth, quoted):
        if quoted:
            parts = [*LITERALS, "$a", "\\$a", "\\\\", "`echo x`", "'", '"', "\\\n", " ", "${u-x}"]
            return "".join(self.one(*parts) for _ in range(4))
        text = "".join(self.document_part(depth) for _ in range(self.random.randint(1, 4)))
        return text + "z" if text.endswith("\\") else text

    def document_part(self, depth):
        return self.random.choice([
            lambda: self.one(*LITERALS), lambda: self.one("'", '"', " ", "*", "~", "#", "\\a", "\\\"", "\\'", "\\*"),
            lambda: self.one("\\$", "\\\\", "\\`", "\\\n"), lambda: self.parameter(),
            lambda: self.braces(depth, True, document=True),
            lambda: self.substitution(depth), lambda: self.backquote(depth, True)])()

    # Words.

    def word(self, depth):
        start = self.one(*TILDES) if self.chance(10) else ""
        count = self.random.choice([1, 1, 2, 2, 3, 4])
        return start + "".join(self.part(depth) + self.join() for _ in range(count))

    def part(self, depth):
        choice = self.random.randrange(100)
        if choice < 18:
            return self.one(*LITERALS)
        if choice < 24:
            return self.one(*GLOBS)
        if choice < 32:
            return self.one(*SPECIAL)
        if choice < 44:
            return "'" + self.single_text() + "'"
        if choice < 62:
            return '"' + self.double_text(depth) + '"'
        if choice < 76 or depth <= 0:
            return self.parameter()
        if choice < 87:
            return self.braces(depth, False)
        if choice < 93:
            return self.substitution(depth)
        if choice < 97:
            return self.backquote(depth, False)
        if choice < 98:
            return self.one(*DOLLAR_SINGLE)
        return self.one("$", "$ ", "$((n+1))", "$(( n ))", "''", '""', "\\\n")

    def single_text(self):
        return "".join(self.one(*LITERALS, " ", "*", "$a", '"', "\\", "\\\\", "`", "~", "${", "$(", "\\\n", "a\nb",
                                "#", "\\a")
                       for _ in range(self.random.randrange(4)))

    def double_text(self, depth):
        return "".join(self.double_part(depth) + self.join() for _ in range(self.random.randrange(4)))

    def double_part(self, depth):
        choice = self.random.randrange(100)
        if choice < 30:
            return self.one(*LITERALS, " ", "*", "'", "~", "#", "[", "  ", "\n")
        if choice < 45:
            return self.one("\\$", "\\\\", '\\"', "\\`", "\\a", "\\*", "\\'", "\\ ", "\\~", "\\}", "\\\n")
        if choice < 65 or depth <= 0:
            return self.parameter()
        if choice < 82:
            return self.braces(depth, True)
        if choice < 92:
            return self.substitution(depth)
        return self.backquote(depth, True)

    def parameter(self):
        name = self.one(*SET, *SET, *UNSET)
        if self.chance(50):
            return f"${self.join()}{name}"
        return f"${{{self.join()}{name}{self.join()}}}"

    def braces(self, depth, quoted, document=False):
        """A parameter expansion with an operator."""
        choice = self.random.randrange(100)
        if choice < 8:
            return f"${{#{self.one('a', 'c', 'e', 'q', 'u', '1', 'nl')}}}"
        if choice < 40:
            name = self.one("a", "b", "d", "e", "p", "q", "t", "s", "w", "1", "HOME")
            return f"${{{name}{self.one('#', '##', '%', '%%')}{self.pattern(depth - 1)}}}"
        name = self.one("u", "u", "u", "c", "a", "@", "*", "2", "1", "u2")
        operator = self.one("-", ":-", "+", ":+", "-", ":-", "=", ":=" , "?")
        if name in ("@", "*", "1", "2") and "=" in operator:
            operator = ":-"
        if operator == "?":
            name, operator = "a", self.one("?", ":?")
        if quoted:
            text = self.double_text(depth - 1) if self.chance(65) else self.quoted_again(depth - 1)
            if document:
                text = self.double_text(depth - 1).replace('"', "")
            if not document and "'" in text and self.chance(60):
                text = text.replace("'", "")
        else:
            text = "".join(self.part(depth - 1) for _ in range(self.random.randrange(4)))
            if self.chance(12):
                text = self.one(*TILDES) + text
            if self.chance(15):
                text += " " + self.part(depth - 1)
        if self.chance(85):
            text = "".join(self.outside_brace(text))
        return f"${{{name}{self.join()}{operator}{text}}}"

    def quoted_again(self, depth):
        """Double quotes inside a double-quoted expansion; POSIX leaves open what a backslash is there."""
        return f'{self.double_text(0)}"{self.double_text(depth)}"'.replace("\\}", "")

    def outside_brace(self, text):
        """Without a bare closing brace among the literals."""
        return text if "${" in text else text.replace("\\}", "\0").replace("}", "").replace("\0", "\\}")

    def pattern(self, depth=1):
        parts = []
        for _ in range(self.random.randint(1, 3)):
            choice = self.random.randrange(100)
            if choice < 25:
                parts.append(self.one("*", "?", "[a-z]", "[!a]", "[x ]", "[[:alpha:]]", "[\\*]", "['*']", "[\"!\"a]",
                                      "[]x]", "[a\\-z]", "x", "["))
            elif choice < 45:
                parts.append(self.one("a", "x", "b", ":", "i", "/", "n", "1", "p", ".", "-"))
            elif choice < 55:
                parts.append(self.one("\\*", "\\?", "\\[", "\\\\", "\\a", "\\ ", "\\~", "\\}", "\\\"", "\\'"))
            elif choice < 65:
                parts.append("'" + self.one("*", "?", " ", "a", "[a]", "\\", '"', "~", "", "}", "x y") + "'")
            elif choice < 78:
                parts.append('"' + self.one("*", "$b", "\\*", "$q", "\\\\", "'", "~", "", "$s", "}", "a", "`echo a`",
                                            "$(echo '*')", "${u-*}", "${u-\"*\"}") + '"')
            elif choice < 92:
                parts.append(self.one("$b", "$q", "$s", "$t", "$c", "$u", "$a", "${u-*}", "${u-'*'}", "${u:-\"?\"}",
                                      "$(echo '*')", "`echo '?'`", "${b}", "$w", "$(echo '\\*')",
                                      "`printf %s '\\\\*'`", "${u-\\*}", "${p%%:*}"))
            else:
                parts.append(self.one("~", "~*", "~nobody_here", "~x", "~?", "~/", "$nl"))
        return "".join(parts)

    # Substitutions.

    def inner_command(self, depth):
        choice = self.random.randrange(100)
        if choice < 70:
            return f"printf {self.one(*FORMATS)} {self.words(depth - 1, 2)}"
        if choice < 80:
            return f"printf '%s\\n\\n' {self.word(depth - 1)}"
        if choice < 88:
            return f"case {self.parameter()} in {self.pattern()}) echo y;; *) echo n;; esac"
        if choice < 94:
            return f"cat <<E{depth}\n{self.document_part(depth - 1)}\nE{depth}\n"
        return self.one("echo \"$a\"", "echo $a", "echo", ":", "printf %s \"$@\"", "echo '*'", "set -- a; echo $1",
                        "echo a; # c '\necho b", "false", "echo a |\ncat",
                        "echo '\\\\'", "echo \"\\\\\"", "printf '%s' '\\$a'", "eval 'echo \"$b\"'", "echo \\\n b")

    def substitution(self, depth):
        if depth <= 0:
            return "$(echo s)"
        text = self.inner_command(depth)
        return f"$({self.one('', ' ', '')}{text}{self.one('', ' ', '')})" if not text.startswith("(") else f"$( {text})"

    def backquote(self, depth, quoted):
        """The command is written so that backquotes find it as it was, but now and then a backslash stays alone."""
        if depth <= 0 or self.backquotes >= 2:
            return self.one("$a", "${u-x}") if self.backquotes else "`echo s`"
        # Peers differ in when they join the lines inside two levels.
        joins, self.joins = self.joins, self.joins and self.backquotes == 0
        self.backquotes += 1
        text = self.inner_command(depth)
        self.backquotes -= 1
        self.joins = joins
        if quoted and '"' in text and self.chance(70):
            text = text.replace('\\"', "").replace('"', "")
        return "`" + self.escaped(text) + "`"

    def escaped(self, text):
        result = []
        for index, byte in enumerate(text):
            following = text[index + 1:index + 2]
            if byte == "`" or byte == "\\" and (following in ("$", "`", "\\", "") or self.chance(30)):
                result.append("\\")
            elif byte == "$" and self.chance(15):
                result.append("\\")
            result.append(byte)
        return "".join(result)
