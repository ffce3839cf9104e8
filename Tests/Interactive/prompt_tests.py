"""What stands in front of a prompt: the mark of output without a newline, times, suggestions."""

import os
import re
import signal
import time

from terminal import PROMPT, SEESH, Mismatch, Terminal, equal, matches


def test_unfinished_line():
    """Output without a final newline is marked and the prompt begins a line, in any width"""
    for columns in (80, 20, 2, 133):
        with Terminal(columns=columns, PS1="@> ") as shell:
            shell.until_prompt()
            for command, output in (
                    ("printf abc", "abc%\n"), ("echo abc", "abc\n"), (":", ""), ("/bin/echo -n abc", "abc%\n"),
                    ("printf '%0*d' " + str(columns) + " 0", "0" * columns + "%\n"), ("sh -c 'printf x >&2'", "x%\n")):
                shell.enter(command)
                matches(shell.until_prompt(), r"(?s)(^|\n)" + re.escape(output) + "$", f"{columns}: {command}")
            # The mark fills one row exactly, whatever stands before it.
            for mark in re.findall(rb"\x1b\[7m%\x1b\[27m( *)\r\x1b\[K", shell.transcript):
                equal(len(mark) + 1, columns)


def test_start():
    """From the start to the first prompt it takes at most 1.5 times as long as bash --norc"""
    def time_to_prompt(*arguments, **options):
        start = time.perf_counter()
        with Terminal(*arguments, **options) as shell:
            shell.until_prompt()
            return time.perf_counter() - start

    # The best of each, in turn: what else the machine does can only add to a time.
    own = other = float("inf")
    for number in range(60):
        own = min(own, time_to_prompt())
        other = min(other, time_to_prompt("--norc", shell="/bin/bash"))
        if number >= 5 and own <= 1.5 * other:
            return
    raise Mismatch(f"seesh {own * 1000:.2f} ms, bash {other * 1000:.2f} ms")


def test_no_mark():
    """No mark is written before the first prompt, behind empty lines and Ctrl-C, and on terminals that cannot show it"""
    with Terminal() as shell:
        shell.until_prompt()
        shell.enter("")
        shell.until_prompt()
        shell.type("text\x03")
        shell.until_prompt()
        equal(b"%" in shell.transcript, False)
    for terminal in ("dumb", "vt52", None, "no-such-terminal"):
        with Terminal(TERM=terminal) as shell:
            shell.until_prompt()
            shell.enter("echo one")
            matches(shell.until_prompt(), "one\n$")
            shell.enter("printf abc")
            shell.expect("abc" + re.escape(PROMPT))
            equal(b"%" in shell.transcript, False, terminal)


def test_mark_precedes_reports():
    """The mark comes before the report of jobs, of times, and PROMPT_COMMAND"""
    with Terminal(REPORTTIME="0", PROMPT_COMMAND="printf '<>'") as shell:
        shell.until_prompt()
        shell.enter("printf abc; sleep 0.02")
        matches(shell.until_prompt(), r"abc%\nreal 0\.\d\d s.*\n<>$")


def test_report_time():
    """A command that took longer than REPORTTIME is followed by its times and its peak memory"""
    with Terminal(REPORTTIME="0.05") as shell:
        shell.until_prompt()
        equal(shell.run("echo quick"), "quick\n")
        matches(shell.run("sleep 0.1"),
                r"^real \d+\.\d\d s, user \d+\.\d\d s, sys \d+\.\d\d s, peak memory \d+\.\d MiB\n$")
        program = "x = bytearray(60 << 20); import time; time.sleep(0.1)"
        found = re.search(r"peak memory (\d+)", shell.run(f"true | python3 -c '{program}' | cat"))
        equal(found is not None and 60 <= int(found[1]) < 200, True, "60 MiB")
        shell.run("REPORTTIME=1000")
        equal(shell.run("sleep 0.1"), "")
        for value in ("", "x", "-1"):
            shell.run(f"REPORTTIME={value}")
            equal(shell.run("sleep 0.1"), "", value)


def test_history_expansion():
    """Who types what other shells replace by a line of the history is told how to find one here"""
    hint = "; no history expansion here: `fc -s', Up and Ctrl-R find what was typed"
    with Terminal() as shell:
        shell.until_prompt()
        for typed in ("!!", "!ls", "!-2", "!$", "^old^new", "true && !!"):
            name = typed.split()[-1]
            equal(shell.run(typed + "; echo $?"), f"seesh: {name}: not found{hint}\n127\n")
        equal(shell.run("!! 2>file; cat file"), "seesh: !!: not found\n")
        equal(shell.run("^x"), "seesh: ^x: not found\n")
        equal(shell.run(f"echo '!!' >script; '{SEESH}' script"), "seesh: script: 1: !!: not found\n")


