"""Job control at a terminal: stopping, continuing, the terminal's modes and its foreground, hang-up, leaving."""

import os
import re
import signal
import sys
import termios
import time

from terminal import PROMPT, SEESH, Terminal, equal, matches, members, process_name, process_state

RAW = "import sys, termios, tty, time\ntty.setraw(0)\nprint('raw', flush=True)\n"


def test_stop_and_continue():
    """Ctrl-Z stops a job, jobs shows it, fg continues it"""
    with Terminal() as shell:
        shell.until_prompt()
        shell.enter("sleep 600")
        pid = shell.wait_for_foreground("sleep")
        shell.type("\x1a")
        matches(shell.until_prompt(), r"\n\[1\] \+ Stopped \(SIGTSTP\) +sleep 600\n$")
        equal(shell.run("echo $?"), f"{128 + signal.SIGTSTP}\n")
        equal(process_state(pid), "T")
        matches(shell.run("jobs -l"), rf"^\[1\] \+ {pid} Stopped \(SIGTSTP\) +sleep 600\n$")
        shell.enter("fg")
        equal(shell.wait_for_foreground("sleep"), pid)
        shell.wait_for(lambda: process_state(pid) == "S", "the sleep going on")
        shell.type("\x03")
        shell.until_prompt()
        equal(shell.run("echo $?; jobs"), "130\n")


def test_stop_before_the_program():
    """Ctrl-Z before a command's program has begun stops the command, and not the shell"""
    # So many files to open take longer than the key.
    slow = "slow() { /bin/sleep 600" + " >x" * 5000 + "; }\n"
    with Terminal(files={"rc": slow}, ENV="rc") as shell:
        shell.until_prompt()
        for _ in range(5):
            shell.enter("slow")
            shell.wait_for(lambda: shell.foreground() != shell.pid, "the command in the foreground")
            shell.type("\x1a")
            matches(shell.until_prompt(), r"\[1\] \+ Stopped")
            shell.run("kill -s KILL %1; wait")


def test_background():
    """bg continues a stopped job behind the prompt, and its end is told before the next prompt"""
    with Terminal() as shell:
        shell.until_prompt()
        shell.enter("cat fifo; sleep 600")
        shell.type("\x03")
        shell.until_prompt()
        shell.run("mkfifo fifo")
        shell.enter("cat fifo")
        shell.wait_for_foreground("cat")
        shell.type("\x1a")
        shell.until_prompt()
        equal(shell.run("bg"), "[1] cat fifo\n")
        equal(shell.foreground(), shell.pid)
        shell.enter("echo through > fifo; wait")
        matches(shell.until_prompt(), "through\n")
        equal(shell.run("jobs"), "")


def test_end_of_job_is_told():
    """The end of a background job is told before the next prompt, once"""
    with Terminal() as shell:
        shell.until_prompt()
        shell.run("mkfifo fifo")
        matches(shell.run("sh -c 'read x < fifo; exit 3' &"), r"^\[1\] \d+\n")
        shell.run("jobs -p > pid")
        pid = int(shell.contents("pid"))
        shell.enter("kill $!")
        shell.wait_for(lambda: process_state(pid) in (None, "Z"), "the job's end")
        shell.until_prompt()
        # The news may come with the prompt behind kill, or with the next one.
        shell.enter("")
        shell.enter("")
        shell.until_prompt()
        shell.until_prompt()
        equal(shell.transcript.count(b"Terminated"), 1)


def test_notify():
    """set -b tells of a job's end at once, and keeps the line that is being typed"""
    with Terminal() as shell:
        shell.until_prompt()
        shell.run("set -b; mkfifo fifo")
        matches(shell.run("sh -c 'read x < fifo; exit 3' &"), r"^\[1\] \d+\n")
        shell.type("echo unfini")
        shell.expect("unfini")
        with open(os.path.join(shell.folder, "fifo"), "w", encoding="ascii") as fifo:
            fifo.write("\n")
        shell.expect(r"\[1\] \+ Done\(3\) ")
        shell.expect(PROMPT + "echo unfini")
        shell.enter("shed")
        matches(shell.until_prompt(), "unfinished\n$")


