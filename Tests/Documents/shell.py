"""What the two runners of this folder share: running a script under the shell that is tested, and showing a difference.

The shell runs in a clean environment, in a session of its own so that nothing it leaves behind outlives it, with standard
output and standard error together, in the order in which they were written.
"""

import difflib
import fcntl
import os
import pty
import re
import select
import signal
import struct
import subprocess
import sys
import tempfile
import termios
import time

ROOT = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
SHELL = os.path.abspath(os.environ.get("SEESH") or os.path.join(ROOT, ".build/release/seesh"))
DEADLINE = 60
VARYING = {" ": " +", "#": "#+", "z": "z+", **dict.fromkeys("0123456789", r"\d+(?:\.\d+)?")}


def check_shell():
    """End the test run at once where there is no shell to test."""
    if not os.access(SHELL, os.X_OK):
        print(f"{SHELL}: not there or not executable; build it first (make), or set SEESH\n0 passed, 1 failed")
        sys.exit(1)


def environment(home, is_installed=True):
    """An environment that is the same on every machine, with `seesh` on PATH if it is to count as installed, and make(1) told
    to change nothing."""
    names = os.path.join(home, ".bin")
    os.makedirs(names, exist_ok=True)
    link = os.path.join(names, "seesh")
    if not os.path.lexists(link):
        os.symlink(SHELL, link)
    return {
        "PATH": (names + os.pathsep if is_installed else "") + os.environ.get("PATH", "/usr/bin:/bin"),
        "HOME": home,
        "TMPDIR": home,
        "LC_ALL": "C.UTF-8",
        "TERM": "dumb",
        "NO_COLOR": "1",
        "TZ": "UTC0",
        "MAKEFLAGS": "n",
    }


def run(arguments, folder, home, is_installed=True):
    """Run the shell with these arguments; returns its output and its status, or None as status past the deadline."""
    with tempfile.TemporaryFile() as output:
        process = start(arguments, folder, home, subprocess.DEVNULL, output, is_installed)
        try:
            status = process.wait(DEADLINE)
        except subprocess.TimeoutExpired:
            status = None
        end(process)
        output.seek(0)
        return output.read().decode(errors="backslashreplace"), status


def run_on_terminal(arguments, folder, home):
    """As run(), with a terminal of 120 columns for standard input, output and error."""
    ours, theirs = pty.openpty()
    mode = termios.tcgetattr(theirs)
    mode[1] &= ~termios.OPOST
    termios.tcsetattr(theirs, termios.TCSANOW, mode)
    fcntl.ioctl(theirs, termios.TIOCSWINSZ, struct.pack("HHHH", 40, 120, 0, 0))
    process = start(arguments, folder, home, theirs, theirs)
    os.close(theirs)
    output = bytearray()
    deadline = time.monotonic() + DEADLINE
    while time.monotonic() < deadline:
        ended = process.poll() is not None
        # What was written last may come a moment after the end, and who was left behind may keep the terminal open.
        if select.select([ours], [], [], 0.3)[0]:
            try:
                output += os.read(ours, 65536)
            except OSError:  # nobody has the other side any more
                break
        elif ended:
            break
    try:
        status = process.wait(max(deadline - time.monotonic(), 0))
    except subprocess.TimeoutExpired:
        status = None
    end(process)
    os.close(ours)
    return output.decode(errors="backslashreplace"), status


def start(arguments, folder, home, source, output, is_installed=True):
    """Start the shell in a session of its own."""
    return subprocess.Popen(
        [SHELL, *arguments], cwd=folder, env=environment(home, is_installed), stdin=source, stdout=output,
        stderr=output, start_new_session=True)


def end(process):
    """End whatever is left of the shell's session."""
    try:
        os.killpg(process.pid, signal.SIGKILL)
    except ProcessLookupError:
        pass
    process.wait()


# Something that varies shows what is so at a moment, and a busy machine may not have come to that moment.
ATTEMPTS = 5
# It is said of a second and more.
STALLED = re.compile(r" stalled for \d+ (?:s|min|h)\b")


def same(expected, actual, vary):
    """Whether the output is the expected one; where numbers vary, with any in place of each, of blanks and of bars of # and z,
    and whether or not it is said how long something has been stalled."""
    if not vary:
        return expected == actual
    expected, actual = STALLED.sub("", expected), STALLED.sub("", actual)
    pattern = "".join(
        VARYING.get(part[0], re.escape(part)) if index % 2 else re.escape(part)
        for index, part in enumerate(re.split(r"(\d+(?:\.\d+)?| +|#+|zzz+)", expected)))
    return re.fullmatch(pattern, actual) is not None


def difference(expected, actual):
    """The two texts as a unified difference, indented."""
    lines = difflib.unified_diff(expected.splitlines(), actual.splitlines(), "expected", "actual", lineterm="")
    return "\n".join("    " + line for line in lines)


def describe(status):
    """The status of run() in words."""
    if status is None:
        return f"still running after {DEADLINE} s"
    return f"killed by signal {-status}" if status < 0 else f"status {status}"
