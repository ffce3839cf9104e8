"""The same session of job control, typed to seesh and to bash --posix: both have to reach the same states."""

import os
import signal
import sys
import termios

from sessions import BASH, both
from terminal import SEESH, equal, members, process_name, process_state


@both
def test_stop_and_continue(start):
    """As bash: Ctrl-Z, bg, fg and Ctrl-C, with the states, the statuses and the terminal of each step"""
    with start() as shell:
        shell.enter("sleep 600")
        pid = shell.stop("sleep")
        equal(shell.run("echo $?"), "148\n")
        shell.has_state(pid, "T")
        equal(shell.jobs(), [("1", "+", "Stopped(SIGTSTP)", "sleep 600")])
        equal(shell.status_of("bg"), 0)
        shell.has_state(pid, "S")
        equal(shell.jobs(), [("1", "+", "Running", "sleep 600")])
        shell.enter("fg")
        shell.wait_for(lambda: shell.foreground() == pid, "the job in the foreground")
        shell.type("\x03")
        shell.until_prompt()
        equal(shell.run("echo $?"), "130\n")
        equal(shell.jobs(), [])


@both
def test_numbers_and_marks(start):
    """As bash: a job keeps its number in the foreground, and the marks go to what was stopped last"""
    with start() as shell:
        shell.run("sleep 601 & sleep 602 & sleep 603 &")
        equal([job[:3] for job in shell.jobs()],
              [("1", "", "Running"), ("2", "-", "Running"), ("3", "+", "Running")])
        shell.enter("fg %2")
        shell.stop("sleep")
        equal([job[:3] for job in shell.jobs()],
              [("1", "", "Running"), ("2", "+", "Stopped(SIGTSTP)"), ("3", "-", "Running")])
        shell.enter("fg %1")
        shell.stop("sleep")
        equal([job[:3] for job in shell.jobs()],
              [("1", "+", "Stopped(SIGTSTP)"), ("2", "-", "Stopped(SIGTSTP)"), ("3", "", "Running")])
        shell.enter("fg %-")
        shell.stop("sleep")
        equal([job[:2] for job in shell.jobs()], [("1", "-"), ("2", "+"), ("3", "")])
        shell.kill_all()


@both
def test_names(start):
    """As bash: %n, %string and %?string, and the statuses of what names no job"""
    with start() as shell:
        shell.run("sleep 601 & sleep 602 &")
        equal(shell.status_of("fg %sleep 2>/dev/null"), 1)
        equal(shell.status_of("kill %?601; wait %1"), 143)
        equal(shell.jobs(), [("2", "+", "Running", "sleep 602")])
        equal(shell.status_of("kill -s KILL %sleep; wait %2"), 137)
        shell.run(":")
        for line, status in (("fg %9", 1), ("bg %9", 1), ("kill %9", 1), ("wait %9", 127), ("disown %9", 1), ("fg", 1),
                             ("bg", 1), ("jobs %9", 1), ("wait 999999", 127), ("disown", 1), ("jobs", 0), ("wait", 0)):
            equal(shell.status_of(line), status, line)


@both
def test_kill(start):
    """As bash: kill stops, continues and ends jobs, also stopped ones"""
    with start() as shell:
        shell.enter("sleep 600")
        pid = shell.stop("sleep")
        shell.run("kill -s CONT %1")
        shell.has_state(pid, "S")
        equal(shell.jobs(), [("1", "+", "Running", "sleep 600")])
        shell.run("kill -s STOP %1")
        shell.has_state(pid, "T")
        equal(shell.jobs(), [("1", "+", "Stopped(SIGSTOP)", "sleep 600")])
        equal(shell.status_of("wait %1"), 147)
        shell.run("kill %1")
        shell.has_state(pid, ("Z", "gone"))
        shell.run(":")
        equal(shell.jobs(), [])