def test_names_that_hold_escapes():
    """What a terminal would act on is shown in job notices, listings and errors, and not sent to it"""
    with Terminal(files={"d\x1b[31m/x": "", "hid1\u009b": "", "hid2\u009b": ""}) as shell:
        shell.until_prompt()
        equal(shell.run("e=$(printf '\\033[31m'); \"$e\""), "seesh: \\x1B[31m: not found\n")
        matches(shell.run("sleep 0.01 \"$e\" 2>/dev/null & wait"), r"\[1\] \d+\n")
        matches(shell.run("sh -c 'sleep 9' $'\\e[31m' & jobs; kill %1; wait"),
                r"\[1\] \+ Running sh -c 'sleep 9' \$'\\e\[31m'\n")
        shell.type("echo 'hid\t\t\t")
        shell.expect(r"'?hid1\? +'?hid2\? *\n")
        shell.type("\x03")
        shell.until_prompt()
        shell.type("echo hid\t\t\t")
        shell.expect(r"\$'hid1\\302\\233' +\$'hid2\\302\\233' *\n")
        shell.type("\x03")
        shell.until_prompt()


def test_suggestions():
    """A name that is not found is followed by the nearest one, at a terminal only"""
    with Terminal(files={"bin/zzutility": ""}, PATH="/usr/bin:/bin:bin") as shell:
        shell.until_prompt()
        shell.run("chmod +x bin/zzutility; zzfunction() { :; }; alias zzalias=:")
        for typed, meant in (("gerp x", "grep"), ("unste x", "unset"), ("zzutilty", "zzutility"),
                             ("zzfuntcion", "zzfunction"), ("zzalais", "zzalias")):
            name = typed.split()[0]
            equal(shell.run(typed + "; echo $?"), f"seesh: {name}: not found; did you mean {meant}?\n127\n")
        equal(shell.run("true | gerp x"), "seesh: gerp: not found; did you mean grep?\n")
        equal(shell.run("zzqqxxyyz"), "seesh: zzqqxxyyz: not found\n")
        equal(shell.run("./gerp"), "seesh: ./gerp: No such file or directory\n")
        equal(shell.run("gerp 2>file; cat file"), "seesh: gerp: not found\n")
        equal(shell.run(f"'{SEESH}' -c gerp; echo gerp >script; '{SEESH}' script"),
              "seesh: seesh: 1: gerp: not found\nseesh: script: 1: gerp: not found\n".replace("seesh: seesh", f"seesh: {SEESH}"))


def test_prompt_commands():
    """PROMPT_COMMAND may be an array, of which each element is executed"""
    with Terminal() as shell:
        shell.until_prompt()
        shell.run("PROMPT_COMMAND=('printf 1' 'printf 2; false' 'printf $?')")
        shell.enter("(exit 4)")
        matches(shell.until_prompt(), r"\n124$")
        equal(shell.run("echo $?"), "4\n120")


def test_errexit_of_start_up_file():
    """errexit that a start-up file has left on by its failure does not end the shell at the first failure"""
    with Terminal(files={"rc": "set -e\nfalse\n"}, ENV="rc") as shell:
        matches(shell.until_prompt(), r"^seesh: rc: a command has failed; errexit is off again\n$")
        equal(shell.run("false; echo here; case $- in *e*) echo on; esac"), "here\n")
    with Terminal(files={"rc": "set -e\n"}, ENV="rc") as shell:
        shell.until_prompt()
        shell.enter("false")
        equal(shell.wait_for_end(), 1)


def test_interrupted_start_up_file():
    """Ctrl-C ends a start-up file that does not end, and the prompt comes"""
    for text in ("echo begun; while :; do :; done\n", "echo begun; sleep 600\n", "echo begun; read x\n"):
        with Terminal(files={"rc": text}, ENV="rc") as shell:
            shell.expect("begun\n")
            if "sleep" in text:
                shell.wait_for_foreground("sleep")
            shell.type("\x03")
            shell.until_prompt()
            equal(shell.run("echo here"), "here\n", text)


def test_hang_up_while_executing():
    """SIGHUP during a command keeps the history, runs the EXIT trap, and ends the shell by the signal"""
    with Terminal() as shell:
        shell.until_prompt()
        shell.run("trap 'echo left >left' EXIT; sleep 601 &")
        shell.enter("sleep 600")
        group = shell.wait_for_foreground("sleep")
        os.kill(shell.pid, signal.SIGHUP)
        os.kill(group, signal.SIGTERM)
        equal(shell.wait_for_end(), -signal.SIGHUP)
        matches(shell.contents("history"), r":143:[^;]*;sleep 600\n$")
        equal(shell.contents("left"), "left\n")
