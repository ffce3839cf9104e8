"""The history: what is kept, where, and how it is shown."""

import os
import re
import stat

from terminal import SEESH, Terminal, equal, matches

ENTRY = r"^: \d+:\d+:%s:%s;%s$"


def test_file():
    """Each command is appended to HISTFILE with its time, statuses and directory, for its owner only"""
    with Terminal() as shell:
        shell.until_prompt()
        shell.run("umask 022; true | sh -c 'exit 3'")
        shell.run("cd /; false")
        shell.run("echo 'a\\b'")
        shell.enter("echo '")
        shell.expect("\n> ")
        shell.enter("'")
        shell.until_prompt()
        lines = shell.contents("history").splitlines()
        matches(lines[0], ENTRY % (r"0\|3", re.escape(shell.folder), re.escape("umask 022; true | sh -c 'exit 3'")))
        matches(lines[1], ENTRY % ("1", re.escape(shell.folder), "cd /; false"))
        matches(lines[2], ENTRY % ("0", "/", re.escape(r"echo 'a\\b'")))
        matches(lines[3], ENTRY % ("0", "/", re.escape(r"echo '\n'")))
        equal(stat.S_IMODE(os.stat(os.path.join(shell.folder, "history")).st_mode), 0o600)


def test_reading():
    """The next shell has the history of the one before, also lines that another shell wrote"""
    kept = "plain command\n: 1700000000:1500:0|1:/tmp\\sx:y;echo a\\nb\\\\c\n\n: no record\n"
    with Terminal(files={"history": kept}) as shell:
        shell.until_prompt()
        equal(shell.run("fc -ln -20"), "\tplain command\n\techo a\n\tb\\c\n\t: no record\n")
        matches(shell.run("history -v 9"), r"2  \d+-\d\d-\d\d \d\d:\d\d:\d\d  1500 ms  0\|1  '/tmp;x:y'  echo a")
        shell.type("\x12no rec")
        shell.expect(": no record")
        shell.type("\x03")
        shell.until_prompt()


def test_default_file():
    """Without HISTFILE the history is in XDG_STATE_HOME, in folders that are made"""
    with Terminal(HISTFILE=None) as shell:
        shell.until_prompt()
        shell.run("echo kept")
        matches(shell.contents(".local/state/seesh/history"), ";echo kept\n$")
    with Terminal(HISTFILE=None, XDG_STATE_HOME="state") as shell:
        shell.until_prompt()
        shell.run("echo kept")
        matches(shell.contents("state/seesh/history"), ";echo kept\n$")


def test_no_file():
    """An empty HISTFILE, or one that cannot be written, keeps nothing and disturbs nobody"""
    for path in ("", "/proc/no/such/file", "/dev/full"):
        with Terminal(HISTFILE=path) as shell:
            shell.until_prompt()
            equal(shell.run("echo one"), "one\n")
            equal(shell.run("fc -ln"), "\techo one\n")


def test_control():
    """HISTCONTROL leaves out doubles and what begins with a blank, HISTSIZE the oldest"""
    with Terminal(HISTCONTROL="ignorespace:ignoredups") as shell:
        shell.until_prompt()
        for line in ("echo 1", "echo 1", " echo 2", "echo 3"):
            shell.run(line)
        equal(shell.run("fc -ln"), "\techo 1\n\techo 3\n")


def test_many_shells():
    """Shells that write at the same time lose no line and mix none"""
    with Terminal() as first:
        shells = [Terminal(HISTFILE=os.path.join(first.folder, "history")) for _ in range(4)]
        try:
            for shell in shells:
                shell.until_prompt()
            for count in range(20):
                for number, shell in enumerate(shells):
                    shell.enter(f": shell {number} line {count} {'x' * 500}")
            for shell in shells:
                for _ in range(20):
                    shell.until_prompt()
            lines = first.contents("history").splitlines()
            equal(len(lines), 80)
            for number in range(4):
                equal([int(match[1]) for line in lines
                       if (match := re.fullmatch(rf": \d+:\d+:0:[^;]*;: shell {number} line (\d+) x{{500}}", line))],
                      list(range(20)))
        finally:
            for shell in shells:
                shell.close()


def test_killed_shell():
    """A shell that is killed has kept all but the command that was executed"""
    with Terminal() as shell:
        shell.until_prompt()
        shell.run("echo kept")
        shell.enter("sleep 600")
        group = shell.wait_for_foreground("sleep")
        os.kill(shell.pid, 9)
        shell.wait_for_end()
        os.kill(group, 9)
        matches(shell.contents("history"), ";echo kept\n$")


def test_exit_is_kept():
    """exit itself is kept"""
    with Terminal() as shell:
        shell.until_prompt()
        shell.enter("exit 3")
        equal(shell.wait_for_end(), 3)
        matches(shell.contents("history"), ":3:[^:]*;exit 3\n$")