@both
def test_lists(start):
    """As bash: behind a command that was stopped the list goes on, and a loop ends; a subshell stops as a whole"""
    with start() as shell:
        for line, text in (("sleep 600; echo after $?", "after 148"), ("{ sleep 600; echo inside; }", "inside"),
                           ("sleep 600 && echo yes || echo no", "no"), ("for i in 1 2; do sleep 600; done; echo $?", "148")):
            shell.enter(line)
            shell.wait_for_foreground("sleep")
            shell.type("\x1a")
            shell.expect(rf"\n{text}\n")
            shell.until_prompt()
            equal(shell.jobs(), [("1", "+", "Stopped(SIGTSTP)", "sleep 600")], line)
            shell.kill_all()
            # Some need a second look until the job is off the list.
            shell.wait_for(lambda: not shell.jobs(), "an empty list of jobs")
        shell.enter("(/bin/sleep 600; echo inside)")
        shell.wait_for(lambda: any(process_name(pid) == "sleep" for pid in members(shell.foreground())), "sleep")
        shell.type("\x1a")
        shell.until_prompt()
        equal([job[:3] for job in shell.jobs()], [("1", "+", "Stopped(SIGTSTP)")])
        shell.enter("fg")
        shell.wait_for(lambda: shell.foreground() != shell.pid and
                       {process_state(pid) for pid in members(shell.foreground())} == {"S"}, "it going on")
        shell.type("\x03")
        shell.until_prompt()
        equal(shell.jobs(), [])


@both
def test_pipelines(start):
    """As bash: pipelines whose first, middle or last stage is a builtin or a function stop and go on"""
    with start() as shell:
        shell.run("f() { while read -r x; do echo \"<$x>\"; done; }; mkfifo fifo")
        for line in ("cat fifo | f | cat", "cat fifo | cat | f", "f <fifo | f", "cat fifo | while read -r x; do echo \"<$x>\"; done",
                     "{ f; } <fifo | cat"):
            shell.enter(line)
            shell.wait_for(lambda: shell.foreground() != shell.pid, "the pipeline in the foreground")
            group = shell.foreground()
            count = line.count("|") + 1
            # A stage that waits for the other side of the FIFO does so in a state of its own in some kernels.
            shell.wait_for(lambda: sum(process_state(pid) in ("S", "D") for pid in members(group)) >= count, "all stages")
            shell.type("\x1a")
            shell.until_prompt()
            shell.wait_for(lambda: {process_state(pid) for pid in members(group)} == {"T"}, "all stages stopped")
            equal(shell.jobs()[0][:3], ("1", "+", "Stopped(SIGTSTP)"), line)
            shell.enter("fg")
            shell.wait_for(lambda: shell.foreground() == group, "the pipeline in the foreground again")
            with open(os.path.join(shell.folder, "fifo"), "w", encoding="ascii") as fifo:
                fifo.write("one\n")
            shell.expect("<one>+\n|<<one>>\n")
            shell.until_prompt()
            equal(shell.run("echo $?"), "0\n", line)
            equal(shell.jobs(), [], line)


@both
def test_terminal_signals(start):
    """As bash: Ctrl-C and Ctrl-\\ end what is in the foreground, and nothing else"""
    with start() as shell:
        shell.run("sleep 601 &")
        for key, status in (("\x03", 130), ("\x1c", 131)):
            shell.enter("sleep 600")
            shell.wait_for_foreground("sleep")
            shell.type(key)
            shell.until_prompt()
            equal(shell.run("echo $?").splitlines()[-1], str(status))
        equal([job[:3] for job in shell.jobs()], [("1", "+", "Running")])
        shell.kill_all()