def test_background_output():
    """What a job in the background writes over the line that is being typed is followed by the line again"""
    with Terminal() as shell:
        shell.until_prompt()
        shell.run("mkfifo fifo; while read -r line; do printf \"$line\"; done <>fifo &")
        shell.type("echo unfini")
        shell.expect("unfini")
        for text, shown in (("with a newline\\n", "with a newline\n"), ("without", "without%\n")):
            # What comes while the shell itself writes passes for its own.
            shell.wait_for(lambda: process_state(shell.pid) == "S", "the shell waiting")
            with open(os.path.join(shell.folder, "fifo"), "w", encoding="ascii") as fifo:
                fifo.write(text + "\n")
            shell.expect(f"^{shown}" + PROMPT + "echo unfini")
        shell.enter("shed")
        matches(shell.until_prompt(), "unfinished\n$")
        shell.run("kill %1; wait")


def test_wait_for_told_job():
    """wait by a job's number gives its status also where its end has been told, until another job has the number"""
    with Terminal() as shell:
        shell.until_prompt()
        shell.run("mkfifo fifo; (read -r x <fifo; exit 7) & echo $! >pid")
        pid = int(shell.contents("pid"))
        shell.run("echo >fifo")
        shell.wait_for(lambda: process_state(pid) in (None, "Z"), "the job's end")
        shell.run(":")
        equal(shell.transcript.count(b"Done(7)"), 1)
        equal(shell.run("wait %1; echo $?"), "7\n")
        equal(shell.run("wait %1; echo $?").splitlines()[-1], "127")
        shell.run("(read -r x <fifo; exit 7) & echo $! >pid")
        pid = int(shell.contents("pid"))
        shell.run("echo >fifo")
        shell.wait_for(lambda: process_state(pid) in (None, "Z"), "the job's end")
        shell.run(":")
        shell.run("/bin/sleep 600 &")
        equal(shell.run("kill -s KILL %1; wait %1; echo $?").splitlines()[-1], "137")


def test_texts_of_jobs():
    """A job is listed as it was typed, without the operator that ends it"""
    with Terminal() as shell:
        shell.until_prompt()
        texts = ("/bin/sleep 600", "/bin/sleep 600 | cat", "/bin/sleep 600 && true", "(/bin/sleep 600; :)",
                 "{ /bin/sleep 600; :; }", "! /bin/sleep 600", "for i in 1; do /bin/sleep 600; done")
        for text in texts:
            shell.run(text + " &")
        listed = shell.run("jobs").splitlines()
        equal([line.split("Running ")[1] for line in listed], list(texts))
        shell.run("kill -s KILL $(jobs -p); wait 2>/dev/null")
        shell.enter("(/bin/sleep 600; :)")
        shell.wait_for(lambda: "sleep" in [process_name(pid) for pid in members(shell.foreground())], "sleep")
        shell.type("\x1a")
        matches(shell.until_prompt(), r"Stopped \(SIGTSTP\) \(/bin/sleep 600; :\)\n$")
        shell.run("kill -s KILL %1; wait")


def test_trap_at_prompt():
    """A trap is executed while a line is typed, and the line stays"""
    with Terminal() as shell:
        shell.until_prompt()
        shell.run("trap 'echo trapped' USR1")
        shell.type("echo unfini")
        shell.expect("unfini")
        os.kill(shell.pid, signal.SIGUSR1)
        shell.expect("trapped\n" + PROMPT + "echo unfini")
        shell.enter("shed")
        matches(shell.until_prompt(), "unfinished\n$")


def test_trap_on_interrupt():
    """A trap on SIGINT is executed at the prompt, which then is fresh"""
    with Terminal() as shell:
        shell.until_prompt()
        shell.run("trap 'echo trapped' INT")
        shell.type("echo never")
        shell.expect("never")
        shell.type("\x03")
        matches(shell.until_prompt(), "trapped\n$")
        equal(shell.run("echo $?"), "130\n")


