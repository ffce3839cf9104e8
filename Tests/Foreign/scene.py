"""A scene: one hang or one healthy program that runs in a folder and a session of its own, and is killed whole.

Whatever belongs to it is found by four marks, because sshd, `env -i` and `setsid` each remove some: a variable of the
environment, the working directory, the session, and the parent.
"""

import os
import pty
import signal
import socket
import subprocess
import sys
import tempfile
import threading
import time

sys.path.insert(0, os.path.join(os.path.dirname(os.path.dirname(os.path.abspath(__file__))), "Processes"))

from model import TOP  # noqa: E402
from support import environment, remove_folder  # noqa: E402

SCALE = float(os.environ.get("SEESH_TEST_TIME_SCALE", "1"))
FIFOS = ("f1", "f2", "f3", "a b'c")
MARK = "FOREIGN_SCENE"
SSHD_CONFIG = """\
Port {port}
ListenAddress 127.0.0.1
HostKey {folder}/key
AuthorizedKeysFile {folder}/key.pub
StrictModes no
UsePAM no
PidFile none
SetEnv FOREIGN_SCENE={folder}
"""
SSH_CONFIG = """\
Host host
    HostName 127.0.0.1
    Port {port}
    User {user}
    IdentityFile {folder}/key
    UserKnownHostsFile /dev/null
    StrictHostKeyChecking no
    LogLevel ERROR
"""


def read(path):
    try:
        with open(path, "rb") as file:
            return file.read()
    except OSError:
        return b""


def stat(pid):
    """The fields of /proc/PID/stat from the state on; none where it has gone."""
    return read(f"/proc/{pid}/stat").rpartition(b")")[2].split()


def command_line(pid):
    return read(f"/proc/{pid}/cmdline").replace(b"\0", b" ").decode("utf-8", "replace").strip()


def is_alive(pid):
    fields = stat(pid)
    return bool(fields) and fields[0] != b"Z"


def tasks(pid):
    try:
        return sorted(os.listdir(f"/proc/{pid}/task"))
    except OSError:
        return []


def free_port():
    with socket.create_server(("127.0.0.1", 0)) as server:
        return server.getsockname()[1]


def left_behind(folder):
    """The processes that still belong to a scene under this folder."""
    mark = f"{MARK}={folder}".encode()
    return [int(name) for name in os.listdir("/proc") if name.isdigit() and mark in read(f"/proc/{name}/environ")]