@both
def test_background_terminal(start):
    """As bash: a background job that reads, or writes with tostop, is stopped, and goes on in the foreground"""
    with start() as shell:
        shell.run("cat & echo $! >pid")
        pid = int(shell.contents("pid"))
        shell.has_state(pid, "T")
        equal(shell.jobs(), [("1", "+", "Stopped(SIGTTIN)", "cat")])
        shell.enter("fg")
        shell.wait_for(lambda: shell.foreground() == pid and process_state(pid) == "S", "cat reading")
        shell.type("line\r\x04")
        shell.expect("line\nline\n")
        shell.until_prompt()
        shell.run("stty tostop")
        shell.run("sh -c 'echo out' & echo $! >pid")
        pid = int(shell.contents("pid"))
        shell.has_state(pid, "T")
        equal(shell.jobs()[0][:3], ("1", "+", "Stopped(SIGTTOU)"))
        shell.enter("fg")
        shell.expect("\nout\n")
        shell.until_prompt()
        equal(shell.jobs(), [])


@both
def test_ends_in_the_background(start):
    """As bash: jobs tells once how each job has ended"""
    with start() as shell:
        shell.run("sleep 0 & echo $! >pids; (exit 3) & echo $! >>pids; sh -c 'kill $$' & echo $! >>pids; wait 2>/dev/null")
        for pid in shell.contents("pids").split():
            shell.has_state(int(pid), ("Z", "gone"))
        equal(shell.jobs(), [])
        shell.run("set -m; (exit 7) & pid=$!; wait $pid; echo $? >status")
        equal(shell.contents("status"), "7\n")


@both
def test_leaving(start):
    """As bash: stopped jobs are warned of once, get SIGHUP when the shell leaves, and running ones stay"""
    with start() as shell:
        shell.run("sleep 601 & echo $! >pid")
        running = int(shell.contents("pid"))
        shell.enter("sleep 600")
        stopped = shell.stop("sleep")
        shell.enter("exit")
        shell.until_prompt()
        equal(shell.run("echo here"), "here\n")
        shell.enter("exit")
        shell.until_prompt()
        shell.enter("exit")
        shell.wait_for_end()
        try:
            shell.wait_for(lambda: process_state(stopped) in (None, "Z"), "the stopped job's end")
            equal(process_state(running) in ("S", "R", "D"), True)
        finally:
            os.kill(running, signal.SIGKILL)


@both
def test_disown(start):
    """As bash: a disowned job is in no list, and is not warned of"""
    with start() as shell:
        shell.run("sleep 600 & echo $! >pid; disown %1")
        pid = int(shell.contents("pid"))
        equal(shell.jobs(), [])
        shell.enter("exit")
        shell.wait_for_end()
        try:
            equal(process_state(pid) in ("S", "R", "D"), True)
        finally:
            os.kill(pid, signal.SIGKILL)


@both
def test_orphaned_group(start):
    """As bash: a stopped job of a nested shell that is killed is hung up by the kernel, and the terminal comes back"""
    with start() as shell:
        inner_shell = SEESH if shell.shell == SEESH else BASH + " --norc --posix"
        shell.enter(f"PS1='inner''> ' {inner_shell} -i")
        shell.until_prompt("inner> ")
        inner = shell.foreground()
        shell.enter("sleep 600")
        shell.wait_for_foreground("sleep")
        pid = shell.foreground()
        shell.type("\x1a")
        shell.until_prompt("inner> ")
        os.kill(inner, signal.SIGKILL)
        shell.until_prompt()
        shell.is_at_prompt()
        shell.wait_for(lambda: process_state(pid) is None, "the orphan's end")
        equal(shell.run("echo $?"), "137\n")