def test_exit_in_trap_at_prompt():
    """exit in a trap leaves the shell from the prompt"""
    with Terminal() as shell:
        shell.until_prompt()
        shell.run("trap 'exit 9' USR1")
        os.kill(shell.pid, signal.SIGUSR1)
        equal(shell.wait_for_end(), 9)


def test_pipeline_stops():
    """A pipeline with a function and a builtin as stages stops and goes on as one"""
    with Terminal() as shell:
        shell.until_prompt()
        shell.run("f() { while read x; do echo got $x; done; }; mkfifo fifo")
        shell.enter("cat fifo | f | while read y; do echo \"<$y>\"; done")
        group = shell.wait_for_foreground("cat")
        # A stage that is not there yet is not stopped by the key.
        shell.wait_for(lambda: [process_state(pid) for pid in members(group)] == ["S"] * 3, "three stages waiting")
        shell.type("\x1a")
        matches(shell.until_prompt(), r"\[1\] \+ Stopped \(SIGTSTP\) +cat fifo \|")
        shell.enter("fg")
        shell.wait_for_foreground("cat")
        with open(os.path.join(shell.folder, "fifo"), "w", encoding="ascii") as fifo:
            fifo.write("one\ntwo\n")
        matches(shell.until_prompt(), "<got one>\n<got two>\n$")


def test_function_stage_leads():
    """A pipeline whose first stage is a function has the terminal, and can be interrupted"""
    with Terminal() as shell:
        shell.until_prompt()
        shell.run("f() { sleep 600; }")
        shell.enter("f | cat")
        shell.wait_for(lambda: [process_state(pid) for pid in members(shell.foreground())] == ["S"] * 2, "both stages")
        shell.type("\x03")
        shell.until_prompt()
        equal(shell.run("echo $?"), "130\n")


def test_killed_in_raw_mode():
    """A program that is killed in raw mode leaves a sane terminal"""
    with Terminal(files={"raw.py": RAW + "time.sleep(600)\n"}) as shell:
        shell.until_prompt()
        shell.enter(f"{sys.executable} raw.py")
        shell.expect("raw\n")
        os.kill(shell.foreground(), signal.SIGKILL)
        matches(shell.until_prompt(), "Killed\n$")
        shell.enter("cat")
        shell.wait_for_foreground("cat")
        flags = shell.modes()[3]
        equal((bool(flags & termios.ICANON), bool(flags & termios.ECHO), bool(flags & termios.ISIG)),
              (True, True, True))
        shell.type("\x03")
        shell.until_prompt()


def test_modes_of_stopped_job():
    """A job that was stopped in raw mode gets its modes back with fg"""
    program = RAW + "import os, signal\nos.kill(0, signal.SIGSTOP)\nprint('back', flush=True)\ntime.sleep(600)\n"
    with Terminal(files={"raw.py": program}) as shell:
        shell.until_prompt()
        shell.enter(f"{sys.executable} raw.py")
        shell.expect("raw\n")
        matches(shell.until_prompt(), r"Stopped \(SIGSTOP\)")
        equal(shell.run("stty -a | grep -c -w -e -icanon"), "0\n")
        shell.enter("fg")
        shell.expect("back\n")
        equal(bool(shell.modes()[3] & termios.ICANON), False)
        os.kill(shell.foreground(), signal.SIGTERM)
        shell.until_prompt()


def test_modes_of_stopped_job_that_ends_well():
    """A job that was stopped in raw mode and ends with 0 after fg leaves the modes from before it"""
    program = RAW + "import os, signal\nos.kill(0, signal.SIGSTOP)\nprint('back', flush=True)\n"
    with Terminal(files={"raw.py": program}) as shell:
        shell.until_prompt()
        shell.enter(f"{sys.executable} raw.py")
        shell.expect("raw\n")
        matches(shell.until_prompt(), r"Stopped \(SIGSTOP\)")
        shell.enter("fg")
        shell.expect("back\n")
        shell.until_prompt()
        equal(shell.run("stty -a | grep -c -w -e -icanon -e -echo -e -opost"), "0\n")


