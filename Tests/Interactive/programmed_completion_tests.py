"""complete and compgen, and the lists with descriptions."""

import re

from terminal import PROMPT, Terminal, equal, matches

# Writes what a completion function is told.
TOLD = r"""
told() {
    { printf '[%s]' "$@"; printf '<%s>' "${COMP_WORDS[@]}"; echo "$COMP_CWORD,$COMP_POINT,$COMP_LINE"; } >told
    COMPREPLY=(found)
}
foo() { printf '(%s)' "$@"; echo; }
complete -F told foo
"""


def test_words():
    """complete -W completes to words, which are expanded, split and quoted"""
    with Terminal(files={"rc": "w() { printf '(%s)' \"$@\"; echo; }\nv='x y'\n"}, ENV="rc") as shell:
        shell.until_prompt()
        shell.run("complete -W 'one \"two words\" $v s$(echo ub) a;b star* it\\'\"'\"'s' w")
        for typed, result in (
                ("w on\t", "(one)"), ("w tw\t", "(two words)"), ("w 'tw\t", "(two words)"), ("w y\t.", "(y)(.)"),
                ("w su\t", "(sub)"), ("w a\t", "(a;b)"), ("w st\t", "(star*)"), ("true; w \"it\t", "(it's)"),
                ("w a=on\t", "(a=one)"), ("/no/such/w on\t; w", "()")):
            shell.enter(typed)
            matches(shell.until_prompt(), re.escape(result) + "\n$", typed)


def test_function():
    """complete -F calls a function with the words as bash does, and takes COMPREPLY"""
    with Terminal(files={"rc": TOLD}, ENV="rc") as shell:
        shell.until_prompt()
        # Each as bash 5.2 tells it.
        for typed, told in (
                ("foo a b", "[foo][b][a]<foo><a><b>2,7,foo a b"),
                ("foo --a=b", "[foo][b][=]<foo><--a><=><b>3,9,foo --a=b"),
                ("foo --a=", "[foo][][--a]<foo><--a><=>2,8,foo --a="),
                ("foo a:b:", "[foo][][b]<foo><a><:><b><:>4,8,foo a:b:"),
                ("foo a::", "[foo][][a]<foo><a><::>2,7,foo a::"),
                ('foo "a b" c', '[foo][c]["a b"]<foo><"a b"><c>2,11,foo "a b" c'),
                ('foo "a b', '[foo][a b][foo]<foo><"a b>1,8,foo "a b'),
                ("echo x; foo a >x b", "[foo][b][x]<foo><a><>><x><b>4,10,foo a >x b"),
                ("A=b foo x", "[foo][x][foo]<foo><x>1,5,foo x"),
                ("foo x | foo q", "[foo][q][foo]<foo><q>1,5,foo q"),
                ("foo ", "[foo][][foo]<foo><>1,4,foo "),
                ("foo x\\ y:z w", "[foo][w][z]<foo><x\\ y><:><z><w>4,12,foo x\\ y:z w")):
            shell.type(typed + "\t")
            shell.expect("found")
            equal(shell.contents("told"), told + "\n", typed)
            shell.type("\x03")
            shell.until_prompt()
        # The rest of the line belongs to it up to the end of the command; the word at the cursor goes on behind it.
        for before, after, told in (
                ("foo a", " b c", "[foo][a][foo]<foo><a><b><c>1,5,foo a b c"),
                ("foo ab", "cd e", "[foo][ab][foo]<foo><abcd><e>1,6,foo abcd e"),
                ("ls; foo a", " b | cat", "[foo][a][foo]<foo><a><b>1,5,foo a b "),
                ("foo a", "&& ls", "[foo][a][foo]<foo><a>1,5,foo a"),
                ("foo --a=x", "yz b", "[foo][x][=]<foo><--a><=><xyz><b>3,9,foo --a=xyz b"),
                ('foo "a', ' b" c', '[foo][a][foo]<foo><"a b"><c>1,6,foo "a b" c'),
                ("foo ", "b c", "[foo][][foo]<foo><b><c>1,4,foo b c"),
                ("foo a ", "  c", "[foo][][a]<foo><a><><c>2,6,foo a   c"),
                ("foo a", "\\;b c", "[foo][a][foo]<foo><a\\;b><c>1,5,foo a\\;b c"),
                ("foo a", " >&2 $(b; c) d;e", "[foo][a][foo]<foo><a><>&><2><$(b; c)><d>1,5,foo a >&2 $(b; c) d")):
            shell.type(before + after + "\x02" * len(after) + "\t")
            shell.expect("found")
            equal(shell.contents("told"), told + "\n", before + after)
            shell.type("\x03")
            shell.until_prompt()
        equal(shell.run("set | grep -c ^COMP_[LPC]; echo $COMPREPLY"), "0\n\n")