def test_repeat():
    """fc -s gives its place to what it executes"""
    with Terminal() as shell:
        shell.until_prompt()
        shell.run("echo one")
        equal(shell.run("fc -s one=two"), "echo two\ntwo\n")
        matches(shell.contents("history"), ";echo one\n.*;echo two\n$")
        shell.type("\x1b[A")
        shell.expect("echo two")
        shell.enter("")
        matches(shell.until_prompt(), "two\n$")


def test_file_size():
    """HISTFILESIZE shortens the file at the start and at the end, also behind a symbolic link, and 0 empties it"""
    old = "".join(f"old {number}\n" for number in range(10))
    with Terminal("-c", f"ln -s kept/history link; chmod 600 link; exec '{SEESH}' -i", files={"kept/history": old},
                  HISTFILE="link", HISTFILESIZE="4") as shell:
        shell.until_prompt()
        equal(shell.run("history | grep -c 'old [0-9]$'"), "10\n")
        for number in range(5):
            shell.run(f": new {number}")
        shell.enter("exit")
        shell.wait_for_end()
        equal([line.rpartition(";")[2] for line in shell.contents("kept/history").splitlines()],
              [": new 2", ": new 3", ": new 4", "exit"])
        equal(os.listdir(os.path.join(shell.folder, "kept")), ["history"])
        equal(stat.S_IMODE(os.stat(os.path.join(shell.folder, "link")).st_mode), 0o600)
    with Terminal(files={"history": old}, HISTFILESIZE="0") as shell:
        shell.until_prompt()
        equal(shell.contents("history"), "")
        shell.enter("exit")
        shell.wait_for_end()
        equal(shell.contents("history"), "")


def test_shortening_loses_nothing():
    """Shells that shorten the file while others write lose none of the newest lines"""
    with Terminal(files={"history": "old\n" * 1000}) as first:
        first.until_prompt()
        path = os.path.join(first.folder, "history")
        shells = [Terminal(HISTFILE=path) for _ in range(3)]
        try:
            for shell in shells:
                shell.until_prompt()
            for number, shell in enumerate(shells):
                for count in range(30):
                    shell.enter(f": shell {number} line {count}")
            # Each start takes the oldest of the lines that were there before away.
            for size in range(1000, 990, -1):
                first.run(f"HISTFILE='{path}' HISTFILESIZE={size} '{SEESH}' -i </dev/null 2>/dev/null")
            for shell in shells:
                for _ in range(30):
                    shell.until_prompt()
            lines = first.contents("history")
            for number in range(3):
                equal([int(count) for count in re.findall(rf";: shell {number} line (\d+)\n", lines)], list(range(30)))
        finally:
            for shell in shells:
                shell.close()


def test_torn_line():
    """A line that was torn off by a crash costs no other line"""
    with Terminal(files={"history": ": 1700000000:0:0:/;echo first\n: 1700000000:0:0:/;echo to"}) as shell:
        shell.until_prompt()
        shell.run("echo second")
        matches(shell.contents("history"), r";echo first\n: 1700000000:0:0:/;echo to\n: .*;echo second\n$")


def test_full_disk():
    """A full disk keeps no half line, and what comes when there is room again is whole"""
    with Terminal() as shell:
        shell.until_prompt()
        shell.run("echo first")
        # The limit of the file's size is what a full disk is to a write.
        shell.run("trap '' XFSZ; ulimit -S -f 3")
        shell.run(": " + "x" * 1000)
        size = os.stat(os.path.join(shell.folder, "history")).st_size
        shell.run(": " + "y" * 1000)
        equal(os.stat(os.path.join(shell.folder, "history")).st_size, size)
        shell.run("ulimit -S -f unlimited")
        shell.run("echo last")
        contents = shell.contents("history")
        matches(contents, r"x{1000}\n(?:: .*\n)*: \d+:\d+:0:.*;echo last\n$")
        equal("yyy" in contents, False)


def test_any_bytes():
    """Commands of several lines and of any bytes come back as they were"""
    with Terminal() as shell:
        shell.until_prompt()
        shell.type("echo 'a\\nb;\\\\\t\udcff\x16\x01\r")
        shell.expect("\n> ")
        shell.enter("  second: 100%' # \\")
        shell.until_prompt()
        path = os.path.join(shell.folder, "history")
        with Terminal(HISTFILE=path) as other:
            other.until_prompt()
            other.run("fc -ln -1 >listed")
            with open(os.path.join(other.folder, "listed"), "rb") as file:
                equal(file.read(), b"\techo 'a\\nb;\\\\\xff\x01\n\t  second: 100%' # \\\n")


def test_exec_is_kept():
    """A command that takes the shell's place is kept before, one that is not there with its status"""
    with Terminal() as shell:
        shell.until_prompt()
        shell.run("exec /no/such/program")
        shell.enter("exec echo over")
        shell.wait_for_end()
        matches(shell.contents("history"), r":12[67]:[^:]*;exec /no/such/program\n: [^;]*;exec echo over\n$")


def test_named_pipe():
    """A named pipe as HISTFILE stops nobody"""
    with Terminal("-c", "mkfifo history; exec '" + SEESH + "' -i", HISTFILE="history") as shell:
        shell.until_prompt()
        equal(shell.run("echo one"), "one\n")
