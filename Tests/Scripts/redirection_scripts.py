"""Random scripts of redirections.

Each statement ends with its status in the file `log`; at the end the log tells which descriptors are open. What POSIX
leaves open is not written: operands that are patterns, descriptors above 9, copies of words that are no number, two
processes that write to one file at a time, and reading a file that the same command writes.
"""

import re

PRELUDE = """f=o1 g=in d=- v=3 w=4 n=0
"""
PROBE = """echo "@end $?" >>log
if { :; } >&2; then echo 'open 2'; fi >>log
for i in 0 1 3 4 5 6 7 8 9; do
    if { :; } <&$i || { :; } >&$i; then echo "open $i" >>log; fi
done 2>/dev/null
echo @open >>log
"""
INPUTS = ["in", "in2", '"$g"', "./in", "lib", "dir/in", "empty", "/dev/null", "i''n", "${g}2"]
OUTPUTS = ["o1", "o2", "o3", '"$f"', "${f}x", "'o 4'", "dir/o5", "o\\ 4", "$(echo o2)", "`echo o1`", "/dev/null"]
BAD = ["missing", "dir", "missing/x", "in/x", "$(false)missing", '"$g"/', "''"]
NUMBERS = ["", "", "", "0", "1", "2", "3", "3", "3", "4", "4", "5", "6", "7", "8", "9"]
# None is empty: two here-documents in a line, one of them so, hang ksh93.
DELIMITERS = [("E", "E")] * 12 + [("E", "'E'"), ("E", '"E"'), ("E", "\\E"), ("E F", '"E F"'), ("EOF", "E'O'F"),
                                  ("!", "!"),
                                  ("}", "}"), ("E", "\\\nE"), ("$g", "$g"), ("E\\", "'E\\'")] * 2
