"""What the two runners of this folder share: running a script under the shell that is tested, and showing a difference.

The shell runs in a clean environment, in a session of its own so that nothing it leaves behind outlives the deadline,
with standard output and standard error in one pipe, in the order in which they were written.
"""

import difflib
import os
import re
import signal
import subprocess
import sys
import tempfile

ROOT = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
SHELL = os.path.abspath(os.environ.get("SEESH") or os.path.join(ROOT, ".build/release/seesh"))
DEADLINE = 60
VARYING = {" ": " +", "#": "#+", **dict.fromkeys("0123456789", r"\d+(?:\.\d+)?")}


def check_shell():
    """End the test run at once where there is no shell to test."""
    if not os.access(SHELL, os.X_OK):
        print(f"{SHELL}: not there or not executable; build it first (make), or set SEESH\n0 passed, 1 failed")
        sys.exit(1)


def environment(home):
    """An environment that is the same on every machine, with `seesh` on PATH and make(1) told to change nothing."""
    names = os.path.join(home, ".bin")
    os.makedirs(names, exist_ok=True)
    link = os.path.join(names, "seesh")
    if not os.path.lexists(link):
        os.symlink(SHELL, link)
    return {
        "PATH": names + os.pathsep + os.environ.get("PATH", "/usr/bin:/bin"),
        "HOME": home,
        "TMPDIR": home,
        "LC_ALL": "C.UTF-8",
        "TERM": "dumb",
        "TZ": "UTC0",
        "MAKEFLAGS": "n",
    }


def run(arguments, folder, home):
    """Run the shell with these arguments; returns its output and its status, or None as status past the deadline."""
    with tempfile.TemporaryFile() as output:
        process = subprocess.Popen(
            [SHELL, *arguments], cwd=folder, env=environment(home), stdin=subprocess.DEVNULL,
            stdout=output, stderr=subprocess.STDOUT, start_new_session=True)
        try:
            status = process.wait(DEADLINE)
        except subprocess.TimeoutExpired:
            status = None
        try:
            os.killpg(process.pid, signal.SIGKILL)
        except ProcessLookupError:
            pass
        process.wait()
        output.seek(0)
        return output.read().decode(errors="backslashreplace"), status


def same(expected, actual, vary):
    """Whether the output is the expected one; where numbers vary, with any in place of each, of blanks and of bars."""
    if not vary:
        return expected == actual
    pattern = "".join(
        VARYING.get(part[0], re.escape(part)) if index % 2 else re.escape(part)
        for index, part in enumerate(re.split(r"(\d+(?:\.\d+)?| +|#+)", expected)))
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