def test_modes_after_stopped_job():
    """A job that was stopped and goes on or is killed in the background leaves the modes from before it"""
    program = RAW + (
        "import os, signal\ndef end(*_):\n    tty.setraw(0)\n    os._exit(1)\n"
        "signal.signal(signal.SIGTTOU, signal.SIG_IGN)\nfor name in 'TERM', 'HUP', 'INT', 'CONT':\n"
        "    signal.signal(getattr(signal, 'SIG' + name), end)\nos.kill(0, signal.SIGSTOP)\ntime.sleep(600)\n")
    for options in ((), ("--noediting",)):
        with Terminal(*options, files={"raw.py": program}) as shell:
            shell.until_prompt()
            for end in ("kill %1; wait %1", "kill -s CONT %1; wait", "kill -s INT %1; kill -s CONT %1; wait", "bg; wait",
                        "bg >/dev/null", "kill -s HUP %1", "kill -s KILL %1; wait", "kill $(jobs -p); bg",
                        "kill %1", "disown %1; kill -s CONT %1"):
                shell.enter(f"{sys.executable} raw.py")
                shell.expect("raw\n")
                matches(shell.until_prompt(), r"Stopped \(SIGSTOP\)")
                pid = int(shell.run("jobs -p").splitlines()[0])
                shell.enter(end)
                shell.until_prompt()
                shell.wait_for(lambda pid=pid: process_state(pid) in (None, "Z"), "the job's end")
                if options:
                    shell.wait_for(lambda: shell.modes()[3] & termios.ICANON, "sane modes behind " + end)
                equal(shell.run("stty -a | grep -c -w -e -icanon -e -echo -e -opost").splitlines()[0], "0", end)


IGNORED = (signal.SIGHUP, signal.SIGUSR1, signal.SIGTSTP, signal.SIGTTIN, signal.SIGTTOU)


def ignored_signals(text):
    """Which of them the lines of /proc/self/status say are ignored."""
    return [[number for number in IGNORED if int(mask, 16) >> (number - 1) & 1]
            for mask in text.replace("SigIgn:", "").split()]


def test_job_control_signals_of_jobs():
    """The signals of job control are default in jobs, also where they were ignored when the shell began"""
    show = "grep SigIgn /proc/self/status"
    own = ". ./own"
    files = {"own": "while read -r name mask; do case $name in SigIgn:) echo $mask;; esac; done </proc/self/status\n"}
    others = [signal.SIGHUP, signal.SIGUSR1]
    with Terminal(files=files, ignored=IGNORED) as shell:
        shell.until_prompt()
        for line in (show, f"({show})", f"({own}; /bin/true)", f"{show} | cat", f": | {show}", f"{{ {own}; }} | cat",
                     f"{show} >f & wait; cat f", f"{{ {own}; /bin/true; }} >f & wait; cat f", f"eval '{show}'",
                     f"f() {{ {show}; }}; f", f"command {show}", f"( ({show}); /bin/true)", f"(x=$({show}); echo $x)",
                     f"trap '{show}' USR2; kill -s USR2 $$", f"if {show}; then :; fi", f"! {show}", f"{{ {show}; }}",
                     f"(trap '' TTIN; trap - TTIN; {show})", f"(set +m; {show}; /bin/true)"):
            masks = re.findall(r"(?m)^(?:SigIgn:\s*)?([0-9a-f]{16})$", shell.run(line))
            equal(ignored_signals(" ".join(masks)), [others], line)
        for line in (f"set +m; {show}; set -m", f"x=$({show}); echo $x", f"exec {show}"):
            shell.enter(line)
            equal(ignored_signals(shell.expect(r"\n(SigIgn:\s*[0-9a-f]{16})\n")[1]), [list(IGNORED)], line)
    with Terminal(ignored=IGNORED) as shell:
        shell.until_prompt()
        shell.run("trap '' TSTP")
        equal(ignored_signals(shell.run(show)), [[signal.SIGHUP, signal.SIGUSR1, signal.SIGTSTP]])