# Several readers or writers of one open file description, and of several.
SHARED = [
    "exec {n}<in; read x <&{n}; echo \"$x\"; cat <&{n}", "exec {n}<in; head -n 1 <&{n}; read x <&{n}; echo \"$x\"",
    "{ read x; echo \"$x\"; head -c 4; read x; echo \"$x\"; cat; } <in",
    "while read x; do echo \"<$x>\"; head -n 1; done <in",
    "while read x <&{n}; do echo \"<$x>\"; {command}; done {n}<in2",
    "{ dd bs=5 count=1 status=none; read x; echo \"$x\"; } <in", "exec {n}<>in; read x <&{n}; echo Z >&{n}; cat in",
    "exec {n}>o1 {m}>o1; echo aaa >&{n}; echo b >&{m}; echo c >&{n}; cat o1",
    "exec {n}>>o1 {m}>>o1; echo aaa >&{n}; echo b >&{m}; echo c >&{n}; cat o1",
    "exec {n}>o1 {m}>&{n}; echo aaa >&{n}; (echo b >&{m}); sh -c 'echo c' >&{n}; cat o1",
    "(read x; echo \"$x\") <in; (read x; cat) <in",
    "exec <in; read x; (read y; echo \"$y\"); sh -c 'read z; echo $z'; cat",
    "{ (read x; echo \"$x\"); cat; } <<E\n1\n2\n3\nE\n",
    "while read x; do while read y; do echo \"$x$y\"; break; done; done <in", "read x <in; read y <in; echo \"$x$y\"",
    "exec {n}<in {m}<in; read x <&{n}; read y <&{m}; read z <&{n}; echo $x $y $z",
    "exec {n}<in {m}<&{n}; read x <&{n}; read y <&{m}; exec {n}<&-; read z <&{m}; echo $x $y $z",
    "exec {n}<&0 <in; read x; exec <&{n} {n}<&-; read y; echo $x $y",
    "exec {n}>&1 >o1; echo to file; exec >&{n} {n}>&-; echo out; cat o1",
    "{ echo out; echo err >&2; } {n}>&1 >o1 2>&{n} | cat", "{ echo out; echo err >&2; } 2>&1 >o1 | cat",
    "echo a >o1; echo b >>o1 | :; { echo c; echo d; } >>o1; cat o1",
    "set -C; echo a >o1; echo b >o1; echo c >|o1; echo d >>o1; echo e <>o1 >&0; cat o1",
    "set -C; >/dev/null; > o1; >o1; {command}; >dir", "echo $(read x; read y; echo $y) <in",
    "echo $(cat <&{n}) {n}<in", "x=$(cat <&{n}) {n}<in; echo \"$x\"",
    "f3() { read x; echo \"$x\"; cat; }; f3 <in >o1; f3 <<E; cat o1\n1\n2\nE\n",
    "f3() { echo \"$1\" >&{n}; } {n}>>o1; f3 a; f3 b {n}>o2; cat o1", "cat <<E - <<F\n1\nE\n2\nF\n",
    "cat <<E; cat <<F\n1\nE\n2\nF\n", "cat {n}<<E <<F; cat <&{n}\n1\nE\n2\nF\n",
    "cat <<E | cat - {n}<<F\n1\nE\n2\nF\n", "cat <&{n} {n}<<E\n1\nE\n", "cat {n}<<E <&{n}\n$(cat <<F\n2\nF\n)\nE\n",
    "cat {n}<<E >o1 <&{n}; cat o1\n$(cat in)\nE\n", "cat >o1 <<E; cat o1\n$(cat o1; echo 2)\nE\n",
    "if read x; then echo \"$x\"; fi <in; until read x; do :; done <in; echo \"$x\"",
    "case a in a) cat ;; esac <in {n}>o1; for i in 1 2; do read x; echo $x; done <in",
    "eval 'read x; echo \"$x\"' <in", ". ./lib >o1; cat o1", "command eval 'echo a >&{n}' {n}>o1; cat o1",
    "trap 'echo trap' EXIT; exec >o1", "(trap 'echo trap' EXIT; exec >o1); cat o1",
    "exec {n}>&-; echo a >&{n}; echo b", "{ exec {n}>o1; } {n}>o2; echo c >&{n}",
    "{ exec {n}>o1; echo a >&{n}; } >o2; echo c >&{n}; cat o1", "exec >o2; { exec >o1; echo a; } >o3; echo c",
    "f3() { exec {n}>o1; }; f3 {n}>o2; echo c >&{n}", "f3() { exec {n}>o1; }; f3; echo c >&{n}; cat o1",
    "eval 'exec {n}>o1' {n}>o2; echo c >&{n}", "command exec {n}>o1 2>/dev/null; echo c >&{n}",
    "(exec {n}>o1; echo a >&{n}); echo c >&{n}", "exec {n}<missing; echo not reached",
    "command exec {n}<missing; echo reached", "exec {n}<&{m}; echo $?", "exec 0<&- 1>&{n} {n}>&-; echo a",
    "echo a >&- ; echo b", "{ echo a; {command}; } >&-", "cat <&-", "read x <&-", "exec <&-; read x; cat",
    "exec >&-; echo a; (echo b); sh -c 'echo c'", "exec 2>&-; echo a >&2; cd missing; missing_command",
    "exec 0<&- 1>&- 2>&-; exec {n}>o1; echo a >&{n}; exec >o2; echo b", "echo a | cat <&0 {n}<&0 | cat <&{n}",
    "echo a | { cat <&{n}; } {n}<&0", "echo a | (exec {n}<&0 <in; read x; cat <&{n})",
    "{ sleep 0; echo a; } & wait; echo $?", "cat & wait $!", "{ cat; } <in & wait $!", "cat <&0 & wait $!",
    "(cat & wait) <in", "exec <in; cat & wait; cat", "exec <in; { cat <&0; } & wait $!; cat",
]
COPIES = [*"00111112223333445569", "$v", "$w", '"$v"', "$((1+2))"]
LINES = [
    "plain", "$g", "\\$g", '"q" \'r\'', "$(echo sub)", "`echo back`", "a\\\nb", "\\\\", "\ttab", "$((1+2))",
    "${u-un set}", "${g}E", "E ", " E", "$u", '"$g"', "\\a", "x\\", "${g#i}", "$(cat in)", "$(cat <<F\ninner $g\nF\n)",
]


