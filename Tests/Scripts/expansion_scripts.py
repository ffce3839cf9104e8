"""Random scripts of arithmetic, patterns, field splitting, and the utilities that read words: printf, test, getopts.

Texts are made of few characters, so that patterns and separators meet them often. No number is large: not all peers
have 64 bits.
"""

PRELUDE = "n=5 m=-3 z=0 e=1+1 x=1 a='x y'\n"
LETTERS = ["a", "b", "c", "-", "]", "[", "!", "^", "\\", "*", "?", ".", "A", "1", " "]
CLASSES = [
    "[:alpha:]", "[:digit:]", "[:upper:]", "[:space:]", "[:punct:]", "[:alnum:]", "[:lower:]", "[:blank:]",
    "[:xdigit:]",
]
BINARY = ["+", "-", "*", "/", "%", "<", "<=", ">", ">=", "==", "!=", "&", "^", "|", "&&", "||"]
SPLITTERS = [":", " ", ": ", " :", "::", "ab", "\\", "\\ ", "*", "-", "", ":,", "x"]
FORMATS = [
    "%s", "%5s", "%-5s|", "%.2s", "%5.1s", "%d", "%5d", "%-5d|", "%05d", "%+d", "% d", "%i", "%x", "%X", "%#x", "%o",
    "%#o", "%u", "%c", "%b", "%%", "%.3d", "\\t", "\\\\", "\\101", "x", "%*d", "%.*s", "%-*s|", "%e", "%.2f", "%g",
]
ARGUMENTS = [
    "a", "abc", "''", "5", "-7", "010", "0x1f", "'a b'", "'\\101'", "'a\\tb'", "'x\\cy'", "\"'a\"", "1e2", "+3",
    "' 4'", "'\\0101'", "'%d'",
]
TESTS = [
    "!", "(", ")", "-a", "-o", "=", "!=", "-n", "-z", "-f", "-d", "-e", "-s", "-eq", "-lt", "-ge", "a", "b", "''",
    "in", "dir", "1", "2", "-1", "-", "--", "\"$a\"", "-x", "empty",
]
LINES = [" ", "\n", " # c\n"]
OPTIONS = ["-a", "-b", "val", "-bval", "-ab", "-abval", "-c", "--", "-", "x", "-ba", "''", "-a-", "-:", "-?", "+a"]