def test_stop_where_it_was_ignored():
    """A job is stopped by keys and by the terminal, also where these signals were ignored when the shell began"""
    with Terminal(ignored=IGNORED) as shell:
        shell.until_prompt()
        shell.run("cat &")
        shell.wait_for(lambda: "SIGTTIN" in shell.run("jobs"), "cat being stopped")
        shell.run("kill %1; wait")
        shell.enter("sleep 600")
        shell.wait_for_foreground("sleep")
        shell.type("\x1a")
        matches(shell.until_prompt(), r"Stopped \(SIGTSTP\)|Stopped +sleep")
        shell.run("kill %1; wait")


def test_options_in_subshells():
    """Subshells show monitor and interactive as they are outside, and what set +o writes brings them back"""
    with Terminal() as shell:
        shell.until_prompt()
        for line in ("set -o | grep monitor", "(set -o) | grep monitor", "(set -o | grep monitor)",
                     'x=$(set -o); echo "$x" | grep monitor', "echo `set -o | grep monitor`",
                     "cat <(set -o) | grep monitor", "{ set -o; } | grep monitor", "(set -o) >f; grep monitor f",
                     "set -o >f & wait; grep monitor f"):
            matches(shell.run(line), r"(?m)^monitor +on$", line)
        for line in ("echo $- | cat", "(echo $-)", "echo $(echo $-)", "(/bin/true; echo $-)", "echo $- >f & wait; cat f"):
            matches(shell.run(line), r"(?m)^[a-zA-Z]*m[a-zA-Z]*i[a-zA-Z]*$", line)
        for line in ("(set +m; echo [$-])", "echo [$(set +m; echo $-)]"):
            matches(shell.run(line), r"^\[[^m]*\]\n$", line)
        shell.run('x=$(set +o); eval "$x"')
        matches(shell.run("set -o"), r"(?m)^monitor +on$")


def test_status_behind_interruption():
    """The end of the input behind an interrupted line, or a syntax error, gives its status"""
    for keys, status in (("echo a\x03", 130), ("fi\r", 2), ("(echo\r\x03", 130)):
        with Terminal() as shell:
            shell.until_prompt()
            shell.type(keys)
            shell.until_prompt()
            shell.type("\x04")
            equal(shell.wait_for_end(), status, keys)


def test_stty_stays():
    """What stty sets stays set"""
    with Terminal() as shell:
        shell.until_prompt()
        shell.run("stty -echo")
        shell.enter("stty -a | grep -c -w -e -echo")
        matches(shell.until_prompt(), "1\n$")


def test_nonblocking_input():
    """A program that leaves the terminal non-blocking does not end the shell"""
    program = "import fcntl, os\nfcntl.fcntl(0, fcntl.F_SETFL, fcntl.fcntl(0, fcntl.F_GETFL) | os.O_NONBLOCK)\n"
    with Terminal(files={"stray.py": program}) as shell:
        shell.until_prompt()
        shell.run(f"{sys.executable} stray.py")
        equal(shell.run("echo still"), "still\n")
        shell.enter("cat")
        shell.wait_for_foreground("cat")
        shell.type("typed\r")
        shell.expect("typed\ntyped\n")
        shell.type("\x03")
        shell.until_prompt()


def test_stopped_jobs_warning():
    """exit and Ctrl-D warn of stopped jobs first, and a second time leave"""
    for leave in ("exit\r", "\x04"):
        with Terminal() as shell:
            shell.until_prompt()
            shell.enter("sleep 600")
            pid = shell.wait_for_foreground("sleep")
            shell.type("\x1a")
            shell.until_prompt()
            shell.type(leave)
            matches(shell.until_prompt(), "there are stopped jobs")
            shell.run("echo still")
            shell.type(leave)
            matches(shell.until_prompt(), "there are stopped jobs")
            shell.type(leave)
            shell.wait_for_end()
            shell.wait_for(lambda: process_state(pid) is None, "the stopped job's end")


