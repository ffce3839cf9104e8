"""Runs one script in seesh and in the peers, and tells what only seesh does.

What a run leaves is taken apart into pieces, each compared for itself, so that one quarrel among the peers hides no
other difference: each statement's output and status, each file, the exit status, and whether standard error has
anything. Seesh stands alone in a piece where at least five of the six peers agree and it differs from them. The peers
are asked one after the other, and no more once two of them did what seesh did: most scripts need three runs, not seven.

A script says which statement wrote what by lines `@NAME STATUS`, on standard output or in the file `log`.
"""

import os
import re
import resource
import shutil
import subprocess
import tempfile
import time
from dataclasses import dataclass

import execution

DEADLINE = execution.DEADLINE / 5
ENOUGH = 5
# Users that nobody is: one for each process that runs scripts.
FIRST_USER, USERS = 50_000, 9_000
MOST_PROCESSES = 150
# The cheapest first.
PEERS = {
    "dash": ["dash"],
    "busybox": ["busybox", "ash"],
    "bash": ["bash", "--posix"],
    "mksh": ["mksh", "-o", "posix"],
    "yash": ["yash", "-o", "posixlycorrect"],
    "ksh93": ["ksh93", "-o", "posix"],
}
FIXTURES = {"in": b"one\ntwo\nthree\nfour\n", "in2": b"a b c\n  d\\e f\\\ng\n", "empty": b"", "lib": b"echo lib\n",
            "dir/in": b"inner\n", "fails": b"false\necho fails after\n", "unclosed": b"echo read\nif\n"}
MARK = re.compile(rb"^@(\w+) ?", re.M)


@dataclass
class Difference:
    """A piece in which seesh stands alone; ally is the one peer that does as seesh does, where there is one."""

    piece: str
    own: object
    others: object
    ally: str

    @property
    def kind(self):
        return self.piece.partition(":")[0]


class Comparison:
    """The shells, and a folder in which the runs have theirs."""

    def __init__(self, seesh, folder):
        self.seesh = [seesh]
        self.peers = {name: [shutil.which(command[0]), *command[1:]] for name, command in PEERS.items()}
        self.folder = tempfile.mkdtemp(dir=folder)

    def differences(self, script):
        """Where seesh stands alone."""
        own = self.pieces(self.seesh, script)
        theirs = {}
        for name, command in self.peers.items():
            theirs[name] = self.pieces(command, script)
            if not self.open_pieces(own, theirs):
                return []
        judged = [self.judged(piece, own, theirs) for piece in self.open_pieces(own, theirs)]
        return [difference for difference in judged if difference]

    def open_pieces(self, own, theirs):
        """Those in which at least five peers may still agree against seesh."""
        spare = len(self.peers) - ENOUGH
        return [piece for piece in sorted(own.keys() | {key for run in theirs.values() for key in run})
                if sum(run.get(piece) == own.get(piece) for run in theirs.values()) <= spare]

    def judged(self, piece, own, theirs):
        answers = [run.get(piece) for run in theirs.values()]
        most = max(answers, key=answers.count)
        if answers.count(most) < ENOUGH or most == own.get(piece):
            return None
        ally = next((name for name, run in theirs.items() if run.get(piece) == own.get(piece)), "")
        return Difference(piece, own.get(piece), most, ally)

    def pieces(self, command, script):
        """What a run left, by piece."""
        folder = os.path.join(self.folder, "run")
        make_fixtures(folder)
        try:
            status, stdout, stderr = self.run(command, script, folder)
            result = taken_apart("output", stdout)
            for name, contents in files(folder):
                result |= taken_apart("log", contents) if name == "log" else {f"file:{name}": contents}
            # Two shells that ended at different places may by chance have the same status.
            reached = sum(":" in piece and not piece.startswith("file:") for piece in result)
            shown = "late" if status is None else status if 0 <= status < 126 else "126 or more"
            return result | {"status": (shown, reached), "failure": (status != 0, reached),
                             "errors": (bool(stderr), reached)}
        finally:
            execution.remove(folder)

    def run(self, command, script, folder):
        """The status, None after the deadline, and what was written."""
        path, stdout, stderr = (os.path.join(self.folder, name) for name in ("script", "stdout", "stderr"))
        with open(path, "wb") as file:
            file.write(script.encode("latin-1"))
        with open(os.devnull, "rb") as nothing, open(stdout, "wb") as out, open(stderr, "wb") as err:
            process = start([*command, path], cwd=folder, env=environment(), start_new_session=True,
                            stdin=nothing, stdout=out, stderr=err)
        ended = False
        try:
            ended = execution.ends_in_time(process, DEADLINE)
        finally:
            end_group(process) if ended else execution.kill_session(process.pid)
            status = process.wait()
        return status if ended else None, read(stdout), read(stderr)


def start(command, **options):
    """The process; what a script before it has left may have to end first."""
    for _ in range(100):
        try:
            return subprocess.Popen(command, **options)
        except BlockingIOError:
            time.sleep(0.1)
    return subprocess.Popen(command, **options)


def confine():
    """Keeps scripts that start processes without end from filling the machine; for root no limit would count. Each process
    of a pool has a user, and so a limit, of its own."""
    if os.getuid() == 0:
        user = FIRST_USER + os.getpid() % USERS
        os.setgroups([])
        os.setgid(user)
        os.setuid(user)
    most = MOST_PROCESSES + processes_of(os.getuid())
    resource.setrlimit(resource.RLIMIT_NPROC, (most, most))


def processes_of(user):
    count = 0
    for name in os.listdir("/proc"):
        try:
            count += name.isdigit() and os.stat(f"/proc/{name}").st_uid == user
        except FileNotFoundError:
            pass
    return count


def end_group(process):
    """Kills what a script left behind; the shell, not reaped yet, keeps the number of the group."""
    try:
        os.killpg(process.pid, 9)
    except ProcessLookupError:
        pass


def environment():
    return {"PATH": execution.PATH, "HOME": "/home/me", "LC_ALL": "C"}


def make_fixtures(folder):
    os.makedirs(os.path.join(folder, "dir"))
    for name, contents in FIXTURES.items():
        with open(os.path.join(folder, name), "wb") as file:
            file.write(contents)


def files(folder):
    """The files that a script has written, with what is in them."""
    for place, _, names in os.walk(folder):
        for name in names:
            path = os.path.join(place, name)
            contents = read(path) if os.path.isfile(path) else b"(special)"
            name = os.path.relpath(path, folder)
            if contents != FIXTURES.get(name):
                yield name, contents


def read(path):
    with open(path, "rb") as file:
        return file.read(100_000)


def taken_apart(kind, text):
    """The statements' parts of an output; what a mark ends belongs to it."""
    parts, start = {}, 0
    for match in MARK.finditer(text):
        name = match[1].decode()
        end = text.find(b"\n", match.start()) + 1 or len(text)
        parts[f"{kind}:{name}"] = parts.get(f"{kind}:{name}", b"") + text[start:end]
        start = end
    if text[start:]:
        parts[f"{kind}:rest"] = text[start:]
    return parts
