"""A shell behind a real pseudo-terminal, as a person sees it.

What the shell writes is waited for with a deadline; nothing sleeps for luck. Text that was waited for is used up, so that
the next expectation looks behind it. SEESH_TEST_TIME_SCALE multiplies every deadline.
"""

import errno
import fcntl
import os
import re
import select
import signal
import struct
import sys
import tempfile
import termios
import time

HERE = os.path.dirname(os.path.abspath(__file__))
ROOT = os.path.dirname(os.path.dirname(HERE))
SEESH = os.path.abspath(os.environ.get("SEESH") or os.path.join(ROOT, ".build/release/seesh"))
DEADLINE = 10 * float(os.environ.get("SEESH_TEST_TIME_SCALE", "1"))
PROMPT = "@> "

# Control sequences, and the returns that come before newlines and at the end of bracketed paste.
CONTROL = re.compile(rb"\x1b\[[0-9;?]*[A-Za-z]|\x1b[=>]|[\x07\r]")

# The mark of output without a final newline, which is cleared again where there was one; and its beginnings.
MARK = re.compile(rb"\x1b\[7m%\x1b\[27m *\r\x1b\[K")
MARK_BEGUN = re.compile(
    rb"\x1b(?:\[(?:7(?:m(?:%(?:\x1b(?:\[(?:2(?:7(?:m *(?:\r(?:\x1b\[?)?)?)?)?)?)?)?)?)?)?)?\Z")


class Mismatch(AssertionError):
    """The shell did not write what was expected, in time."""


