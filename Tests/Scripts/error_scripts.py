"""Random scripts of commands that fail, in the contexts that `set -e` tells apart.

POSIX: XCU 2.8.1 says which errors end the shell, XCU 2.15 `set` where -e does. Each statement tells whether the status
was zero, and which it was: shells differ in the numbers more often than in the rest.
"""

PRELUDE = """readonly R=r
set -- a
f1() { false; echo 'f1 after'; }
f2() { return 3; }
f3() { cat; } <missing
f4() { "$@"; echo "f4 $?"; }
f5() ( exit 4 )
"""
# What is no error at all is here to be told from what is one.
FAILURES = [
    "false", "false", "true", "(exit 3)", "missing_command", "./lib", "./dir", "f1", "f1", "f2", "f3", "f5",
    "f4 false", "f4 f1", "f4 cd missing", "true <missing", "cat <missing", "{ :; } <missing", "(:) <missing",
    "f4 true <missing", "if :; then :; fi <missing", "while :; do break; done <missing",
    "for i in 1; do :; done <missing", "case a in a) ;; esac <missing", ": <missing", ". ./lib <missing",
    "eval : <missing", "export Y=1 <missing", "set -- <missing", "command : <missing", "command eval : <missing",
    "exec <missing", "command exec <missing", "exec 8<&9", "command exec 8<&9", ">dir", "<missing", "x=1 <missing",
    "x=1 >&9", "echo a >&9", "read x <&9", "R=1", "R=1 true", "R=1 :", "R=1 command :", "R=1 f4 true", "R=1 cat <in",
    "x=1 R=2", "export R=1", "readonly R=1", "command export R=1", "command readonly R=1", "read R <in",
    "for R in a b; do echo loop; done", "unset R", "command unset R", "getopts a R", "unset -f f9", "echo ${u?}",
    "echo ${u:?told}", "x=${u?}", "${u?}", "(echo ${u?})", "echo $(echo ${u?})", "cat <<E\n${u?}\nE\n", ": ${u?}",
    "for i in ${u?}; do :; done", "case ${u?} in *) ;; esac", "echo a >${u?}", "f4 ${u?}", "set -u; echo $u",
    "(set -u; echo $u)", "set -u; x=$u", "set -u; echo ${#u}", "set -u; echo $#$*$@", "set -u; echo $1 $2",
    "echo ${1+$u}", "shift 9", "command shift 9", ". ./missing", "command . ./missing", ". missing_file",
    "command . missing_file", "set -o bad", "command set -o bad", "export 1a=2", "command export 1a=2", "export -q",
    "unset 1a", "trap - BAD", "command trap - BAD", "exit", "exit 3", "(exit)", "eval false", "eval 'exit 5'",
    "command eval false", "eval '('", "command eval '('", "(eval '(')", "eval 'f1'", "eval 'echo ${u?}'", ". ./fails",
    ". ./unclosed", "command . ./unclosed", "sh ./unclosed", "return", "return 3", "break", "continue", "cd missing",
    "cd in", "read x", "read x <empty", "[ a = b ]", "[ ! ]", "[ a b ]", "test", "test a -eq 1", "kill -l 999",
    "wait 99999", "command -v missing_command", "command missing_command", "type missing_command", "umask 9",
    "getopts", "alias nothing", "unalias nothing", "printf %d x", "echo a | read x y", "hash missing_command",
    "x=$(false)", "x=$(false) true", "x=$(exit 3) :", "export x=$(false)", "readonly x=$(false)", "echo $(false)",
    "x=`false`", "x=$(f1)", "x=$(f1; echo b)", "x=$(cd missing)", "x=$(true)$(false)", "x=$(false)$(true)", "$(false)",
    "$(true)", "x=1 $(false)", "$(exit 3)", "[ $(false) ]", "case $(false) in *) ;; esac",
    "for i in $(false); do :; done", "false | true", "true | false", "f1 | cat", "cat <missing | cat", "cat | f1",
    "! true", "! false", "! f1", "! { false; }", "! true | false", "false & wait $!", "false & wait",
    "(false; echo in)", "{ false; echo in; }", "(false) && true", "{ false && true; }", "false && true",
    "true && false", "false || false", "(set +e; false; echo in)", "(set -e; false; echo in)", "if false; then :; fi",
    "while false; do :; done", "until true; do :; done", "case a in b) ;; esac", "for i in; do :; done",
    "for i in 1; do false; done", "if true; then false; fi", "if false; then :; else false; fi",
    "if false; then :; elif false; then :; fi", "while true; do false; break; done", "case a in a) false ;; esac",
    "while f1; do break; done", "echo $((1+))", "echo $((1/0))", "x=$((3%0))", "echo ${u-$(false)}", "x=${u-$(false)}",
    "trap false EXIT", "trap 'echo trap; false' EXIT", "set -e; false", "set +e; false", "env false",
    "exec missing_command", "command exec missing_command", "exec ./dir", "(exec false)", "exec false",
    "time_is() { false; }", "x=$(trap 'echo t' EXIT; false)",
]
FORMS = [
    "{}", "{}", "{}", "if {}; then echo yes; else echo no; fi", "if ! {}; then echo no; fi", "if :; then {}; fi",
    "{} || echo or", "{} && echo and", "{} && echo and || echo or", "true && {}", "false || {}", "! {}", "{ {}; }",
    "{ {}; echo behind; }", "({})", "({}; echo behind)", "echo $({}; echo behind)",
    "x=$({}; echo behind); echo \"$x\"", "x=$({})", "{} | cat", "echo a | {}", "while {}; do echo body; break; done",
    "until {}; do echo body; break; done", "for i in 1 2; do {}; echo behind; done", "while :; do {}; break; done",
    "case a in a) {} ;; esac", "case a in a) {}; echo behind ;; esac", "g() { {}; echo behind; }; g", "g() { {}; }; g",
    "g() { {}; }; g || echo or", "g() { {}; echo behind; }; if g; then echo yes; fi", "g() ({}; echo behind); g",
    "g() { {}; } <in; g", "eval '{}'", "eval '{}; echo behind'", "command eval '{}'", "eval '{}' || echo or",
    "{} & wait $!", "({}) & wait $! && echo and", "trap 'echo \"trap $?\"' EXIT; {}",
    "(trap 'echo \"trap $?\"' EXIT; {}; echo behind)", "{ {}; } <in", "({}) >o1", "{ {}; echo behind; } 2>&1",
    "{ echo a; {}; } && echo and", "if {} && true; then echo yes; fi", "if true && {}; then echo yes; fi",
    "{ {}; } || { echo or; {}; }", "! ({})", "! { {}; echo behind; }",
]