def test_function_disturbs_nothing():
    """A completion function that fails or leaves changes neither $? nor the line, and keeps the terminal"""
    rc = """set -o pipefail
bad() { sleep 0; false; ${x?}; }
gone() { exit 3; }
strict() { set -e; false; COMPREPLY=(never); }
complete -F bad a; complete -F gone b; complete -F strict c; complete -F nowhere d
"""
    with Terminal(files={"rc": rc}, ENV="rc") as shell:
        shell.until_prompt()
        shell.run("alias strict='echo alias'; false | true")
        for name in "abcd":
            shell.enter(name + " x\ty || echo \"$? ${PIPESTATUS[@]}\"")
            matches(shell.until_prompt(), "not found.*\n127 127\n$", name)
            shell.run("set +e; (exit 5)")
            shell.type(f"{name} \t\x15")
            equal(shell.run("echo $?"), "5\n", name)
        equal(shell.foreground(), shell.pid)


def test_command():
    """complete -C executes a command, whose lines are the candidates"""
    script = "#!/bin/sh\nprintf '%s\\n' \"<$1><$2><$3>$COMP_LINE,$COMP_POINT\" >told\nprintf '%s\\n' one 'two words'\n"
    with Terminal(files={"finder": script}) as shell:
        shell.until_prompt()
        shell.run("chmod +x finder; complete -C ./finder foo; foo() { printf '(%s)' \"$@\"; echo; }")
        shell.type("foo x \t\t")
        shell.expect(r"one +two\\ words")
        equal(shell.contents("told"), "<foo><><x>foo x ,6\n")
        shell.enter("")
        shell.until_prompt()


def test_options():
    """complete -o default, filenames and nospace"""
    rc = """f() { printf '(%s)' "$@"; echo; }
complete -W "one" f; complete -o nospace -W one g; complete -o default -W one h
files() { COMPREPLY=($(compgen -W "folder file" -- "$2")); }
complete -o filenames -F files i
alias g=f h=f i=f
"""
    with Terminal(files={"rc": rc, "folder/x": "", "file": ""}, ENV="rc") as shell:
        shell.until_prompt()
        for typed, result in (
                ("f on\t.", "(one)(.)"), ("g on\t.", "(one.)"), ("f fil\t.", "(fil.)"), ("h fil\t.", "(file)(.)"),
                ("i fo\t.", "(folder/.)"), ("i fi\t.", "(file)(.)")):
            shell.enter(typed)
            matches(shell.until_prompt(), re.escape(result) + "\n$", typed)


def test_common_part_replaces():
    """Candidates that have nothing in common leave the word, others replace it"""
    with Terminal(files={"rc": "f() { COMPREPLY=($r); }\ncomplete -F f foo\nfoo() { echo \"($1)\"; }\n"},
                  ENV="rc") as shell:
        shell.until_prompt()
        shell.run("r='apple banana'")
        shell.enter("foo word\t")
        matches(shell.until_prompt(), r"\(word\)\n$")
        shell.run("r='apple apricot'")
        shell.enter("foo word\t")
        matches(shell.until_prompt(), r"\(ap\)\n$")


def test_printing():
    """complete -p prints commands, -r removes, and what is wrong is told"""
    with Terminal() as shell:
        shell.until_prompt()
        shell.run("complete -W 'a b' x y; complete -o nospace -o filenames -F f z; complete -C 'cmd 1' w; complete v")
        equal(shell.run("complete"), "complete v\ncomplete -C 'cmd 1' w\ncomplete -W 'a b' x\ncomplete -W 'a b' y\n"
              "complete -o nospace -o filenames -F f z\n")
        equal(shell.run("complete -r x; complete -p y x; echo $?"),
              "complete -W 'a b' y\nseesh: complete: x: nothing is arranged for this command\n1\n")
        equal(shell.run("complete -r x; echo $?").splitlines()[1], "1")
        equal(shell.run("complete -r; complete; echo $?"), "0\n")
        matches(shell.run("complete -o never x; echo $?"), r"(?s)unknown option -o never\nusage: complete.*\n2\n")
        matches(shell.run("complete --help"), "^usage: complete ")
        equal(shell.run("compgen -W 'start stop run' st; compgen -W 'a' b; echo $?"), "start\nstop\n1\n")


def test_descriptions():
    """Signals, options and descriptors are listed with what they are; pids with their names"""
    with Terminal() as shell:
        shell.until_prompt()
        shell.type("kill -TE\t\x15kill -T\t\t")
        shell.expect(r"\n-TERM +Terminated\n")
        shell.type("\x15set -o no\t\t")
        shell.expect(r"noglob +no pathname expansion\n")
        shell.type("\x15exec 7>seven\r")
        shell.until_prompt()
        shell.type("echo >&\t\t")
        shell.expect(r"\n- +close\n0 +/dev/pts/\d+\n(.*\n)*7 +/.*/seven\n")
        shell.type("\x15")
        shell.run("sleep 600 & echo $! >pid")
        pid = shell.contents("pid").strip()
        shell.type(f"see fds {pid[:-1]}\t\t")
        # Other processes may have this beginning too.
        shell.expect(rf"(\n{pid} +sleep 600|{pid} )")
        shell.type("\x15")
        shell.enter("kill %1; wait")
        shell.until_prompt()
