"""Runs one case in one shell and says what is wrong with the outcome.

Each run has a fresh directory that is also HOME and TMPDIR, a clean environment, a session of its own, and a
deadline. Output goes to files, so that a process left behind cannot hold the runner up; whatever is left of the
session is killed. The case finds the shell's own command line in $SH, to be used unquoted.
"""

import os
import re
import resource
import select
import shutil
import signal
import stat
import subprocess
import tempfile
from dataclasses import dataclass

DEADLINE = 10 * float(os.environ.get("SEESH_TEST_TIME_SCALE", "1"))
LARGEST_FILE = 64 << 20
PATH = "/usr/local/bin:/usr/bin:/bin"


@dataclass
class Outcome:
    status: int
    timed_out: bool
    stdout: bytes
    stderr: bytes


def normalize_process():
    """Removes what the shells would inherit from whoever started the runner."""
    os.umask(0o022)
    resource.setrlimit(resource.RLIMIT_CORE, (0, resource.getrlimit(resource.RLIMIT_CORE)[1]))
    resource.setrlimit(resource.RLIMIT_FSIZE, (LARGEST_FILE, resource.getrlimit(resource.RLIMIT_FSIZE)[1]))
    signal.pthread_sigmask(signal.SIG_SETMASK, set())
    # Popen itself restores SIGPIPE and SIGXFSZ, which Python ignores.
    for number in signal.valid_signals() - {signal.SIGPIPE, signal.SIGXFSZ, signal.SIGKILL, signal.SIGSTOP}:
        if signal.getsignal(number) == signal.SIG_IGN:
            signal.signal(number, signal.default_int_handler if number == signal.SIGINT else signal.SIG_DFL)


def execute(case, shell):
    folder = os.path.realpath(tempfile.mkdtemp(prefix="seesh-case."))
    try:
        with tempfile.TemporaryFile() as stdout, tempfile.TemporaryFile() as stderr:
            status = run_to_the_end(case, shell, folder, stdout, stderr)
            shown = 128 - status if status is not None and status < 0 else status or 0
            return Outcome(shown, status is None, contents(stdout), contents(stderr))
    finally:
        remove(folder)


def run_to_the_end(case, shell, folder, stdout, stderr):
    """The status as Popen has it, or None after the deadline."""
    script = os.path.join(folder, "case")
    with open(script, "wb") as file:
        file.write(case.code)
    with standard_input(case, script) as stdin:
        process = subprocess.Popen(command_line(case, shell), cwd=folder, env=environment(case, shell, folder),
                                   stdin=stdin, stdout=stdout, stderr=stderr, start_new_session=True)
    try:
        ended = ends_in_time(process)
    finally:
        kill_session(process.pid)
        status = process.wait()
    return status if ended else None


def standard_input(case, script):
    if case.mode == "stdin":
        return open(script, "rb", buffering=0)
    if case.stdin is None:
        return open(os.devnull, "rb", buffering=0)
    given = tempfile.TemporaryFile()
    given.write(case.stdin)
    given.flush()
    given.seek(0)
    return given


def command_line(case, shell):
    if case.mode == "-c":
        return [*shell, *case.options, "-c", case.code.removesuffix(b"\n"), *case.arguments]
    if case.mode == "stdin":
        return [*shell, *case.options, *(["-s"] if case.arguments else []), *case.arguments]
    return [*shell, *case.options, "case", *case.arguments]


def environment(case, shell, folder):
    result = {b"PATH": PATH.encode(), b"HOME": os.fsencode(folder), b"TMPDIR": os.fsencode(folder),
              b"LC_ALL": b"C", b"SH": " ".join(shell).encode()}
    for name, value in case.environment.items():
        if value is None:
            result.pop(name, None)
        else:
            result[name] = value
    return result


def ends_in_time(process, deadline=DEADLINE):
    descriptor = os.pidfd_open(process.pid)
    try:
        poll = select.poll()
        poll.register(descriptor, select.POLLIN)
        return bool(poll.poll(deadline * 1000))
    finally:
        os.close(descriptor)


def kill_session(session):
    """Kills all that is left of the case's session, also in process groups of its own.

    The shell, which leads the session, is not reaped yet: nobody else can have got its pid.
    """
    while members := session_members(session):
        for pid in members:
            try:
                os.kill(pid, signal.SIGKILL)
            except ProcessLookupError:
                pass


def session_members(session):
    members = []
    for name in os.listdir("/proc"):
        if not name.isdigit():
            continue
        try:
            with open(f"/proc/{name}/stat", "rb") as file:
                fields = file.read().rpartition(b")")[2].split()
        except OSError:
            continue
        if int(fields[3]) == session and fields[0] not in (b"Z", b"X"):
            members.append(int(name))
    return members


def contents(file):
    file.seek(0)
    return file.read()


def remove(folder):
    def open_and_retry(function, path, _):
        os.chmod(os.path.dirname(path), stat.S_IRWXU)
        if not os.path.islink(path):
            os.chmod(path, stat.S_IRWXU)
        function(path)

    shutil.rmtree(folder, onerror=open_and_retry)


def complaints(case, outcome):
    """What differs from the case's expectations, as lines for people; empty when the case passes."""
    lines = []
    if outcome.timed_out:
        lines.append(f"not finished after {DEADLINE:g} s")
    elif outcome.status not in case.status:
        expected = case.status
        text = f"{expected[0]}" if len(expected) == 1 else f"{expected[0]}-{expected[-1]}"
        lines.append(f"status: expected {text}, got {outcome.status}")
    lines += compare("stdout", case.stdout, outcome.stdout)
    if case.stderr is not None:
        lines += compare("stderr", case.stderr, outcome.stderr)
    elif case.stderr_pattern and not case.stderr_pattern.search(outcome.stderr):
        lines.append(f"stderr: expected a match of {show(case.stderr_pattern.pattern)}, got:")
        lines += indented(outcome.stderr)
    return lines


def compare(name, expected, got):
    if expected == got:
        return []
    return [f"{name}: expected:", *indented(expected), f"{name}: got:", *indented(got)]


def indented(data):
    """The lines of some output, made printable, the absence of the last newline made visible."""
    if not data:
        return ["    (nothing)"]
    ending = [] if data.endswith(b"\n") else ["    (no newline at the end)"]
    return [f"    {show(line)}" for line in data[:4000].removesuffix(b"\n").split(b"\n")] + ending


def show(data):
    return re.sub(r"[^ -~\t]", lambda match: f"\\x{ord(match[0]):02x}", data.decode("latin-1"))