def test_hang_up():
    """SIGHUP ends the shell and its jobs, but not what was disowned"""
    with Terminal() as shell:
        shell.until_prompt()
        shell.run("sleep 600 & echo $! > first; sleep 601 & echo $! > kept; disown %2")
        shell.run("sleep 602 & echo $! >> kept; disown -h $!")
        first, kept = int(shell.contents("first")), [int(pid) for pid in shell.contents("kept").split()]
        os.kill(shell.pid, signal.SIGHUP)
        equal(shell.wait_for_end(), -signal.SIGHUP)
        try:
            shell.wait_for(lambda: process_state(first) is None, "the job's end")
            equal([process_state(pid) for pid in kept], ["S", "S"])
        finally:
            for pid in kept:
                os.kill(pid, signal.SIGKILL)


def test_background_reads():
    """A background job that reads from the terminal is stopped"""
    with Terminal() as shell:
        shell.until_prompt()
        shell.run("cat & pid=$!")
        shell.run("echo $! > pid")
        pid = int(shell.contents("pid"))
        shell.wait_for(lambda: process_state(pid) == "T", "the stop")
        matches(shell.run("jobs"), r"\[1\] \+ Stopped \(SIGTTIN\) +cat\n")
        shell.enter("fg")
        shell.wait_for(lambda: shell.foreground() == pid and process_state(pid) == "S", "cat in the foreground")
        shell.type("line\r")
        shell.expect("line\nline\n")
        shell.type("\x04")
        shell.until_prompt()


def test_job_names():
    """%n, %+, %-, %string and %?string name jobs"""
    with Terminal() as shell:
        shell.until_prompt()
        shell.run("sleep 601 & sleep 602 & sleep 603 &")
        matches(shell.run("jobs"), r"^\[1\]   .*\n\[2\] - .*\n\[3\] \+ ")
        shell.run("kill %?601 %sleep 2> errors; kill %1 2> more; wait %1; echo $?")
        equal(shell.run("kill -s KILL %+; wait %3; echo $?").splitlines()[0], "137")
        shell.run("kill %2; wait")
        equal(shell.run("jobs"), "")


def test_nested_shell():
    """A shell in a shell has its own jobs, and gives the terminal back"""
    with Terminal() as shell:
        shell.until_prompt()
        shell.enter(f"'{SEESH}'")
        shell.wait_for(lambda: shell.foreground() != shell.pid, "the inner shell in the foreground")
        shell.until_prompt()
        inner = shell.foreground()
        shell.enter("sleep 600")
        shell.wait_for_foreground("sleep")
        shell.type("\x1a")
        matches(shell.until_prompt(), r"\[1\] \+ Stopped")
        equal(shell.foreground(), inner)
        shell.enter("kill %1; wait; suspend")
        matches(shell.until_prompt(), r"Stopped \(SIGSTOP\)")
        equal(shell.foreground(), shell.pid)
        shell.enter("fg")
        shell.wait_for(lambda: shell.foreground() == inner, "the inner shell in the foreground again")
        shell.enter("echo inner")
        shell.expect("\ninner\n")
        shell.until_prompt()
        shell.type("\x04")
        shell.until_prompt()
        equal(shell.run("jobs"), "")


def test_stopped_loop():
    """A loop whose command is stopped ends"""
    with Terminal() as shell:
        shell.until_prompt()
        shell.enter("for i in 1 2 3; do sleep 600; done; echo after")
        shell.wait_for_foreground("sleep")
        shell.type("\x1a")
        matches(shell.until_prompt(), r"Stopped.*\nafter\n$")
        equal(shell.foreground(), shell.pid)
        equal(len(shell.run("jobs").splitlines()), 1)


def test_monitor_off():
    """Without job control Ctrl-C reaches the command, and jobs stay in the shell's process group"""
    with Terminal("+m") as shell:
        shell.until_prompt()
        shell.enter("echo begun; /bin/sleep 600")
        shell.wait_for(lambda: "sleep" in [process_name(pid) for pid in members(shell.pid)], "sleep's start")
        shell.type("\x03")
        shell.until_prompt()
        equal(shell.run("echo $?"), "130\n")


