"""A shell and what becomes of its jobs, for sessions that are typed to seesh and to bash --posix alike.

What is looked at is mostly not what the shells write, but what the kernel says: which processes there are below the
shell, which of them are stopped, and which process group has the terminal. What `jobs` writes is compared without the
differences of format that POSIX allows.
"""

import re

from terminal import SEESH, Mismatch, Terminal, members, process_state

BASH = "/bin/bash"


class Session(Terminal):
    """A shell and what becomes of its jobs."""

    def __init__(self, shell, *arguments, **variables):
        options = ("--norc", "--posix") if shell == BASH else ()
        super().__init__(*options, *arguments, shell=shell, **variables)
        self.until_prompt()

    def stop(self, name):
        """Ctrl-Z, once `name` has the terminal."""
        pid = self.wait_for_foreground(name)
        # A stage that is not there yet, or has not begun its program, would be stopped as the shell's copy.
        self.wait_for(lambda: all(process_state(pid) == "S" for pid in members(pid)), "waiting for input or time")
        self.type("\x1a")
        self.until_prompt()
        self.is_at_prompt()
        return pid

    def is_at_prompt(self):
        self.wait_for(lambda: self.foreground() == self.pid, "the shell in the foreground")

    def jobs(self, *options):
        """`jobs`, as (number, mark, state, text)."""
        found = []
        # A text may have several lines.
        for line in re.findall(r"^\[.*", self.run(" ".join(("jobs", *options))), re.MULTILINE):
            match = re.fullmatch(r"\[(\d+)\] ?([+-]?) +(Stopped) ?(\(SIG\w+\)) +(.*)"
                                 r"|\[(\d+)\] ?([+-]?) +([A-Z]\w+(?:\(\d+\))?) +(.*?)(?: &)?", line)
            if not match:
                raise Mismatch(f"jobs has written {line!r}")
            parts = [part for part in match.groups() if part is not None]
            if parts[2] == "Stopped":
                parts[2:4] = ["Stopped" + parts[3]]
            found.append(tuple(parts))
        return found

    def status_of(self, line):
        """The status of a line, whatever it writes."""
        self.run(line)
        return int(self.run("echo $?").splitlines()[0])

    def has_state(self, pid, state):
        self.wait_for(lambda: (process_state(pid) or "gone") in state, f"process {pid} being {state}")

    def kill_all(self):
        self.run("kill -s KILL $(jobs -p) 2>/dev/null; wait 2>/dev/null")


def both(test):
    """The test is executed with each shell."""
    def run():
        for shell in (SEESH, BASH):
            try:
                test(lambda *arguments, **variables: Session(shell, *arguments, **variables))
            except Mismatch as failure:
                raise Mismatch(f"{shell}: {failure}") from None
    run.__doc__ = test.__doc__
    return run