class ExpansionScripts:
    """Writes one script; each call goes on with the same random numbers."""

    def __init__(self, random):
        self.random = random

    def script(self):
        text, self.functions = PRELUDE, 0
        for number in range(1, self.random.randint(2, 4) + 1):
            statement = self.random.choice([self.arithmetic, self.arithmetic, self.patterns, self.patterns,
                                            self.fields, self.fields, self.reading,
                                            self.printf, self.test, self.options, self.grammar, self.grammar,
                                            self.trimming])()
            text += f'{statement}\ns=$?; echo "@no{number} $((s!=0))"; echo "@{number} $s"\n'
        return text

    def chance(self, percent):
        return self.random.random() * 100 < percent

    def one(self, *choices):
        return self.random.choice(choices)

    def text(self, most=5, letters=LETTERS):
        return "".join(self.one(*letters) for _ in range(self.random.randint(0, most)))

    def quoted(self, text):
        return "'" + text.replace("'", "'\\''") + "'"

    # Arithmetic.

    def arithmetic(self):
        return f"printf '<%s>\\n' \"$(({self.expression(3)}))\" $(( {self.expression(2)} )) $x"

    def expression(self, depth):
        space = self.one("", "", " ", "\n", "\t")
        if depth == 0 or self.chance(15):
            return space + self.one("0", "1", "2", "3", "7", "10", "010", "0x1F", "0Xa", "n", "m", "z", "$n", "${m}",
                                    "u", "x", "$(echo 4)", "`echo 2`", "${u:-6}", "\"$n\"", "e")
        left = self.expression(depth - 1)
        choice = self.random.randrange(100)
        if choice < 15:
            return f"{self.one('- ', '+ ', '~', '!', '! ')}{left}"
        if choice < 30:
            return f"({left}{space})"
        if choice < 38:
            return f"{left}{self.one('<<', '>>')}({self.expression(depth - 1)}&7)"
        if choice < 46:
            return f"{left}?{self.expression(depth - 1)}:{self.expression(depth - 1)}"
        if choice < 56:
            return f"(x{self.one('=', '+=', '-=', '*=', '|=', '&=', '^=', '=')}{left})"
        # POSIX leaves open what -- and ++ are, also those of which a value is a part.
        return f"{left}{space}{self.one(*BINARY)} {self.expression(depth - 1)}"

    # Patterns.

    def bracket(self):
        inner = "".join(self.one("a", "b", "-", "a-c", "]", "!", "^", "[", "\\]", "\\\\", "*", "1-9", "c-a", "'-'",
                                 "\"]\"", "'a'", "[=a=]", "[.-.]", *CLASSES[:3], "$v", "\"$v\"", "/")
                        for _ in range(self.random.randint(1, 3)))
        return self.one("[", "[", "[!", "[]", "[!]", "[-", "[^") + inner + self.one("]", "]", "]", "]", "-]", "")

    def pattern(self):
        return "".join(self.random.choices(
            [lambda: self.one("*", "*", "?", "**", "*?"), self.bracket,
             lambda: self.one("a", "b", "c", "-", "]", "!", "^", ".", "A", "1"),
             lambda: self.one("\\*", "\\?", "\\[", "\\]", "\\\\", "\\a", "'*'", "\"?\"", "'['", "\"\\\\\"", "' '",
                              "''", "$v", "\"$v\"", "${v}*")],
            [4, 3, 4, 2])[0]() for _ in range(self.random.randint(1, 4)))

    def subjects(self):
        return " ".join(self.quoted(self.text(3)) for _ in range(8))

    def patterns(self):
        value = self.one("*", "[", "[a-c]", "a", "\\*", "\\", "]", "-", "!", "[!a]", "?")
        return (f"v={self.quoted(value)}; for w in {self.subjects()}; do "
                f"case $w in {self.pattern()}) printf '<%s>' \"$w\" ;; "
                f"{self.pattern()}|{self.pattern()}) printf '{{%s}}' \"$w\" ;; esac; done; echo")

    def trimming(self):
        value = self.one("*", "[", "[a-c]", "a", "\\*", "\\", "]", "-", "?")
        pattern = self.pattern()
        uses = " ".join(self.one("{}", '"{}"').format(f"${{w{operator}{pattern}}}") for operator in ("#", "##", "%",
                                                                                                     "%%"))
        return (f"set -f; v={self.quoted(value)}; for w in {self.subjects()}; do "
                f"printf '<%s>' {uses}; done; echo; set +f")

    # Fields.

    def fields(self):
        letters = ["a", "b", ":", ":", " ", " ", "\\", "-", "*", ",", "\t", "x"]
        values = "; ".join(f"{name}={self.quoted(self.text(8, letters))}" for name in "vw")
        parts = "".join(self.one("$v", "$w", '"$v"', "x", "''", "$u", "${v}", " ", ":", "$(echo \"$v\")", "${u-$w}",
                                 "${w:+$v}", "${u-a:b c}", "\"$*\"", "$*", "$@", "\"$@\"", "\\ ", "`printf %s \"$w\"`")
                        for _ in range(self.random.randint(1, 4)))
        return (f"set -f; {values}; IFS={self.quoted(self.one(*SPLITTERS))}; set -- {parts}; "
                "printf '<%s>' $# \"$@\"; printf '[%s]' \"$*\" $*; echo; unset IFS; set +f")

    def reading(self):
        letters = ["a", "b", ":", ":", " ", " ", "\\", "-", "\t", "x", "\\\n", "\\:"]
        return (f"IFS={self.quoted(self.one(*SPLITTERS))} read {self.one('', '-r ')}{self.one('v', 'v w', 'v w y')} "
                f"<<'E'\n{self.text(9, letters)}\nnext\nE\n"
                "printf '<%s>' $? \"$v\" \"$w\" \"$y\"; echo")

    # Utilities.

    def printf(self):
        form = "".join(self.one(*FORMATS) for _ in range(self.random.randint(1, 3)))
        return f"printf '{form}\\n' {' '.join(self.one(*ARGUMENTS) for _ in range(self.random.randint(0, 4)))}"

    def test(self):
        words = " ".join(self.one(*TESTS) for _ in range(self.random.randint(0, 5)))
        words = words.replace("(", "\\(").replace(")", "\\)")
        return self.one(f"test {words}", f"[ {words} ]")

    def options(self):
        words = " ".join(self.one(*OPTIONS) for _ in range(self.random.randint(1, 4)))
        return (f"OPTIND=1; set -- {words}; while getopts {self.one('ab:', ':ab:', 'a', ':b:c')} o; do "
                "printf '<%s>' \"$o\" \"${OPTARG-unset}\"; done; "
                "shift $((OPTIND-1)); printf '{%s}' \"$o\" \"$@\"; echo; OPTIND=1")

    # Grammar.

    def end(self):
        return self.one("; ", ";", "\n", "\n\n", " # c\n", " ;\n", "\n # c\n", " \\\n;", ";\\\n")

    def gap(self):
        return self.one(" ", " ", "\n", "\n\n", " # c (\n", " \\\n", "\t")

    def list(self, depth):
        return "".join(self.command(depth) + self.end() for _ in range(self.random.randint(1, 2)))

    def grammar(self):
        return self.command(3)

    def item(self, depth):
        pattern = self.one("", "(", "( ") + self.one("a", "b|a", "*", "a | b", "if", "1|2") + self.one(")", " )")
        body = self.list(depth) if self.chance(50) else self.command(depth) if self.chance(70) else ""
        return f"{pattern}{self.gap()}{body}{self.gap()}{self.one(';;', ' ;; ')}{self.gap()}"

    def command(self, depth):
        if depth == 0 or self.chance(15):
            return self.one("echo a", "echo b", ":", "false", "printf '%s\\n' \"$w\"", "! false", "x=2", "! :",
                            "echo a>o1", "<in cat", "echo if", "echo }", "echo !", "echo a=b then", "echo done#fi",
                            "echo \\\n1")
        below = depth - 1
        form = self.random.randrange(14)
        list_, gap = self.list, self.gap
        if form == 0:
            text = f"if{gap()}{list_(below)}then{gap()}{list_(below)}"
            if self.chance(33):
                text += f"elif{gap()}{list_(below)}then{gap()}{list_(below)}"
            return text + (f"else{gap()}{list_(below)}fi" if self.chance(50) else "fi")
        if form == 1:
            words = self.one("1 2;", "1 2\n", ";", "\n", "do;", "in done\n", "1 # c\n", "1 ;\n", " ;")
            return f"for w in {words}{gap()}do{gap()}{list_(below)}done"
        if form == 2:
            return f"for w{self.one('', ';', *LINES)}{gap()}do{gap()}{list_(below)}done"
        if form == 3:
            return f"{self.one('while', 'until')}{gap()}{list_(below)}do{gap()}{list_(below)}break{self.end()}done"
        if form == 4:
            items = "".join(self.item(below) for _ in range(self.random.randint(0, 2)))
            last = self.one("", "*) echo last\n", "(b) \n")
            return f"case {self.one('a', '$x', 'in', 'esac')}{self.one(*LINES)}in{gap()}{items}{last}esac"
        if form == 5:
            return f"({self.one('', *LINES)}{list_(below)})"
        if form == 6:
            return f"{{{gap()}{list_(below)}}}"
        if form == 7:
            # A function that calls itself would never end.
            self.functions += 1
            name = f"f{self.functions}"
            head = f"{name}{self.one('', ' ')}({self.one('', ' ')}){self.one('', *LINES)}"
            return f"{head}{{ {list_(below)}}}{self.end()}{name}"
        if form == 8:
            return f"{self.command(below)} {self.one('&&', '||')}{gap()}{self.command(below)}"
        if form == 9:
            return f"{self.command(0)} |{gap()}{self.command(below)}"
        if form == 10:
            return f"{{ {self.command(below)} &{self.one('', *LINES)}wait $!{self.end()}}}"
        if form == 11:
            return f"! {{{gap()}{list_(below)}}}"
        if form == 12:
            return f"echo {self.one('', 'x')}$({self.one(' ', gap())}{list_(below)})"
        return f"{{ {self.command(below)}{self.end()}}} >o1{self.end()}cat o1"