class Terminal:
    """One shell in a session of its own, whose controlling terminal is a new pseudo-terminal."""

    def __init__(self, *arguments, shell=SEESH, name=None, columns=80, rows=24, files=(), ignored=(), **variables):
        self.folder = os.path.realpath(tempfile.mkdtemp(prefix="seesh-interactive."))
        for path, text in dict(files).items():
            path = os.path.join(self.folder, path)
            os.makedirs(os.path.dirname(path), exist_ok=True)
            with open(path, "w", encoding="utf-8") as file:
                file.write(text)
        environment = {
            "PATH": "/usr/local/bin:/usr/bin:/bin", "HOME": self.folder, "TERM": "xterm", "PS1": PROMPT,
            "LC_ALL": "C.UTF-8", "INPUTRC": "/dev/null", "HISTFILE": os.path.join(self.folder, "history"),
        }
        environment.update(variables)
        environment = {key: value for key, value in environment.items() if value is not None}
        self.shell = shell
        self.transcript = b""
        self.rest = b""
        self.held = b""
        self.last = b"\n"
        self.status = None
        self.master, slave = os.openpty()
        self.path = os.ttyname(slave)
        self.resize(columns, rows, slave)
        self.pid = os.fork()
        if self.pid == 0:
            os.setsid()
            fcntl.ioctl(slave, termios.TIOCSCTTY, 0)
            for fd in (0, 1, 2):
                os.dup2(slave, fd)
            os.closerange(3, 256)
            os.chdir(self.folder)
            for number in range(1, 32):
                if number not in (signal.SIGKILL, signal.SIGSTOP):
                    signal.signal(number, signal.SIG_IGN if number in ignored else signal.SIG_DFL)
            try:
                os.execve(shell, [name or shell, *arguments], environment)
            except OSError as error:
                os.write(2, f"{shell}: {error.strerror}\n".encode())
            os._exit(127)
        os.close(slave)

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.close()

    def close(self):
        if self.status is None:
            # The shell first: its hang-up must not depend on what it was doing.
            os.kill(self.pid, signal.SIGKILL)
            os.waitpid(self.pid, 0)
        try:
            os.close(self.master)
        except OSError:
            pass
        for root, folders, files in os.walk(self.folder, topdown=False):
            for entry in files:
                os.unlink(os.path.join(root, entry))
            for entry in folders:
                path = os.path.join(root, entry)
                os.unlink(path) if os.path.islink(path) else os.rmdir(path)
        os.rmdir(self.folder)

    # Typing.

    def type(self, keys):
        """Sends keys; `\\x03` is Ctrl-C and so on."""
        data = keys.encode("utf-8", "surrogateescape")
        while data:
            data = data[os.write(self.master, data):]

    def enter(self, line):
        self.type(line + "\r")

    def run(self, line, prompt=PROMPT):
        """Enters a line and returns what it writes, up to the next prompt."""
        self.enter(line)
        self.expect(re.escape(line[-30:]) + r"\n")
        return self.until_prompt(prompt)

    def resize(self, columns, rows=24, fd=None):
        fcntl.ioctl(self.master if fd is None else fd, termios.TIOCSWINSZ, struct.pack("HHHH", rows, columns, 0, 0))

    # Watching.

    def read_some(self, end):
        """Reads what there is; False at the end of the file or of the time."""
        left = end - time.monotonic()
        if left <= 0 or not select.select([self.master], [], [], left)[0]:
            return False
        try:
            data = os.read(self.master, 65536)
        except OSError as error:
            if error.errno != errno.EIO:
                raise
            data = b""
        self.transcript += data
        # A mark is taken up as a whole: as `%` and a newline, or not at all at the beginning of a line.
        pieces = MARK.split(self.held + data)
        begun = MARK_BEGUN.search(pieces[-1])
        self.held = begun[0] if begun else b""
        pieces[-1] = pieces[-1].removesuffix(self.held)
        for number, piece in enumerate(pieces):
            if number > 0 and self.last != b"\n":
                piece = b"%\n" + piece
            self.rest += piece
            self.last = CONTROL.sub(b"", piece)[-1:] or self.last
        return bool(data)

    @staticmethod
    def plain(data):
        return CONTROL.sub(b"", data).decode("utf-8", "backslashreplace")

    def expect(self, pattern, raw=False):
        """Waits for a pattern, and returns the match; without control sequences unless `raw`."""
        end = time.monotonic() + DEADLINE
        while True:
            text = self.rest.decode("latin-1") if raw else self.plain(self.rest)
            match = re.search(pattern, text)
            if match:
                tail = text[match.end():]
                self.rest = tail.encode("latin-1" if raw else "utf-8", "backslashreplace")
                return match
            if not self.read_some(end):
                raise Mismatch(f"no {pattern!r} came; on the terminal is:\n{self.plain(self.transcript)[-1500:]}")

    def until_prompt(self, prompt=PROMPT):
        """What comes before the next prompt."""
        match = self.expect(r"(?s)(.*?)" + re.escape(prompt))
        return match[1]

    def wait_for(self, condition, what):
        """Waits for something that the terminal does not show."""
        end = time.monotonic() + DEADLINE
        while not condition():
            if time.monotonic() > end:
                raise Mismatch(f"{what} did not happen; on the terminal is:\n{self.plain(self.transcript)[-1500:]}")
            # The transcript goes on meanwhile; there is nothing to select on for what is looked at.
            self.read_some(min(end, time.monotonic() + 0.01))

    def foreground(self):
        """The process group that has the terminal."""
        return struct.unpack("i", fcntl.ioctl(self.master, termios.TIOCGPGRP, b"\0" * 4))[0]

    def modes(self):
        return termios.tcgetattr(self.master)

    def wait_for_foreground(self, name):
        """Waits until a program of this name leads the process group that has the terminal, and returns its pid."""
        def is_there():
            group = self.foreground()
            return group != self.pid and process_name(group) == name
        self.wait_for(is_there, f"{name} in the foreground")
        return self.foreground()

    def wait_for_end(self):
        """Waits for the shell's end; returns its exit status, negative for a signal."""
        def has_ended():
            pid, status = os.waitpid(self.pid, os.WNOHANG)
            if pid:
                self.status = os.waitstatus_to_exitcode(status)
            return bool(pid)
        if self.status is None:
            self.wait_for(has_ended, "the shell's end")
        return self.status

    def contents(self, path):
        with open(os.path.join(self.folder, path), encoding="utf-8", errors="backslashreplace") as file:
            return file.read()


def process_name(pid):
    try:
        with open(f"/proc/{pid}/comm", encoding="utf-8") as file:
            return file.read().strip()
    except OSError:
        return None


def process_state(pid):
    """The letter of /proc/PID/stat, None where there is no such process."""
    try:
        with open(f"/proc/{pid}/stat", encoding="utf-8") as file:
            return file.read().rpartition(")")[2].split()[0]
    except OSError:
        return None


def processes(identify, wanted):
    """The processes of which `identify` says `wanted`."""
    found = []
    for name in os.listdir("/proc"):
        try:
            if name.isdigit() and identify(int(name)) == wanted:
                found.append(int(name))
        except OSError:
            continue
    return found


def members(group):
    """The processes of a process group."""
    return processes(os.getpgid, group)


def session(leader):
    """The processes of a session."""
    return processes(os.getsid, leader)


def equal(actual, expected, what=""):
    if actual != expected:
        raise Mismatch(f"{what}\n  expected {expected!r}\n  got      {actual!r}")


def matches(actual, pattern, what=""):
    if not re.search(pattern, actual):
        raise Mismatch(f"{what}\n  expected {pattern!r}\n  got      {actual!r}")


def has_shell():
    if not os.access(SEESH, os.X_OK):
        print(f"{SEESH}: no such shell; build it or set SEESH", file=sys.stderr)
        return False
    return True