def test_no_terminal():
    """An interactive shell without a terminal works without job control"""
    with Terminal() as shell:
        shell.until_prompt()
        script = "echo one\\necho $?\\nexit 4\\n"
        equal(shell.run(f"printf '{script}' | setsid -w '{SEESH}' -i 2> errors; echo $?"), "one\n0\n4\n")


def test_signal_names():
    """Which signal ended a command is told"""
    with Terminal() as shell:
        shell.until_prompt()
        equal(shell.run("sh -c 'kill -TERM $$'"), "Terminated\n")
        equal(shell.run("sh -c 'kill -SEGV $$' 2>&1").split(" (")[0].strip(), "Segmentation fault")


def test_ignored_at_prompt():
    """SIGTERM and SIGQUIT do not end an interactive shell"""
    with Terminal() as shell:
        shell.until_prompt()
        shell.run("kill -TERM $$; kill -QUIT $$; kill -TSTP $$")
        equal(shell.run("echo still"), "still\n")


def test_full_screen_program():
    """less shows a file and leaves the terminal as it was"""
    with Terminal(files={"text": "".join(f"line {n}\n" for n in range(200))}) as shell:
        shell.until_prompt()
        shell.enter("less text")
        pid = shell.wait_for_foreground("less")
        shell.expect("line 20\n(.*\n)*text")
        # less looks for the key only once it reads.
        shell.wait_for(lambda: process_state(pid) == "S", "less waiting")
        shell.type("\x1a")
        shell.expect("Stopped")
        shell.until_prompt()
        shell.enter("fg")
        shell.expect("line 20")
        shell.type("q")
        shell.until_prompt()
        equal(shell.run("echo still"), "still\n")


def test_interrupt_of_a_subshell_in_a_script():
    """Ctrl-C ends a substitution of builtins in a script, and then the script's trap is executed"""
    script = (
        "trap \"echo trap\" INT; x=$(echo begun >&2; while :; do :; done); echo $?; (echo asks >&2; read line); echo $?")
    for setting in ("0", "1"):
        with Terminal(**({"SEESH_NO_FAST": "1"} if setting == "1" else {})) as shell:
            shell.until_prompt()
            shell.enter(f"{SEESH} -c '{script}'")
            shell.expect("begun\r?\n")
            shell.type("\x03")
            shell.expect("trap\r?\n130\r?\nasks\r?\n")
            shell.type("\x03")
            matches(shell.until_prompt(), r"trap\n130\n$")


def test_terminal_after_failure():
    """A command that cannot be started does not keep the terminal"""
    with Terminal(files={"file": ""}) as shell:
        shell.until_prompt()
        for command in ("./nowhere", "./file", "/", "cat </no/such", "sleep 0 >/no/such/file", "true | ./nowhere",
                        "./nowhere | cat", "(exec ./nowhere)", "{ ./nowhere; }", "command ./nowhere"):
            shell.run(command)
            equal(shell.foreground(), shell.pid, command)


def test_hangwatch():
    """hangwatch tells what hangs in the foreground, and leaves the rest as it is"""
    with Terminal() as shell:
        shell.until_prompt()
        shell.run("set -o hangwatch=1")
        shell.enter("{ /bin/sleep 600 & echo done; } | cat")
        shell.expect(r"hangwatch: nothing has moved for 1 s\n")
        shell.expect("EOF-HELD")
        shell.expect(r"or: kill \d+\n")
        shell.type("\x03")
        shell.until_prompt()
        equal(shell.run("echo $?"), "130\n")


def test_hangwatch_person():
    """A person who does not type is no hang"""
    with Terminal() as shell:
        shell.until_prompt()
        shell.run("set -o hangwatch=1")
        shell.enter("cat | cat; sleep 1.2")
        shell.wait_for_foreground("cat")
        end = time.monotonic() + 2.5
        shell.wait_for(lambda: time.monotonic() > end, "the time going by")
        shell.enter("typed")
        shell.expect("typed\ntyped\n")
        shell.type("\x04")
        equal(shell.until_prompt(), "")
        equal("hangwatch: " in shell.plain(shell.transcript), False)