class ErrorScripts:
    """Writes one script; each call goes on with the same random numbers."""

    def __init__(self, random):
        self.random = random

    def script(self):
        text = PRELUDE
        apart = self.random.random() < 0.7
        option = self.random.choice(["set -e", "set -e", "set -e", ":"])
        for number in range(1, self.random.randint(1, 4) + 1):
            statement = self.statement().removesuffix("\n")
            text += f"(\n{option}\n{statement}\necho \"in $?\"\n)\n" if apart else f"{option}\n{statement}\n"
            text += f's=$?; echo "@no{number} $((s!=0))"; echo "@{number} $s"\n'
        return text

    def statement(self):
        text = self.random.choice(FAILURES)
        for _ in range(self.random.choice([0, 1, 1, 1, 2, 2, 3])):
            form = self.random.choice(FORMS)
            if "'{}" in form and ("'" in text or "\n" in text):
                form = "{ {}; }"
            if text.endswith("\n"):
                form = form.replace("{};", "{}") if "{};" in form else "{\n{}}"
            elif form.startswith(("! {}", "if ! {}")) and text.startswith("!"):
                form = "{ {}; }"
            if form.startswith(("{} |", "{} &", "! {}")) and ";" in text:
                form = "{ {}; }"
            text = form.replace("{}", text)
        return text