class RedirectionScripts:
    """Writes one script; each call goes on with the same random numbers."""

    def __init__(self, random):
        self.random = random
        self.words = 0
        self.bodies = []
        self.in_function = False

    def script(self):
        self.words, self.bodies = 0, []
        text = PRELUDE + self.option() + self.functions()
        for number in range(1, self.random.randint(2, 6) + 1):
            text += self.statement() + self.line_end()
            text += f's=$?; echo "@no{number} $((s!=0))" >>log; echo "@{number} $s" >>log\n'
        return text + PROBE

    # Choices.

    def chance(self, percent):
        return self.random.random() * 100 < percent

    def one(self, *choices):
        return self.random.choice(choices)

    def word(self):
        self.words += 1
        return f"w{self.words}"

    def option(self):
        return self.one(*[""] * 8, "set -C\n", "set -C\n", "set -e\n", "set -u\n", "set -eC\n")

    def functions(self):
        """Two functions, the second with redirections of its own; none calls any."""
        self.in_function = True
        text = f"f1() {{ {self.list(1)}; }}" + self.line_end()
        if self.chance(40):
            body = self.filled(self.one("{ {list}; }", "( {list} )", "if {simple}; then {simple}; fi",
                                        "for i in 1 2; do {simple}; done"), 1)
            text += f"f2() {body}{self.redirections(1, 2)}" + self.line_end()
        else:
            text += "f2() { echo f2; cat; }\n"
        self.in_function = False
        return text

    def line_end(self):
        bodies, self.bodies = "".join(self.bodies), []
        return "\n" + bodies

    def separator(self):
        return self.line_end() if self.chance(15) else "; "

    # Commands.

    def statement(self):
        choice = self.random.randrange(100)
        if choice < 22:
            return self.one("exec", "exec", "exec", "command exec") + self.redirections(1, 3)
        if choice < 28:
            return self.redirections(1, 3)
        if choice < 48:
            return self.shared()
        return self.and_or(2)

    def shared(self):
        """One of the known forms, with random descriptors, alone or inside a compound command."""
        number, other = self.random.sample("13456789", 2)
        text = self.one(*SHARED).replace("{n}", number).replace("{m}", other).replace("{command}",
                                                                                      self.one("echo $n", ":", "cat",
                                                                                               "false"))
        if not text.endswith("\n") and self.chance(40):
            return self.one("({0})", "{{ {0}; }}", "({0}) >o2", "if :; then {0}; fi", "{{ {0}; }} <in2 3>&1",
                            "({0}) | cat", "eval '{0}'" if "'" not in text else "{0}",
                            "f4() {{ {0}; }}; f4 >o3", "echo \"$({0})\"").format(text)
        return text.removesuffix("\n")

    def list(self, depth):
        text = self.and_or(depth)
        for _ in range(self.random.choice([0, 0, 1, 1, 2])):
            text += self.separator() + self.and_or(depth)
        return text

    def and_or(self, depth):
        choice = self.random.randrange(100)
        if choice < 14:
            return f"{self.pipeline(depth)} {self.one('&&', '||')} {self.pipeline(0)}"
        if choice < 20:
            return f"! {self.command(depth)}"
        if choice < 26:
            return f"{self.command(depth)} & wait $!"
        return self.pipeline(depth)

    def pipeline(self, depth):
        if self.chance(14):
            return f"{self.first_stage()} | {self.command(depth)}"
        return self.command(depth)

    def first_stage(self):
        """Writes to the pipe alone, so that it matters to nobody when, nor whether SIGPIPE ends it."""
        command = self.one(f"echo {self.word()}", "cat in", ":", f"{{ echo {self.word()}; echo {self.word()}; }}",
                           f"(echo {self.word()})")
        return command + self.one("", "", " 2>&1", " 3>&1 >&3", f" <{self.one(*INPUTS)}", " >&-", " 1>&1",
                                  " 4>&1 1>&4 4>&-",
                                  " <missing")

    def command(self, depth):
        if depth == 0 or self.chance(55):
            return self.simple()
        # What is written first must be made first: the bodies of here-documents come in that order.
        form = self.one("{ {list}; }", "{ {list}; }", "({list})", "if {simple}; then {list}; else {simple}; fi",
                        "while read -r x; do {list}; n=$((n+1)); [ $n -lt 4 ] || break; done",
                        "until n=$((n+1)); [ $n -gt 3 ]; do {list}; done", "for i in 1 2; do {list}; done",
                        "case $g in (in) {list} ;; esac", "for i in 3 4; do echo $i >&$i; {list}; done")
        text = self.filled(form, depth - 1)
        return text + (self.redirections(1, 3) if self.chance(75) else "")

    def filled(self, form, depth):
        return re.sub(r"{(\w+)}", lambda match: self.list(depth) if match[1] == "list" else self.simple(), form)

    def simple(self):
        """A simple command with its redirections before, between and after its words."""
        words = self.one(
            ["echo", self.word()], ["echo", self.word()], ["printf", "'%s\\n'", self.word()], ["cat"], ["cat"],
            ["cat", "-"],
            ["head", "-n", "1"], ["head", "-c", "3"], ["dd", "bs=3", "count=1", "status=none"], [":"], ["true"],
            ["false"],
            ["eval", f"'echo {self.word()}'"], ["eval", f"'echo {self.word()} >&3'"], ["eval", "'exec 4>&1'"],
            ["command", "echo", self.word()], ["command", ":"], ["export", "E=1"], ["set", "--", "q", "r"],
            ["unset", "zz"],
            [".", "./lib"], [".", "./missing"], ["f1"], ["f2"], ["missing_command"], ["x=1"], ["x=$(cat)"],
            ["x=1", "echo", self.word()],
            ["[", "-f", "o1", "]"], ["test", "-s", "o1"], ["readonly", "R"], ["command", "exec"], ["exec"],
            ["trap", "-", "INT"],
            ["read", "-r", "x", "y"], ["{ read -r x y; echo \"<$x,$y>\"; }"], ["{ read x; echo \"<$x>\"; cat; }"],
            ["sh", "-c", f"'echo {self.word()}; cat <&3'"], ["(exec cat)"], ["shift", "0"], ["cd", "."])
        if words[0] in ("f1", "f2") and self.in_function:
            words = ["echo", self.word()]
        if words[0][0] in "{(":
            return words[0] + self.redirections(0, 2)
        parts = [""] * len(words)
        for index in range(len(words)):
            if self.chance(5):
                parts[index] = self.redirections(1, 1).lstrip() + " "
        text = " ".join(part + word for part, word in zip(parts, words))
        return text + self.redirections(0, 3) if self.chance(70) else text

    # Redirections.

    def redirections(self, least, most):
        return "".join(" " + self.redirection() for _ in range(self.random.randint(least, most)))

    def redirection(self):
        number = self.one(*NUMBERS)
        choice = self.random.randrange(100)
        space = " " if self.chance(10) else ""
        if choice < 12:
            return f"{number}<{space}{self.one(*INPUTS)}"
        if choice < 30:
            return f"{number}{self.one('>', '>', '>', '>|', '>>', '>>')}{space}{self.one(*OUTPUTS)}"
        if choice < 36:
            return f"{number}<>{space}{self.one(*INPUTS, *OUTPUTS)}"
        if choice < 44:
            return f"{number}{self.one('<', '>', '>>', '<>', '>|')}{space}{self.one(*BAD)}"
        if choice < 66:
            return f"{number}{self.one('<&', '>&')}{space}{self.one(*COPIES)}"
        if choice < 76:
            return f"{number}{self.one('<&', '>&')}{self.one('-', '-', '-', '$d')}"
        return f"{number}{self.here_document()}"

    def here_document(self):
        """The operator; the body waits for the end of the line."""
        operator = self.one("<<", "<<", "<<-")
        delimiter, written = self.one(*DELIMITERS)
        lines = [self.one(*LINES, self.word()) for _ in range(self.random.randrange(4))]
        if lines and lines[-1].endswith("\\"):
            lines.append("after")
        tabs = "\t" * self.random.randrange(3) if operator == "<<-" else ""
        self.bodies.append("".join(f"{tabs}{line}\n" for line in lines) + f"{tabs}{delimiter}\n")
        return f"{operator}{written}"