class Scene:
    """`thing` is a Hang or a Healthy; `command` replaces its command, for a second try."""

    def __init__(self, thing, programs, command=None):
        self.thing = thing
        self.folder = os.path.realpath(tempfile.mkdtemp(dir=programs, prefix="scene."))
        os.chmod(self.folder, 0o777)
        self.environment = environment(self.folder) | {MARK: self.folder, "PATH": f"{programs}:/usr/bin:/bin:/usr/sbin",
                                                       "TERM": "dumb", "PORT": str(free_port())}
        for name in FIFOS:
            os.mkfifo(os.path.join(self.folder, name))
            os.chmod(os.path.join(self.folder, name), 0o666)
        for name, text in thing.files.items():
            path = os.path.join(self.folder, name)
            with open(path, "w") as file:
                file.write(text)
            os.chmod(path, 0o755)
        self.terminal = None
        self.marked = {}
        self.sshd = self.start_sshd() if thing.needs_sshd else None
        self.process = self.start(list(command or thing.command))
        self.top = self.process.pid

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.kill()
        if self.terminal is not None:
            os.close(self.terminal)
        remove_folder(self.folder)

    # MARK: Starting

    def start(self, command):
        options = {"cwd": self.folder, "env": self.environment}
        if self.thing.typed is None:
            with open(os.path.join(self.folder, "output"), "wb") as output:
                return subprocess.Popen(command, stdin=subprocess.DEVNULL, stdout=output, stderr=output,
                                        start_new_session=True, **options)
        self.terminal, slave = pty.openpty()
        process = subprocess.Popen(["setsid", "-c", *command], stdin=slave, stdout=slave, stderr=slave, **options)
        os.close(slave)
        threading.Thread(target=self.drain, args=[os.dup(self.terminal)], daemon=True).start()
        self.type(self.thing.typed)
        return process

    def drain(self, terminal):
        """Reads what is written to the terminal, so that it never fills."""
        with open(os.path.join(self.folder, "output"), "wb", buffering=0) as output:
            try:
                while data := os.read(terminal, 4096):
                    output.write(data)
            except OSError:
                pass
        os.close(terminal)

    def type(self, text):
        os.write(self.terminal, text.encode())

    def start_sshd(self):
        subprocess.run(["ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-f", f"{self.folder}/key"], check=True,
                       stdin=subprocess.DEVNULL)
        os.makedirs("/run/sshd", exist_ok=True)
        port = free_port()
        for name, text in (("sshd_config", SSHD_CONFIG), ("config", SSH_CONFIG)):
            with open(os.path.join(self.folder, name), "w") as file:
                file.write(text.format(port=port, folder=self.folder, user=os.environ.get("USER") or "root"))
        with open(os.path.join(self.folder, "sshd.log"), "wb") as log:
            sshd = subprocess.Popen(["/usr/sbin/sshd", "-D", "-e", "-f", f"{self.folder}/sshd_config"],
                                    stdin=subprocess.DEVNULL, stdout=log, stderr=log, cwd=self.folder,
                                    env=self.environment, start_new_session=True)
        end = time.monotonic() + 10 * SCALE
        while b"listening" not in read(os.path.join(self.folder, "sshd.log")) and time.monotonic() < end:
            time.sleep(0.02)
        return sshd

    # MARK: Processes

    def pids(self):
        """All that belongs to the scene, also what has ended and is not waited for."""
        found = {self.top} | ({self.sshd.pid} if self.sshd else set())
        facts = {}
        for name in os.listdir("/proc"):
            if name.isdigit() and (fields := stat(name)):
                pid = int(name)
                facts[pid] = (int(fields[1]), int(fields[3]))
                # A process has its marks from the beginning.
                birth = (pid, fields[19])
                if birth not in self.marked:
                    self.marked[birth] = self.has_mark(pid)
                if self.marked[birth]:
                    found.add(pid)
        size = 0
        while size != len(found):
            size = len(found)
            found |= {pid for pid, (parent, session) in facts.items() if parent in found or session in found}
        return sorted(found & facts.keys())

    def has_mark(self, pid):
        if f"{MARK}={self.folder}".encode() in read(f"/proc/{pid}/environ"):
            return pid != os.getpid()
        try:
            return os.readlink(f"/proc/{pid}/cwd").startswith(self.folder)
        except OSError:
            return False

    def select(self, selector):
        """The processes that a selector means."""
        if selector == TOP:
            return {self.top}
        if selector.startswith("parent of "):
            return {int(stat(pid)[1]) for pid in self.select(selector.removeprefix("parent of "))}
        pids = self.pids()
        if selector.startswith("children of "):
            parents = self.select(selector.removeprefix("children of "))
            return {pid for pid in pids if is_alive(pid) and int(stat(pid)[1]) in parents}
        if selector == "zombies":
            return {pid for pid in pids if stat(pid)[:1] == [b"Z"]}
        return {pid for pid in pids if any(command_line(pid).startswith(text) for text in selector.split(" || "))}

    # MARK: Rest

    def rest(self, pids, lively=()):
        """What is the same as long as nobody moves; None where somebody runs."""
        moving = set().union(*(self.select(selector) for selector in lively))
        facts = []
        for pid in pids:
            if pid in moving:
                facts.append(pid)
                continue
            for task in tasks(pid):
                path = f"/proc/{pid}/task/{task}"
                status = read(f"{path}/status")
                state = status.partition(b"State:\t")[2][:1]
                if state == b"R":
                    return None
                switches = [line for line in status.splitlines() if b"ctxt_switches" in line]
                facts.append((pid, task, state, read(f"{path}/syscall"), *switches))
        return facts

    def settle(self, wanted, lively=(), seconds=20):
        """Waits until all wanted processes are there and nobody has moved for a third of a second."""
        end = time.monotonic() + seconds * SCALE
        before, since = None, 0.0
        while time.monotonic() < end:
            now = self.rest(self.pids(), lively)
            if now is None or now != before or not all(self.select(selector) for selector in wanted):
                before, since = now, time.monotonic()
            elif time.monotonic() - since > 0.35 and all(self.has_computed(selector) for selector in lively):
                return True
            time.sleep(0.06)
        return False

    def has_computed(self, selector):
        """True where each of them has used a second of the processor, or sleeps now."""
        fields = [stat(pid) for pid in self.select(selector)]
        return all(len(field) > 12 and (field[0] != b"R" or int(field[11]) + int(field[12]) > 100) for field in fields)

    def has_moved(self, pids, before, lively):
        """True where one of them has gone, or is not where it was."""
        return not all(is_alive(pid) for pid in pids) or self.rest(pids, lively) != before

    # MARK: The end

    def kill(self):
        end = time.monotonic() + 10
        while time.monotonic() < end:
            self.process.poll()
            if self.sshd:
                self.sshd.poll()
            living = [pid for pid in self.pids() if is_alive(pid)]
            if not living:
                break
            for pid in living:
                try:
                    os.kill(pid, signal.SIGKILL)
                except ProcessLookupError:
                    pass
            time.sleep(0.01)
        self.process.wait()
        if self.sshd:
            self.sshd.wait()
