"""The keys that send signals, typed to seesh and to bash --posix alike: what they reach, and what is left.

A key is typed only once the command has shown that it has begun: it writes a line first, or its processes are seen.
"""

import os

from sessions import both
from terminal import equal, members, process_name, process_state, session


def keyed(shell, line, key, names=()):
    """Enters a line that writes a mark of its beginning, and types the key once it has come and these programs wait.

    Returns the process group that was in the foreground.
    """
    shell.enter(line)
    shell.expect("\nbegun\n")
    wanted = sorted(names)
    # Between the end of one program and the beginning of the next a signal may find nobody.
    shell.wait_for(lambda: sorted(process_name(pid) for pid in session(shell.pid)
                                  if process_name(pid) in wanted and process_state(pid) == "S") == wanted, "the programs")
    group = shell.foreground()
    shell.type(key)
    return group


@both
def test_interrupted_waiting(start):
    """As bash: Ctrl-C ends wait, and the job that was waited for goes on"""
    with start() as shell:
        shell.run("sleep 600 & echo $! >pid")
        pid = int(shell.contents("pid"))
        for wait in ("wait", "wait %1", "wait $!", "for i in 1 2; do wait; done; echo never", "{ wait; echo never; }"):
            shell.enter(f"echo beg''un; {wait}")
            shell.expect("\nbegun\n")
            shell.wait_for(lambda: process_state(shell.pid) == "S", "the shell waiting")
            shell.type("\x03")
            equal("never" in shell.until_prompt(), False, wait)
            equal(shell.run("echo $?"), "130\n", wait)
            shell.has_state(pid, "S")
        shell.kill_all()


@both
def test_interrupted_loops(start):
    """As bash: Ctrl-C ends loops and the lists around them"""
    with start() as shell:
        shell.run("f() { while :; do :; done; }")
        for loop in ("while :; do :; done", "until ! :; do x=$((x + 1)); done", "f",
                     "eval 'while :; do :; done'", "for i in 1 2 3; do /bin/sleep 600; done",
                     "{ while :; do :; done; echo never; }", "while :; do while :; do :; done; done; echo never"):
            keyed(shell, f"echo beg''un; {loop}", "\x03", ["sleep"] if "sleep" in loop else [])
            equal("never" in shell.until_prompt(), False, loop)
            equal(shell.run("echo $?"), "130\n", loop)
            shell.is_at_prompt()


@both
def test_interrupted_substitutions(start):
    """As bash: Ctrl-C ends a command substitution and the command that it belongs to"""
    with start() as shell:
        for line, names in (
                ("x=$(echo beg''un >&2; /bin/sleep 600); echo never", ["sleep"]),
                ("echo $(echo beg''un >&2; while :; do :; done)", []),
                ("echo $(echo beg''un >&2; cat | cat); echo never", ["cat", "cat"]),
                ("x=`echo beg''un >&2; sh -c 'sleep 600; :'`; echo never", ["sh", "sleep"])):
            keyed(shell, line, "\x03", names)
            equal("never" in shell.until_prompt(), False, line)
            # A reader that has not died yet could still take what is typed.
            shell.wait_for(lambda: session(shell.pid) == [shell.pid], "the end of the others")
            equal(shell.run("echo $?"), "130\n", line)
            shell.is_at_prompt()


@both
def test_interrupted_subshells(start):
    """As bash: Ctrl-C reaches all stages, whatever they are, and a subshell as a whole"""
    with start() as shell:
        for line, names in (
                ("(echo beg''un; while :; do :; done)", []),
                ("(echo beg''un; /bin/sleep 600; echo never)", ["sleep"]),
                ("(trap '' INT; echo beg''un; exec /bin/sh -c 'read x' </dev/tty)", ["sh"]),
                ("echo beg''un | { cat; /bin/sleep 600; echo never; }", ["sleep"]),
                ("{ echo beg''un >&2; /bin/sleep 600; } | cat | cat", ["sleep", "cat", "cat"])):
            group = keyed(shell, line, "\x03", names)
            if "trap" in line:
                # What ignores the signal goes on.
                shell.type("\r")
            equal("never" in shell.until_prompt(), False, line)
            shell.wait_for(lambda: not members(group), "the end of all stages")
            equal(shell.run("echo $?"), "0\n" if "trap" in line else "130\n", line)


@both
def test_quit(start):
    """As bash: Ctrl-\\ ends a command, and does nothing at the prompt, to a background job or to builtins"""
    with start() as shell:
        shell.run("ulimit -c 0; sleep 601 &")
        keyed(shell, "sh -c 'echo beg''un; exec /bin/sleep 600'", "\x1c", ["sleep", "sleep"])
        shell.until_prompt()
        equal(shell.run("echo $?"), "131\n")
        shell.type("\x1c")
        equal(shell.run("echo still"), "still\n")
        keyed(shell, "echo beg''un; while :; do :; done", "\x1c")
        shell.type("\x03")
        shell.until_prompt()
        equal(shell.run("echo $?"), "130\n")
        equal([job[:3] for job in shell.jobs()], [("1", "+", "Running")])
        shell.kill_all()


@both
def test_stopped_stages(start):
    """As bash: Ctrl-Z stops pipelines with while read, a builtin or a function at either end, and they go on"""
    with start() as shell:
        shell.run("f() { while read -r x; do echo \"<$x>\"; done; }; g() { echo g; read -r x <fifo; echo $x; }; mkfifo fifo")
        for line, count, text in (
                ("g | while read -r x; do echo \"<$x>\"; done", 2, "<one>"), ("g | f | cat", 3, "<one>"),
                ("{ read -r x <fifo; echo $x; } | f", 2, "<one>"), ("read -r x <fifo | cat", 2, ""),
                ("cat fifo | (cat; echo end)", 3, "one\nend"), ("(cat fifo; echo end) | f", 3, "<one>\n<end>")):
            shell.enter(line)
            shell.wait_for(lambda: shell.foreground() != shell.pid, "the pipeline in the foreground")
            group = shell.foreground()
            # A process that is not there yet is not stopped by the key.
            shell.wait_for(lambda: [process_state(pid) in "SD" for pid in members(group)] == [True] * count, "all waiting")
            shell.type("\x1a")
            shell.until_prompt()
            shell.wait_for(lambda: {process_state(pid) for pid in members(group)} == {"T"}, "all stages stopped")
            equal(shell.jobs()[0][:3], ("1", "+", "Stopped(SIGTSTP)"), line)
            shell.enter("fg")
            shell.wait_for(lambda: shell.foreground() == group, "the pipeline in the foreground again")
            with open(os.path.join(shell.folder, "fifo"), "w", encoding="ascii") as fifo:
                fifo.write("one\n")
            shell.expect(text + "\n")
            shell.until_prompt()
            equal(shell.jobs(), [], line)
