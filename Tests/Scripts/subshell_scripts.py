"""Random scripts of what a subshell changes, and of what its parent must not see of it.

Commands that change the state of the shell stand between ones that start a process, in subshells, substitutions,
pipelines and jobs, inside of functions, loops, `eval` and redirections; the state is told inside and after.
"""

PRELUDE = """show() {
    printf '<%s>' "$1" "$x" "${y-unset}" "$#" "${PWD##*/}" "${OPTIND}"; shift
    case $- in *f*) printf f ;; esac; case $- in *C*) printf C ;; esac; case $- in *u*) printf u ;; esac
    printf '<%s>' "$*" "$((0$(umask)))"; g; printf '{%s}\\n' "${IFS-unset}"
    if { :; } 2>/dev/null >&3; then echo 3; fi; if { :; } 2>/dev/null <&4; then echo 4; fi
}
g() { printf g1; }
x=1 y=2
set -- p q r
"""
CHANGES = [
    "x=$((x+1))", "x=2", "y=$x", "unset y", "export x", "export y=e", "cd dir", "cd ..", "cd /", "umask 077",
    "umask 027", "set -f", "set -C", "set +f", "set -- s t", "shift", "set --", "g() { printf g2; }",
    "g() { x=7; printf g3; }", "unset -f g", "IFS=:", "unset IFS", "exec 3>/dev/null", "exec 4</dev/null", "exec 3>&-",
    "exec 4<&-", "trap 'echo trap' EXIT", "trap 'echo trap $x' EXIT", "trap - EXIT", "getopts ab: o -a -b",
    "read x <$D/in", "read x y <<E\n3 4\nE\n", "x=$(echo 8; x=9)", "y=$(cat $D/in)", ": ${z:=5}", "readonly y",
    "x=5 g", "x=5 eval g", "x=5 :", "x=5 cat /dev/null", "exec 3>$D/o1", "set -e", "set +e", "alias a=b", "eval x=6",
    "eval 'g() { printf g4; }'", ". $D/lib",
]
ACTIONS = [
    "cat $D/in", "cat /dev/null", "/bin/true", ": | :", "echo a | cat", "(:)", "(exit 3)", "false", "echo $x",
    "sh -c 'echo ${x-none} ${y-none}'", "echo $(cat $D/in)", "{ :; } & wait $!", "cat /dev/null & wait",
    "exec cat $D/in", "exit 4", "exit", "return 5", "break", "missing_command", "true", "g", "eval '/bin/true'",
    ". $D/lib", "echo to 3 >&3", "eval 'cat $D/in; echo $x'", "show in \"$@\"", "show in \"$@\"",
    "eval 'cat $D/in' >$D/o2", "eval 'echo $(cat $D/in)' >$D/o2", "eval '/bin/true' >o4", "eval 'cat in' 3>o4",
    "eval ': | :' <in", ". $D/lib >o4", "eval '(exit 3)' 4<in", "x=3 eval '/bin/true'", "eval 'exec /bin/true' >o4",
    ". $D/lib >$D/o2", "command eval '/bin/true; x=4'", "g <$D/in", "wait", "sh $D/lib",
]
REDIRECTIONS = [
    "", "", "", " >o1", " >o2", " <in", " >/dev/null", " 3>o3", " 4<in", " >$D/o1", " <$D/in", " 2>&1", " 3>$D/o2",
    " 4<$D/in", " >>$D/o3", " 3>&1", " <<E\nbody $x\nE\n", " 3>&-", " <$D/missing",
]
FORMS = [
    "({0}){1}", "({0}){1}", "({0}){1}", "({0}){1}", "{{ {0}; }}{1}", "{{ {0}; }}{1}", "echo $({0})", "x=$({0})",
    "echo `{0}`", "{{ {0}; }} | cat", "echo 1 | {{ {0}; }}{1}", "({0}) | ({0})", "({0}){1} & wait $!",
    "{{ {0}; }}{1} & wait $!", "if :; then {0}; fi{1}", "for i in 1 2; do {0}; done{1}",
    "while :; do {0}; break; done{1}", "case a in a) {0} ;; esac{1}", "h{2}() {{ {0}; }}; h{2}{1}",
    "h{2}() ({0}){1}; h{2} a b", "h{2}() ({0}); h{2} a{1}", "h{2}() {{ {0}; }}{1}; (h{2} c)", "({0}) || echo or",
    "({0}) && echo and", "if ({0}){1}; then echo yes; fi", "! ({0}){1}", "x=6 h{2}", "({0}; ({0}){1})",
    "echo \"$({0})\"",
]


class SubshellScripts:
    """Writes one script; each call goes on with the same random numbers."""

    def __init__(self, random):
        self.random = random

    def script(self):
        self.functions = 0
        text = "D=$PWD\n" + PRELUDE
        for number in range(1, self.random.randint(2, 4) + 1):
            text += f'{self.command(3)}\ns=$?; echo "@no{number} $((s!=0))"; echo "@{number} $s"\n'
            text += f'show {number} "$@"; echo "@show{number}"\n'
        return text

    def list(self, depth):
        commands = [self.command(depth) for _ in range(self.random.randint(1, 3))]
        if self.random.random() < 0.3:
            commands.append('show in "$@"')
        return "".join(command + ("" if command.endswith("\n") else "\n") for command in commands)[:-1]

    def command(self, depth):
        choice = self.random.random()
        if depth == 0 or choice < 0.3:
            return self.random.choice(CHANGES if self.random.random() < 0.5 else ACTIONS)
        form = self.random.choice(FORMS)
        self.functions += 1
        number = self.functions
        if "h{2}() " not in form and "h{2}" in form:
            form = "x=6 g{1}"
        inner = self.list(depth - 1)
        if form.startswith("echo `") and ("`" in inner or "\\" in inner):
            form = "echo $({0})"
        redirection = self.random.choice(REDIRECTIONS)
        if "<<" in redirection and not form.endswith("{1}"):
            redirection = ""
        text = form.replace("{0};", inner + "\n").replace("{0}", inner + "\n").replace("{1}", redirection)
        return text.replace("{2}", str(number)).replace("{{", "{").replace("}}", "}")
