"""What the tests of processes share: the shell under test, fresh folders, deadlines, counting, /proc.

SEESH is the shell under test, otherwise .build/release/seesh.
"""

import os
import random
import shutil
import signal
import subprocess
import sys
import tempfile

HERE = os.path.dirname(os.path.abspath(__file__))
ROOT = os.path.dirname(os.path.dirname(HERE))
SEESH = os.path.abspath(os.environ.get("SEESH") or os.path.join(ROOT, ".build/release/seesh"))
PATH = "/usr/local/bin:/usr/bin:/bin"
DEADLINE = 20 * float(os.environ.get("SEESH_TEST_TIME_SCALE", "1"))


class Tally:
    """Counts what passed, shows what failed."""

    def __init__(self, shown=20):
        self.passed = self.failed = 0
        self.shown = shown

    def check(self, holds, title, details=""):
        if holds:
            self.passed += 1
            return True
        self.failed += 1
        if self.failed <= self.shown:
            print(f"FAILED: {title}", flush=True)
            for line in str(details).splitlines()[:30]:
                print("    " + line[:400], flush=True)
        return False

    def finish(self):
        if self.failed > self.shown:
            print(f"{self.failed - self.shown} more failures are not shown")
        print(f"{self.passed} passed, {self.failed} failed", flush=True)
        sys.exit(1 if self.failed else 0)


def fresh_folder():
    return os.path.realpath(tempfile.mkdtemp(prefix="seesh-processes."))


def remove_folder(folder):
    shutil.rmtree(folder, ignore_errors=True)


def environment(folder):
    return {"PATH": PATH, "HOME": folder, "TMPDIR": folder, "LC_ALL": "C"}


def seed(text):
    """The seed of an option, told: the same each time unless `random` is asked for, so that a failure is the change's own."""
    chosen = str(random.randrange(10**6)) if text == "random" else text
    print("seed", chosen)
    return chosen


def require_shell():
    if not os.access(SEESH, os.X_OK):
        print(f"{SEESH}: no such shell; build it or set SEESH")
        sys.exit(2)


def compile_program(folder, name):
    """Compiles NAME.c of this folder; static where that is possible, for speed."""
    target = os.path.join(folder, name)
    source = os.path.join(HERE, name + ".c")
    compilers = [name for name in ("cc", "clang", "gcc") if shutil.which(name)]
    for compiler in compilers:
        for static in (["-static"], []):
            command = [compiler, "-O1", *static, "-o", target, source]
            if subprocess.run(command, stderr=subprocess.DEVNULL).returncode == 0:
                return target
    print("no C compiler makes a program of " + source)
    sys.exit(2)


def compile_table(folder):
    """The program that reports its own descriptor table."""
    return compile_program(folder, "table")


class Ended:
    """How a command ended: the status as Popen has it, None after the deadline, and its output."""

    def __init__(self, status, stdout, stderr):
        self.status, self.stdout, self.stderr = status, stdout, stderr

    def __str__(self):
        return f"status {self.status}\nstdout: {self.stdout!r}\nstderr: {self.stderr!r}"


def run(command, folder, deadline=DEADLINE, **options):
    """Runs a command in a session of its own to its end or to the deadline; output goes to files, so that a process
    left behind holds up nobody; what is left of the session is killed."""
    with tempfile.TemporaryFile() as stdout, tempfile.TemporaryFile() as stderr:
        options.setdefault("stdin", subprocess.DEVNULL)
        options.setdefault("env", environment(folder))
        process = subprocess.Popen(
            command, cwd=folder, stdout=stdout, stderr=stderr, start_new_session=True, **options)
        try:
            status = process.wait(deadline)
        except subprocess.TimeoutExpired:
            status = None
        kill_session(process)
        texts = []
        for file in (stdout, stderr):
            file.seek(0)
            texts.append(file.read().decode("utf-8", "backslashreplace"))
        return Ended(status, *texts)


def kill_session(process):
    """Kills the process and whatever is left of the session that it leads."""
    for pid in all_processes():
        if pid != os.getpid() and session(pid) == process.pid:
            try:
                os.kill(pid, signal.SIGKILL)
            except ProcessLookupError:
                pass
    process.wait()


def all_processes():
    return [int(name) for name in os.listdir("/proc") if name.isdigit()]


def stat_fields(pid):
    """The fields of /proc/PID/stat from the state on; None where there is no such process."""
    try:
        with open(f"/proc/{pid}/stat", "rb") as file:
            return file.read().rpartition(b")")[2].split()
    except OSError:
        return None


def session(pid):
    fields = stat_fields(pid)
    return int(fields[3]) if fields else None


def children(pid):
    try:
        with open(f"/proc/{pid}/task/{pid}/children") as file:
            return [int(text) for text in file.read().split()]
    except FileNotFoundError:
        found = ((other, stat_fields(other)) for other in all_processes())
        return [other for other, fields in found if fields and int(fields[1]) == pid]


def pipe_ends(pid):
    """The pipe ends that a process has open: (inode, "r" or "w")."""
    ends = set()
    try:
        names = os.listdir(f"/proc/{pid}/fd")
    except OSError:
        return ends
    for name in names:
        try:
            link = os.readlink(f"/proc/{pid}/fd/{name}")
            if link.startswith("pipe:"):
                mode = os.lstat(f"/proc/{pid}/fd/{name}").st_mode
                ends.add((link, "w" if mode & 0o200 else "r"))
        except OSError:
            continue
    return ends