@both
def test_suspended_shell(start):
    """As bash: a nested shell suspends itself, and comes back with its jobs"""
    with start() as shell:
        inner_shell = SEESH if shell.shell == SEESH else BASH + " --norc --posix"
        shell.enter(f"PS1='inner''> ' {inner_shell} -i")
        shell.until_prompt("inner> ")
        inner = shell.foreground()
        shell.run("sleep 600 &", "inner> ")
        shell.enter("suspend")
        shell.until_prompt()
        shell.is_at_prompt()
        shell.has_state(inner, "T")
        equal(shell.jobs()[0][:3], ("1", "+", "Stopped(SIGSTOP)"))
        shell.enter("fg")
        shell.wait_for(lambda: shell.foreground() == inner, "the inner shell in the foreground")
        shell.enter("kill %1; wait %1; echo $?")
        shell.expect("\n143\n")
        shell.until_prompt("inner> ")
        shell.enter("exit 5")
        shell.until_prompt()
        shell.is_at_prompt()
        equal(shell.run("echo $?"), "5\n")


@both
def test_monitor_in_scripts(start):
    """As bash: set -m in a script gives each job a process group"""
    script = ("set -m; sleep 600 & ps -o pgid= -p $! | tr -d ' ' >group; echo $! >pid; kill $!; wait $!; "
              "sh -c 'ps -o pgid=,tpgid= -p $$' >front; echo $$ >own")
    with start(files={"script": script}) as shell:
        name = SEESH if shell.shell == SEESH else BASH
        shell.run(f"'{name}' script 2>/dev/null")
        equal(shell.contents("group"), shell.contents("pid"))
        group, foreground = shell.contents("front").split()
        # bash leaves the terminal with itself where it is not interactive; dash, yash and ksh93 do not.
        if shell.shell == SEESH:
            equal(group, foreground)
        equal(group == shell.contents("own").strip(), False)
        shell.is_at_prompt()


@both
def test_without_terminal(start):
    """As bash: -i without a terminal executes commands, without job control"""
    with start() as shell:
        name = SEESH if shell.shell == SEESH else BASH + " --norc --posix"
        output = shell.run(f"printf 'echo one\\nsleep 0 & wait; echo $?\\nfg\\necho $?\\nexit 4\\n' | setsid -w {name} -i 2>/dev/null; echo $?")
        equal(output, "one\n0\n1\n4\n")


@both
def test_raw_mode(start):
    """As bash: a program killed or stopped in raw mode leaves a terminal that echoes, line by line"""
    program = ("import os, signal, sys, termios, time\nmodes = termios.tcgetattr(0)\n"
               "modes[3] &= ~(termios.ICANON | termios.ECHO | termios.ISIG)\ntermios.tcsetattr(0, termios.TCSANOW, modes)\n"
               "print('raw', flush=True)\nos.kill(0, getattr(signal, sys.argv[1]))\ntime.sleep(600)\n")
    wanted = termios.ICANON | termios.ECHO | termios.ISIG
    with start(files={"raw.py": program}) as shell:
        for name in ("SIGKILL", "SIGTERM", "SIGSTOP"):
            shell.enter(f"{sys.executable} raw.py {name}")
            shell.expect("raw\n")
            shell.until_prompt()
            shell.enter("cat")
            shell.wait_for_foreground("cat")
            shell.wait_for(lambda: shell.modes()[3] & wanted == wanted, f"sane modes behind {name}")
            shell.type("\x03")
            shell.until_prompt()
        shell.kill_all()


@both
def test_traps_and_waiting(start):
    """As bash: wait is cut short by a trapped signal, and a trap on CHLD is executed when a job ends"""
    with start() as shell:
        shell.run("trap 'echo trapped' USR1; sleep 600 & echo $! >pid")
        shell.enter("wait")
        shell.expect("wait\n")
        shell.wait_for(lambda: process_state(shell.pid) == "S", "the shell waiting")
        os.kill(shell.pid, signal.SIGUSR1)
        shell.expect("trapped\n")
        shell.until_prompt()
        equal(shell.run("echo $?"), str(128 + signal.SIGUSR1) + "\n")
        shell.kill_all()
        shell.run(":")
        shell.run("trap 'echo child' CHLD")
        shell.enter("sleep 0.05 & wait; trap - CHLD")
        shell.expect(r"\nchild\n")
        shell.until_prompt()
